# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One API request from the key to the answer; every request is one transaction."""

import logging
from dataclasses import dataclass

from . import keys, lifecycle, routes
from .call import TRUTH, Answer, Call, View
from .entities import ApiKey
from .errors import ApiError, refusal
from .keys import ROLES
from .world import World

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sent:
    """What a client sent: `path` is below the base and decoded, `key` may be missing or wrong."""

    key: str | None
    method: str
    path: str
    query: list[tuple[str, str]]
    body: bytes
    content_type: str


def answer(world: World, sent: Sent, view: View = TRUTH) -> Answer:
    """Return the answer, refusals included. What a refused request did is undone."""
    try:
        with world.store.transaction():
            lifecycle.settle(world)
        with world.store.past(view.undone) if view.undone else world.store.transaction():
            answer = _handled(world, sent, view)
            # The past is there in here only.
            return answer.whole() if view.undone else answer
    except ApiError as error:
        return Answer(status=error.status, payload=error.body())
    except Exception:
        log.exception("%s %s failed inside the sandbox", sent.method, sent.path)
        return Answer(status=500, payload=refusal("service_error").body())


def role_of(world: World, key: str | None) -> str | None:
    found = keys.find(world.store, key)
    return found.role if found else None


def _handled(world: World, sent: Sent, view: View) -> Answer:
    api_key = _known(world, sent.key)
    if world.settings.rate_limits and not world.rates.allows(api_key.digest, world.settings.rate_windows):
        raise refusal("request_limit_exceeded")
    found = routes.find(sent.method, sent.path)
    if found is None:
        raise refusal("not_found|route")
    route, variables = found
    role = ROLES[api_key.role]
    if (sent.method != "GET" and not role.writes) or (route.about_orders and not role.reads):
        raise refusal("access_denied|missing_permission")
    return route.handler(Call(world, api_key, variables, sent.query, sent.body, sent.content_type, view))


def _known(world: World, key: str | None) -> ApiKey:
    found = keys.find(world.store, key)
    if found is None:
        raise refusal("access_denied|access_denied_invalid_key")
    return found
