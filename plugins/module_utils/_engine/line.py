# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""All certificates of a host in one run: look there, plan, make the next keys, order, place. Each step is one call for all of them."""

from __future__ import annotations

import dataclasses
import typing as t

from .._core import line
from .._core.errors import CannotDecide, DigicertError, PlanRefused
from .._core.line import Certificate, HostFacts
from .._core.model import Desired
from .._core.rule import first
from .._x509 import csr
from .fleet import Fleet, Mode

Result = dict[str, t.Any]

#: Brings certificates into the wanted state, or in check mode plans it.
Order = t.Callable[[t.Sequence[Desired], Mode], Fleet]


class Host(t.Protocol):
    """The host: each call is one module execution there, in check mode where the task is."""

    def keys(self, entries: t.Sequence[t.Mapping[str, t.Any]]) -> t.Sequence[Result]:
        """Return what ``client_cert_keys`` says of each entry. Raises ``DigicertError`` where it says nothing of them."""

    def files(self, entries: t.Sequence[t.Mapping[str, t.Any]]) -> t.Sequence[Result]:
        """Return the same of ``client_cert_files``."""


@dataclasses.dataclass(frozen=True)
class Line(Fleet):
    """What a run over the certificates of a host came to."""

    #: What changes, to CertCentral and on the host; each with ``before`` and ``after``, as ``diff`` of Ansible.
    diffs: tuple[t.Mapping[str, t.Any], ...] = ()


class _Part:
    """One certificate, and how far it is."""

    def __init__(self, certificate: Certificate) -> None:
        self.certificate = certificate
        #: What is wanted of CertCentral, with the request of the host once that is known.
        self.desired = certificate.desired
        self.key: Result = {}
        #: What CertCentral is, or was, asked for, and what it holds.
        self.ordered: Result = {}
        self.placed: Result = {}
        self.key_made = False
        #: Something is to be written to CertCentral.
        self.begins = False
        self.failure: t.Optional[Result] = None

    @property
    def goes_on(self) -> bool:
        """Nothing of it failed so far."""
        return self.failure is None and not self.ordered.get("failed")

    def fail(self, message: str) -> None:
        """Note that it failed on the host. What was planned and not begun is no action."""
        self.failure = {"failed": True, "msg": message}
        if self.begins and not self.ordered.get("changed"):
            self.failure["action"] = "none"

    @property
    def action(self) -> str:
        return str(self.ordered.get("action", "none"))

    def result(self) -> Result:
        """Return what became of it, as users see it."""
        certificate = self.certificate
        failure = self.failure or {}
        warned = [*self.ordered.get("warnings", ()), *self.placed.get("warnings", ())]
        changed = bool(self.ordered.get("changed")) or self.key_made or bool(self.placed.get("changed"))
        return {
            **self.ordered,
            "changed": changed,
            **failure,
            "warnings": warned,
            "index": certificate.index,
            "alternative_order_id": certificate.desired.alternative_order_id,
            "name": certificate.name,
            "files": self.placed.get("files") or self.key.get("files") or {},
            "placed": bool(self.placed.get("changed")),
            "unannounced": self.placed.get("unannounced") if self.placed.get("changed") else None,
            "units": [dict(unit) for unit in certificate.units],
        }


def ensure(certificates: t.Sequence[Certificate], host: Host, order: Order, mode: Mode) -> Line:
    """Bring all certificates of a host into the wanted state; one that fails does not stop the others.

    Raises ``DigicertError`` where the host says nothing at all before anything was ordered.
    """
    return _Run([_Part(one) for one in certificates], host, order, mode).run()


class _Run:
    def __init__(self, parts: t.Sequence[_Part], host: Host, order: Order, mode: Mode) -> None:
        self._parts = parts
        self._host = host
        self._order = order
        self._mode = dataclasses.replace(mode, key_counts=False)
        self._diffs: list[t.Mapping[str, t.Any]] = []
        self._refusal: t.Optional[PlanRefused] = None

    def run(self) -> Line:
        """Do it. What is not in place is known after the first step, and what is to be done after the second."""
        self._keys([part for part in self._parts if not part.certificate.is_absent], first_time=True)
        planned = self._plan()
        if self._refusal is None:
            self._keys([part for part in self._going_on() if part.action in line.BEGINS])
            self._carry_out()
        if self._refusal is None:
            self._place()
        return Line(
            results=tuple(part.result() for part in self._parts),
            changes=planned.changes,
            diff=planned.diff,
            unread=planned.unread,
            refusal=self._refusal,
            diffs=tuple(self._diffs),
        )

    def _going_on(self) -> list[_Part]:
        return [part for part in self._parts if part.goes_on]

    def _keys(self, parts: t.Sequence[_Part], first_time: bool = False) -> None:
        """Look at the keys of *parts*, or before an order once more: what cannot be placed is not bought."""
        if not parts:
            return
        entries = [
            part.certificate.for_keys(rotate=part.certificate.rotate == line.NOW)
            if first_time
            else part.certificate.for_keys(rotate=_makes_next_key(part), ready=True)
            for part in parts
        ]
        for part, found in zip(parts, self._told(parts, entries, self._host.keys, may_raise=first_time)):
            part.key_made = part.key_made or bool(found.get("changed"))
            if part.failure is None:
                part.key = found
                self._take_request(part)

    def _take_request(self, part: _Part) -> None:
        """Let the request that the host made go into what is wanted. Where check mode makes no key, another stands in for it."""
        text = part.key.get("csr")
        try:
            if text is None and not self._mode.check:
                raise CannotDecide("Nothing was ordered: the host made no request.")
            request = csr.stand_in() if text is None else csr.read(text, "csr")
        except DigicertError as error:
            part.fail(str(error))
            return
        part.desired = dataclasses.replace(part.desired, csr=request.pem, public_key=request.public_key)

    def _plan(self) -> Fleet:
        mode = dataclasses.replace(self._mode, check=True, pem=False, wait=False, prospects=self._mode.check)
        parts = self._going_on()
        planned = self._ask(parts, mode)
        for part, result in zip(parts, planned.results):
            part.begins = bool(result["changed"])
        if planned.diff.get("before") or planned.diff.get("after"):
            self._diffs.append(planned.diff)
        return planned

    def _carry_out(self) -> None:
        """Order what is to be ordered, and get the certificates that are not in place: that is never able to write."""
        parts = self._going_on()
        waits = self._mode.wait and not self._mode.check
        begun = [part for part in parts if part.begins or (waits and part.ordered.get("pending"))]
        if begun and not self._mode.check:
            self._ask(begun, dataclasses.replace(self._mode, pem=True))
        else:
            begun = []
        missing = [
            part
            for part in self._going_on()
            if part not in begun
            and not part.certificate.is_absent
            and part.ordered.get("order")
            and not line.in_place(part.ordered["order"], part.key.get("serial_number"))
        ]
        if missing and self._refusal is None:
            self._ask(missing, dataclasses.replace(self._mode, check=True, pem=True, wait=False, prospects=False))

    def _ask(self, parts: t.Sequence[_Part], mode: Mode) -> Fleet:
        """Ask CertCentral for *parts*, and keep what became of each."""
        found = self._order([part.desired for part in parts], mode)
        self._refusal = self._refusal or found.refusal
        # What a real run only looked at is not written yet.
        looked = {"changed": False} if mode.check and not self._mode.check else {}
        for part, result in zip(parts, found.results):
            warned = dict.fromkeys([*part.ordered.get("warnings", ()), *result["warnings"]])
            part.ordered = {**result, **looked, "warnings": list(warned)}
        return found

    def _place(self) -> None:
        parts, entries = [], []
        for part in self._going_on():
            has_request = part.key.get("csr") is not None
            if part.certificate.is_absent:
                parts.append(part)
                entries.append(part.certificate.for_absence())
            elif line.to_place(part.ordered, bool(part.key.get("placed")), has_request):
                parts.append(part)
                entries.append(part.certificate.for_files(part.ordered))
        for part, found in zip(parts, self._told(parts, entries, self._host.files)):
            part.placed = found

    def _told(
        self,
        parts: t.Sequence[_Part],
        entries: t.Sequence[Result],
        call: t.Callable[[t.Sequence[Result]], t.Sequence[Result]],
        may_raise: bool = False,
    ) -> t.Sequence[Result]:
        """Return what the host says of each; what fails there, or all where the host says nothing, is a failure of that certificate."""
        if not parts:
            return ()
        try:
            results = call(entries)
        except DigicertError as error:
            if may_raise:
                raise
            results = [{"failed": True, "msg": str(error)} for _part in parts]
        for part, result in zip(parts, results):
            if result.get("failed"):
                part.fail(_after(part, str(result.get("msg"))))
            elif result.get("diff"):
                self._diffs.append(result["diff"])
        return results


def _makes_next_key(part: _Part) -> bool:
    facts = HostFacts(
        part.certificate.rotate,
        part.action,
        part.key.get("csr") is not None,
        bool(part.key.get("rotating")),
        bool(part.key.get("placed")),
    )
    return first(line.NEXT_KEY, facts)[0] == "make"


def _after(part: _Part, message: str) -> str:
    """Return a failure of the host, with what was done before in front of it."""
    order = part.ordered.get("order")
    if not order or not part.ordered.get("changed") or part.certificate.is_absent:
        return message
    return f"Order {order['id']} is {order['status']}, and nothing of it was placed. {message}"
