# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The things this collection reasons about. All are values: nothing here changes after it was made."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from . import status


@dataclasses.dataclass(frozen=True)
class Desired:
    """What one task declares. Unset options are ``None`` or empty; an unset option is neither sent nor compared."""

    alternative_order_id: str
    #: Empty only with ``state`` absent, which needs no more than the identity.
    product: str = ""
    emails: tuple[str, ...] = ()
    common_name: t.Optional[str] = None
    common_name_indicator: t.Optional[str] = None
    individual: t.Mapping[str, str] = dataclasses.field(default_factory=dict)
    signature_hash: t.Optional[str] = None
    organization_units: tuple[str, ...] = ()
    csr: t.Optional[str] = None
    #: SHA-256 of the CSR's SubjectPublicKeyInfo, hex; the way keys are compared.
    public_key: t.Optional[str] = None
    ca_cert_id: t.Optional[str] = None
    profile_type: t.Optional[str] = None
    usage_designation: t.Mapping[str, t.Any] = dataclasses.field(default_factory=dict)
    organization: t.Mapping[str, t.Any] = dataclasses.field(default_factory=dict)
    organization_contact: t.Mapping[str, str] = dataclasses.field(default_factory=dict)
    technical_contact: t.Mapping[str, str] = dataclasses.field(default_factory=dict)
    container: t.Mapping[str, int] = dataclasses.field(default_factory=dict)
    #: Exactly one of ``years``, ``days`` and ``custom_expiration_date`` (in the API's form), or empty.
    order_validity: t.Mapping[str, t.Any] = dataclasses.field(default_factory=dict)
    auto_renew: t.Optional[int] = None
    renewal_of_order_id: t.Optional[int] = None
    skip_approval: bool = False
    custom_fields: tuple[t.Mapping[str, t.Any], ...] = ()
    payment_method: t.Optional[str] = None
    credit_card: t.Mapping[str, t.Any] = dataclasses.field(default_factory=dict, repr=False)
    billing_address: t.Mapping[str, str] = dataclasses.field(default_factory=dict)
    vat_number: t.Optional[str] = None
    enable_guest_access: t.Optional[bool] = None
    state: str = "present"
    renew: str = "when_due"
    renew_before_days: int = 30
    on_drift: str = "reissue"
    on_revoked: str = "new_key"
    on_rejected: str = "fail"
    revoke_replaced: bool = False
    approve: bool = False
    comments: t.Optional[str] = None
    unique_order_ids: bool = False
    order_id: t.Optional[int] = None


@dataclasses.dataclass(frozen=True)
class Request:
    """A request of an order: what an approver decides. ``type`` and ``status`` may be missing in an answer [AUTO]."""

    id: int
    type: t.Optional[str] = None
    status: t.Optional[str] = None
    comments: t.Optional[str] = None

    @property
    def open(self) -> bool:
        """True while an approver has not decided."""
        return self.status in status.REQUEST_OPEN


@dataclasses.dataclass(frozen=True)
class Match:
    """One row of the lookup by alternative order ID: all that it tells of an order [ALT]."""

    id: int
    status: str

    @property
    def dead(self) -> bool:
        """True when the order can never again hold a usable certificate, as far as its status word tells."""
        return self.status in status.DEAD


@dataclasses.dataclass(frozen=True)
class Order:
    """One order as order info shows it [INFO]. Any field but ``id`` and ``status`` may be missing."""

    id: int
    status: str
    alternative_order_id: t.Optional[str] = None
    product: t.Optional[str] = None
    certificate_id: t.Optional[int] = None
    certificate_status: t.Optional[str] = None
    common_name: t.Optional[str] = None
    emails: tuple[str, ...] = ()
    organization_id: t.Optional[int] = None
    container_id: t.Optional[int] = None
    signature_hash: t.Optional[str] = None
    organization_units: t.Optional[tuple[str, ...]] = None
    ca_cert_id: t.Optional[str] = None
    csr: t.Optional[str] = None
    #: As :attr:`Desired.public_key`; ``None`` when the order shows no CSR.
    public_key: t.Optional[str] = None
    custom_fields: t.Optional[t.Mapping[int, str]] = None
    valid_from: t.Optional[datetime.date] = None
    valid_till: t.Optional[datetime.date] = None
    serial_number: t.Optional[str] = None
    thumbprint: t.Optional[str] = None
    is_renewed: bool = False
    renewal_of_order_id: t.Optional[int] = None
    requests: tuple[Request, ...] = ()
    #: Ids of certificates of this order that a reissue replaced and that still live; read only where they are to be revoked.
    replaced_certificates: tuple[int, ...] = ()

    @property
    def match(self) -> Match:
        """The order as its row in a lookup would show it."""
        return Match(self.id, self.status)

    @property
    def issued(self) -> bool:
        """True when the order holds a certificate; during a reissue the old one still counts."""
        if self.status == status.APPROVED:
            return self.certificate_id is not None and self.valid_till is not None
        return self.status in (status.ISSUED, status.REISSUE_PENDING)

    @property
    def certificate_revoked(self) -> bool:
        """True when the order lives on but its certificate was revoked on its own [REVC]."""
        return self.issued and self.certificate_status == "revoked"

    @property
    def reissue_in_flight(self) -> bool:
        """True while a reissue is not finished, be it that it only waits for an approver."""
        return self.status == status.REISSUE_PENDING or (self.issued and bool(self.open_requests("reissue")))

    def open_requests(self, *types: str) -> tuple[Request, ...]:
        """Return the requests of these types that wait for an approver; one without a type may be any but a revocation."""
        return tuple(
            request
            for request in self.requests
            if request.open and (request.type in types or (request.type is None and types != ("revoke",)))
        )

    def dead(self, today: datetime.date) -> bool:
        """True when nothing usable can come of the order any more: ended by status, or issued and expired."""
        if self.status in status.DEAD:
            return True
        return self.issued and self.valid_till is not None and self.valid_till < today

    def expired(self, today: datetime.date) -> bool:
        """True when the order ended because its certificate ran out: the one death that a renewal follows."""
        ran_out = self.valid_till is not None and self.valid_till < today
        return self.status == "expired" or (self.issued and ran_out)


@dataclasses.dataclass(frozen=True)
class Memory:
    """What a run knows of its own writes and no answer shows."""

    #: The order that this run placed, and the ids that were there before: what else is new, another run placed.
    own: t.Optional[int] = None
    known_before: frozenset[int] = frozenset()
    #: Ids of certificates that a reissue of this run replaced and that it has not revoked yet.
    reissued: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True)
class World:
    """What was found for one identity."""

    #: Today at the CA, in UTC.
    today: datetime.date
    #: Orders read in full, newest (highest id) first; every live one that can matter is among them.
    orders: tuple[Order, ...] = ()
    #: Rows that were not worth reading in full.
    others: tuple[Match, ...] = ()
    #: The alternative order ID that a further generation must carry.
    next_alternative_order_id: str = ""
    memory: Memory = Memory()
    #: Who refused the newest order and why, as far as CertCentral tells; read only where it ended the life of the certificate.
    rejection: str = ""

    def rows(self) -> tuple[Match, ...]:
        """Return all orders found, read in full or not, as rows of the lookup."""
        return (*(order.match for order in self.orders), *self.others)


@dataclasses.dataclass(frozen=True)
class Difference:
    """An option whose declared value is not what the current order holds."""

    option: str
    before: t.Any
    after: t.Any


@dataclasses.dataclass(frozen=True)
class Plan:
    """What to do next, and why. At most one write follows from it."""

    action: str
    reason: str
    #: The issued order whose certificate should be in use.
    current: t.Optional[Order] = None
    #: The live order that is not issued yet; the same as ``current`` while a reissue runs.
    in_flight: t.Optional[Order] = None
    differences: tuple[Difference, ...] = ()
    #: The order that is written to, renewed or replaced.
    target: t.Optional[Order] = None
    #: What exactly is written to, where an order is not exact enough: a request, a certificate or a custom field.
    request_id: t.Optional[int] = None
    certificate_id: t.Optional[int] = None
    metadata_id: t.Optional[int] = None
    #: Predecessor to name in a new order.
    renewal_of_order_id: t.Optional[int] = None
    alternative_order_id: str = ""
    #: Recognises, in the comment of a reissue or replacement, what was wished for.
    wish: t.Optional[str] = None
    warnings: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """True when carrying out the plan writes to CertCentral."""
        return self.action not in ("none", "wait")

    @property
    def buys(self) -> bool:
        """True when carrying out the plan costs money."""
        return self.action in ("order", "renew", "replace")

    def same_write(self, other: Plan) -> bool:
        """Tell whether *other* plans the very same write: then the first one has left no trace yet."""
        return self.changes and self._write() == other._write()

    def _write(self) -> tuple[t.Any, ...]:
        target = None if self.target is None else self.target.id
        return (self.action, target, self.request_id, self.certificate_id, self.metadata_id)


@dataclasses.dataclass(frozen=True)
class Certificate:
    """A certificate with what it needs to be trusted; all PEM text."""

    certificate: str
    #: Issuer of the leaf first.
    chain: tuple[str, ...] = ()
    root: t.Optional[str] = None

    @property
    def fullchain(self) -> str:
        """Leaf and chain in one text."""
        return self.certificate + "".join(self.chain)
