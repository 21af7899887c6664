# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What is done with the files of a certificate, as tables: the first rule whose condition holds decides."""

from __future__ import annotations

import typing as t

from .errors import FilesError
from .file_facts import FileFacts
from .file_set import Generation, KeyFound, Plan, Store, Wanted
from .rule import FAIL, Rule, first, sentence

IN_THE_WAY = "in {directory} is what can be neither read nor replaced: {f.blocked}; mount it, mend it or move it away; nothing was changed"
FOREIGN = "at the place of the set lies what this module did not place: {f.other_names}"
NOT_AS_DECLARED = "not as declared: {f.to_mend}"

PRESENT: tuple[Rule[FileFacts], ...] = (
    Rule(FAIL, IN_THE_WAY, lambda f: f.blocked),
    Rule("place", "no certificate is in place", lambda f: f.current is None and f.only_key),
    Rule("place", FOREIGN, lambda f: f.current is None),
    Rule(
        "place",
        "certificate {f.serial} takes the place of certificate {f.old_serial}",
        lambda f: f.new_certificate,
    ),
    Rule("place", "the set in use differs in {f.option_names}", lambda f: f.differences),
    Rule("place", "altered or lost: {f.damaged}", lambda f: f.damaged),
    Rule("place", FOREIGN, lambda f: f.others),
    Rule("mend", NOT_AS_DECLARED, lambda f: f.to_mend),
    Rule("mend", "the NSS database {f.lacking} does not hold the certificate", lambda f: f.lacking),
    Rule("none", "certificate {f.serial} is in place", lambda f: True),
)

PREVIOUS: tuple[Rule[FileFacts], ...] = (
    Rule(FAIL, IN_THE_WAY, lambda f: f.blocked),
    Rule("none", "generation {f.current.number} was switched to, and not announced yet", lambda f: f.went_back),
    Rule(
        FAIL,
        "there is no generation {f.wanted.generation} to go back to; there are {f.named}",
        lambda f: f.wanted.generation is not None and f.earlier is None,
    ),
    Rule(
        FAIL,
        "there is no earlier generation that is complete and in date; there are {f.named}",
        lambda f: f.earlier is None,
    ),
    Rule(
        FAIL,
        "generation {f.earlier.number} is not complete; choose another of {f.named}",
        lambda f: f.incomplete,
    ),
    Rule(
        FAIL,
        "the certificate of generation {f.earlier.number} has expired; choose another of {f.named}",
        lambda f: f.expired(f.earlier),
    ),
    Rule("switch", FOREIGN, lambda f: f.earlier is f.current and f.others),
    Rule("mend", NOT_AS_DECLARED, lambda f: f.earlier is f.current and (f.unlinked or f.stale)),
    Rule("none", "generation {f.earlier.number} is in use", lambda f: f.earlier is f.current),
    Rule("switch", "generation {f.earlier.number} was asked for", lambda f: f.wanted.generation is not None),
    Rule("switch", "generation {f.earlier.number} is the newest earlier one", lambda f: True),
)

ABSENT: tuple[Rule[FileFacts], ...] = (
    Rule(FAIL, IN_THE_WAY, lambda f: f.blocked),
    Rule("remove", "the set is in use", lambda f: f.in_place),
    Rule("remove", "the store is there", lambda f: f.wanted.purge and f.store.exists),
    Rule("none", "nothing is in place", lambda f: True),
)

READY: tuple[Rule[FileFacts], ...] = (
    Rule(FAIL, IN_THE_WAY, lambda f: f.blocked),
    Rule("make", "{directory} is not ready for a key", lambda f: not f.store.made),
    Rule("none", "a key and a certificate can be placed", lambda f: True),
)

_TABLES = {"present": PRESENT, "previous": PREVIOUS, "absent": ABSENT, "ready": READY}


def decide(wanted: Wanted, store: Store, directory: str) -> Plan:
    """Return the plan. Raises ``FilesError`` where a person must look first."""
    facts = FileFacts(wanted, store)
    action, reason = first(_TABLES[wanted.state], facts, directory=directory)
    if action == FAIL:
        raise FilesError(sentence(reason))
    adopt = bool(facts.others) and wanted.state != "ready" and not (wanted.state == "present" and facts.only_key)
    return Plan(
        action=action,
        reason=reason,
        differences=facts.differences if wanted.state == "present" and action == "place" else (),
        adopt=adopt,
        generation=_generation(action, facts, adopt),
    )


def _generation(action: str, facts: FileFacts, adopt: bool) -> t.Optional[int]:
    """Return the generation that is in use after *action*."""
    if action == "place":
        # What is adopted becomes a generation before.
        return next_number(facts.store) + adopt
    if action == "switch" and facts.earlier:
        return facts.earlier.number
    return None if action == "remove" else facts.store.current


def next_number(store: Store) -> int:
    """Return the number of the next generation."""
    return max([store.highest, *(found.number for found in store.generations)]) + 1


def to_prune(numbers: t.Iterable[int], current: int, keep: int) -> list[int]:
    """Return the generations that may go: all but the current one and the newest *keep* others."""
    others = sorted((number for number in numbers if number != current), reverse=True)
    return others[keep:]


def may_go(found: Generation, spared: t.Optional[t.Container[t.Optional[str]]]) -> bool:
    """Tell whether a generation may be removed: what was not made by this module and may hold a key never is.

    *spared* holds the serial numbers of the pairs that are kept elsewhere, ``None`` where pairs need not be kept.
    """
    return not found.foreign and (spared is None or found.pair in spared)


def choose_key(wanted: Wanted, keys: t.Sequence[KeyFound], name: str) -> KeyFound:
    """Return the first key that belongs to the certificate. Raises ``FilesError`` that says where it was looked for."""
    leaf = wanted.certificate
    found = next((key for key in keys if key.public_key == leaf.public_key), None)
    if found:
        return found
    if not keys:
        raise FilesError(
            f"There is no private key for certificate {leaf.serial_number} at {name}; make the key and its CSR on this "
            "host first, with the role client_cert_csr."
        )
    unread = [key for key in keys if key.problem]
    if unread:
        # The certificate may be for that key: what helps is to have it read.
        others = f"; {', '.join(key.path for key in unread[1:])} cannot be read either" if unread[1:] else ""
        raise FilesError(
            f"Certificate {leaf.serial_number} belongs to no private key that can be read on this host, and nothing was replaced; "
            f"{unread[0].problem}{others}."
        )
    looked = ", ".join(key.path for key in keys)
    raise FilesError(
        f"Certificate {leaf.serial_number} does not belong to a private key of this host, {looked} was looked at; nothing was "
        "replaced; order or reissue the certificate with the CSR of this host."
    )
