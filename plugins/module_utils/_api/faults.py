# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Why no answer came, in words, and what that means: was the request sent, and can another attempt do better?"""

from __future__ import annotations

import os
import re
import socket
import ssl
import typing as t
import urllib.parse

from .._core.connection import Connection

#: Names that Python's libraries would take a proxy from; this collection does not.
_PROXY_VARIABLES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")

#: OpenSSL's numbers for what is wrong with a certificate.
_NOT_YET_VALID, _EXPIRED = 9, 10
_OTHER_NAME = (62, 63, 64)

#: urllib3 1 compares the name by itself.
_COMPARED_BY_URLLIB3 = re.compile(r"hostname '[^']*' doesn't match")

#: How TLS sounds when the other side speaks plain HTTP.
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE")

_PROXY_REFUSED = re.compile(r"Tunnel connection failed: (\d{3})")
PROXY_LOGIN = 407


class Fault(Exception):
    """No answer came. ``why`` is a clause; unless ``sent``, the request was certainly not processed.

    ``final``: it fails in the same way whenever it is tried, and trying may do harm: directories lock accounts.
    """

    def __init__(self, why: str, sent: bool = False, final: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.sent = sent
        self.final = final


def fault(error: BaseException, connecting: bool, connection: Connection) -> Fault:
    """Return what *error* of requests or urllib3 means. *connecting*: the connection did not stand yet."""
    chain = list(_chain(error))
    for rule in (_certificate, _proxy, _malformed, _name):
        found = rule(chain, connection)
        if found is not None:
            return found
    why = _no_connection(chain, connecting)
    if why is not None:
        return Fault(why + proxy_advice(connection))
    return Fault(
        "did not answer in time" if _timed_out(chain) else "closed the connection without a whole answer", sent=True
    )


def proxy_advice(connection: Connection) -> str:
    """Return what to add when nobody is reached, or somebody else: a proxy that the environment names is not used."""
    names = [name for name in _PROXY_VARIABLES if os.environ.get(name)]
    if connection.proxy or connection.loopback or not names:
        return ""
    return f"; {names[0]} of the environment is left out of account on purpose: if the way leads through it, set proxy or DIGICERT_PROXY"


def proxy_refusal(status: int) -> Fault:
    """Return what it means that the proxy answered with *status* in place of leading on."""
    if status == PROXY_LOGIN:
        return Fault(
            "the proxy asks for user and password (HTTP 407): give them in proxy, http://user:password@host:port, and if they are there, "
            "correct them",
            final=True,
        )
    if status < 500:
        return Fault(
            f"the proxy refuses to lead there (HTTP {status}); ask who runs it, and check api_url and proxy", final=True
        )
    return Fault(f"the proxy gets no connection (HTTP {status}); check api_url and proxy")


def _certificate(chain: t.Sequence[BaseException], connection: Connection) -> t.Optional[Fault]:
    error = next((one for one in chain if isinstance(one, ssl.SSLCertVerificationError)), None)
    text = " ".join(str(one) for one in chain)
    other_name = _COMPARED_BY_URLLIB3.search(text) is not None
    if error is None and not other_name and "CERTIFICATE_VERIFY_FAILED" not in text:
        return None
    code, said = getattr(error, "verify_code", 0), getattr(error, "verify_message", "")
    if code in (_EXPIRED, _NOT_YET_VALID):
        why = (
            "a certificate of its TLS chain has expired"
            if code == _EXPIRED
            else "a certificate of its TLS chain is not valid yet"
        )
        why += "; check the clock of this machine"
        why += f", and that ca_path ({connection.ca_path}) is current" if connection.ca_path else ""
    elif other_name or code in _OTHER_NAME:
        why = "its TLS certificate is for another name; check api_url"
    elif connection.ca_path:
        why = (
            f"its TLS certificate is not trusted: ca_path ({connection.ca_path}) does not hold the CA that issued it; "
            "add that CA, or leave ca_path out to trust the system's"
        )
    else:
        why = "its TLS certificate is not trusted; give the CA bundle in ca_path"
    return Fault(why + (f" ({said.rstrip('.')})" if said else ""), final=True)


def _proxy(chain: t.Sequence[BaseException], _connection: Connection) -> t.Optional[Fault]:
    answers = (_PROXY_REFUSED.search(str(one)) for one in chain)
    answer = next((found for found in answers if found), None)
    return None if answer is None else proxy_refusal(int(answer[1]))


def _malformed(chain: t.Sequence[BaseException], _connection: Connection) -> t.Optional[Fault]:
    import requests
    import urllib3

    if any(isinstance(one, urllib3.exceptions.InvalidHeader) for one in chain):
        # It is the answer's: the request was sent.
        return None
    wrong = (
        requests.exceptions.InvalidURL,
        requests.exceptions.InvalidSchema,
        requests.exceptions.InvalidHeader,
        urllib3.exceptions.LocationValueError,
        UnicodeError,
    )
    if any(isinstance(one, requests.exceptions.InvalidSchema) and "SOCKS" in str(one) for one in chain):
        return Fault(
            "proxy is of the kind SOCKS, for which the Python library PySocks is missing; install it", final=True
        )
    return (
        Fault("api_url, api_key or proxy is malformed", final=True)
        if any(isinstance(one, wrong) for one in chain)
        else None
    )


def _name(chain: t.Sequence[BaseException], connection: Connection) -> t.Optional[Fault]:
    error = next((one for one in chain if isinstance(one, socket.gaierror)), None)
    if error is None:
        return None
    option = "proxy" if connection.proxy else "api_url"
    host = urllib.parse.urlsplit(connection.proxy or connection.api_url).hostname
    advice = proxy_advice(connection)
    if error.errno == socket.EAI_AGAIN:
        return Fault(f"the name {host} cannot be looked up at the moment; check {option} and the name servers{advice}")
    return Fault(f"the host name {host} is unknown; check {option}{advice}", final=True)


def _no_connection(chain: t.Sequence[BaseException], connecting: bool) -> t.Optional[str]:
    """Return why the connection did not come about, or ``None`` when it may have."""
    import requests
    import urllib3

    def any_is(*kinds: type[BaseException]) -> bool:
        return any(isinstance(one, kinds) for one in chain)

    if any_is(ssl.SSLError, requests.exceptions.SSLError) and any(
        sign in str(one) for one in chain for sign in _NO_TLS
    ):
        return "TLS could not be set up; check that api_url and proxy speak https"
    refused = any_is(urllib3.exceptions.NewConnectionError)
    if (connecting or any_is(urllib3.exceptions.ConnectTimeoutError)) and _timed_out(chain):
        return "the connection timed out; check the network and proxy"
    if any_is(requests.exceptions.ProxyError):
        return "the proxy refuses or cannot be reached; check proxy"
    if refused:
        return "the connection was refused or does not get there; check api_url, the network and proxy"
    if connecting:
        return "the connection broke off while it was set up; check api_url, the network and proxy"
    return None


def _timed_out(chain: t.Sequence[BaseException]) -> bool:
    import requests
    import urllib3

    kinds = (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, socket.timeout)
    # urllib3 2 derives "no connection" from "no connection in time".
    other = urllib3.exceptions.NewConnectionError
    return any(isinstance(one, kinds) and not isinstance(one, other) for one in chain)


def _chain(error: BaseException) -> t.Iterator[BaseException]:
    """Yield *error* and everything that requests and urllib3 wrapped in it."""
    waiting, seen = [error], set()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = (*one.args, getattr(one, "reason", None), one.__cause__, one.__context__)
        waiting.extend(found for found in inner if isinstance(found, BaseException))
