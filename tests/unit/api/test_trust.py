# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom the transport trusts: ``ca_path`` or what the system was built to trust, and nothing else."""

from __future__ import annotations

import dataclasses
import pathlib
import re
import subprocess
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._api import trust
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import CannotReach, InvalidOptions
from ansible_collections.certops.digicert.tests.unit.support.api import CONNECTION, api
from ansible_collections.certops.digicert.tests.unit.support.server import Server, send, serving
from ansible_collections.certops.digicert.tests.unit.support.tls import Authority
from cryptography.hazmat.primitives import serialization


@pytest.fixture
def authority(tmp_path: pathlib.Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def server(authority: Authority) -> t.Iterator[Server]:
    with serving(lambda handler: send(handler, b'{"id": 7}'), authority.serve()) as running:
        yield running


def _read(url: str, **options: t.Any) -> dict[str, t.Any]:
    return api(api_url=url, **options).transport.json("GET", "/order/certificate/7")


def _rehashed(folder: pathlib.Path, authority: Authority) -> pathlib.Path:
    folder.mkdir()
    (folder / "ca.pem").write_bytes(authority.path.read_bytes())
    subprocess.run(["openssl", "rehash", str(folder)], check=True)
    return folder


def test_ca_path_is_trusted_as_file_and_as_folder(server: Server, authority: Authority, tmp_path: pathlib.Path) -> None:
    assert _read(server.url, ca_path=str(authority.path)) == {"id": 7}
    assert _read(server.url, ca_path=str(_rehashed(tmp_path / "folder", authority))) == {"id": 7}


def test_without_a_check_anybody_is_trusted(server: Server) -> None:
    assert _read(server.url, validate_certs=False) == {"id": 7}


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_environment_does_not_decide_whom_to_trust(
    monkeypatch: pytest.MonkeyPatch, server: Server, authority: Authority, tmp_path: pathlib.Path, name: str
) -> None:
    folder = _rehashed(tmp_path / "folder", authority)
    monkeypatch.setenv(name, str(folder if name.endswith("DIR") else authority.path))
    with pytest.raises(CannotReach, match=r"its TLS certificate is not trusted; give the CA bundle in ca_path \("):
        _read(server.url)


def test_ca_path_is_trusted_alone(server: Server, tmp_path: pathlib.Path) -> None:
    other = Authority(tmp_path, "other")
    with pytest.raises(CannotReach) as raised:
        _read(server.url, ca_path=str(other.path))
    assert f"ca_path ({other.path}) does not hold the CA that issued it" in str(raised.value)
    assert "give the CA bundle" not in str(raised.value)


def test_a_certificate_that_is_not_trusted_is_asked_for_once_a_run(server: Server) -> None:
    it = api(api_url=server.url, max_retries=5)
    for _certificate in range(3):
        with pytest.raises(CannotReach, match="not trusted") as raised:
            it.transport.json("GET", "/order/certificate/7")
        # What one certificate's failure is told about must not appear in the next one's.
        assert "action" not in raised.value.facts
        raised.value.facts["action"] = "order"
    assert (server.connections, it.slept, it.transport.reads) == (1, [], 1)


@pytest.mark.parametrize(
    ("serve", "told"),
    [
        (
            {"days": -1},
            "a certificate of its TLS chain has expired; check the clock of this machine, and that ca_path (",
        ),
        ({"host": "127.0.0.2"}, "its TLS certificate is for another name; check api_url"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_said(authority: Authority, serve: dict[str, t.Any], told: str) -> None:
    with (
        serving(lambda handler: send(handler, b"{}"), authority.serve(**serve)) as server,
        pytest.raises(CannotReach) as raised,
    ):
        _read(server.url, ca_path=str(authority.path))
    assert told in str(raised.value)
    assert "give the CA bundle" not in str(raised.value)


# ca_path itself


def _damaged(authority: Authority) -> bytes:
    return re.sub(rb"\n[^-].*\n", b"\n!!!!\n", authority.path.read_bytes(), count=1)


def _der(authority: Authority) -> bytes:
    return authority.certificate.public_bytes(serialization.Encoding.DER)


def _key(authority: Authority) -> bytes:
    return authority.serve() and next(authority.folder.glob("ca-*.pem")).read_bytes().partition(b"-----END CERT")[2]


def _expired(authority: Authority) -> bytes:
    old = (Authority(authority.folder, name, days) for name, days in (("older", -9), ("old", -2)))
    return b"".join(one.path.read_bytes() for one in old)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (lambda _authority: b" \n", "is empty"),
        (_der, "is in DER form, and PEM is wanted: openssl x509 -inform der"),
        (_damaged, "holds no certificate, or a damaged one"),
        (_key, "holds no certificate"),
        (lambda _authority: b"some text", "holds no certificate in PEM form"),
        (_expired, "holds only certificates that have expired, the last on 20"),
    ],
    ids=["empty", "DER", "damaged", "key", "text", "expired"],
)
def test_a_file_that_can_check_nothing_is_named_before_anything_is_sent(
    server: Server, authority: Authority, content: t.Callable[[Authority], bytes], told: str
) -> None:
    path = authority.folder / "given.pem"
    path.write_bytes(content(authority))
    it = api(api_url=server.url, ca_path=str(path))
    with pytest.raises(InvalidOptions) as raised:
        it.transport.json("POST", "/order/certificate/client_premium", body={})
    assert str(raised.value).startswith(f"Nothing was sent: ca_path ({path}) {told}")
    assert (server.connections, it.client.api_calls) == (0, {"reads": 0, "writes": 0})


def test_one_certificate_that_is_valid_is_enough(server: Server, authority: Authority) -> None:
    path = authority.folder / "both.pem"
    path.write_bytes(_expired(authority) + b"Ces t\xc3\xa9moins\n" + authority.path.read_bytes())
    assert _read(server.url, ca_path=str(path)) == {"id": 7}


def test_a_place_without_certificates_is_named(tmp_path: pathlib.Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "ca.pem").write_text("not hashed", encoding="ascii")
    for name, told in (
        ("missing", "does not exist"),
        ("folder", "is a folder in which OpenSSL finds no certificate; name a PEM file, or run: openssl rehash"),
        ("loop", "cannot be read (Too many levels of symbolic links)"),
    ):
        path = tmp_path / name
        with pytest.raises(InvalidOptions, match=re.escape(f"ca_path ({path}) {told}")):
            _read("https://certcentral.example.com", ca_path=str(path))


def test_a_file_that_may_not_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    # Root may read everything, so the refusal is made.
    def refuse(*_how: object) -> t.NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(trust, "open", refuse, raising=False)
    with pytest.raises(InvalidOptions, match="cannot be read by the user that runs the module"):
        _read("https://certcentral.example.com", ca_path=str(tmp_path / "ca.pem"))


def test_an_unchecked_connection_is_warned_of() -> None:
    (warning,) = dataclasses.replace(CONNECTION, validate_certs=False).warnings
    assert warning.startswith("validate_certs=false: whoever answers in place of https://")
    assert CONNECTION.warnings == ()
    assert dataclasses.replace(CONNECTION, validate_certs=False, api_url="http://127.0.0.1").warnings == ()
