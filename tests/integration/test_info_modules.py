# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading orders, organizations, products and the account, and deciding requests. Over HTTP against the sandbox."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._api import client as client_module
from ansible_collections.certops.digicert.plugins.module_utils._api.client import Client
from ansible_collections.certops.digicert.plugins.module_utils._api.transport import Transport
from ansible_collections.certops.digicert.plugins.module_utils._core.connection import Connection
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Plan
from ansible_collections.certops.digicert.plugins.module_utils._core.selection import Selection
from ansible_collections.certops.digicert.plugins.module_utils._engine.find import find
from ansible_collections.certops.digicert.plugins.module_utils._schema import payload
from ansible_collections.certops.digicert.tests.integration.support.certificates import (
    csr,
    key_of,
    openssl_verify,
    public_key,
)
from ansible_collections.certops.digicert.tests.integration.support.declared import EMAIL, IDENTITY, wanted
from ansible_collections.certops.digicert.tests.unit.support.tasks import parse

INFO = "digicert_client_cert_info"
REQUEST = "digicert_request"

#: Every module of this file with what it needs at least.
MODULES: t.Mapping[str, dict[str, t.Any]] = {
    INFO: {},
    "digicert_organization_info": {},
    "digicert_product_info": {},
    "digicert_account_info": {},
    REQUEST: {"request_id": 601, "status": "approved"},
}

#: Shapes that CertCentral was seen to use, or may: many at once, and the two kinds of wrong pages apart.
ODD = (
    {
        "ids_as_strings": True,
        "bool_strings": True,
        "status_upper_case": True,
        "hash_upper_case": True,
        "organization_as_empty_list": True,
        "empty_lists_absent": True,
        "extra_fields": True,
        "content_type_charset": True,
        "page_total_wrong": True,
    },
    {"page_missing": True},
)


def place(sandbox, product: str = "client_premium", **changes: t.Any) -> int:
    """Place an order without the module, and return its id."""
    desired = parse(wanted(product, **changes))
    body = payload.order_body(desired, Plan("order", "", alternative_order_id=desired.alternative_order_id))
    return int(sandbox.call("POST", f"/order/certificate/{product}", body).json()["id"])


def ids(result: t.Mapping[str, t.Any]) -> list[int]:
    return [certificate["id"] for certificate in result["certificates"]]


def decision(sandbox) -> str:
    """Return the path of the decision about the only pending request."""
    return f"/request/{pending(sandbox)}/status"


def pending(sandbox) -> int:
    return int(sandbox.call("GET", "/request?filters[status]=pending").json()["requests"][0]["id"])


@pytest.fixture
def orders(sandbox) -> dict[str, int]:
    """Four orders: two issued, one that waits for a mailbox, one that waits for an approver."""
    service = {"alternative_order_id": "service", "common_name": "billing"}
    waiting = {"alternative_order_id": "waiting", "emails": ["Kim@example.com"], "skip_approval": False}
    return {
        "person": place(sandbox, alternative_order_id="person"),
        "service": place(sandbox, "client_authentication_plus", **service),
        "mailbox": place(sandbox, "class1_smime", alternative_order_id="mailbox", emails=["office@example.com"]),
        "waiting": place(sandbox, **waiting),
    }


# digicert_client_cert_info


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["waiting", "mailbox", "service", "person"]),
        ({"product": "client_premium"}, ["waiting", "person"]),
        ({"email": "robin@EXAMPLE.com", "product": "client_premium"}, ["person"]),
        ({"email": "robin@example.com"}, ["service", "person"]),
        ({"email": " Robin Park <ROBIN@Example.com>", "product": "client_premium"}, ["person"]),
        ({"email": "Robin@example.com"}, ["service", "person"]),
        ({"email": "kim@example.com"}, ["waiting"]),
        ({"email": "office@example.com"}, ["mailbox"]),
        ({"common_name": "billing"}, ["service"]),
        ({"common_name": " BILLING"}, ["service"]),
        ({"common_name": "bill"}, []),
        ({"status": "issued"}, ["service", "person"]),
        ({"status": "needs_approval"}, ["waiting"]),
        ({"status": "pending"}, ["mailbox"]),
        ({"status": "expired"}, []),
        ({"alternative_order_id": "mailbox"}, ["mailbox"]),
        ({"alternative_order_id": "mailbox", "status": "issued"}, []),
        ({"alternative_order_id": "mailbo"}, []),
        ({"expires_within_days": 366}, ["service", "person"]),
        ({"expires_within_days": 300}, []),
    ],
    ids=str,
)
def test_orders_are_found_by_what_is_asked(quick, sandbox, orders, asked, found) -> None:
    sandbox.forget()

    result = quick(asked, name=INFO)

    assert result.rc == 0, result.output
    assert ids(result) == [orders[name] for name in found]
    assert sandbox.calls() == result["api_calls"]
    assert result["api_calls"]["writes"] == 0


def test_an_order_is_found_by_its_id_and_looks_as_the_main_module_shows_it(quick, orders) -> None:
    declared = quick(wanted(alternative_order_id="person"))["order"]

    found = quick({"order_id": orders["person"]}, name=INFO)["certificates"]

    assert found == [{**declared, "renewal_due": False}]


@pytest.mark.parametrize("asked", [{"order_id": 4711}, {"alternative_order_id": "nobody"}, {"email": "a@example.org"}])
@pytest.mark.parametrize("empty", ["list", "404", "empty_object"])
def test_nothing_found_is_an_empty_list(quick, sandbox, asked, empty) -> None:
    sandbox.settings(quirks={"empty_lookup": empty, "empty_lists_absent": True})

    result = quick(asked, name=INFO)

    assert (result.rc, result["certificates"]) == (0, [])


def test_status_and_renewal_follow_the_clock_of_the_ca(quick, sandbox, orders) -> None:
    sandbox.settings(expire_orders=False)
    sandbox.advance(days=340)

    due = {certificate["id"]: certificate for certificate in quick({}, name=INFO)["certificates"]}

    assert [due[orders[name]]["renewal_due"] for name in ("person", "service", "mailbox")] == [True, True, False]
    assert ids(quick({"expires_within_days": 30}, name=INFO)) == [orders["service"], orders["person"]]
    sandbox.advance(days=60)
    assert ids(quick({"status": "expired"}, name=INFO)) == [orders["service"], orders["person"]]
    assert ids(quick({"status": "issued"}, name=INFO)) == []
    assert ids(quick({"expires_within_days": 30}, name=INFO)) == []


def test_a_renewed_certificate_is_not_due(quick, sandbox) -> None:
    first = quick(wanted())["order"]["id"]
    sandbox.advance(days=340)
    second = quick(wanted())["order"]["id"]

    found = quick({"alternative_order_id": IDENTITY}, name=INFO)["certificates"]

    assert [(one["id"], one["renewal_due"]) for one in found] == [(second, False), (first, False)]


def test_all_generations_are_found_where_names_are_unique(quick, sandbox) -> None:
    sandbox.settings(unique_alternative_order_ids=True)
    first = quick(wanted(unique_order_ids=True))["order"]["id"]
    sandbox.advance(days=340)
    second = quick(wanted(unique_order_ids=True))["order"]["id"]

    assert ids(quick({"alternative_order_id": IDENTITY}, name=INFO)) == [first]
    assert ids(quick({"alternative_order_id": IDENTITY, "unique_order_ids": True}, name=INFO)) == [second, first]
    alone = {"alternative_order_id": IDENTITY, "unique_order_ids": True, "order_id": second}
    assert ids(quick(alone, name=INFO)) == [second]


def test_the_pem_belongs_to_the_key_and_verifies(quick, sandbox, orders, tmp_path) -> None:
    found = {one["id"]: one for one in quick({"include_pem": True}, name=INFO)["certificates"]}

    issued, waiting = found[orders["person"]], found[orders["waiting"]]
    assert key_of(issued["certificate"]) == public_key()
    assert issued["fullchain"] == issued["certificate"] + "".join(issued["chain"])
    verdict = openssl_verify(tmp_path, sandbox.root(), issued["chain"], issued["certificate"])
    assert verdict.strip().endswith("OK")
    assert [waiting[name] for name in ("certificate", "chain", "root", "fullchain")] == [None] * 4
    assert "certificate" not in quick({"order_id": orders["person"]}, name=INFO)["certificates"][0]


@pytest.mark.parametrize("quirk", ODD, ids=["shapes", "no pages"])
def test_odd_shapes_change_nothing(quick, sandbox, orders, quirk) -> None:
    straight = [quick(asked, name=INFO)["certificates"] for asked in ({}, {"status": "issued"})]
    sandbox.settings(quirks=quirk)

    assert [quick(asked, name=INFO)["certificates"] for asked in ({}, {"status": "issued"})] == straight


def test_more_than_one_page_is_read(quick, sandbox, orders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "_PAGE", 3)
    sandbox.forget()
    client = Client(Transport(Connection(sandbox.api_key, sandbox.api_url), "certops.digicert/test"))

    found = find(client, Selection()).orders

    assert [order.id for order in found] == sorted(orders.values(), reverse=True)
    pages = [row for row in sandbox.received() if row["path"] == "/order/certificate"]
    assert len(pages) == 2


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"email": ""}, "email must not be empty"),
        ({"email": "robin"}, "email is no e-mail address; give one, such as robin.park@example.com"),
        ({"email": "Robin Park"}, "email is no e-mail address"),
        ({"alternative_order_id": ".."}, "alternative_order_id must not be empty"),
        ({"order_id": 0}, "order_id must be more than 0"),
        ({"expires_within_days": -1}, "expires_within_days must not be negative"),
        ({"renew_before_days": -1}, "renew_before_days must not be negative"),
        ({"unique_order_ids": True}, "alternative_order_id"),
        ({"status": "isued"}, "value of status must be one of"),
    ],
    ids=str,
)
def test_an_option_that_cannot_be_meant_is_refused_before_anything_is_sent(quick, sandbox, options, problem) -> None:
    result = quick(options, name=INFO)

    assert result.rc != 0
    assert problem in result["msg"]
    assert sandbox.received() == []


# Keys


@pytest.mark.parametrize("name", MODULES)
def test_an_invalid_key_is_a_failure_in_words(quick, name) -> None:
    result = quick({**MODULES[name], "api_key": "wrong-key-of-a-test"}, name=name)

    assert (result.rc, result["http_status"]) == (1, 403)
    assert "access_denied|access_denied_invalid_key" in result["msg"]
    assert "check api_key" in result["msg"]
    assert "wrong-key-of-a-test" not in result.output


@pytest.mark.parametrize("name", [INFO, REQUEST])
def test_a_key_that_may_not_see_orders_is_a_failure_in_words(quick, sandbox, name) -> None:
    result = quick({**MODULES[name], "api_key": sandbox.key("other")}, name=name)

    assert result.rc != 0
    assert "access_denied|missing_permission" in result["msg"]
    assert "check the role and restrictions of api_key" in result["msg"]


def test_a_limited_key_sees_its_own_orders_only(quick, sandbox, orders) -> None:
    limited = sandbox.key("limited")
    own = quick({**wanted(alternative_order_id="own", skip_approval=False), "api_key": limited})["order"]["id"]

    assert ids(quick({"api_key": limited}, name=INFO)) == [own]
    assert ids(quick({"api_key": limited, "order_id": orders["person"]}, name=INFO)) == []


@pytest.mark.parametrize("name", [name for name in MODULES if name != REQUEST])
def test_an_html_page_in_place_of_an_answer_is_a_failure_in_words(quick, sandbox, name) -> None:
    sandbox.fault("html", "GET", times=None)

    result = quick({"max_retries": 0}, name=name)

    assert result.rc != 0
    assert "sent an answer that cannot be read" in result["msg"]
    assert "Traceback" not in result.output


# The account around the orders


def test_organizations_show_their_validation(quick) -> None:
    valid, other = quick({}, name="digicert_organization_info")["organizations"]

    assert (valid["id"], valid["name"], valid["smime_validated"]) == (501, "Corp Example", True)
    assert valid["smime_validated_until"] == valid["validations"][0]["validated_until"]
    assert (valid["validations"][0]["type"], valid["validations"][0]["status"]) == ("smime", "active")
    assert (valid["city"], valid["country"], valid["is_active"], valid["container_id"]) == ("Bern", "ch", True, 9)
    assert (other["id"], other["smime_validated"], other["smime_validated_until"]) == (502, False, None)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"organization_id": 502}, [502]),
        ({"organization_id": 503}, []),
        ({"name": "corp example"}, [501]),
        ({"name": "corp"}, []),
        ({"name": "Corp Example", "organization_id": 502}, []),
    ],
    ids=str,
)
def test_organizations_are_found_by_id_and_name(quick, asked, found) -> None:
    result = quick(asked, name="digicert_organization_info")

    assert [organization["id"] for organization in result["organizations"]] == found


def test_products_show_what_they_allow(quick) -> None:
    found = {product["name_id"]: product for product in quick({}, name="digicert_product_info")["products"]}

    assert len(found) == 8
    sponsor = found["secure_email_sponsor"]
    assert sponsor["allowed_signature_hashes"] == ["sha256", "sha384", "sha512"]
    assert sponsor["default_signature_hash"] == "sha256"
    assert (sponsor["csr_required"], sponsor["allow_auto_renew"]) == (False, True)
    assert sponsor["allowed_validity_years"][0] == 1
    assert all(ca["id"] and ca["name"] for ca in sponsor["allowed_ca_certs"])
    assert quick({"product": "secure_email_sponsor"}, name="digicert_product_info")["products"] == [sponsor]


def test_a_product_that_is_not_enabled_is_not_there(quick, sandbox) -> None:
    sandbox.settings(products_enabled=["class1_smime"])

    products = quick({}, name="digicert_product_info")["products"]

    assert [product["name_id"] for product in products] == ["class1_smime"]
    assert quick({"product": "client_premium"}, name="digicert_product_info")["products"] == []


@pytest.mark.parametrize("quirk", ODD, ids=["shapes", "no pages"])
@pytest.mark.parametrize("name", ["digicert_organization_info", "digicert_product_info", "digicert_account_info"])
def test_odd_shapes_of_the_account_change_nothing(quick, sandbox, name, quirk) -> None:
    straight = quick({}, name=name)
    sandbox.settings(quirks=quirk)

    odd = quick({}, name=name)

    assert {key: odd[key] for key in odd if key != "api_calls"} == {
        key: straight[key] for key in straight if key != "api_calls"
    }


def test_an_account_that_pays_by_subscription_needs_no_funds(quick, sandbox) -> None:
    sandbox.settings(pricing_model="subscription", balance="0.00")

    account = quick({}, name="digicert_account_info")["account"]

    assert (account["billing"], account["ready"]) == ("subscription", True)
    assert "pays by subscription" in account["remarks"][0]


def test_a_fresh_account_is_ready(quick) -> None:
    account = quick({}, name="digicert_account_info")["account"]

    assert (account["ready"], account["reasons"], account["remarks"]) == (True, [], [])
    assert (account["id"], account["type"], account["billing"]) == (4001, "enterprise", "balance")
    assert account["user"]["roles"] == [{"id": 1, "name": "Administrator"}]
    assert account["api_key"] == {"restriction": None, "refused": []}
    assert (account["balance"]["balance"], account["balance"]["currency"]) == ("1000000.00", "USD")
    assert len(account["products"]) == 8
    assert [organization["id"] for organization in account["organizations"]] == [501]
    assert account["pending_requests"] == 0


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"products_enabled": []}, "No client certificate product is enabled"),
        ({"balance": "0.00"}, "The account has no funds left (0.00 USD)"),
    ],
    ids=str,
)
def test_an_account_that_cannot_order_says_why(quick, sandbox, settings, reason) -> None:
    sandbox.settings(**settings)

    account = quick({}, name="digicert_account_info")["account"]

    assert account["ready"] is False
    assert [told for told in account["reasons"] if told.startswith(reason)] == account["reasons"] != []


@pytest.mark.parametrize(
    ("role", "restriction", "reasons", "refused"),
    [
        ("view_only", "View Only", ["The API key is restricted to View Only"], []),
        (
            "other",
            "User Management",
            ["The API key is restricted to User Management", "The API key may not see requests and orders"],
            ["requests"],
        ),
        ("standard", None, [], []),
        ("limited", None, [], []),
    ],
)
def test_a_restricted_key_is_told_not_a_failure(quick, sandbox, role, restriction, reasons, refused) -> None:
    result = quick({"api_key": sandbox.key(role)}, name="digicert_account_info")

    assert result.rc == 0, result.output
    account = result["account"]
    assert account["api_key"] == {"restriction": restriction, "refused": refused}
    assert account["ready"] is (not reasons)
    assert len(account["reasons"]) == len(reasons)
    assert all(told.startswith(reason) for told, reason in zip(account["reasons"], reasons))
    assert (account["pending_requests"] is None) == bool(refused)
    limited = [told for told in account["remarks"] if "sees only its own orders" in told]
    assert len(limited) == (role == "limited")


def test_pending_requests_are_told(quick, orders) -> None:
    account = quick({}, name="digicert_account_info")["account"]

    assert (account["pending_requests"], account["ready"]) == (1, True)
    assert account["remarks"] == ["Requests that await approval: 1."]


# digicert_request


@pytest.mark.parametrize("status", ["approved", "rejected"])
@pytest.mark.parametrize("whose", ["request_id", "order_id", "alternative_order_id"])
def test_a_request_is_decided_once(quick, sandbox, orders, whose, status) -> None:
    request_id, order_id = pending(sandbox), orders["waiting"]
    names = {"request_id": request_id, "order_id": order_id, "alternative_order_id": "waiting"}
    options = {whose: names[whose], "status": status, "comments": "Ticket 4711"}
    action = {"approved": "approve", "rejected": "reject"}[status]
    sandbox.forget()

    planned = quick(options, name=REQUEST, check=True, diff=True)
    assert sandbox.calls()["writes"] == 0
    done = quick(options, name=REQUEST, diff=True)

    assert (planned["changed"], planned["action"], planned["diff"]) == (True, action, done["diff"])
    assert (done["changed"], done["action"], done["recovered"]) == (True, action, False)
    assert (
        done["requests"]
        == [{"id": request_id, "type": "new_request", "status": status, "order_id": order_id}]
        == planned["requests"]
    )
    assert done["diff"] == {"before": {str(request_id): "pending"}, "after": {str(request_id): status}}
    assert sandbox.order(order_id)["status"] == {"approved": "issued", "rejected": "rejected"}[status]
    assert sandbox.call("GET", f"/request/{request_id}").json()["processor_comment"] == "Ticket 4711"

    again = quick(options, name=REQUEST, diff=True)
    assert (again["changed"], again["action"], again["diff"]) == (False, "none", {"before": {}, "after": {}})
    assert again.warnings == []
    assert sandbox.calls()["writes"] == 1


def test_a_request_that_was_decided_the_other_way_is_a_failure(quick, sandbox, orders) -> None:
    request_id = pending(sandbox)
    sandbox.post(f"/requests/{request_id}/reject")
    sandbox.forget()

    result = quick({"request_id": request_id, "status": "approved"}, name=REQUEST)

    assert result.rc != 0
    assert result["msg"] == (
        f"Request {request_id} is rejected and can no longer be approved; look at the request in CertCentral."
    )
    assert sandbox.calls()["writes"] == 0


def test_a_name_that_leads_nowhere_is_a_warning(quick) -> None:
    result = quick({"alternative_order_id": "nobody", "status": "approved"}, name=REQUEST)

    assert (result.rc, result["changed"], result["requests"]) == (0, False, [])
    assert result.warnings == ["No order carries this alternative_order_id, so there was nothing to decide."]


@pytest.mark.parametrize("whose", [{"order_id": 4711}, {"request_id": 4711}], ids=str)
def test_an_id_that_leads_nowhere_is_a_failure(quick, whose) -> None:
    result = quick({**whose, "status": "approved"}, name=REQUEST)

    assert (result.rc, result["http_status"]) == (1, 404)
    assert result["msg"].startswith("CertCentral refused GET /")


@pytest.mark.parametrize("types", [{}, {"types": ["revoke"]}, {"types": ["new_request", "reissue"]}], ids=str)
def test_only_the_wanted_types_are_decided(quick, sandbox, types) -> None:
    order_id = place(sandbox)
    sandbox.call("PUT", f"/order/certificate/{order_id}/revoke", {"comments": "lost", "skip_approval": False})

    result = quick({"order_id": order_id, "status": "approved", **types}, name=REQUEST)

    assert result.rc == 0, result.output
    assert sandbox.order(order_id)["status"] == ("issued" if "reissue" in types.get("types", []) else "revoked")


def test_a_key_that_may_not_approve_is_told_whom_to_ask(quick, sandbox, orders) -> None:
    options = {"order_id": orders["waiting"], "status": "approved", "api_key": sandbox.key("standard")}

    result = quick(options, name=REQUEST)

    assert result.rc != 0
    assert "ask an approver of the account" in result["msg"]
    assert (result["changed"], result["action"]) == (False, "none")
    assert sandbox.order(orders["waiting"])["status"] == "needs_approval"


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("reset_after_commit", {}),
        ("timeout_after_commit", {}),
        ("status_after_commit", {"status": 502, "body": "html"}),
    ],
)
def test_a_lost_answer_is_made_up_for_by_reading(quick, sandbox, orders, kind, more) -> None:
    sandbox.fault(kind, "PUT", f"^{decision(sandbox)}$", **more)
    sandbox.forget()

    result = quick({"order_id": orders["waiting"], "status": "approved", "api_timeout": 2}, name=REQUEST)

    assert result.rc == 0, result.output
    assert (result["changed"], result["action"], result["recovered"]) == (True, "approve", True)
    assert sandbox.calls()["writes"] == 1
    assert sandbox.order(orders["waiting"])["status"] == "issued"


def test_a_decision_that_never_arrived_fails_clearly_and_is_made_by_the_next_run(quick, sandbox, orders) -> None:
    options = {"request_id": pending(sandbox), "status": "approved"}
    sandbox.fault("reset_before_commit", "PUT", "^/request/")

    lost = quick(options, name=REQUEST)

    assert lost.rc != 0
    assert f"Request {options['request_id']} is still not approved." in lost["msg"]
    assert (lost["changed"], lost["api_calls"]["writes"]) == (False, 1)
    assert lost["requests"][0]["status"] == "pending"
    assert quick(options, name=REQUEST)["action"] == "approve"


def test_the_rate_limit_is_waited_out(quick, sandbox, orders) -> None:
    sandbox.fault("rate_limited", "PUT", "^/request/", retry_after=1)

    result = quick({"order_id": orders["waiting"], "status": "rejected"}, name=REQUEST)

    assert (result["changed"], result["recovered"], result["api_calls"]["writes"]) == (True, False, 2)


# The same through Ansible


def test_all_of_it_in_a_play_with_the_connection_set_once(ansible_play, sandbox) -> None:
    name = "certops.digicert."
    order = wanted(skip_approval=False, csr=csr("ec"))
    run = ansible_play(
        [
            {"name": "Preflight", f"{name}digicert_account_info": {}, "register": "preflight"},
            {"name": "Ready", "ansible.builtin.assert": {"that": "preflight.account.ready"}},
            {"name": "Organization", f"{name}digicert_organization_info": {"name": "Corp Example"}},
            {"name": "Product", f"{name}digicert_product_info": {"product": order["product"]}},
            {"name": "Order", f"{name}digicert_client_cert": order},
            {"name": "Approve", f"{name}digicert_request": {"alternative_order_id": IDENTITY, "status": "approved"}},
            {"name": "Again", f"{name}digicert_request": {"alternative_order_id": IDENTITY, "status": "approved"}},
            {"name": "Find", f"{name}digicert_client_cert_info": {"email": EMAIL, "include_pem": True}},
        ],
        module_defaults={f"group/{name}digicert": sandbox.connection},
    )

    assert run.rc == 0, run.output
    assert run.changed == ["Order", "Approve"]
    found = run.named("Find").result["certificates"]
    assert [one["alternative_order_id"] for one in found] == [IDENTITY]
    assert key_of(found[0]["certificate"]) == public_key("ec")
    assert sandbox.api_key not in run.output
    assert all("changed" in task.result for task in run.tasks)
