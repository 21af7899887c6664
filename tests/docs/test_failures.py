# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every failure that a guide shows is what the module really says."""

from __future__ import annotations

import json
import re
import typing as t

import pytest
import yaml
from ansible_collections.certops.digicert.plugins.module_utils._ansible import options
from ansible_collections.certops.digicert.plugins.module_utils._api.client import Client
from ansible_collections.certops.digicert.plugins.module_utils._api.transport import Transport
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import DigicertError
from ansible_collections.certops.digicert.plugins.module_utils._engine.ensure import Mode, ensure
from ansible_collections.certops.digicert.plugins.module_utils._engine.wait import Timer
from ansible_collections.certops.digicert.plugins.module_utils._schema.connection import parse_connection
from ansible_collections.certops.digicert.plugins.module_utils._schema.desired import parse_desired
from ansible_collections.certops.digicert.plugins.module_utils._x509.csr import declared
from ansible_collections.certops.digicert.tests.docs import table
from ansible_collections.certops.digicert.tests.docs.collect import examples
from ansible_collections.certops.digicert.tests.integration.support.certificates import csr
from ansible_collections.certops.digicert.tests.unit.support.tasks import filled

ERRORS = "docs/docsite/rst/guide_errors.rst"
FAILURES = "docs/docsite/rst/guide_failures.rst"
#: What the guides show in place of the sandbox's URL.
SHOWN_DAY = "2031-03-02"
SHOWN_URL = "https://www.digicert.com/services/v2"
#: Keys of a failed result that Ansible adds, and what the guide leaves to other places.
OF_ANSIBLE = {"failed", "invocation", "exception", "warnings", "deprecations", "ansible_facts"}

IDENTITY = "smime-robin-park"
RIGHT = {
    "alternative_order_id": IDENTITY,
    "product": "secure_email_sponsor",
    "emails": ["robin.park@example.com"],
    "common_name_indicator": "given_name_surname",
    "individual": {"first_name": "Robin", "last_name": "Park"},
    "organization": {"id": 501},
    "usage_designation": {"primary_usage": "signing"},
    "order_validity": {"years": 1},
}

#: Title in the guide -> what is wrong with the task, or with the account.
MISTAKES: t.Mapping[str, t.Mapping[str, t.Any]] = {
    "The shape of a failure": {"wait": True, "wait_timeout": 1},
    "The API key is wrong, or of the other region": {"api_key": "a-key-of-the-other-region"},
    "There is no API key": {"api_key": ""},
    "The URL is wrong": {"api_url": "{url}/order"},
    "Several options are wrong": {
        "product": "class1_smime",
        "common_name": "Robin Park",
        "emails": ["robin.park"],
        "order_validity": {"years": 9},
    },
    "The CSR cannot be read": {"csr": "-----BEGIN CERTIFICATE REQUEST-----\nMIIC\n-----END CERTIFICATE REQUEST-----\n"},
    "The product is not enabled": {},
    "The mail domain is not validated": {"emails": ["robin.park@gmail.com"]},
}


def _shown(example: str) -> dict[str, t.Any]:
    found = yaml.safe_load(examples()[example])
    assert found["msg"]
    return dict(found)


def _as_shown(result: t.Mapping[str, t.Any], sandbox) -> dict[str, t.Any]:
    text = json.dumps(result).replace(sandbox.api_url, SHOWN_URL)
    return dict(json.loads(re.sub(r'("date_created": )"[0-9-]{10}"', rf'\g<1>"{SHOWN_DAY}"', text)))


@pytest.mark.parametrize("title", MISTAKES)
def test_a_failure_as_the_guide_shows_it(title: str, playbooks, sandbox) -> None:
    if title == "The product is not enabled":
        sandbox.settings(products_enabled=["client_authentication_plus"])
    task = {**RIGHT, **sandbox.connection, **MISTAKES[title]}
    task["api_url"] = task["api_url"].replace("{url}", sandbox.api_url)

    run = playbooks([{"name": "Order", "certops.digicert.digicert_client_cert": task}])

    assert run.rc != 0
    (failure,) = run.failures
    real = _as_shown(failure.result, sandbox)
    shown = _shown(f"{ERRORS}: {title}")
    assert {key: real.get(key) for key in shown} == shown
    left_out = {key for key in real if key not in shown and not key.startswith("_")} - OF_ANSIBLE
    # A page of zeroes helps nobody: a guide may leave out what says that nothing was found or done.
    assert [key for key in left_out if key != "api_calls" and real[key] not in (None, False, [])] == []


def _failure(sandbox, client: Client) -> dict[str, t.Any]:
    """Return the failed result of a run whose pauses take no time."""
    spec = {**options.CERTIFICATE, **options.POLICY, **options.WAIT}
    given = filled(spec, {**RIGHT, "skip_approval": True, "csr": csr()})
    with pytest.raises(DigicertError) as caught:
        ensure(client, parse_desired(given, declared), Mode(), Timer(sleep=lambda seconds: None))
    return _as_shown(caught.value.result(), sandbox)


def _transport(sandbox) -> Transport:
    return Transport(parse_connection(filled(options.CONNECTION, sandbox.connection)), user_agent="test")


def test_a_lost_answer_as_the_guide_shows_it(sandbox) -> None:
    sandbox.fault("reset_before_commit", "POST", "^/order/certificate/")

    real = _failure(sandbox, Client(_transport(sandbox)))

    shown = _shown(f"{FAILURES}: An answer is lost")
    assert {key: real.get(key) for key in shown} == shown


def test_twins_as_the_guide_shows_them(sandbox) -> None:
    class SlowClient(Client):
        """Lets another run order between the look and the order of this one."""

        def place_order(self, *arguments: t.Any) -> t.Any:
            table.order(sandbox, IDENTITY, skip_approval=True)
            return super().place_order(*arguments)

    real = _failure(sandbox, SlowClient(_transport(sandbox)))

    assert len(sandbox.orders()) == 2
    shown = _shown(f"{FAILURES}: Two runs at once")
    assert {key: real.get(key) for key in shown} == shown
