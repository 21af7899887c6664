# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The work of ``client_cert_keys``: a list of certificates in, a request for the key of each out."""

from __future__ import annotations

import typing as t

from .._core import key_rules
from .._files.declare import declare
from .._files.ensure import ensure
from .._files.in_place import serial_in_place
from .._files.key_of import Outcome, declare_key, ensure_key, problems
from .._files.layout import place_problems
from . import client_cert_files, places

_AS_FOR_FILES = ("directory", "name", "owner", "group", "key_mode", "directory_mode", "setype")
#: What may be said of the files that the certificate will be placed in.
_PLACED = (
    "outputs",
    "files",
    "passphrase",
    "friendly_name",
    "keystore_type",
    "nss_databases",
    "key_history",
    "keep",
    "validate",
    "validate_timeout",
    "mode",
)

ENTRY: dict[str, dict[str, t.Any]] = {
    **{option: client_cert_files.SPEC[option] for option in _AS_FOR_FILES},
    # The word key makes Ansible ask.
    "key": {
        "type": "dict",
        "no_log": False,
        "options": {
            "type": {"type": "str", "choices": [key_rules.RSA, key_rules.ECC], "default": key_rules.RSA},
            "size": {"type": "int", "choices": list(key_rules.SIZES), "default": 3072},
            "curve": {"type": "str", "choices": list(key_rules.CURVES), "default": key_rules.CURVES[0]},
        },
    },
    "passphrase": client_cert_files.PASSPHRASE,
    "subject": {"type": "dict"},
    "emails": {"type": "list", "elements": "str"},
    "rotate": {"type": "bool", "default": False},
    "placement": {"type": "dict", "options": {option: client_cert_files.SPEC[option] for option in _PLACED}},
    "ready": {"type": "bool", "default": False},
}

SPEC: dict[str, dict[str, t.Any]] = {
    "certificates": {"type": "list", "elements": "dict", "required": True, "options": ENTRY},
}

Entry = places.Entry


def work(module: t.Any) -> dict[str, t.Any]:
    """Return the result of the run. Raises ``FilesError``, with the results, where a certificate failed."""
    return places.each(module, module.params["certificates"], _problems, _result)


def _result(module: t.Any, entry: Entry, warn: places.Warn) -> dict[str, t.Any]:
    """Ensure one certificate's key and return its result."""
    outcome, serial_number, files = _ensured(module, entry, warn)
    return {
        "changed": outcome.changed,
        "action": outcome.action,
        "reason": outcome.reason,
        "key": outcome.key,
        "csr": outcome.csr,
        "rotating": outcome.rotating,
        "placed": outcome.placed,
        "serial_number": serial_number,
        "files": files,
        "diff": {"before": "", "after": f"{entry['name']}: {outcome.key} ({outcome.reason})\n"},
    }


def _ensured(module: t.Any, entry: Entry, warn: places.Warn) -> tuple[Outcome, t.Optional[str], dict[str, str]]:
    """Return what became of the key, the serial number of the certificate that is in place as declared, and where the files are to be."""
    of_files = {option: spec.get("default") for option, spec in client_cert_files.SPEC.items()}
    place = {option: entry[option] for option in _AS_FOR_FILES}
    params = {
        **of_files,
        **place,
        "state": "ready",
        "key_passphrase": entry["passphrase"],
        **(entry["placement"] or {}),
    }
    declared, port = declare(params), client_cert_files.AnsiblePort(module, entry["setype"], warn)
    if entry["ready"]:
        # What cannot be placed gets no key either.
        ensure(declared, port, check_mode=True)
    outcome = ensure_key(declared, declare_key(entry), port, module.check_mode)
    if entry["placement"] is None:
        return outcome, None, {}
    serial_number = serial_in_place({**params, "state": "present"}, declared.layout, port) if outcome.placed else None
    files = {output: declared.layout.file(name) for output, name in declared.wanted.files.items()}
    return outcome, serial_number, files


def _problems(entry: Entry) -> list[str]:
    """Return what is wrong with an entry, a clause each."""
    return [*place_problems(entry["directory"], entry["name"]), *problems(declare_key(entry))]
