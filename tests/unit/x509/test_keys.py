# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The public key of a CSR: the user's must be right, CertCentral's may look odd."""

from __future__ import annotations

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import InvalidOptions
from ansible_collections.certops.digicert.plugins.module_utils._x509.keys import (
    csr_public_key,
    fingerprint,
    observed_public_key,
)
from ansible_collections.certops.digicert.tests.unit.support.authority import csr, issue
from hypothesis import given
from hypothesis import strategies as st

CSR = csr("robin")
KEY = fingerprint(issue("robin").leaf)
BODY = "".join(CSR.splitlines()[1:-1])


def _forged() -> str:
    """Return a CSR whose signature was tampered with."""
    import base64

    der = bytearray(base64.b64decode(BODY))
    der[-1] ^= 1
    return f"-----BEGIN CERTIFICATE REQUEST-----\n{base64.b64encode(der).decode()}\n-----END CERTIFICATE REQUEST-----\n"


@pytest.mark.parametrize(
    "text", [CSR, CSR.replace("\n", "\r\n"), f"Subject: x\n{CSR}"], ids=["PEM", "CRLF", "text before"]
)
def test_the_csr_and_its_certificate_have_one_fingerprint(text: str) -> None:
    assert csr_public_key(text) == KEY


@pytest.mark.parametrize(
    "text", ["", "no CSR", BODY, CSR[:100], "\u00e4", issue("robin").bundle], ids=lambda text: text[:8]
)
def test_a_csr_that_cannot_be_read(text: str) -> None:
    with pytest.raises(InvalidOptions, match="csr is not a PEM certificate signing request that can be read"):
        csr_public_key(text)


def test_a_csr_that_its_key_did_not_sign() -> None:
    with pytest.raises(InvalidOptions, match="csr has a signature that does not match its key"):
        csr_public_key(_forged())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(CSR, id="PEM"),
        pytest.param(CSR.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(CSR.replace("\n", ""), id="one line"),
        pytest.param(CSR.replace("\n", " "), id="blanks for line ends"),
        pytest.param(BODY, id="no armour"),
        pytest.param(CSR.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"), id="NEW"),
    ],
)
def test_a_csr_as_certcentral_shows_it(text: str) -> None:
    assert observed_public_key(text) == KEY


@given(st.none() | st.text(max_size=100))
def test_anything_else_has_no_key(text: str) -> None:
    assert observed_public_key(text) is None
