# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Options into :class:`Declared`; every broken one is named at once, and no value of a secret is repeated."""

from __future__ import annotations

import grp
import os
import pwd
import re
import shlex
import typing as t

from .._core.errors import FilesError
from .._core.file_set import KEY, MANIFEST, OUTPUTS, PROTECTED, Leaf, Manifest, Wanted, file_names
from .._formats import passphrase
from . import certificates
from .attributes import Given
from .declared import Database, Declared
from .layout import PLAIN_NAME, UNPROVEN, Layout, place_problems, plain_name, text_problem

Params = t.Mapping[str, t.Any]

#: What only a new set is given; a set that comes back has its own.
_ATTRIBUTES = ("owner", "group", "mode", "key_mode", "directory_mode", "setype")
_MODES = ("mode", "key_mode", "directory_mode")
#: Options that are or hold a path, or are handed to the system as text.
_TEXTS = ("directory", "name", "validate", "owner", "group", "setype", "friendly_name")
_SECRETS = ("passphrase", "key_passphrase")

_OCTAL = re.compile(r"0?[0-7]{3}\Z")
#: A directory may hand on its group.
_OCTAL_OF_DIRECTORY = re.compile(r"0?2?[0-7]{3}\Z")
#: The highest number stands for none.
_HIGHEST_ID = 2**32 - 2


def declare(params: Params) -> Declared:
    """Return what the task declares. Raises ``FilesError``."""
    found = problems(params)
    if found:
        raise FilesError(f"Nothing was changed: {'; '.join(found)}.")
    if params["state"] != "present":
        return Declared(wanted=_without_certificate(params), **_common(params), **_for_outputs(params))
    return _with_certificate(params)


def problems(params: Params) -> list[str]:
    """Return what is wrong with the options, a clause each."""
    return list(_unusable_texts(params)) or list(_problems(params))


def declare_in_use(params: Params, held: Manifest) -> Declared:
    """Return what the task would declare with the certificate, chain and root of the set in use. Raises ``FilesError``."""
    certificate = certificates.one(held.certificate or "", "certificate")
    wanted = _wanted(params, certificates.leaf(certificate), tuple(held.made_from["chain"]), held.made_from["root"])
    return Declared(wanted=wanted, certificate=certificate, **_common(params), **_for_outputs(params))


def _common(params: Params) -> dict[str, t.Any]:
    return {
        "layout": Layout(os.path.normpath(params["directory"]), params["name"]),
        "given": Given(
            _id("owner", params["owner"]),
            _id("group", params["group"]),
            *(_mode(option, params[option]) for option in _MODES),
        ),
        "key_passphrase": _bytes(params["key_passphrase"]),
        "validate": tuple(shlex.split(params["validate"] or "")),
        "validate_timeout": params["validate_timeout"],
    }


def _without_certificate(params: Params) -> Wanted:
    return Wanted(
        name=params["name"],
        state=params["state"],
        files=_files(params),
        friendly_name=(params["friendly_name"] or params["name"])
        if PROTECTED.intersection(params["outputs"])
        else None,
        keep=params["keep"],
        generation=params["generation"],
        purge=params["purge"],
    )


def _with_certificate(params: Params) -> Declared:
    certificate = certificates.one(params["certificate"], "certificate")
    chain = certificates.several(params["chain"] or [], "chain")
    root = certificates.one(params["root"], "root") if params["root"] else None
    expected = params["expected"] or {}
    return Declared(
        wanted=_wanted(
            params,
            certificates.leaf(certificate),
            tuple(certificates.sha256(pem) for pem in chain),
            certificates.sha256(root) if root else None,
        ),
        certificate=certificate,
        chain=chain,
        root=root,
        expected_emails=tuple(expected.get("emails") or ()),
        expected_common_name=expected.get("common_name"),
        **_common(params),
        **_for_outputs(params),
    )


def _wanted(params: Params, leaf: Leaf, chain: tuple[str, ...], root: t.Optional[str]) -> Wanted:
    """Return what is wanted with a certificate; *chain* and *root* are the SHA-256 of each."""
    outputs, history = frozenset(params["outputs"]), params["key_history"]
    return Wanted(
        name=params["name"],
        state="present",
        files=_files(params),
        leaf=leaf,
        chain=chain,
        root=root,
        friendly_name=(params["friendly_name"] or params["name"]) if PROTECTED & outputs else None,
        keystore_type=params["keystore_type"] if "keystore" in outputs else None,
        key_history=leaf.protects_mail if history is None else history,
        keep=params["keep"],
    )


def _for_outputs(params: Params) -> dict[str, t.Any]:
    return {
        # One that nothing is protected with makes no difference.
        "passphrase": _bytes(params["passphrase"]) if PROTECTED.intersection(params["outputs"]) else None,
        "friendly_name": params["friendly_name"] or params["name"],
        "keystore_type": params["keystore_type"],
        "databases": tuple(
            Database(one["path"], _bytes(one["passphrase"]) or b"") for one in params["nss_databases"] or []
        ),
    }


def _files(params: Params) -> dict[str, str]:
    chosen = [output for output in OUTPUTS if output in params["outputs"]]
    return file_names(params["name"], chosen, params["keystore_type"], params["files"] or {})


def _unusable_texts(params: Params) -> t.Iterator[str]:
    """Yield what no system call and no program can be given."""
    databases = params["nss_databases"] or []
    texts = [(option, params[option]) for option in _TEXTS]
    texts += [(f"files.{output}", file) for output, file in (params["files"] or {}).items()]
    texts += [("nss_databases.path", one["path"]) for one in databases]
    yield from filter(None, (text_problem(option, text) for option, text in texts))
    secrets = [(option, params[option]) for option in _SECRETS]
    secrets += [("nss_databases.passphrase", one["passphrase"]) for one in databases]
    for option, secret in secrets:
        if secret is not None and any("\ud800" <= sign <= "\udfff" for sign in secret):
            yield f"{option} holds half of a character (a lone surrogate)"


def _problems(params: Params) -> t.Iterator[str]:
    name = params["name"]
    yield from place_problems(params["directory"], name)
    if plain_name(name):
        yield from _file_problems(params, name)
    yield from _access_problems(params)
    if params["validate_timeout"] < 1:
        yield "validate_timeout must be 1 second or more"
    if params["keep"] < 0:
        yield "keep must not be negative"
    try:
        shlex.split(params["validate"] or "")
    except ValueError as error:
        yield f"validate cannot be split into a command and its arguments ({error})"
    if params["state"] in ("present", "ready"):
        yield from _output_problems(params)
    if params["state"] == "present" and "root" in params["outputs"] and not params["root"]:
        yield "root in outputs needs root"
    if params["state"] == "previous":
        useless = [option for option in _ATTRIBUTES if params[option] not in (None, "")]
        if useless:
            yield f"{', '.join(useless)} with state=previous has no effect: a set comes back with what it had"


def _access_problems(params: Params) -> t.Iterator[str]:
    for option in _MODES:
        if params[option] not in (None, "") and _mode(option, params[option]) is None:
            yield f'{option} must be three octal digits as a quoted text, such as "0640"'
    for option in ("owner", "group"):
        if params[option] and _id(option, params[option]) is None:
            yield f"{option} names {params[option]!r}, which this host does not know (failed to look up)"


def _file_problems(params: Params, name: str) -> t.Iterator[str]:
    given = params["files"] or {}
    unknown = sorted(set(given) - {KEY, *OUTPUTS})
    if unknown:
        yield f"files names {', '.join(unknown)}, which is no output"
        return
    wrong = sorted(output for output, file in given.items() if not isinstance(file, str) or not plain_name(file))
    if wrong:
        yield f"files.{wrong[0]} {PLAIN_NAME}"
        return
    taken = {f"{name}.csr": "the request", MANIFEST: "a record of the store", UNPROVEN: "a record of the store"}
    for output, file in _files(params).items():
        if file in taken:
            yield f"files gives {output} the name {file}, which is the name of {taken[file]}"
        taken[file] = output
    if taken.get(f"{name}.key", KEY) != KEY:
        yield f"files gives {taken[f'{name}.key']} the name {name}.key, which is the name of the key"


def _output_problems(params: Params) -> t.Iterator[str]:
    wrong = passphrase.problem((params["passphrase"] or "").encode(), params["outputs"])
    if wrong:
        yield wrong.rstrip(".")


def _mode(option: str, mode: t.Any) -> t.Optional[int]:
    """Return a mode as a number; one without quotes reaches us as the number that YAML made of its octal digits."""
    of_directory = option == "directory_mode"
    if isinstance(mode, bool):
        return None
    if isinstance(mode, int):
        return mode if mode > 0 and not mode & ~(0o2777 if of_directory else 0o777) else None
    digits = _OCTAL_OF_DIRECTORY if of_directory else _OCTAL
    return int(mode, 8) if isinstance(mode, str) and digits.match(mode) else None


def _id(option: str, name: t.Optional[str]) -> t.Optional[int]:
    """Return the number of a user or group; ``None`` for none, and for one that is not there."""
    if not name:
        return None
    try:
        return pwd.getpwnam(name).pw_uid if option == "owner" else grp.getgrnam(name).gr_gid
    except KeyError:
        number = int(name) if name.isascii() and name.isdigit() else -1
        return number if 0 <= number <= _HIGHEST_ID else None


def _bytes(text: t.Optional[str]) -> t.Optional[bytes]:
    return text.encode() if text else None
