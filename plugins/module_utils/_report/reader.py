# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Read what a playbook hands to the filters. Whatever is wrong is one sentence that names the place."""

from __future__ import annotations

import collections.abc
import dataclasses
import datetime
import math
import re
import typing as t

from .._core.errors import DigicertError

Values = t.Mapping[str, t.Any]

# ASN.1's GeneralizedTime, as community.crypto shows the end of a certificate.
_GENERALIZED_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)\d{6}Z")


class Unusable(DigicertError):
    """A value is not what the filter takes."""


@dataclasses.dataclass(frozen=True)
class Reader:
    """One mapping and the words for where it is. Each method returns ``None``, or nothing, for a key that is not set."""

    where: str
    values: Values

    def text(self, key: str) -> t.Optional[str]:
        value = self.values.get(key)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise self._wrong(key, "a text")
        # Half of a pair of code units would break whatever writes the report.
        return str(value).encode("utf-8", "replace").decode("utf-8")

    def needed(self, key: str) -> str:
        found = self.text(key)
        if found is None:
            raise Unusable(f"{self.where} has no {key}.")
        return found

    def choice(self, key: str, choices: t.Collection[str], default: str) -> str:
        found = self.text(key) or default
        if found not in choices:
            raise Unusable(f"{self.where}: {key} is {found}, but must be one of {', '.join(choices)}.")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        found = self.values.get(key)
        if found is None:
            return ()
        return tuple(Reader(f"{self.where}: {key}", {"value": one}).needed("value") for one in self.each(key))

    def integer(self, key: str) -> t.Optional[int]:
        value = self.values.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, (int, str)):
            raise self._wrong(key, "a number")
        try:
            return int(value)
        except ValueError:
            raise self._wrong(key, "a number") from None

    def number(self, key: str) -> t.Optional[float]:
        """Return an amount."""
        value = self.values.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise self._wrong(key, "a number")
        return float(value)

    def integers(self, key: str) -> tuple[int, ...]:
        found = (Reader(f"{self.where}: {key}", {"value": one}).integer("value") for one in self.each(key))
        return tuple(number for number in found if number is not None)

    def boolean(self, key: str) -> bool:
        value = self.values.get(key)
        return str(value).strip().lower() in ("true", "yes", "on", "1")

    def date(self, key: str) -> t.Optional[datetime.date]:
        found = date_of(self.values.get(key))
        if found is None and self.values.get(key) not in (None, ""):
            raise self._wrong(key, "a date such as 2026-12-31")
        return found

    def serial_number(self, key: str) -> t.Optional[int]:
        """Return a serial number; a text is hexadecimal, a number is a number."""
        value = self.values.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            return int(value)
        try:
            return int(str(value).replace(":", ""), 16)
        except ValueError:
            raise self._wrong(key, "a serial number: a number, or a text in hexadecimal") from None

    def mapping(self, key: str) -> Reader:
        return Reader(f"{self.where}: {key}", mapping(self.values.get(key) or {}, f"{self.where}: {key}"))

    def each(self, key: str) -> list[t.Any]:
        return elements(self.values.get(key) or [], f"{self.where}: {key}")

    def readers(self, key: str) -> list[Reader]:
        return readers(self.each(key), f"{self.where}: {key}")

    def _wrong(self, key: str, wanted: str) -> Unusable:
        return Unusable(f"{self.where}: {key} must be {wanted}, not {_shown(self.values.get(key))}.")


def readers(values: t.Any, where: str) -> list[Reader]:
    """Return a reader for each mapping of a list."""
    named = ((f"{where}[{number}]", one) for number, one in enumerate(elements(values, where)))
    return [Reader(place, mapping(one, place)) for place, one in named]


def elements(values: t.Any, where: str) -> list[t.Any]:
    """Return what a list, or what another filter makes one by one, holds."""
    if isinstance(values, (str, bytes, collections.abc.Mapping)) or not isinstance(values, collections.abc.Iterable):
        raise Unusable(f"{where} must be a list, not {_shown(values)}.")
    return list(values)


def mapping(value: t.Any, where: str) -> Values:
    """Return a dictionary."""
    if not isinstance(value, collections.abc.Mapping):
        raise Unusable(f"{where} must be a dictionary, not {_shown(value)}.")
    return value


def date_of(value: t.Any) -> t.Optional[datetime.date]:
    """Return the date of a date, a time, a text that begins with ``YYYY-MM-DD``, or ``YYYYMMDDhhmmssZ``; else ``None``."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if not isinstance(value, str):
        return None
    found = _GENERALIZED_TIME.fullmatch(value.strip())
    try:
        return datetime.date.fromisoformat("-".join(found.groups()) if found else value.strip()[:10])
    except ValueError:
        return None


def _shown(value: t.Any) -> str:
    """Return the kind of a value, and a short text as it is."""
    if isinstance(value, str) and len(value) <= 40:
        return repr(str(value))
    if isinstance(value, bool) or value is None:
        return repr(value)
    kinds = {"str": "a long text", "dict": "a dictionary", "list": "a list", "int": "a number"}
    name = next((base.__name__ for base in type(value).__mro__ if base.__name__ in kinds), "")
    return kinds.get(name, f"a value of the type {type(value).__name__}")
