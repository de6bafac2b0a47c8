// Unusual: the types whose count of one hour stands out from the same hour of earlier weeks.

import { link, typeLink } from "./address.js";
import { icon, rangeBar } from "./drawing.js";
import { el } from "./dom.js";
import { callText, count, decimal, instantOf, iso, localInput, plain, plural, span, timeElement } from "./format.js";
import { finality } from "./now.js";

export const title = "Unusual";
export const path = "/api/unusual";

export function parameters(state) {
  return { zone: state.zone, hour: state.hour };
}

export function empty(answer) {
  return answer.hour === null;
}

/** There may be counts, and yet no hour that could be judged. */
export function emptyWords(status) {
  return status?.data_to ? "No full hour is final yet. The first one is judged as soon as it is." : null;
}

export function settled(state, answer) {
  return Boolean(state.hour && answer.hour?.final && answer.next);
}

export function downloads(state) {
  return [{ view: "unusual", label: "This hour", parameters: parameters(state) }];
}

export function submit(form, { state, navigate }) {
  const local = new FormData(form).get("hour");
  if (local) {
    // Hours as the zone's clocks have them, which in some zones begin at half past the hours of others.
    navigate({ ...state, hour: iso(instantOf(`${local.slice(0, 13)}:00`, state.zone)) });
  }
}

export function render(answer, { state }) {
  const { hour, types, usual, weeks, checked } = answer;
  return [
    el(
      "div",
      { class: "view-head" },
      el(
        "div",
        {},
        el("h1", {}, "Unusual"),
        el(
          "p",
          { class: "when", "data-testid": "unusual-hour" },
          timeElement(hour.from, span(hour.from, hour.to, state.zone)),
        ),
      ),
      stepper(answer, state),
    ),
    el(
      "section",
      { class: "card rule", "aria-labelledby": "rule-title", "data-key": "rule" },
      el("h2", { id: "rule-title" }, "What counts as unusual"),
      el("p", { "data-testid": "unusual-rule" }, answer.rule),
      checked > 0 &&
        el(
          "p",
          { class: "note" },
          `${plural(checked, "type")} checked against ${weeks === 1 ? "one week" : `${count(weeks)} weeks`}.`,
        ),
      finality(hour.final, "unusual-final"),
      key(),
    ),
    el(
      "section",
      { "aria-labelledby": "out-title", "data-key": "out" },
      el("h2", { id: "out-title" }, outcome(answer)),
      types.length === 0
        ? checked > 0 &&
            el(
              "p",
              { class: "card calm", "data-testid": "unusual-none" },
              icon("good", 20),
              "Every type is within its usual range in this hour.",
            )
        : el(
            "ul",
            { class: "ranges" },
            types.map((one) => row(one, answer, state, "unusual-row")),
          ),
    ),
    usual.length > 0 &&
      el(
        "section",
        { "aria-labelledby": "in-title", "data-key": "in" },
        el("h2", { id: "in-title" }, "Busiest types inside their range"),
        el(
          "ul",
          { class: "ranges" },
          usual.map((one) => row(one, answer, state, "usual-row")),
        ),
      ),
  ];
}

function outcome({ types, checked }) {
  if (checked === 0) {
    return "Not enough earlier weeks yet to say what is usual in this hour";
  }
  return types.length === 0
    ? "Nothing stands out"
    : `${plural(types.length, "type")} ${types.length === 1 ? "stands" : "stand"} out`;
}

function stepper(answer, state) {
  const step = (to, name, words) =>
    to
      ? el(
          "a",
          { class: "button", href: link({ ...state, hour: to }), "data-key": name, "data-testid": `unusual-${name}` },
          words,
        )
      : el(
          "span",
          { class: "button off", "data-key": name, "aria-disabled": "true", "data-testid": `unusual-${name}` },
          words,
        );
  return el(
    "div",
    { class: "stepper", role: "group", "aria-label": "Hour" },
    step(answer.previous, "previous", [icon("earlier"), "Previous hour"]),
    step(answer.next, "next", ["Next hour", icon("later")]),
    state.hour &&
      el(
        "a",
        {
          class: "button strong",
          href: link({ ...state, hour: null }),
          "data-key": "newest",
          "data-testid": "unusual-newest",
        },
        "Back to newest",
      ),
    el(
      "form",
      { class: "go", "data-form": true, "data-key": "go" },
      el(
        "label",
        {},
        el("span", { class: "unseen" }, "Hour at"),
        el("input", {
          type: "datetime-local",
          name: "hour",
          step: 3600,
          value: localInput(answer.hour.from, state.zone),
        }),
      ),
      el("button", { class: "quiet" }, "Go"),
    ),
  );
}

function key() {
  return el(
    "div",
    { class: "range-key", "aria-hidden": "true" },
    rangeBar({ low: 3, high: 9, mean: 6, calls: 12, history: [4, 5, 7, 8], label: "" }),
    el(
      "p",
      { class: "note" },
      "Band: the usual range. Tick: the average. Small dots: earlier weeks. Large dot: this hour. Each bar has its own scale, from 0.",
    ),
  );
}

function row(one, answer, state, testid) {
  const { type, calls, mean, low, high, history, direction } = one;
  const words = direction === "above" ? "more than usual" : direction === "below" ? "fewer than usual" : "as usual";
  return el(
    "li",
    {
      class: `range-row ${direction ?? "within"}`,
      "data-key": type,
      "data-testid": testid,
      "data-type": plain(type),
      "data-direction": direction,
    },
    el("a", { class: "range-type", href: typeLink(type, state.zone, answer.hour.from) }, callText(type)),
    el(
      "p",
      { class: "range-count" },
      direction && icon(direction === "above" ? "up" : "down"),
      el("b", { "data-testid": "unusual-calls" }, count(calls)),
      el("span", {}, ` ${calls === 1 ? "call" : "calls"}, ${words}`),
    ),
    rangeBar({
      low,
      high,
      mean,
      calls,
      history,
      label: `${plural(calls, "call")}; usual are ${count(low)} to ${count(high)}, on average ${decimal(mean)}`,
    }),
    el(
      "p",
      { class: "range-words note" },
      `usual ${count(low)}–${count(high)}, average ${decimal(mean)}; before: ${history.map(count).join(", ")}`,
    ),
  );
}
