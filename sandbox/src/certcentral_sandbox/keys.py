# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API keys and what their roles may do."""

import hashlib
from dataclasses import dataclass

from .entities import ApiKey, User
from .store import Store

DEFAULT_KEY = "sandbox-key-not-a-secret"


@dataclass(frozen=True)
class Role:
    """`restriction` is the id and name that `GET /user/me` shows as access role."""

    access_role: tuple[int, str]
    reads: bool = True
    writes: bool = False
    approves: bool = False
    skips_revoke_approval: bool = False
    own_orders_only: bool = False


ROLES: dict[str, Role] = {
    "administrator": Role((1, "Administrator"), writes=True, approves=True, skips_revoke_approval=True),
    "manager": Role((4, "Manager"), writes=True, approves=True),
    "standard": Role((5, "Standard user"), writes=True),
    "limited": Role((2, "Limited user"), writes=True, own_orders_only=True),
    "view_only": Role((102, "View Only")),
    "other": Role((103, "User Management"), reads=False),
}


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def add(store: Store, key: str, role: str, name: str) -> ApiKey:
    """Make a key with a user of its own; the same key again gets the new role."""
    known = store.where(ApiKey, "digest", digest(key))
    if known:
        changed = known[0].model_copy(update={"role": role, "name": name})
        store.put(changed)
        return changed
    first, last = ("Ada", "Moss") if role == "administrator" else (ROLES[role].access_role[1].split()[0], "User")
    number = store.next_id(User)
    user = User(
        id=number,
        username=f"{first}.{last}.{number}".lower(),
        first_name=first,
        last_name=last,
        email=f"{first}.{last}.{number}@corp.example".lower(),
    )
    store.put(user)
    made = ApiKey(id=store.next_id(ApiKey), digest=digest(key), name=name, role=role, user_id=user.id)
    store.put(made)
    return made


def find(store: Store, key: str | None) -> ApiKey | None:
    """Return the API key, or None when it is missing or unknown."""
    found = store.where(ApiKey, "digest", digest(key)) if key else []
    return found[0] if found else None
