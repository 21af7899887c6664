# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The account a fresh sandbox starts with."""

from datetime import datetime, timedelta

from . import keys
from .entities import Container, CustomField, Domain, Organization
from .store import Store
from .times import day

ACCOUNT_ID = 4001
ROOT_CONTAINER, SUB_CONTAINER = 9, 10
VALIDATED, NOT_VALIDATED = 501, 502
VALIDATED_DOMAINS = ("example.com", "corp.example")
# How long a validation lasts is not rehearsed: long enough for any clock.
VALIDATION_DAYS = 36500


def plant(store: Store, api_key: str, now: datetime) -> None:
    """Fill an empty store: one key, two containers, two organizations, two domains, two custom fields."""
    keys.add(store, api_key, "administrator", "Sandbox key")
    store.put(Container(id=ROOT_CONTAINER, name="Sandbox account", parent_id=0))
    store.put(Container(id=SUB_CONTAINER, name="Sandbox division", parent_id=ROOT_CONTAINER))
    until = day(now) + timedelta(days=VALIDATION_DAYS)
    store.put(_organization(VALIDATED, "Corp Example", now).model_copy(update={"smime_validated_until": until}))
    store.put(_organization(NOT_VALIDATED, "Unvalidated Example", now))
    for name in VALIDATED_DOMAINS:
        store.put(
            Domain(id=store.next_id(Domain), name=name, organization_id=VALIDATED, validated_until=until),
        )
    store.put(CustomField(id=11, label="Cost centre", data_type="text"))
    store.put(CustomField(id=12, label="Ticket number", data_type="int"))


def _organization(number: int, name: str, now: datetime) -> Organization:
    return Organization(
        id=number,
        name=name,
        address="Sample Street 1",
        city="Bern",
        state="Bern",
        zip="3000",
        country="ch",
        telephone="+41 31 000 00 00",
        container_id=ROOT_CONTAINER,
        date_created=now,
    )
