# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No web page reaches the operator's side: by a rebound name, from another origin, or with a simple request."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from sandbox_client import TIMEOUT, Client, Process

JSON = {"Content-Type": "application/json"}


def ask(client: Client, method: str, path: str, data: str | None = None, **headers: str) -> requests.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.request(method, client.ready["admin_url"] + path, data=data, headers=named, timeout=TIMEOUT)


def port(client: Client) -> int:
    return int(urlsplit(client.ready["admin_url"]).port or 0)


PATHS = (("GET", ""), ("GET", "/orders"), ("POST", "/reset"), ("POST", "/keys"), ("DELETE", "/faults"))


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "[::2]"]
)
def test_a_rebound_name_is_refused(client: Client, method: str, path: str, host: str) -> None:
    answer = ask(client, method, path, Host=f"{host}:{port(client)}", **JSON)
    assert answer.status_code == 403
    assert "answers to localhost" in answer.json()["error"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.0.0.2", "[::1]"])
def test_names_of_this_machine_are_answered(client: Client, host: str) -> None:
    assert ask(client, "GET", "/clock", Host=f"{host}:{port(client)}").status_code == 200
    assert ask(client, "GET", "/clock", Host=host).status_code == 200


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_pages_are_refused(client: Client, method: str, path: str, headers: dict[str, str]) -> None:
    client.order()
    answer = ask(client, method, path, **headers, **JSON)
    assert answer.status_code == 403
    assert "other web pages" in answer.json()["error"]
    assert client.admin("GET", "/orders")["total"] == 1


def test_its_own_origin_and_the_address_line_are_answered(client: Client) -> None:
    own = f"http://127.0.0.1:{port(client)}"
    assert ask(client, "POST", "/reset", Origin=own, Sec_Fetch_Site="same-origin", **JSON).status_code == 200
    assert ask(client, "GET", "", Sec_Fetch_Site="none").status_code == 200


@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
@pytest.mark.parametrize(("path", "data"), [("/reset", None), ("/keys", '{"role": "administrator"}')])
def test_what_a_page_sends_without_asking_is_refused(
    client: Client, path: str, data: str | None, content_type: str | None
) -> None:
    client.order()
    headers = {} if content_type is None else {"Content-Type": content_type}
    answer = ask(client, "POST", path, data, **headers)
    assert answer.status_code == 400
    assert "Content-Type: application/json" in answer.json()["error"]
    assert client.admin("GET", "/orders")["total"] == 1
    assert len(client.admin("GET", "/keys")["keys"]) == 1
    assert ask(client, "POST", path, data, **{"Content-Type": "application/json; charset=utf-8"}).status_code == 200


def test_the_api_is_as_it_was(client: Client) -> None:
    answer = client.session.get(
        f"{client.ready['api_url']}/account", headers={"Host": "proxy.example"}, timeout=TIMEOUT
    )
    assert answer.status_code == 200


def _address() -> str | None:
    """Return an address of this machine that is not loopback, or None."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])


def test_for_others_it_says_what_that_means_and_answers_to_its_address(tmp_path: Path) -> None:
    with Process(tmp_path, "--host", "0.0.0.0", "--allow-remote") as process:  # noqa: S104
        assert "WARNING: others can reach this sandbox." in process.output()
        client = Client(process.ready)
        assert ask(client, "GET", "/clock", Host="evil.example").status_code == 403
        for name in ("127.0.0.1", _address() or "127.0.0.1"):
            url = f"http://{name}:{port(client)}/sandbox/clock"
            assert requests.get(url, timeout=TIMEOUT).status_code == 200
            assert requests.get(url, headers={"Host": "192.0.2.1"}, timeout=TIMEOUT).status_code == 403
    with Process(tmp_path) as process:
        assert "WARNING" not in process.output()
