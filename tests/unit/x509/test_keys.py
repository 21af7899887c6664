# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The public key of a CSR that CertCentral shows, which may look odd."""

from __future__ import annotations

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._x509.keys import fingerprint, observed_public_key
from ansible_collections.certops.digicert.tests.unit.support.authority import csr, issue
from hypothesis import given
from hypothesis import strategies as st

CSR = csr("robin")
KEY = fingerprint(issue("robin").leaf)
BODY = "".join(CSR.splitlines()[1:-1])


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
