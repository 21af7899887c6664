# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The work of ``client_certs``: the certificates of a host in, keys, orders and files ensured, one result out."""

from __future__ import annotations

import datetime
import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from .._core import advice, blanks, fleet, line, pending
from .._core.dates import parse_date
from .._core.errors import DigicertError
from .._core.line import Certificate
from .._core.model import Desired
from .._engine.fleet import Fleet, Mode
from .._engine.fleet import ensure as ensure_fleet
from .._engine.line import Host, Line, ensure
from .._engine.wait import Timer
from .._schema.line import ACCESS, PLACEMENT, parse_line
from .._x509 import csr
from . import client_cert_files, client_cert_keys, client_certs, entries, options
from .shell import ApiModule, Session, Shell

#: Returns today, by CertCentral's clock.
Today = t.Callable[[], datetime.date]

_DATABASES = client_cert_files.SPEC["nss_databases"]

ENTRY: options.Spec = {
    "name": {"type": "str"},
    "certificate": {"type": "dict", "required": True},
    "directory": {"type": "str"},
    "key": client_cert_keys.ENTRY["key"],
    "passphrase": client_cert_files.PASSPHRASE,
    "subject": {"type": "dict"},
    **{
        option: {**client_cert_files.SPEC[to], "default": None}
        for option, to in {**PLACEMENT, **{one: one for one in ACCESS}}.items()
    },
    # A path is one on the host, so it is not made whole here.
    "nss_databases": {**_DATABASES, "options": {**_DATABASES["options"], "path": {"type": "str", "required": True}}},
    "units": {
        "type": "list",
        "elements": "dict",
        "options": {
            "name": {"type": "str", "required": True},
            "state": {"type": "str", "choices": ["reloaded", "restarted"], "default": "reloaded"},
        },
    },
    # The word key makes Ansible ask.
    "rotate": {"type": "str", "choices": [line.NEVER, line.RENEWAL, line.NOW], "no_log": False},
    "pending_fail_days": {"type": "int"},
}

SPEC: options.Spec = {
    **{name: option for name, option in client_certs.SPEC.items() if name != "include_pem"},
    "shared": {"type": "dict"},
}


class Typed:
    """Gives the options of an entry their types."""

    def __init__(self) -> None:
        self._validator = ArgumentSpecValidator(ENTRY)

    def __call__(self, entry: t.Mapping[str, t.Any]) -> tuple[t.Mapping[str, t.Any], t.Sequence[str]]:
        """Return the options of *entry* with their types, and what is wrong with them."""
        unknown = [f"{name} is no option of an entry" for name in entry if name not in ENTRY]
        known = {name: value for name, value in entry.items() if name in ENTRY}
        found = self._validator.validate(blanks.given(ENTRY, known))
        return found.validated_parameters, [*unknown, *(message.rstrip(".") for message in found.error_messages)]


def module(host: Host) -> ApiModule:
    """Return the work for one host."""

    def work(shell: Shell, session: Session) -> dict[str, t.Any]:
        return _work(shell, session, host)

    return ApiModule(SPEC, work, prepare=client_certs.prepare)


def _work(shell: Shell, session: Session, host: Host) -> dict[str, t.Any]:
    """Return the result of the run. Raises ``DigicertError``; what became of each certificate is in its facts."""
    params = shell.params
    if not params["certificates"]:
        shell.warn("certificates is empty: there is nothing to do.")
    certificates, limits = parse_line(params, Typed(), entries.Typed(shell), csr.declared, params["shared"] or {})
    for warning in dict.fromkeys(warning for one in certificates for warning in advice.on_options(one.desired)):
        shell.warn(warning)

    def order(wishes: t.Sequence[Desired], wanted: Mode) -> Fleet:
        return ensure_fleet(session.client, wishes, wanted, Timer(), session.archive)

    found = ensure(certificates, host, order, client_certs.mode_of(shell, limits))
    undated = (warning for one, row in zip(certificates, found.results) for warning in _undated(one, row))
    for warning in (*found.warnings, *undated):
        shell.warn(warning)
    return _result(certificates, found, session.client.today)


def _result(certificates: t.Sequence[Certificate], found: Line, today: Today) -> dict[str, t.Any]:
    result = {
        "changed": any(one["changed"] for one in found.results),
        "results": list(found.results),
        "diff": list(found.diffs),
        **client_certs.plan_of(found),
    }
    told = [str(found.refusal)] if found.refusal is not None else []
    told += filter(None, [fleet.failure(found.results)])
    told += (sentence for one, row in zip(certificates, found.results) for sentence in _overdue(one, row, today))
    if told:
        raise DigicertError(" ".join(told), **result)
    return result


def _since(result: t.Mapping[str, t.Any]) -> t.Optional[datetime.date]:
    """Return since when the order of *result* waits; ``None`` where CertCentral does not tell."""
    waits, order = result["pending"], result.get("order") or {}
    reissue = order.get("id") == waits["order_id"] and order.get("valid_till") is not None
    created = parse_date(waits["date_created"]) if waits["date_created"] else None
    return pending.since(created, waits["status"], reissue)


def _overdue(certificate: Certificate, result: t.Mapping[str, t.Any], today: Today) -> t.Iterator[str]:
    """Yield a sentence where an order waits for longer than the declaration bears."""
    limit, waits = certificate.pending_fail_days, result.get("pending")
    created = _since(result) if waits else None
    if limit is None or not waits or created is None:
        return
    days = (today() - created).days
    if days > limit:
        yield (
            f"{certificate.name}: order {waits['order_id']} has been pending for {days} days, and pending_fail_days is {limit}: "
            f"{waits['hint']}"
        )


def _undated(certificate: Certificate, result: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    """Yield a warning where nothing tells whether an order waits for longer than the declaration bears."""
    if certificate.pending_fail_days is not None and result.get("pending") and _since(result) is None:
        yield (
            f"{certificate.name}: since when order {result['pending']['order_id']} has been pending is not known, so pending_fail_days "
            "says nothing here."
        )
