# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""How bytes travel to CertCentral and back: one session, one key header, no redirects, bounded time, retries by policy."""

from __future__ import annotations

import dataclasses
import datetime
import email.utils
import json
import random
import ssl
import time
import typing as t

from .._core.connection import Connection
from .._core.errors import CannotReach, DigicertError, InvalidOptions, LostAnswer, Refused, Unanswered
from . import hints, policy

if t.TYPE_CHECKING:
    import requests

Json = t.Optional[t.Mapping[str, t.Any]]

NO_CONTENT = 204
NOT_FOUND = 404

#: Seconds before an empty answer is asked for again.
_READ_AGAIN = (0.5, 2.0)

#: Bytes; the longest list is far below.
_MAX_ANSWER = 64 * 1024 * 1024
_PART = 64 * 1024


@dataclasses.dataclass(frozen=True)
class Answer:
    """An answer with a 2xx status: the media type in lower case and the raw bytes."""

    status: int
    media_type: str
    content: bytes


class Transport:
    """Sends requests. ``reads`` and ``writes`` count every one that was sent, retries included."""

    def __init__(
        self,
        connection: Connection,
        user_agent: str,
        sleep: t.Callable[[float], None] = time.sleep,
        jitter: t.Callable[[], float] = random.random,
    ) -> None:
        self._connection = connection
        self._user_agent = user_agent
        self._sleep = sleep
        self._jitter = jitter
        self._http: t.Optional[requests.Session] = None
        self.reads = 0
        self.writes = 0
        #: What the CA's clock said last; ``None`` until a dated answer came.
        self.server_time: t.Optional[datetime.datetime] = None

    def request(self, method: str, path: str, query: Json = None, body: Json = None) -> Answer:
        """Send one request, repeated as the policy allows.

        Raises ``Refused`` for an error answer, ``CannotReach`` when no connection came about, and when the answer is missing or
        unreadable ``Unanswered`` for a read, ``LostAnswer`` for a write.
        """
        number = 0
        while True:
            number += 1
            try:
                return self._attempt(method, path, query, body)
            except _Retriable as fault:
                attempt = policy.Attempt(method, number, fault.status, fault.retry_after)
                pause = policy.pause(attempt, self._connection.max_retries, self._jitter())
                if pause is None:
                    raise fault.error from None
                self._sleep(pause)

    def json(self, method: str, path: str, query: Json = None, body: Json = None) -> dict[str, t.Any]:
        """Send one request and return its JSON object; an empty 2xx body is an empty object.

        A read whose 200 is empty is sent again first: taken for "no orders" by mistake, it would cost an order.
        """
        answer = self.request(method, path, query, body)
        for pause in _READ_AGAIN:
            if method != "GET" or answer.status == NO_CONTENT or answer.content.strip():
                break
            self._sleep(pause)
            answer = self.request(method, path, query, body)
        found = _json_object(answer.content)
        if found is None:
            # Whatever media type it claims: read as an empty object it would mean "no order yet".
            raise self._unanswered(method, path, "sent an answer that cannot be read").error
        return found

    def _attempt(self, method: str, path: str, query: Json, body: Json) -> Answer:
        import requests

        if method == "GET":
            self.reads += 1
        else:
            self.writes += 1
        deadline = time.monotonic() + self._connection.api_timeout
        try:
            response = self._session().request(
                method,
                self._connection.api_url + path,
                params=query,
                data=None if body is None else json.dumps(body).encode("utf-8"),
                timeout=self._connection.api_timeout,
                # Per request: an environment variable overrides what the session says.
                verify=self._verify(),
                # A redirect would carry the key header to another host.
                allow_redirects=False,
                stream=True,
            )
            # A body that is not read to its end leaves the connection open otherwise.
            with response:
                content = _content(response, deadline)
        except requests.exceptions.RequestException as error:
            raise self._fault(method, path, error) from None
        except OSError as error:
            # requests reports a missing CA bundle this way, before it connects.
            raise InvalidOptions([f"ca_path cannot be used ({error.strerror or 'no such file'})"]) from None
        self._note_time(response.headers.get("Date"))
        return self._judge(method, path, response, content)

    def _session(self) -> requests.Session:
        if self._http is None:
            import requests

            session = requests.Session()
            # Proxies, .netrc and CA bundles come from the options, not from the environment.
            session.trust_env = False
            if self._connection.proxy:
                session.proxies = {"http": self._connection.proxy, "https": self._connection.proxy}
            session.headers.update(
                {
                    "X-DC-DEVKEY": self._connection.api_key,
                    "User-Agent": self._user_agent,
                    "Accept": "application/json",
                    "Content-Type": "application/json",
                }
            )
            if not self._connection.validate_certs:
                import urllib3

                urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
            self._http = session
        return self._http

    def _verify(self) -> t.Union[bool, str]:
        if not self._connection.validate_certs:
            return False
        return self._connection.ca_path or _system_authorities() or True

    def _note_time(self, header: t.Optional[str]) -> None:
        if not header:
            return
        try:
            said = email.utils.parsedate_to_datetime(header)
            # ``-0000`` gives a time without a zone; it is UTC. What is too far away to be written in UTC is no date.
            aware = said if said.tzinfo else said.replace(tzinfo=datetime.timezone.utc)
            self.server_time = aware.astimezone(datetime.timezone.utc)
        except (TypeError, ValueError, OverflowError, IndexError):
            # An unreadable date says nothing; the last good one stays.
            return

    def _fault(self, method: str, path: str, error: requests.exceptions.RequestException) -> _Retriable:
        """Sort a connection fault by what it means: certainly not sent, or sent with an unknown outcome."""
        host = self._connection.api_url
        not_sent = hints.not_sent(error)
        if not_sent is not None:
            return _Retriable(CannotReach(f"Cannot reach CertCentral at {host}: {not_sent}.", method=method, path=path))
        what = "did not answer in time" if hints.timed_out(error) else "closed the connection without a whole answer"
        return self._unanswered(method, path, what)

    def _unanswered(self, method: str, path: str, what: str, status: t.Optional[int] = None) -> _Retriable:
        facts = {"method": method, "path": path, "http_status": status}
        if method == "GET":
            return _Retriable(Unanswered(f"CertCentral {what} ({method} {path}); run again later.", **facts))
        return _Retriable(
            LostAnswer(
                f"CertCentral {what} ({method} {path}), so it is unknown whether the request was carried out; "
                "run again in some minutes: the next run looks before it writes.",
                **facts,
            )
        )

    def _judge(self, method: str, path: str, response: requests.Response, content: bytes) -> Answer:
        """Return a readable 2xx answer; raise for anything else."""
        status = response.status_code
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        coded = response.headers.get("Content-Encoding", "identity") != "identity"
        if coded and not content and status != NO_CONTENT and (200 <= status < 300 or status == NOT_FOUND):
            # urllib3 unpacks a compressed body that broke off at its start to nothing, which would mean "no orders".
            raise self._unanswered(method, path, "sent an answer that cannot be read", status)
        if 200 <= status < 300:
            if media_type == "text/html" or (media_type == "application/json" and _json_object(content) is None):
                raise self._unanswered(method, path, "sent an answer that cannot be read", status)
            return Answer(status, media_type, content)
        if status >= 500:
            raise self._unanswered(method, path, f"failed with HTTP {status}", status)
        if 300 <= status < 400:
            raise DigicertError(
                f"{self._connection.api_url} redirects ({method} {path}, HTTP {status}), which is not followed because the API key "
                "would go along; correct api_url.",
                http_status=status,
                method=method,
                path=path,
            )
        refusal = self._refusal(method, path, status, content)
        if status == policy.RATE_LIMITED:
            raise _Retriable(refusal, status, _seconds(response.headers.get("Retry-After")))
        raise refusal

    def _refusal(self, method: str, path: str, status: int, content: bytes) -> DigicertError:
        body = _json_object(content)
        errors = hints.error_list(body)
        if status == 404 and (body is None or (body and not errors and "orders" not in body and "errors" not in body)):
            return DigicertError(
                f"{self._connection.api_url} does not answer like CertCentral ({method} {path}, HTTP 404); correct api_url.",
                http_status=status,
                method=method,
                path=path,
            )
        return Refused(
            hints.sentence(status, errors, method, path, self._connection.api_url), status, errors, method, path
        )


class _Retriable(Exception):
    """A failed attempt that the policy may repeat; ``error`` is what it becomes when it does not."""

    def __init__(
        self, error: DigicertError, status: t.Optional[int] = None, retry_after: t.Optional[float] = None
    ) -> None:
        super().__init__()
        self.error = error
        self.status = status
        self.retry_after = retry_after


def _content(response: requests.Response, deadline: float) -> bytes:
    """Read the body within the time for the whole request: a server that drips bytes cannot hold the run for ever."""
    import requests

    parts: list[bytes] = []
    size = 0
    for part in _parts(response):
        parts.append(part)
        size += len(part)
        if size > _MAX_ANSWER:
            raise requests.exceptions.ContentDecodingError
        if time.monotonic() > deadline:
            raise requests.exceptions.ReadTimeout
    return b"".join(parts)


def _parts(response: requests.Response) -> t.Iterator[bytes]:
    """Yield the body as it arrives: reading by size waits until so much is there. urllib3 before 2.1 can only do that."""
    import requests
    import urllib3

    if not hasattr(response.raw, "read1"):
        yield from response.iter_content(_PART)
        return
    try:
        while True:
            part = response.raw.read1(_PART, decode_content=True)
            if not part:
                return
            yield part
    except urllib3.exceptions.ReadTimeoutError:
        raise requests.exceptions.ReadTimeout from None
    except urllib3.exceptions.HTTPError as error:
        raise requests.exceptions.ChunkedEncodingError(error) from None


def _system_authorities() -> t.Optional[str]:
    """Return the system's CA bundle or folder; requests would take the one it ships, which knows no company CA."""
    paths = ssl.get_default_verify_paths()
    return paths.cafile or paths.capath


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
