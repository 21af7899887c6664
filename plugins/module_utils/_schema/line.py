# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The certificates of a host into what each declares, of CertCentral and of the host; every fault is named at once, with its place."""

from __future__ import annotations

import typing as t

from .._core import blanks, line, listing
from .._core.budget import Limits
from .._core.errors import InvalidOptions
from .._core.line import Certificate
from .._core.model import Desired
from .desired import ReadCsr
from .fleet import Options, Typed, identity_of, parse_fleet, with_defaults

#: Options of an entry that ``client_cert_keys`` and ``client_cert_files`` share.
ACCESS = ("owner", "group", "key_mode", "directory_mode", "setype")

#: Option of an entry -> option of ``client_cert_files``.
PLACEMENT = {
    "outputs": "outputs",
    "files": "files",
    "output_passphrase": "passphrase",
    "friendly_name": "friendly_name",
    "keystore_type": "keystore_type",
    "nss_databases": "nss_databases",
    "key_history": "key_history",
    "keep": "keep",
    "validate": "validate",
    "mode": "mode",
}


def parse_line(
    params: Options, typed: Typed, typed_order: Typed, read_csr: ReadCsr, sharing: t.Mapping[str, t.Sequence[str]]
) -> tuple[tuple[Certificate, ...], Limits]:
    """Return the certificates in their order, and what the run may do at most. Raises ``InvalidOptions`` that names every fault.

    *typed* gives the options of an entry their types, *typed_order* those of its ``certificate``. *sharing* has the hosts by identity, in
    lower case, that share one.
    """
    defaults = params.get("defaults") or {}
    problems, found = [], []
    for index, entry in enumerate(params["certificates"]):
        options, faults = _options(entry, defaults, typed)
        problems += [f"{listing.place(index, _identity(entry))}: {fault}" for fault in faults]
        found.append(options)
    if problems:
        # What is ordered cannot be read before its entry can.
        raise InvalidOptions(problems)
    orders = [options.get("certificate") or {} for options in found]
    wishes, limits = parse_fleet(
        {**params, "certificates": orders, "defaults": defaults.get("certificate") or {}}, typed_order, read_csr
    )
    certificates = tuple(
        _certificate(index, options, desired, defaults) for index, (options, desired) in enumerate(zip(found, wishes))
    )
    problems += [
        f"{listing.place(one.index, one.desired.alternative_order_id)}: {problem}"
        for one in certificates
        for problem in (*line.contradictions(one, sharing), *_without_directory(one))
    ]
    problems += listing.sharing_files(
        (one.directory.rstrip("/"), one.name) if one.directory else None for one in certificates
    )
    if problems:
        raise InvalidOptions(problems)
    return certificates, limits


def _options(entry: t.Any, defaults: Options, typed: Typed) -> tuple[Options, t.Sequence[str]]:
    if not isinstance(entry, t.Mapping) or not all(isinstance(name, str) for name in entry):
        return {}, ("must be a dictionary of options",)
    order = entry.get("certificate")
    if order is not None and not isinstance(order, t.Mapping):
        return {}, ("certificate must be a dictionary of options",)
    # What entry and defaults say of the order is put together option by option, and the directory of the defaults is one above.
    given = {name: value for name, value in defaults.items() if name not in ("certificate", "directory", "name")}
    return typed(with_defaults(entry, given))


def _certificate(index: int, options: Options, desired: Desired, defaults: Options) -> Certificate:
    name = options.get("name") or desired.alternative_order_id
    above = blanks.set_only(defaults.get("directory"))
    directory = options.get("directory") or (f"{above.rstrip('/')}/{name}" if isinstance(above, str) else "")
    return Certificate(
        index=index,
        name=name,
        directory=directory,
        desired=desired,
        access={option: options[option] for option in ACCESS if options.get(option) is not None},
        key=options.get("key"),
        subject=options.get("subject"),
        passphrase=options.get("passphrase"),
        placement={to: options[option] for option, to in PLACEMENT.items() if options.get(option) is not None},
        rotate=options.get("rotate") or line.NEVER,
        units=tuple(options.get("units") or ()),
        pending_fail_days=options.get("pending_fail_days"),
    )


def _without_directory(certificate: Certificate) -> t.Iterator[str]:
    if not certificate.directory:
        yield "directory is missing: say where on the host its files are"


def _identity(entry: t.Any) -> t.Optional[str]:
    return identity_of(entry.get("certificate")) if isinstance(entry, t.Mapping) else None
