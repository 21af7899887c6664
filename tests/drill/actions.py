# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The actions that the drill disturbs: how the world is before, what the task wants, how it must be in the end."""

from __future__ import annotations

import dataclasses
import typing as t

from .harness import csr, new_identity, orders, run, task

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

Arguments = dict[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Action:
    """One action of the module."""

    name: str
    #: Orders that a faultless run of the whole scenario buys, preparation included.
    orders: int
    #: Statuses of all orders in the end, oldest first.
    end: tuple[str, ...]
    settings: dict[str, t.Any]
    #: Bring the world into the state before, and return the arguments of the task to disturb.
    prepare: t.Callable[[Sandbox, str], Arguments]


def _ordered(sandbox: Sandbox, identity: str, **changes: t.Any) -> None:
    ended = run(sandbox, task(identity, **changes))
    assert ended.error is None, ended.error


def _nothing(_sandbox: Sandbox, identity: str) -> Arguments:
    return task(identity)


def _unapproved(_sandbox: Sandbox, identity: str) -> Arguments:
    return task(identity, skip_approval=False, approve=True)


def _due(sandbox: Sandbox, identity: str) -> Arguments:
    _ordered(sandbox, identity, order_validity={"days": 40})
    sandbox.advance(days=30)
    return task(identity, order_validity={"days": 700})


def _other_name(sandbox: Sandbox, identity: str) -> Arguments:
    _ordered(sandbox, identity)
    return task(identity, common_name="new.example.com")


def _other_key(sandbox: Sandbox, identity: str) -> Arguments:
    _ordered(sandbox, identity)
    return task(identity, csr=csr(1))


def _other_product(sandbox: Sandbox, identity: str) -> Arguments:
    _ordered(sandbox, identity)
    return task(
        identity,
        product="client_premium",
        common_name="Robin Park",
        common_name_indicator="given_name_surname",
        individual={"first_name": "Robin", "last_name": "Park"},
        on_drift="replace",
    )


def _field(sandbox: Sandbox, identity: str) -> Arguments:
    _ordered(sandbox, identity, custom_fields=[{"metadata_id": 11, "value": "first"}])
    return task(identity, custom_fields=[{"metadata_id": 11, "value": "mended"}])


def _renewed_and_revoked(sandbox: Sandbox, identity: str) -> Arguments:
    return {**_due(sandbox, identity), "revoke_replaced": True}


def _gone_pending(sandbox: Sandbox, identity: str) -> Arguments:
    _ordered(sandbox, identity, **MAILBOX)
    return _gone(identity)


def _gone_unapproved(sandbox: Sandbox, identity: str) -> Arguments:
    _ordered(sandbox, identity, skip_approval=False)
    return _gone(identity)


def _gone_issued(sandbox: Sandbox, identity: str) -> Arguments:
    _ordered(sandbox, identity)
    return _gone(identity)


def _gone(identity: str) -> Arguments:
    return {"state": "absent", "alternative_order_id": identity, "skip_approval": True, "comments": "leaver"}


#: Pending until somebody follows the link in the mail.
MAILBOX: Arguments = {"product": "class1_smime", "common_name": None, "organization": None}

SLOW = {"issuance_delay_seconds": 10_000_000}

ACTIONS = (
    Action("order", 1, ("issued",), {}, _nothing),
    Action("order, unique ids", 1, ("issued",), {"unique_alternative_order_ids": True}, _nothing),
    Action("order, issued later", 1, ("processing",), SLOW, _nothing),
    Action("order and approve", 1, ("issued",), {}, _unapproved),
    Action("renew", 2, ("issued", "issued"), {}, _due),
    Action("renew and revoke", 2, ("revoked", "issued"), {}, _renewed_and_revoked),
    Action("reissue, name", 1, ("issued",), {}, _other_name),
    Action("reissue, key", 1, ("issued",), {}, _other_key),
    Action("replace", 2, ("issued", "issued"), {}, _other_product),
    Action("update", 1, ("issued",), {}, _field),
    Action("absent: cancel", 1, ("canceled",), {}, _gone_pending),
    Action("absent: reject", 1, ("rejected",), {}, _gone_unapproved),
    Action("absent: revoke", 1, ("revoked",), {}, _gone_issued),
)


def prepared(sandbox: Sandbox, action: Action, identity: t.Optional[str] = None) -> tuple[str, Arguments]:
    """Return an identity, a fresh one unless it is given, in the state before *action*, and the task to disturb."""
    identity = identity or new_identity("drill")
    arguments = action.prepare(sandbox, identity)
    if action.name.endswith("unique ids"):
        arguments["unique_order_ids"] = True
    return identity, arguments


def positions(sandbox: Sandbox, action: Action) -> int:
    """Return how many requests *action* takes without a fault."""
    identity, arguments = prepared(sandbox, action)
    ended = run(sandbox, arguments)
    assert ended.error is None, ended.error
    assert tuple(order["status"] for order in orders(sandbox, identity)) == action.end, action.name
    return ended.requests
