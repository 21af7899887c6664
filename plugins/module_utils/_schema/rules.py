# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The rules an order's options must keep, as voluptuous schemas: some for every task, some made from the product's row.

Every message is a fixed text, so that no error can repeat a value, but for e-mail addresses, which are no secret. Schemas are
built when called: importing this file must work without voluptuous.
"""

from __future__ import annotations

import re
import typing as t

from .._core import dates
from .._core.products import FORBIDDEN, REQUIRED, Product
from . import addresses
from .checked import must, number, without

if t.TYPE_CHECKING:
    import voluptuous

Validator = t.Callable[[t.Any], t.Any]

#: ``[A-Za-z0-9._-]``, 1 to 64, starting alphanumeric. The API says "alphanumeric"; hyphens are known to be used [OC] [INF].
_IDENTITY = r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z"

#: Deprecated options -> the key of ``order_validity`` that each stands for.
DEPRECATED_VALIDITY = {"validity_years": "years", "custom_expiration_date": "custom_expiration_date"}

_CONTACT = ("first_name", "last_name", "email")
_CARD = ("number", "expiration_month", "expiration_year", "cvv", "cardholder_name")
_ADDRESS = ("address", "city", "country")


def is_identity(name: str) -> bool:
    """Tell whether *name* can be an alternative order ID."""
    return re.match(_IDENTITY, name) is not None


def _schema(fields: t.Mapping[t.Any, t.Any]) -> voluptuous.Schema:
    import voluptuous

    return voluptuous.Schema(dict(fields), extra=voluptuous.ALLOW_EXTRA)


def _needs(names: t.Iterable[str], reason: str) -> dict[t.Any, Validator]:
    """Return schema keys that must be there."""
    import voluptuous

    return {voluptuous.Required(name, msg=f"is required {reason}"): _anything for name in names}


def _anything(value: t.Any) -> t.Any:
    return value


def _never(value: t.Any) -> bool:
    return False


def _repeated(mails: t.Sequence[str]) -> t.Optional[str]:
    """Return what is wrong with a list that holds an address twice, or ``None``."""
    first: dict[str, int] = {}
    for position, mail in enumerate(mails):
        if first.setdefault(mail.lower(), position) != position:
            return f"must not hold an address twice, as {first[mail.lower()]} and {position} are"
    return None


def _is_date(value: str) -> bool:
    try:
        dates.parse_date(value)
    except ValueError:
        return False
    return True


def every_task() -> voluptuous.Schema:
    """Return the rules that hold for every task."""
    import voluptuous

    return _schema(
        {
            voluptuous.Required("alternative_order_id", msg="is required"): voluptuous.Match(
                _IDENTITY,
                msg="must be 1 to 64 characters of A-Z, a-z, 0-9, '.', '_' and '-', and start with a letter or digit",
            ),
            "renew_before_days": number(0),
            "order_id": number(1),
            "wait_timeout": number(1),
        }
    )


def every_certificate() -> voluptuous.Schema:
    """Return the rules that hold for a certificate whatever its product is."""
    import voluptuous

    email = without(addresses.fault)
    contact = _schema({**_needs(_CONTACT, "for a contact"), voluptuous.Optional("email"): email})
    return _schema(
        {
            voluptuous.Required("product", msg="is required for state present"): _anything,
            voluptuous.Required("emails", msg="is required for state present"): voluptuous.All(
                [email],
                without(_repeated),
            ),
            "organization": _organization(contact),
            "organization_contact": contact,
            "technical_contact": contact,
            "container": _schema({voluptuous.Required("id", msg="is required for a container"): number(1)}),
            "order_validity": _order_validity(),
            # Given alone they were turned into order_validity before.
            **dict.fromkeys(DEPRECATED_VALIDITY, must(_never, "is deprecated and not taken beside order_validity")),
            "custom_fields": [
                _schema(
                    {
                        **_needs(["value"], "for a custom field"),
                        voluptuous.Required("metadata_id", msg="is required for a custom field"): number(1),
                    }
                )
            ],
            "auto_renew": number(0, 99),
            "renewal_of_order_id": number(1),
        }
    )


def _organization(contact: voluptuous.Schema) -> Validator:
    import voluptuous

    return voluptuous.All(
        must(lambda org: "id" in org or "name" in org, "needs id, or name and address of a new organization"),
        must(lambda org: "id" not in org or "name" not in org, "takes either id or the details of a new organization"),
        _schema({"id": number(1), "contacts": [contact]}),
    )


def _order_validity() -> Validator:
    import voluptuous

    return voluptuous.All(
        must(lambda validity: len(validity) == 1, "takes exactly one of years, days and custom_expiration_date"),
        _schema(
            {
                "years": number(1, 3),
                "days": number(1),
                "custom_expiration_date": must(_is_date, "must be a date such as 2031-06-09 or 09 JUN 2031"),
            }
        ),
    )


def product_rules(product: Product) -> voluptuous.Schema:
    """Return what *product* requires and refuses [OC] [SE]."""
    import voluptuous

    reason = f"for product {product.name_id}"
    values: dict[str, Validator] = {
        "common_name": _anything,
        "organization": _anything,
        "common_name_indicator": voluptuous.In(
            product.indicators, msg=f"must be one of {', '.join(product.indicators)} {reason}"
        ),
        "individual": _anything,
        "usage_designation": _schema(_needs(["primary_usage"], reason)),
        "profile_type": _anything,
    }
    fields: dict[t.Any, Validator] = {
        "signature_hash": voluptuous.In(product.hashes, msg=f"must be {' or '.join(product.hashes)} {reason}")
    }
    for option, value in values.items():
        demand = getattr(product, option)
        if demand == FORBIDDEN:
            fields[voluptuous.Optional(option)] = must(_never, f"is not taken {reason}")
        elif demand == REQUIRED:
            fields[voluptuous.Required(option, msg=f"is required {reason}")] = value
        else:
            fields[voluptuous.Optional(option)] = value
    return _schema(fields)


def individual_rules(product: Product, indicator: t.Optional[str]) -> voluptuous.Schema:
    """Return what ``individual`` must hold: name or pseudonym as the indicator asks, else either."""
    if product.individual != REQUIRED:
        return _schema({})
    name = _needs(["first_name", "last_name"], "for common_name_indicator given_name_surname")
    pseudonym = _needs(["pseudonym"], "for common_name_indicator pseudonym")
    either = must(
        lambda person: "pseudonym" in person or {"first_name", "last_name"} <= set(person),
        "needs first_name and last_name, or pseudonym",
    )
    inside: t.Mapping[t.Optional[str], t.Any] = {"given_name_surname": _schema(name), "pseudonym": _schema(pseudonym)}
    return _schema({"individual": inside.get(indicator, either)})


def payment_rules(payment_method: t.Optional[str]) -> voluptuous.Schema:
    """Return what a payment by card needs [OC]."""
    if payment_method != "card":
        return _schema({})
    import voluptuous

    card = _schema(
        {
            **_needs(_CARD, "for payment_method card"),
            voluptuous.Required("expiration_month", msg="is required for payment_method card"): number(1, 12),
            voluptuous.Required("expiration_year", msg="is required for payment_method card"): voluptuous.All(
                number(0), must(lambda year: 1000 <= year <= 9999, "must have four digits")
            ),
        }
    )
    return _schema(
        {
            voluptuous.Required("credit_card", msg="is required for payment_method card"): card,
            voluptuous.Required("billing_address", msg="is required for payment_method card"): _schema(
                _needs(_ADDRESS, "for payment_method card")
            ),
        }
    )
