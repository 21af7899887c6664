# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The account around the orders: products, organizations, containers, custom fields, user, balance."""

from typing import Any

from .ca import ISSUING_CAS
from .call import Answer, Call, is_number
from .entities import Container, CustomField, Organization
from .errors import refusal
from .listing import Property, column, either, filtered, filters_of, page, sorting
from .products import PRODUCTS, Product
from .render import container_info, organization_info, present, user_info
from .rules import balance_left
from .seeds import ACCOUNT_ID, ROOT_CONTAINER, VALIDATED
from .store import Query
from .world import World


def list_products(call: Call) -> Answer:
    """GET /product: only what is enabled for the account."""
    _check_container(call)
    enabled = [PRODUCTS[name] for name in call.world.settings.products_enabled]
    return Answer(payload={"products": [_product(call.world, product) for product in enabled]})


def product(call: Call) -> Answer:
    """GET /product/{name_id}"""
    _check_container(call)
    found = PRODUCTS.get(call.path["name_id"])
    if found is None or found.name_id not in call.world.settings.products_enabled:
        raise refusal("not_found|product")
    return Answer(payload=_product(call.world, found))


def _product(world: World, product: Product) -> dict[str, Any]:
    years = list(range(1, product.max_years + 1))
    return {
        "group_name": product.type,
        "name_id": product.name_id,
        "name": product.name,
        "type": product.type,
        "validation_type": product.validation_type,
        "allowed_container_ids": [container.id for container in world.store.all(Container)],
        "allowed_validity_years": years,
        "allowed_order_validity_years": years,
        "signature_hash_types": {
            "allowed_hash_types": [
                {"id": name, "name": name.upper().replace("SHA", "SHA-")} for name in product.hashes
            ],
            "default_hash_type_id": product.hashes[0],
        },
        "csr_required": world.settings.csr_required,
        "allowed_ca_certs": [{"ca_cert_id": number, "name": name} for number, name in ISSUING_CAS.items()],
        "duplicates_allowed": False,
        "additional_dns_names_allowed": False,
        "custom_expiration_date_allowed": True,
        "allow_auto_renew": True,
    }


ORGANIZATION_PROPERTIES: dict[str, Property] = {
    "id": column("organizations.id", number=True),
    "name": column("organizations.name"),
    "status": column("'active'"),
    "container_id": column("organizations.container_id", number=True),
    "search": either(column("organizations.id", number=True), column("organizations.name")),
}


def list_organizations(call: Call) -> Answer:
    """GET /organization"""
    known = ORGANIZATION_PROPERTIES
    query = filtered(Query(), filters_of(call, known, "include_validation", "sort", "container_id"), known, call.now)
    include = _flag(call, "include_validation")

    def rendered(found: Organization) -> dict[str, Any]:
        return organization_info(call.world, found, include)

    return Answer(payload=page(call, "organizations", Organization, query, rendered, sorting(call, known)))


def organization(call: Call) -> Answer:
    """GET /organization/{id}"""
    call.allow_query("include_validation")
    found = call.world.store.get(Organization, _number(call.path["id"]))
    if found is None:
        raise refusal("not_found|organization")
    return Answer(payload=organization_info(call.world, found, _flag(call, "include_validation")))


def list_containers(call: Call) -> Answer:
    """GET /container"""
    call.allow_query()
    return Answer(payload={"containers": [container_info(item) for item in call.world.store.all(Container)]})


def container(call: Call) -> Answer:
    """GET /container/{id}"""
    call.allow_query()
    found = call.world.store.get(Container, _number(call.path["id"]))
    if found is None:
        raise refusal("not_found|container")
    return Answer(payload=container_info(found))


def custom_fields(call: Call) -> Answer:
    """GET /account/metadata"""
    call.allow_query()
    fields = [
        {
            "id": field.id,
            "label": field.label,
            "is_required": field.is_required,
            "is_active": field.is_active,
            "data_type": field.data_type,
            "show_in_receipt": False,
        }
        for field in call.world.store.all(CustomField)
    ]
    return Answer(payload={"metadata": fields})


def me(call: Call) -> Answer:
    """GET /user/me"""
    call.allow_query()
    return Answer(payload=user_info(call.world, call.key))


def account(call: Call) -> Answer:
    """GET /account"""
    call.allow_query()
    primary = call.world.store.need(Organization, VALIDATED)
    return Answer(
        payload=present(
            id=ACCOUNT_ID,
            primary_organization_id=primary.id,
            primary_organization_name=primary.name,
            primary_organization_country=primary.country,
            root_container_id=ROOT_CONTAINER,
            billing_account_id=ACCOUNT_ID,
            cert_central_type="enterprise",
            pricing_model=call.world.settings.pricing_model,
            balance_negative_limit=0,
            language_id=1,
            rep_photo_id=0,
            ent_support_plan="1",
        )
    )


def balance(call: Call) -> Answer:
    """GET /finance/balance: amounts are text with two decimals; with several divisions one must be named."""
    _check_container(call)
    if "container_id" not in dict(call.query):
        raise refusal("required_param", "container_id", "The account has more than one division.")
    funds = f"{balance_left(call.world):.2f}"
    return Answer(
        payload={
            "balance": funds,
            "currency": "USD",
            "unpaid_invoice_balance": "0.00",
            "negative_balance_limit": "0.00",
            "used_credit_from_other_containers": "0.00",
            "total_available_funds": funds,
        }
    )


def _check_container(call: Call) -> None:
    """Refuse a `container_id` in the query that the account does not have. All containers have the same answer."""
    call.allow_query("container_id")
    named = dict(call.query).get("container_id")
    if named is not None and call.world.store.get(Container, _number(named)) is None:
        raise refusal("not_found|container")


def _number(text: str) -> int | None:
    return int(text) if is_number(text) else None


def _flag(call: Call, name: str) -> bool:
    return dict(call.query).get(name, "false").lower() in ("true", "1")
