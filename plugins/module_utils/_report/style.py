# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""How the page looks: light and dark, wide and narrow, on screen and on paper."""

from __future__ import annotations

CSS = """
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #1b2330; --soft: #5a6577; --line: #dfe3ea; --grid: #e8ebf0;
  --bad: #b3261e; --bad-soft: #fbe9e7; --warn: #8a5300; --warn-soft: #fdf1dc; --wait: #4a4fa8; --wait-soft: #ececfa;
  --near: #0b6476; --near-soft: #e0f3f6; --good: #1c6b3c; --good-soft: #e3f4e9; --today: #1b2330;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #11151c; --card: #1a202a; --ink: #e7ebf2; --soft: #a3aec0; --line: #313a48; --grid: #28303c;
    --bad: #ff8f85; --bad-soft: #43211f; --warn: #f5bf6a; --warn-soft: #3d2e14; --wait: #b4b8ff; --wait-soft: #2a2c4d;
    --near: #76d3e4; --near-soft: #153740; --good: #7fd6a0; --good-soft: #173524; --today: #e7ebf2;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main, footer { max-width: 82rem; margin: 0 auto; padding: 1.5rem 1.5rem 0; }
h1 { margin: 0; font-size: 1.7rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 0 0 .75rem; font-size: 1.1rem; }
.headline { margin: .4rem 0 1.4rem; font-size: 1.05rem; color: var(--soft); }
.headline strong { color: var(--ink); }
.numbers {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(8.2rem, 1fr)); gap: .75rem;
  margin: 0; padding: 0; list-style: none;
}
.numbers li, section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
.numbers li { padding: .7rem .9rem; border-top: 4px solid var(--tone, var(--line)); }
.numbers b { display: block; font-size: 1.8rem; line-height: 1.15; font-variant-numeric: tabular-nums; }
.numbers span { color: var(--soft); }
.numbers .zero b { color: var(--soft); font-weight: 400; }
.numbers .zero { border-top-color: var(--line); }
section { margin-top: 1.25rem; padding: 1.1rem 1.25rem; }
.expired, .missing { --tone: var(--bad); --tint: var(--bad-soft); }
.due, .not_in_place { --tone: var(--warn); --tint: var(--warn-soft); }
.pending { --tone: var(--wait); --tint: var(--wait-soft); }
.soon { --tone: var(--near); --tint: var(--near-soft); }
.good { --tone: var(--good); --tint: var(--good-soft); }
.level {
  display: inline-block; padding: .05rem .55rem; border-radius: 1rem; white-space: nowrap; font-size: .85rem; font-weight: 600;
  color: var(--tone); background: var(--tint); border: 1px solid var(--tone);
}
.legend {
  display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; margin: 0 0 1rem; padding: 0; list-style: none;
  color: var(--soft); font-size: .9rem;
}
.legend svg { width: 2rem; height: .8rem; margin-right: .45rem; vertical-align: -.05rem; }
.chart { margin: 0; padding: 0; list-style: none; }
.chart > li {
  display: grid; grid-template-columns: 17rem minmax(0, 1fr); column-gap: 1.25rem; align-items: center;
  padding: .45rem 0; border-top: 1px solid var(--line);
}
.chart > li.axis { padding: 0; border: 0; }
.what { min-width: 0; }
.what b { display: block; overflow-wrap: anywhere; line-height: 1.3; }
.what small { color: var(--soft); font-size: .88rem; }
.track { display: block; width: 100%; height: 2.2rem; overflow: visible; }
.axis .track { height: 2.4rem; }
.grid { stroke: var(--grid); }
.grid.year { stroke: var(--line); stroke-width: 2; }
.track text { fill: var(--soft); font-size: 12px; }
.track text.year { fill: var(--ink); font-weight: 600; }
.now { stroke: var(--today); stroke-width: 2; stroke-dasharray: 3 3; }
.track text.now { stroke: none; fill: var(--ink); font-weight: 600; }
.bar { fill: var(--tint); stroke: var(--tone); stroke-width: 1.5; }
.bar.none { fill: none; stroke-dasharray: 5 4; }
.window { fill: url(#hatch); }
#hatch path { stroke: var(--ink); stroke-width: 1.5; opacity: .55; }
.m1, .m3, .m6 { display: none; }
.short .m3, .short .m6, .medium .m6 { display: inline; }
@media (min-width: 40rem) { .short .m1, .medium .m3, .long .m6 { display: inline; } }
@media (min-width: 60rem) { .medium .m1, .long .m3 { display: inline; } }
table { width: 100%; border-collapse: collapse; font-size: .92rem; }
caption { padding: 0 0 .75rem; text-align: left; font-size: 1.1rem; font-weight: 700; }
th, td { padding: .5rem .6rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { border-top: 0; color: var(--soft); font-size: .85rem; overflow-wrap: normal; }
tbody th { min-width: 10rem; }
td.day, td.number { white-space: nowrap; font-variant-numeric: tabular-nums; }
td small, th small { display: block; color: var(--soft); font-weight: 400; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .4rem .9rem; margin: 0; font-size: .92rem; }
dd { margin: 0; }
footer { padding-top: 1rem; padding-bottom: 2rem; color: var(--soft); font-size: .88rem; }
@media (max-width: 59.99rem) {
  main, footer { padding-left: .9rem; padding-right: .9rem; }
  .chart > li { grid-template-columns: minmax(0, 1fr); row-gap: .3rem; }
  table, tbody, tr, th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  tbody tr { padding: .6rem 0; border-top: 1px solid var(--line); }
  tbody th, tbody td { padding: .12rem 0; border: 0; }
  tbody td:empty { display: none; }
  tbody td::before { content: attr(data-what) ": "; color: var(--soft); }
  tbody td.plain::before { content: none; }
  tbody td small { display: inline; margin-left: .5rem; }
}
@media print {
  :root { --page: #ffffff; --soft: #444444; color-scheme: light; }
  body { font-size: 11px; }
  main, footer { max-width: none; padding: 0; }
  section { padding: .6rem 0; border: 0; }
  .chart > li, tbody tr, .numbers li { break-inside: avoid; }
  thead { display: table-header-group; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
