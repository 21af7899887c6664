# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of endpoints."""

import re
from collections.abc import Callable
from typing import NamedTuple

from . import closing, reissuing, reporting, routes_account, routes_certificates, routes_orders, routes_requests
from .call import Answer, Call
from .placing import place

Handler = Callable[[Call], Answer]


class Route(NamedTuple):
    """`about_orders`: refused to a key that has no right to orders at all."""

    method: str
    pattern: re.Pattern[str]
    handler: Handler
    about_orders: bool


def _route(method: str, path: str, handler: Handler, about_orders: bool = True) -> Route:
    return Route(method, re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path)), handler, about_orders)


def _account(path: str, handler: Handler) -> Route:
    return _route("GET", path, handler, about_orders=False)


ROUTES: tuple[Route, ...] = (
    _route("GET", "/order/alternate/{alternative_order_id}", routes_orders.by_alternative_id),
    _route("GET", "/order/certificate", routes_orders.list_orders),
    _route("GET", "/order/certificate/status-changes", routes_orders.status_changes),
    _route("GET", "/order/certificate/{order}", routes_orders.info),
    _route("POST", "/order/certificate/{product}", place),
    _route("GET", "/order/certificate/{order}/email-validation", routes_orders.email_validation),
    _route("POST", "/order/certificate/{order}/custom-field", routes_orders.set_custom_field),
    _route("GET", "/order/certificate/{order}/reissue", reissuing.list_reissues),
    _route("POST", "/order/certificate/{order}/reissue", reissuing.reissue),
    _route("PUT", "/order/certificate/{order}/status", closing.change_status),
    _route("PUT", "/order/certificate/{order}/revoke", closing.revoke_order),
    _route("PUT", "/certificate/{certificate}/revoke", closing.revoke_certificate),
    _route("GET", "/certificate/download/order/{order}/format/{format}", routes_certificates.download_by_order),
    _route("GET", "/certificate/{certificate}/download/format/{format}", routes_certificates.download),
    _route("GET", "/certificate/{certificate}/chain", routes_certificates.chain),
    _route("GET", "/report/order", reporting.order_report),
    _route("GET", "/request", routes_requests.list_requests),
    _route("GET", "/request/{request}", routes_requests.info),
    _route("PUT", "/request/{request}/status", routes_requests.change_status),
    _account("/organization", routes_account.list_organizations),
    _account("/organization/{id}", routes_account.organization),
    _account("/product", routes_account.list_products),
    _account("/product/{name_id}", routes_account.product),
    _account("/user/me", routes_account.me),
    _account("/account", routes_account.account),
    _account("/account/metadata", routes_account.custom_fields),
    _account("/finance/balance", routes_account.balance),
    _account("/container", routes_account.list_containers),
    _account("/container/{id}", routes_account.container),
)


def find(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """Return the route of a request and the variables of its path, or None."""
    for route in ROUTES:
        match = route.pattern.fullmatch(path)
        if match is not None and route.method == method:
            return route, match.groupdict()
    return None
