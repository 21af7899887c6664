# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several clients at once see one consistent account."""

from concurrent.futures import ThreadPoolExecutor

from sandbox_client import Client, body_for, codes

CLIENTS = 8


def place(client: Client) -> tuple[int, list[str]]:
    body = body_for("client_premium", alternative_order_id="race")
    answer = Client(client.ready).call("POST", "/order/certificate/client_premium", body)
    return answer.status_code, codes(answer) if answer.status_code != 201 else []


def test_unique_ids_let_one_of_eight_clients_buy(client: Client) -> None:
    client.settings(unique_alternative_order_ids=True)
    with ThreadPoolExecutor(CLIENTS) as pool:
        results = list(pool.map(place, [client] * CLIENTS))
    assert sorted(status for status, _codes in results) == [201] + [400] * (CLIENTS - 1)
    assert client.admin("GET", "/orders")["bought_per_alternative_order_id"] == {"race": 1}


def test_without_unique_ids_every_client_buys(client: Client) -> None:
    with ThreadPoolExecutor(CLIENTS) as pool:
        results = list(pool.map(place, [client] * CLIENTS))
    assert [status for status, _codes in results] == [201] * CLIENTS
    rows = client.get("/order/alternate/race")["orders"]
    assert len({row["order_id"] for row in rows}) == len({row["certificate_id"] for row in rows}) == CLIENTS
