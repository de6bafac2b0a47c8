// The line chart of Over time. Colours come from the style sheet, so that they follow the theme.

import uPlot from "/vendor/uplot/uPlot.esm.js";
import { el, lay } from "./dom.js";
import { count, dayMonth, hourMinute, monthOf, seriesName, yearOf } from "./format.js";
import { looks, swatch } from "./looks.js";

const DAY = 86_400;

function colours() {
  const probe = el("span", { class: "unseen" });
  document.body.append(probe);
  const cache = new Map();
  const colour = (name) => {
    if (!cache.has(name)) {
      probe.style.color = `var(${name})`;
      cache.set(name, getComputedStyle(probe).color);
    }
    return cache.get(name);
  };
  return { colour, forget: () => cache.clear() };
}

function faded(rgb, alpha) {
  const [red, green, blue] = rgb.match(/[\d.]+/g);
  return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

function hatch(ctx, rgb, step) {
  const tile = document.createElement("canvas");
  tile.width = step;
  tile.height = step;
  const pen = tile.getContext("2d");
  pen.strokeStyle = rgb;
  pen.lineWidth = Math.max(1, step / 9);
  pen.beginPath();
  for (const shift of [-step, 0, step]) {
    pen.moveTo(shift, step);
    pen.lineTo(shift + step, 0);
  }
  pen.stroke();
  return ctx.createPattern(tile, "repeat");
}

/**
 * A chart inside `frame`. `zoom(from, to)` is called with what was brushed, in seconds, `zoomOut()` on a double click;
 * `bucket(i)` says in words when a point is.
 */
export function lineChart(frame, { zoom, zoomOut, bucket }) {
  const { colour, forget } = colours();
  let plot = null;
  let shape = "";
  let shown = null;
  let brushing = false;

  const place = el("div", { class: "plot" });
  const tip = el("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  frame.replaceChildren(place, tip);

  const size = () => ({
    width: Math.max(200, place.clientWidth),
    height: Math.round(Math.min(560, 170 + place.clientWidth * 0.25)),
  });

  function options(answer, styles) {
    const axis = {
      stroke: () => colour("--muted"),
      grid: { stroke: () => colour("--grid"), width: 1 },
      ticks: { stroke: () => colour("--grid"), width: 1, size: 5 },
      font: "12px system-ui, sans-serif",
    };
    return {
      ...size(),
      padding: [16, 24, 0, 0],
      legend: { show: false },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), shown.zone),
      cursor: {
        points: { size: 7 },
        y: false,
        focus: { prox: 24 },
        drag: { x: true, y: false, setScale: false },
        bind: { dblclick: () => () => zoomOut() },
      },
      focus: { alpha: 0.3 },
      scales: {
        x: { time: true, range: () => [shown.from, shown.to] },
        y: { range: (u, low, high) => [0, Math.max(4, (high ?? 0) * 1.08)] },
      },
      axes: [
        { ...axis, space: 70, size: 46, values: (u, splits, i, space, step) => timeTicks(splits, step, shown.zone) },
        {
          ...axis,
          size: (u, values) => 16 + 8 * Math.max(2, ...(values ?? []).map((v) => v?.length ?? 0)),
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6],
          values: (u, splits) => splits.map(count),
        },
      ],
      series: [
        {},
        ...answer.series.map((one, i) => ({
          label: seriesName(one),
          stroke: () => colour(styles[i].colour),
          width: styles[i].width,
          dash: styles[i].dash,
          fill: styles[i].area
            ? () => faded(colour(styles[i].colour), 0.12)
            : styles[i].hatched
              ? (u) => hatch(u.ctx, faded(colour(styles[i].colour), 0.3), Math.round(8 * devicePixelRatio))
              : undefined,
          points: {
            show: (u, s, first, last) => (last - first) * 12 < u.width,
            size: 5,
            fill: () => colour(styles[i].colour),
          },
        })),
      ],
      hooks: {
        drawClear: [shadeOpen],
        setSelect: [brushed],
        setCursor: [showTip],
        ready: [
          (u) => {
            u.over.addEventListener("mousedown", () => {
              brushing = true;
            });
            u.over.addEventListener("mouseleave", () => {
              tip.hidden = true;
            });
          },
        ],
      },
    };
  }

  function shadeOpen(u) {
    const { final, to } = shown;
    if (final === null || final >= to) {
      return;
    }
    const { ctx } = u;
    const left = Math.max(u.bbox.left, u.valToPos(final, "x", true));
    const width = u.bbox.left + u.bbox.width - left;
    if (!(width > 0)) {
      return;
    }
    ctx.save();
    ctx.fillStyle = faded(colour("--open"), 0.1);
    ctx.fillRect(left, u.bbox.top, width, u.bbox.height);
    ctx.fillStyle = hatch(ctx, faded(colour("--open"), 0.28), Math.round(7 * devicePixelRatio));
    ctx.fillRect(left, u.bbox.top, width, u.bbox.height);
    ctx.strokeStyle = colour("--open");
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.moveTo(left, u.bbox.top);
    ctx.lineTo(left, u.bbox.top + u.bbox.height);
    ctx.stroke();
    ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.fillStyle = colour("--open");
    const words = "not final yet";
    const room = ctx.measureText(words).width + 8 * devicePixelRatio;
    ctx.textAlign = width > room ? "left" : "right";
    ctx.textBaseline = "bottom";
    ctx.fillText(
      words,
      width > room ? left + 4 * devicePixelRatio : u.bbox.left + u.bbox.width,
      u.bbox.top - 2 * devicePixelRatio,
    );
    ctx.restore();
  }

  function brushed(u) {
    const { left, width } = u.select;
    if (width > 4) {
      const from = u.posToVal(left, "x");
      const to = u.posToVal(left + width, "x");
      u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      zoom(from, to);
    }
  }

  function showTip(u) {
    const { idx, left, top } = u.cursor;
    if (idx === null || idx === undefined || left < 0) {
      tip.hidden = true;
      return;
    }
    const lines = shown.series
      .map((one, i) => ({ one, look: shown.looks[i], calls: one.calls[idx] }))
      .filter(({ calls }) => calls > 0 || shown.series.length === 1)
      .sort((a, b) => b.calls - a.calls);
    lay(tip, [
      el("p", { class: "tip-when" }, bucket(idx)),
      lines.length === 0
        ? el("p", {}, "no calls")
        : el(
            "ul",
            {},
            lines.map(({ one, look, calls }) =>
              el("li", {}, swatch(look), el("bdi", {}, seriesName(one)), el("b", {}, count(calls))),
            ),
          ),
    ]);
    tip.hidden = false;
    const offset = u.over.offsetLeft + left;
    const right = offset + 18 + tip.offsetWidth > frame.clientWidth;
    const x = right ? Math.max(0, offset - 14 - tip.offsetWidth) : offset + 14;
    tip.style.transform = `translate(${Math.round(x)}px, ${Math.round(Math.max(0, top - 10))}px)`;
  }

  const ended = () => {
    brushing = false;
  };
  window.addEventListener("mouseup", ended);

  const resized = new ResizeObserver(() => {
    if (plot && place.clientWidth > 0 && place.clientWidth !== plot.width) {
      plot.setSize(size());
    }
  });
  resized.observe(place);

  return {
    show(answer, zone) {
      const styles = looks(answer);
      const wanted = JSON.stringify([answer.series.map((one) => [one.key, one.label]), styles]);
      shown = {
        zone,
        series: answer.series,
        looks: styles,
        from: Date.parse(answer.from) / 1000,
        to: Date.parse(answer.to) / 1000,
        final: answer.final_until ? Date.parse(answer.final_until) / 1000 : Date.parse(answer.from) / 1000,
      };
      const data = [answer.times, ...answer.series.map((one) => one.calls)];
      if (plot && wanted === shape) {
        plot.setData(data);
      } else {
        plot?.destroy();
        plot = new uPlot(options(answer, styles), data, place);
        shape = wanted;
      }
    },
    /** Brings one series to the front; null shows all alike. */
    focus(index) {
      plot?.setSeries(index === null ? null : index + 1, { focus: true });
    },
    /** Moves the cursor to a point, as the mouse would. */
    point(index) {
      const left = plot.valToPos(plot.data[0][index], "x");
      plot.setCursor({ left, top: plot.over.clientHeight / 3 });
    },
    leave() {
      plot?.setCursor({ left: -10, top: -10 });
      tip.hidden = true;
    },
    recolour() {
      forget();
      plot?.redraw(false, true);
    },
    busy: () => brushing,
    frame,
    close() {
      plot?.destroy();
      resized.disconnect();
      window.removeEventListener("mouseup", ended);
      plot = null;
    },
  };
}

/** Two lines: the time or day, and below it the day or year where it begins. */
function timeTicks(splits, step, zone) {
  let before = null;
  return splits.map((seconds) => {
    const instant = seconds * 1000;
    let upper;
    let lower;
    if (step < DAY) {
      upper = hourMinute(instant, zone);
      lower = dayMonth(instant, zone);
    } else if (step < 28 * DAY) {
      upper = dayMonth(instant, zone);
      lower = yearOf(instant, zone);
    } else {
      upper = step < 360 * DAY ? monthOf(instant, zone) : yearOf(instant, zone);
      lower = step < 360 * DAY ? yearOf(instant, zone) : "";
    }
    const label = lower && lower !== before ? `${upper}\n${lower}` : upper;
    before = lower;
    return label;
  });
}
