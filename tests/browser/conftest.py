# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Chromium without a screen, and what it says of a page: `make molecule` installs it."""

from __future__ import annotations

import json
import pathlib
import shutil
import typing as t

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

_ROOT = pathlib.Path(__file__).resolve().parents[2]
_LOOK = (pathlib.Path(__file__).parent / "look.js").read_text(encoding="utf-8")
#: Where the pictures are, for the eyes of a person.
PICTURES = _ROOT / ".cache" / "browser"


class Browser:
    """Opens pages from the disk, as a reader who got one by mail."""

    def __init__(self, driver: webdriver.Chrome, directory: pathlib.Path) -> None:
        self._driver = driver
        self._file = directory / "page.html"

    def open(self, page: str, width: int, dark: bool = False, media: str = "screen") -> None:
        """Show *page* in a window of that width and the height of the page."""
        self._file.write_text(page, encoding="utf-8")
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._command("Emulation.setEmulatedMedia", media=media, features=[scheme])
        self._size(width, 900)
        # What was logged belongs to the page before.
        self.complaints()
        self.requests()
        self._driver.get(self._file.as_uri())
        self._size(width, self._driver.execute_script("return document.documentElement.scrollHeight"))

    def look(self) -> dict[str, t.Any]:
        """Return what look.js finds: sizes and places in pixels."""
        return dict(self._driver.execute_script(_LOOK))

    def complaints(self) -> list[str]:
        """Return what the console says."""
        return [entry["message"] for entry in self._driver.get_log("browser")]

    def requests(self) -> list[str]:
        """Return the addresses that were asked for, the page itself left out."""
        events = (json.loads(entry["message"])["message"] for entry in self._driver.get_log("performance"))
        found = [
            event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"
        ]
        return [url for url in found if url != self._file.as_uri()]

    def picture(self, name: str) -> None:
        """Keep a picture of the page."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self._driver.save_screenshot(str(PICTURES / f"{name}.png"))

    def _size(self, width: int, height: int) -> None:
        self._command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    def _command(self, name: str, **arguments: t.Any) -> None:
        self._driver.execute_cdp_cmd(name, arguments)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Browser]:
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert program is not None, "chromium is not installed; run the tests through `make molecule`"
    assert driver is not None, "chromium-driver is not installed; run the tests through `make molecule`"
    options = Options()
    options.binary_location = program
    # Root has no sandbox, and a container little shared memory.
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    started = webdriver.Chrome(options=options, service=Service(driver))
    yield Browser(started, tmp_path_factory.mktemp("browser"))
    started.quit()
