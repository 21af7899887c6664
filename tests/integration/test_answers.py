# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every answer that is plausible although nobody documented it, over real HTTP; each test shows that the odd answer really came."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.drill.actions import MAILBOX
from ansible_collections.certops.digicert.tests.drill.harness import csr, new_identity, run, task
from ansible_collections.certops.digicert.tests.integration.support.certificates import openssl_verify
from ansible_collections.certops.digicert.tests.unit.support.server import send, serving
from cryptography import x509

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.plugins.module_utils._core.report import Outcome
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

# The engine in this process: nothing of Ansible is met.
pytestmark = pytest.mark.once

Arguments = dict[str, t.Any]
ORDER = "^/order/certificate/client_authentication_plus$"
LOOKUP = "^/order/alternate/"


@pytest.fixture
def wanted() -> Arguments:
    return task(new_identity("answer"))


def good(sandbox: Sandbox, arguments: Arguments) -> Outcome:
    """Run a task that must not fail, and check that a certificate handed back has the key of the CSR."""
    ended = run(sandbox, arguments, api_timeout=10)
    assert ended.error is None, ended.error
    assert ended.outcome is not None
    if ended.outcome.certificate is not None:
        leaf = x509.load_pem_x509_certificate(ended.outcome.certificate.certificate.encode())
        assert leaf.public_key() == x509.load_pem_x509_csr(csr().encode()).public_key()
    return ended.outcome


def bad(sandbox: Sandbox, arguments: Arguments, *words: str) -> dict[str, t.Any]:
    """Run a task that must fail with one sentence that says *words*; return what the failure tells."""
    ended = run(sandbox, arguments)
    assert ended.error is not None
    message = str(ended.error)
    assert [word for word in words if word not in message] == [], message
    assert message.endswith(".")
    assert len(message.splitlines()) == 1
    assert sandbox.api_key not in repr(ended.error.result())
    return ended.error.result()


def info(sandbox: Sandbox) -> dict[str, t.Any]:
    """Return the raw order info of the newest order."""
    return dict(sandbox.call("GET", f"/order/certificate/{sandbox.orders()[-1]['id']}").json())


def value(body: t.Any, path: str) -> t.Any:
    for step in path.split("."):
        body = body[step]
    return body


def faults(sandbox: Sandbox) -> list[str]:
    return [row["fault"] for row in sandbox.received() if row["fault"]]


@pytest.mark.parametrize(
    ("quirk", "path", "raw"),
    [
        ({"ids_as_strings": True}, "id", "70010001"),
        ({"bool_strings": True}, "is_renewed", "0"),
        ({"status_upper_case": True}, "status", "ISSUED"),
        ({"hash_upper_case": True}, "certificate.signature_hash", "SHA256"),
        ({"null_fields": ["certificate.common_name"]}, "certificate.common_name", None),
        ({"null_fields": ["organization"]}, "organization", None),
        ({"extra_fields": True}, "certificate.x_undocumented", {"since": "2030-01-02"}),
    ],
    ids=lambda found: next(iter(found)) if isinstance(found, dict) else None,
)
def test_odd_values_change_nothing(sandbox, wanted, quirk: dict[str, t.Any], path: str, raw: t.Any) -> None:
    sandbox.settings(quirks=quirk)
    assert good(sandbox, wanted).plan.action == "order"
    assert value(info(sandbox), path) == raw

    again = good(sandbox, wanted)

    assert (again.plan.action, again.changed, again.plan.differences) == ("none", False, ())
    assert again.order is not None
    assert (again.order.id, again.order.status, again.order.is_renewed) == (70010001, "issued", False)
    assert len(sandbox.orders()) == 1


@pytest.mark.parametrize(
    "field",
    [
        "is_renewed",
        "product",
        "organization",
        "container",
        "requests",
        "certificate.common_name",
        "certificate.csr",
        "certificate.valid_from",
        "certificate.serial_number",
        "alternative_order_id",
    ],
)
def test_a_missing_field_is_no_drift_and_no_reason_to_buy(sandbox, wanted, field: str) -> None:
    good(sandbox, wanted)
    value(info(sandbox), field)
    sandbox.settings(quirks={"missing_fields": [field]})
    with pytest.raises(KeyError):
        value(info(sandbox), field)

    again = good(sandbox, wanted)

    assert (again.plan.action, again.changed) == ("none", False)
    assert again.certificate is not None
    assert len(sandbox.orders()) == 1


def test_no_organization_is_an_empty_list(sandbox, wanted) -> None:
    sandbox.settings(quirks={"organization_as_empty_list": True})
    mailbox = {**wanted, **MAILBOX}
    good(sandbox, mailbox)
    assert info(sandbox)["organization"] == []

    again = good(sandbox, mailbox)

    assert (again.plan.action, again.changed) == ("wait", False)
    assert again.pending is not None
    assert again.pending.waiting_for == ("email_validation",)


def test_the_text_null_is_no_date(sandbox, wanted) -> None:
    sandbox.settings(quirks={"valid_till_null_text": True})
    mailbox = {**wanted, **MAILBOX}
    good(sandbox, mailbox)
    assert info(sandbox)["certificate"]["valid_till"] == "null"

    again = good(sandbox, mailbox)

    assert again.pending is not None
    assert again.pending.order.valid_till is None


@pytest.mark.parametrize("quirk", [{"status_word": "on_hold"}, {"missing_fields": ["status", "orders.status"]}])
def test_an_unknown_status_means_not_issued_yet(sandbox, wanted, quirk: dict[str, t.Any]) -> None:
    good(sandbox, wanted)
    sandbox.settings(quirks=quirk)
    assert info(sandbox).get("status") == quirk.get("status_word")

    again = good(sandbox, wanted)

    assert (again.plan.action, again.changed) == ("wait", False)
    assert len(sandbox.orders()) == 1


def test_a_rejected_order_keeps_its_certificate_id_and_is_dead(sandbox, wanted) -> None:
    unapproved = {**wanted, "skip_approval": False}
    good(sandbox, unapproved)
    (request,) = info(sandbox)["requests"]
    sandbox.post(f"/requests/{request['id']}/reject")
    raw = info(sandbox)
    assert raw["status"] == "rejected"
    assert raw["certificate"]["id"]

    again = good(sandbox, {**unapproved, "on_rejected": "order"})

    assert again.plan.action == "order"
    assert len(sandbox.orders()) == 2


def test_issued_without_a_certificate_id_is_not_bought_again(sandbox, wanted) -> None:
    sandbox.settings(quirks={"issued_without_certificate_id": 600})
    first = good(sandbox, wanted)
    raw = info(sandbox)
    assert (raw["status"], "id" in raw["certificate"]) == ("issued", False)
    assert first.certificate is None
    assert first.pending is not None
    assert (good(sandbox, wanted).changed, len(sandbox.orders())) == (False, 1)

    sandbox.advance(seconds=601)

    assert good(sandbox, wanted).certificate is not None


def test_issued_before_the_download_works(sandbox, wanted) -> None:
    sandbox.settings(download_lag_seconds=600)
    first = good(sandbox, wanted)
    assert first.certificate is None
    assert [row["status"] for row in sandbox.received() if "/download/" in row["path"]] == [404, 404]
    sandbox.advance(seconds=601)
    assert good(sandbox, wanted).certificate is not None
    assert len(sandbox.orders()) == 1


@pytest.mark.parametrize(
    ("quirk", "download", "shown"),
    [
        ({"crlf_pem": True}, "pem_all", lambda text: "\r\n" in text),
        ({"root_first": True}, "pem_all", lambda text: subjects(text)[0] == issuers(text)[0]),
        ({"cross_signed_chain": True}, "pem_all", lambda text: len(subjects(text)) == 5),
        ({"cross_signed_chain": True, "root_first": True}, "pem_all", lambda text: len(subjects(text)) == 5),
        ({"pem_formats_refused": True}, "p7b", lambda text: "BEGIN PKCS7" in text),
    ],
    ids=["CRLF", "root first", "cross-signed", "cross-signed, root first", "p7b"],
)
def test_every_form_of_the_bundle_verifies(
    sandbox, wanted, tmp_path: pathlib.Path, quirk: dict[str, t.Any], download: str, shown: t.Callable[[str], bool]
) -> None:
    sandbox.settings(quirks=quirk)
    certificate = good(sandbox, wanted).certificate
    number = info(sandbox)["certificate"]["id"]
    assert shown(sandbox.call("GET", f"/certificate/{number}/download/format/{download}").content.decode())

    assert certificate is not None
    assert openssl_verify(tmp_path, sandbox.root(), certificate.chain, certificate.certificate).endswith(": OK")
    assert "\r" not in certificate.fullchain


def subjects(text: str) -> list[x509.Name]:
    return [one.subject for one in x509.load_pem_x509_certificates(text.encode())]


def issuers(text: str) -> list[x509.Name]:
    return [one.issuer for one in x509.load_pem_x509_certificates(text.encode())]


def test_the_wrong_pem_is_asked_for_again(sandbox, wanted) -> None:
    sandbox.settings(quirks={"wrong_pem_once": True})
    assert good(sandbox, wanted).certificate is not None
    downloads = [row for row in sandbox.received() if "/download/" in row["path"]]
    assert len(downloads) == 2


@pytest.mark.parametrize("form", ["404", "empty_object", "list"])
def test_a_lookup_of_nothing(sandbox, wanted, form: str) -> None:
    sandbox.settings(quirks={"empty_lookup": form})
    assert good(sandbox, wanted).plan.action == "order"
    first = sandbox.received()[0]
    assert (first["path"].startswith("/order/alternate/"), first["status"]) == (True, 404 if form == "404" else 200)
    assert len(sandbox.orders()) == 1


def test_a_wrong_path_is_no_empty_lookup(sandbox, wanted) -> None:
    sandbox.api_url += "/wrong"
    failed = bad(sandbox, wanted, "not_found|route", "api_url")
    assert failed["http_status"] == 404
    assert sandbox.calls() == {"reads": 1, "writes": 0}


@pytest.mark.parametrize("quirk", ["page_total_wrong", "page_missing"])
def test_pages_are_not_believed(sandbox, wanted, quirk: str) -> None:
    good(sandbox, wanted)
    sandbox.settings(quirks={quirk: True})
    raw = sandbox.call("GET", f"/order/alternate/{wanted['alternative_order_id']}").json()
    assert "page" not in raw or raw["page"]["total"] == 8
    assert good(sandbox, wanted).plan.action == "none"
    assert len(sandbox.orders()) == 1


@pytest.mark.parametrize("kind", ["html", "garbage", "truncated_json"])
def test_an_unreadable_lookup_buys_nothing(sandbox, wanted, kind: str) -> None:
    sandbox.fault(kind, "GET", LOOKUP, times=None)
    bad(sandbox, wanted, "sent an answer that cannot be read")
    assert set(faults(sandbox)) == {kind}
    assert sandbox.calls()["writes"] == 0


@pytest.mark.parametrize("kind", ["html", "garbage", "truncated_json", "empty_body"])
def test_an_unreadable_answer_to_an_order_is_made_up_for_by_reading(sandbox, wanted, kind: str) -> None:
    sandbox.fault(kind, "POST", ORDER)
    ended = run(sandbox, wanted)
    assert faults(sandbox) == [kind]
    assert sandbox.calls()["writes"] == 1
    if kind == "html":
        # A page came in place of the order: nothing was bought, and nothing is bought twice.
        assert "run again in some minutes" in str(ended.error)
        assert sandbox.orders() == []
    else:
        assert ended.outcome is not None
        assert ended.outcome.recovered
        assert len(sandbox.orders()) == 1


@pytest.mark.parametrize("path", [LOOKUP, "^/order/certificate/[0-9]+$", "/download/"])
def test_an_empty_body_is_asked_for_again(sandbox, wanted, path: str) -> None:
    good(sandbox, wanted)
    sandbox.forget()
    sandbox.fault("empty_body", "GET", path)
    assert good(sandbox, wanted).plan.action == "none"
    assert faults(sandbox) == ["empty_body"]
    assert len(sandbox.orders()) == 1


@pytest.mark.parametrize("as_object", [False, True])
def test_errors_as_list_or_object(sandbox, wanted, as_object: bool) -> None:
    sandbox.settings(quirks={"errors_as_object": as_object, "content_type_charset": True})
    failed = bad(sandbox, {**wanted, "organization": {"id": 999}}, "CertCentral refused POST")
    assert [sorted(error) for error in failed["errors"]] == [["code", "message"]]
    assert failed["errors"][0]["code"] in str(failed["msg"])


def test_several_hierarchical_errors_are_all_told(sandbox, wanted) -> None:
    card = {
        "number": "4111111111111111",
        "expiration_month": 12,
        "expiration_year": 2032,
        "cvv": "x",
        "cardholder_name": "R",
    }
    address = {"address": "1 Way", "city": "Town", "country": "us"}
    failed = bad(
        sandbox,
        {**wanted, "payment_method": "card", "credit_card": card, "billing_address": address},
        "required_param:billing_address.state",
        "required_param:billing_address.zip",
    )
    assert len(failed["errors"]) >= 3


def test_a_bad_key_or_the_wrong_region(sandbox, wanted) -> None:
    sandbox.api_key = "not-a-key-of-this-region"
    failed = bad(sandbox, wanted, "access_denied|access_denied_invalid_key", "api_key", "region", sandbox.api_url)
    assert failed["http_status"] == 403
    assert sandbox.calls() == {"reads": 1, "writes": 0}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_redirect_is_never_followed_with_the_key(sandbox, wanted, method: str) -> None:
    with serving(lambda handler: send(handler, json.dumps({"orders": []}).encode())) as elsewhere:
        path = LOOKUP if method == "GET" else ORDER
        sandbox.fault("redirect", method, path, times=None, location=f"{elsewhere.url}/services/v2")
        # Whoever redirects a write may have carried it out before.
        bad(sandbox, wanted, "redirects", "api_url" if method == "GET" else "it is unknown whether")
        assert "redirect" in faults(sandbox)
        assert elsewhere.requests == []
    assert sandbox.orders() == []
