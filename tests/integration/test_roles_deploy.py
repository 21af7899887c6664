# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role `client_cert_deploy`: what reaches the module, who is told and when, the way back, and that no secret is shown."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.certificates import (
    csr,
    key_of,
    private_pem,
    public_key,
    serial_number,
)
from ansible_collections.certops.digicert.tests.integration.support.declared import EMAIL, wanted
from ansible_collections.certops.digicert.tests.integration.support.processes import clean_environment, run_module
from ansible_collections.certops.digicert.tests.integration.support.roles import (
    NAME,
    Play,
    everything,
    in_use,
    kill_after,
    kill_before,
    killed,
    mode,
)

PLACE = "Place the certificate and its files"
PASSPHRASE = "open sesame"
#: Stands in for systemd: the module is asked, and what it was asked is written down.
SYSTEMCTL = """#!/bin/sh
echo "$@" >> "$0.log"
case "$1" in show) echo LoadState=loaded; echo ActiveState=active; echo SubState=running;; esac
"""

Result = t.Mapping[str, t.Any]


@pytest.fixture
def ordered(past, tmp_path: pathlib.Path) -> t.Callable[..., Result]:
    """Order a certificate and return what the module returned; keywords change the declaration."""

    def order(**changes: t.Any) -> Result:
        result = run_module(
            "digicert_client_cert", {**past.connection, **wanted(**changes)}, clean_environment(tmp_path)
        )
        assert result.rc == 0, result.output
        return result

    return order


@pytest.fixture
def key(host: pathlib.Path) -> pathlib.Path:
    """The key on the host that the ordered certificates belong to."""
    host.mkdir(mode=0o700)
    (host / f"{NAME}.key").write_text(private_pem())
    (host / f"{NAME}.key").chmod(0o600)
    return host / f"{NAME}.key"


def marker(host: pathlib.Path) -> pathlib.Path:
    return host / f".{NAME}" / "unannounced"


def serial(host: pathlib.Path) -> int:
    """Return the serial number of the certificate in use."""
    return serial_number((host / f"{NAME}.crt").read_text())


def test_placed_once_and_announced_once(deploy: Play, ordered, key: pathlib.Path, host: pathlib.Path) -> None:
    result = ordered()

    predicted = deploy(result, arguments=["--check", "--diff"])
    assert predicted.rc == 0, predicted.output
    assert predicted.named(PLACE).changed
    assert everything(host) == {f"{NAME}.key": private_pem().encode()}

    placed = deploy(result, arguments=["--diff", "-vvv"])
    assert placed.rc == 0, placed.output
    assert sorted(in_use(host)) == [f"{NAME}.{end}" for end in ("chain.crt", "crt", "fullchain.crt", "key")]
    assert key_of(in_use(host)[f"{NAME}.crt"]) == public_key()
    assert in_use(host)[f"{NAME}.fullchain.crt"] == in_use(host)[f"{NAME}.crt"] + in_use(host)[f"{NAME}.chain.crt"]
    assert [mode(host / f"{NAME}.{end}") for end in ("key", "crt")] == ["600", "644"]
    assert [task.name for task in placed.tasks].count("Reload") == 1
    assert not marker(host).exists()
    assert private_pem().splitlines()[1] not in placed.output

    before = everything(host)
    for arguments in ([], ["--check"]):
        again = deploy(result, arguments=arguments)
        assert (again.rc, again.changed) == (0, []), again.output
        assert "Reload" not in [task.name for task in again.tasks]
        assert everything(host) == before


def test_options_reach_the_files(deploy: Play, ordered, key: pathlib.Path, host: pathlib.Path) -> None:
    placed = deploy(
        ordered(),
        outputs=["certificate", "combined"],
        files={"certificate": "client.pem"},
        mode="0640",
        key_mode="0400",
        directory_mode="0750",
        key_history=False,
    )

    assert placed.rc == 0, placed.output
    assert sorted(in_use(host)) == ["client.pem", f"{NAME}.key", f"{NAME}.pem"]
    assert [mode(host), mode(host / "client.pem"), mode(host / f"{NAME}.pem")] == ["750", "640", "400"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"csr": csr("other"), "alternative_order_id": "other"}, "does not belong to a private key of this host"),
        ({}, "and not for else@example.com"),
    ],
)
def test_what_is_refused_leaves_the_host_as_it_is(
    deploy: Play, ordered, key: pathlib.Path, host: pathlib.Path, changes: Result, said: str
) -> None:
    assert deploy(ordered()).rc == 0
    before = everything(host)
    other = ordered(**{"alternative_order_id": "second", **changes})
    expected = {"emails": [EMAIL if changes else "else@example.com"]}

    for arguments in ([], ["--check"]):
        refused = deploy(other, expected=expected, arguments=arguments)
        (failure,) = refused.failures
        assert said in failure.result["msg"]
        assert everything(host) == before
        assert "Reload" not in [task.name for task in refused.tasks]


def test_a_validation_that_fails_undoes_the_switch(
    deploy: Play, ordered, key: pathlib.Path, host: pathlib.Path
) -> None:
    assert deploy(ordered()).rc == 0
    before = in_use(host)

    refused = deploy(ordered(alternative_order_id="second"), validate="sh -c 'echo no good >&2; exit 3'")

    (failure,) = refused.failures
    assert "no good" in failure.result["msg"]
    assert in_use(host) == before
    assert "Reload" not in [task.name for task in refused.tasks]
    assert deploy(ordered(alternative_order_id="second"), validate="true").rc == 0
    assert in_use(host) != before


@pytest.mark.parametrize("when", [kill_after(PLACE), kill_before("Reload"), kill_after("Reload")])
def test_a_play_that_dies_before_everybody_was_told_is_made_up_for(
    deploy: Play, ordered, key: pathlib.Path, host: pathlib.Path, when: t.Mapping[str, str]
) -> None:
    result = ordered()
    assert killed(deploy(result, environment=when))
    assert (marker(host).exists(), serial(host)) == (True, serial_number(result["certificate"]))

    resumed = deploy(result)

    assert resumed.rc == 0, resumed.output
    assert resumed.named(PLACE).changed
    assert [task.name for task in resumed.tasks].count("Reload") == 1
    assert not marker(host).exists()
    assert deploy(result).changed == []


def test_a_handler_that_fails_is_run_again(deploy: Play, ordered, key: pathlib.Path, host: pathlib.Path) -> None:
    result = ordered()
    failing = {"name": "Reload", "ansible.builtin.command": "false", "listen": "client_cert_deploy_changed"}
    assert deploy(result, handlers=[failing]).rc != 0
    assert marker(host).exists()

    assert deploy(result).named("Reload").status == "ok"
    assert not marker(host).exists()


def test_each_unit_is_told_once_for_all_certificates(
    ansible_play, ordered, host: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    systemctl = tmp_path / "bin" / "systemctl"
    systemctl.parent.mkdir()
    systemctl.write_text(SYSTEMCTL)
    systemctl.chmod(0o755)
    result = ordered()
    units = {
        "one": [{"name": "nginx.service"}, {"name": "postgresql.service", "state": "restarted"}],
        "two": [{"name": "nginx.service", "state": "reloaded"}, {"name": "postgresql.service", "state": "reloaded"}],
    }
    certificates = []
    for name, told in units.items():
        directory = host.parent / name
        directory.mkdir()
        (directory / f"{name}.key").write_text(private_pem())
        parts = {part: result[part] for part in ("certificate", "chain")}
        given = {"directory": str(directory), "name": name, "units": told, **parts}
        certificates.append({f"client_cert_deploy_{option}": value for option, value in given.items()})
    tasks = [
        {"ansible.builtin.include_role": {"name": "certops.digicert.client_cert_deploy"}, "vars": given}
        for given in certificates
    ]

    def run() -> t.Any:
        path = clean_environment(tmp_path)["PATH"]
        return ansible_play(tasks, environment={"PATH": f"{systemctl.parent}:{path}"})

    first = run()
    assert first.rc == 0, first.output
    log = pathlib.Path(f"{systemctl}.log")
    asked = [line for line in log.read_text().splitlines() if not line.startswith("show")]
    assert sorted(asked) == ["reload nginx.service", "restart postgresql.service"]
    assert "The files of one, two changed" in first.output

    log.unlink()
    again = run()
    assert (again.rc, again.changed, log.exists()) == (0, [], False), again.output


def test_back_and_forth_without_any_api(deploy: Play, ordered, key: pathlib.Path, host: pathlib.Path) -> None:
    first, second = ordered(), ordered(alternative_order_id="second")
    assert deploy(first).rc == 0
    assert deploy(second).rc == 0

    predicted = deploy(entry="rollback", arguments=["--check"])
    assert (predicted.rc, serial(host)) == (0, serial_number(second["certificate"])), predicted.output
    back = deploy(entry="rollback", arguments=["--diff"])
    assert back.rc == 0, back.output
    assert serial(host) == serial_number(first["certificate"])
    assert [task.name for task in back.tasks].count("Reload") == 1

    numbers = sorted(int(path.name) for path in (host / f".{NAME}").iterdir() if path.name.isdigit())
    forth = deploy(entry="rollback", generation=numbers[-1])
    assert forth.rc == 0, forth.output
    assert serial(host) == serial_number(second["certificate"])
    missing = deploy(entry="rollback", generation=99)
    (failure,) = missing.failures
    assert "there is no generation 99" in failure.result["msg"].lower()


def test_absent_takes_the_files_out_of_use_and_purge_removes_them(
    deploy: Play, ordered, key: pathlib.Path, host: pathlib.Path
) -> None:
    assert deploy(ordered()).rc == 0

    # Killed before anybody was told: the next run tells.
    assert killed(deploy(entry="absent", environment=kill_after("Take the files out of use")))
    gone = deploy(entry="absent")
    assert gone.rc == 0, gone.output
    assert in_use(host) == {}
    assert [path for path in everything(host) if path.endswith(f"{NAME}.key")]
    assert gone.named("Reload").status == "ok"
    assert deploy(entry="absent").changed == []

    purged = deploy(entry="absent", purge=True)
    assert purged.rc == 0, purged.output
    assert [path for path in everything(host) if path.endswith(f"{NAME}.key")] == []


def test_no_passphrase_and_no_key_is_shown(
    deploy: Play, ordered, key: pathlib.Path, host: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    given = {
        "outputs": ["certificate", "pkcs12"],
        "passphrase": PASSPHRASE,
        "key_passphrase": None,
        "nss_databases": [],
    }
    placed = deploy(ordered(), arguments=["-vvv", "--diff"], **{n: v for n, v in given.items() if v is not None})
    assert placed.rc == 0, placed.output
    changed = deploy(
        ordered(), arguments=["-vvv", "--diff"], **{**given, "passphrase": "another one", "key_passphrase": PASSPHRASE}
    )
    broken = deploy(ordered(), arguments=["-vvv", "--diff"], outputs=["no such output"], passphrase=PASSPHRASE)

    assert broken.rc != 0
    for run in (placed, changed, broken):
        record = json.dumps([task.result for task in run.tasks])
        for shown in (run.output, record):
            assert PASSPHRASE not in shown
            assert "another one" not in shown
            assert private_pem().splitlines()[1] not in shown
