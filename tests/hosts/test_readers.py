# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GnuTLS, gpgsm, curl, HAProxy and OpenVPN use what is placed, also after a renewal with a new key; the others have tests of their own."""

from __future__ import annotations

import typing as t

from ansible_collections.certops.digicert.tests.hosts.support.gate import Gate, seen
from ansible_collections.certops.digicert.tests.hosts.support.line import Line, client
from ansible_collections.certops.digicert.tests.hosts.support.machines import ROOT, Machine

_FOLDER = "/home/robin/readers"
_SET = f"{_FOLDER}/readers"
_PASSPHRASE = "open sesame"
_DECLARED: dict[str, t.Any] = {
    "directory": _FOLDER,
    "name": "readers",
    "outputs": ["certificate", "chain", "fullchain", "combined", "pkcs12", "pkcs12_current_legacy"],
    "output_passphrase": _PASSPHRASE,
    "rotate": "renewal",
    # So that PKCS#12 holds the superseded pair too, and each program has to choose.
    "key_history": True,
    "certificate": client("readers"),
}

_GNUTLS_PKCS12 = f"certtool --inder --p12-info --infile {_SET}.p12 --password '{_PASSPHRASE}' 2>/dev/null | openssl x509 -noout -serial"

_GNUTLS_CLIENT = f"""
printf 'GET / HTTP/1.0\\r\\n\\r\\n' |
    gnutls-cli --x509cafile /etc/gate.crt --x509certfile {_SET}.fullchain.crt --x509keyfile {_SET}.key --port 8443 127.0.0.1 |
    sed -n 's/^X-Client-Serial: //p'
"""

_GNUTLS_CHAIN = f"certtool --verify --load-ca-certificate {ROOT} --infile {_SET}.fullchain.crt"

# It looks for issuers elsewhere unless it has them, and fails where it may not.
_GPGSM = f"""
rm -rf /home/robin/gnupg
mkdir -m 0700 /home/robin/gnupg
gpgsm="gpgsm --homedir /home/robin/gnupg --disable-dirmngr --batch --pinentry-mode loopback"
$gpgsm --import {ROOT} {_SET}.chain.crt
printf '{_PASSPHRASE}\\n' | $gpgsm --passphrase-fd 0 --import {_SET}.current.legacy.p12
$gpgsm --list-secret-keys --with-colons | awk -F : '$1 == "crs" {{print $8}}'
gpgconf --homedir /home/robin/gnupg --kill gpg-agent
"""

_HAPROXY = f"""
cat >/home/robin/haproxy.cfg <<END
defaults
    mode http
    timeout connect 5s
    timeout client 5s
    timeout server 5s
frontend readers
    bind 127.0.0.1:9443 ssl crt {_SET}.pem
    http-request return status 200
END
haproxy -D -f /home/robin/haproxy.cfg -p /home/robin/haproxy.pid
openssl s_client -connect 127.0.0.1:9443 -CAfile {ROOT} -purpose any -verify_return_error </dev/null 2>/dev/null |
    openssl x509 -noout -serial
kill "$(cat /home/robin/haproxy.pid)"
"""

# The server writes down what the client has shown; neither needs a network device.
_OPENVPN = f"""
rm -rf /run/readers
mkdir /run/readers
cd /run/readers
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 2 -subj /CN=vpn -keyout vpn.key -out vpn.crt 2>/dev/null
printf '#!/bin/sh\\n[ "$1" != 0 ] || echo "$tls_serial_hex_0" >/run/readers/seen\\n' >see
chmod +x see
openvpn --dev null --local 127.0.0.1 --lport 11940 --tls-server --dh none --ca {ROOT} --cert vpn.crt --key vpn.key \\
    --script-security 2 --tls-verify /run/readers/see --daemon --writepid server.pid --log server.log
openvpn --dev null --nobind --remote 127.0.0.1 11940 --tls-client --ca vpn.crt --cert {_SET}.fullchain.crt --key {_SET}.key \\
    --daemon --writepid client.pid --log client.log
for turn in $(seq 100); do ! grep -q 'Initialization Sequence Completed' client.log || break; sleep 0.1; done
grep -q 'Initialization Sequence Completed' client.log || cat client.log server.log
kill "$(cat client.pid)" "$(cat server.pid)"
tr -d : <seen
"""


def _serial(printed: str) -> str:
    """Return the serial number in what a program prints last, as OpenSSL shows it."""
    return printed.rsplit(maxsplit=1)[-1].rpartition("=")[2].upper()


def _curl(gate: Gate, mail: Machine) -> str:
    return seen(gate.curl(mail, "--cert-type", "P12", "--cert", f"{_SET}.p12:{_PASSPHRASE}", user="robin")) or "nobody"


def _asked(gate: Gate, mail: Machine) -> dict[str, str]:
    """Return which certificate each program shows or finds, by its serial number."""
    assert "Chain verification output: Verified." in mail.shell(_GNUTLS_CHAIN, user="robin")
    asked = {
        "certtool": mail.shell(_GNUTLS_PKCS12, user="robin"),
        "gnutls-cli": mail.shell(_GNUTLS_CLIENT, user="robin"),
        "gpgsm": mail.shell(_GPGSM, user="robin"),
        "haproxy": mail.shell(_HAPROXY, user="robin"),
        "openvpn": mail.shell(_OPENVPN),
        "curl": _curl(gate, mail),
    }
    return {program: _serial(printed) for program, printed in asked.items()}


def test_each_program_uses_the_certificate_that_replaced_the_first(
    line: Line, web: Machine, mail: Machine, eleven_months_later: t.Callable[[], None]
) -> None:
    mail.run("rm", "-rf", _FOLDER)
    gate = Gate(web)
    gate.let_trust(mail)
    line.good({"mail": _DECLARED})
    first = mail.serial(f"{_SET}.crt")
    assert _asked(gate, mail) == dict.fromkeys(("certtool", "gnutls-cli", "gpgsm", "haproxy", "openvpn", "curl"), first)

    eleven_months_later()
    line.good({"mail": _DECLARED})

    second = mail.serial(f"{_SET}.crt")
    assert second != first
    found = _asked(gate, mail)
    assert found == dict.fromkeys(found, second)
