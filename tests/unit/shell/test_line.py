# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of an entry of `client_certs`: what is a path on the host is not made whole on the controller."""

from __future__ import annotations

from ansible_collections.certops.digicert.plugins.module_utils._ansible.line import Typed


def test_paths_stay_those_of_the_host() -> None:
    entry = {
        "certificate": {"alternative_order_id": "robin"},
        "directory": "~/pki/$NAME",
        "nss_databases": [{"path": "~/.thunderbird/$NAME", "passphrase": "x"}],
    }
    found, problems = Typed()(entry)
    assert problems == []
    assert found["directory"] == "~/pki/$NAME"
    assert found["nss_databases"] == [{"path": "~/.thunderbird/$NAME", "passphrase": "x"}]
