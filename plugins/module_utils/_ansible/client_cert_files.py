# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The work of ``client_cert_files``: options in, the files of one certificate ensured, result out."""

from __future__ import annotations

import contextlib
import typing as t

from .._core.errors import FilesError
from .._core.file_set import DEFAULT_OUTPUTS, KEYSTORES, OUTPUTS
from .._files import report
from .._files.declare import ATTRIBUTES, declare
from .._files.ensure import ensure

_PASSPHRASE: dict[str, t.Any] = {"type": "str", "no_log": True}

SPEC: dict[str, dict[str, t.Any]] = {
    "state": {"type": "str", "choices": ["present", "previous", "absent"], "default": "present"},
    "directory": {"type": "path", "required": True},
    "name": {"type": "str", "required": True},
    "certificate": {"type": "str"},
    "chain": {"type": "list", "elements": "str"},
    "root": {"type": "str"},
    "outputs": {"type": "list", "elements": "str", "choices": list(OUTPUTS), "default": list(DEFAULT_OUTPUTS)},
    "files": {"type": "dict"},
    "key_passphrase": _PASSPHRASE,
    "passphrase": _PASSPHRASE,
    "friendly_name": {"type": "str"},
    "keystore_type": {"type": "str", "choices": list(KEYSTORES), "default": "PKCS12"},
    # Paths are no secret; see secrets.py for what keeps a broken entry from being shown.
    "nss_databases": {
        "type": "list",
        "elements": "dict",
        "no_log": False,
        "options": {"path": {"type": "path", "required": True}, "passphrase": _PASSPHRASE},
    },
    "expected": {
        "type": "dict",
        "options": {"emails": {"type": "list", "elements": "str"}, "common_name": {"type": "str"}},
    },
    # The word key makes Ansible ask.
    "key_history": {"type": "bool", "no_log": False},
    "keep": {"type": "int", "default": 3},
    "validate": {"type": "str"},
    "generation": {"type": "int"},
    "purge": {"type": "bool", "default": False},
    "owner": {"type": "str"},
    "group": {"type": "str"},
    "mode": {"type": "raw", "default": ATTRIBUTES["mode"]},
    "key_mode": {"type": "raw", "default": ATTRIBUTES["key_mode"], "no_log": False},
    "directory_mode": {"type": "raw", "default": ATTRIBUTES["directory_mode"]},
    "setype": {"type": "str"},
}

CONSTRAINTS: dict[str, t.Any] = {"required_if": [("state", "present", ("certificate",))]}


def work(module: t.Any) -> dict[str, t.Any]:
    """Return the result of the run. Raises ``FilesError``."""
    declared = declare(module.params)
    return report.result(declared, ensure(declared, FileAttributes(module), module.check_mode))


class FileAttributes:
    """Owner, group, mode and SELinux context, by Ansible's own hand."""

    def __init__(self, module: t.Any) -> None:
        self._module = module
        given = module.params
        self._given = {"owner": given["owner"], "group": given["group"], "setype": given["setype"] or "_default"}

    def differs(self, path: str, mode: int) -> bool:
        """Tell whether *path* has others."""
        with self._patched(check_mode=True):
            return self._ensure(path, mode, path)

    def apply(self, path: str, mode: int, place: str) -> bool:
        """Give them to *path*; the default SELinux context is that of *place*. Tells whether something changed."""
        with self._patched(check_mode=False):
            return self._ensure(path, mode, place)

    def warn(self, text: str) -> None:
        """Warn."""
        self._module.warn(text)

    def _ensure(self, path: str, mode: int, place: str) -> bool:
        wanted = self._module.load_file_common_arguments({**self._given, "mode": mode}, path=place)
        return bool(self._module.set_fs_attributes_if_different({**wanted, "path": path}, False, expand=False))

    @contextlib.contextmanager
    def _patched(self, check_mode: bool) -> t.Iterator[None]:
        """Let Ansible look or act, and raise where it would end the process: what was begun has to be brought into order."""
        module = self._module
        before = module.check_mode
        module.check_mode, module.fail_json = check_mode, _refuse
        try:
            yield
        finally:
            module.check_mode = before
            del module.fail_json


def _refuse(msg: str, **more: t.Any) -> t.NoReturn:
    path, reason = more.get("path"), more.get("exception") or more.get("details")
    raise FilesError(
        f"{msg}{f' ({reason})' if reason else ''}{f' on {path}' if path else ''}; the set that was in use still is; look at owner, "
        "group, mode and setype."
    )
