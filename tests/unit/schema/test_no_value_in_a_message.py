# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No message about a wrong task holds a value of it, whatever the value is."""

from __future__ import annotations

import typing as t

from ansible_collections.certops.digicert.plugins.module_utils._core.errors import InvalidOptions
from ansible_collections.certops.digicert.plugins.module_utils._schema.connection import parse_connection
from ansible_collections.certops.digicert.tests.unit.support.tasks import CARD, parse, task
from hypothesis import given
from hypothesis import strategies as st

# Capital letters and digits in a pattern that no message of ours has.
SECRETS = st.from_regex(r"\AQ[A-Z0-9]{6}Z\Z")

TEXTS = (
    "alternative_order_id",
    "common_name",
    "common_name_indicator",
    "signature_hash",
    "custom_expiration_date",
)


def _message(call: t.Callable[[t.Any], object], argument: t.Any) -> str:
    try:
        call(argument)
    except InvalidOptions as error:
        return f"{error.problems} {error.result()!r}"
    return ""


@given(secret=SECRETS, option=st.sampled_from(TEXTS), end=st.sampled_from(["", " ", "\n", "\u20ac"]))
def test_a_text_option(secret: str, option: str, end: str) -> None:
    assert secret not in _message(parse, task("client_premium", **{option: secret + end}))


@given(secret=SECRETS)
def test_everything_at_once(secret: str) -> None:
    contact = {"email": secret, "telephone": secret}
    message = _message(
        parse,
        task(
            "secure_email_sponsor",
            alternative_order_id=f"{secret} ",
            emails=[secret, secret],
            common_name_indicator=secret,
            individual={"first_name": secret},
            signature_hash=secret,
            usage_designation={"additional_usages": [secret]},
            organization={"name": secret, "id": 1, "contacts": [contact]},
            organization_contact=contact,
            technical_contact=contact,
            custom_fields=[{"value": secret}],
            order_validity={"custom_expiration_date": secret},
            payment_method="card",
            credit_card={**CARD, "number": secret, "cvv": None, "cardholder_name": secret, "expiration_month": 77},
            billing_address={"address": secret, "zip": secret},
            vat_number=secret,
        ),
    )
    assert message.count(";") > 10
    assert secret not in message


@given(secret=SECRETS)
def test_the_connection(secret: str) -> None:
    options = {
        "api_key": f"{secret}\n",
        "api_url": f"http://user:{secret}@host/{secret}",
        "proxy": f"{secret}@nowhere",
        "ca_path": f"/{secret} ",
        "api_timeout": 0,
        "max_retries": -1,
    }
    message = _message(parse_connection, options)
    # Six sentences, two of them with a second part, listed and then told.
    assert message.count(";") == 2 + 7
    assert secret not in message
