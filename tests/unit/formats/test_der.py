# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking DER apart and putting it together."""

from __future__ import annotations

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._formats import der
from hypothesis import given
from hypothesis import strategies as st


@given(st.lists(st.binary(max_size=400), max_size=5))
def test_what_is_put_together_comes_apart(contents: list[bytes]) -> None:
    data = b"".join(der.element(der.OCTET_STRING, content) for content in contents)
    assert [content for _tag, content, _whole in der.elements(data)] == contents
    assert b"".join(whole for _tag, _content, whole in der.elements(data)) == data


@pytest.mark.parametrize(
    ("size", "length"), [(0, "00"), (127, "7f"), (128, "8180"), (255, "81ff"), (256, "820100"), (70000, "83011170")]
)
def test_the_length_is_the_shortest(size: int, length: str) -> None:
    assert der.element(der.OCTET_STRING, bytes(size)).startswith(bytes.fromhex("04" + length))


@pytest.mark.parametrize(
    ("number", "encoded"), [(0, "020100"), (3, "020103"), (127, "02017f"), (128, "02020080"), (10000, "02022710")]
)
def test_an_integer_is_never_negative(number: int, encoded: str) -> None:
    assert der.integer(number) == bytes.fromhex(encoded)


@given(st.binary(min_size=1, max_size=300), st.data())
def test_a_cut_element_is_refused(content: bytes, data: st.DataObject) -> None:
    whole = der.element(der.SEQUENCE, content)
    cut = data.draw(st.integers(1, len(whole) - 1))
    with pytest.raises(ValueError, match=r"DER|longer"):
        der.elements(whole[:cut])


@given(st.binary(max_size=60))
def test_anything_ends_in_elements_or_in_a_value_error(data: bytes) -> None:
    try:
        found = der.elements(data)
    except ValueError:
        return
    assert b"".join(whole for _tag, _content, whole in found) == data


@pytest.mark.parametrize("data", ["3080020101 0000", "1f0100", "0201", "30"])
def test_forms_that_are_not_read(data: str) -> None:
    with pytest.raises(ValueError, match=r"DER|longer"):
        der.elements(bytes.fromhex(data))


@pytest.mark.parametrize("data", ["", "020100020100", "0400"])
def test_inside_wants_one_element_of_its_kind(data: str) -> None:
    with pytest.raises(ValueError, match="another element"):
        der.inside(bytes.fromhex(data), der.INTEGER)
