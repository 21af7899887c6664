# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real sandbox process, and its operator's side over HTTP."""

from __future__ import annotations

import datetime
import json
import pathlib
import shutil
import subprocess
import time
import typing as t

import requests

_SECONDS = 30
_LONGEST_TEST = 900
"""Seconds that a test may take."""

Json = t.Any


class Process:
    """`certcentral-sandbox serve` on a free port; leave the context to stop it."""

    def __init__(self, directory: pathlib.Path, *arguments: str) -> None:
        command = shutil.which("certcentral-sandbox")
        assert command is not None, "certcentral-sandbox is not on PATH; run the tests through `make integration`"
        ready, self._output = directory / "ready.json", directory / "output.txt"
        options = ["--port", "0", "--data-dir", str(directory / "data"), "--ready-file", str(ready), *arguments]
        with self._output.open("w") as output:
            self._process = subprocess.Popen([command, "serve", *options], stdout=output, stderr=subprocess.STDOUT)
        end = time.monotonic() + _SECONDS
        while not ready.exists():
            if self._process.poll() is not None or time.monotonic() > end:
                self._process.kill()
                raise AssertionError(f"the sandbox did not start: {self._output.read_text()}")
            time.sleep(0.05)
        self.ready: dict[str, t.Any] = json.loads(ready.read_text())

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_details: object) -> None:
        self._process.terminate()
        self._process.wait(_SECONDS)


class Sandbox:
    """What a test needs of a running sandbox. `api_url`, `api_key`, `ca_path` (with TLS) are for the module."""

    def __init__(self, ready: t.Mapping[str, t.Any]) -> None:
        self.api_url: str = ready["api_url"]
        self.api_key: str = ready["api_key"]
        self.ca_path: t.Optional[str] = ready.get("ca_path")
        self.admin_url: str = ready["admin_url"]
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["X-DC-DEVKEY"] = self.api_key

    @property
    def connection(self) -> dict[str, str]:
        """The connection options of a task."""
        return {"api_url": self.api_url, "api_key": self.api_key}

    @property
    def environment(self) -> dict[str, str]:
        """The same as environment variables."""
        return {"DIGICERT_API_URL": self.api_url, "DIGICERT_API_KEY": self.api_key}

    # The operator's side: each returns the JSON of the answer and fails the test when it is refused.

    def get(self, path: str) -> Json:
        return self._admin("GET", path)

    def post(self, path: str, body: Json = None) -> Json:
        return self._admin("POST", path, {} if body is None else body)

    def patch(self, path: str, body: Json) -> Json:
        return self._admin("PATCH", path, body)

    def delete(self, path: str) -> Json:
        return self._admin("DELETE", path)

    def root(self) -> str:
        """Return the PEM of the root certificate."""
        return self._send("GET", f"{self.admin_url}/ca/root.pem", None).text

    # The moves that tests make most

    def reset(self) -> None:
        """Go back to the first start: no orders, default settings, no faults, nothing received."""
        self.post("/reset")
        self.delete("/faults")
        self._pass_midnight()
        self.delete("/received")

    def _pass_midnight(self) -> None:
        # Rules count in whole days: a test whose steps lie on two days would see what another run does not.
        now = datetime.datetime.now(datetime.timezone.utc)
        tomorrow = datetime.datetime.combine(now.date() + datetime.timedelta(days=1), datetime.time(), now.tzinfo)
        left = (tomorrow - now).total_seconds()
        if left < _LONGEST_TEST:
            self.advance(seconds=left + 1)

    def settings(self, **changes: t.Any) -> None:
        self.patch("/settings", changes)

    def advance(self, **spans: float) -> None:
        """Move the sandbox's clock by `days`, `hours`, `minutes`, `seconds`."""
        self.post("/clock", {"advance": spans})

    def fault(self, kind: str, method: t.Optional[str] = None, path: str = "^/", **more: t.Any) -> None:
        """Switch a fault on for requests of *method* whose path below the base matches *path*; once unless `times` says more."""
        self.post("/faults", {"kind": kind, "match": {"method": method, "path": path}, "times": 1, **more})

    def key(self, role: str) -> str:
        """Return a new API key of *role*."""
        return str(self.post("/keys", {"role": role})["api_key"])

    def orders(self) -> list[dict[str, t.Any]]:
        """Return every order with its `certificates`, oldest first."""
        return list(self.get("/orders")["orders"])

    def order(self, order_id: int) -> dict[str, t.Any]:
        return dict(self.get(f"/orders/{order_id}"))

    def received(self) -> list[dict[str, t.Any]]:
        """Return the API requests since the last `forget`, oldest first: `method`, `path`, `body`, `status`, `fault`."""
        return list(self.get("/received")["requests"])

    def calls(self) -> dict[str, int]:
        """Return `{"reads", "writes"}` of the API requests since the last `forget`."""
        return dict(self.get("/received")["totals"])

    def forget(self) -> None:
        """Forget the API requests received so far."""
        self.delete("/received")

    def call(self, method: str, path: str, body: Json = None) -> requests.Response:
        """Send an API request of somebody else, with the administrator's key; it must succeed."""
        return self._send(method, self.api_url + path, body)

    def _admin(self, method: str, path: str, body: Json = None) -> Json:
        return self._send(method, self.admin_url + path, body).json()

    def _send(self, method: str, url: str, body: Json) -> requests.Response:
        answer = self._session.request(method, url, json=body, timeout=_SECONDS, verify=self.ca_path or True)
        assert answer.ok, f"{method} {url}: {answer.text}"
        return answer
