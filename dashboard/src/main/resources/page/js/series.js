// Over time: calls per bucket over any range, in total, by type or by how they ended.

import { link, RANGES } from "./address.js";
import { Refusal } from "./api.js";
import { COLUMNS, only, onlyOf } from "./columns.js";
import { icon, table } from "./drawing.js";
import { el } from "./dom.js";
import {
  callText,
  capital,
  clockSpan,
  count,
  day,
  instantOf,
  iso,
  localInput,
  moment,
  plural,
  seriesName,
  share,
  span,
  zoneName,
} from "./format.js";
import { zonePlace } from "./header.js";
import { looks, swatch } from "./looks.js";

export const title = "Over time";
export const path = "/api/series";

const UNLISTED = "(unlisted)";
const UNITS = {
  window: ["window", "windows"],
  half_hour: ["half-hour", "half-hours"],
  hour: ["hour", "hours"],
  day: ["day", "days"],
  week: ["week", "weeks"],
};
const ROWS_AS_TABLE = 200;
const MOST_POINTS = 2000;
const WEEK = 7 * 86_400_000;

/** Descriptions of codes, as answers have told them: a filter of an address has the code alone. */
const described = new Map();

let chart = null;
/** The chart and its library, which the other views do not wait for. */
let drawing = null;
let current = null;

export function needsStatus(state) {
  return Boolean(state.range && state.range !== "24h");
}

export function parameters(state, status) {
  const { zone, by } = state;
  const asked = { zone, by, ...onlyOf(state), ...askedRange(state, status) };
  return { ...asked, points: points(asked) };
}

/** Nothing for the newest day, which is what the server takes for granted. */
function askedRange({ range, from, to }, status) {
  if (range === null) {
    return { from, to };
  }
  if (range === "24h" || !status?.data_to) {
    return {};
  }
  const length = RANGES.get(range);
  return { from: length === null ? status.data_from : iso(Date.parse(status.data_to) - length), to: status.data_to };
}

function points({ by, from, to }) {
  // Many lines want fewer points than one, or nobody can follow them.
  const readable = by !== "total" ? 200 : innerWidth >= 1000 ? 750 : 400;
  const weeks = from && to ? Math.ceil((Date.parse(to) - Date.parse(from)) / WEEK) + 1 : 0;
  return Math.min(MOST_POINTS, Math.max(readable, weeks || 0));
}

export function empty(answer, status) {
  return answer.times.length === 0 || (status !== null && status.data_to === null);
}

export function settled(state, answer) {
  return (
    state.range === null &&
    Boolean(state.from && state.to && answer.final_until) &&
    Date.parse(answer.final_until) >= Date.parse(answer.to)
  );
}

export function downloads(state, status) {
  return [{ view: "series", label: "This range", parameters: parameters(state, status) }];
}

export const busy = () => chart?.busy() ?? false;

export function submit(form, { state, navigate, say }) {
  const fields = new FormData(form);
  const from = fields.get("from");
  const to = fields.get("to");
  if (!from || !to) {
    say("Both ends of the range are needed.");
    return;
  }
  const start = instantOf(from, state.zone);
  const end = instantOf(to, state.zone);
  const field = form.elements.to;
  field.setCustomValidity(end > start ? "" : "The range has to end after it begins.");
  if (form.reportValidity()) {
    navigate({ ...state, range: null, from: iso(start), to: iso(end) });
  }
  field.setCustomValidity("");
}

export const actions = {
  earlier: (at) => pan(at, -1),
  later: (at) => pan(at, 1),
  closer: (at) => {
    const [from, to] = shownRange(at.answer);
    const least = 3 * at.answer.unit_seconds * 1000;
    const half = Math.max(least, (to - from) / 2) / 2;
    goTo(at, (from + to) / 2 - half, (from + to) / 2 + half);
  },
  wider: zoomOut,
};

function shownRange(answer) {
  return [Date.parse(answer.from), Date.parse(answer.to)];
}

function minute(ms) {
  return Math.round(ms / 60_000) * 60_000;
}

function goTo({ state, navigate }, from, to) {
  navigate({ ...state, range: null, from: iso(minute(from)), to: iso(minute(to)) });
}

function pan(at, direction) {
  const [from, to] = shownRange(at.answer);
  const shift = (direction * (to - from)) / 2;
  goTo(at, from + shift, to + shift);
}

function zoomOut(at) {
  const [from, to] = shownRange(at.answer);
  const length = to - from;
  const first = at.status?.data_from ? Date.parse(at.status.data_from) : from - length / 2;
  const last = at.status?.data_to ? Date.parse(at.status.data_to) : to + length / 2;
  let wideFrom = from - length / 2;
  let wideTo = to + length / 2;
  if (wideTo > last) {
    wideFrom -= wideTo - last;
    wideTo = last;
  }
  wideFrom = Math.max(wideFrom, first);
  if (wideFrom <= first && wideTo >= last) {
    at.navigate({ ...at.state, range: "all", from: null, to: null });
  } else {
    goTo(at, wideFrom, wideTo);
  }
}

export function render(answer, { state, status }) {
  for (const one of answer.series) {
    if (COLUMNS.has(one.kind) && one.label !== one.key) {
      described.set(`${one.kind} ${one.key}`, one.label);
    }
  }
  return [
    el(
      "div",
      { class: "view-head" },
      el(
        "div",
        {},
        el("h1", {}, "Over time"),
        el("p", { class: "when", "data-testid": "series-range" }, span(answer.from, answer.to, state.zone)),
      ),
    ),
    controls(answer, state, status),
    filters(state),
    el(
      "div",
      { class: `series-grid ${answer.series.length > 1 ? "with-side" : ""}` },
      el(
        "figure",
        { class: "card series-card", "data-key": "chart" },
        el("div", {
          class: "series-chart",
          "data-testid": "series-chart",
          "data-keep": true,
          tabindex: "0",
          role: "application",
          "aria-roledescription": "line chart",
          "aria-label": `${summary(answer, state, status)} The arrow keys go from point to point.`,
        }),
        el("figcaption", {}, caption(answer, state, status)),
      ),
      legend(answer, state),
    ),
    asTable(answer, state, status),
  ];
}

function controls(answer, state, status) {
  const ranges = { "6h": "6 h", "24h": "24 h", "7d": "7 d", "30d": "30 d", "1y": "1 y", all: "All" };
  const button = (action, label, mark) =>
    el(
      "button",
      { type: "button", class: "button", "data-action": action, "data-testid": `series-${action}`, "data-key": action },
      mark(label),
    );
  return el(
    "div",
    { class: "card controls" },
    el(
      "div",
      { class: "segments", role: "group", "aria-label": "The newest" },
      Object.entries(ranges).map(([range, words]) =>
        el(
          "a",
          {
            href: link({ ...state, range, from: null, to: null }),
            "aria-current": state.range === range ? "true" : null,
            "data-testid": `range-${range}`,
            "data-key": range,
          },
          words,
        ),
      ),
    ),
    el(
      "div",
      { class: "segments", role: "group", "aria-label": "Split by" },
      [
        ["total", "Total"],
        ...[...COLUMNS].map(([name, { split }]) => [name, split]),
      ].map(([by, words]) =>
        el(
          "a",
          {
            href: link({ ...state, by }),
            "aria-current": state.by === by ? "true" : null,
            "data-testid": `by-${by}`,
            "data-key": by,
          },
          words,
        ),
      ),
    ),
    el(
      "div",
      { class: "stepper", role: "group", "aria-label": "Move and zoom" },
      button("earlier", "Earlier", (words) => [icon("earlier"), words]),
      button("later", "Later", (words) => [words, icon("later")]),
      button("closer", "Zoom in", (words) => words),
      button("wider", "Zoom out", (words) => words),
    ),
    el(
      "form",
      { class: "range-form", "data-form": true, "data-testid": "range-form" },
      el(
        "label",
        {},
        "From ",
        el("input", {
          type: "datetime-local",
          name: "from",
          required: true,
          value: localInput(answer.from, state.zone),
          "data-testid": "range-from",
        }),
      ),
      el(
        "label",
        {},
        "to ",
        el("input", {
          type: "datetime-local",
          name: "to",
          required: true,
          value: localInput(answer.to, state.zone),
          "data-testid": "range-to",
        }),
      ),
      el("button", { class: "button" }, "Show"),
    ),
  );
}

function filters(state) {
  const filtered = [...COLUMNS.keys()].filter((name) => state[name]);
  if (filtered.length === 0) {
    return null;
  }
  const chip = (name) =>
    el(
      "li",
      { class: "chip" },
      [COLUMNS.get(name).filter, el("b", {}, valueName(name, state[name]))],
      el(
        "a",
        {
          class: "chip-remove",
          href: link({ ...state, [name]: null, by: state.by === "total" ? "total" : name }),
          "aria-label": `Remove this filter: ${name}`,
          "data-testid": `filter-${name}-remove`,
        },
        icon("remove", 12),
      ),
    );
  return el(
    "nav",
    { class: "filters", "aria-label": "Filters", "data-testid": "series-filters" },
    el(
      "ol",
      {},
      el(
        "li",
        {},
        el(
          "a",
          {
            href: link({ ...state, ...only(null), by: filtered[0] }),
            "data-testid": "filters-clear",
          },
          "All calls",
        ),
      ),
      filtered.map(chip),
    ),
  );
}

function valueName(column, value) {
  const { unlisted } = COLUMNS.get(column);
  return unlisted && value === UNLISTED ? unlisted : callText(described.get(`${column} ${value}`) ?? value);
}

function windowLength(answer, status) {
  return (status?.window_seconds ?? 2 * answer.unit_seconds) * 1000;
}

function perCall(answer, status) {
  const windows = windowLength(answer, status) / (answer.unit_seconds * 1000);
  return windows === 2 ? "two" : count(windows);
}

/** When a bucket is, in words. */
function bucketName(answer, i, { zone }, status) {
  const start = answer.times[i] * 1000;
  switch (answer.unit) {
    case "day":
      return day(start, zone);
    case "week":
      return `the week from ${day(start, zone)}`;
    case "window":
      return span(start, start + windowLength(answer, status), zone);
    default:
      return span(start, start + answer.unit_seconds * 1000, zone);
  }
}

function perUnit(answer, status) {
  return answer.unit === "window"
    ? `window of ${plural(windowLength(answer, status) / 60_000, "minute")}`
    : UNITS[answer.unit][0];
}

function summary(answer, state, status) {
  const totals = answer.times.map((_, i) => answer.series.reduce((sum, one) => sum + (one.calls[i] ?? 0), 0));
  const most = totals.reduce((best, value, i) => (value > totals[best] ? i : best), 0);
  const busiest =
    totals[most] > 0 ? ` Busiest, with ${count(totals[most])}: ${bucketName(answer, most, state, status)}.` : "";
  return `Calls per ${perUnit(answer, status)}: ${plural(answer.total, "call")} in ${plural(answer.times.length, ...UNITS[answer.unit])}.${busiest}`;
}

function caption(answer, state, status) {
  const last = Date.parse(answer.to) - 1;
  return [
    el("p", { "data-testid": "series-summary" }, summary(answer, state, status)),
    answer.overlapping &&
      el(
        "p",
        { "data-testid": "series-overlap" },
        `Windows overlap: each call is in ${perCall(answer, status)} of them, and so in as many points of a line, but only once in the totals.`,
      ),
    answer.final_until === null || Date.parse(answer.final_until) <= Date.parse(answer.from)
      ? el("p", { "data-testid": "series-open" }, "Nothing of this range is final yet.")
      : Date.parse(answer.final_until) < Date.parse(answer.to) &&
        el(
          "p",
          { "data-testid": "series-open" },
          `Not final yet, and shaded: from ${moment(answer.final_until, state.zone)} on.`,
        ),
    el("p", {}, `Times: ${[...new Set([zonePlace(state.zone), zoneName(last, state.zone)])].join(", ")}.`),
    el("p", { class: "mouse-hint" }, "Drag over the chart to zoom in, double-click to zoom out."),
  ];
}

function legend(answer, state) {
  const styles = looks(answer);
  const column = COLUMNS.get(answer.by);
  return el(
    "section",
    { class: "card legend-card", "data-key": "legend", "aria-labelledby": "legend-title" },
    el(
      "h2",
      { id: "legend-title" },
      column?.title ?? "Total",
    ),
    answer.series.length === 0
      ? el("p", { class: "note" }, "No calls in this range.")
      : table({
          className: "legend",
          testid: "series-legend",
          columns: [
            { label: column?.head ?? "Calls" },
            { label: answer.by === "total" ? "Total" : "Calls", numeric: true },
            { label: "Share", numeric: true },
          ],
          rows: [
            ...answer.series.map((one, i) => ({
              key: `${one.kind} ${one.key}`,
              testid: "legend-row",
              attributes: { "data-series": i, "data-kind": one.kind },
              cells: [
                el("span", { class: "legend-name" }, swatch(styles[i]), follow(one, state)),
                count(one.total),
                share(one.total, answer.total),
              ],
            })),
            answer.series.length > 1 && {
              key: "sum",
              className: "sum",
              cells: ["All", count(answer.total), share(answer.total, answer.total)],
            },
          ].filter(Boolean),
        }),
    column && el("p", { class: "note" }, column.note),
  );
}

function follow(one, state) {
  const column = one.kind === "unlisted" ? state.by : one.kind;
  if (!COLUMNS.has(column)) {
    return el("span", {}, seriesName(one));
  }
  const value = one.kind === "unlisted" ? UNLISTED : one.key;
  return el(
    "a",
    { href: link({ ...state, by: COLUMNS.get(column).leadsTo, ...only(column, value) }), "data-testid": "legend-link" },
    callText(one.label),
  );
}

function asTable(answer, state, status) {
  const first = Math.max(0, answer.times.length - ROWS_AS_TABLE);
  const open = document.getElementById("series-table")?.open;
  const days = answer.unit === "day" || answer.unit === "week";
  const name = (i) => {
    const start = answer.times[i] * 1000;
    const end = start + (answer.unit === "window" ? windowLength(answer, status) : answer.unit_seconds * 1000);
    return days ? day(start, state.zone) : `${day(start, state.zone)}, ${clockSpan(start, end, state.zone)}`;
  };
  // Thousands of cells: only for a reader who has opened it.
  return el(
    "details",
    {
      class: "card as-table",
      id: "series-table",
      "data-testid": "series-table",
      "data-key": "table",
      "data-redraw": true,
    },
    el("summary", {}, "The chart as a table"),
    open
      ? el(
          "div",
          { class: "scroll", tabindex: "0", role: "region", "aria-label": "The chart as a table" },
          table({
            className: "dense",
            caption:
              first > 0
                ? `The newest ${count(ROWS_AS_TABLE)} of ${plural(answer.times.length, ...UNITS[answer.unit])}; the download has all.`
                : null,
            columns: [
              { label: capital(UNITS[answer.unit][0]) },
              ...answer.series.map((one) => ({ label: el("bdi", {}, seriesName(one)), numeric: true })),
            ],
            rows: answer.times
              .map((time, i) => ({ key: time, cells: [name(i), ...answer.series.map((one) => count(one.calls[i]))] }))
              .slice(first)
              .reverse(),
          }),
        )
      : el("div", { class: "scroll" }),
  );
}

export async function drawn(content, answer, { state, status, at }) {
  const frame = content.querySelector(".series-chart");
  const mine = { answer, state, status };
  current = mine;
  drawing ??= import("./chart.js").catch(() => {
    drawing = null;
    throw new Refusal(0, "The chart can't be loaded.");
  });
  const { lineChart } = await drawing;
  if (current !== mine || !frame.isConnected) {
    return;
  }
  if (chart?.frame !== frame) {
    chart?.close();
    chart = lineChart(frame, {
      zoom: (from, to) => brush(at(), from, to),
      zoomOut: () => zoomOut(at()),
      bucket: (i) => bucketName(current.answer, i, current.state, current.status),
    });
    keys(frame);
  }
  chart.show(answer, state.zone);
  const rows = content.querySelector(".legend-card");
  rows.onmouseover = rows.onfocusin = (event) => {
    const row = event.target.closest("[data-series]");
    chart.focus(row ? Number(row.dataset.series) : null);
  };
  rows.onmouseleave = () => chart.focus(null);
}

/** What was brushed, to whole buckets. */
function brush(at, from, to) {
  const { times, unit_seconds: unit } = at.answer;
  const inside = times.filter((time) => time + unit > from && time < to);
  if (inside.length > 0) {
    const end = Math.min(inside[inside.length - 1] + unit, Date.parse(at.answer.to) / 1000);
    goTo(at, Math.max(inside[0], Date.parse(at.answer.from) / 1000) * 1000, Math.max(end, inside[0] + unit) * 1000);
  }
}

function keys(frame) {
  let index = null;
  frame.addEventListener("keydown", (event) => {
    const last = current.answer.times.length - 1;
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity };
    if (event.key === "Escape") {
      index = null;
      chart.leave();
    } else if (event.key in steps && last >= 0 && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const start = index ?? (steps[event.key] < 0 ? last + 1 : -1);
      index = Math.min(last, Math.max(0, start + steps[event.key]));
      chart.point(index);
      const { answer, state, status } = current;
      const said = answer.series.map((one) => `${seriesName(one)} ${count(one.calls[index])}`).join(", ");
      document.getElementById("said").textContent = `${bucketName(answer, index, state, status)}: ${said}`;
    }
  });
  frame.addEventListener("blur", () => {
    index = null;
    chart.leave();
  });
}

export function recolour() {
  chart?.recolour();
}

export function leave() {
  current = null;
  chart?.close();
  chart = null;
}
