# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is recorded: every module, in the situations in which it asks something of its own."""

from __future__ import annotations

import dataclasses
import itertools
import typing as t

from ansible_collections.certops.digicert.plugins.module_utils._ansible import (
    account_info,
    client_cert,
    client_cert_info,
    line,
    options,
    organization_info,
    product_info,
    request,
)
from ansible_collections.certops.digicert.plugins.module_utils._x509.csr import read
from ansible_collections.certops.digicert.plugins.module_utils._x509.keys import fingerprint
from ansible_collections.certops.digicert.tests.drill.actions import ACTIONS, MAILBOX, Action, prepared
from ansible_collections.certops.digicert.tests.drill.harness import csr, new_identity, run, task
from ansible_collections.certops.digicert.tests.unit.support.tasks import ADDRESS, filled
from cryptography import x509

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

Arguments = dict[str, t.Any]
Work = t.Callable[[t.Any, t.Any], dict[str, t.Any]]

#: What no output may show. The sandbox insists on digits for `cvv`; where it does not listen, UNMISTAKABLE takes their place.
UNMISTAKABLE = "cvv-7391"
CARD = {
    "number": "4111222233334444",
    "expiration_month": 12,
    "expiration_year": 2032,
    "cvv": "7391",
    "cardholder_name": "Robin Park",
}
BY_CARD = {
    "payment_method": "card",
    "credit_card": CARD,
    "billing_address": {**ADDRESS, "state": "Utah", "zip": "84043"},
}


@dataclasses.dataclass(frozen=True)
class Scenario:
    """One situation: bring it about, and return the arguments of the module's run that is recorded."""

    name: str
    work: Work = dataclasses.field(repr=False)
    spec: options.Spec = dataclasses.field(repr=False)
    prepare: t.Callable[[Sandbox], Arguments] = dataclasses.field(repr=False)
    #: Words of the error that ends it; empty for a run that ends well.
    fails: str = ""


def _of_action(action: Action, **more: t.Any) -> t.Callable[[Sandbox], Arguments]:
    def prepare(sandbox: Sandbox) -> Arguments:
        sandbox.settings(**action.settings)
        _identity, arguments = prepared(sandbox, action)
        return {**arguments, **(BY_CARD if arguments.get("state") != "absent" else {}), **more}

    return prepare


def _ordered(sandbox: Sandbox, **changes: t.Any) -> Arguments:
    arguments = task(new_identity("fuzz"), **changes)
    ended = run(sandbox, arguments)
    assert ended.error is None, ended.error
    return arguments


def _unchanged(sandbox: Sandbox) -> Arguments:
    return _ordered(sandbox)


def _hint(sandbox: Sandbox) -> Arguments:
    return {**_ordered(sandbox), "order_id": sandbox.orders()[-1]["id"]}


def _mailbox(sandbox: Sandbox) -> Arguments:
    return {**task(new_identity("fuzz"), **MAILBOX), **BY_CARD}


def _refused(_sandbox: Sandbox) -> Arguments:
    return {**task(new_identity("fuzz"), organization={"id": 999}), **BY_CARD}


def _dead(sandbox: Sandbox) -> Arguments:
    arguments = _ordered(sandbox)
    sandbox.call("PUT", f"/order/certificate/{sandbox.orders()[-1]['id']}/revoke", {"skip_approval": True})
    return {**arguments, "csr": csr(1)}


def _all_pem(sandbox: Sandbox) -> Arguments:
    _ordered(sandbox)
    return {"status": "issued", "email": "drill@example.com", "include_pem": True}


def _by_identity(sandbox: Sandbox) -> Arguments:
    return {"alternative_order_id": _ordered(sandbox)["alternative_order_id"]}


def _to_approve(sandbox: Sandbox) -> Arguments:
    arguments = _ordered(sandbox, skip_approval=False)
    return {"alternative_order_id": arguments["alternative_order_id"], "status": "approved"}


def _nothing(_sandbox: Sandbox) -> Arguments:
    return {}


class _Host:
    """A host that makes a key with each rotation, and takes a certificate that belongs to one of its keys."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._requests = [csr()]

    def keys(self, entries: t.Sequence[t.Mapping[str, t.Any]]) -> list[dict[str, t.Any]]:
        if any(entry["rotate"] for entry in entries):
            self._requests.append(csr(next(self._numbers)))
        told = {"changed": False, "csr": self._requests[-1], "rotating": len(self._requests) > 1}
        return [{**told, "placed": True, "serial_number": None, "files": {}} for _entry in entries]

    def files(self, entries: t.Sequence[t.Mapping[str, t.Any]]) -> list[dict[str, t.Any]]:
        return [{"changed": True, "files": {}} if self._takes(entry) else _OTHERS for entry in entries]

    def _takes(self, entry: t.Mapping[str, t.Any]) -> bool:
        if entry.get("state") == "absent":
            return True
        try:
            leaf = x509.load_pem_x509_certificate(entry["certificate"].encode())
        except ValueError:
            return False
        return fingerprint(leaf) in [read(request, "csr").public_key for request in self._requests]


_OTHERS = {"changed": False, "failed": True, "msg": "The certificate does not belong to a private key of this host."}


def _line(shell: t.Any, session: t.Any) -> dict[str, t.Any]:
    return line.module(_Host()).work(shell, session)


def _of_line(prepare: t.Callable[[Sandbox], Arguments], **more: t.Any) -> t.Callable[[Sandbox], Arguments]:
    def prepared_line(sandbox: Sandbox) -> Arguments:
        order = {name: value for name, value in prepare(sandbox).items() if name != "csr" and value is not None}
        return {"certificates": [{"certificate": order, "directory": "/pki/fuzz", **more}], "parallel": 1}

    return prepared_line


def _action(name: str) -> t.Callable[[Sandbox], Arguments]:
    (found,) = [action for action in ACTIONS if action.name == name]
    return lambda sandbox: prepared(sandbox, found)[1]


_CERTIFICATE = {**options.CERTIFICATE, **options.POLICY, **options.WAIT}


def _certificate(name: str, prepare: t.Callable[[Sandbox], Arguments], fails: str = "") -> Scenario:
    return Scenario(name, client_cert.work, _CERTIFICATE, prepare, fails)


SCENARIOS = (
    *(_certificate(action.name, _of_action(action)) for action in ACTIONS),
    _certificate("unchanged", _unchanged),
    _certificate("unchanged, hint", _hint),
    _certificate("order, mailbox", _mailbox),
    _certificate(
        "order, wait", lambda sandbox: {**_mailbox(sandbox), "wait": True, "wait_timeout": 30}, "still pending"
    ),
    _certificate("order, refused", _refused, "refused"),
    _certificate("order after a revocation", _dead),
    Scenario("line: new", _line, line.SPEC, _of_line(_action("order"))),
    Scenario("line: renewal with the next key", _line, line.SPEC, _of_line(_action("renew"), rotate="renewal")),
    Scenario("line: now, another key", _line, line.SPEC, _of_line(_unchanged, rotate="now")),
    Scenario("line: the end", _line, line.SPEC, _of_line(_action("absent: revoke"))),
    Scenario("line: unchanged", _line, line.SPEC, _of_line(_unchanged)),
    Scenario("orders with PEM", client_cert_info.work, client_cert_info.SPEC, _all_pem),
    Scenario("orders of an identity", client_cert_info.work, client_cert_info.SPEC, _by_identity),
    Scenario("organizations", organization_info.work, organization_info.SPEC, _nothing),
    Scenario("products", product_info.work, product_info.SPEC, _nothing),
    Scenario("account", account_info.work, account_info.SPEC, _nothing),
    Scenario("approve", request.work, request.SPEC, _to_approve),
)


def params(scenario: Scenario, arguments: Arguments) -> dict[str, t.Any]:
    """Return the arguments as Ansible hands them to the module."""
    return filled(scenario.spec, arguments)


def unmistakable(given: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return the parameters with a `cvv` that cannot occur anywhere by chance."""
    if not given.get("credit_card"):
        return given
    return {**given, "credit_card": {**given["credit_card"], "cvv": UNMISTAKABLE}}
