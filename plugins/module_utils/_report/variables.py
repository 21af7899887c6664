# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The variables of roles and playbooks. What nobody reads is a typing error: a limit with one lets everything through."""

from __future__ import annotations

import difflib
import typing as t

from .reader import Reader

PREFIX = "client_cert_"

#: Whoever uses the roles for halves of the line has variables of theirs too.
_OTHER_ROLES = ("client_cert_csr_", "client_cert_deploy_")

#: Of the role ``client_cert``, without the prefix.
ROLE = (
    "certificate",
    "certificates",
    "connection",
    "directory",
    "directory_mode",
    "expected_plans",
    "files",
    "friendly_name",
    "group",
    "keep",
    "key",
    "key_history",
    "key_mode",
    "keystore_type",
    "mode",
    "name",
    "nss_databases",
    "output_passphrase",
    "outputs",
    "owner",
    "passphrase",
    "peers",
    "pending_fail_days",
    "prices",
    "rotate",
    "setype",
    "subject",
    "units",
    "validate",
)

#: Of the playbooks, without the prefix.
PLAYBOOKS = (
    "allow_empty",
    "expect_no_changes",
    "expected_plan",
    "hosts",
    "max_cost",
    "max_purchases",
    "max_revocations",
    "plan_directory",
    "plan_formats",
    "plan_mode",
    "plan_name",
    "plan_title",
    "report_directory",
    "report_fail_at",
    "report_formats",
    "report_mode",
    "report_name",
    "report_scope",
    "report_soon_days",
    "report_title",
    "report_today",
    "revoke_comments",
    "revoke_confirm",
    "revoke_email",
    "revoke_flow",
    "revoke_ids",
    "revoke_immediately",
    "revoke_purge",
    "revoke_skip_approval",
    "rollback_generation",
    "rollback_name",
    "serial",
)

#: What tasks of roles and playbooks set, without the prefix.
FACTS = (
    "declared",
    "failure",
    "failures",
    "line",
    "plan",
    "plan_digest",
    "planned",
    "report_account",
    "report_counts",
    "report_declared",
    "report_held",
    "report_read",
    "report_rows",
    "result",
    "results",
    "revoke_by_address",
    "revoke_by_email",
    "revoke_by_id",
    "revoke_chosen",
    "revoke_declared",
    "revoke_ended",
    "revoke_given",
    "revoke_here",
    "revoke_missing",
    "revoke_nameless",
    "revoke_old",
    "revoke_rows",
    "revoke_theirs",
    "revoke_unique",
    "rollback_declared",
    "shared",
)

_KNOWN = frozenset(f"{PREFIX}{name}" for name in (*ROLE, *PLAYBOOKS, *FACTS))
_OFFERED = tuple(f"{PREFIX}{name}" for name in (*ROLE, *PLAYBOOKS))


def unknown(names: t.Any) -> list[str]:
    """Return a sentence for each of *names* that begins like one of ours and is none."""
    found = Reader("unknown_variables", {"names": names}).texts("names")
    return [_sentence(name) for name in sorted(set(found)) if _is_unknown(name)]


def _is_unknown(name: str) -> bool:
    return name.startswith(PREFIX) and name not in _KNOWN and not name.startswith(_OTHER_ROLES)


def _sentence(name: str) -> str:
    nearest = difflib.get_close_matches(name, _OFFERED, n=1)
    meant = f"did you mean {nearest[0]}?" if nearest else "name variables of your own otherwise."
    return f"{name} is no variable of this collection; {meant}"
