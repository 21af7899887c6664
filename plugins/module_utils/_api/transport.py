# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What each answer means, and which request is sent again. A write is never sent again after a fault."""

from __future__ import annotations

import dataclasses
import datetime
import email.utils
import json
import random
import time
import typing as t

from .._core import clock
from .._core.clock import Clock, Reading
from .._core.connection import Connection
from .._core.errors import CannotReach, DigicertError, LostAnswer, RateLimited, Refused, Unanswered
from . import faults, hints, policy
from .wire import Json, Received, Wire

NO_CONTENT = 204
NOT_FOUND = 404

_NO_LOGIN = 401

#: No refusal of what was asked: a gateway gave up waiting, does not dare, or lost its client.
_MAY_PASS = (408, 425, 499)

#: What CertCentral says to a key that it does not know [J1].
_INVALID_KEY = "access_denied|access_denied_invalid_key"
_NO_ROUTE = "not_found|route"

#: Seconds before an empty answer is asked for again.
_READ_AGAIN = (0.5, 2.0)


@dataclasses.dataclass(frozen=True)
class Answer:
    """An answer with a 2xx status: the media type in lower case and the raw bytes."""

    status: int
    media_type: str
    content: bytes


class Transport:
    """Sends requests. ``reads`` and ``writes`` count every one that was sent, retries included.

    One transport serves one run: once key, TLS, name or URL were refused, every further request fails in the same way, unsent.
    """

    def __init__(
        self,
        connection: Connection,
        user_agent: str,
        sleep: t.Callable[[float], None] = time.sleep,
        jitter: t.Callable[[], float] = random.random,
    ) -> None:
        self._connection = connection
        self._wire = Wire(connection, user_agent)
        self._sleep = sleep
        self._jitter = jitter
        self.reads = 0
        self.writes = 0
        #: Why no further request of this run can succeed.
        self._hopeless: t.Optional[DigicertError] = None
        #: CertCentral understood a request of this run: the URL is right.
        self._understood = False
        self._first_date: t.Optional[Reading] = None
        self._doubt = ""

    def request(self, method: str, path: str, query: Json = None, body: Json = None, once: bool = False) -> Answer:
        """Send one request, repeated as the policy allows; *once*: never repeated.

        Raises ``Refused`` for CertCentral's no (``RateLimited`` for "not now"), ``CannotReach`` when no connection came about, and when
        CertCentral's answer is missing or unreadable ``Unanswered`` for a read, ``LostAnswer`` for a write.
        """
        if self._hopeless is not None:
            raise self._hopeless.again()
        number = 0
        while True:
            number += 1
            try:
                return self._attempt(method, path, query, body)
            except _Failed as failed:
                pause = None if once else self._pause(method, number, failed)
                if pause is None:
                    if failed.hopeless:
                        self._hopeless = failed.error.again()
                    raise failed.error from None
                self._sleep(pause)

    def json(
        self, method: str, path: str, query: Json = None, body: Json = None, once: bool = False
    ) -> dict[str, t.Any]:
        """Send one request and return its JSON object; an empty 2xx body is an empty object.

        A read whose 200 is empty is sent again first: taken for "no orders" by mistake, it would cost an order.
        """
        answer = self.request(method, path, query, body, once)
        for pause in _READ_AGAIN:
            if method != "GET" or answer.status == NO_CONTENT or answer.content.strip():
                break
            self._sleep(pause)
            answer = self.request(method, path, query, body)
        found = _json_object(answer.content)
        if found is None:
            # Whatever media type it claims: read as an empty object it would mean "no order yet".
            raise self._unreadable(method, path, answer.status).error
        return found

    def rate_limit_pause(self, number: int, error: RateLimited) -> t.Optional[float]:
        """Return the seconds to wait after the *number*-th (from 1) refusal for the rate limit, or ``None`` to give up."""
        attempt = policy.Attempt("POST", number, policy.RATE_LIMITED, error.retry_after)
        return policy.pause(attempt, self._connection.max_retries, self._jitter())

    def clock(self) -> Clock:
        """Return the clock of this run: the CA's since it first said what time it is, the local one before."""
        first = self._first_date
        now = _utc_now() if first is None else first.later(time.monotonic())
        return Clock(now.date(), self._doubt)

    def _pause(self, method: str, number: int, failed: _Failed) -> t.Optional[float]:
        if not failed.again:
            return None
        attempt = policy.Attempt(method, number, failed.status, failed.retry_after)
        return policy.pause(attempt, self._connection.max_retries, self._jitter())

    def _attempt(self, method: str, path: str, query: Json, body: Json) -> Answer:
        # What is wrong here is found before anything is sent.
        self._wire.open()
        if method == "GET":
            self.reads += 1
        else:
            self.writes += 1
        try:
            received = self._wire.exchange(method, path, query, body)
        except faults.Fault as fault:
            raise self._no_answer(method, path, fault) from None
        return self._judge(method, path, received)

    def _no_answer(self, method: str, path: str, fault: faults.Fault) -> _Failed:
        """Sort a connection fault by what it means: certainly not sent, or sent with an unknown outcome."""
        if fault.sent:
            return self._unanswered(method, path, fault.why)
        told = f"Cannot reach CertCentral at {self._connection.api_url}: {fault.why}."
        return _Failed(CannotReach(told, method=method, path=path), again=not fault.final, hopeless=fault.final)

    def _judge(self, method: str, path: str, received: Received) -> Answer:
        """Return a readable 2xx answer; raise for anything else."""
        status, content = received.status, received.content
        media_type = received.headers.get("content-type", "").partition(";")[0].strip().lower()
        said = _json_object(content)
        errors = hints.error_list(said)
        if errors or (200 <= status < 300 and media_type != "text/html") or (status == NOT_FOUND and said is not None):
            # What stands in between has clocks of its own.
            self._note_time(received.headers.get("date"))
        coded = received.headers.get("content-encoding", "identity") != "identity"
        if coded and not content and status != NO_CONTENT and (200 <= status < 300 or status == NOT_FOUND):
            # urllib3 unpacks a compressed body that broke off at its start to nothing, which would mean "no orders".
            raise self._unreadable(method, path, status)
        if 200 <= status < 300:
            if media_type == "text/html":
                raise self._web_page(method, path, status)
            if errors or (media_type == "application/json" and said is None):
                raise self._unreadable(method, path, status, errors)
            self._understood = True
            return Answer(status, media_type, content)
        if errors and 400 <= status < 500:
            raise self._refused(method, path, received, errors)
        if status == faults.PROXY_LOGIN:
            raise self._no_answer(method, path, faults.proxy_refusal(status))
        if status >= 500 or status in _MAY_PASS:
            raise self._unanswered(method, path, f"failed with HTTP {status}", status, errors)
        raise self._no_refusal(method, path, received, said)

    def _refused(self, method: str, path: str, received: Received, errors: t.Sequence[t.Mapping[str, str]]) -> _Failed:
        """Return CertCentral's no: it did nothing."""
        status = received.status
        told = hints.sentence(status, errors, method, path, self._connection.api_url)
        if status == policy.RATE_LIMITED:
            seconds = _seconds(received.headers.get("retry-after"))
            limited = RateLimited(told, status, errors, method, path, seconds)
            return _Failed(limited, status, seconds)
        refusal = Refused(told, status, errors, method, path)
        wrong_url = refusal.has_code(_NO_ROUTE) and not self._understood
        hopeless = status == _NO_LOGIN or refusal.has_code(_INVALID_KEY) or wrong_url
        self._understood = self._understood or not hopeless
        return _Failed(refusal, again=False, hopeless=hopeless)

    def _no_refusal(self, method: str, path: str, received: Received, said: Json) -> _Failed:
        """Return what an answer below 500 means that does not have CertCentral's errors: who gave it is not known."""
        status, url = received.status, self._connection.api_url
        facts = {"http_status": status, "method": method, "path": path}
        redirects = 300 <= status < 400
        if method != "GET":
            # A gateway may say so after it passed the request on.
            did = "redirects it, which is not followed" if redirects else "gave no reason"
            return self._unanswered(method, path, f"or what stands in between answered HTTP {status} and {did}", status)
        if redirects:
            told = (
                f"{url} redirects ({method} {path}, HTTP {status}), which is not followed because the API key would go along; "
                f"correct api_url{faults.proxy_advice(self._connection)}."
            )
            return _Failed(DigicertError(told, **facts), again=False, hopeless=not self._understood)
        if status == NOT_FOUND and (said is None or (said and "orders" not in said and "errors" not in said)):
            told = f"{url} does not answer like CertCentral ({method} {path}, HTTP 404); correct api_url."
            return _Failed(DigicertError(told, **facts), again=False, hopeless=not self._understood)
        told = hints.sentence(status, (), method, path, url)
        if status == policy.RATE_LIMITED:
            seconds = _seconds(received.headers.get("retry-after"))
            return _Failed(RateLimited(told, status, (), method, path, seconds), status, seconds)
        hopeless = status == _NO_LOGIN and not self._understood
        return _Failed(Refused(told, status, (), method, path), again=False, hopeless=hopeless)

    def _web_page(self, method: str, path: str, status: int) -> _Failed:
        more = (
            ": it is a web page, so something between here and CertCentral answered, for example a proxy that wants a log-in; "
            f"check api_url, the network and proxy{faults.proxy_advice(self._connection)}"
        )
        return self._unanswered(method, path, "sent an answer that cannot be read", status, more=more)

    def _unreadable(self, method: str, path: str, status: int, errors: t.Sequence[t.Mapping[str, str]] = ()) -> _Failed:
        return self._unanswered(method, path, "sent an answer that cannot be read", status, errors)

    def _unanswered(
        self,
        method: str,
        path: str,
        what: str,
        status: t.Optional[int] = None,
        errors: t.Sequence[t.Mapping[str, str]] = (),
        more: str = "",
    ) -> _Failed:
        """Return the failure of a request that may have been carried out; *errors* are CertCentral's, where it sent any."""
        facts = {"method": method, "path": path, "http_status": status, "errors": list(errors) or None}
        causes = "; ".join(hints.cause(error) for error in errors)
        told = f"CertCentral {what} ({method} {path}){': ' if causes else ''}{causes}{more}"
        if method == "GET":
            return _Failed(Unanswered(f"{told}; run again later.", **facts))
        told += ", so it is unknown whether the request was carried out; run again in some minutes: the next run looks before it writes."
        return _Failed(LostAnswer(told, **facts), again=False)

    def _note_time(self, header: t.Optional[str]) -> None:
        said = _moment(header)
        if said is None:
            return
        reading = Reading(said, _utc_now(), time.monotonic())
        self._doubt = self._doubt or clock.doubt_about(reading, self._first_date, self._connection.loopback)
        self._first_date = self._first_date or reading


class _Failed(Exception):
    """A failed attempt. ``error`` is what it becomes; *again*: the policy may repeat it; *hopeless*: so will every request."""

    def __init__(
        self,
        error: DigicertError,
        status: t.Optional[int] = None,
        retry_after: t.Optional[float] = None,
        again: bool = True,
        hopeless: bool = False,
    ) -> None:
        super().__init__()
        self.error = error
        self.status = status
        self.retry_after = retry_after
        self.again = again
        self.hopeless = hopeless


def _json_object(content: bytes) -> t.Optional[dict[str, t.Any]]:
    """Return the JSON object in *content*, an empty one for an empty body, ``None`` for anything else."""
    if not content.strip():
        return {}
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _seconds(header: t.Optional[str]) -> t.Optional[float]:
    """Return a ``Retry-After`` given in seconds; the date form is not worth guessing between two clocks."""
    return float(header.strip()) if header and header.strip().isdecimal() else None


def _utc_now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc)


def _moment(header: t.Optional[str]) -> t.Optional[datetime.datetime]:
    """Return the time of a ``Date`` header in UTC, or ``None`` for one that says nothing."""
    if not header:
        return None
    try:
        said = email.utils.parsedate_to_datetime(header)
        # ``-0000`` gives a time without a zone; it is UTC. What is too far away to be written in UTC is no date.
        aware = said if said.tzinfo else said.replace(tzinfo=datetime.timezone.utc)
        utc = aware.astimezone(datetime.timezone.utc)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    # Time goes on from there.
    return utc if utc.year < datetime.MAXYEAR else None
