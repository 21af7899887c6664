# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible gets: documented options and results, one sentence per failure, owners and modes by its own hand."""

from __future__ import annotations

import types
import typing as t

import pytest
import yaml
from ansible_collections.certops.digicert.plugins.module_utils._ansible import boundary, host_runner, secrets
from ansible_collections.certops.digicert.plugins.module_utils._ansible.client_cert_files import (
    ARGUMENTS,
    CONSTRAINTS,
    SPEC,
    AnsiblePort,
)
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.modules import client_cert_files

from .host import Host

DOCUMENTED = yaml.safe_load(client_cert_files.DOCUMENTATION)["options"]
RETURNED = yaml.safe_load(client_cert_files.RETURN)


def _shape(spec: t.Mapping[str, t.Any], below: str) -> dict[str, t.Any]:
    return {
        name: {
            **{key: option.get(key) for key in ("type", "elements", "default", "choices")},
            "required": option.get("required", False),
            "options": _shape(option.get(below, {}), below),
        }
        for name, option in spec.items()
    }


def test_the_options_are_documented_as_they_are_declared() -> None:
    assert _shape(ARGUMENTS, "options") == _shape(DOCUMENTED, "suboptions")
    assert "Required for O(state=present)" in " ".join(DOCUMENTED["certificate"]["description"])
    assert ARGUMENTS["certificates"]["required_if"] == [("state", "present", ("certificate",))]
    assert CONSTRAINTS == {
        "required_one_of": [("directory", "certificates")],
        "required_together": [("directory", "name")],
        "required_if": [("state", "present", ("certificate", "certificates"), True)],
    }
    assert ARGUMENTS["certificates"]["options"] is SPEC


def test_every_key_of_the_result_is_documented_and_no_other(host: Host) -> None:
    host.run()
    result = host.run(certificate=host.options["certificate"], root=None)
    assert set(result) - {"changed", "diff"} == set(RETURNED) - {"results"}
    (generation, _second) = result["generations"]
    assert list(generation) == list(RETURNED["generations"]["contains"])
    (difference,) = result["differences"]
    assert list(difference) == list(RETURNED["differences"]["contains"])


def test_the_difference_shows_names_serial_numbers_and_dates(host: Host) -> None:
    result = host.run()
    assert result["diff"] == {
        "before": "",
        "after": f"serial_number: {result['serial_number']}\nnot_after: {result['not_after']}\nkey: alice.key\n"
        "certificate: alice.crt\nchain: alice.chain.crt\nfullchain: alice.fullchain.crt\n",
    }


# Failures


def test_a_library_is_missing() -> None:
    failed, result = boundary.outcome(dict, ("json", "no_such_library"), "")
    assert failed
    assert "(no_such_library)" in result["msg"]
    assert host_runner.LIBRARIES == ("cryptography",)


def test_a_fault_of_ours_is_one_sentence() -> None:
    def stop() -> t.NoReturn:
        raise KeyError("SECRET")

    failed, result = boundary.outcome(stop, (), "Look at the files.")
    assert failed
    assert result["msg"].startswith("The module stopped on a fault of its own (KeyError at ")
    assert result["msg"].endswith(" Look at the files.")
    assert "SECRET" not in result["msg"]


@pytest.mark.parametrize(
    ("failed", "masked"), [(False, {"other"}), (True, {"certificate", "key secret", "nss secret", "other"})]
)
def test_a_passphrase_that_is_a_word_hides_nothing_of_a_result(failed: bool, masked: set[str]) -> None:
    databases = [{"path": "/nss", "passphrase": "nss secret"}, {"path": "/open", "passphrase": None}, "broken"]
    module = types.SimpleNamespace(
        params={"passphrase": "certificate", "key_passphrase": "key secret", "nss_databases": databases},
        no_log_values={"certificate", "key secret", "nss secret", "other"},
    )
    secrets.spare_the_files(module, failed)
    assert module.no_log_values == masked


def test_of_a_database_the_passphrase_is_secret_and_the_path_is_not() -> None:
    assert SPEC["nss_databases"]["no_log"] is False
    assert [name for name, option in SPEC["nss_databases"]["options"].items() if option.get("no_log")] == ["passphrase"]


@pytest.mark.parametrize("name", ["passphrase", "key_passphrase", "nss_databases"])
def test_a_secret_is_not_among_the_shown_arguments(name: str) -> None:
    shown = secrets.shown_arguments({name: "SECRET", "name": "alice"})
    assert shown["module_args"]["name"] == "alice"
    assert "SECRET" not in str(shown)


# SELinux


class _Module:
    """Ansible's part of a module: records what it is asked for."""

    def __init__(self, fails: bool = False, special: bool = False, enabled: bool = True) -> None:
        self.params = {"setype": None}
        self.check_mode = True
        self.asked: list[tuple[t.Any, ...]] = []
        self._fails, self._special, self._enabled = fails, special, enabled

    def selinux_enabled(self) -> bool:
        return self._enabled

    def is_special_selinux_path(self, path: str) -> tuple[bool, None]:
        return self._special, None

    def load_file_common_arguments(self, params: dict[str, t.Any], path: str) -> dict[str, t.Any]:
        self.asked.append(("for", path, params["setype"]))
        return {**params, "secontext": [None, None, "cert_t"]}

    def set_context_if_different(self, path: str, context: list[t.Any], changed: bool) -> bool:
        self.asked.append((self.check_mode, path, context[2]))
        if self._fails:
            self.fail_json(msg="set selinux context failed", path=path, details="Operation not permitted")
        return True

    def fail_json(self, msg: str, **_more: t.Any) -> None:
        raise SystemExit(1)


@pytest.mark.parametrize("write", [True, False])
def test_the_context_is_that_of_the_final_place(write: bool) -> None:
    module = _Module()
    assert (
        AnsiblePort(module, module.params["setype"], print).label("/proc/self/fd/7/a.key", "/d/.a/1/a.key", write)
        is True
    )
    assert module.asked == [("for", "/d/.a/1/a.key", "_default"), (not write, "/proc/self/fd/7/a.key", "cert_t")]
    assert module.check_mode is True


@pytest.mark.parametrize("less", [{"enabled": False}, {"special": True}])
def test_where_there_are_no_contexts_none_is_given(less: dict[str, bool]) -> None:
    module = _Module(**less)
    assert (
        AnsiblePort(module, module.params["setype"], print).label("/proc/self/fd/7/a.key", "/d/a.key", write=True)
        is False
    )
    assert module.asked == []


def test_a_refusal_does_not_end_the_process() -> None:
    module = _Module(fails=True)
    with pytest.raises(FilesError) as error:
        AnsiblePort(module, module.params["setype"], print).label("/proc/self/fd/7/a.key", "/d/a.key", write=True)
    assert str(error.value) == ("set selinux context failed (Operation not permitted) on /d/a.key; look at setype.")
    with pytest.raises(SystemExit):
        module.fail_json(msg="Ansible's own again")
