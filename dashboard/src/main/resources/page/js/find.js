// Finding a type by a part of its name: a combobox with a list, as the ARIA authoring practices describe it.

import { get } from "./api.js";
import { el, lay } from "./dom.js";
import { callText, plural } from "./format.js";

const PAUSE_MS = 120;

export function findType(choose) {
  const input = document.getElementById("find-type");
  const list = document.getElementById("found-types");
  let found = [];
  let active = -1;
  let asking = null;
  let timer = null;

  function show() {
    lay(
      list,
      found.length === 0
        ? [el("li", { class: "none", role: "option", "aria-disabled": "true" }, "No type has this in its name.")]
        : found.map(({ type, calls }, i) =>
            el(
              "li",
              { id: `found-${i}`, role: "option", "aria-selected": i === active ? "true" : "false", "data-index": i },
              el("span", { class: "found-type" }, callText(type)),
              el("span", { class: "found-calls" }, plural(calls, "call")),
            ),
          ),
    );
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    if (active >= 0) {
      input.setAttribute("aria-activedescendant", `found-${active}`);
      list.children[active].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const { types } = await get("/api/types", { q: input.value.trim(), limit: 20 }, signal);
      if (!signal.aborted && document.activeElement === input) {
        found = types;
        active = -1;
        show();
      }
    } catch {
      if (!signal.aborted) {
        close();
      }
    }
  }

  function pick(index) {
    const picked = found[index];
    if (picked) {
      close();
      input.value = "";
      choose(picked.type);
    }
  }

  function move(by) {
    if (found.length > 0) {
      active = active < 0 && by < 0 ? found.length - 1 : (active + by + found.length) % found.length;
      show();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("click", () => {
    if (list.hidden) {
      ask();
    }
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) {
      return;
    }
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp":
        event.preventDefault();
        if (list.hidden) {
          ask();
        } else {
          move(event.key === "ArrowDown" ? 1 : -1);
        }
        break;
      case "Enter":
        event.preventDefault();
        if (!list.hidden) {
          pick(Math.max(active, 0));
        } else {
          ask();
        }
        break;
      case "Escape":
        if (list.hidden) {
          input.value = "";
        } else {
          event.preventDefault();
          close();
        }
        break;
    }
  });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => {
    // Before the input loses its focus, which would close the list.
    event.preventDefault();
    const option = event.target.closest("[data-index]");
    if (option) {
      pick(Number(option.dataset.index));
    }
  });
}
