# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Account settings of the sandbox; changed through the admin route, kept in the store."""

from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from .products import PRODUCTS
from .quirks import Quirks
from .rates import DOCUMENTED, Window
from .store import Store

NOTE = "settings"


class Settings(BaseModel):
    """Every switch with its meaning; `GET /sandbox/settings` shows the values."""

    model_config = ConfigDict(extra="forbid", strict=True)

    unique_alternative_order_ids: bool = Field(
        default=False, description="refuse an alternative order ID that is in use"
    )
    dead_orders_keep_id: bool = Field(default=True, description="a rejected or cancelled order keeps its ID in use")
    alternative_order_id_alphabet: Literal["wide", "alphanumeric"] = Field(
        default="wide",
        description="wide: letters, digits, dot, underscore, hyphen; alphanumeric: the documentation's word",
    )
    approval_required: bool = Field(
        default=True, description="new orders, reissues and revocations wait for an approver"
    )
    approve_own_requests: bool = Field(default=True, description="a user may approve what the same user requested")
    ica_selection: bool = Field(default=False, description="ca_cert_id is honoured, else it is ignored")
    guest_access: bool = Field(default=False, description="enable_guest_access may be 1")
    csr_required: bool = Field(default=False, description="an order or reissue without a CSR is refused")
    products_enabled: list[str] = Field(default_factory=lambda: sorted(PRODUCTS), description="what may be ordered")
    issuance_delay_seconds: int = Field(default=0, ge=0, description="sandbox seconds in `processing` before `issued`")
    download_lag_seconds: int = Field(
        default=0, ge=0, description="sandbox seconds until an issued certificate can be fetched"
    )
    visibility_lag_seconds: int = Field(
        default=0, ge=0, description="sandbox seconds until lookups and lists show an order"
    )
    mailbox_by_domain: bool = Field(default=False, description="a validated domain confirms the mailboxes in it")
    validity_cap: Literal["refuse", "truncate"] = Field(
        default="refuse", description="what happens to an order that is longer than its product allows"
    )
    renewal_window_days: int | None = Field(
        default=None, ge=0, description="renewals only this close to the end; null: ever"
    )
    cancel_frees_renewal: bool = Field(default=True, description="a cancelled or rejected renewal may be ordered again")
    revoke_closes_order: bool = Field(default=False, description="revoking the only certificate revokes its order")
    reissue_revokes_old: bool = Field(
        default=False, description="an issued reissue revokes the certificate it replaces"
    )
    expire_orders: bool = Field(default=True, description="false: an order past its end still says `issued`")
    balance: Decimal = Field(default=Decimal("1000000.00"), description="funds before any order, as text", strict=False)
    report_customer_order_id: bool = Field(
        default=True,
        description="customer_order_id of the order report is the alternative order ID (a guess); false: empty",
    )
    pricing_model: str | None = Field(
        default=None, description="what the account says it pays by; the real values are not known, null: it does not"
    )
    rate_limits: bool = Field(default=False, description="enforce rate_windows, real time")
    rate_windows: list[Window] = Field(
        default=list(DOCUMENTED), min_length=1, description="100 requests in 5 s and 1000 in 3 min, per key"
    )
    quirks: Quirks = Field(default=Quirks(), description="odd but plausible answers")


def load(store: Store) -> Settings:
    text = store.note(NOTE)
    return Settings() if text is None else Settings.model_validate_json(text)


def change(store: Store, settings: Settings, changes: dict[str, Any]) -> Settings:
    """Return and keep the settings with some changed; `quirks` are merged. Raises pydantic's ValidationError."""
    merged = settings.model_dump(mode="json") | changes
    if isinstance(changes.get("quirks"), dict):
        merged["quirks"] = settings.quirks.model_dump(mode="json") | changes["quirks"]
    changed = Settings.model_validate(merged)
    unknown = [name for name in changed.products_enabled if name not in PRODUCTS]
    if unknown:
        raise ValueError(f"products_enabled names unknown products: {', '.join(unknown)}")
    store.set_note(NOTE, changed.model_dump_json())
    return changed
