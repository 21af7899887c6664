# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where cache_path comes from: the one option whose empty text says something."""

from __future__ import annotations

import typing as t

import pytest

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.unit.support.shell import Shell

USUAL = "/xdg/certops.digicert"


@pytest.mark.parametrize(
    ("argument", "variable", "meant"),
    [
        (None, None, USUAL),
        (" \n", None, USUAL),
        (None, "/from/variable", "/from/variable"),
        (" ", "/from/variable", "/from/variable"),
        ("/from/task", "/from/variable", "/from/task"),
        (None, " ", USUAL),
        # Empty: nothing is kept.
        ("", None, ""),
        ("", "/from/variable", ""),
        (None, "", ""),
        ("/from/task", "", "/from/task"),
    ],
)
def test_an_empty_text_means_none_and_blank_text_is_unset(
    shell: Shell,
    monkeypatch: pytest.MonkeyPatch,
    argument: t.Optional[str],
    variable: t.Optional[str],
    meant: str,
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/xdg")
    monkeypatch.delenv("DIGICERT_CACHE_PATH")
    if variable is not None:
        monkeypatch.setenv("DIGICERT_CACHE_PATH", variable)
    assert _cache_path(shell, argument) == meant


@pytest.mark.parametrize("base", [None, "", "relative/path"])
def test_the_usual_place_is_below_home(shell: Shell, monkeypatch: pytest.MonkeyPatch, base: t.Optional[str]) -> None:
    monkeypatch.setenv("HOME", "/home/robin")
    monkeypatch.delenv("DIGICERT_CACHE_PATH")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if base is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", base)
    assert _cache_path(shell, None) == "/home/robin/.cache/certops.digicert"


def _cache_path(shell: Shell, argument: t.Optional[str]) -> str:
    # Refused before anything is sent; what the module was called with is shown all the same.
    ended = shell.run(alternative_order_id="robin", cache_path=argument, keep_null=True)
    assert ended.failed
    return str(ended["invocation"]["module_args"]["cache_path"])
