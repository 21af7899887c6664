// Copyright (c) 2026, certops.digicert contributors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Returns what a reader sees: texts, bars and colours, with their places in pixels.
const place = (box) => ({ left: box.left, top: box.top, right: box.right, bottom: box.bottom });

// The head of the table is clipped away where a narrow page shows the table as a list.
const seen = (element) =>
  element.checkVisibility() && getComputedStyle(element.closest("thead") ?? element).clipPath === "none";

const colour = (text) => {
  const found = text.match(/[\d.]+/g).map(Number);
  return found.length > 3 && found[3] === 0 ? null : found.slice(0, 3);
};

const behind = (element) => {
  for (let one = element; one; one = one.parentElement) {
    const found = colour(getComputedStyle(one).backgroundColor);
    if (found) return found;
  }
  return [255, 255, 255];
};

const texts = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode;
  const element = node.parentElement;
  if (!node.data.trim() || element.closest("title, style") || !seen(element)) continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  const style = getComputedStyle(element);
  const ink = colour(element instanceof SVGElement ? style.fill : style.color);
  for (const box of range.getClientRects()) {
    texts.push({ text: node.data.trim(), ...place(box), ink, behind: behind(element), size: parseFloat(style.fontSize) });
  }
}

const cut = [...document.querySelectorAll("h1, p, b, small, bdi, td, th, dd, dt, .level, .numbers li")]
  .filter((one) => seen(one) && getComputedStyle(one).display !== "inline")
  .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
  .map((one) => one.textContent.trim());

const lines = [...document.querySelectorAll(".chart > li:not(.axis)")].map((line) => ({
  track: place(line.querySelector(".track").getBoundingClientRect()),
  bars: [...line.querySelectorAll(".bar")].map((bar) => place(bar.getBoundingClientRect())),
  windows: [...line.querySelectorAll(".window")].map((one) => place(one.getBoundingClientRect())),
  today: place(line.querySelector(".now").getBoundingClientRect()),
}));

const root = document.documentElement;
return {
  width: root.clientWidth,
  scrollWidth: root.scrollWidth,
  page: colour(getComputedStyle(document.body).backgroundColor),
  texts,
  cut,
  lines,
  months: [...document.querySelectorAll(".axis text:not(.now)")].filter(seen).map((one) => one.textContent),
};
