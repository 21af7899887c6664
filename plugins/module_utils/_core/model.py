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

from . import actions, status


@dataclasses.dataclass(frozen=True)
class Csr:
    """A certificate request that was looked at: the PEM that is sent, and its key as :attr:`Desired.public_key`."""

    pem: str
    public_key: str


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
    #: What the request itself shows that it asks for; read only where a reissue is to be approved.
    content: t.Optional[Order] = None

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
    date_created: t.Optional[datetime.date] = None
    #: ``None`` when the answer does not tell.
    is_renewed: t.Optional[bool] = None
    renewal_of_order_id: t.Optional[int] = None
    requests: tuple[Request, ...] = ()
    #: The answer had a list of requests, if only an empty one: without it, none shown is not none there.
    shows_requests: bool = True
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
        return self.issued and self.certificate_status == status.REVOKED

    @property
    def revoked(self) -> bool:
        """True when the order, or the certificate it held last, was revoked."""
        return status.REVOKED in (self.status, self.certificate_status)

    @property
    def reissue_in_flight(self) -> bool:
        """True while a reissue is not finished, be it that it only waits for an approver."""
        return self.status == status.REISSUE_PENDING or (self.issued and bool(self.open_requests("reissue")))

    def open_requests(self, *types: str) -> tuple[Request, ...]:
        """Return the requests of these types that wait for an approver.

        One that does not show its type asks for the order itself as long as nothing is issued; after that it may be a
        revocation, and counts as one.
        """
        untyped = "revoke" if self.issued else "new_request"
        return tuple(request for request in self.requests if request.open and (request.type or untyped) in types)

    def dead(self, today: datetime.date) -> bool:
        """True when nothing usable can come of the order any more: ended by status, or issued and expired."""
        if self.status in status.DEAD:
            return True
        return self.issued and self.valid_till is not None and self.valid_till < today

    def expired(self, today: datetime.date) -> bool:
        """True when the order ended because its certificate ran out: the one death that a renewal follows."""
        ran_out = self.valid_till is not None and self.valid_till < today
        return self.status == status.EXPIRED or (self.issued and ran_out)


#: What tells one write from another: action, order, request, certificate and custom field.
Write = tuple[str, t.Optional[int], t.Optional[int], t.Optional[int], t.Optional[int]]


@dataclasses.dataclass(frozen=True)
class Replaced:
    """A certificate that a reissue of this run replaced, as it was before."""

    order_id: int
    certificate_id: int
    serial_number: t.Optional[str] = None


@dataclasses.dataclass(frozen=True)
class Memory:
    """What a run knows of its own writes, whether an answer shows them yet or not."""

    #: The order that this run placed, and the ids that were there before: what else is new, another run placed.
    own: t.Optional[int] = None
    known_before: frozenset[int] = frozenset()
    #: The order that the own one was bought to replace.
    replaces: t.Optional[int] = None
    #: The certificate that a reissue of this run replaced, until it is revoked.
    reissued: t.Optional[Replaced] = None
    #: Every write that this run sent. None is sent twice.
    sent: frozenset[Write] = frozenset()
    #: Ids of orders whose revocation CertCentral took as a request that an approver must decide.
    revocations_asked: frozenset[int] = frozenset()


@dataclasses.dataclass(frozen=True)
class Intent:
    """A purchase that was about to be sent, and of which nobody noted how it ended."""

    #: Seconds since 1970, by the clock of this machine.
    sent_at: float
    #: The orders of the identity that were there before.
    known_before: frozenset[int] = frozenset()


@dataclasses.dataclass(frozen=True)
class Stranger:
    """An order that was found under the identity and turned out to be another one's."""

    id: int
    #: What it shows that does not fit, as a clause.
    shows: str


@dataclasses.dataclass(frozen=True)
class Refusal:
    """Who refused an order and why, as far as CertCentral tells."""

    order_id: int
    #: In brackets, with a blank before it; or nothing.
    told: str = ""
    #: This collection rejected the request itself, to take an order back: nobody refused anything.
    withdrawn: bool = False


@dataclasses.dataclass(frozen=True)
class World:
    """What was found for one identity: every order in it carries the identity, or was named by the task."""

    #: Today at the CA, in UTC.
    today: datetime.date
    #: Orders read in full, newest (highest id) first; every live one that can matter is among them.
    orders: tuple[Order, ...] = ()
    #: Rows that were not worth reading in full.
    others: tuple[Match, ...] = ()
    #: The alternative order ID that a further generation must carry.
    next_alternative_order_id: str = ""
    memory: Memory = Memory()
    #: The refusal of the newest order that was refused; read only where that can matter.
    refusal: t.Optional[Refusal] = None
    #: Orders that a lookup handed out and that are not this identity's. They are in none of the other fields.
    strangers: tuple[Stranger, ...] = ()
    #: Why the date cannot be trusted, as a clause; empty when it can.
    doubt: str = ""
    #: The order without any identity that ``order_id`` names and that stands in for the identity's own.
    adopted: t.Optional[int] = None
    #: That order, where it does not fit what the task declares.
    misfit: t.Optional[Order] = None
    #: The lookup shows the order that this run placed.
    own_is_shown: bool = True
    #: Why a purchase may be on its way that CertCentral does not show yet, as a clause; empty when none is known.
    on_its_way: str = ""
    #: All that can be found was read: ended orders too, under both ways of naming generations.
    complete: bool = True

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
    #: Recognises, first in the comment of a purchase or reissue, what was wished for.
    mark: t.Optional[str] = None
    warnings: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """True when carrying out the plan writes to CertCentral."""
        return self.action in actions.WRITES

    @property
    def buys(self) -> bool:
        """True when carrying out the plan costs money."""
        return self.action in actions.BUYS

    @property
    def write(self) -> Write:
        """What tells the write of this plan from any other."""
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
