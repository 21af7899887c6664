# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operator's side of the sandbox, below /sandbox. The real API has nothing like it."""

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from . import __version__, deciding, keys, lifecycle
from .bundles import PEM_TYPE
from .ca import pem_text
from .clock import ClockError
from .creating import Wanted, create
from .entities import ApiKey, Certificate, CustomField, Domain, Order, Organization, Request, User
from .errors import ApiError
from .faults import Fault
from .parsing import parse
from .render import order_info
from .seeds import VALIDATION_DAYS
from .settings import Settings
from .times import day, parse_moment, stamp
from .world import World

BASE = "/sandbox"

log = logging.getLogger(__name__)


class AdminError(Exception):
    """A wish of the operator that cannot be met; the message goes back as `{"error": message}`."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Advance(Form):
    days: float = Field(default=0, ge=0, strict=False)
    hours: float = Field(default=0, ge=0, strict=False)
    minutes: float = Field(default=0, ge=0, strict=False)
    seconds: float = Field(default=0, ge=0, strict=False)


class ClockForm(Form):
    now: str | None = None
    advance: Advance | None = None


class MailboxForm(Form):
    email: str
    order_id: int | None = None


class DomainForm(Form):
    name: str = Field(min_length=1)
    organization_id: int


class DecisionForm(Form):
    comment: str | None = None


class PickupForm(Form):
    csr: str | None = None


class CreateForm(Form):
    orders: list[Wanted] = Field(min_length=1)


class KeyForm(Form):
    role: str
    name: str = "Made by the operator"
    key: str | None = Field(default=None, min_length=8)


class CustomFieldForm(Form):
    label: str
    data_type: str = Field(default="text", pattern="^(text|int|email_address|email_list)$")
    is_required: bool = False
    is_active: bool = True


View = Callable[[World, HttpRequest, Any], Any]


def routes(world: World) -> list[Route]:
    """Return the routes, each a transaction of its own; errors are one sentence with status 400, 403 or 404."""

    def route(method: str, path: str, view: View) -> Route:
        async def endpoint(request: HttpRequest) -> Response:
            try:
                body = _parsed(await request.body())
                with world.store.transaction():
                    lifecycle.settle(world)
                with world.store.transaction():
                    result = view(world, request, body)
                    lifecycle.settle(world)
            except (AdminError, ApiError, ClockError, ValueError, OverflowError) as error:
                return JSONResponse({"error": _sentence(error)}, getattr(error, "status", 400))
            except Exception:
                log.exception("%s failed inside the sandbox", request.url.path)
                return JSONResponse({"error": "The sandbox failed; its own output says where."}, 500)
            if isinstance(result, Response):
                return result
            return JSONResponse(result)

        return Route(BASE + path, endpoint, methods=[method], name=view.__doc__)

    async def reset(_request: HttpRequest) -> Response:
        world.reset()
        return JSONResponse({"reset": True, "now": stamp(world.now())})

    return [
        *(route(method, path, view) for method, path, view in VIEWS),
        Route(f"{BASE}/reset", reset, methods=["POST"], name="back to the state of the first start; the CA stays"),
    ]


def _parsed(body: bytes) -> Any:
    try:
        return parse(body) if body else {}
    except ValueError as error:
        raise AdminError(f"The body cannot be read as JSON: {error}.") from None


def _sentence(error: Exception) -> str:
    if isinstance(error, ValidationError):
        parts = [f"{'.'.join(str(step) for step in e['loc'])}: {e['msg']}" for e in error.errors()]
        return "; ".join(parts)
    return str(error)


def index(_world: World, _request: HttpRequest, _body: Any) -> Any:
    """this overview"""
    listed = [*VIEWS, ("POST", "/reset", None)]
    return {
        "what": f"certcentral-sandbox {__version__}: the operator's side. The API itself is below /services/v2.",
        "routes": [
            f"{method} {BASE}{path}: {view.__doc__ if view else 'back to the state of the first start; the CA stays'}"
            for method, path, view in listed
        ],
        "settings": {name: field.description for name, field in Settings.model_fields.items()},
    }


def show_clock(world: World, _request: HttpRequest, _body: Any) -> Any:
    """the sandbox's time"""
    return {"now": stamp(world.now())}


def move_clock(world: World, _request: HttpRequest, body: Any) -> Any:
    """move the clock forward: {"now": "2030-01-02"} or {"advance": {"days": 335}}"""
    form = ClockForm.model_validate(body)
    if (form.now is None) == (form.advance is None):
        raise AdminError('Send either "now" or "advance".')
    if form.advance is not None:
        world.clock.move_to(world.now() + timedelta(**form.advance.model_dump()))
    elif form.now is not None:
        world.clock.move_to(parse_moment(form.now))
    return show_clock(world, _request, body)


def show_settings(world: World, _request: HttpRequest, _body: Any) -> Any:
    """the account's settings and quirks"""
    return world.settings.model_dump(mode="json")


def change_settings(world: World, _request: HttpRequest, body: Any) -> Any:
    """change some settings: {"approval_required": false, "quirks": {"crlf_pem": true}}"""
    if not isinstance(body, dict):
        raise AdminError("Send an object of settings.")
    world.change_settings(body)
    lifecycle.settle_all(world)
    return world.settings.model_dump(mode="json")


def confirm_mailbox(world: World, _request: HttpRequest, body: Any) -> Any:
    """the owner of a mailbox follows the link: {"email": ...}, one order only with "order_id" """
    form = MailboxForm.model_validate(body)
    confirmed = []
    for order in world.store.where(Order, "status", "pending", "reissue_pending"):
        if form.order_id not in (None, order.id) or lifecycle.approval_request(world, order) is not None:
            continue
        certificate = lifecycle.making(world, order)
        waiting = [address.lower() for address in lifecycle.unconfirmed_emails(world, order, certificate)]
        if form.email.lower() in waiting:
            certificate.validated_emails.append(form.email)
            world.store.put(certificate)
            lifecycle.proceed(world, order, world.now())
            confirmed.append({"order_id": order.id, "status": world.store.need(Order, order.id).status})
    if not confirmed:
        raise AdminError(f"No order waits for the mailbox {form.email}.", 404)
    return {"confirmed": confirmed}


def validate_domain(world: World, _request: HttpRequest, body: Any) -> Any:
    """validate an e-mail domain for an organization: {"name": ..., "organization_id": ...}"""
    form = DomainForm.model_validate(body)
    _organization(world, form.organization_id)
    domain = Domain(
        id=world.store.next_id(Domain),
        name=form.name.lower(),
        organization_id=form.organization_id,
        validated_until=day(world.now()) + timedelta(days=VALIDATION_DAYS),
    )
    world.store.put(domain)
    lifecycle.settle_all(world)
    return domain.model_dump(mode="json")


def validate_organization(world: World, request: HttpRequest, _body: Any) -> Any:
    """validate an organization for S/MIME"""
    organization = _organization(world, request.path_params["number"])
    organization.smime_validated_until = day(world.now()) + timedelta(days=VALIDATION_DAYS)
    world.store.put(organization)
    lifecycle.settle_all(world)
    return organization.model_dump(mode="json")


def approve(world: World, request: HttpRequest, body: Any) -> Any:
    """approve a pending request as the administrator"""
    return _decide(world, request, body, True)


def reject(world: World, request: HttpRequest, body: Any) -> Any:
    """reject a pending request as the administrator"""
    return _decide(world, request, body, False)


def _decide(world: World, request: HttpRequest, body: Any, approved: bool) -> Any:
    found = world.store.get(Request, request.path_params["number"])
    if found is None:
        raise AdminError("There is no such request.", 404)
    comment = DecisionForm.model_validate(body).comment
    deciding.decide(world, found, approved, world.store.all(User)[0].id, comment)
    order = world.store.need(Order, found.order_id)
    return {"request_id": found.id, "status": found.status, "order_id": order.id, "order_status": order.status}


def pick_up(world: World, request: HttpRequest, body: Any) -> Any:
    """the recipient of an order without CSR makes a key and collects the certificate"""
    order = _order(world, request)
    waiting = order.next_certificate_id is not None and lifecycle.making(world, order).wish.csr is None
    if order.status not in ("waiting_pickup", "reissue_pending") or not waiting:
        raise AdminError(f"Order {order.id} is {order.status}; there is nothing to pick up.")
    certificate = lifecycle.making(world, order)
    if lifecycle.approval_request(world, order) or lifecycle.unconfirmed_emails(world, order, certificate):
        raise AdminError(f"Order {order.id} is not ready for pickup: approval or validation is missing.")
    lifecycle.pick_up(world, order, PickupForm.model_validate(body).csr or _recipients_csr())
    return _everything(world, world.store.need(Order, order.id))


def _recipients_csr() -> str:
    key = rsa.generate_private_key(65537, 2048)
    csr = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
    return csr.public_bytes(serialization.Encoding.PEM).decode()


def add_key(world: World, _request: HttpRequest, body: Any) -> Any:
    """make an API key: {"role": "standard"}; its value is in the answer only"""
    form = KeyForm.model_validate(body)
    if form.role not in keys.ROLES:
        raise AdminError(f"The role is one of {', '.join(keys.ROLES)}.")
    value = form.key or f"sandbox-{form.role}-{secrets.token_hex(8)}"
    made = keys.add(world.store, value, form.role, form.name)
    return {"api_key": value, "role": made.role, "name": made.name, "user_id": made.user_id}


def list_keys(world: World, _request: HttpRequest, _body: Any) -> Any:
    """API keys, without their values"""
    return {"keys": [key.model_dump(mode="json", exclude={"digest"}) for key in world.store.all(ApiKey)]}


def add_custom_field(world: World, _request: HttpRequest, body: Any) -> Any:
    """define a custom field: {"label": ..., "data_type": "text", "is_required": true}"""
    form = CustomFieldForm.model_validate(body)
    field = CustomField(id=world.store.next_id(CustomField), **form.model_dump())
    world.store.put(field)
    return field.model_dump(mode="json")


def list_faults(world: World, _request: HttpRequest, _body: Any) -> Any:
    """faults that are switched on"""
    return {"faults": world.faults.shown()}


def add_fault(world: World, _request: HttpRequest, body: Any) -> Any:
    """switch a fault on: {"kind": "reset_after_commit", "match": {"method": "POST"}, "times": 1}"""
    return {"id": world.faults.add(Fault.model_validate(body))}


def clear_faults(world: World, _request: HttpRequest, _body: Any) -> Any:
    """switch all faults off"""
    world.faults.clear()
    return {"faults": []}


def remove_fault(world: World, request: HttpRequest, _body: Any) -> Any:
    """switch one fault off"""
    if not world.faults.remove(request.path_params["number"]):
        raise AdminError("There is no such fault.", 404)
    return {"faults": world.faults.shown()}


def show_received(world: World, _request: HttpRequest, _body: Any) -> Any:
    """the API requests received so far"""
    return world.received.shown()


def clear_received(world: World, _request: HttpRequest, _body: Any) -> Any:
    """forget the API requests received so far"""
    world.received.clear()
    return world.received.shown()


def show_orders(world: World, _request: HttpRequest, _body: Any) -> Any:
    """every order with its certificates, and how many were bought per alternative order ID"""
    orders = world.store.all(Order)
    bought: dict[str, int] = {}
    for order in orders:
        if order.alternative_order_id is not None:
            bought[order.alternative_order_id] = bought.get(order.alternative_order_id, 0) + 1
    return {
        "total": len(orders),
        "bought_per_alternative_order_id": bought,
        "orders": [_everything(world, order) for order in orders],
    }


def create_orders(world: World, _request: HttpRequest, body: Any) -> Any:
    """make issued orders: {"orders": [{"count": 9, "alternative_order_id": "x-{n}", "emails": ["x@example.com"]}]}"""
    return create(world, CreateForm.model_validate(body).orders, _recipients_csr())


def show_order(world: World, request: HttpRequest, _body: Any) -> Any:
    """everything about one order"""
    return _everything(world, _order(world, request))


def _everything(world: World, order: Order) -> dict[str, Any]:
    certificates = world.store.where(Certificate, "order_id", order.id)
    return order_info(world, order) | {
        "next_certificate_id": order.next_certificate_id,
        "certificates": [certificate.model_dump(mode="json") for certificate in certificates],
    }


def root_pem(world: World, _request: HttpRequest, _body: Any) -> Any:
    """the root certificate"""
    return Response(pem_text([world.authority.root.certificate]), media_type=PEM_TYPE)


def bundle_pem(world: World, _request: HttpRequest, _body: Any) -> Any:
    """the root and both issuing CAs"""
    return Response(pem_text(world.authority.everyone()), media_type=PEM_TYPE)


def _organization(world: World, number: int) -> Organization:
    found = world.store.get(Organization, number)
    if found is None:
        raise AdminError(f"There is no organization {number}.", 404)
    return found


def _order(world: World, request: HttpRequest) -> Order:
    found = world.store.get(Order, request.path_params["number"])
    if found is None:
        raise AdminError("There is no such order.", 404)
    return found


VIEWS: tuple[tuple[str, str, View], ...] = (
    ("GET", "", index),
    ("GET", "/clock", show_clock),
    ("POST", "/clock", move_clock),
    ("GET", "/settings", show_settings),
    ("PATCH", "/settings", change_settings),
    ("POST", "/mailboxes/confirm", confirm_mailbox),
    ("POST", "/domains/validate", validate_domain),
    ("POST", "/organizations/{number:int}/validate", validate_organization),
    ("POST", "/requests/{number:int}/approve", approve),
    ("POST", "/requests/{number:int}/reject", reject),
    ("POST", "/orders/{number:int}/pickup", pick_up),
    ("GET", "/orders", show_orders),
    ("POST", "/orders", create_orders),
    ("GET", "/orders/{number:int}", show_order),
    ("GET", "/keys", list_keys),
    ("POST", "/keys", add_key),
    ("POST", "/custom-fields", add_custom_field),
    ("GET", "/faults", list_faults),
    ("POST", "/faults", add_fault),
    ("DELETE", "/faults", clear_faults),
    ("DELETE", "/faults/{number:int}", remove_fault),
    ("GET", "/received", show_received),
    ("DELETE", "/received", clear_received),
    ("GET", "/ca/root.pem", root_pem),
    ("GET", "/ca/bundle.pem", bundle_pem),
)
