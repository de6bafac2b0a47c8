// The server's answers and its stream of states.

/** An answer that is not one: `status` 0 is a server that can't be reached. */
export class Refusal extends Error {
  constructor(status, message, parameter = null) {
    super(message);
    this.status = status;
    this.parameter = parameter;
  }
}

export function address(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== "") {
      query.set(name, value);
    }
  }
  return `${path}?${query}`;
}

export async function get(path, parameters = {}, signal = undefined) {
  let response;
  let body;
  try {
    response = await fetch(address(path, parameters), { signal, headers: { Accept: "application/json" } });
    body = await response.text();
  } catch (failure) {
    if (failure.name === "AbortError") {
      throw failure;
    }
    throw new Refusal(0, "The server can't be reached.");
  }
  let answer = null;
  try {
    answer = JSON.parse(body);
  } catch {
    // A proxy's error page, say; the status tells enough.
  }
  if (!response.ok || answer === null) {
    throw new Refusal(
      response.status,
      answer?.error ?? `The server answered with status ${response.status}.`,
      answer?.parameter,
    );
  }
  return answer;
}

const SILENCE_MS = 30_000;
const RETRY_MS = 3_000;

/**
 * Follows the server's states. `onStatus` gets each of them, `onLost` is called when the stream breaks; it is opened
 * again until it holds. Browsers open six connections to a server at most, and a stream is one of them, so a page that
 * is hidden or left lets go of its own: else a handful of tabs would keep each other from loading anything.
 */
export function follow(onStatus, onLost) {
  let heard = Date.now();
  let source = null;
  let retry = null;

  function open() {
    close();
    heard = Date.now();
    source = new EventSource("/api/events");
    source.addEventListener("status", (event) => {
      heard = Date.now();
      onStatus(JSON.parse(event.data));
    });
    source.addEventListener("error", () => {
      onLost();
      // A refused stream is closed for good, a broken one opens itself again.
      if (source?.readyState === EventSource.CLOSED) {
        openLater();
      }
    });
  }

  function openLater() {
    close();
    retry = setTimeout(open, RETRY_MS);
  }

  function close() {
    clearTimeout(retry);
    source?.close();
    source = null;
  }

  // A connection can die without a word, and the stream's comments can't be seen from here: ask when it has been silent
  // for long.
  setInterval(async () => {
    if (document.hidden || Date.now() - heard < SILENCE_MS || source?.readyState !== EventSource.OPEN) {
      return;
    }
    try {
      onStatus(await get("/api/status"));
      heard = Date.now();
    } catch {
      onLost();
      openLater();
    }
  }, 5_000);

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => event.persisted && open());

  if (!document.hidden) {
    open();
  }
}
