# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NSS databases: one of our own, and those of browsers that hold what their owners put there."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._formats import nss
from ansible_collections.certops.digicert.tests.programs import readers
from ansible_collections.certops.digicert.tests.unit.formats import made

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.plugins.module_utils._formats.material import Material

PASSPHRASES = pytest.mark.parametrize("passphrase", [b"", b"of the browser", "größer".encode()])


def _browser(tmp_path: pathlib.Path, passphrase: bytes = b"of the browser") -> readers.Database:
    return readers.Database(tmp_path / "browser", passphrase).create()


def _import(database: readers.Database, material: Material) -> None:
    nss.import_into(str(database.path), database.passphrase, material)


def _holds(database: readers.Database, material: Material) -> bool:
    return nss.holds(str(database.path), database.passphrase, material)


def test_a_database_of_our_own_holds_everything(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "new"
    material = made.material(made.pair("ec", 200), made.pair("ec older", 100, "Ann Maiden"), made.pair("rsa", 50))
    nss.write(material, str(path))
    database = readers.Database(path, made.PASSPHRASE)
    assert database.keys() == 3
    # NSS gives all certificates of one subject one nickname.
    assert database.certificates() == [
        ("Ann Example", "u,u,u"),
        ("Ann Example", "u,u,u"),
        ("Ann Example", "u,u,u"),
        ("Ann Example 2026-04-11", "u,u,u"),
        ("Issuing CA", ",,"),
        ("Root", "C,C,"),
    ]
    assert path.stat().st_mode & 0o777 == 0o700
    assert {file.name: file.stat().st_mode & 0o777 for file in path.iterdir()} == {
        "cert9.db": 0o600,
        "key4.db": 0o600,
        "pkcs11.txt": 0o600,
    }
    nss.check(material, str(path))


def test_a_database_without_a_root_to_trust(tmp_path: pathlib.Path) -> None:
    material = made.material(root=None)
    nss.write(material, str(tmp_path / "new"))
    nss.check(material, str(tmp_path / "new"))
    assert readers.Database(tmp_path / "new", made.PASSPHRASE).certificates() == [
        ("Ann Example", "u,u,u"),
        ("Issuing CA", ",,"),
    ]


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (made.material(made.pair("ec")), "does not hold every key pair"),
        (made.material(current=made.pair("rsa", 30)), "does not hold every key pair"),
        (made.material(passphrase=b"another"), "passphrase of the NSS database .* is wrong"),
    ],
)
def test_a_database_that_is_not_as_it_should_be(tmp_path: pathlib.Path, wanted: Material, says: str) -> None:
    nss.write(made.material(), str(tmp_path / "new"))
    with pytest.raises(FilesError, match=says):
        nss.check(wanted, str(tmp_path / "new"))


@PASSPHRASES
def test_a_browser_gets_what_it_lacks_once(tmp_path: pathlib.Path, passphrase: bytes) -> None:
    browser = _browser(tmp_path, passphrase)
    material = made.material(made.pair("ec", 100))
    assert not _holds(browser, material)
    _import(browser, material)
    assert _holds(browser, material)
    found = browser.certificates()
    assert found == [("Ann Example", "u,u,u"), ("Ann Example", "u,u,u"), ("Issuing CA", ",,"), ("Root", "C,C,")]
    _import(browser, material)
    assert browser.certificates() == found


def test_what_a_browser_holds_already_stays_as_it_is(tmp_path: pathlib.Path) -> None:
    browser = _browser(tmp_path)
    for nickname, flags, certificate in (
        ("an issuer of mine", "CT,p,", made.issuing()),
        ("a root I do not trust for mail", "C,p,", made.root()),
        ("somebody else", "P,,", made.certificate("Bob", "ec bob", "Issuing CA")),
    ):
        browser("certutil", "-A", "-n", nickname, "-t", flags, "-a", stdin=certificate.encode())
    before = browser.certificates()
    _import(browser, made.material())
    assert browser.certificates() == sorted([*before, ("Ann Example", "u,u,u")])
    assert _holds(browser, made.material())


def test_a_root_without_trust_gets_it_under_its_old_name(tmp_path: pathlib.Path) -> None:
    browser = _browser(tmp_path)
    browser("certutil", "-A", "-n", "seen before", "-t", ",,", "-a", stdin=made.root().encode())
    assert not _holds(browser, made.material())
    _import(browser, made.material())
    assert ("seen before", "C,C,") in browser.certificates()
    assert _holds(browser, made.material())


def test_a_certificate_without_its_key_is_not_held(tmp_path: pathlib.Path) -> None:
    browser = _browser(tmp_path)
    browser("certutil", "-A", "-n", "from a mail", "-t", ",P,", "-a", stdin=made.pair().certificate.encode())
    assert not _holds(browser, made.material(root=None))
    _import(browser, made.material(root=None))
    assert _holds(browser, made.material(root=None))
    assert browser.keys() == 1


def test_a_key_with_another_certificate_is_not_held(tmp_path: pathlib.Path) -> None:
    browser = _browser(tmp_path)
    _import(browser, made.material(current=made.pair("rsa", 100)))
    assert not _holds(browser, made.material())
    _import(browser, made.material())
    assert _holds(browser, made.material())
    assert (browser.keys(), len(browser.certificates())) == (1, 4)


def test_a_renewal_with_another_subject(tmp_path: pathlib.Path) -> None:
    browser = _browser(tmp_path)
    first, renewed = made.pair("ec", 100, "Ann Maiden"), made.pair("rsa")
    _import(browser, made.material(current=first))
    material = made.material(first, current=renewed)
    _import(browser, material)
    assert _holds(browser, material)
    assert [row for row in browser.certificates() if "u" in row[1]] == [
        ("Ann Example", "u,u,u"),
        ("Ann Example (2)", "u,u,u"),
    ]


@pytest.mark.parametrize("nickname", ["Ann Example", "Ann: Example"])
def test_a_nickname_that_somebody_else_has(tmp_path: pathlib.Path, nickname: str) -> None:
    browser = _browser(tmp_path)
    bob = made.material(current=made.pair("ec bob", subject="Bob"), friendly_name=nickname)
    _import(browser, bob)
    ann = made.material(friendly_name=nickname)
    _import(browser, ann)
    assert _holds(browser, bob)
    assert _holds(browser, ann)
    taken = nickname.replace(":", "-")
    assert [row[0] for row in browser.certificates() if "u" in row[1]] == [taken, f"{taken} (2)"]


def test_a_subject_that_has_a_name_of_its_own(tmp_path: pathlib.Path) -> None:
    browser = _browser(tmp_path)
    _import(browser, made.material(current=made.pair("ec", 100), friendly_name="chosen by hand"))
    _import(browser, made.material())
    assert _holds(browser, made.material())
    assert [row[0] for row in browser.certificates() if "u" in row[1]] == ["chosen by hand"] * 2


@pytest.mark.parametrize(
    ("passphrase", "says"),
    [
        (b"", "The NSS database {} has a passphrase, and none is given"),
        (b"wrong-secret", "passphrase of the NSS database {} is wrong"),
    ],
)
def test_a_wrong_passphrase(tmp_path: pathlib.Path, passphrase: bytes, says: str) -> None:
    browser = _browser(tmp_path)
    with pytest.raises(FilesError, match=says.format(browser.path)):
        nss.refuse(str(browser.path), passphrase)
    _import(browser, made.material())
    wanted = made.material(made.pair("ec", 100))
    for ask in (nss.holds, nss.import_into):
        with pytest.raises(FilesError, match=says.format(browser.path)) as failed:
            ask(str(browser.path), passphrase, wanted)
        assert "secret" not in str(failed.value)


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ((), "holds no NSS database"),
        (("cert8.db", "key3.db"), "old dbm kind"),
        (("cert9.db",), "holds no NSS database"),
    ],
)
def test_a_place_without_a_database(tmp_path: pathlib.Path, files: tuple[str, ...], says: str) -> None:
    for name in files:
        (tmp_path / name).write_bytes(b"")
    for ask in (nss.holds, nss.import_into):
        with pytest.raises(FilesError, match=says):
            ask(str(tmp_path), b"", made.material())
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(files)


def test_a_database_that_is_damaged(tmp_path: pathlib.Path) -> None:
    browser = _browser(tmp_path)
    for name in ("cert9.db", "key4.db"):
        (browser.path / name).write_bytes(b"not a database at all, but long enough to be read as one" * 100)
    with pytest.raises(FilesError, match=f"certutil could not open the NSS database {browser.path}"):
        _holds(browser, made.material())
