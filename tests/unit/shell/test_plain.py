# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of Ansible's own kinds as a module gets them."""

from __future__ import annotations

import collections
import datetime
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.plugin_utils._plain import plain


class Text(str):
    """A text that knows more about itself, as Ansible's do."""

    __slots__ = ("origin",)


class Late(list[t.Any]):
    """A list whose items come into being when somebody goes through it, as Ansible's lazy ones."""

    def __iter__(self) -> t.Iterator[t.Any]:
        return (f"{item} by now" for item in super().__iter__())


class Encrypted(collections.UserString):
    """A secret as ansible-core before 2.19 keeps it: read when it is turned into text."""

    __ENCRYPTED__ = True


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Text("robin"), "robin"),
        ({Text("name"): Text("robin")}, {"name": "robin"}),
        (Late(["a", "b"]), ["a by now", "b by now"]),
        ({"emails": ("a", {"b": Late(["c"])})}, {"emails": ["a", {"b": ["c by now"]}]}),
        (Encrypted("secret"), "secret"),
        ({1: None, False: 2}, {"1": None, "false": 2}),
        (datetime.date(2031, 6, 9), "2031-06-09"),
        (datetime.datetime(2031, 6, 9, 1, 2, 3), "2031-06-09T01:02:03"),
        ([None, True, 1, 1.5, "x", {}], [None, True, 1, 1.5, "x", {}]),
    ],
    ids=repr,
)
def test_a_value_is_what_json_makes_of_it(value: t.Any, expected: t.Any) -> None:
    found = plain(value)
    assert found == expected
    assert {type(one) for one in _inside(found)} <= {dict, list, str, int, float, bool, type(None)}


@pytest.mark.parametrize("value", [object(), b"bytes", {"a": object()}, {(1, 2): "x"}], ids=repr)
def test_what_json_cannot_hold_is_refused(value: t.Any) -> None:
    with pytest.raises(TypeError):
        plain(value)


def _inside(value: t.Any) -> t.Iterator[t.Any]:
    yield value
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _inside(inner)
