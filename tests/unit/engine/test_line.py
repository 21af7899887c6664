# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of the line: what a host says or does not say, and when it is lost, never buys twice and never hides what was bought."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import DigicertError, PlanRefused
from ansible_collections.certops.digicert.plugins.module_utils._core.line import Certificate
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Desired
from ansible_collections.certops.digicert.plugins.module_utils._engine.fleet import Fleet, Mode
from ansible_collections.certops.digicert.plugins.module_utils._engine.line import Line, ensure
from ansible_collections.certops.digicert.plugins.module_utils._x509.csr import read
from ansible_collections.certops.digicert.tests.integration.support.certificates import csr

Result = dict[str, t.Any]
PLAN, REAL = Mode(check=True), Mode()
ISSUED = {"id": 7, "status": "issued", "serial_number": "AB"}


class Host:
    """Answers as it is told: for each call one answer per entry, or an error."""

    def __init__(self, *answers: t.Any) -> None:
        self.answers = list(answers)
        self.calls: list[tuple[str, list[Result]]] = []

    def _say(self, what: str, entries: t.Sequence[t.Mapping[str, t.Any]]) -> t.Sequence[Result]:
        self.calls.append((what, [dict(entry) for entry in entries]))
        answer = self.answers.pop(0)
        if isinstance(answer, DigicertError):
            raise answer
        return answer if isinstance(answer, list) else [answer] * len(entries)

    def keys(self, entries: t.Sequence[t.Mapping[str, t.Any]]) -> t.Sequence[Result]:
        return self._say("keys", entries)

    def files(self, entries: t.Sequence[t.Mapping[str, t.Any]]) -> t.Sequence[Result]:
        return self._say("files", entries)


class CertCentral:
    """Holds what each certificate is to come to, and notes what it was asked for."""

    def __init__(self, action: str, order: t.Optional[Result], *refusals: t.Optional[PlanRefused]) -> None:
        self.action, self.order = action, order
        self.refusals = list(refusals)
        self.asked: list[tuple[bool, bool, list[t.Optional[str]]]] = []

    def __call__(self, wishes: t.Sequence[Desired], mode: Mode) -> Fleet:
        self.asked.append((mode.check, mode.pem, [wish.public_key for wish in wishes]))
        issued = self.order or (None if mode.check else ISSUED)
        results = [
            {
                "action": self.action,
                "reason": "because",
                "changed": self.action != "none",
                "order": issued,
                "pending": None,
                "certificate": "PEM" if issued and mode.pem else None,
                "chain": ["CA"],
                "root": None,
                "warnings": ["odd"],
            }
            for _wish in wishes
        ]
        refusal = self.refusals.pop(0) if self.refusals else None
        return Fleet(results=tuple(results), changes=(), diff={}, refusal=refusal)


def key(**more: t.Any) -> Result:
    return {"changed": False, "csr": csr(), "rotating": False, "placed": True, "serial_number": "AB", **more}


PLACED = {"changed": True, "files": {"key": "/x"}, "unannounced": "/x/unannounced"}
FAILS = {"changed": False, "failed": True, "msg": "No."}


def run(host: Host, central: CertCentral, mode: Mode = REAL, number: int = 1, **more: t.Any) -> Line:
    certificates = [
        Certificate(index, f"c{index}", f"/pki/c{index}", Desired(alternative_order_id=f"c{index}"), **more)
        for index in range(number)
    ]
    return ensure(certificates, host, central, mode)


def test_what_is_in_place_needs_one_execution_and_no_download() -> None:
    host, central = Host(key()), CertCentral("none", ISSUED)
    (result,) = run(host, central).results
    assert [what for what, _entries in host.calls] == ["keys"]
    assert [(check, pem) for check, pem, _keys in central.asked] == [(True, False)]
    assert (result["changed"], result["placed"], result["warnings"]) == (False, False, ["odd"])


@pytest.mark.parametrize("told", [{"serial_number": None}, {"serial_number": "AC"}])
def test_what_is_not_in_place_is_downloaded_in_a_call_that_cannot_write(told: Result) -> None:
    host, central = Host(key(**told), PLACED), CertCentral("none", ISSUED)
    (result,) = run(host, central).results
    assert [what for what, _entries in host.calls] == ["keys", "files"]
    assert [(check, pem) for check, pem, _keys in central.asked] == [(True, False), (True, True)]
    assert (result["changed"], result["placed"], result["unannounced"]) == (True, True, "/x/unannounced")


def test_an_order_comes_after_a_second_look_at_the_host_with_the_key_that_it_told_then() -> None:
    host = Host(key(placed=False, serial_number=None), key(changed=True, rotating=True), PLACED)
    central = CertCentral("renew", None)
    (result,) = run(host, central, rotate="renewal").results
    assert [what for what, _entries in host.calls] == ["keys", "keys", "files"]
    (first,), (second,) = host.calls[0][1], host.calls[1][1]
    assert [(entry["rotate"], entry["ready"]) for entry in (first, second)] == [(False, False), (True, True)]
    assert [(check, pem) for check, pem, _keys in central.asked] == [(True, False), (False, True)]
    assert (result["action"], result["changed"], result["order"]["id"]) == ("renew", True, 7)


def test_check_mode_orders_nothing() -> None:
    host = Host(key(csr=None, changed=True, placed=False, serial_number=None), key(csr=None))
    central = CertCentral("order", None)
    (result,) = run(host, central, PLAN).results
    assert [check for check, _pem, _keys in central.asked] == [True]
    # A request stands in for the key that a run would make.
    (planned_with,) = central.asked[0][2]
    assert planned_with is not None
    assert planned_with != read(csr(), "csr").public_key
    assert (result["action"], result["changed"], result["placed"]) == ("order", True, False)


@pytest.mark.parametrize("told", [{"csr": None}, {"csr": "no request"}, {"csr": ""}])
def test_without_a_request_nothing_is_ordered(told: Result) -> None:
    host, central = (
        Host([key(**told), key(placed=False, serial_number=None)], key(), PLACED),
        CertCentral("order", None),
    )
    bad, good = run(host, central, number=2).results
    assert (bad["failed"], bad["changed"]) == (True, False)
    assert [len(keys) for _check, _pem, keys in central.asked] == [1, 1]
    assert (good["action"], good["placed"]) == ("order", True)


def test_what_cannot_be_placed_is_not_ordered() -> None:
    host, central = Host(key(placed=False, serial_number=None), [FAILS, key()], PLACED), CertCentral("order", None)
    bad, good = run(host, central, number=2).results
    assert (bad["msg"], bad["failed"], bad["changed"], bad["action"]) == ("No.", True, False, "none")
    assert [(check, len(keys)) for check, _pem, keys in central.asked] == [(True, 2), (False, 1)]
    assert (good["action"], good["placed"]) == ("order", True)


def test_a_host_that_is_away_from_the_start_is_nobodys_order() -> None:
    central = CertCentral("order", None)
    with pytest.raises(DigicertError, match="away"):
        run(Host(DigicertError("away")), central)
    assert central.asked == []


def test_a_host_that_is_lost_before_the_order_gets_none() -> None:
    central = CertCentral("order", None)
    (result,) = run(Host(key(placed=False, serial_number=None), DigicertError("away")), central).results
    assert (result["failed"], result["msg"], result["changed"]) == (True, "away", False)
    assert [check for check, _pem, _keys in central.asked] == [True]


@pytest.mark.parametrize("answer", [DigicertError("away"), FAILS])
def test_what_was_bought_is_told_where_it_could_not_be_placed(answer: t.Any) -> None:
    host = Host(key(placed=False, serial_number=None), key(placed=False), answer)
    (result,) = run(host, CertCentral("order", None)).results
    assert result["msg"].startswith("Order 7 is issued, and nothing of it was placed. ")
    assert (result["failed"], result["changed"], result["action"], result["order"]["id"]) == (True, True, "order", 7)


@pytest.mark.parametrize("refusals", [(PlanRefused(["no"]),), (None, PlanRefused(["no"]))])
def test_a_refused_plan_places_nothing(refusals: t.Sequence[t.Optional[PlanRefused]]) -> None:
    host = Host(key(placed=False, serial_number=None), key(), PLACED)
    found = run(host, CertCentral("order", None, *refusals))
    assert str(found.refusal) == "Nothing was written: no."
    assert "files" not in [what for what, _entries in host.calls]
    assert len(host.calls) == len(refusals)


def test_what_is_to_be_absent_has_no_key_made_and_its_files_taken_away() -> None:
    host, central = Host(PLACED), CertCentral("revoke", ISSUED)
    certificate = Certificate(0, "c", "/pki/c", Desired(alternative_order_id="c", state="absent"))
    (result,) = ensure([certificate], host, central, REAL).results
    assert [(what, entry["state"]) for what, (entry,) in host.calls] == [("files", "absent")]
    assert (result["action"], result["placed"]) == ("revoke", True)


def test_nothing_is_declared() -> None:
    host, central = Host(), CertCentral("none", None)
    assert ensure([], host, central, REAL).results == ()
    assert host.calls == []
