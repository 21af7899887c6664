# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw a state diagram as text: boxes below each other, arrows beside them, each in a lane of its own."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

#: Between two lanes, and between a label and the first lane.
_GAP = 3


@dataclass(frozen=True)
class Arrow:
    """From one state to another, or to itself: then it is named inside the box."""

    start: str
    end: str
    label: str


@dataclass
class _Port:
    arrow: Arrow
    outward: bool
    row: int = 0


def draw(states: t.Sequence[str], arrows: t.Sequence[Arrow]) -> str:
    """Return the diagram; states in the order given, at most one arrow between two of them in each direction."""
    travelling = [arrow for arrow in arrows if arrow.start != arrow.end]
    ports = {state: _ports(state, states, travelling) for state in states}
    notes = {state: _notes(state, arrows) for state in states}
    width = max(len(line) for state in states for line in (state, *notes[state])) + 2
    boxes = _boxes(states, ports, notes, width)
    spans = {arrow: _rows(arrow, ports) for arrow in travelling}
    lanes = _lanes(spans)
    first = width + 2 + max((len(arrow.label) for arrow in travelling), default=0) + 4
    canvas = [line.ljust(first + _GAP * (max(lanes.values(), default=0) + 1)) for line in boxes]
    for arrow in travelling:
        _trace(canvas, arrow, spans[arrow], width + 1, first + _GAP * lanes[arrow])
    return "\n".join(line.rstrip() for line in canvas)


def _ports(state: str, states: t.Sequence[str], arrows: t.Sequence[Arrow]) -> list[_Port]:
    """Return where arrows leave and reach a box: those from and to above first, so that they cross less."""
    ends = [_Port(arrow, arrow.start == state) for arrow in arrows if state in (arrow.start, arrow.end)]
    here = states.index(state)

    def other(port: _Port) -> int:
        return states.index(port.arrow.end if port.outward else port.arrow.start)

    # Upwards the nearest first, downwards the farthest: so long arrows pass outside short ones.
    return [
        *sorted((port for port in ends if other(port) < here), key=lambda port: -other(port)),
        *sorted((port for port in ends if other(port) > here), key=lambda port: -other(port)),
    ]


def _notes(state: str, arrows: t.Sequence[Arrow]) -> list[str]:
    return [f"stays: {arrow.label}" for arrow in arrows if arrow.start == arrow.end == state]


def _boxes(
    states: t.Sequence[str], ports: t.Mapping[str, list[_Port]], notes: t.Mapping[str, list[str]], width: int
) -> list[str]:
    """Return the lines of all boxes, and give each port its row."""
    lines: list[str] = []
    for state in states:
        lines.append(f"┌{'─' * width}┐")
        texts = [state.upper(), *notes[state]]
        for number in range(max(len(texts), len(ports[state]))):
            if number < len(ports[state]):
                ports[state][number].row = len(lines)
            lines.append(f"│ {texts[number] if number < len(texts) else '':{width - 1}}│")
        lines.append(f"└{'─' * width}┘")
    return lines


def _rows(arrow: Arrow, ports: t.Mapping[str, list[_Port]]) -> tuple[int, int]:
    start = next(port.row for port in ports[arrow.start] if port.arrow is arrow)
    end = next(port.row for port in ports[arrow.end] if port.arrow is arrow)
    return start, end


def _lanes(spans: t.Mapping[Arrow, tuple[int, int]]) -> dict[Arrow, int]:
    """Return a lane for each arrow, short ones inside; two share one where their rows do not meet."""
    lanes: dict[Arrow, int] = {}
    for arrow in sorted(spans, key=lambda arrow: abs(spans[arrow][0] - spans[arrow][1])):
        top, bottom = sorted(spans[arrow])
        taken = {lane for other, lane in lanes.items() if top <= max(spans[other]) and min(spans[other]) <= bottom}
        lanes[arrow] = next(lane for lane in range(len(spans)) if lane not in taken)
    return lanes


def _trace(canvas: list[str], arrow: Arrow, rows: tuple[int, int], edge: int, lane: int) -> None:
    start, end = rows
    _put(canvas, start, edge, f"├─ {arrow.label} ")
    for column in range(edge + len(arrow.label) + 4, lane):
        _cross(canvas, start, column, "─")
    _put(canvas, end, edge, "│◄")
    for column in range(edge + 2, lane):
        _cross(canvas, end, column, "─")
    _put(canvas, start, lane, "┐" if start < end else "┘")
    _put(canvas, end, lane, "┘" if start < end else "┐")
    for row in range(min(rows) + 1, max(rows)):
        _cross(canvas, row, lane, "│")


def _put(canvas: list[str], row: int, column: int, text: str) -> None:
    canvas[row] = canvas[row][:column] + text + canvas[row][column + len(text) :]


def _cross(canvas: list[str], row: int, column: int, line: str) -> None:
    _put(canvas, row, column, line if canvas[row][column] == " " else "┼")
