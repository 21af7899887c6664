# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make mutants`, tried on a small program: what its tests notice, and what they do not."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import pytest

TOOL = pathlib.Path(__file__).resolve().parents[3] / "tools" / "mutation"

PROGRAM = '''"""A shop."""
import time

RULES = ("open", "closed")


def price(kind: str, number: int, member: bool = False) -> int:
    """Return cents."""
    if kind not in RULES or number < 1:
        raise ValueError(kind)
    while number > 100:
        time.sleep(0.01)
        number -= 1
    return 50 if member else 70
'''

TESTS = """
import pytest
from shop import price

def test_price():
    assert price("open", 1) == 70
    assert price("open", 1, member=True) == 50
    assert price("open", 102) == 70
    with pytest.raises(ValueError):
        price("lent", 1)
    with pytest.raises(ValueError):
        price("open", 0)
"""


@pytest.fixture
def shop(tmp_path: pathlib.Path) -> pathlib.Path:
    folder = tmp_path / "shop"
    (folder / "tests" / "unit").mkdir(parents=True)
    (folder / "shop.py").write_text(PROGRAM)
    (folder / "tests" / "unit" / "test_shop.py").write_text(TESTS)
    (folder / "pytest.ini").write_text("[pytest]\npythonpath = .\n")
    return folder


def mutants(shop: pathlib.Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(TOOL), "--root", str(shop), "shop.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)


def test_what_nobody_notices_is_listed_with_its_place(shop: pathlib.Path) -> None:
    done = mutants(shop)

    assert done.returncode == 0, done.stdout + done.stderr
    _took, *survived, last = done.stdout.splitlines()
    # What never ends was ended, and counts as noticed: `leave out number -= 1`.
    assert survived == [
        "shop.py:4: without the element 'closed'",
        "shop.py:11: 100 -> 101",
        "shop.py:11: number > 100 -> GtE",
        "shop.py:12: leave out time.sleep(0.01)",
        "shop.py:13: 1 -> 2",
    ]
    assert last == "15 killed, 5 survived"
    assert (shop / "shop.py").read_text() == PROGRAM


def test_a_list_and_a_sample_are_the_same_each_time(shop: pathlib.Path) -> None:
    every = mutants(shop, "--list").stdout.splitlines()
    for what in (
        "shop.py:4: without the element 'open'",
        "shop.py:9: kind not in RULES or number < 1 -> And",
        "shop.py:9: without the condition number < 1",
        "shop.py:9: number < 1 -> LtE",
        "shop.py:10: leave out raise ValueError(kind)",
        "shop.py:13: number -= 1 -> Add",
        "shop.py:14: return 50 if member else 70 -> None",
        "shop.py:14: member -> not",
    ):
        assert what in every, every

    some = mutants(shop, "--list", "--sample", "4", "--seed", "7").stdout.splitlines()
    assert (len(some), some) == (4, [one for one in every if one in some])
    assert mutants(shop, "--list", "--sample", "4", "--seed", "7").stdout.splitlines() == some
    assert mutants(shop, "--list", "--sample", "4", "--seed", "8").stdout.splitlines() != some


def test_tests_that_fail_without_a_mutant_say_nothing(shop: pathlib.Path) -> None:
    (shop / "shop.py").write_text(PROGRAM.replace("70", "71"))

    done = mutants(shop)

    assert done.returncode == 2
    assert "without any mutant tests/unit do not pass" in done.stderr


def test_a_name_that_is_gone_is_an_error(shop: pathlib.Path) -> None:
    assert "no such file: gone.py" in mutants(shop, "gone.py").stderr
