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
from ansible_collections.certops.digicert.plugins.module_utils._ansible import options, runner
from ansible_collections.certops.digicert.plugins.module_utils._api.hints import HINTS
from ansible_collections.certops.digicert.plugins.module_utils._core import report
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Order, Plan
from ansible_collections.certops.digicert.plugins.module_utils._core.products import PRODUCTS
from ansible_collections.certops.digicert.plugins.modules import digicert_client_cert

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


def test_the_connection_options_are_documented_as_they_are_declared() -> None:
    assert _declared(options.CONNECTION) == _documented(FRAGMENT)


def test_the_options_of_the_module_are_documented_as_they_are_declared() -> None:
    assert "certops.digicert._connection" in MODULE["extends_documentation_fragment"]
    assert _declared({**options.CERTIFICATE, **options.POLICY}) == _documented(MODULE["options"])


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
    assert {name: sorted(group) for name, group in groups.items()} == {"digicert": modules}


def test_the_version_sent_is_the_version_of_the_collection() -> None:
    assert _yaml((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"] == runner.VERSION


def _outcome() -> report.Outcome:
    pending = report.Pending(ORDER, (report.ISSUANCE,))
    return report.Outcome(Plan("none", "nothing"), changed=False, today=TODAY, order=ORDER, pending=pending)


def test_every_key_of_the_result_is_documented_and_no_other() -> None:
    from_elsewhere = {"api_calls"}  # the runner counts
    of_ansible = {"changed"}  # documented by Ansible, as diff is
    on_failure = {"errors", "http_status", "method", "path"}
    assert set(report.result(_outcome())) - of_ansible == set(RETURNED) - from_elsewhere - on_failure


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
