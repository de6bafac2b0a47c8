// Small drawings that several views use. Shapes and patterns tell apart what colours tell apart, too.

import { el, svg } from "./dom.js";

const ICONS = {
  good: ["M8 1.2a6.8 6.8 0 1 0 0 13.6A6.8 6.8 0 0 0 8 1.2z", "M4.8 8.3l2.2 2.2 4.2-4.6"],
  settling: ["M8 1.2a6.8 6.8 0 1 0 0 13.6A6.8 6.8 0 0 0 8 1.2z", "M8 4.4V8l2.6 1.8"],
  bad: ["M5.2 1.2h5.6l4 4v5.6l-4 4H5.2l-4-4V5.2z", "M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8"],
  unknown: ["M8 1.2a6.8 6.8 0 1 0 0 13.6A6.8 6.8 0 0 0 8 1.2z", "M6 6.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M8 11.4v.4"],
  away: ["M8 1.6L15 14.2H1z", "M8 6v4M8 11.8v.4"],
  live: ["M8 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", ""],
  earlier: ["", "M10 3L5 8l5 5"],
  later: ["", "M6 3l5 5-5 5"],
  remove: ["", "M4 4l8 8M12 4l-8 8"],
  up: ["", "M8 13V3.5M3.8 7.5L8 3.3l4.2 4.2"],
  down: ["", "M8 3v9.5M3.8 8.5L8 12.7l4.2-4.2"],
  sun: [
    "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
    "M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8L13 13M13 3l-1.2 1.2M4.2 11.8L3 13",
  ],
  moon: ["M13.2 9.8A5.8 5.8 0 0 1 6.2 2.8a5.8 5.8 0 1 0 7 7z", ""],
  auto: ["M8 1.6a6.4 6.4 0 0 1 0 12.8z", "M8 1.6a6.4 6.4 0 1 0 0 12.8A6.4 6.4 0 0 0 8 1.6z"],
};

/** An icon beside words: never the only carrier of what it says. */
export function icon(name, size = 16) {
  const [body, lines] = ICONS[name];
  return svg(
    "svg",
    {
      class: `icon icon-${name}`,
      viewBox: "0 0 16 16",
      width: size,
      height: size,
      "aria-hidden": "true",
      focusable: "false",
    },
    body && svg("path", { class: "icon-body", d: body }),
    lines && svg("path", { class: "icon-lines", d: lines }),
  );
}

/**
 * Bars in a row, oldest first: {value, label, open, current, href}. Bars that can be followed are out of the tab
 * order, as the buttons beside them lead to the same places.
 */
export function bars(items, { label, testid }) {
  const most = Math.max(1, ...items.map((item) => item.value));
  return el(
    "div",
    {
      class: "bars",
      role: items.some((item) => item.href) ? "group" : "img",
      "aria-label": label,
      "data-testid": testid,
    },
    items.map((item) =>
      el(
        item.href ? "a" : "span",
        {
          class: `bar${item.open ? " open" : ""}${item.current ? " current" : ""}`,
          "data-key": item.key,
          href: item.href,
          tabindex: item.href && "-1",
          title: item.label,
          "aria-label": item.href && item.label,
        },
        el("span", { class: "bar-fill", style: { height: `${(100 * item.value) / most}%` } }),
      ),
    ),
  );
}

/**
 * Low to high as a band, the mean as a tick, earlier hours as small dots, this hour as a large one; every bar has its
 * own scale.
 */
export function rangeBar({ low, high, mean, calls, history = [], label }) {
  const most = Math.max(1, high, calls, ...history) * 1.06;
  const at = (value) => `${((100 * value) / most).toFixed(2)}%`;
  const outside = calls < low || calls > high;
  return svg(
    "svg",
    { class: "range-bar", role: "img", "aria-label": label, height: 26, width: "100%" },
    svg("line", { class: "range-axis", x1: "0", x2: "100%", y1: 13, y2: 13 }),
    svg("rect", {
      class: "range-band",
      x: at(low),
      width: at(Math.max(high - low, most / 200)),
      y: 6,
      height: 14,
      rx: 2,
    }),
    history.map((value) => svg("circle", { class: "range-before", cx: at(value), cy: 13, r: 2 })),
    svg("line", { class: "range-mean", x1: at(mean), x2: at(mean), y1: 4, y2: 22 }),
    svg("circle", { class: `range-now${outside ? " outside" : ""}`, cx: at(calls), cy: 13, r: 5.5 }),
  );
}

/** A share of the longest as a thin bar under a number. */
export function lengthBar(part, most, kind = "") {
  return el(
    "span",
    { class: `length ${kind}`, "aria-hidden": "true" },
    el("span", { style: { width: `${most ? (100 * part) / most : 0}%` } }),
  );
}

/**
 * A table; `columns` are {label, numeric, wide}, `rows` are {key, testid, cells}. On narrow screens each row becomes a
 * list.
 */
export function table({ caption, columns, rows, testid, className = "" }) {
  return el(
    "table",
    { class: `data ${className}`, "data-testid": testid },
    caption && el("caption", {}, caption),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        columns.map((column) => el("th", { scope: "col", class: column.numeric && "num" }, column.label)),
      ),
    ),
    el(
      "tbody",
      {},
      rows.map((row) =>
        el(
          "tr",
          { "data-key": row.key, "data-testid": row.testid, class: row.className, ...row.attributes },
          row.cells.map((cell, i) =>
            el(
              i === 0 ? "th" : "td",
              {
                scope: i === 0 && "row",
                class: columns[i].numeric && "num",
                "data-label": columns[i].name ?? columns[i].label,
              },
              cell,
            ),
          ),
        ),
      ),
    ),
  );
}
