// The header that all views share: tabs, zone, theme, the state of the data, and what can be taken away.

import { address } from "./api.js";
import { DEFAULT_ZONE, link } from "./address.js";
import { el, lay } from "./dom.js";
import { age, capital, plural } from "./format.js";
import { icon } from "./drawing.js";

const ZONES = [
  [DEFAULT_ZONE, "San Francisco"],
  ["UTC", "UTC"],
  ["America/New_York", "New York"],
  ["America/Chicago", "Chicago"],
  ["America/Denver", "Denver"],
  ["Europe/London", "London"],
  ["Europe/Berlin", "Berlin"],
  ["Asia/Kolkata", "Kolkata"],
  ["Asia/Tokyo", "Tokyo"],
  ["Australia/Sydney", "Sydney"],
];

/** The places' own names of the zones that are offered; any other zone goes by its id. */
export function zonePlace(zone) {
  return ZONES.find(([id]) => id === zone)?.[1] ?? zone;
}

export function say(text) {
  document.getElementById("said").textContent = text;
}

export function zoneSelect(state, choose) {
  const select = document.getElementById("zone");
  select.addEventListener("change", () => choose(select.value));
  showZone(state);
}

export function showZone({ zone }) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = [...ZONES];
  for (const more of [own, zone]) {
    if (more && !known.some(([id]) => id === more)) {
      known.push([more, more === own ? `${more} (this device)` : more]);
    }
  }
  const select = document.getElementById("zone");
  lay(
    select,
    known.map(([id, name]) => el("option", { value: id, "data-key": id }, name)),
  );
  select.value = zone;
}

const THEMES = {
  auto: { next: "light", icon: "auto", words: "as the system" },
  light: { next: "dark", icon: "sun", words: "light" },
  dark: { next: "auto", icon: "moon", words: "dark" },
};

export function themeToggle(changed) {
  const button = document.getElementById("theme");
  const root = document.documentElement;
  const show = () => {
    const theme = THEMES[root.dataset.theme ?? "auto"];
    lay(button, [icon(theme.icon)]);
    const label = `Theme: ${theme.words}. Change to ${THEMES[theme.next].words}.`;
    button.setAttribute("aria-label", label);
    button.title = label;
  };
  button.addEventListener("click", () => {
    const next = THEMES[root.dataset.theme ?? "auto"].next;
    if (next === "auto") {
      delete root.dataset.theme;
    } else {
      root.dataset.theme = next;
    }
    try {
      if (next === "auto") {
        localStorage.removeItem("theme");
      } else {
        localStorage.setItem("theme", next);
      }
    } catch {
      // Not remembered where storage is refused; it holds for this page.
    }
    show();
    changed();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  show();
}

export function showTabs(state, remembered) {
  for (const tab of document.querySelectorAll("[data-tab]")) {
    const view = tab.dataset.tab;
    tab.href = link(
      view === state.view ? { view, zone: state.zone } : { ...remembered.get(view), view, zone: state.zone },
    );
    if (view === state.view) {
      tab.setAttribute("aria-current", "page");
    } else {
      tab.removeAttribute("aria-current");
    }
  }
}

const LIVE_ICONS = {
  waiting: "settling",
  catching_up: "settling",
  rebuilding: "settling",
  following: "live",
  broker_away: "away",
  failed: "bad",
  lost: "away",
  connecting: "settling",
};

/** The state of the data in words. */
export function liveWords(status, lost) {
  if (lost) {
    return "this page lost its server; trying again";
  }
  switch (status?.state) {
    case undefined:
      return "connecting";
    case "waiting":
      return status.message || "waiting for the first counts";
    case "catching_up":
      return `catching up: ${plural(status.records_behind, "record")} to go`;
    case "rebuilding":
      return `rebuilding from the beginning: ${plural(status.records_behind, "record")} to go`;
    case "following":
      return status.message ? `live, ${status.message}` : "live";
    default:
      return status.message || status.state;
  }
}

let announced = null;

export function showLive(status, lost) {
  const kind = lost ? "lost" : (status?.state ?? "connecting");
  const live = document.getElementById("live");
  live.dataset.live = kind;
  lay(live.querySelector(".live-icon"), [icon(LIVE_ICONS[kind] ?? "unknown")]);
  lay(live.querySelector(".live-text"), [capital(liveWords(status, lost))]);
  lay(
    live.querySelector(".live-age"),
    status?.last_applied_at ? ["newest counts ", ageElement(status.last_applied_at, " old")] : [],
  );
  // Only a change of state is read out: the numbers within one change several times a second.
  if (announced !== kind) {
    if (announced !== null) {
      say(liveWords(status, lost));
    }
    announced = kind;
  }
}

/** An age that a clock keeps right. */
export function ageElement(instant, after = "") {
  return el("span", { "data-since": instant, "data-after": after }, `${age(Date.now() - Date.parse(instant))}${after}`);
}

setInterval(() => {
  if (!document.hidden) {
    for (const element of document.querySelectorAll("[data-since]")) {
      const text = `${age(Date.now() - Date.parse(element.dataset.since))}${element.dataset.after}`;
      if (element.textContent !== text) {
        element.textContent = text;
      }
    }
  }
}, 1000);

/** `parts` are {view, label, parameters}: what the view can be taken away as. */
export function showDownloads(parts) {
  lay(document.getElementById("take"), [
    parts.map(({ view, label, parameters, testid }) =>
      el(
        "span",
        { class: "take-part", "data-key": view },
        el("span", { class: "take-label" }, label),
        ["csv", "parquet"].map((format) =>
          el(
            "a",
            {
              href: address("/api/download", { view, format, ...parameters }),
              download: true,
              "data-testid": `${testid ?? "download"}-${format}`,
              "aria-label": `${label} as ${format === "csv" ? "CSV" : "Parquet"}`,
            },
            format === "csv" ? "CSV" : "Parquet",
          ),
        ),
      ),
    ),
    el("button", { type: "button", class: "quiet", "data-action": "copy", "data-testid": "copy-link" }, "Copy link"),
  ]);
}

export async function copyAddress() {
  try {
    await navigator.clipboard.writeText(location.href);
  } catch {
    // Without HTTPS, and elsewhere than on this machine, browsers have the old way alone.
    const field = el("textarea", { class: "unseen" }, location.href);
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  say("Link copied");
  const button = document.querySelector("[data-action=copy]");
  button.textContent = "Copied";
  setTimeout(() => {
    button.textContent = "Copy link";
  }, 1500);
}
