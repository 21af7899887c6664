# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a certificate must be before it replaces another one."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError

from .authority import certificate, hierarchy, issue
from .host import Host

ROOT, INTERMEDIATE = hierarchy().root, hierarchy().intermediate
OTHER_ROOT = issue("Other Root", "Other Root", "Other Root", ca=True)
#: Has the name of the root, and another key.
FALSE_ROOT = issue("Root", "False Root", "Root", ca=True, signer="False Root")
FROM_ROOT = issue("alice", "alice", "Root", emails=("alice@example.com",))
#: Says that the issuing CA issued it, which did not.
FORGED = issue("alice", "alice", "Issuing CA", signer="somebody")


@pytest.mark.parametrize(
    "expected",
    [
        None,
        {},
        {"emails": ["alice@example.com"]},
        {"emails": ["bob@example.com", "alice@EXAMPLE.COM"]},
        {"common_name": "ALICE"},
        {"emails": ["bob@example.com"], "common_name": "alice"},
    ],
)
def test_the_name_as_ordered(host: Host, expected: t.Any) -> None:
    assert host.run(expected=expected)["action"] == "place"


@pytest.mark.parametrize(
    ("expected", "ordered"),
    [
        ({"emails": ["bob@example.com"]}, "bob@example.com"),
        ({"emails": ["Alice@example.com"]}, "Alice@example.com"),
        ({"common_name": "alice@example.com"}, "alice@example.com"),
        ({"emails": ["bob@example.com"], "common_name": "Bob"}, "bob@example.com or Bob"),
    ],
)
def test_another_name_than_ordered(host: Host, expected: t.Any, ordered: str) -> None:
    before = host.snapshot()
    with pytest.raises(
        FilesError, match=rf"is for alice@example\.com, alice and not for {ordered}; nothing was replaced"
    ):
        host.run(expected=expected)
    assert host.snapshot() == before


@pytest.mark.parametrize(
    ("begins", "ends", "told"),
    [
        (
            -30,
            -0.01,
            r"expired at .* and the host's clock says .*; nothing was replaced; renew it, or set the host's clock",
        ),
        (1.1, 30, r"is valid from .* on and the host's clock says .*; nothing was replaced; look at the host's clock"),
    ],
)
def test_not_valid_today(host: Host, begins: float, ends: float, told: str) -> None:
    with pytest.raises(FilesError, match=told):
        host.run(certificate=certificate(begins=begins, ends=ends))


def test_an_issuer_that_is_not_valid_any_more(host: Host) -> None:
    expired = issue("Issuing CA", "Issuing CA", "Root", ca=True, begins=-30, ends=-0.01)
    with pytest.raises(
        FilesError, match=r"Certificate 1 of the chain \(CN=Issuing CA\) expired at .*; nothing was replaced"
    ):
        host.run(chain=[expired])


def test_a_clock_may_be_some_hours_behind(host: Host) -> None:
    assert host.run(certificate=certificate(begins=0.9))["action"] == "place"


@pytest.mark.parametrize(
    ("leaf", "chain", "root"),
    [
        (certificate(), [INTERMEDIATE], ROOT),
        (certificate(), [INTERMEDIATE], None),
        (certificate(), [INTERMEDIATE, ROOT], ROOT),
        (certificate(), [INTERMEDIATE + ROOT], None),
        (FROM_ROOT, [], ROOT),
        (FROM_ROOT, None, ROOT),
    ],
)
def test_a_complete_chain(host: Host, leaf: str, chain: t.Any, root: t.Optional[str]) -> None:
    assert host.run(certificate=leaf, chain=chain, root=root)["action"] == "place"


@pytest.mark.parametrize(
    ("leaf", "chain", "root", "told"),
    [
        (certificate(), [], None, "chain is empty and there is no root that issued CN=alice"),
        (certificate(), [], ROOT, "The chain ends at CN=alice, which the root CN=Root did not issue"),
        (
            certificate(),
            [INTERMEDIATE],
            OTHER_ROOT,
            "ends at CN=Issuing CA, which the root CN=Other Root did not issue",
        ),
        (certificate(), [INTERMEDIATE], FALSE_ROOT, "ends at CN=Issuing CA, which the root CN=Root did not issue"),
        (certificate(), [ROOT], ROOT, r"Certificate 1 of the chain \(CN=Root\) did not issue CN=alice"),
        (certificate(), [ROOT, INTERMEDIATE], ROOT, r"Certificate 1 of the chain \(CN=Root\) did not issue CN=alice"),
        (
            certificate(),
            [INTERMEDIATE, OTHER_ROOT],
            None,
            r"Certificate 2 of the chain \(CN=Other Root\) did not issue",
        ),
        (FORGED, [INTERMEDIATE], ROOT, r"Certificate 1 of the chain \(CN=Issuing CA\) did not issue CN=alice"),
    ],
)
def test_a_chain_that_does_not_lead_to_the_root(
    host: Host, leaf: str, chain: list[str], root: t.Optional[str], told: str
) -> None:
    with pytest.raises(FilesError, match=told):
        host.run(certificate=leaf, chain=chain, root=root)


def test_nothing_is_verified_when_nothing_is_placed(host: Host) -> None:
    host.settle()
    assert host.run(expected={"common_name": "Bob"})["changed"] is False


def test_signatures_are_checked_by_an_old_library_too(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before version 40 cryptography does not do it itself."""
    from ansible_collections.certops.digicert.plugins.module_utils._files import verify

    monkeypatch.setattr(verify, "hasattr", lambda _thing, _name: False, raising=False)
    with pytest.raises(FilesError, match="did not issue"):
        host.run(certificate=FORGED)
    assert host.run()["action"] == "place"
