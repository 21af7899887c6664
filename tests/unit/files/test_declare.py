# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that cannot work: all are named, none of their secrets is."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._ansible.client_cert_files import SPEC
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._files.declare import declare

from .authority import certificate, hierarchy, key_pem

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.plugins.module_utils._files.declared import Declared

PLAIN = "must be a plain file name"
ALL = SPEC["outputs"]["choices"]


def _declare(**options: t.Any) -> Declared:
    defaults = {name: option.get("default") for name, option in SPEC.items()}
    given = {
        "directory": "/etc/pki/alice",
        "name": "alice",
        "certificate": certificate(),
        "chain": [hierarchy().intermediate],
    }
    return declare({**defaults, **given, **options})


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"name": "../alice"}, f"name {PLAIN}"),
        ({"name": ".alice"}, f"name {PLAIN}"),
        ({"name": "-rf"}, f"name {PLAIN}"),
        ({"name": ""}, f"name {PLAIN}"),
        ({"name": "a\nb"}, f"name {PLAIN}"),
        ({"files": {"certificate": "a/b"}}, f"files.certificate {PLAIN}"),
        ({"files": {"key": ".hidden"}}, f"files.key {PLAIN}"),
        ({"files": {"key": 7}}, f"files.key {PLAIN}"),
        ({"files": {"cert": "x"}}, "files names cert, which is no output"),
        (
            {"files": {"certificate": "x", "chain": "x"}},
            "files gives chain the name x, which is the name of certificate",
        ),
        ({"files": {"certificate": "alice.csr"}}, "the name alice.csr, which is the name of the request"),
        ({"files": {"key": "x", "certificate": "alice.key"}}, "the name alice.key, which is the name of the key"),
        ({"mode": "644x"}, "mode must be three octal digits as a quoted text"),
        ({"mode": "4755"}, "mode must be three octal digits"),
        ({"key_mode": 600}, "key_mode must be three octal digits"),
        ({"directory_mode": True}, "directory_mode must be three octal digits"),
        ({"keep": -1}, "keep must not be negative"),
        (
            {"validate": "nginx 'x"},
            r"validate cannot be split into a command and its arguments \(No closing quotation\)",
        ),
        ({"outputs": ["pkcs12"]}, "The output pkcs12 needs a passphrase"),
        (
            {"outputs": ["keystore"], "passphrase": "short"},
            r"passphrase \(output_passphrase in the role client_cert\) is shorter than the 6 characters",
        ),
        ({"outputs": ["root"]}, "root in outputs needs root"),
        ({"name": "/", "keep": -1, "mode": "x"}, "name .*; mode .*; keep "),
    ],
)
def test_a_broken_option(options: dict[str, t.Any], told: str) -> None:
    with pytest.raises(FilesError, match=f"^Nothing was changed: .*{told}"):
        _declare(**options)


@pytest.mark.parametrize("option", ["certificate", "root", "chain"])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\n", "holds no certificate in PEM form"),
        ("no certificate", "holds no certificate in PEM form"),
        (certificate()[:200] + "\n-----END CERTIFICATE-----\n", "holds a certificate that cannot be read"),
        (certificate() + key_pem("alice").decode(), "holds a private key and should hold certificates only"),
    ],
)
def test_a_broken_certificate(option: str, text: str, told: str) -> None:
    with pytest.raises(FilesError, match=f"^{option} {told}; nothing was changed.$") as error:
        _declare(**{option: [text] if option == "chain" else text})
    assert "BEGIN" not in str(error.value)


def test_two_certificates_are_not_one() -> None:
    with pytest.raises(
        FilesError, match=r"^certificate holds 2 certificates and should hold one; nothing was changed\.$"
    ):
        _declare(certificate=certificate() + hierarchy().intermediate)


@pytest.mark.parametrize(("given", "mode"), [("0640", 0o640), ("640", 0o640), (0o640, 0o640), ("0600", 0o600)])
def test_a_mode_with_and_without_quotes(given: t.Any, mode: int) -> None:
    assert _declare(mode=given).given.file == mode


@pytest.mark.parametrize(("key_mode", "mode"), [("0600", 0o700), ("0640", 0o750), ("0444", 0o555)])
def test_who_may_read_a_directory_may_enter_it(key_mode: str, mode: int) -> None:
    assert _declare(key_mode=key_mode).given.of("key_mode ").mode == mode


def test_the_names_of_all_outputs() -> None:
    declared = _declare(outputs=ALL, passphrase="secret 1", root=hierarchy().root, files={"combined": "all.pem"})
    assert declared.wanted.files == {
        "key": "alice.key",
        "certificate": "alice.crt",
        "chain": "alice.chain.crt",
        "fullchain": "alice.fullchain.crt",
        "root": "alice.root.crt",
        "combined": "all.pem",
        "pkcs12": "alice.p12",
        "pkcs12_legacy": "alice.legacy.p12",
        "pkcs12_current": "alice.current.p12",
        "pkcs12_current_legacy": "alice.current.legacy.p12",
        "keystore": "alice.keystore.p12",
        "nss": "alice.nssdb",
    }
    assert (
        _declare(outputs=["keystore"], keystore_type="JKS", passphrase="secret 1").wanted.files["keystore"]
        == "alice.jks"
    )


@pytest.mark.parametrize(
    ("mail", "option", "kept"), [(True, None, True), (False, None, False), (True, False, False), (False, True, True)]
)
def test_who_protects_mail_keeps_keys(mail: bool, option: t.Optional[bool], kept: bool) -> None:
    assert _declare(certificate=certificate(mail=mail), key_history=option).wanted.key_history is kept


def test_nothing_shows_a_secret() -> None:
    secrets = {"key_passphrase": "secret key", "passphrase": "secret file"}
    shown = repr(_declare(outputs=["pkcs12"], nss_databases=[{"path": "/x", "passphrase": "secret nss"}], **secrets))
    assert "secret" not in shown
    assert "alice.p12" in shown


def test_a_directory_that_depends_on_where_the_module_runs_is_refused() -> None:
    with pytest.raises(FilesError, match="directory must be an absolute path, and pki depends on where"):
        _declare(directory="pki")
