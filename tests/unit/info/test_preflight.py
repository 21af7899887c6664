# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reads of a preflight: what a restricted key may not see, and the shapes of what it may."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import DigicertError, Refused
from ansible_collections.certops.digicert.plugins.module_utils._engine import catalog
from ansible_collections.certops.digicert.plugins.module_utils._engine.preflight import preflight
from ansible_collections.certops.digicert.tests.unit.support.api import api
from ansible_collections.certops.digicert.tests.unit.support.scripted import (
    Answer,
    Call,
    Script,
    get,
    page,
    refuses,
    says,
)

DENIED = "access_denied|missing_permission"
PENDING = {"offset": "0", "limit": "1000", "filters[status]": "pending"}
ORGANIZATIONS = {"offset": "0", "limit": "1000", "include_validation": "true"}

GOOD: t.Mapping[str, Answer] = {
    "user": says({"username": "ada", "container": {"id": 8}}),
    "account": says({"id": 4001, "root_container_id": 9}),
    "products": says({"products": [{"name_id": "class1_smime"}, {"name_id": "ssl_basic"}]}),
    "organizations": says({"organizations": [{"id": "501"}]}),
    "balance": says({"balance": "1.00"}),
    "requests": says({"requests": []}),
}


def conversation(container: t.Optional[int] = 9, **changes: Answer) -> list[Call]:
    """Return all reads of a preflight; *changes* replace answers by name."""
    answers = {**GOOD, **changes}
    named = {} if container is None else {"container_id": str(container)}
    return [
        get("/user/me", answers["user"]),
        get("/account", answers["account"]),
        get("/product", answers["products"]),
        get("/organization", answers["organizations"], **ORGANIZATIONS),
        get("/finance/balance", answers["balance"], **named),
        get("/request", answers["requests"], **PENDING),
    ]


def made() -> t.Any:
    return preflight(api(max_retries=0).client)


def test_everything_is_read_once(script: Script) -> None:
    script.expect(*conversation())
    found = made()
    assert [product.name_id for product in found.products or ()] == ["class1_smime"]
    assert [organization.id for organization in found.organizations or ()] == [501]
    assert (found.pending_requests, found.refused) == (0, {})


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("code", [DENIED, "access_denied"])
def test_what_the_key_may_not_read_is_none(script: Script, name: str, code: str) -> None:
    container = 8 if name == "account" else 9
    script.expect(*conversation(container, **{name: refuses(403, code)}))
    found = made()
    member = {"requests": "pending_requests"}.get(name, name)
    assert getattr(found, member) is None
    assert found.refused == {name: code}


def test_a_denial_without_a_code_is_told_by_its_status(script: Script) -> None:
    script.expect(*conversation(balance=Answer(403)))
    assert made().refused == {"balance": "HTTP 403"}


def test_a_division_that_cannot_be_named_is_no_failure(script: Script) -> None:
    denied = refuses(403, DENIED)
    asked = refuses(400, "required_param:container_id")
    script.expect(*conversation(None, account=denied, user=denied, balance=asked))
    assert list(made().refused) == ["user", "account", "balance"]


def test_a_key_that_may_read_nothing_is_a_failure(script: Script) -> None:
    script.expect(*conversation(None, **dict.fromkeys(GOOD, refuses(403, "access_denied"))))
    with pytest.raises(Refused, match="is the region of the account"):
        made()


def test_an_invalid_key_is_a_failure_at_once(script: Script) -> None:
    script.expect(conversation(user=refuses(403, "access_denied|access_denied_invalid_key"))[0])
    with pytest.raises(Refused, match="check api_key"):
        made()


@pytest.mark.parametrize("answer", [refuses(400, "bad_request_format"), refuses(401), Answer(500), page(), page(404)])
def test_another_failure_is_a_failure(script: Script, answer: Answer) -> None:
    script.expect(conversation(user=answer)[0])
    with pytest.raises(DigicertError):
        made()


@pytest.mark.parametrize("body", [{}, {"x": 1}], ids=str)
def test_empty_answers_tell_nothing(script: Script, body: dict[str, t.Any]) -> None:
    script.expect(*conversation(None, **dict.fromkeys(GOOD, says(body))))
    found = made()
    assert (found.products, found.organizations, found.pending_requests) == ((), (), 0)


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([{"id": 1, "status": "pending", "order": {"product": {"name_id": "client_premium"}}}], 1),
        ([{"id": 1, "status": "needs_approval", "order": {"product": {"name_id": "client_premium_sha2"}}}], 1),
        ([{"id": 1, "status": "PENDING", "order": []}], 1),
        ([{"id": 1}], 1),
        ([{"id": 1, "status": "approved"}], 0),
        ([{"id": 1, "status": "pending", "order": {"product": {"name_id": "ssl_basic"}}}], 0),
    ],
    ids=str,
)
def test_pending_requests_for_client_certificates_are_counted(
    script: Script, rows: list[dict[str, t.Any]], count: int
) -> None:
    script.expect(*conversation(requests=says({"requests": rows})))
    assert made().pending_requests == count


def test_organizations_are_searched_and_checked_again(script: Script) -> None:
    rows = [{"id": 2, "name": "corp"}, {"id": 1, "name": "Corp"}, {"id": 3, "name": "Corp Two"}, {"name": "Corp"}]
    query = {**ORGANIZATIONS, "filters[search]": "Corp"}
    script.expect(get("/organization", says({"organizations": rows}), **query))
    assert [found.id for found in catalog.organizations(api().client, name="Corp")] == [1, 2]


@pytest.mark.parametrize("answer", [refuses(404, "not_found|product"), refuses(404), says({}), says({"name_id": "x"})])
def test_a_product_that_is_not_there(script: Script, answer: Answer) -> None:
    script.expect(get("/product/client_premium", answer))
    assert catalog.products(api().client, "client_premium") == ()


def test_a_wrong_url_is_not_a_product_that_is_not_there(script: Script) -> None:
    script.expect(get("/product/client_premium", refuses(404, "not_found|route")))
    with pytest.raises(Refused):
        catalog.products(api().client, "client_premium")


@pytest.mark.parametrize("products", [None, [], {}, [None], [{}], "x"], ids=repr)
def test_a_list_without_products_is_empty(script: Script, products: t.Any) -> None:
    script.expect(get("/product", says({"products": products})))
    assert catalog.products(api().client) == ()
