// What is shown is all in the address, so that a link, a reload and the back button show it again.

import { COLUMNS } from "./columns.js";

export const DEFAULT_ZONE = "America/Los_Angeles";

const VIEWS = {
  now: ["window"],
  series: ["range", "from", "to", "by", ...COLUMNS.keys()],
  unusual: ["hour"],
  trust: [],
};

const DEFAULTS = { view: "now", zone: DEFAULT_ZONE, by: "total", range: "24h" };

/** The ranges that move on with the data, in milliseconds; null is all of it. */
export const RANGES = new Map([
  ["6h", 6 * 3_600_000],
  ["24h", 24 * 3_600_000],
  ["7d", 7 * 86_400_000],
  ["30d", 30 * 86_400_000],
  ["1y", 365 * 86_400_000],
  ["all", null],
]);

export function read(search) {
  const query = new URLSearchParams(search);
  const view = query.get("view") in VIEWS ? query.get("view") : DEFAULTS.view;
  const state = { view, zone: query.get("zone") || DEFAULTS.zone };
  for (const name of VIEWS[view]) {
    state[name] = query.get(name) || DEFAULTS[name] || null;
  }
  if (view === "series") {
    if (state.from || state.to) {
      state.range = null;
    } else if (!RANGES.has(state.range)) {
      state.range = DEFAULTS.range;
    }
  }
  return state;
}

export function link(state) {
  const query = new URLSearchParams();
  for (const name of ["view", ...VIEWS[state.view], "zone"]) {
    if (state[name] && (state[name] !== DEFAULTS[name] || name === "view")) {
      query.set(name, state[name]);
    }
  }
  return `/?${query}`;
}

/** Over time for one type, by how its calls ended; around an instant, or of the newest day. */
export function typeLink(type, zone, around = null) {
  const state = { view: "series", zone, by: "disposition", type };
  if (around) {
    const middle = Date.parse(around);
    state.from = new Date(middle - 12 * 3_600_000).toISOString();
    state.to = new Date(middle + 12 * 3_600_000).toISOString();
  }
  return link(state);
}
