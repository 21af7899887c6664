# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What cannot be placed is not bought: declarations and hosts on which a placement would fail, in check mode and for real."""

from __future__ import annotations

import os
import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.certificates import private_pem
from ansible_collections.certops.digicert.tests.integration.support.declared import wanted
from ansible_collections.certops.digicert.tests.integration.support.roles import Play, executions

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.processes import Run

pytestmark = pytest.mark.once

Spoil = t.Callable[[pathlib.Path], t.Any]
#: Of the certificates one can be placed.
GOOD = "good"


class Fault(t.NamedTuple):
    """What is declared, what is wrong on the host, and what is said of it."""

    told: str
    declared: dict[str, t.Any]
    #: Gets the certificate's directory.
    spoil: t.Optional[Spoil] = None


def _written(name: str, text: str) -> Spoil:
    return lambda folder: (folder / name).write_text(text)


def _made(name: str) -> Spoil:
    return lambda folder: (folder / name).mkdir()


def _linked(name: str, target: str) -> Spoil:
    return lambda folder: (folder / name).symlink_to(target)


def _piped(name: str) -> Spoil:
    return lambda folder: os.mkfifo(folder / name)


DECLARED = {
    "owner": Fault(
        "owner names 'nobody-of-that-name', which this host does not know", {"owner": "nobody-of-that-name"}
    ),
    "mode": Fault("mode must be three octal digits", {"mode": "u=rw"}),
    "file-elsewhere": Fault("files.certificate must be a plain file name", {"files": {"certificate": "../x.crt"}}),
    "no-passphrase": Fault("The output keystore needs a passphrase", {"outputs": ["keystore"]}),
    "passphrase": Fault(
        "holds a character that is not printable ASCII", {"outputs": ["pkcs12"], "output_passphrase": "pässword"}
    ),
    "friendly-name": Fault(
        "friendly_name begins or ends with a blank",
        {"outputs": ["pkcs12"], "output_passphrase": "open sesame", "friendly_name": " Robin"},
    ),
    "validate": Fault("/no/such/program of validate is not on this host", {"validate": "/no/such/program -t"}),
    "database": Fault(
        "The NSS database /no/such/nssdb cannot be used", {"nss_databases": [{"path": "/no/such/nssdb"}]}
    ),
    "below-a-file": Fault(
        "/file/below cannot be used (Not a directory)", {"directory": "{{ client_cert_directory }}/file/below"}
    ),
}
ON_HOSTS = {
    "directory-in-the-way": Fault("directory-in-the-way.crt (a directory)", {}, _made("directory-in-the-way.crt")),
    "pipe": Fault("pipe.chain.crt (a pipe)", {}, _piped("pipe.chain.crt")),
    "nowhere": Fault(
        "nowhere.p12 (a link that leads nowhere)",
        {"outputs": ["pkcs12"], "output_passphrase": "open sesame"},
        _linked("nowhere.p12", "/nowhere/x.p12"),
    ),
    "key-nowhere": Fault(
        "key-nowhere.key is a link that leads nowhere", {}, _linked("key-nowhere.key", "/nowhere/x.key")
    ),
    "two-keys": Fault("holds 2 private keys", {}, _written("two-keys.key", private_pem() + private_pem("ec"))),
    "line-ends": Fault("line-ends.key", {}, _written("line-ends.key", private_pem().replace("\n", "\r"))),
    "store": Fault(".store is not a directory", {}, _written(".store", "")),
}


@pytest.fixture
def above(tmp_path: pathlib.Path) -> pathlib.Path:
    """The directory of the certificates' directories, in which everything is wrong that can be."""
    made = tmp_path / "certificates"
    made.mkdir()
    (made / "file").write_text("")
    for name, fault in {**DECLARED, **ON_HOSTS}.items():
        (made / name).mkdir(mode=0o700)
        if fault.spoil:
            fault.spoil(made / name)
        elif name != "owner":
            # To make one takes as long as all else; whose a key that is there is to be, is for the role that made it.
            (made / name / f"{name}.key").write_text(private_pem("ec"))
            (made / name / f"{name}.key").chmod(0o600)
    return made


def _entry(name: str, declared: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {"name": name, "certificate": wanted(csr=None, alternative_order_id=name), **declared}


def _failed(run: Run) -> dict[str, str]:
    """Return what is said of each certificate that failed."""
    found = run.named("Keep the results").result["ansible_facts"]["client_cert_results"]
    return {name: one["msg"] for name, one in found.items() if one.get("failed")}


@pytest.mark.parametrize("arguments", [["--check", "--diff"], []], ids=["check", "run"])
@pytest.mark.parametrize("faults", [DECLARED, ON_HOSTS], ids=["declared", "on hosts"])
def test_what_cannot_be_placed_is_not_bought(
    line: Play, past, above: pathlib.Path, faults: dict[str, Fault], arguments: list[str]
) -> None:
    entries = [_entry(GOOD, {}), *(_entry(name, fault.declared) for name, fault in faults.items())]

    run = line(certificates=entries, directory=str(above), arguments=arguments)

    assert run.rc != 0
    summary, said = run.named("Name every certificate that failed").result["msg"], _failed(run)
    assert summary.startswith(f"{len(faults)} of {len(entries)} certificates failed. certificates[1] ")
    assert set(said) == set(faults)
    assert [name for name, fault in faults.items() if fault.told not in said[name]] == [], said
    # The good one shows that it is the fault that holds an order back.
    assert [order["alternative_order_id"] for order in past.orders()] == ([] if arguments else [GOOD])
    assert past.calls()["writes"] == (0 if arguments else 1)


def test_what_no_program_is_there_for_is_not_bought(line: Play, past, tmp_path: pathlib.Path) -> None:
    lacking = {
        "pkcs12": ("openssl", {"outputs": ["pkcs12"]}),
        "jks": ("keytool", {"outputs": ["keystore"], "keystore_type": "JKS"}),
        "nss": ("certutil", {"outputs": ["nss"]}),
    }
    programs = tmp_path / "programs"
    programs.mkdir()
    for folder in ("/usr/sbin", "/usr/bin"):
        for path in pathlib.Path(folder).iterdir():
            if path.name not in ("openssl", "keytool", "certutil", "pk12util") and not (programs / path.name).exists():
                (programs / path.name).symlink_to(path)
    entries = [
        _entry(name, {**declared, "output_passphrase": "open sesame"}) for name, (_program, declared) in lacking.items()
    ]

    for arguments in (["--check"], []):
        run = line(
            certificates=entries,
            directory=str(tmp_path / "certificates"),
            arguments=arguments,
            environment={"PATH": str(programs)},
        )
        assert run.rc != 0
        said = _failed(run)
        for name, (program, _declared) in lacking.items():
            assert f"The program {program} is not on this host; install the package" in said[name]
        assert (past.orders(), past.calls()["writes"]) == ([], 0)


def test_a_relative_directory_holds_up_its_host(line: Play, past) -> None:
    for arguments in (["--check"], []):
        run = line(certificates=[_entry(GOOD, {"directory": "pki/relative"})], directory="/", arguments=arguments)

        (failure,) = run.failures
        assert "certificates[0] (good): directory must be an absolute path" in failure.result["msg"]
        assert past.received() == []


def test_where_nothing_is_ordered_nothing_is_asked(line: Play, past, tmp_path: pathlib.Path) -> None:
    entries, directory = [_entry(GOOD, {})], str(tmp_path / "certificates")
    first = line(certificates=entries, directory=directory, arguments=["-vvv"])
    assert first.rc == 0, first.output
    assert executions(first) == ["client_cert_keys", "client_cert_keys", "client_cert_files"]

    again = line(certificates=entries, directory=directory, arguments=["-vvv"])

    assert (again.rc, executions(again)) == (0, ["client_cert_keys"]), again.output
    assert len(past.orders()) == 1
