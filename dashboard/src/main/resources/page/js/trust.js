// Trust: whether every call is accounted for, and how fresh and how fast the counts are.

import { bars, icon, table } from "./drawing.js";
import { el } from "./dom.js";
import {
  callText,
  clockSecond,
  clockSpan,
  count,
  day,
  disposition,
  duration,
  moment,
  plain,
  plural,
  decimal,
} from "./format.js";
import { ageElement } from "./header.js";

export const title = "Trust";
export const path = "/api/trust";

export function parameters(state) {
  return { zone: state.zone };
}

export function empty(answer) {
  return answer.account === null || (answer.account.raw === 0 && answer.account.counted === 0);
}

export function settled() {
  return false;
}

export function downloads(state) {
  return [
    { view: "rejected", label: "Rejected calls", parameters: parameters(state) },
    { view: "late", label: "Late calls", parameters: parameters(state), testid: "download-late" },
  ];
}

const VERDICTS = {
  balanced: ["good", "Balanced"],
  concern: ["settling", "Balanced, with a concern"],
  settling: ["settling", "Settling"],
  unbalanced: ["bad", "Not balanced"],
  unknown: ["unknown", "Unknown"],
};

export function render(answer, context) {
  const { state } = context;
  return [
    el("div", { class: "view-head" }, el("h1", {}, "Trust")),
    verdict(answer, state),
    account(answer),
    el(
      "div",
      { class: "trust-grid" },
      el("div", { class: "stack" }, checks(answer), unlisted(answer)),
      speed(answer, state),
      batches(answer, state),
    ),
    el("div", { class: "kept-grid" }, rejected(answer, state), late(answer, state)),
  ];
}

function verdict({ balance }, { zone }) {
  const [mark, words] = VERDICTS[balance.state] ?? VERDICTS.unknown;
  return el(
    "section",
    {
      class: `card verdict ${balance.state}`,
      "data-testid": "trust-verdict",
      "data-balance": balance.state,
      "data-key": "verdict",
      "aria-labelledby": "verdict-title",
    },
    icon(mark, 44),
    el(
      "div",
      {},
      el("h2", { id: "verdict-title" }, words),
      el("p", { "data-testid": "trust-message" }, plain(balance.message)),
      balance.since &&
        el(
          "p",
          { class: "note", "data-testid": "trust-since" },
          `since ${moment(balance.since, zone)} (`,
          ageElement(balance.since),
          ")",
        ),
    ),
  );
}

/** The account as a flow: two sums, each of which has to come out. */
function account({ account: a, rejected_by_reason: reasons, balance }) {
  const decoded = a.clean - a.undecodable;
  const pairs = decoded * a.windows_per_call;
  const box = (name, words, value, more, className = "") =>
    el(
      "div",
      { class: `box ${className}`, "data-key": name },
      el("p", { class: "box-name" }, words),
      el("p", { class: "box-count", "data-testid": `account-${name}` }, count(value)),
      more,
    );
  const arrow = (words) => el("div", { class: "arrow" }, el("span", {}, words));
  const sum = (parts, whole, what) => {
    const found = parts.reduce((all, part) => all + part, 0);
    const right = found === whole;
    return el(
      "p",
      { class: `sum-line ${difference(right, balance)}` },
      icon(MARKS[difference(right, balance)]),
      `${parts.map(count).join(" + ")} ${right ? "=" : "≠"} ${count(whole)} ${what}`,
    );
  };
  return el(
    "section",
    { class: "card account", "data-key": "account", "data-testid": "account", "aria-labelledby": "account-title" },
    el("h2", { id: "account-title" }, "Where every call went"),
    el(
      "div",
      { class: "flow" },
      el(
        "div",
        { class: "flow-step" },
        box("raw", "raw calls read", a.raw, el("p", { class: "note" }, "each has one outcome")),
      ),
      arrow("is one of"),
      el(
        "div",
        { class: "flow-step" },
        box("clean", "clean", a.clean, null, "way"),
        box(
          "rejected",
          "rejected, and kept",
          a.rejected,
          reasons.length > 0 &&
            el(
              "ul",
              { class: "reasons" },
              reasons.map((one) =>
                el(
                  "li",
                  { "data-key": one.reason, "data-testid": "reason-row" },
                  el("code", {}, plain(one.reason)),
                  " ",
                  el("b", {}, count(one.found)),
                  one.ledger !== one.found && ` (ledger: ${count(one.ledger)})`,
                ),
              ),
            ),
        ),
        box("repeated", "repeated, not counted again", a.repeated),
      ),
      arrow(`clean × ${plural(a.windows_per_call, "window")}`),
      el(
        "div",
        { class: "flow-step" },
        box(
          "pairs",
          "to be counted",
          pairs,
          el(
            "p",
            { class: "note" },
            a.undecodable > 0
              ? `each clean call is in ${plural(a.windows_per_call, "window")}; ${count(a.undecodable)} could not be decoded`
              : `each clean call is in ${plural(a.windows_per_call, "window")}`,
          ),
        ),
      ),
      arrow("is one of"),
      el(
        "div",
        { class: "flow-step" },
        box("counted", "counted in a window", a.counted, null, "way"),
        box("late", "late, and kept", a.late),
        box("open", "still open", a.open),
      ),
    ),
    el(
      "div",
      { class: "sums" },
      sum([a.clean, a.rejected, a.repeated], a.raw, "raw calls"),
      sum([a.counted, a.late, a.open], pairs, "to be counted"),
    ),
  );
}

const MARKS = { right: "good", pending: "settling", wrong: "bad" };

/** A sum that does not come out is wrong only once nothing is on its way any more. */
function difference(right, balance) {
  return right ? "right" : balance.state === "unbalanced" ? "wrong" : "pending";
}

function checks({ checks: all, balance }) {
  return el(
    "section",
    { class: "card", "data-key": "checks", "aria-labelledby": "checks-title" },
    el("h2", { id: "checks-title" }, "Checks"),
    table({
      testid: "checks",
      className: "checks",
      columns: [
        { label: "Check" },
        { label: "Expected", numeric: true },
        { label: "Found", numeric: true },
        { label: "Difference", numeric: true },
      ],
      rows: all.map((check) => {
        const outcome = difference(check.difference === 0, balance);
        return {
          key: check.name,
          testid: "check-row",
          className: outcome,
          cells: [
            plain(check.name),
            count(check.expected),
            count(check.found),
            el("span", { class: "difference" }, icon(MARKS[outcome], 14), signed(check.difference)),
          ],
        };
      }),
    }),
  );
}

function signed(number) {
  return number > 0 ? `+${count(number)}` : number < 0 ? `−${count(-number)}` : "0";
}

function facts(pairs) {
  return el(
    "dl",
    { class: "facts" },
    pairs.map(([name, value, testid]) =>
      el("div", { "data-key": name }, el("dt", {}, name), el("dd", { "data-testid": testid }, value)),
    ),
  );
}

function speed(answer, { zone }) {
  const { tiers, watermark, newest_event_time: newest, shown_after_ms: shown, last_applied_at: applied } = answer;
  return el(
    "section",
    { class: "card", "data-key": "speed", "aria-labelledby": "speed-title" },
    el("h2", { id: "speed-title" }, "How fresh"),
    answer.unreadable > 0 &&
      el(
        "p",
        { class: "unread", "data-testid": "unreadable" },
        icon("away"),
        ` ${plural(answer.unreadable, "record")} of the topics could not be read here; this page leaves ${answer.unreadable === 1 ? "it" : "them"} out.`,
      ),
    facts([
      ["This page's data", applied ? ageElement(applied, " old") : "none yet", "data-age"],
      ["Watermark", watermark ? moment(watermark, zone) : "none yet", "watermark"],
      ["Newest call", newest ? moment(newest, zone) : "none yet", "newest-event"],
    ]),
    el("h3", {}, "From a count's write until it is shown"),
    shown
      ? [
          facts([
            ["Half within", duration(shown.p50), "shown-p50"],
            ["90 % within", duration(shown.p90), "shown-p90"],
            ["99 % within", duration(shown.p99), "shown-p99"],
          ]),
          el("p", { class: "note" }, `Of the newest ${plural(shown.known, "count")}.`),
        ]
      : el("p", { class: "note" }, "Not known yet."),
    el("h3", {}, "Parts of the pipeline"),
    table({
      testid: "tiers",
      columns: [
        { label: "Part" },
        { label: "What" },
        { label: "Behind", numeric: true },
        { label: "Per second", numeric: true },
      ],
      rows: tiers.map((tier) => ({
        key: tier.name,
        testid: "tier-row",
        cells: [
          plain(tier.name),
          plain(tier.what),
          tier.lag === null ? "unknown" : plural(tier.lag, "record"),
          tier.per_second === null ? "unknown" : decimal(tier.per_second),
        ],
      })),
    }),
  );
}

function batches({ batches: all }, { zone }) {
  const { recent, duration_ms: times } = all;
  const slowest = Math.max(1, ...recent.map((batch) => batch.duration_ms));
  return el(
    "section",
    { class: "card", "data-key": "batches", "aria-labelledby": "batches-title" },
    el("h2", { id: "batches-title" }, "Batches of the count"),
    times
      ? facts([
          ["Half within", duration(times.p50), "batch-p50"],
          ["90 % within", duration(times.p90), "batch-p90"],
          ["99 % within", duration(times.p99), "batch-p99"],
          ["Longest", duration(times.max), "batch-max"],
        ])
      : el("p", { class: "note" }, "No batch yet."),
    recent.length > 0 && [
      el(
        "div",
        { class: "bars-frame" },
        el("span", { class: "bars-most" }, duration(slowest)),
        bars(
          recent.map((batch, i) => ({
            key: `${batch.finished_at} ${i}`,
            value: batch.duration_ms,
            label: `${clockSecond(batch.finished_at, zone)}: ${duration(batch.duration_ms)}, ${plural(batch.calls, "call")}${batch.late_pairs > 0 ? `, ${count(batch.late_pairs)} late` : ""}`,
          })),
          {
            label: `How long the newest ${plural(recent.length, "batch", "batches")} took, the longest ${duration(slowest)}`,
            testid: "batch-chart",
          },
        ),
        el(
          "div",
          { class: "bars-axis", "aria-hidden": "true" },
          [recent[0], recent[recent.length - 1]]
            .filter((batch, i, both) => i === 0 || both[0] !== batch)
            .map((batch) => el("span", {}, clockSecond(batch.finished_at, zone))),
        ),
      ),
      el(
        "p",
        { class: "note" },
        `${plural(all.known, "batch", "batches")} known, of which the newest ${count(recent.length)} are drawn.`,
      ),
      el(
        "details",
        { class: "as-table" },
        el("summary", {}, "As a table"),
        table({
          columns: [
            { label: "Finished" },
            { label: "Took", numeric: true },
            { label: "Calls", numeric: true },
            { label: "Late", numeric: true },
          ],
          rows: [...recent].reverse().map((batch, i) => ({
            key: `${batch.finished_at} ${recent.length - i}`,
            cells: [
              clockSecond(batch.finished_at, zone),
              duration(batch.duration_ms),
              count(batch.calls),
              count(batch.late_pairs),
            ],
          })),
        }),
      ),
    ],
  );
}

function unlisted({ unlisted: codes }) {
  return el(
    "section",
    { class: "card", "data-key": "unlisted", "aria-labelledby": "unlisted-title" },
    el("h2", { id: "unlisted-title" }, "Codes that the table does not list"),
    codes.length === 0
      ? el("p", { class: "note" }, "None so far.")
      : [
          el(
            "ul",
            { class: "endings codes" },
            codes.map((one) =>
              el(
                "li",
                { class: "unlisted", "data-key": one.disposition, "data-testid": "unlisted-row" },
                callText(one.disposition),
                " ",
                el("b", {}, count(one.calls)),
              ),
            ),
          ),
          el("p", { class: "note" }, "They are counted as every other; only their meaning is not known."),
        ],
  );
}

function rejected({ rejected: newest, account: a }, { zone }) {
  return el(
    "section",
    { class: "card", "data-key": "rejected", "aria-labelledby": "rejected-title" },
    el("h2", { id: "rejected-title" }, "Newest rejected calls"),
    newest.length === 0
      ? el("p", { class: "note" }, a.rejected > 0 ? "None of them is known here yet." : "None so far.")
      : el(
          "div",
          { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rejected calls, newest first" },
          table({
            testid: "rejected",
            className: "kept",
            columns: [{ label: "When" }, { label: "Why" }, { label: "What came" }, { label: "From" }],
            rows: newest.map((one) => ({
              key: `${one.partition}-${one.offset}`,
              testid: "rejected-row",
              cells: [
                when(one.at, zone),
                [
                  el("code", {}, plain(one.reason)),
                  one.field && [" in ", el("code", {}, plain(one.field))],
                  el("p", { class: "message" }, callText(one.message)),
                ],
                el("code", { class: "excerpt" }, callText(one.excerpt)),
                el("span", { class: "from" }, plain(one.from)),
              ],
            })),
          }),
        ),
  );
}

function late({ late: newest, account: a }, { zone }) {
  return el(
    "section",
    { class: "card", "data-key": "late", "aria-labelledby": "late-title" },
    el("h2", { id: "late-title" }, "Newest late calls"),
    newest.length === 0
      ? el("p", { class: "note" }, a.late > 0 ? "None of them is known here yet." : "None so far.")
      : el(
          "div",
          { class: "scroll", tabindex: "0", role: "region", "aria-label": "Late calls, newest first" },
          table({
            testid: "late",
            className: "kept",
            columns: [
              { label: "When" },
              { label: "Call" },
              { label: "Too late for" },
              { label: "Watermark" },
              { label: "From" },
            ],
            rows: newest.map((one) => ({
              key: `${one.from} ${one.window_start}`,
              testid: "late-row",
              cells: [
                when(one.at, zone),
                [callText(one.type), el("p", { class: "message" }, el("bdi", {}, disposition(one)))],
                [day(one.window_start, zone), ", ", clockSpan(one.window_start, one.window_end, zone)],
                moment(one.watermark, zone),
                el("span", { class: "from" }, plain(one.from)),
              ],
            })),
          }),
        ),
  );
}

function when(instant, zone) {
  return el("span", { class: "when-cell" }, day(instant, zone), ", ", clockSecond(instant, zone));
}
