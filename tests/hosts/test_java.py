# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Java reads the keystores and reaches a server with them."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.tests.hosts.support.gate import URL, Gate
from ansible_collections.certops.digicert.tests.hosts.support.line import Line, client
from ansible_collections.certops.digicert.tests.hosts.support.machines import Machine, file_text

_PASSPHRASE = "six letters or more"
_FILES = {"JKS": "jks", "PKCS12": "keystore.p12"}


def _declared(kind: str) -> dict[str, t.Any]:
    return {
        "directory": f"/home/robin/java-{kind}",
        "name": "java",
        "outputs": ["certificate", "chain", "keystore"],
        "keystore_type": kind,
        "output_passphrase": _PASSPHRASE,
        "friendly_name": "billing client",
        "certificate": client(f"java-{kind}".lower()),
    }


@pytest.mark.parametrize("kind", sorted(_FILES))
def test_a_client_with_a_keystore(
    kind: str, line: Line, web: Machine, mail: Machine, eleven_months_later: t.Callable[[], None]
) -> None:
    Gate(web)
    mail.write("/home/robin/Client.java", file_text("Client.java"))
    declared = _declared(kind)
    path = f"{declared['directory']}/java"
    store = f"{path}.{_FILES[kind]}"

    def reach() -> str:
        return mail.run(
            "java", "/home/robin/Client.java", kind, store, f"{URL}/", user="robin", text=_PASSPHRASE
        ).strip()

    line.good({"mail": declared})
    first = mail.serial(f"{path}.crt")
    listing = mail.run(
        "keytool", "-list", "-v", "-storetype", kind, "-keystore", store, user="robin", text=_PASSPHRASE + "\n"
    )
    assert "Alias name: billing client" in listing
    assert "Entry type: PrivateKeyEntry" in listing
    assert f"Serial number: {first.lower().lstrip('0')}" in listing
    assert reach() == f"200 {first}"

    eleven_months_later()
    line.good({"mail": declared})
    renewed = mail.serial(f"{path}.crt")
    assert renewed != first
    assert reach() == f"200 {renewed}"
