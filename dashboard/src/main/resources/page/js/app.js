// Reads the address, fetches the view's answer, lays it over what is shown, and keeps it fresh.

import { follow, get } from "./api.js";
import { link, read, typeLink } from "./address.js";
import { el, lay } from "./dom.js";
import { findType } from "./find.js";
import { capital, clockSecond, plain } from "./format.js";
import { icon } from "./drawing.js";
import { copyAddress, say, showDownloads, showLive, showTabs, showZone, themeToggle, zoneSelect } from "./header.js";
import * as now from "./now.js";
import * as series from "./series.js";
import * as trust from "./trust.js";
import * as unusual from "./unusual.js";

const views = { now, series, unusual, trust };

const LEAST_BETWEEN_MS = 1000;
const RETRY_MS = 3000;
const SKELETON_AFTER_MS = 200;
const BRUSH_POLL_MS = 150;

const main = document.getElementById("main");
const content = document.getElementById("content");
const notice = document.getElementById("notice");

let state = read(location.search);
let status = null;
let lost = false;
/** What is on the page: {state, answer, at}, or null while there is nothing. */
let shown = null;
/** The newest load failed, though an answer from before is still shown. */
let failing = null;
let loading = null;
let again = false;
let loadedAt = -Infinity;
let timer = null;

/** The last state of each view, for the tabs to lead back to. */
const remembered = new Map();

function navigate(next, { replace = false } = {}) {
  const to = link(next);
  if (replace) {
    history.replaceState(null, "", to);
  } else if (to !== location.pathname + location.search) {
    history.pushState(null, "", to);
  }
  enter();
}

function enter() {
  const before = state;
  state = read(location.search);
  remembered.set(state.view, state);
  for (const form of content.querySelectorAll("form")) {
    // What was typed gives way to what is now shown.
    form.reset();
  }
  failing = null;
  showTabs(state, remembered);
  showZone(state);
  showDownloads(views[state.view].downloads(state, status));
  document.title = `${views[state.view].title} – SF Calls`;
  if (before.view !== state.view) {
    scrollTo(0, 0);
  }
  load();
}

async function load() {
  clearTimeout(timer);
  timer = null;
  again = false;
  loading?.abort();
  const mine = new AbortController();
  loading = mine;
  loadedAt = performance.now();
  const asked = state;
  const view = views[asked.view];
  const same = shown !== null && link(shown.state) === link(asked);
  const slow = same ? null : setTimeout(() => waiting(asked), SKELETON_AFTER_MS);
  if (!same) {
    main.setAttribute("aria-busy", "true");
  }
  try {
    if (status === null && view.needsStatus?.(asked)) {
      status = await get("/api/status", {}, mine.signal);
    }
    const answer = await get(view.path, view.parameters(asked, status), mine.signal);
    while (same && view.busy?.()) {
      await new Promise((resolve) => setTimeout(resolve, BRUSH_POLL_MS));
    }
    if (loading === mine) {
      await show(asked, answer);
    }
  } catch (failure) {
    if (loading === mine) {
      fail(asked, failure);
    }
  } finally {
    clearTimeout(slow);
    if (loading === mine) {
      loading = null;
      main.removeAttribute("aria-busy");
      if (again) {
        refresh();
      }
    }
  }
}

/** Fetches the view again, soon: at most once a second, one at a time, and not for nobody. */
function refresh() {
  if (document.hidden) {
    return;
  }
  if (loading) {
    again = true;
    return;
  }
  if (timer === null) {
    timer = setTimeout(load, Math.max(0, loadedAt + LEAST_BETWEEN_MS - performance.now()));
  }
}

/** Whether the page shows less than the server has. */
function outdated() {
  if (status === null || lost) {
    return false;
  }
  if (shown === null || failing) {
    // A refusal stays one, and all else is tried again by the clock.
    return false;
  }
  // The verdict is looked at once a second and changes without new data, too.
  const sameVerdict = !shown.answer.balance || shown.answer.balance.state === status.balance;
  if (shown.answer.version === status.version && sameVerdict) {
    return false;
  }
  return status.state === "rebuilding" || !views[state.view].settled(shown.state, shown.answer);
}

function waiting(asked) {
  if (shown?.state.view === asked.view) {
    main.dataset.state = "loading";
    return;
  }
  leave();
  shown = null;
  main.dataset.view = asked.view;
  main.dataset.state = "loading";
  delete main.dataset.version;
  showNotice();
  lay(content, [
    el(
      "div",
      { class: "skeleton", "aria-hidden": "true", "data-key": "skeleton" },
      el("h1", {}, views[asked.view].title),
      ["a", "b", "c", "d"].map((one) => el("div", { class: `card bone bone-${one}` })),
    ),
  ]);
}

function leave() {
  if (shown) {
    views[shown.state.view].leave?.();
  }
}

async function show(asked, answer) {
  const view = views[asked.view];
  if (shown && shown.state.view !== asked.view) {
    leave();
  }
  failing = null;
  shown = { state: asked, answer, at: Date.now() };
  const context = { state: asked, status, at };
  main.dataset.view = asked.view;
  if (view.empty(answer, status)) {
    view.leave?.();
    lay(content, [emptyView(view)]);
  } else {
    lay(content, view.render(answer, context));
    await view.drawn?.(content, answer, context);
  }
  if (shown?.answer === answer) {
    showDownloads(view.empty(answer, status) ? [] : view.downloads(asked, status));
    mark();
    main.dataset.version = answer.version;
  }
}

/** What a view's actions need: what is shown, and the ways to change it. */
function at() {
  return { state, status, answer: shown?.answer, navigate, say };
}

function emptyView(view) {
  const words = view.emptyWords?.(status);
  return el(
    "div",
    { class: "card lone", "data-key": "empty", "data-testid": "empty" },
    icon("settling", 36),
    el("h1", {}, view.title),
    words
      ? el("p", {}, words)
      : el("p", {}, "No counts yet. Send calls with ", el("code", {}, "./sfcalls replay"), "."),
    el("p", { class: "note" }, "This page shows them as they come."),
  );
}

function fail(asked, failure) {
  if (failure.name === "AbortError") {
    return;
  }
  const code = failure.status ?? -1;
  if (code === 0 || code >= 500) {
    timer = setTimeout(() => {
      timer = null;
      load();
    }, RETRY_MS);
  }
  if (shown && link(shown.state) === link(asked)) {
    failing = failure;
    mark();
    return;
  }
  leave();
  shown = null;
  main.dataset.view = asked.view;
  main.dataset.state = "error";
  delete main.dataset.version;
  notice.hidden = true;
  showDownloads([]);
  const words =
    code === 0
      ? ["The server can't be reached", "This page tries again every few seconds."]
      : code >= 500
        ? ["The server could not answer", "This page tries again every few seconds."]
        : code >= 400
          ? ["The server did not accept this", "Something in the address of this page has to change."]
          : ["This answer can't be shown", "The page and the server may be of different versions."];
  lay(content, [
    el(
      "div",
      { class: "card lone", "data-key": "error", "data-testid": "error", "data-status": code },
      icon(code === 0 ? "away" : "bad", 36),
      el("h1", {}, words[0]),
      code !== 0 && el("p", { class: "server-words", "data-testid": "error-message" }, plain(failure.message)),
      el("p", { class: "note" }, words[1]),
      el(
        "p",
        { class: "ways" },
        el("button", { type: "button", class: "button", "data-action": "retry" }, "Try again"),
        code >= 400 &&
          code < 500 &&
          el(
            "a",
            { class: "button strong", href: link({ view: asked.view }), "data-testid": "error-reset" },
            `Show ${views[asked.view].title} without it`,
          ),
      ),
    ),
  ]);
  say(code === 0 ? words[0] : `${words[0]}. ${plain(failure.message)}`);
}

/** Why what is shown may be behind, in words, or null. */
function staleness() {
  if (lost) {
    return "This page lost its server and tries to reach it again.";
  }
  if (failing) {
    return failing.status === 0
      ? "The server can't be reached; this page tries again."
      : `The newest counts could not be fetched: ${plain(failing.message)}`;
  }
  if (status?.state === "broker_away" || status?.state === "failed") {
    return plain(status.message || "The broker is away.");
  }
  return null;
}

function sentence(words) {
  return `${capital(words)}${words.endsWith(".") ? "" : "."}`;
}

function mark() {
  if (shown === null) {
    return;
  }
  const isEmpty = views[shown.state.view].empty(shown.answer, status);
  main.dataset.state = isEmpty ? "empty" : staleness() ? "stale" : "ready";
  showNotice();
}

function showNotice() {
  const why = shown === null ? null : staleness();
  notice.hidden = why === null;
  lay(
    notice,
    why === null
      ? []
      : [
          icon("away"),
          el(
            "p",
            {},
            el("strong", {}, sentence(why)),
            ` What you see was fetched at ${clockSecond(shown.at, shown.state.zone)}.`,
          ),
        ],
  );
}

document.addEventListener("click", (event) => {
  const action = event.target.closest("[data-action]")?.dataset.action;
  if (action === "copy") {
    copyAddress();
  } else if (action === "retry") {
    load();
  } else if (action && shown) {
    views[state.view].actions?.[action]?.(at());
  }
  const anchor = event.target.closest("a[href]");
  const plainClick = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (
    anchor &&
    plainClick &&
    !anchor.hasAttribute("download") &&
    anchor.origin === location.origin &&
    anchor.pathname === "/" &&
    !anchor.hash
  ) {
    event.preventDefault();
    navigate(read(anchor.search));
  }
});

content.addEventListener("submit", (event) => {
  event.preventDefault();
  if (shown) {
    views[state.view].submit?.(event.target, at());
  }
});

// Details that are filled only when open: a toggle does not bubble.
content.addEventListener(
  "toggle",
  (event) => {
    if (event.target.hasAttribute("data-redraw") && shown && main.dataset.view === state.view) {
      lay(content, views[shown.state.view].render(shown.answer, { state: shown.state, status, at }));
    }
  },
  true,
);

addEventListener("popstate", enter);

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && outdated()) {
    refresh();
  }
});

zoneSelect(state, (zone) => navigate({ ...state, zone }));
themeToggle(() => series.recolour());
findType((type) => navigate(read(new URL(typeLink(type, state.zone), location.href).search)));

follow(
  (newest) => {
    const wasLost = lost;
    lost = false;
    const hadData = Boolean(status?.data_to);
    status = newest;
    showLive(status, lost);
    if (shown && hadData !== Boolean(status.data_to)) {
      showDownloads(views[state.view].downloads(state, status));
    }
    mark();
    if (wasLost || outdated()) {
      refresh();
    }
  },
  () => {
    lost = true;
    showLive(status, lost);
    mark();
  },
);

enter();
