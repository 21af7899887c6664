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
import math
import random
import time
import typing as t

from .._core.clock import Clock, Reading
from .._core.connection import Connection
from .._core.errors import CannotReach, DigicertError, LostAnswer, QuotaUsedUp, RateLimited, Refused, Unanswered
from . import faults, hints, policy
from .governor import Governor
from .shared import Shared
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

#: Seconds. Where a purchase has to wait longer for its turn, what was seen before it is too old to buy on.
_FRESH = 30.0


@dataclasses.dataclass(frozen=True)
class Answer:
    """An answer with a 2xx status: the media type in lower case and the raw bytes."""

    status: int
    media_type: str
    content: bytes


class Transport:
    """Sends requests, one at a time. One run has one transport, or several side by side that share what they know.

    Without a *governor* only CertCentral itself limits the rate.
    """

    def __init__(
        self,
        connection: Connection,
        user_agent: str,
        governor: t.Optional[Governor] = None,
        sleep: t.Callable[[float], None] = time.sleep,
        jitter: t.Callable[[], float] = random.random,
        shared: t.Optional[Shared] = None,
    ) -> None:
        self._connection = connection
        self._wire = Wire(connection, user_agent)
        self._governor = governor
        #: The purchase that was not sent for the sake of another look. After that it waits as long as it takes: it might never be sent.
        self._put_off: Json = None
        self._sleep = sleep
        self._jitter = jitter
        self._user_agent = user_agent
        self._shared = shared or Shared(connection.loopback)

    def beside(self) -> Transport:
        """Return a further transport of the same run, with connections of its own: for another thread."""
        return Transport(self._connection, self._user_agent, self._governor, self._sleep, self._jitter, self._shared)

    @property
    def reads(self) -> int:
        """Requests of the run that only read."""
        return self._shared.reads

    @property
    def writes(self) -> int:
        """Requests of the run that can change something."""
        return self._shared.writes

    def when_waiting(self, told: t.Callable[[float], None]) -> None:
        """Have *told* called before a long wait for the quota, with its end in seconds since 1970; by whatever thread waits."""
        if self._governor is not None:
            self._governor.waits = told

    def close(self) -> None:
        """Close what connections are open; a further request opens them again."""
        self._wire.close()

    def request(self, method: str, path: str, query: Json = None, body: Json = None, once: bool = False) -> Answer:
        """Send one request, repeated as the policy allows; *once*: never repeated, and not sent after a long wait for the quota either.

        Raises ``Refused`` for CertCentral's no (``RateLimited`` for "not now"), ``QuotaUsedUp`` in place of that long wait, ``CannotReach``
        when no connection came about, and when CertCentral's answer is missing or unreadable ``Unanswered`` for a read, ``LostAnswer`` for
        a write.
        """
        if self._shared.hopeless is not None:
            raise self._shared.hopeless.again()
        number = 0
        while True:
            number += 1
            try:
                return self._attempt(method, path, query, body, once)
            except _Failed as failed:
                pause = self._pause(method, number, failed)
                if once or pause is None:
                    if failed.hopeless:
                        self._shared.hopeless = failed.error.again()
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
        first = self._shared.first_date
        local = _utc_now() + datetime.timedelta(seconds=self._shared.assumed_ahead)
        now = local if first is None else first.later(time.monotonic())
        return Clock(now.date(), self._shared.doubt)

    def assume_ahead(self, seconds: float) -> None:
        """Take CertCentral's clock for so many seconds ahead of this machine's until it tells the time."""
        self._shared.assumed_ahead = seconds

    def ahead(self) -> t.Optional[float]:
        """Return by how many seconds CertCentral's clock is ahead of this machine's; ``None`` where it did not tell the time."""
        return None if self._shared.first_date is None else self._shared.first_date.ahead

    def _pause(self, method: str, number: int, failed: _Failed) -> t.Optional[float]:
        """Return the seconds before the next attempt, or ``None`` to give up. After 429 every process has to wait as long."""
        if not failed.again:
            return None
        attempt, jitter = policy.Attempt(method, number, failed.status, failed.retry_after), self._jitter()
        if failed.status == policy.RATE_LIMITED and self._governor:
            self._governor.close_for(policy.closed_for(attempt, jitter))
        return policy.pause(attempt, self._connection.max_retries, jitter)

    def _attempt(self, method: str, path: str, query: Json, body: Json, once: bool) -> Answer:
        # What is wrong here is found before anything is sent.
        self._wire.open()
        self._await_turn(method, path, body, once)
        self._shared.count(method)
        try:
            received = self._wire.exchange(method, path, query, body)
        except faults.Fault as fault:
            raise self._no_answer(method, path, fault) from None
        return self._judge(method, path, received)

    def _await_turn(self, method: str, path: str, body: Json, once: bool) -> None:
        if self._governor is None:
            return
        wait = self._governor.admit(_FRESH if once and body != self._put_off else None)
        if once:
            self._put_off = body if wait > 0 else None
        if wait > 0:
            told = f"Nothing was sent ({method} {path}): the quota of the API key is used up for {math.ceil(wait)} seconds; run again then."
            raise _Failed(QuotaUsedUp(told, wait, method, path), again=False)

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
            self._shared.understood = True
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
        wrong_url = refusal.has_code(_NO_ROUTE) and not self._shared.understood
        hopeless = status == _NO_LOGIN or refusal.has_code(_INVALID_KEY) or wrong_url
        self._shared.understood = self._shared.understood or not hopeless
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
            return _Failed(DigicertError(told, **facts), again=False, hopeless=not self._shared.understood)
        if status == NOT_FOUND and (said is None or (said and "orders" not in said and "errors" not in said)):
            told = f"{url} does not answer like CertCentral ({method} {path}, HTTP 404); correct api_url."
            return _Failed(DigicertError(told, **facts), again=False, hopeless=not self._shared.understood)
        told = hints.sentence(status, (), method, path, url)
        if status == policy.RATE_LIMITED:
            seconds = _seconds(received.headers.get("retry-after"))
            return _Failed(RateLimited(told, status, (), method, path, seconds), status, seconds)
        hopeless = status == _NO_LOGIN and not self._shared.understood
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
        self._shared.note_time(Reading(said, _utc_now(), time.monotonic()))


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
