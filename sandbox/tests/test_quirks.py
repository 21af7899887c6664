# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each quirk changes the answer it names, and nothing but that answer."""

from typing import Any

import pytest
from cryptography import x509
from sandbox_client import Client, codes, csr, key_of, public_pem


def test_empty_lookup(client: Client) -> None:
    client.quirk(empty_lookup="404")
    assert codes(client.call("GET", "/order/alternate/x")) == ["not_found|order"]
    client.quirk(empty_lookup="empty_object")
    assert client.get("/order/alternate/x") == {}
    client.quirk(empty_lookup="list", empty_lists_absent=True)
    assert set(client.get("/order/alternate/x")) == {"page"}


@pytest.mark.parametrize(
    ("quirk", "path", "expected"),
    [
        ({"ids_as_strings": True}, "id", "70010001"),
        ({"ids_as_strings": True}, "certificate.id", "80020001"),
        ({"bool_strings": True}, "is_renewed", "0"),
        ({"organization_as_empty_list": True}, "organization", []),
        ({"status_upper_case": True}, "status", "PENDING"),
        ({"status_word": "on_hold"}, "status", "on_hold"),
        ({"hash_upper_case": True}, "certificate.signature_hash", "SHA256"),
        ({"valid_till_null_text": True}, "certificate.valid_till", "null"),
        ({"null_fields": ["certificate.emails"]}, "certificate.emails", None),
        ({"extra_fields": True}, "certificate.x_undocumented", {"since": "2030-01-02"}),
    ],
)
def test_shapes_of_order_info(client: Client, quirk: dict[str, Any], path: str, expected: Any) -> None:
    number = client.order("class1_smime")["id"]
    client.quirk(**quirk)
    value = client.info(number)
    for step in path.split("."):
        value = value[step]
    assert value == expected


def test_missing_fields(client: Client) -> None:
    number = client.order()["id"]
    client.quirk(missing_fields=["certificate.valid_till", "is_renewed", "orders.status", "page"])
    info = client.info(number)
    assert "is_renewed" not in info
    assert "valid_till" not in info["certificate"]
    listed = client.get("/order/certificate")
    assert set(listed) == {"orders"}
    assert "status" not in listed["orders"][0]


def test_pages(client: Client) -> None:
    client.order()
    client.quirk(page_total_wrong=True)
    assert client.get("/order/certificate")["page"]["total"] == 8
    client.quirk(page_missing=True)
    assert set(client.get("/order/certificate")) == {"orders"}


def test_errors_and_content_type(client: Client) -> None:
    client.quirk(errors_as_object=True, content_type_charset=True)
    answer = client.call("GET", "/nowhere")
    assert answer.json()["errors"]["code"] == "not_found|route"
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


def test_bundles(client: Client) -> None:
    number = client.order()["certificate_id"]
    plain = client.pem(number)
    client.quirk(crlf_pem=True)
    assert client.pem(number) == plain.replace("\n", "\r\n")
    assert "\r\n" in client.get(f"/certificate/{number}/chain")["intermediates"][0]["pem"]
    client.quirk(crlf_pem=False, root_first=True)
    turned = x509.load_pem_x509_certificates(client.pem(number).encode())
    assert turned == x509.load_pem_x509_certificates(plain.encode())[::-1]
    client.quirk(root_first=False, cross_signed_chain=True)
    chain = x509.load_pem_x509_certificates(client.pem(number).encode())
    assert len(chain) == 5
    chain[2].verify_directly_issued_by(chain[3])
    assert chain[2].public_key() == chain[4].public_key()
    client.quirk(pem_formats_refused=True)
    path = f"/certificate/{number}/download/format"
    assert codes(client.call("GET", f"{path}/pem_all")) == ["invalid_format"]
    assert client.call("GET", f"{path}/p7b").status_code == 200


@pytest.mark.parametrize("key", ["rsa", "ec"])
def test_wrong_pem_once(client: Client, key: str) -> None:
    number = client.order(certificate={"csr": csr(key)})["certificate_id"]
    client.quirk(wrong_pem_once=True)
    assert key_of(client.pem(number)) != public_pem(key)
    assert key_of(client.pem(number)) == public_pem(key)


def test_issued_without_certificate_id(client: Client) -> None:
    client.quirk(issued_without_certificate_id=600)
    placed = client.order()
    assert "certificate_id" not in placed
    number = placed["id"]
    info = client.info(number)
    assert info["status"] == "issued"
    assert "id" not in info["certificate"]
    client.advance(seconds=601)
    assert client.info(number)["certificate"]["id"]


def test_renewal_link(client: Client) -> None:
    first = client.order()["id"]
    second = client.order(renewal_of_order_id=first)["id"]
    client.quirk(renewed_order_id="successor")
    assert [client.info(number)["renewed_order_id"] for number in (first, second)] == [second, 0]
    client.quirk(renewed_order_id="predecessor")
    assert [client.info(number)["renewed_order_id"] for number in (first, second)] == [0, first]


def test_answers_to_an_order(client: Client) -> None:
    client.quirk(order_answer="with_chain")
    assert len(client.order()["certificate_chain"]) == 3
    client.quirk(order_answer="without_requests")
    assert set(client.order("class1_smime")) == {"id", "certificate_id"}
    client.quirk(order_answer="needs_approval")
    assert client.order(skip_approval=False)["requests"][0]["status"] == "needs_approval"


def test_reissue_list_with_primary(client: Client) -> None:
    number = client.order()["id"]
    assert client.get(f"/order/certificate/{number}/reissue")["certificates"] == []
    client.quirk(reissue_list_with_primary=True)
    assert len(client.get(f"/order/certificate/{number}/reissue")["certificates"]) == 1
