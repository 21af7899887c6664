# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of variables: the table is what roles, playbooks and their documentation say, and what is near to none is refused."""

from __future__ import annotations

import pathlib
import re
import typing as t

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from ansible_collections.certops.digicert.plugins.filter.unknown_variables import FilterModule
from ansible_collections.certops.digicert.plugins.module_utils._report.variables import FACTS, PLAYBOOKS, ROLE

ROOT = pathlib.Path(__file__).resolve().parents[3]
unknown_variables = FilterModule().filters()["unknown_variables"]


def test_the_table_has_what_the_role_takes() -> None:
    specs = yaml.safe_load((ROOT / "roles/client_cert/meta/argument_specs.yml").read_text())["argument_specs"]
    for spec in specs.values():
        assert sorted(spec["options"]) == [f"client_cert_{name}" for name in ROLE]


def test_the_table_has_what_the_playbooks_take() -> None:
    told = re.findall(r"`client_cert_(\w+)`", (ROOT / "playbooks/README.md").read_text())
    assert set(PLAYBOOKS) - set(told) == set()
    assert set(told) - {*PLAYBOOKS, *ROLE, *FACTS} == set()


def _set(task: t.Any) -> t.Iterator[str]:
    """Yield the facts that tasks set, however deep they are."""
    if isinstance(task, list):
        for one in task:
            yield from _set(one)
    elif isinstance(task, dict):
        yield from task.get("ansible.builtin.set_fact") or ()
        if "register" in task:
            yield task["register"]
        for key in ("tasks", "block", "rescue", "always"):
            yield from _set(task.get(key) or [])


def test_the_table_has_what_tasks_set() -> None:
    paths = [*ROOT.glob("roles/*/tasks/*.yml"), *ROOT.glob("playbooks/*.yml"), *ROOT.glob("playbooks/tasks/*.yml")]
    found = {name for path in paths for name in _set(yaml.safe_load(path.read_text()))}
    ours = {name for name in found if re.match("client_cert_(?!csr_|deploy_)", name)}
    assert ours - {f"client_cert_{name}" for name in FACTS} == set()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("client_cert_max_purchase", "did you mean client_cert_max_purchases?"),
        ("client_cert_certificats", "did you mean client_cert_certificates?"),
        ("client_cert_rotation", "did you mean client_cert_rotate?"),
        ("client_cert_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "name variables of your own otherwise."),
    ],
)
def test_what_nobody_reads_is_refused_with_the_nearest_name(name: str, meant: str) -> None:
    # Of a dictionary the names count, and no value is looked at.
    assert unknown_variables({name: object()}) == [f"{name} is no variable of this collection; {meant}"]


@pytest.mark.parametrize(
    "name",
    [
        "client_cert_certificates",
        "client_cert_max_cost",
        "client_cert_planned",
        "client_cert_deploy_units",
        "client_cert_csr_key",
        "ansible_host",
        "my_client_cert_thing",
        "__client_cert_deploy_told",
    ],
)
def test_what_is_ours_or_nobodys_is_let_through(name: str) -> None:
    assert unknown_variables([name]) == []


@pytest.mark.parametrize("names", ["text", 7, [7]])
def test_what_is_no_list_of_names_is_one_sentence(names: t.Any) -> None:
    with pytest.raises(AnsibleFilterError, match=r"certops\.digicert\.unknown_variables: "):
        unknown_variables(names)
