# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The work of ``client_cert_files``: options in, the files of one certificate, or of each of a list, ensured, result out."""

from __future__ import annotations

import contextlib
import functools
import typing as t

from .._core.errors import FilesError
from .._core.file_set import DEFAULT_OUTPUTS, KEYSTORES, OUTPUTS
from .._files import report
from .._files.declare import declare, problems
from .._files.ensure import ensure
from . import places

PASSPHRASE: dict[str, t.Any] = {"type": "str", "no_log": True}

#: The options of one certificate.
SPEC: dict[str, dict[str, t.Any]] = {
    "state": {"type": "str", "choices": ["present", "ready", "previous", "absent"], "default": "present"},
    "directory": {"type": "path", "required": True},
    "name": {"type": "str", "required": True},
    "certificate": {"type": "str"},
    "chain": {"type": "list", "elements": "str"},
    "root": {"type": "str"},
    "outputs": {"type": "list", "elements": "str", "choices": list(OUTPUTS), "default": list(DEFAULT_OUTPUTS)},
    "files": {"type": "dict"},
    "key_passphrase": PASSPHRASE,
    "passphrase": PASSPHRASE,
    "friendly_name": {"type": "str"},
    "keystore_type": {"type": "str", "choices": list(KEYSTORES), "default": "PKCS12"},
    # Paths are no secret; see secrets.py for what keeps a broken entry from being shown.
    "nss_databases": {
        "type": "list",
        "elements": "dict",
        "no_log": False,
        "options": {"path": {"type": "path", "required": True}, "passphrase": PASSPHRASE},
    },
    "expected": {
        "type": "dict",
        "options": {"emails": {"type": "list", "elements": "str"}, "common_name": {"type": "str"}},
    },
    # The word key makes Ansible ask.
    "key_history": {"type": "bool", "no_log": False},
    "keep": {"type": "int", "default": 3},
    "validate": {"type": "str"},
    "validate_timeout": {"type": "int", "default": 120},
    "generation": {"type": "int"},
    "purge": {"type": "bool", "default": False},
    "owner": {"type": "str"},
    "group": {"type": "str"},
    "mode": {"type": "raw"},
    "key_mode": {"type": "raw", "no_log": False},
    "directory_mode": {"type": "raw"},
    "setype": {"type": "str"},
}

_OF_ONE: dict[str, t.Any] = {"required_if": [("state", "present", ("certificate",))]}

#: The options of the module: those of one certificate, or a list.
ARGUMENTS: dict[str, dict[str, t.Any]] = {
    **{name: {key: value for key, value in option.items() if key != "required"} for name, option in SPEC.items()},
    "certificates": {"type": "list", "elements": "dict", "options": SPEC, **_OF_ONE},
}

CONSTRAINTS: dict[str, t.Any] = {
    "required_one_of": [("directory", "certificates")],
    "required_together": [("directory", "name")],
    "required_if": [("state", "present", ("certificate", "certificates"), True)],
}


def work(module: t.Any) -> dict[str, t.Any]:
    """Return the result of the run. Raises ``FilesError``, with the results, where a certificate of a list failed."""
    entries = module.params["certificates"]
    if entries is None:
        return _result(module, module.params, module.warn)
    elsewhere = [name for name, option in SPEC.items() if module.params[name] != option.get("default")]
    if elsewhere:
        raise FilesError(
            f"Nothing was changed: {', '.join(elsewhere)} beside certificates would be for nothing; declare it in each entry."
        )
    return places.each(module, entries, problems, _result)


def _result(module: t.Any, params: t.Mapping[str, t.Any], warn: places.Warn) -> dict[str, t.Any]:
    declared = declare(params)
    port = AnsiblePort(module, params["setype"], warn)
    return report.result(declared, ensure(declared, port, module.check_mode))


class AnsiblePort:
    """What only Ansible knows: the SELinux context of a path, and how to warn."""

    def __init__(self, module: t.Any, setype: t.Optional[str], warn: places.Warn) -> None:
        self._module = module
        self._warn = warn
        self._setype = setype or "_default"

    def label(self, path: str, place: str, write: bool) -> bool:
        """Give *path* the context that is declared, or the default one of *place*; tell whether it was another."""
        module = self._module
        # Where the file system has one context for all, there is nothing to give.
        if not module.selinux_enabled() or module.is_special_selinux_path(place)[0]:
            return False
        with self._patched(not write, place):
            wanted = module.load_file_common_arguments({"setype": self._setype}, path=place)["secontext"]
            return bool(module.set_context_if_different(path, wanted, False))

    def warn(self, text: str) -> None:
        """Warn."""
        self._warn(text)

    @contextlib.contextmanager
    def _patched(self, check_mode: bool, place: str) -> t.Iterator[None]:
        """Let Ansible look or act, and raise where it would end the process: what was begun has to be brought into order."""
        module = self._module
        before = module.check_mode
        module.check_mode, module.fail_json = check_mode, functools.partial(_refuse, place)
        try:
            yield
        finally:
            module.check_mode = before
            del module.fail_json


def _refuse(place: str, msg: str, **more: t.Any) -> t.NoReturn:
    reason = more.get("exception") or more.get("details")
    raise FilesError(f"{msg}{f' ({reason})' if reason else ''} on {place}; look at setype.")
