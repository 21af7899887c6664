# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real code against the running sandbox, in this process: engine, schema, API and HTTP, without Ansible around them."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import typing as t

from ansible_collections.certops.digicert.plugins.module_utils._api.client import Client
from ansible_collections.certops.digicert.plugins.module_utils._api.transport import Transport
from ansible_collections.certops.digicert.plugins.module_utils._core.connection import Connection
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import DigicertError
from ansible_collections.certops.digicert.plugins.module_utils._engine.ensure import Mode, ensure
from ansible_collections.certops.digicert.plugins.module_utils._engine.wait import Timer
from ansible_collections.certops.digicert.plugins.module_utils._schema.desired import parse_desired
from ansible_collections.certops.digicert.plugins.module_utils._x509.csr import declared
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.plugins.module_utils._core.report import Outcome
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

DEAD = {"rejected", "denied", "canceled", "revoked", "expired"}

_numbers = itertools.count(1)


def new_identity(prefix: str) -> str:
    """Return an alternative order ID that no test used before."""
    return f"{prefix}-{next(_numbers)}"


@functools.lru_cache(maxsize=8)
def csr(number: int = 0) -> str:
    """Return a CSR; the same number has the same key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"key {number}")])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    return request.public_bytes(serialization.Encoding.PEM).decode("ascii")


def orders(sandbox: Sandbox, identity: str) -> list[dict[str, t.Any]]:
    """Return all orders of an identity and its later generations, oldest first."""
    return [order for order in sandbox.orders() if _belongs(order, identity)]


def live(sandbox: Sandbox, identity: str) -> list[dict[str, t.Any]]:
    """Return the orders that are, or can become, a certificate in use."""
    return [order for order in orders(sandbox, identity) if order["status"] not in DEAD]


def _belongs(order: dict[str, t.Any], identity: str) -> bool:
    name = order.get("alternative_order_id") or ""
    return name == identity or (name.startswith(identity + "r") and name[len(identity) + 1 :].isdigit())


def task(identity: str, **changes: t.Any) -> dict[str, t.Any]:
    """Return the arguments of a task that declares a client-authentication certificate."""
    return {
        "state": "present",
        "alternative_order_id": identity,
        "product": "client_authentication_plus",
        "common_name": "drill.example.com",
        "emails": ["drill@example.com"],
        "organization": {"id": 501},
        "order_validity": {"years": 1},
        "skip_approval": True,
        "csr": csr(),
        **changes,
    }


@dataclasses.dataclass(frozen=True)
class Ended:
    """How a run ended: with an outcome or with an error, and how many requests it sent."""

    outcome: t.Optional[Outcome]
    error: t.Optional[DigicertError]
    calls: dict[str, int]

    @property
    def requests(self) -> int:
        return self.calls["reads"] + self.calls["writes"]


def run(
    sandbox: Sandbox,
    arguments: dict[str, t.Any],
    mode: t.Optional[Mode] = None,
    before: t.Callable[[Transport], None] = lambda _transport: None,
    max_retries: int = 2,
    sleep: t.Callable[[float], None] = lambda _seconds: None,
    # Long enough for a slow machine, short enough for the faults that never answer.
    api_timeout: float = 0.5,
) -> Ended:
    """Run one task. Pauses take no time; anything but a ``DigicertError`` is a fault of ours and passes."""
    connection = Connection(
        sandbox.api_key, sandbox.api_url, api_timeout=api_timeout, max_retries=max_retries, loopback=True
    )
    transport = Transport(connection, "certops.digicert/drill", sleep=sleep)
    before(transport)
    client = Client(transport)
    timer = Timer(sleep=sleep)
    try:
        desired = parse_desired(arguments, declared)
        return Ended(ensure(client, desired, mode or Mode(), timer), None, client.api_calls)
    except DigicertError as error:
        return Ended(None, error, client.api_calls)
