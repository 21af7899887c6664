# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long an order lasts.

A custom date wins over days, days over years. The date inside `order_validity` reads `dd MMM YYYY`, the deprecated
one at the root `yyyy-MM-dd` ("Order client certificate").
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from .bodies import OrderBody
from .errors import Problem, problem
from .products import Product
from .times import DAY_FORMAT, years_after

CUSTOM_FORMAT = "%d %b %Y"
YEARS = range(1, 4)
DAYS = range(1, 36501)


def wanted(body: OrderBody) -> dict[str, Any]:
    """Return the one member of `order_validity` that counts, dates as `yyyy-MM-dd`; empty when none is readable."""
    validity = body.order_validity
    if validity is not None:
        if validity.custom_expiration_date is not None:
            return _custom(validity.custom_expiration_date, CUSTOM_FORMAT)
        if validity.days is not None:
            return {"days": validity.days}
        if validity.years is not None:
            return {"years": validity.years}
    if body.custom_expiration_date is not None:
        return _custom(body.custom_expiration_date, DAY_FORMAT)
    return {} if body.validity_years is None else {"years": body.validity_years}


def last_day(validity: dict[str, Any], start: date) -> date:
    """Return the last valid day of an order that starts on a day."""
    if "custom_expiration_date" in validity:
        return date.fromisoformat(validity["custom_expiration_date"])
    if "days" in validity:
        return start + timedelta(days=validity["days"])
    return years_after(start, validity["years"])


def capped(product: Product, start: date, last: date) -> date:
    """Return the last day, no later than the product allows."""
    return min(last, start + timedelta(days=product.max_days))


def broken_rules(body: OrderBody, product: Product, today: date, refuse_long: bool) -> Iterator[Problem]:
    """Yield what is wrong with the validity of an order."""
    validity = body.order_validity
    if body.validity_years is None and body.custom_expiration_date is None:
        if validity is None:
            yield problem("required_param", "order_validity")
            return
        if validity.custom_expiration_date is None and validity.days is None and validity.years is None:
            yield problem("required_param", "order_validity.years")
            return
    yield from _out_of_range(body)
    chosen = wanted(body)
    if not chosen:
        return
    if "custom_expiration_date" in chosen and last_day(chosen, today) <= today:
        yield problem("invalid_param_value", _where(body), "The expiration date must be in the future.")
    elif refuse_long and _reasonable(chosen) and (last_day(chosen, today) - today).days > product.max_days:
        yield problem("cert_validity_too_long", _where(body), f"{product.name} lasts {product.max_days} days at most.")


def _out_of_range(body: OrderBody) -> Iterator[Problem]:
    validity = body.order_validity
    years = [("validity_years", body.validity_years, YEARS)]
    dates = [("custom_expiration_date", body.custom_expiration_date, DAY_FORMAT)]
    if validity is not None:
        years.append(("order_validity.years", validity.years, YEARS))
        dates.append(("order_validity.custom_expiration_date", validity.custom_expiration_date, CUSTOM_FORMAT))
        if validity.days is not None and validity.days not in DAYS:
            yield problem("invalid_param_value", "order_validity.days", "At least one day, at most a hundred years.")
    for path, count, allowed in years:
        if count is not None and count not in allowed:
            yield problem("invalid_param_value", path, "One to three years can be ordered.")
    for path, text, form in dates:
        if text is not None and not _custom(text, form):
            shown = "dd MMM YYYY" if form == CUSTOM_FORMAT else "yyyy-MM-dd"
            yield problem("invalid_param_value", path, f"The date must read {shown}.")


def _reasonable(validity: dict[str, Any]) -> bool:
    return validity.get("years", 1) in YEARS and validity.get("days", 1) in DAYS


def _where(body: OrderBody) -> str:
    return "order_validity" if body.order_validity is not None else "validity_years"


def _custom(text: str, form: str) -> dict[str, Any]:
    try:
        return {"custom_expiration_date": datetime.strptime(text, form).date().isoformat()}
    except ValueError:
        return {}
