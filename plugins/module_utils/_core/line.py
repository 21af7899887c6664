# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""One certificate of a host, from its key to its files: what each step asks of the host, and what follows from what was found. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from .model import Desired
from .rule import Rule

Result = t.Mapping[str, t.Any]

NEVER, RENEWAL, NOW = "never", "renewal", "now"

#: What a certificate is to come of, which has to be placed.
BEGINS = frozenset({"order", "renew", "reissue", "replace"})

#: What cannot bring a certificate for the new key, by ``rotate``.
HOPELESS: t.Mapping[str, t.Container[str]] = {NEVER: (), RENEWAL: ("fail",), NOW: ("fail", "ignore")}

#: CertCentral names these after their first address.
_NAMED_BY_ADDRESS = frozenset({"class1_smime", "secure_email_mailbox"})
#: A common name has no more characters.
_NAME_LENGTH = 64


@dataclasses.dataclass(frozen=True)
class Certificate:
    """One certificate of a host."""

    #: Its place in the list, from 0.
    index: int
    name: str
    directory: str
    #: What is wanted of CertCentral, without a CSR: that comes from the host.
    desired: Desired
    #: Options that ``client_cert_keys`` and ``client_cert_files`` share: owner, group, modes, setype.
    access: t.Mapping[str, t.Any] = dataclasses.field(default_factory=dict)
    #: The kind of key, as ``client_cert_keys`` takes it.
    key: t.Optional[t.Mapping[str, t.Any]] = None
    subject: t.Optional[t.Mapping[str, t.Any]] = None
    passphrase: t.Optional[str] = dataclasses.field(default=None, repr=False)
    #: Options of ``client_cert_files`` about what is placed.
    placement: t.Mapping[str, t.Any] = dataclasses.field(default_factory=dict, repr=False)
    rotate: str = NEVER
    units: tuple[t.Mapping[str, t.Any], ...] = ()
    pending_fail_days: t.Optional[int] = None

    @property
    def is_absent(self) -> bool:
        """It is to be ended."""
        return self.desired.state == "absent"

    def for_keys(self, rotate: bool = False, ready: bool = False) -> dict[str, t.Any]:
        """Return the entry of ``client_cert_keys``."""
        return {
            **self._place(),
            "key": self.key,
            "passphrase": self.passphrase,
            "subject": self.subject if self.subject is not None else request_subject(self.desired),
            # A name in an X.509 field is ASCII.
            "emails": [email for email in self.desired.emails if all("!" <= sign <= "~" for sign in email)],
            "rotate": rotate,
            "placement": dict(self.placement),
            "ready": ready,
        }

    def for_files(self, result: Result) -> dict[str, t.Any]:
        """Return the entry of ``client_cert_files`` that places what CertCentral issued, as *result* has it."""
        return {
            **self._place(),
            **self.placement,
            # Where the role that makes keys puts it.
            "files": {**(self.placement.get("files") or {}), "key": f"{self.name}.key"},
            "certificate": result["certificate"],
            "chain": list(result["chain"] or ()),
            "root": result["root"],
            "key_passphrase": self.passphrase,
            "expected": expected(self.desired, result["order"]),
        }

    def for_absence(self) -> dict[str, t.Any]:
        """Return the entry of ``client_cert_files`` that takes the files out of use."""
        return {"directory": self.directory, "name": self.name, "state": "absent", "files": self.placement.get("files")}

    def _place(self) -> dict[str, t.Any]:
        return {"directory": self.directory, "name": self.name, **self.access}


def request_subject(desired: Desired) -> dict[str, str]:
    """Return the subject of the CSR: what CertCentral will make of it, where that is known. It reads nothing but the key."""
    name = desired.common_name or ""
    if desired.product in _NAMED_BY_ADDRESS:
        name = next(iter(desired.emails), "")
    return {"commonName": name} if 0 < len(name) <= _NAME_LENGTH else {}


def expected(desired: Desired, order: t.Optional[Result]) -> dict[str, t.Any]:
    """Return what the certificate has to hold: what is declared, or where that may differ, what was ordered."""
    found = order or {}
    emails, name = (
        (found.get("emails"), found.get("common_name"))
        if desired.on_drift == "ignore"
        else (list(desired.emails), desired.common_name)
    )
    return {option: value for option, value in (("emails", emails), ("common_name", name)) if value}


@dataclasses.dataclass(frozen=True)
class HostFacts:
    """What is known of one certificate on its host, and what CertCentral is to be asked for."""

    rotate: str
    action: str
    #: The host has a request; check mode makes no key, and then there is none.
    has_request: bool
    rotating: bool
    #: A set with a certificate is in use.
    placed: bool


#: Whether the next key is made before an order; the first rule whose condition holds decides.
NEXT_KEY: tuple[Rule[HostFacts], ...] = (
    Rule("keep", "the key stays the same", lambda f: f.rotate != RENEWAL),
    Rule("keep", "there is no key yet", lambda f: not f.has_request),
    Rule("keep", "a rotation that is not over goes on with the key that it has", lambda f: f.rotating),
    Rule("make", "the next certificate gets the next key", lambda f: f.action in ("renew", "replace")),
    Rule("make", "another certificate is in place", lambda f: f.action == "order" and f.placed),
    Rule("keep", "no other certificate is to come", lambda f: True),
)


def in_place(order: t.Optional[Result], serial_number: t.Optional[str]) -> bool:
    """Tell whether the certificate of *order* is the one in place, whose *serial_number* the host told. Not shown is not equal."""
    shown = None if order is None else order.get("serial_number")
    if not shown or not serial_number:
        return False
    try:
        return int(shown, 16) == int(serial_number, 16)
    except ValueError:
        # The host may say anything.
        return False


def to_place(result: Result, placed: bool, has_request: bool) -> bool:
    """Tell whether the certificate of *result* is placed. While something is pending, what is in place is only kept in order."""
    return bool(result.get("certificate")) and has_request and (placed or not result.get("pending"))


def contradictions(certificate: Certificate, sharing: t.Mapping[str, t.Sequence[str]]) -> t.Iterator[str]:
    """Yield what cannot be kept at the same time, each as a clause. *sharing* has the hosts by identity, in lower case, that share one."""
    desired = certificate.desired
    hosts = sharing.get(desired.alternative_order_id.lower(), ())
    if hosts:
        yield (
            f"the hosts {', '.join(hosts)} declare the same alternative_order_id; a certificate belongs to one key, so give each host "
            "its own, for example with inventory_hostname in it"
        )
    if desired.csr is not None:
        yield "csr and csr_path are not for certificates whose host makes the key"
    if desired.on_drift in HOPELESS[certificate.rotate] and not certificate.is_absent:
        yield (
            f"rotate: {certificate.rotate} asks for a new key, and on_drift: {desired.on_drift} for the certificate of the old one; use "
            "on_drift: reissue or replace"
        )
