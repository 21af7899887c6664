# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is declared and what the order holds differ: reissue, replace, fail, ignore, update; approval and what is revoked after it."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.certificates import csr, key_of, public_key
from ansible_collections.certops.digicert.tests.integration.support.declared import EMAIL, wanted

# Plain module processes: of Ansible they meet what test_module.py and test_bad_input.py meet.
pytestmark = pytest.mark.once

OTHER_EMAIL = "robin.park@example.com"


def certificate_ids(sandbox, order_id: int) -> list[tuple[int, str]]:
    """Return id and status of all certificates of an order."""
    return [(found["id"], found["status"]) for found in sandbox.order(order_id)["certificates"]]


@pytest.mark.parametrize(
    ("option", "value"),
    [("emails", [EMAIL, OTHER_EMAIL]), ("common_name", "Robin Y. Park"), ("csr", csr("other"))],
)
def test_a_reissue_mends(quick, sandbox, option: str, value: t.Any) -> None:
    first = quick(wanted())

    mended = quick(wanted(**{option: value}))

    assert (mended["action"], mended["changed"]) == ("reissue", True)
    assert [difference["option"] for difference in mended["differences"]] == [option]
    assert mended["order"]["id"] == first["order"]["id"]
    assert mended["order"]["certificate_id"] != first["order"]["certificate_id"]
    assert key_of(mended["certificate"]) == public_key("other" if option == "csr" else "rsa")
    again = quick(wanted(**{option: value}))
    assert (again["action"], again["differences"]) == ("none", [])
    assert len(sandbox.orders()) == 1


def test_a_reissue_keeps_the_old_certificate_until_it_is_issued(quick, sandbox) -> None:
    first = quick(wanted())
    sandbox.settings(issuance_delay_seconds=3600)
    declared = wanted(emails=[OTHER_EMAIL])

    asked = quick(declared)

    assert asked["action"] == "reissue"
    assert asked["certificate"] == first["certificate"]
    assert asked["pending"]["order_id"] == first["order"]["id"]
    sandbox.forget()
    waiting = quick(declared)
    assert (waiting["action"], waiting["changed"], sandbox.calls()["writes"]) == ("wait", False, 0)
    sandbox.advance(hours=2)
    done = quick(declared)
    assert (done["action"], done["pending"], done["order"]["emails"]) == ("none", None, [OTHER_EMAIL])


def test_a_reissue_cannot_mend_the_organization(quick, sandbox) -> None:
    quick(wanted("client_authentication_plus"))
    sandbox.post("/organizations/502/validate")
    other = {"organization": {"id": 502}}
    sandbox.forget()

    failed = quick(wanted("client_authentication_plus", **other))
    assert failed.rc != 0
    assert "organization.id" in failed["msg"]
    assert "on_drift=replace" in failed["msg"]
    assert sandbox.calls()["writes"] == 0

    replaced = quick(wanted("client_authentication_plus", on_drift="replace", **other))
    assert (replaced["action"], replaced["order"]["organization_id"]) == ("replace", 502)
    assert replaced["order"]["renewal_of_order_id"] is None
    again = quick(wanted("client_authentication_plus", on_drift="replace", **other))
    assert (again["action"], again["order"]["id"]) == ("none", replaced["order"]["id"])
    assert len(sandbox.orders()) == 2


@pytest.mark.parametrize(("on_drift", "rc"), [("fail", 1), ("ignore", 0)])
def test_drift_that_is_not_mended_is_named(quick, sandbox, on_drift: str, rc: int) -> None:
    quick(wanted())
    sandbox.forget()

    result = quick(wanted(on_drift=on_drift, emails=[OTHER_EMAIL]))

    assert result.rc == rc
    assert sandbox.calls()["writes"] == 0
    if rc:
        assert "emails" in result["msg"]
        assert "on_drift is fail" in result["msg"]
    else:
        assert (result["action"], result["changed"]) == ("none", False)
        assert result["differences"] == [{"option": "emails", "before": [EMAIL], "after": [OTHER_EMAIL]}]


def test_drift_in_check_mode_is_predicted(quick, sandbox) -> None:
    quick(wanted())
    sandbox.forget()

    predicted = quick(wanted(emails=[OTHER_EMAIL]), check=True)

    assert (predicted["action"], predicted["changed"], sandbox.calls()["writes"]) == ("reissue", True, 0)
    done = quick(wanted(emails=[OTHER_EMAIL]))
    assert (done["action"], done["diff"]) == (predicted["action"], predicted["diff"])


def test_a_custom_field_is_mended_in_place(quick, sandbox) -> None:
    def declared(value: str) -> dict[str, t.Any]:
        return wanted(custom_fields=[{"metadata_id": 11, "value": value}])

    first = quick(declared("Sales"))
    updated = quick(declared("Support"))

    assert (updated["action"], updated["changed"]) == ("update", True)
    assert updated["order"]["certificate_id"] == first["order"]["certificate_id"]
    assert quick(declared("Support"))["action"] == "none"


def test_another_container_is_only_a_warning(quick) -> None:
    quick(wanted())

    result = quick(wanted(container={"id": 10}))

    assert (result["action"], result["changed"]) == ("none", False)
    assert [difference["option"] for difference in result["differences"]] == ["container.id"]
    assert any("container.id" in warning for warning in result.warnings)


def test_due_and_drifted_at_once_is_one_renewal(quick, sandbox) -> None:
    quick(wanted())
    sandbox.advance(days=340)

    result = quick(wanted(emails=[OTHER_EMAIL]))

    assert (result["action"], result["order"]["emails"]) == ("renew", [OTHER_EMAIL])
    assert quick(wanted(emails=[OTHER_EMAIL]))["action"] == "none"
    assert len(sandbox.orders()) == 2


def test_approve_decides_with_the_same_key(quick, sandbox) -> None:
    ordered = quick(wanted(skip_approval=False))
    assert ordered["pending"]["waiting_for"] == ["approval"]

    approved = quick(wanted(skip_approval=False, approve=True))

    assert (approved["action"], approved["changed"], approved["pending"]) == ("approve", True, None)
    assert approved["certificate"] is not None
    assert len(sandbox.orders()) == 1


def test_an_approval_that_is_refused_is_a_warning(quick, sandbox) -> None:
    key = sandbox.key("standard")

    result = quick(wanted(api_key=key, approve=True))

    assert result.rc == 0
    assert result["pending"]["waiting_for"] == ["approval"]
    assert any("stays pending" in warning for warning in result.warnings)
    assert key not in result.output


def test_what_a_renewal_replaced_is_revoked(quick, sandbox) -> None:
    first = quick(wanted(revoke_replaced=True))
    sandbox.advance(days=340)
    sandbox.settings(issuance_delay_seconds=3600)

    renewed = quick(wanted(revoke_replaced=True))
    assert renewed["pending"] is not None
    assert sandbox.order(first["order"]["id"])["status"] == "issued"

    sandbox.advance(hours=2)
    finished = quick(wanted(revoke_replaced=True))
    assert (finished["action"], finished["changed"]) == ("revoke", True)
    assert sandbox.order(first["order"]["id"])["status"] == "revoked"
    assert sandbox.order(finished["order"]["id"])["status"] == "issued"
    assert quick(wanted(revoke_replaced=True))["action"] == "none"


@pytest.mark.parametrize("lists_the_first", [False, True])
def test_what_a_reissue_replaced_is_revoked(quick, sandbox, lists_the_first: bool) -> None:
    sandbox.settings(quirks={"reissue_list_with_primary": lists_the_first})
    first = quick(wanted(revoke_replaced=True))
    order_id = first["order"]["id"]

    mended = quick(wanted(revoke_replaced=True, emails=[OTHER_EMAIL]))

    assert mended["action"] == "reissue"
    assert certificate_ids(sandbox, order_id) == [
        (first["order"]["certificate_id"], "revoked"),
        (mended["order"]["certificate_id"], "issued"),
    ]
    assert mended["order"]["status"] == "issued"
    again = quick(wanted(revoke_replaced=True, emails=[OTHER_EMAIL]))
    assert (again["action"], again["certificate"]) == ("none", mended["certificate"])


def test_a_certificate_revoked_by_hand_is_reissued_not_bought_again(quick, sandbox) -> None:
    first = quick(wanted())
    sandbox.call("PUT", f"/certificate/{first['order']['certificate_id']}/revoke", {"skip_approval": True})
    assert certificate_ids(sandbox, first["order"]["id"]) == [(first["order"]["certificate_id"], "revoked")]
    same_key = quick(wanted())
    assert same_key.rc != 0
    assert "has the key of order" in same_key["msg"]

    result = quick(wanted(csr=csr("other")))

    assert result["action"] == "reissue"
    assert result["order"]["id"] == first["order"]["id"]
    assert result["order"]["certificate_id"] != first["order"]["certificate_id"]
    assert len(sandbox.orders()) == 1
