# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""The files of one certificate on one host: what is wanted and what was found. All are values."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

KEY = "key"
MANIFEST = "manifest.json"

#: Output -> end of its default file name, after the name of the certificate. The keystore's is in ``KEYSTORES``.
ENDINGS: t.Mapping[str, str] = {
    KEY: ".key",
    "certificate": ".crt",
    "chain": ".chain.crt",
    "fullchain": ".fullchain.crt",
    "root": ".root.crt",
    "combined": ".pem",
    "pkcs12": ".p12",
    "pkcs12_legacy": ".legacy.p12",
    "pkcs12_current": ".current.p12",
    "pkcs12_current_legacy": ".current.legacy.p12",
    "nss": ".nssdb",
}
KEYSTORES: t.Mapping[str, str] = {"PKCS12": ".keystore.p12", "JKS": ".jks"}
OUTPUTS = (
    "certificate",
    "chain",
    "fullchain",
    "root",
    "combined",
    "pkcs12",
    "pkcs12_legacy",
    "pkcs12_current",
    "pkcs12_current_legacy",
    "keystore",
    "nss",
)
DEFAULT_OUTPUTS = ("certificate", "chain", "fullchain")

#: Outputs without a private key.
PUBLIC = frozenset({"certificate", "chain", "fullchain", "root"})

#: Outputs that are opened with a passphrase.
PROTECTED = frozenset({"pkcs12", "pkcs12_legacy", "pkcs12_current", "pkcs12_current_legacy", "keystore", "nss"})
#: Outputs that are a directory of files.
DIRECTORIES = frozenset({"nss"})

#: Outputs that also hold the superseded pairs.
WITH_HISTORY = frozenset({"pkcs12", "pkcs12_legacy", "nss"})

# What lies at the place of a file in the directory.
MISSING = "missing"
LINK = "link"
#: A file with the content that the current generation has.
SAME = "same"
#: A file with another content, or one that no generation has.
OTHER = "other"
#: Nothing that can be adopted: a directory, a pipe, a link to what is not there now.
BLOCKED = "blocked"


def file_names(name: str, outputs: t.Iterable[str], keystore_type: str, given: t.Mapping[str, str]) -> dict[str, str]:
    """Return the file name of the key and of each output."""
    endings = {**ENDINGS, "keystore": KEYSTORES[keystore_type]}
    return {output: given.get(output) or name + endings[output] for output in (KEY, *outputs)}


@dataclasses.dataclass(frozen=True)
class Leaf:
    """What a certificate says. ``serial_number`` is hexadecimal, ``public_key`` a fingerprint, ``sha256`` of the DER."""

    serial_number: str
    sha256: str
    public_key: str
    not_before: datetime.datetime
    not_after: datetime.datetime
    common_name: t.Optional[str] = None
    emails: tuple[str, ...] = ()
    #: The extended key usage has emailProtection.
    protects_mail: bool = False


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What one task declares, without secrets."""

    name: str
    state: str
    #: Output -> file name, the key's included.
    files: t.Mapping[str, str]
    leaf: t.Optional[Leaf] = None
    #: SHA-256 of the DER of each.
    chain: tuple[str, ...] = ()
    root: t.Optional[str] = None
    friendly_name: t.Optional[str] = None
    keystore_type: t.Optional[str] = None
    key_history: bool = False
    keep: int = 3
    #: With ``state`` previous: the generation to go back to.
    generation: t.Optional[int] = None
    purge: bool = False

    @property
    def certificate(self) -> Leaf:
        """The certificate, which ``state`` present always has."""
        if self.leaf is None:
            raise LookupError("no certificate")
        return self.leaf

    @property
    def outputs(self) -> tuple[str, ...]:
        """The outputs without the key."""
        return tuple(output for output in self.files if output != KEY)


@dataclasses.dataclass(frozen=True)
class Manifest:
    """What a generation is made of."""

    #: Option -> value that can be compared; see ``file_rules.made_from``.
    made_from: t.Mapping[str, t.Any]
    #: File name -> SHA-256 in hex; ``None`` for what others may write into.
    digests: t.Mapping[str, t.Optional[str]]
    #: Path below the generation -> SHA-256 of each file that this module made, those in databases included.
    made: t.Mapping[str, str] = dataclasses.field(default_factory=dict)
    #: ``directory`` and ``store`` -> user, group and mode that they had with this set.
    folders: t.Mapping[str, t.Sequence[int]] = dataclasses.field(default_factory=dict)
    #: The certificate in PEM; ``None`` where an adopted set has none that can be read, and then nothing is known of it.
    certificate: t.Optional[str] = None
    serial_number: t.Optional[str] = None
    not_after: t.Optional[datetime.datetime] = None
    public_key: t.Optional[str] = None
    #: Key and certificate belong together.
    paired: bool = False
    key_history: bool = False
    #: Recognises the passphrase without holding it.
    verifier: t.Optional[t.Mapping[str, t.Any]] = None

    @property
    def files(self) -> t.Mapping[str, str]:
        """Output -> file name."""
        return t.cast("t.Mapping[str, str]", self.made_from["files"])


@dataclasses.dataclass(frozen=True)
class Generation:
    """One complete set, or what is left of it."""

    number: int
    manifest: t.Optional[Manifest]
    #: Files that were altered or lost since.
    damaged: tuple[str, ...] = ()
    #: Paths below it of what may hold a key and was not made by this module, or not as it is now.
    foreign: tuple[str, ...] = ()

    @property
    def held(self) -> Manifest:
        """The manifest of a generation that has one."""
        if self.manifest is None:
            raise LookupError("no manifest")
        return self.manifest

    @property
    def pair(self) -> t.Optional[str]:
        """The serial number of the pair that the generation holds, whatever became of its other files."""
        held = self.manifest
        whole = held is not None and held.paired and held.files[KEY] not in self.damaged
        return held.serial_number if held and whole else None

    @property
    def usable(self) -> bool:
        """The set can be put into use again: it is complete, and its key belongs to its certificate."""
        return self.manifest is not None and self.manifest.paired and not self.damaged


@dataclasses.dataclass(frozen=True)
class Store:
    """What was found on the host."""

    now: datetime.datetime
    #: Lowest number first.
    generations: tuple[Generation, ...] = ()
    current: t.Optional[int] = None
    #: File name -> ``MISSING``, ``LINK``, ``SAME``, ``OTHER`` or ``BLOCKED``.
    places: t.Mapping[str, str] = dataclasses.field(default_factory=dict)
    #: File name -> what is there, for each that is ``BLOCKED``.
    blocked: t.Mapping[str, str] = dataclasses.field(default_factory=dict)
    #: Names in the directory that are links into the store.
    links: frozenset[str] = frozenset()
    #: Serial numbers of the pairs in the key history.
    history: tuple[str, ...] = ()
    unannounced: bool = False
    passphrase_fits: bool = True
    #: Paths whose owner, group, mode or SELinux context is another.
    attributes: tuple[str, ...] = ()
    #: Paths of NSS databases that lack something.
    lacking: tuple[str, ...] = ()
    #: The store, or the request, is there at all.
    exists: bool = False
    #: The store, and with it the directory, is there.
    made: bool = False
    #: The highest number that is taken, also by what never was in use and could not be removed.
    highest: int = 0

    def generation(self, number: t.Optional[int]) -> t.Optional[Generation]:
        """Return one generation, or ``None``."""
        return next((found for found in self.generations if found.number == number), None)


def iso(moment: t.Optional[datetime.datetime]) -> t.Optional[str]:
    """Return a moment as users see it."""
    return None if moment is None else moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


@dataclasses.dataclass(frozen=True)
class KeyFound:
    """A private key that may be the certificate's."""

    path: str
    #: ``None`` when it cannot be read; then ``problem`` says why.
    public_key: t.Optional[str]
    content: bytes = dataclasses.field(default=b"", repr=False)
    problem: t.Optional[str] = None


@dataclasses.dataclass(frozen=True)
class Plan:
    """What to do. ``action`` is ``none``, ``make``, ``place``, ``mend``, ``switch`` or ``remove``."""

    action: str
    reason: str
    differences: tuple[t.Any, ...] = ()
    #: Files of somebody else are taken into a generation first.
    adopt: bool = False
    #: The generation that is in use afterwards.
    generation: t.Optional[int] = None
