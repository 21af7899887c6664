# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""nginx demands client certificates; curl brings them; a proxy in nginx shows one of its own."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.tests.hosts.support.gate import BYTES, PROXY_URL, URL, Gate, seen
from ansible_collections.certops.digicert.tests.hosts.support.line import Line, client
from ansible_collections.certops.digicert.tests.hosts.support.machines import Machine, file_text

_PROXY = "/etc/pki/proxy/proxy"
_CURL = "/home/robin/curl/curl"
_WITH_CERTIFICATE = ("--cert", f"{_CURL}.fullchain.crt", "--key", f"{_CURL}.key")

_ON_WEB = {
    "directory": "/etc/pki/proxy",
    "name": "proxy",
    "key": {"type": "ECC", "curve": "secp256r1"},
    "certificate": client("proxy"),
    "validate": "nginx -t",
    "units": [{"name": "nginx", "state": "reloaded"}],
}
_ON_MAIL = {"directory": "/home/robin/curl", "name": "curl", "rotate": "renewal", "certificate": client("curl")}


@pytest.fixture
def gate(web: Machine, mail: Machine) -> t.Iterator[Gate]:
    web.run("rm", "-rf", "/etc/pki/proxy")
    mail.run("rm", "-rf", "/home/robin/curl")
    found = Gate(web)
    found.let_trust(mail)
    yield found
    web.run("rm", "-f", "/etc/nginx/conf.d/proxy.conf", "/etc/nginx/conf.d/broken.conf")


def _start_proxy(web: Machine) -> None:
    web.write("/etc/nginx/conf.d/proxy.conf", file_text("proxy.conf"))
    web.run("systemctl", "reload", "nginx")


def test_a_renewal_drops_no_connection(
    line: Line, gate: Gate, web: Machine, mail: Machine, eleven_months_later: t.Callable[[], None]
) -> None:
    declared = {"web": _ON_WEB, "mail": _ON_MAIL}
    line.good(declared)
    _start_proxy(web)
    first = {"curl": mail.serial(f"{_CURL}.crt"), "proxy": web.serial(f"{_PROXY}.crt")}
    assert seen(gate.curl(mail, *_WITH_CERTIFICATE, user="robin")) == first["curl"]
    assert seen(mail.run("curl", "-si", f"{PROXY_URL}/")) == first["proxy"]
    assert "No required SSL certificate was sent" in gate.curl(mail, user="robin")

    # A download that is under way, because nobody reads what comes.
    reloads = gate.reloads()
    with mail.start(*gate.command(*_WITH_CERTIFICATE), f"{URL}/large", user="robin") as download:
        assert download.stdout is not None
        begun = len(download.stdout.read(1000))
        eleven_months_later()
        line.good(declared)
        assert gate.reloads() == reloads + 1
        rest = download.stdout.read()
    assert download.returncode == 0
    assert begun + len(rest) == BYTES

    renewed = {"curl": mail.serial(f"{_CURL}.crt"), "proxy": web.serial(f"{_PROXY}.crt")}
    assert set(renewed.values()).isdisjoint(first.values())
    assert seen(gate.curl(mail, *_WITH_CERTIFICATE, user="robin")) == renewed["curl"]
    assert seen(mail.run("curl", "-si", f"{PROXY_URL}/")) == renewed["proxy"]
    mail.assert_whole(_CURL)
    web.assert_whole(_PROXY)
    run = line.good(declared)
    assert run.changed == []
    assert gate.reloads() == reloads + 1


def test_what_does_not_pass_validation_is_undone(
    line: Line, gate: Gate, web: Machine, mail: Machine, eleven_months_later: t.Callable[[], None]
) -> None:
    line.good({"web": _ON_WEB})
    _start_proxy(web)
    first, reloads = web.serial(f"{_PROXY}.crt"), gate.reloads()
    web.write("/etc/nginx/conf.d/broken.conf", "somebody was interrupted here\n")
    eleven_months_later()

    run = line({"web": _ON_WEB})
    assert run.rc != 0
    assert "nginx -t" in run.failures[-1].result["msg"]
    assert "broken.conf" in run.failures[-1].result["msg"]
    assert web.serial(f"{_PROXY}.crt") == first
    web.assert_whole(_PROXY)
    assert gate.reloads() == reloads
    assert seen(mail.run("curl", "-si", f"{PROXY_URL}/")) == first

    web.run("rm", "/etc/nginx/conf.d/broken.conf")
    line.good({"web": _ON_WEB})
    renewed = web.serial(f"{_PROXY}.crt")
    assert renewed != first
    assert gate.reloads() == reloads + 1
    assert seen(mail.run("curl", "-si", f"{PROXY_URL}/")) == renewed
