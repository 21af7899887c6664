# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Passphrases that every reader takes, and the ones that are refused before anything is written."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._formats.passphrase import (
    PROTECTED,
    friendly_name_problem,
    problem,
)


@pytest.mark.parametrize(
    ("passphrase", "outputs", "says"),
    [
        (None, ["certificate", "chain", "combined"], None),
        (None, ["certificate", "pkcs12"], "pkcs12 needs a passphrase"),
        (b"", ["nss"], "nss needs a passphrase"),
        (b"a b'\"$\\~", ["pkcs12", "keystore", "nss"], None),
        (b"5 long", ["keystore"], None),
        (b"5long", ["keystore"], "6 characters"),
        (b"5long", ["pkcs12", "nss"], None),
        ("größer".encode(), ["pkcs12"], "printable ASCII"),
        (b"two\nlines", ["nss"], "printable ASCII"),
        (b"nothing\0after", ["nss"], "printable ASCII"),
        (b"tab\there", ["pkcs12_legacy"], "printable ASCII"),
        (b"x" * 255, ["pkcs12"], None),
        (b"x" * 256, ["pkcs12"], "longer than 255"),
    ],
)
def test_what_is_said_of_a_passphrase(passphrase: t.Optional[bytes], outputs: list[str], says: t.Optional[str]) -> None:
    found = problem(passphrase, outputs)
    assert (found is None) if says is None else (found is not None and says in found), found
    assert not passphrase or found is None or passphrase.decode() not in found


def test_every_output_that_needs_one_asks_for_it() -> None:
    assert {output for output in PROTECTED if problem(None, [output])} == {
        "pkcs12",
        "pkcs12_legacy",
        "pkcs12_current",
        "pkcs12_current_legacy",
        "keystore",
        "nss",
    }


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Jörg Müller", ""),
        ("\uffee", ""),
        ("", "is empty"),
        ("  ", "is empty"),
        ("two\nlines", "cannot be shown"),
        ("-a", "begins with a hyphen"),
        (" a", "begins or ends with a blank"),
        ("a ", "begins or ends with a blank"),
        ("a \U0001f600", "beyond U+FFFF"),
    ],
)
def test_what_is_said_of_a_friendly_name(name: str, says: str) -> None:
    found = friendly_name_problem(name)
    assert says in found if found and says else not found and not says, found
