# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What requests cost with many orders, as a ratio to what they cost with few: `python sandbox/tests/many_orders.py`.

Orders are copied straight into the state of a sandbox without a network; then the same requests are answered again and
again. Beside the time stands the work of the database, counted in steps of SQLite: it does not depend on the machine.
"""

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from certcentral_sandbox import api, keys
from certcentral_sandbox.call import JSON_TYPE, Answer
from certcentral_sandbox.entities import Certificate, Order, Request
from certcentral_sandbox.world import World

FEW, MANY = 100, 10_000
ROUNDS = 9
BODY = (
    b'{"certificate": {"emails": ["robin.park@example.com"], "signature_hash": "sha256"},'
    b' "order_validity": {"years": 1}, "skip_approval": true, "alternative_order_id": "base"}'
)


class Account:
    """A sandbox without a server, with a number of orders in it."""

    def __init__(self, directory: Path, orders: int) -> None:
        self.world = World(directory, keys.DEFAULT_KEY)
        placed = self.send("POST", "/order/certificate/class1_smime", BODY)
        first = self.world.store.need(Order, placed.payload["id"])
        self._copied(first, orders - 1)
        # What is measured shall not be what has just been placed.
        self.world.clock.move_to(self.world.now() + timedelta(days=30))

    def send(self, method: str, path: str, body: bytes = b"", **query: str) -> Answer:
        found = api.answer(self.world, api.Sent(keys.DEFAULT_KEY, method, path, list(query.items()), body, JSON_TYPE))
        if found.status >= 400:
            raise RuntimeError(f"{method} {path}: {found.payload}")
        return found

    def steps(self, work: Callable[[], object]) -> int:
        """Return how many steps of SQLite's machine some work takes, in tens."""
        count = [0]

        def counted() -> int:
            count[0] += 1
            return 0

        database: sqlite3.Connection = self.world.store.database
        database.set_progress_handler(counted, 10)
        try:
            work()
        finally:
            database.set_progress_handler(None, 10)
        return count[0]

    def _copied(self, order: Order, copies: int) -> None:
        store = self.world.store
        certificate, request = (
            store.need(Certificate, order.certificate_id),
            store.where(Request, "order_id", order.id)[0],
        )
        with store.transaction():
            for n in range(1, copies + 1):
                number = certificate.id + n
                wish = certificate.wish.model_copy(update={"emails": [f"person-{n}@example.com"]})
                names = {"alternative_order_id": f"copy-{n}", "certificate_id": number, "next_certificate_id": number}
                store.put(order.model_copy(update={"id": order.id + n, **names}))
                store.put(certificate.model_copy(update={"id": number, "order_id": order.id + n, "wish": wish}))
                store.put(request.model_copy(update={"id": request.id + n, "order_id": order.id + n}))


def work_of(account: Account) -> dict[str, Callable[[], object]]:
    """Return what is measured, by name."""
    number = account.world.store.need(Order, 70010001).id
    return {
        "place an order": lambda: account.send("POST", "/order/certificate/class1_smime", BODY),
        "order info": lambda: account.send("GET", f"/order/certificate/{number}"),
        "lookup by alternative order ID": lambda: account.send("GET", "/order/alternate/copy-7"),
        "list by address": lambda: account.send(
            "GET", "/order/certificate", **{"filters[email]": "person-7@example.com"}
        ),
        "list, a page of 50": lambda: account.send("GET", "/order/certificate", limit="50"),
        "list, sorted, a page of 50": lambda: account.send("GET", "/order/certificate", limit="50", sort="-valid_till"),
        "status changes of a minute": lambda: account.send("GET", "/order/certificate/status-changes", minutes="1"),
    }


def seconds(work: Callable[[], object]) -> float:
    taken = []
    for _round in range(ROUNDS):
        before = time.perf_counter()
        work()
        taken.append(time.perf_counter() - before)
    return statistics.median(taken)


def main() -> None:
    with tempfile.TemporaryDirectory() as few_name, tempfile.TemporaryDirectory() as many_name:
        few, many = Account(Path(few_name), FEW), Account(Path(many_name), MANY)
        lines = [f"{MANY} orders against {FEW}: times as long, times as many steps of SQLite"]
        for (name, with_few), with_many in zip(work_of(few).items(), work_of(many).values(), strict=True):
            longer = seconds(with_many) / seconds(with_few)
            more = many.steps(with_many) / max(few.steps(with_few), 1)
            lines.append(f"  {name:32}{longer:7.1f}{more:7.1f}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
