# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command: start, stop, restart, refusals, TLS."""

import json
import os
import socket
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from sandbox_client import TIMEOUT, Client, Process

from certcentral_sandbox.serve import write_ready_file


def refused(*arguments: str) -> str:
    """Run a command that must not start; returns its message."""
    command = [sys.executable, "-m", "certcentral_sandbox", "serve", "--port", "0", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return done.stderr.strip()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_state_survives_a_restart(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Process(tmp_path, "--data-dir", str(data), "--clock", "2025-01-31") as first:
        client = Client(first.ready)
        client.settings(issuance_delay_seconds=60)
        client.advance(days=10)
        number = client.order(alternative_order_id="kept")["id"]
        root = client.session.get(f"{first.ready['admin_url']}/ca/root.pem", timeout=TIMEOUT).text
        assert first.stop() == 0
        assert not first.ready_file.exists()
    for name in ("state.sqlite3", "ca/root.key", "ca/root.pem"):
        assert mode(data / name) == 0o600
    assert mode(data) == mode(data / "ca") == 0o700
    with Process(tmp_path, "--data-dir", str(data)) as second:
        client = Client(second.ready)
        assert client.admin("GET", "/clock")["now"].startswith("2025-02-10T00:")
        assert client.status(number) == "processing"
        client.advance(seconds=60)
        assert client.status(number) == "issued"
        assert client.session.get(f"{second.ready['admin_url']}/ca/root.pem", timeout=TIMEOUT).text == root
        assert "another sandbox is using" in refused("--data-dir", str(data))
    assert "only moves forward" in refused("--data-dir", str(data), "--clock", "2020-01-01")


def test_what_it_prints_and_writes(tmp_path: Path) -> None:
    with Process(tmp_path, "--api-key", "my-own-key-123") as process:
        ready, printed = process.ready, process.output()
        assert mode(process.ready_file) == 0o600
        assert set(ready) == {"api_url", "admin_url", "api_key", "pid"}
        for part in (ready["api_url"], ready["admin_url"], "501", "Ctrl-C"):
            assert part in printed
        assert "my-own-key-123" not in printed
        assert Client(ready).get("/account")["id"]
        assert Client(ready, "sandbox-key-not-a-secret").call("GET", "/account").status_code == 403
        os.kill(int(ready["pid"]), 0)
        assert process.stop() == 0
        assert "Traceback" not in process.output()


def test_it_stops_while_a_client_waits_in_vain(tmp_path: Path) -> None:
    with Process(tmp_path) as process, ThreadPoolExecutor(1) as pool:
        client = Client(process.ready)
        client.admin("POST", "/faults", {"kind": "timeout_before_commit"})
        waiting = pool.submit(Client(process.ready).call, "GET", "/account")
        while client.admin("GET", "/received")["totals"]["reads"] == 0:
            time.sleep(0.05)
        assert process.stop() == 0
        with pytest.raises(requests.ConnectionError):
            waiting.result()
        assert "Traceback" not in process.output()
        assert "ERROR" not in process.output()


def test_reset_goes_back_to_the_first_start(tmp_path: Path) -> None:
    with Process(tmp_path, "--clock", "2030-05-05T12:00") as process:
        client = Client(process.ready)
        client.order()
        client.settings(approval_required=False)
        client.advance(days=100)
        client.admin("POST", "/faults", {"kind": "html"})
        client.admin("POST", "/reset")
        assert client.admin("GET", "/clock")["now"].startswith("2030-05-05T12:0")
        assert client.admin("GET", "/orders")["total"] == 0
        assert client.admin("GET", "/settings")["approval_required"] is True
        assert client.admin("GET", "/faults") == {"faults": []}


def test_tls(tmp_path: Path) -> None:
    with Process(tmp_path, "--tls") as process:
        url = process.ready["api_url"] + "/account"
        headers = {"X-DC-DEVKEY": process.ready["api_key"]}
        assert url.startswith("https://")
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(url, headers=headers, timeout=TIMEOUT)
        trusted = requests.get(url, headers=headers, timeout=TIMEOUT, verify=process.ready["ca_path"])
        assert trusted.status_code == 200
        faults = process.ready["admin_url"] + "/faults"
        requests.post(faults, json={"kind": "reset_before_commit"}, timeout=TIMEOUT, verify=process.ready["ca_path"])
        with pytest.raises(requests.ConnectionError):
            requests.get(url, headers=headers, timeout=TIMEOUT, verify=process.ready["ca_path"])


def test_refusals(tmp_path: Path) -> None:
    assert "--allow-remote" in refused("--host", "0.0.0.0")  # noqa: S104
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert f"cannot write to the data directory {blocked}/x" in refused("--data-dir", f"{blocked}/x")
    assert "neither an ISO date" in refused("--clock", "yesterday")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "state.sqlite3").write_text("this is no database, whatever its name says" * 40)
    assert "cannot use the state in" in refused("--data-dir", str(tmp_path / "broken"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "cannot listen on 127.0.0.1 port" in refused("--port", str(taken.getsockname()[1]))


@pytest.mark.parametrize("name", ["lock", "state.sqlite3", "ca/root.key", "ca/root.pem"])
def test_a_link_in_place_of_a_file_is_not_followed(tmp_path: Path, name: str) -> None:
    data, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    (data / name).parent.mkdir(parents=True)
    for content in ("precious", None):
        elsewhere.unlink(missing_ok=True)
        if content is not None:
            elsewhere.write_text(content)
        (data / name).unlink(missing_ok=True)
        (data / name).symlink_to(elsewhere)
        assert str(data) in refused("--data-dir", str(data))
        assert elsewhere.exists() == (content is not None)
        assert content is None or elsewhere.read_text() == content


def test_a_ready_file_is_not_written_through_a_link(tmp_path: Path) -> None:
    elsewhere, ready = tmp_path / "elsewhere", tmp_path / "ready.json"
    elsewhere.write_text("precious")
    ready.symlink_to(elsewhere)
    write_ready_file(ready, {"pid": 1})
    assert json.loads(ready.read_text()) == {"pid": 1}
    assert not ready.is_symlink()
    assert mode(ready) == 0o600
    assert elsewhere.read_text() == "precious"


def test_help_explains() -> None:
    command = [sys.executable, "-m", "certcentral_sandbox", "serve", "--help"]
    text = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=True).stdout
    for part in ("--data-dir", "--clock", "--ready-file", "--tls", "X-DC-DEVKEY", "CERTCENTRAL_SANDBOX_API_KEY"):
        assert part in text
