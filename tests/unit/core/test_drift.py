# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What counts as a difference, option by option."""

from __future__ import annotations

import dataclasses

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.drift import differences
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Desired, Order

SMIME = Desired("x", product="secure_email_sponsor", emails=("a@example.com", "b@example.com"))
MAILBOX = dataclasses.replace(SMIME, product="class1_smime")
CLIENT = Desired("x", product="client_authentication_plus", emails=("a@example.com",))
FIELDS = ({"metadata_id": 11, "value": "v"},)

ROWS = [
    (SMIME, {}, []),
    (SMIME, {"product": "client_premium"}, ["product"]),
    (SMIME, {"emails": ("b@EXAMPLE.com", "a@example.com")}, []),
    (SMIME, {"emails": ("A@example.com", "b@example.com")}, ["emails"]),
    (SMIME, {"emails": ("a@example.com",)}, ["emails"]),
    (MAILBOX, {"emails": ("b@example.com", "a@example.com")}, ["emails"]),
    (MAILBOX, {"emails": ("b@example.com", "a@example.com"), "common_name": "a@example.com"}, []),
    (MAILBOX, {"common_name": "other"}, []),
    (MAILBOX, {"emails": ("a@example.com",)}, ["emails"]),
    (dataclasses.replace(MAILBOX, common_name="a"), {"common_name": "other"}, []),
    (dataclasses.replace(CLIENT, common_name="a"), {"common_name": "b"}, ["common_name"]),
    (CLIENT, {"common_name": "b"}, []),
    (dataclasses.replace(CLIENT, organization={"id": 1}), {"organization_id": 2}, ["organization.id"]),
    (dataclasses.replace(CLIENT, organization={"name": "New"}), {"organization_id": 2}, []),
    (dataclasses.replace(CLIENT, container={"id": 1}), {"container_id": 2}, ["container.id"]),
    (dataclasses.replace(CLIENT, signature_hash="sha256"), {"signature_hash": "sha384"}, ["signature_hash"]),
    (CLIENT, {"signature_hash": "sha384"}, []),
    (dataclasses.replace(CLIENT, organization_units=("A", "B")), {"organization_units": ("B", "A")}, []),
    (dataclasses.replace(CLIENT, organization_units=("A",)), {"organization_units": ()}, ["organization_units"]),
    (CLIENT, {"organization_units": ("A",)}, []),
    (dataclasses.replace(SMIME, organization_units=("A",)), {"organization_units": ()}, []),
    (dataclasses.replace(CLIENT, ca_cert_id="A1"), {"ca_cert_id": "B2"}, ["ca_cert_id"]),
    (dataclasses.replace(CLIENT, public_key="aa"), {"public_key": "bb"}, ["csr"]),
    (dataclasses.replace(CLIENT, public_key="aa"), {"public_key": None}, []),
    (dataclasses.replace(CLIENT, custom_fields=FIELDS), {"custom_fields": None}, []),
    (dataclasses.replace(CLIENT, custom_fields=FIELDS), {"custom_fields": {}}, ["custom_fields.11"]),
    (dataclasses.replace(CLIENT, custom_fields=FIELDS), {"custom_fields": {11: "v", 12: "x"}}, []),
    # Never compared.
    (
        dataclasses.replace(
            CLIENT, order_validity={"years": 3}, auto_renew=4, skip_approval=True, enable_guest_access=True
        ),
        {},
        [],
    ),
]


@pytest.mark.parametrize(("declared", "held", "options"), ROWS)
def test_differences(declared, held, options):
    order = Order(**{"id": 1, "status": "issued", "emails": declared.emails, "product": declared.product, **held})
    assert [difference.option for difference in differences(declared, order)] == options
