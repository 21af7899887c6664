# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which addresses a certificate can hold, and that of any other it is said what is wrong."""

from __future__ import annotations

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._schema.addresses import fault
from ansible_collections.certops.digicert.tests.unit.support.tasks import parse, task
from hypothesis import given
from hypothesis import strategies as st

from .test_rules import problems_of


@pytest.mark.parametrize(
    "address",
    [
        "robin@example.com",
        "Robin.Park+news@mail.example.co.uk",
        "o'neill@example.com",
        "r@xn--bcher-kva.example",
        "r@1and1.example",
        "r@a.museum",
        f"{'r' * 64}@example.com",
    ],
)
def test_an_address_that_is_taken(address: str) -> None:
    assert fault(address) is None
    assert parse(task("class1_smime", emails=[address])).emails == (address,)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("a b@x.org", "'a b@x.org' holds a blank, or a character that cannot be seen"),
        ("a\u00a0b@x.org", "'a\\xa0b@x.org' holds a blank, or a character that cannot be seen"),
        ("a@x\u200b.org", "'a@x\\u200b.org' holds a blank, or a character that cannot be seen"),
        ("a@x.org\nBcc: b@x.org", "'a@x.org\\nBcc: b@x.org' holds a line break or another control character"),
        ("a\x00@x.org", "'a\\x00@x.org' holds a line break or another control character"),
        ("Robin <a@x.org>", "'Robin <a@x.org>' has a name or angle brackets around it; give the address alone"),
        ("mailto:a@x.org", "'mailto:a@x.org' begins with mailto:; give the address alone"),
        ("a@x.org; b@x.org", "'a@x.org; b@x.org' looks like several; give each as an item of the list"),
        ("a@b@x.org", "'a@b@x.org' has more than one @"),
        ("@x.org", "'@x.org' has nothing before the @"),
        ("a@", "'a@' has nothing behind the @"),
        ("a@x.org.", "'a@x.org.' ends with a dot"),
        ("a..b@x.org", "'a..b@x.org' has a dot too many"),
        (".a@x.org", "'.a@x.org' has a dot too many"),
        ("a@x..org", "'a@x..org' has a dot too many"),
        ("j\u00f6rg@x.org", "'j\u00f6rg@x.org' has letters before the @ that are not ASCII"),
        ("a(b)@x.org", "'a(b)@x.org' has a character before the @ that is not taken there"),
        (f"{'r' * 65}@x.org", f"'{'r' * 65}@x.org' is too long"),
        (
            "a@b\u00fccher.example",
            "'a@b\u00fccher.example' has a domain with letters that are not ASCII; write it as xn--bcher-kva.example",
        ),
        # Python's rules would make another domain of it.
        (
            "a@stra\u00dfe.example",
            "'a@stra\u00dfe.example' has a domain with letters that are not ASCII; write it as it stands in DNS (xn--...)",
        ),
        ("a@localhost", "'a@localhost' has a domain without a dot"),
        ("a@-x.org", "'a@-x.org' has a domain that cannot exist"),
        ("a@x_y.org", "'a@x_y.org' has a domain that cannot exist"),
        ("a@127.0.0.1", "'a@127.0.0.1' has a domain that cannot exist"),
    ],
    ids=ascii,
)
def test_what_is_wrong_with_an_address(address: str, reason: str) -> None:
    sentence = f"is not an e-mail address that a certificate can hold: {reason}"
    assert problems_of(task("class1_smime", emails=["a@x.org", address])) == [f"emails.1 {sentence}"]
    contact = {"first_name": "A", "last_name": "B", "email": address}
    assert problems_of(task("class1_smime", technical_contact=contact)) == [f"technical_contact.email {sentence}"]


def test_what_has_no_at_is_not_shown() -> None:
    assert fault("correct horse") == "is not an e-mail address: it has no @"


@given(st.text(max_size=300) | st.from_regex(r".*@.*"))
def test_any_text_gives_one_line_or_none(text: str) -> None:
    found = fault(text)
    assert found is None or found.isprintable()
