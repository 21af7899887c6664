# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Downloads and chains."""

from .bundles import FORMATS, bundle, chain_members, double
from .call import Answer, Call
from .closing import find_certificate
from .entities import Certificate
from .errors import refusal
from .render import store_certificate


def download_by_order(call: Call) -> Answer:
    """GET /certificate/download/order/{order}/format/{format}: the order's active certificate."""
    call.allow_query()
    order = call.order()
    return _download(call, store_certificate(call.world, order))


def download(call: Call) -> Answer:
    """GET /certificate/{certificate}/download/format/{format}: that very certificate."""
    call.allow_query()
    return _download(call, find_certificate(call))


def chain(call: Call) -> Answer:
    """GET /certificate/{certificate}/chain: `intermediates`, of which the first is the leaf."""
    call.allow_query()
    certificate = find_certificate(call)
    _check_ready(call, certificate)
    return Answer(payload={"intermediates": chain_members(call.world, certificate)})


def _download(call: Call, certificate: Certificate) -> Answer:
    form, quirks = call.path["format"], call.world.settings.quirks
    if form not in FORMATS or (quirks.pem_formats_refused and form != "p7b"):
        raise refusal("invalid_format", message=f"The format {form} is not available.")
    _check_ready(call, certificate)
    if quirks.wrong_pem_once:
        call.world.change_settings({"quirks": {"wrong_pem_once": False}})
        certificate = double(call.world, certificate, same_key=False)
    if call.view.signed_again:
        certificate = double(call.world, certificate, same_key=True)
    return Answer(text=bundle(call.world, certificate, form), media_type=FORMATS[form])


def _check_ready(call: Call, certificate: Certificate) -> None:
    lag, issued = call.world.settings.download_lag_seconds, certificate.date_issued
    if issued is None or (call.now - issued).total_seconds() < lag:
        raise refusal("certificate_not_available")
