// Now: the calls of one window, how they compare with the same hour of earlier weeks, and what they are.

import { link, typeLink } from "./address.js";
import { bars, icon, lengthBar, rangeBar, table } from "./drawing.js";
import { el } from "./dom.js";
import {
  callText,
  change,
  clock,
  clockSpan,
  count,
  decimal,
  disposition,
  hourMinute,
  instantOf,
  iso,
  localInput,
  plain,
  plural,
  span,
  timeElement,
  zoneName,
} from "./format.js";

export const title = "Now";
export const path = "/api/now";

export function parameters(state) {
  return { zone: state.zone, window: state.window };
}

export function empty(answer) {
  return answer.window === null;
}

export function settled(state, answer) {
  return Boolean(state.window && answer.window?.final && answer.hour?.final && answer.next);
}

export function downloads(state) {
  return [{ view: "now", label: "This window", parameters: parameters(state) }];
}

export function submit(form, { state, status, navigate }) {
  const local = new FormData(form).get("window");
  if (local) {
    const slide = (status?.slide_seconds ?? 300) * 1000;
    const instant = instantOf(local, state.zone);
    navigate({ ...state, window: iso(Math.floor(instant / slide) * slide) });
  }
}

export function render(answer, { state, status }) {
  const { zone } = state;
  return [
    el(
      "div",
      { class: "view-head" },
      el(
        "div",
        {},
        el("h1", {}, "Now"),
        el(
          "p",
          { class: "when", "data-testid": "now-window" },
          timeElement(answer.window.start, span(answer.window.start, answer.window.end, zone)),
        ),
      ),
      stepper(answer, state),
    ),
    el(
      "div",
      { class: "now-grid" },
      windowCard(answer, state),
      hourCard(answer, state),
      recentCard(answer, state, status),
      typesCard(answer, state),
    ),
  ];
}

function stepper(answer, state) {
  const step = (to, name, words, mark) =>
    to
      ? el(
          "a",
          { class: "button", href: link({ ...state, window: to }), "data-key": name, "data-testid": `now-${name}` },
          mark(words),
        )
      : el(
          "span",
          { class: "button off", "data-key": name, "aria-disabled": "true", "data-testid": `now-${name}` },
          mark(words),
        );
  return el(
    "div",
    { class: "stepper", role: "group", "aria-label": "Window" },
    step(answer.previous, "previous", "Previous window", (words) => [icon("earlier"), words]),
    step(answer.next, "next", "Next window", (words) => [words, icon("later")]),
    state.window &&
      el(
        "a",
        {
          class: "button strong",
          href: link({ ...state, window: null }),
          "data-key": "live",
          "data-testid": "now-live",
        },
        "Back to live",
      ),
    el(
      "form",
      { class: "go", "data-form": true, "data-key": "go" },
      el(
        "label",
        {},
        el("span", { class: "unseen" }, "Window at"),
        el("input", { type: "datetime-local", name: "window", value: localInput(answer.window.start, state.zone) }),
      ),
      el("button", { class: "quiet" }, "Go"),
    ),
  );
}

function windowCard(answer, { zone }) {
  const { window } = answer;
  return el(
    "section",
    { class: "card figure-card", "data-key": "window", "aria-labelledby": "window-title" },
    el("h2", { id: "window-title" }, "Calls in this window"),
    el(
      "p",
      { class: "figure" },
      el("span", { "data-testid": "now-calls" }, count(window.calls)),
      el("span", { class: "unit" }, window.calls === 1 ? "call" : "calls"),
    ),
    finality(window.final, "now-final"),
    el(
      "p",
      { class: "note" },
      window.final
        ? "No call joins it any more; one that comes now is kept as late."
        : `Calls join it until the watermark has passed ${clock(window.end, zone)}.`,
    ),
  );
}

export function finality(final, testid) {
  return final
    ? el("p", { class: "badge final", "data-testid": testid, "data-final": "true" }, icon("good"), "final")
    : el(
        "p",
        { class: "badge open", "data-testid": testid, "data-final": "false" },
        icon("settling"),
        "still counting",
      );
}

function hourCard(answer, { zone }) {
  const { hour } = answer;
  if (!hour) {
    return null;
  }
  const { usual } = hour;
  const percent = hour.change_percent;
  const judged = usual && percent !== null && percent !== undefined;
  const outside = usual && (hour.calls < usual.low || hour.calls > usual.high);
  return el(
    "section",
    { class: "card figure-card", "data-key": "hour", "aria-labelledby": "hour-title" },
    el("h2", { id: "hour-title" }, "The hour ", el("span", { class: "plainly" }, clockSpan(hour.from, hour.to, zone))),
    el(
      "p",
      { class: "figure" },
      el("span", { "data-testid": "hour-calls" }, count(hour.calls)),
      el("span", { class: "unit" }, hour.calls === 1 ? "call" : "calls"),
      judged &&
        el(
          "span",
          { class: `change ${outside ? "outside" : ""}`, "data-testid": "now-change" },
          percent !== 0 && icon(percent > 0 ? "up" : "down"),
          change(percent),
          el("span", { class: "unseen" }, " against the average"),
        ),
    ),
    usual
      ? [
          rangeBar({
            ...usual,
            calls: hour.calls,
            label: `${plural(hour.calls, "call")}; usual are ${count(usual.low)} to ${count(usual.high)}, on average ${decimal(usual.mean)}`,
          }),
          el(
            "p",
            { class: "note", "data-testid": "now-usual" },
            `Usual: ${count(usual.low)}–${count(usual.high)}, on average ${decimal(usual.mean)}, in the same hour of ${usual.weeks === 1 ? "the week" : `the ${count(usual.weeks)} weeks`} before.`,
          ),
        ]
      : el("p", { class: "note", "data-testid": "now-usual" }, "Not enough earlier weeks yet to say what is usual."),
    finality(hour.final, "hour-final"),
  );
}

function overlapping(status) {
  return !status || status.window_seconds > status.slide_seconds;
}

function recentCard(answer, state, status) {
  const { recent, window } = answer;
  if (recent.length === 0) {
    return null;
  }
  const { zone } = state;
  const open = recent.filter((one) => !one.final).length;
  const first = recent[0];
  const last = recent[recent.length - 1];
  const ticks = [0, Math.floor((recent.length - 1) / 2), recent.length - 1].filter(
    (at, i, all) => all.indexOf(at) === i,
  );
  return el(
    "section",
    { class: "card recent-card", "data-key": "recent", "aria-labelledby": "recent-title" },
    el("h2", { id: "recent-title" }, state.window ? "Windows around it" : "Recent windows"),
    el(
      "div",
      { class: "bars-frame" },
      el("span", { class: "bars-most" }, count(Math.max(...recent.map((one) => one.calls)))),
      bars(
        recent.map((one) => ({
          key: one.start,
          value: one.calls,
          open: !one.final,
          current: one.start === window.start,
          href: link({ ...state, window: one.start }),
          label: `${clockSpan(one.start, one.end, zone)}: ${plural(one.calls, "call")}${one.final ? "" : ", still counting"}`,
        })),
        {
          label: `Calls of ${plural(recent.length, "window")} from ${hourMinute(first.start, zone)} to ${clock(last.end, zone)}, ${count(open)} of them still counting`,
          testid: "recent-windows",
        },
      ),
      el(
        "div",
        { class: "bars-axis", "aria-hidden": "true" },
        ticks.map((at) => el("span", {}, hourMinute(recent[at].start, zone))),
      ),
    ),
    el(
      "p",
      { class: "note key" },
      el("span", {}, el("span", { class: "key-mark" }), "final"),
      el("span", {}, el("span", { class: "key-mark open" }), "still counting"),
      el("span", {}, el("span", { class: "key-mark current" }), "shown above"),
      overlapping(status) && el("span", {}, "Each window overlaps the next."),
    ),
    el(
      "details",
      { class: "as-table", "data-testid": "recent-table" },
      el("summary", {}, "As a table"),
      table({
        columns: [
          { label: `Window (${zoneName(first.start, zone)})`, name: "Window" },
          { label: "Calls", numeric: true },
          { label: "State" },
        ],
        rows: [...recent].reverse().map((one) => ({
          key: one.start,
          cells: [
            el("a", { href: link({ ...state, window: one.start }) }, clockSpan(one.start, one.end, zone)),
            count(one.calls),
            one.final ? "final" : "still counting",
          ],
        })),
      }),
    ),
  );
}

function typesCard(answer, state) {
  const { types, others, window } = answer;
  const most = Math.max(1, ...types.map((type) => type.calls));
  const around = state.window ? window.start : null;
  return el(
    "section",
    { class: "card types-card", "data-key": "types", "aria-labelledby": "types-title" },
    el("h2", { id: "types-title" }, types.length === 10 ? "The ten busiest types" : "Types"),
    types.length === 0
      ? el("p", { class: "note" }, "No calls in this window.")
      : table({
          className: "types",
          testid: "now-types",
          columns: [
            { label: "Type" },
            { label: "Calls", numeric: true },
            { label: "How they ended" },
            { label: "This hour", numeric: true },
            { label: "Usual hour", numeric: true },
          ],
          rows: types.map((type) => ({
            key: `type ${type.type}`,
            testid: "type-row",
            attributes: { "data-type": plain(type.type) },
            cells: [
              el(
                "a",
                { href: typeLink(type.type, state.zone, around), "data-testid": "type-link" },
                callText(type.type),
              ),
              [el("span", { "data-testid": "type-calls" }, count(type.calls)), lengthBar(type.calls, most)],
              el(
                "ul",
                { class: "endings" },
                type.dispositions.map((one) => ending(one, type.dispositions)),
              ),
              count(type.hour_calls),
              type.usual_hour_mean === null || type.usual_hour_mean === undefined ? "—" : decimal(type.usual_hour_mean),
            ],
          })),
        }),
    others?.types > 0 &&
      el(
        "p",
        { class: "note", "data-testid": "now-others" },
        `and ${plural(others.calls, "call")} of ${plural(others.types, "other type")}`,
      ),
  );
}

function ending(one, all) {
  // Two codes may have one description.
  const alone = all.filter((other) => other.description === one.description).length === 1;
  return el(
    "li",
    {
      class: one.listed ? null : "unlisted",
      title: one.listed ? plain(one.disposition) : "The table of codes does not list this one.",
    },
    el("bdi", {}, alone && one.description ? plain(one.description) : disposition(one)),
    one.listed ? null : el("span", { class: "unlisted-note" }, " (code not listed)"),
    " ",
    el("b", {}, count(one.calls)),
  );
}
