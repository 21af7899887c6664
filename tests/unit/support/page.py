# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A page read with Python's own parser: its elements, its text, and what it would fetch or run."""

from __future__ import annotations

import dataclasses
import html.parser
import typing as t

_VOID = {"meta", "link", "br", "hr", "img", "input", "rect", "line", "path"}
#: Attributes that make a browser fetch or run something; what they may hold all the same.
_FETCHING = {
    "src": (),
    "srcset": (),
    "data": (),
    "action": (),
    "poster": (),
    "href": ("data:,", "#"),
    "style": ("position:absolute",),
}


@dataclasses.dataclass
class Element:
    tag: str
    attributes: dict[str, t.Optional[str]]
    text: str = ""

    @property
    def classes(self) -> list[str]:
        return (self.attributes.get("class") or "").split()


class Page(html.parser.HTMLParser):
    """The page's elements in their order; the test fails where elements are not closed, or something could be fetched."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def all(self, tag: str, kind: str = "") -> list[Element]:
        """Return the elements with this tag and, where one is given, class."""
        return [one for one in self.elements if one.tag == tag and (not kind or kind in one.classes)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, t.Optional[str]]]) -> None:
        assert tag not in ("script", "iframe", "object", "embed", "base", "form", "img"), tag
        names = [name for name, value in attrs]
        assert len(names) == len(set(names)), f"an attribute twice: {attrs}"
        for name, value in attrs:
            assert not name.startswith("on"), f"{name} runs a script"
            assert name not in _FETCHING or (value or "").startswith(_FETCHING[name]), f"{name}={value}"
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, t.Optional[str]]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop().tag == tag, f"</{tag}>"

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data
