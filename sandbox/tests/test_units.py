# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small parts on their own."""

from datetime import date
from pathlib import Path

import pytest
from sandbox_client import csr, public_pem

from certcentral_sandbox import errors, rates, routes, settings
from certcentral_sandbox.csr import BadCsr, public_key
from certcentral_sandbox.entities import ApiKey
from certcentral_sandbox.received import Received
from certcentral_sandbox.store import Store
from certcentral_sandbox.times import parse_moment, years_after
from certcentral_sandbox.validity import last_day


def test_leap_days() -> None:
    assert years_after(date(2028, 2, 29), 1) == date(2029, 3, 1)
    assert last_day({"years": 2}, date(2030, 1, 31)) == date(2032, 1, 31)
    assert last_day({"days": 10}, date(2030, 1, 31)) == date(2030, 2, 10)


def test_moments() -> None:
    assert parse_moment("2030-01-02").isoformat() == "2030-01-02T00:00:00+00:00"
    assert parse_moment("2030-01-02T03:00:00+02:00").isoformat() == "2030-01-02T01:00:00+00:00"


def test_keys_of_csrs() -> None:
    assert public_key(csr("ec")) == public_key(public_pem("ec"), bare_key_allowed=True)
    for text in (public_pem("rsa"), "", "-----BEGIN CERTIFICATE REQUEST-----", "ZZ"):
        with pytest.raises(BadCsr):
            public_key(text)


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "state")
    key = ApiKey(id=1, digest="d", name="n", role="standard", user_id=1)
    with pytest.raises(RuntimeError), store.transaction():
        store.put(key)
        raise RuntimeError
    assert store.all(ApiKey) == []
    with store.transaction():
        store.put(key)
    assert store.where(ApiKey, "digest", "d") == [key]
    store.close()


def test_rolling_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(rates.time, "monotonic", lambda: now[0])
    limits = rates.RateLimits()

    def allowed(requests: int, key: str = "k") -> list[bool]:
        return [limits.allows(key, rates.DOCUMENTED) for dummy in range(requests)]

    assert allowed(101) == [True] * 100 + [False]
    assert allowed(1, "other") == [True]
    now[0] = 4.9
    assert allowed(1) == [False]
    for burst in range(1, 10):
        now[0] = burst * 5.0
        assert allowed(100) == [True] * 100
    now[0] = 100.0
    assert allowed(1) == [False]
    now[0] = 180.0
    assert allowed(101) == [True] * 100 + [False]


def test_a_window_rolls_and_refused_requests_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(rates.time, "monotonic", lambda: now[0])
    limits, windows = rates.RateLimits(), (rates.Window(count=2, seconds=1.0),)
    seen = []
    for moment in (0.0, 0.6, 0.9, 1.0, 1.5, 1.6):
        now[0] = moment
        seen.append(limits.allows("k", windows))
    assert seen == [True, True, False, True, False, True]


def test_masking_survives_odd_bodies() -> None:
    received = Received()
    now = parse_moment("2030-01-02")
    bodies = (b'{"credit_card": "4111111111111111"}', b"4111111111111111 {", b'{"credit_card": {"cvv": "8"}}')
    rows = [received.add(now, "POST", "/x", "", body, None) for body in bodies]
    assert [row["body"] for row in rows] == [
        {"credit_card": "********"},
        "18 bytes that are not JSON",
        {"credit_card": {"cvv": "********"}},
    ]


def test_codes_are_either_known_or_guessed() -> None:
    assert not set(errors.KNOWN) & set(errors.GUESSED)
    assert all(400 <= status < 600 and text for status, text in errors.CODES.values())


def test_fixed_paths_come_before_variables() -> None:
    found = routes.find("GET", "/order/certificate/status-changes")
    assert found is not None
    assert found[0].handler.__name__ == "status_changes"
    assert routes.find("GET", "/order/certificate/1/2/3") is None


def test_every_setting_and_quirk_is_described() -> None:
    for model in (settings.Settings, settings.Quirks):
        assert all(field.description for field in model.model_fields.values())
