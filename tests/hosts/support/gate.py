# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""nginx on the machine web, demanding client certificates of the sandbox."""

from __future__ import annotations

import typing as t

from ansible_collections.certops.digicert.tests.hosts.support.machines import Machine, file_text

URL = "https://127.0.0.1:8443"
PROXY_URL = "http://127.0.0.1:8080"
#: More than all buffers between a server and a client that does not read.
BYTES = 64 * 1024 * 1024

_SERVER_CERTIFICATE = """
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 2 -subj /CN=gate \\
    -addext subjectAltName=IP:127.0.0.1 -keyout /etc/nginx/gate.key -out /etc/nginx/gate.crt
mkdir -p /srv/gate
echo welcome >/srv/gate/index.html
head -c {bytes} /dev/zero | tr '\\0' x >/srv/gate/large
systemctl restart nginx
"""


class Gate:
    """What a test asks of the gate."""

    def __init__(self, web: Machine) -> None:
        self._web = web
        web.shell("rm -f /etc/nginx/conf.d/* /etc/nginx/sites-enabled/*")
        web.write("/etc/nginx/conf.d/gate.conf", file_text("gate.conf"))
        web.shell(_SERVER_CERTIFICATE.format(bytes=BYTES))

    def curl(self, machine: Machine, *arguments: str, user: str = "root") -> str:
        """Return the whole answer of the gate, header first."""
        return machine.run(*self.command(*arguments), "--include", f"{URL}/", user=user)

    @staticmethod
    def command(*arguments: str) -> list[str]:
        """Return curl as all clients call it; the server's certificate is copied to them as what they trust."""
        return ["curl", "--silent", "--show-error", "--cacert", "/etc/gate.crt", *arguments]

    def let_trust(self, machine: Machine) -> None:
        """Make curl on a machine trust the server."""
        machine.write("/etc/gate.crt", self._web.read("/etc/nginx/gate.crt"))

    def reloads(self) -> int:
        """Return how often the unit nginx was reloaded."""
        journal = self._web.run("journalctl", "--unit=nginx", "--output=cat")
        return sum(line.startswith("Reloaded ") for line in journal.splitlines())


def seen(answer: str) -> t.Optional[str]:
    """Return the serial number of the certificate that the gate has seen, in hex; None when it let nobody in."""
    head = answer.replace("\r", "").partition("\n\n")[0].splitlines()
    if " 200 " not in head[0] + " ":
        return None
    return {name.lower(): value for name, _colon, value in (line.partition(": ") for line in head[1:])}[
        "x-client-serial"
    ]
