# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One certificate through its life: ordered, left alone, renewed, waited for. Over HTTP against the sandbox."""

from __future__ import annotations

import json
import pathlib
import re
import threading
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.certificates import (
    csr,
    key_of,
    openssl_verify,
    public_key,
    serial_number,
)
from ansible_collections.certops.digicert.tests.integration.support.declared import (
    EMAIL,
    IDENTITY,
    MAILBOX_PRODUCTS,
    PRODUCTS,
    wanted,
)

#: What a success returns, and of which type it is; None in the tuple means that it may be null.
RETURNED: dict[str, tuple[t.Any, ...]] = {
    "changed": (bool,),
    "diff": (dict,),
    "action": (str,),
    "reason": (str,),
    "differences": (list,),
    "order": (dict, None),
    "pending": (dict, None),
    "certificate": (str, None),
    "chain": (list, None),
    "root": (str, None),
    "fullchain": (str, None),
    "recovered": (bool,),
    "renewal_due_on": (str, None),
    "api_calls": (dict,),
}
ORDER: dict[str, tuple[t.Any, ...]] = {
    "id": (int,),
    "status": (str,),
    "alternative_order_id": (str,),
    "product": (str,),
    "certificate_id": (int,),
    "common_name": (str,),
    "emails": (list,),
    "organization_id": (int, None),
    "valid_from": (str,),
    "valid_till": (str,),
    "days_remaining": (int,),
    "serial_number": (str,),
    "thumbprint": (str,),
    "renewal_of_order_id": (int, None),
    "requests": (list,),
}
PENDING: dict[str, tuple[t.Any, ...]] = {
    "order_id": (int,),
    "status": (str,),
    "date_created": (str,),
    "requests": (list,),
    "waiting_for": (list,),
    "emails": (list,),
    "hint": (str,),
}
ALMOST_A_YEAR = {"days": 340}


def assert_typed(found: dict[str, t.Any], expected: dict[str, tuple[t.Any, ...]]) -> None:
    """Every key is there and has its type."""
    wrong = {
        name: found.get(name, "missing")
        for name, types in expected.items()
        if name not in found
        or not ((found[name] is None and None in types) or type(found[name]) in [one for one in types if one])
    }
    assert wrong == {}


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_product_is_ordered_and_its_chain_verifies(quick, sandbox, tmp_path: pathlib.Path, product: str) -> None:
    result = quick(wanted(product))

    assert result["action"] == "order"
    assert result["changed"] is True
    assert_typed(result, RETURNED)
    if product in MAILBOX_PRODUCTS:
        assert_typed(result["pending"], PENDING)
        assert result["pending"]["waiting_for"] == ["email_validation"]
        assert result["pending"]["emails"] == [{"email": EMAIL, "status": "unvalidated"}]
        assert [result[name] for name in ("certificate", "chain", "root", "fullchain")] == [None] * 4
        sandbox.post("/mailboxes/confirm", {"email": EMAIL})
        result = quick(wanted(product))
        assert (result["action"], result["changed"]) == ("none", False)

    assert result["pending"] is None
    assert_typed(result, RETURNED)
    assert_typed(result["order"], ORDER)
    assert result["order"]["product"] == product
    assert key_of(result["certificate"]) == public_key()
    assert int(result["order"]["serial_number"], 16) == serial_number(result["certificate"])
    assert result["fullchain"] == result["certificate"] + "".join(result["chain"])
    assert result["root"] == sandbox.root()
    assert openssl_verify(tmp_path, sandbox.root(), result["chain"], result["certificate"]).endswith("leaf.pem: OK")


def test_an_elliptic_key_is_certified(quick) -> None:
    result = quick(wanted(csr=csr("ec")))

    assert key_of(result["certificate"]) == public_key("ec")


def test_a_new_certificate_takes_at_most_five_requests(quick, sandbox) -> None:
    result = quick(wanted())

    assert result["api_calls"] == sandbox.calls()
    assert result["api_calls"]["writes"] == 1
    assert sum(result["api_calls"].values()) <= 5


def test_what_was_sent_is_what_was_declared(quick, sandbox) -> None:
    declared = wanted(
        "secure_email_sponsor",
        signature_hash="sha384",
        profile_type="multipurpose",
        usage_designation={"primary_usage": "signing", "additional_usages": ["non_repudiation", "client_auth"]},
        custom_fields=[{"metadata_id": 12, "value": "4711"}],
        container={"id": 10},
        technical_contact={"first_name": "Ada", "last_name": "Moss", "email": "ada.moss@example.com"},
        comments="For the gateway",
        auto_renew=0,
    )
    quick(declared)

    (order,) = [row for row in sandbox.received() if row["method"] == "POST"]
    assert order["path"] == "/order/certificate/secure_email_sponsor"
    assert re.fullmatch(
        r"\[certops wish=[0-9a-f]{16} key=[0-9a-f]{16}\] For the gateway", order["body"].pop("comments")
    )
    assert order["body"] == {
        "certificate": {
            "common_name_indicator": "given_name_surname",
            "csr": csr(),
            "emails": [EMAIL],
            "individual": {"first_name": "Robin", "last_name": "Park"},
            "profile_type": "multipurpose",
            "signature_hash": "sha384",
            "usage_designation": {
                "primary_usage": "signing",
                "additional_usages": ["non_repudiation", "client_auth"],
            },
        },
        "alternative_order_id": IDENTITY,
        "auto_renew": 0,
        "container": {"id": 10},
        "custom_fields": [{"metadata_id": 12, "value": "4711"}],
        "order_validity": {"years": 1},
        "organization": {"id": 501},
        "skip_approval": True,
        "technical_contact": {"first_name": "Ada", "last_name": "Moss", "email": "ada.moss@example.com"},
    }


@pytest.mark.parametrize(
    ("hint", "remembers", "reads"), [(False, False, 3), (True, False, 2), (False, True, 2), (True, True, 1)]
)
def test_unchanged_costs_reads_only(quick, sandbox, hint: bool, remembers: bool, reads: int) -> None:
    where = {} if remembers else {"cache_path": ""}
    first = quick(wanted(**where))
    sandbox.forget()

    again = quick(wanted(order_id=first["order"]["id"] if hint else None, **where))

    assert (again["action"], again["changed"]) == ("none", False)
    assert again["certificate"] == first["certificate"]
    assert sandbox.calls() == {"reads": reads, "writes": 0} == again["api_calls"]


@pytest.mark.parametrize("order_id", [1, 70019999])
def test_a_hint_that_leads_nowhere_is_harmless(quick, sandbox, order_id: int) -> None:
    first = quick(wanted(order_id=order_id))
    again = quick(wanted(order_id=order_id))

    assert (first["action"], again["action"]) == ("order", "none")
    assert len(sandbox.orders()) == 1


def test_check_mode_predicts_and_sends_no_write(quick, sandbox) -> None:
    predicted = quick(wanted(), check=True, diff=True)

    assert (predicted["action"], predicted["changed"]) == ("order", True)
    assert (sandbox.calls()["writes"], sandbox.orders()) == (0, [])
    done = quick(wanted(), diff=True)
    assert (done["action"], done["diff"]) == (predicted["action"], predicted["diff"])

    sandbox.advance(**ALMOST_A_YEAR)
    sandbox.forget()
    predicted = quick(wanted(), check=True, diff=True)
    assert (predicted["action"], predicted["changed"]) == ("renew", True)
    assert (sandbox.calls()["writes"], len(sandbox.orders())) == (0, 1)
    done = quick(wanted(), diff=True)
    assert (done["action"], done["diff"]) == (predicted["action"], predicted["diff"])
    assert done["diff"]["after"]["renewal_of_order_id"] == done["diff"]["before"]["order"]


def test_renewal_comes_with_the_clock_and_names_its_predecessor(quick, sandbox) -> None:
    first = quick(wanted())
    sandbox.advance(days=334)
    early = quick(wanted())
    assert (early["action"], early["order"]["days_remaining"]) == ("none", 31)
    assert early["renewal_due_on"] > early["order"]["valid_from"]

    sandbox.advance(days=2)
    renewed = quick(wanted())

    assert (renewed["action"], renewed["changed"]) == ("renew", True)
    assert renewed["reason"] == "29 days left, renewal is due at 30"
    assert renewed["order"]["renewal_of_order_id"] == first["order"]["id"]
    assert renewed["order"]["id"] != first["order"]["id"]
    assert serial_number(renewed["certificate"]) != serial_number(first["certificate"])
    again = quick(wanted())
    assert (again["action"], again["order"]["id"]) == ("none", renewed["order"]["id"])
    assert len(sandbox.orders()) == 2


def test_the_old_certificate_stays_while_the_renewal_is_in_flight(quick, sandbox) -> None:
    first = quick(wanted())
    sandbox.advance(**ALMOST_A_YEAR)
    sandbox.settings(issuance_delay_seconds=3600)

    renewed = quick(wanted())
    assert renewed["action"] == "renew"
    assert renewed["order"]["id"] == first["order"]["id"]
    assert renewed["certificate"] == first["certificate"]
    assert renewed["pending"]["order_id"] == sandbox.orders()[-1]["id"] != first["order"]["id"]
    assert renewed["pending"]["waiting_for"] == ["issuance"]

    sandbox.forget()
    waiting = quick(wanted())
    assert (waiting["action"], waiting["changed"]) == ("wait", False)
    assert waiting["certificate"] == first["certificate"]
    assert sandbox.calls()["writes"] == 0

    sandbox.advance(hours=2)
    done = quick(wanted())
    assert (done["action"], done["pending"]) == ("none", None)
    assert done["order"]["id"] == renewed["pending"]["order_id"]
    assert done["certificate"] != first["certificate"]


@pytest.mark.parametrize(("renew", "action"), [("never", "none"), ("when_due", "renew")])
def test_an_expired_certificate(quick, sandbox, renew: str, action: str) -> None:
    first = quick(wanted(renew=renew))
    sandbox.advance(days=400)

    late = quick(wanted(renew=renew))

    assert late["action"] == action
    if renew == "never":
        assert (late["changed"], late["renewal_due_on"]) == (False, None)
        assert any("expired" in warning for warning in late.warnings)
        assert len(sandbox.orders()) == 1
    else:
        assert late["order"]["renewal_of_order_id"] == first["order"]["id"]


def test_renew_now_renews_in_every_run_but_never_twice_at_once(quick, sandbox) -> None:
    quick(wanted())
    today = quick(wanted(renew="now"))
    assert (today["action"], today["changed"]) == ("none", False)
    assert "was placed today" in str(today["warnings"])
    sandbox.advance(days=1)
    sandbox.settings(issuance_delay_seconds=3600)

    first, second = quick(wanted(renew="now")), quick(wanted(renew="now"))

    assert (first["action"], second["action"]) == ("renew", "wait")
    sandbox.advance(days=1)
    third = quick(wanted(renew="now"))
    assert third["action"] == "renew"
    assert len(sandbox.orders()) == 3


def test_unique_order_ids_are_followed_over_two_renewals(quick, sandbox) -> None:
    sandbox.settings(unique_alternative_order_ids=True)
    generations = [quick(wanted(unique_order_ids=True))]
    for _year in range(2):
        sandbox.advance(**ALMOST_A_YEAR)
        generations.append(quick(wanted(unique_order_ids=True)))
        again = quick(wanted(unique_order_ids=True))
        assert (again["action"], again["order"]["id"]) == ("none", generations[-1]["order"]["id"])

    first, second, third = (generation["order"] for generation in generations)
    assert [generation["action"] for generation in generations] == ["order", "renew", "renew"]
    assert [order["alternative_order_id"] for order in (first, second, third)] == [
        IDENTITY,
        f"{IDENTITY}r{first['id']}",
        f"{IDENTITY}r{second['id']}",
    ]
    assert third["renewal_of_order_id"] == second["id"]
    assert len(sandbox.orders()) == 3


def test_an_account_with_unique_ids_refuses_a_renewal_that_does_not_say_so(quick, sandbox) -> None:
    sandbox.settings(unique_alternative_order_ids=True)
    quick(wanted())
    sandbox.advance(**ALMOST_A_YEAR)

    refused = quick(wanted())

    assert refused.rc != 0
    assert refused["http_status"] == 400
    assert len(sandbox.orders()) == 1


def test_wait_returns_with_the_certificate(quick, sandbox) -> None:
    sandbox.settings(issuance_delay_seconds=3600)
    ended = threading.Event()

    def issue() -> None:
        while not sandbox.orders() and not ended.wait(0.1):
            pass
        sandbox.advance(hours=2)

    clock = threading.Thread(target=issue)
    clock.start()
    try:
        result = quick(wanted(wait=True, wait_timeout=60))
    finally:
        ended.set()
        clock.join()

    assert (result["action"], result["changed"], result["pending"]) == ("order", True, None)
    assert key_of(result["certificate"]) == public_key()


def test_wait_gives_up_with_what_it_waits_for_and_loses_nothing(quick, sandbox) -> None:
    sandbox.settings(issuance_delay_seconds=3600)

    result = quick(wanted(wait=True, wait_timeout=1))

    (order,) = sandbox.orders()
    assert result.rc != 0
    assert f"order {order['id']} is still processing after 1 seconds" in result["msg"]
    assert "next run goes on" in result["msg"]
    assert result["action"] == "order"
    assert result["pending"]["order_id"] == order["id"]
    sandbox.advance(hours=2)
    again = quick(wanted(wait=True, wait_timeout=1))
    assert (again["action"], again["order"]["id"]) == ("none", order["id"])


def test_an_order_that_awaits_approval(quick, sandbox) -> None:
    result = quick(wanted(skip_approval=False))

    assert result["pending"]["waiting_for"] == ["approval"]
    assert result["order"]["status"] == result["pending"]["status"] == "needs_approval"
    assert result["certificate"] is None
    again = quick(wanted(skip_approval=False))
    assert (again["action"], again["changed"]) == ("wait", False)
    (request,) = again["pending"]["requests"]
    sandbox.post(f"/requests/{request['id']}/approve")
    assert quick(wanted(skip_approval=False))["certificate"] is not None
    assert len(sandbox.orders()) == 1


def test_a_rejected_order_is_asked_for_again_only_when_the_task_says_so(quick, sandbox) -> None:
    first = quick(wanted(skip_approval=False))
    sandbox.post(f"/requests/{first['pending']['requests'][0]['id']}/reject", {"comment": "no budget"})

    refused = quick(wanted())

    assert refused.rc != 0
    assert f"order {first['order']['id']} is rejected (by " in refused["msg"]
    assert "no budget" in refused["msg"]
    assert len(sandbox.orders()) == 1
    second = quick(wanted(on_rejected="order"))
    assert second["action"] == "order"
    assert f"order {first['order']['id']} is rejected" in second["reason"]
    assert second["order"]["status"] == "issued"


def test_without_a_csr_the_recipient_picks_up(quick, sandbox) -> None:
    result = quick(wanted("client_authentication_plus", csr=None))

    assert result["pending"]["waiting_for"] == ["pickup"]
    waited = quick(wanted("client_authentication_plus", csr=None, wait=True))
    assert waited.rc != 0
    assert "waiting cannot issue order" in waited["msg"]
    sandbox.post(f"/orders/{result['order']['id']}/pickup")
    picked_up = quick(wanted("client_authentication_plus", csr=None))
    assert (picked_up["action"], picked_up["pending"]) == ("none", None)
    assert picked_up["certificate"].startswith("-----BEGIN CERTIFICATE-----")


def test_issued_but_not_downloadable_yet(quick, sandbox) -> None:
    sandbox.settings(download_lag_seconds=3600)

    result = quick(wanted())

    assert (result["action"], result["certificate"]) == ("order", None)
    assert result["pending"]["waiting_for"] == ["issuance"]
    sandbox.forget()
    again = quick(wanted())
    assert (again["changed"], sandbox.calls()["writes"]) == (False, 0)
    sandbox.advance(hours=2)
    assert quick(wanted())["certificate"] is not None


def test_an_issued_renewal_replaces_the_old_certificate_only_once_it_can_be_downloaded(quick, sandbox) -> None:
    first = quick(wanted())
    sandbox.advance(**ALMOST_A_YEAR)
    sandbox.settings(download_lag_seconds=3600)

    renewed = quick(wanted())

    assert renewed["action"] == "renew"
    assert renewed["certificate"] == first["certificate"]
    assert renewed["order"]["id"] == first["order"]["id"]
    sandbox.advance(hours=2)
    assert quick(wanted())["order"]["renewal_of_order_id"] == first["order"]["id"]


def test_the_card_pays_and_is_never_shown(quick, sandbox) -> None:
    card = {
        "number": "4111111111111111",
        "expiration_month": 12,
        "expiration_year": 2032,
        "cvv": "700",
        "cardholder_name": "Robin Park",
    }
    address = {"address": "1 Way", "city": "Town", "state": "Utah", "country": "us", "zip": "84043"}
    result = quick(wanted(payment_method="card", credit_card=card, billing_address=address))

    # Order ids of the sandbox begin with 700: hiding the cvv must not damage them, nor the name on the certificate.
    assert result["order"]["id"] == sandbox.orders()[0]["id"]
    assert result["order"]["common_name"] == "Robin Park"
    assert card["number"] not in result.output
    assert '"cvv"' not in result.output
    (sent,) = [row["body"] for row in sandbox.received() if row["method"] == "POST"]
    assert sent["credit_card"]["cardholder_name"] == "Robin Park"


def test_one_play_with_everything_a_play_can_set(ansible_play, sandbox) -> None:
    module = "certops.digicert.digicert_client_cert"
    defaulted = {"alternative_order_id": "by-defaults"}
    declared = {name: value for name, value in wanted().items() if name not in ("order_validity", *defaulted)}
    run = ansible_play(
        [
            {"name": "Defaults of the group", module: {**wanted(), **defaulted}},
            {"name": "Deprecated years", module: {**declared, "alternative_order_id": "years", "validity_years": 1}},
            {
                "name": "Deprecated date",
                module: {**declared, "alternative_order_id": "date", "custom_expiration_date": "2027-06-09"},
            },
            {"name": "Unchanged", module: {**wanted(), **defaulted}},
        ],
        module_defaults={"group/certops.digicert.digicert": sandbox.connection},
        arguments=["--diff"],
    )

    assert run.rc == 0, run.output
    assert [result["action"] for result in run.of(module)] == ["order", "order", "order", "none"]
    bodies = [row["body"] for row in sandbox.received() if row["method"] == "POST"]
    assert [body["order_validity"] for body in bodies] == [
        {"years": 1},
        {"years": 1},
        {"custom_expiration_date": "09 JUN 2027"},
    ]
    shown = " ".join(run.output.split())
    assert "validity_years" in shown.partition("DEPRECATION WARNING")[2]
    assert "custom_expiration_date" in shown.partition("DEPRECATION WARNING")[2]
    assert "2.0.0" in shown
    assert "+" in run.stdout
    assert "PRIVATE KEY" not in run.output
    assert sandbox.api_key not in run.output


def test_the_environment_names_the_account(ansible_play, sandbox) -> None:
    module = "certops.digicert.digicert_client_cert"
    run = ansible_play(
        [{"name": "Predict", module: wanted()}], environment=sandbox.environment, arguments=["--check", "--diff"]
    )

    assert run.rc == 0, run.output
    assert run.of(module)[0]["action"] == "order"
    assert run.changed == ["Predict"]
    assert sandbox.calls()["writes"] == 0
    assert '"status": "ordered"' in json.dumps(run.of(module)[0]["diff"])
    assert "ordered" in run.stdout


def test_a_wish_by_csr_path(quick, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "request.csr"
    path.write_text(csr())

    assert key_of(quick(wanted(csr=None, csr_path=str(path)))["certificate"]) == public_key()


def test_a_rejected_order_says_who_rejected_it_and_why(quick, sandbox) -> None:
    first = quick(wanted(skip_approval=False))
    sandbox.post(f"/requests/{first['order']['requests'][0]['id']}/reject", {"comment": "wrong department"})
    again = quick(wanted(skip_approval=False, on_rejected="order"), check=True)
    assert again["action"] == "order"
    assert f"order {first['order']['id']} is rejected (by " in again["reason"]
    assert again["reason"].endswith(": wrong department)")
