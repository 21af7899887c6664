# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is written down twice says the same both times."""

from __future__ import annotations

import datetime
import pathlib
import typing as t

import pytest
import yaml
from ansible_collections.certops.digicert.plugins.doc_fragments import _connection
from ansible_collections.certops.digicert.plugins.module_utils._ansible import (
    client_cert,
    client_certs,
    entries,
    line,
    options,
    shell,
)
from ansible_collections.certops.digicert.plugins.module_utils._api.hints import HINTS
from ansible_collections.certops.digicert.plugins.module_utils._core import fleet, report
from ansible_collections.certops.digicert.plugins.module_utils._core.file_set import OUTPUTS
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Desired, Order, Plan
from ansible_collections.certops.digicert.plugins.module_utils._core.products import PRODUCTS
from ansible_collections.certops.digicert.plugins.modules import client_certs as client_certs_action
from ansible_collections.certops.digicert.plugins.modules import digicert_client_cert, digicert_client_certs

ROOT = pathlib.Path(__file__).resolve().parents[2]
TODAY = datetime.date(2031, 5, 5)
ORDER = Order(7, "issued")


def _yaml(text: str) -> t.Any:
    return yaml.safe_load(text)


def _documented(spec: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the part of documented options that an argument spec repeats, at every depth."""
    return {name: _option(option, "suboptions") for name, option in spec.items()}


def _declared(spec: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the same part of an argument spec."""
    return {name: _option(option, "options") for name, option in spec.items()}


def _option(option: t.Mapping[str, t.Any], below: str) -> dict[str, t.Any]:
    return {
        "type": option.get("type", "str"),
        "elements": option.get("elements"),
        "required": option.get("required", False),
        "default": option.get("default"),
        "choices": option.get("choices"),
        "aliases": option.get("aliases", []),
        "options": {name: _option(inner, below) for name, inner in option.get(below, {}).items()},
    }


FRAGMENT = _yaml(_connection.ModuleDocFragment.DOCUMENTATION)["options"]
MODULE = _yaml(digicert_client_cert.DOCUMENTATION)
RETURNED = _yaml(digicert_client_cert.RETURN)
FLEET = _yaml(digicert_client_certs.DOCUMENTATION)
FLEET_RETURNED = _yaml(digicert_client_certs.RETURN)


def test_the_connection_options_are_documented_as_they_are_declared() -> None:
    assert _declared(options.CONNECTION) == _documented(FRAGMENT)


def test_the_options_of_the_module_are_documented_as_they_are_declared() -> None:
    assert "certops.digicert._connection" in MODULE["extends_documentation_fragment"]
    assert _declared(client_cert.SPEC) == _documented(MODULE["options"])


def test_the_options_of_the_fleet_are_documented_as_they_are_declared() -> None:
    assert _declared(client_certs.SPEC) == _documented(FLEET["options"])


def test_what_an_entry_takes_is_what_one_certificate_takes_but_waiting() -> None:
    assert {**entries.SPEC, **options.WAIT} == client_cert.SPEC


@pytest.mark.parametrize("name", options.CONNECTION)
def test_each_connection_option_names_its_environment_variable(name: str) -> None:
    variable = f"DIGICERT_{name.upper()}"
    assert options.CONNECTION[name]["fallback"][1] == [variable]
    assert f"E({variable})" in " ".join(FRAGMENT[name]["description"])


def test_the_choices_are_the_products() -> None:
    assert options.CERTIFICATE["product"]["choices"] == list(PRODUCTS)


def test_every_module_that_talks_to_certcentral_is_in_the_action_group() -> None:
    groups = _yaml((ROOT / "meta/runtime.yml").read_text(encoding="utf-8"))["action_groups"]
    modules = sorted(path.stem for path in (ROOT / "plugins/modules").glob("digicert_*.py"))
    assert {name: sorted(group) for name, group in groups.items()} == {"digicert": ["client_certs", *modules]}


def test_every_module_that_talks_to_certcentral_is_led_to_the_action() -> None:
    routing = _yaml((ROOT / "meta/runtime.yml").read_text(encoding="utf-8"))["plugin_routing"]
    modules = sorted(path.stem for path in (ROOT / "plugins/modules").glob("digicert_*.py"))
    action = {"action_plugin": "certops.digicert.digicert_client_cert"}
    assert routing == {"modules": dict.fromkeys(modules, action)}
    # The other one has the name of what it does.
    assert sorted(path.stem for path in (ROOT / "plugins/action").glob("*.py")) == [
        "client_certs",
        "digicert_client_cert",
    ]


def test_the_options_of_the_line_are_documented_as_they_are_declared() -> None:
    assert _declared(line.SPEC) == _documented(_yaml(client_certs_action.DOCUMENTATION)["options"])


def test_the_version_sent_is_the_version_of_the_collection() -> None:
    assert _yaml((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"] == shell.VERSION


def _outcome() -> report.Outcome:
    pending = report.Pending(ORDER, (report.ISSUANCE,))
    return report.Outcome(Plan("none", "nothing"), changed=False, today=TODAY, order=ORDER, pending=pending)


def test_every_key_of_the_result_is_documented_and_no_other() -> None:
    from_elsewhere = {"api_calls"}  # the shell counts
    of_ansible = {"changed"}  # documented by Ansible, as diff is
    on_failure = {"errors", "http_status", "method", "path"}
    assert set(report.result(_outcome())) - of_ansible == set(RETURNED) - from_elsewhere - on_failure


def test_every_sum_and_every_column_of_a_plan_is_documented_and_no_other() -> None:
    change = fleet.Change(0, Desired("x"), Plan("order", "why"), {})
    assert list(fleet.summary([], [])) == list(FLEET_RETURNED["summary"]["contains"])
    assert list(change.row()) == list(FLEET_RETURNED["plan"]["contains"])


@pytest.mark.parametrize(
    ("key", "shape"),
    [("order", report.order_dict(ORDER, TODAY)), ("pending", report.pending_dict(_outcome().pending))],
)
def test_every_key_inside_is_documented_and_no_other(key: str, shape: t.Optional[dict[str, t.Any]]) -> None:
    assert list(shape or {}) == list(RETURNED[key]["contains"])


def test_every_reason_to_wait_is_documented() -> None:
    told = RETURNED["pending"]["contains"]["waiting_for"]["description"]
    reasons = [report.APPROVAL, report.EMAIL_VALIDATION, report.PICKUP, report.ISSUANCE]
    assert [reason for reason in reasons if f"V({reason})" not in told] == []


def test_a_refined_hint_follows_only_from_a_code_with_parts() -> None:
    assert [code for code in HINTS if code != code.strip().lower() or code.endswith(("|", ":")) or "||" in code] == []


@pytest.mark.parametrize("code", HINTS)
def test_a_hint_is_the_end_of_a_sentence(code: str) -> None:
    text = HINTS[code].format(api_url="https://x")
    assert text == text.strip()
    assert not text.endswith(".")
    assert "{" not in text


@pytest.mark.parametrize("role", ["client_cert", "client_cert_deploy"])
def test_every_role_takes_the_outputs_of_the_module(role: str) -> None:
    specs = _yaml((ROOT / "roles" / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]
    options = [option for spec in specs.values() for option in _options(spec["options"])]
    taken = [option["choices"] for name, option in options if name == f"{role}_outputs"]
    named = [set(option["options"]) - {"key"} for name, option in options if name == f"{role}_files"]
    assert len(taken) > 1
    assert len(named) > 1
    assert all(choices == list(OUTPUTS) for choices in taken)
    assert all(names == set(OUTPUTS) for names in named)


def _options(spec: t.Mapping[str, t.Any]) -> t.Iterator[tuple[str, t.Any]]:
    """Yield every option, those of an entry in a list of certificates by the name they have alone."""
    for name, option in spec.items():
        yield name, option
        if name == "client_cert_certificates":
            yield from ((f"client_cert_{below}", inner) for below, inner in option["options"].items())
