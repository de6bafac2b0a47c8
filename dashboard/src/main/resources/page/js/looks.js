// How the lines of the chart are told apart: by colour, dash and hatching.

import { svg } from "./dom.js";

const DASHES = [[], [9, 4], [2, 3], [10, 3, 2, 3]];
const COLOURS = 7;
const DENSE = 600;

/** A series keeps its colour and dash while it is shown, also when another one overtakes it. */
const slots = new Map();

function slotOf(key, shown) {
  if (!slots.has(key)) {
    for (const known of slots.keys()) {
      if (!shown.has(known)) {
        slots.delete(known);
      }
    }
    const taken = new Set(slots.values());
    let free = 0;
    while (taken.has(free)) {
      free++;
    }
    slots.set(key, free);
  }
  return slots.get(key);
}

/** How each series of an answer is drawn: {colour, dash, width}; colour is the name of a custom property. */
export function looks({ series, times }) {
  const shown = new Set(series.map((one) => one.key));
  // So close together that no dash can be seen, they only cost time.
  const dense = times.length > DENSE;
  return series.map((one) => {
    switch (one.kind) {
      case "total":
        return { colour: "--series-0", dash: [], width: 1.75, area: true };
      case "unlisted":
        return { colour: "--series-unlisted", dash: [2, 3], width: 2.5, hatched: true };
      case "other":
        return { colour: "--series-other", dash: [6, 3], width: 1.25 };
      default: {
        const slot = slotOf(one.key, shown);
        return { colour: `--series-${slot % COLOURS}`, dash: dense ? [] : DASHES[slot % DASHES.length], width: 1.75 };
      }
    }
  });
}

/** The line as the chart draws it, for the legend. */
export function swatch(look) {
  return svg(
    "svg",
    {
      class: "swatch",
      viewBox: "0 0 30 14",
      width: 30,
      height: 14,
      "aria-hidden": "true",
      style: { color: `var(${look.colour})` },
    },
    look.hatched && [1, 7, 13, 19, 25].map((x) => svg("path", { class: "swatch-hatch", d: `M${x} 14l6-14` })),
    svg("line", {
      x1: 1,
      x2: 29,
      y1: 7,
      y2: 7,
      "stroke-width": look.width + 0.75,
      "stroke-dasharray": look.dash.join(" ") || null,
    }),
  );
}
