# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What is done with the private key of a certificate, as a table: the first rule whose condition holds decides."""

from __future__ import annotations

import dataclasses
import typing as t

from .errors import FilesError
from .rule import FAIL, Rule, first, sentence

MAKE, KEEP = "make", "none"

RSA, ECC = "RSA", "ECC"
SIZES = (2048, 3072, 4096)
CURVES = ("secp256r1", "secp384r1", "secp521r1")


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of key: *size* in bits counts for RSA, *curve* for ECC."""

    type: str = RSA
    size: int = 3072
    curve: str = CURVES[0]

    def __str__(self) -> str:
        return f"{self.type} {self.size if self.type == RSA else self.curve}"


@dataclasses.dataclass(frozen=True)
class KeyFacts:
    """What is known of the keys of one certificate before anything is made."""

    #: The kind that is declared: ``RSA 3072`` or ``ECC secp256r1``.
    wanted: str
    #: Another key is asked for.
    rotate: bool
    #: Where the key in use lies, ``None`` where there is none.
    in_use: t.Optional[str]
    #: Where the next one lies, or would; a first one is made there too.
    next: str
    #: The next one is there.
    rotating: bool
    #: The kind of the key that is there and would be requested for, ``None`` where it cannot be read.
    kind: t.Optional[str] = None
    #: Why that key cannot be used, a sentence.
    problem: t.Optional[str] = None

    @property
    def is_first(self) -> bool:
        """There is no key in use."""
        return self.in_use is None

    @property
    def path(self) -> str:
        """The key that the request is for, if it is not to be made."""
        return self.next if self.rotating or self.in_use is None else self.in_use

    @property
    def way_out(self) -> str:
        """What an operator can do about a key of another kind."""
        return "remove this key of a rotation that is not over" if self.rotating else "ask for a new key with rotate"


RULES: tuple[Rule[KeyFacts], ...] = (
    Rule(MAKE, "another key was asked for", lambda f: f.rotate and not f.is_first and not f.rotating),
    Rule(MAKE, "there is no key", lambda f: f.is_first and not f.rotating),
    Rule(
        FAIL,
        "{f.path} cannot be used as the private key, and is left as it is. {f.problem}",
        lambda f: f.problem is not None,
    ),
    Rule(
        FAIL,
        "{f.path} holds {f.kind}, and key asks for {f.wanted}; it is left as it is; declare the kind that is there, or {f.way_out}",
        lambda f: f.kind != f.wanted,
    ),
    Rule(KEEP, "the first key is made already, and gets its place", lambda f: f.is_first),
    Rule(KEEP, "a rotation is not over, and goes on with the key that it has", lambda f: f.rotating),
    Rule(KEEP, "the key is there", lambda f: True),
)


def decide(facts: KeyFacts) -> tuple[str, str]:
    """Return the action, ``make`` or ``none``, and why. Raises ``FilesError`` where a person has to decide."""
    action, reason = first(RULES, facts)
    if action == FAIL:
        raise FilesError(sentence(reason).replace("..", "."))
    return action, reason
