// Numbers, times and texts as people read them. Times are instants; every one of them is shown in a zone, and names it.

import { el } from "./dom.js";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });
const mean = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export function count(number) {
  return number === null || number === undefined ? "—" : whole.format(number);
}

export function decimal(number) {
  return number === null || number === undefined ? "—" : mean.format(number);
}

export function plural(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

export function share(part, all) {
  if (!all) {
    return "—";
  }
  const percent = (100 * part) / all;
  return part > 0 && percent < 0.1 ? "< 0.1 %" : `${percent.toFixed(1)} %`;
}

export function change(percent) {
  const size = tenths.format(Math.abs(percent));
  return size === "0" ? "±0 %" : `${percent < 0 ? "−" : "+"}${size} %`;
}

/** A length of time, given in milliseconds. */
export function duration(ms) {
  if (ms === null || ms === undefined) {
    return "—";
  }
  if (ms < 1000) {
    return `${Math.round(ms)} ms`;
  }
  if (ms < 60_000) {
    return `${tenths.format(ms / 1000)} s`;
  }
  return age(ms);
}

/** A length of time in its largest unit, given in milliseconds: an age that may go on growing. */
export function age(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min`;
  }
  if (seconds < 48 * 3600) {
    return `${Math.floor(seconds / 3600)} h`;
  }
  return plural(Math.floor(seconds / 86_400), "day");
}

// The same characters that the programs of the pipeline escape: control, format, line and paragraph separators,
// private, unassigned.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}]/gu;
const NAMED = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A text that came with a call, with the characters that would hide or turn round other text written out. */
export function plain(text) {
  const seen = String(text ?? "").replace(
    UNSEEN,
    (c) => NAMED[c] ?? `\\u${c.codePointAt(0).toString(16).padStart(4, "0")}`,
  );
  return seen.trim() === "" ? "(blank)" : seen;
}

/** The same as an element: its writing direction can't reach the text around it. */
export function callText(text) {
  return el("bdi", {}, plain(text));
}

/** With a capital, as sentences begin. */
export function capital(words) {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** What a line of the chart is called. */
export function seriesName({ kind, label }) {
  return kind === "total" ? "All calls" : plain(label);
}

/** "Handled (HAN)", or the code alone where the table does not list it. */
export function disposition({ disposition: code, description }) {
  return description ? `${plain(description)} (${plain(code)})` : plain(code);
}

const formats = new Map();

function format(zone, kind, options) {
  const key = `${zone} ${kind}`;
  let made = formats.get(key);
  if (!made) {
    // American English is the locale that knows PST and PDT by name.
    made = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", ...options });
    formats.set(key, made);
  }
  return made;
}

function parts(instant, zone) {
  const found = {};
  const all = format(zone, "all", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
  for (const { type, value } of all.formatToParts(new Date(instant))) {
    found[type] = value;
  }
  return found;
}

export function zoneName(instant, zone) {
  return parts(instant, zone).timeZoneName;
}

/** "10:20" */
export function hourMinute(instant, zone) {
  const p = parts(instant, zone);
  return `${p.hour}:${p.minute}`;
}

/** "10:20 PST" */
export function clock(instant, zone) {
  const p = parts(instant, zone);
  return `${p.hour}:${p.minute} ${p.timeZoneName}`;
}

/** "10:20:07 PST" */
export function clockSecond(instant, zone) {
  const p = parts(instant, zone);
  return `${p.hour}:${p.minute}:${p.second} ${p.timeZoneName}`;
}

/** "Sun 27 Nov 2016" */
export function day(instant, zone) {
  const p = parts(instant, zone);
  return `${p.weekday} ${p.day} ${p.month} ${p.year}`;
}

/** "27 Nov", "Nov 2016", "2016": for axes. */
export function dayMonth(instant, zone) {
  const p = parts(instant, zone);
  return `${p.day} ${p.month}`;
}

export function monthOf(instant, zone) {
  return parts(instant, zone).month;
}

export function yearOf(instant, zone) {
  return parts(instant, zone).year;
}

/** "Sun 27 Nov 2016, 10:20 PST" */
export function moment(instant, zone) {
  return `${day(instant, zone)}, ${clock(instant, zone)}`;
}

/** "Sun 27 Nov 2016, 10:20–10:30 PST"; both ends in full where they differ in their day or in summer time. */
export function span(start, end, zone) {
  const sameZone = zoneName(start, zone) === zoneName(end, zone);
  const sameDay = day(start, zone) === day(new Date(Date.parse(new Date(end)) - 1), zone);
  if (sameDay && sameZone) {
    return `${day(start, zone)}, ${hourMinute(start, zone)}–${clock(end, zone)}`;
  }
  const from = sameZone ? `${day(start, zone)}, ${hourMinute(start, zone)}` : moment(start, zone);
  return `${from} – ${moment(end, zone)}`;
}

/** "10:20–10:30 PST" */
export function clockSpan(start, end, zone) {
  const sameZone = zoneName(start, zone) === zoneName(end, zone);
  return `${sameZone ? hourMinute(start, zone) : clock(start, zone)}–${clock(end, zone)}`;
}

export function timeElement(instant, text) {
  return el("time", { datetime: new Date(instant).toISOString() }, text);
}

/** The instant as "2016-11-27T10:20", the form of a date-time input, in the zone. */
export function localInput(instant, zone) {
  const p = {};
  const numeric = format(zone, "input", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  for (const { type, value } of numeric.formatToParts(new Date(instant))) {
    p[type] = value;
  }
  return `${p.year.padStart(4, "0")}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
}

/**
 * The instant at which the zone's clocks show this local time, in milliseconds. Of a time that comes twice, the first;
 * of one that the clocks skip, as much later as they skip.
 */
export function instantOf(local, zone) {
  const wanted = Date.parse(`${local.slice(0, 16)}:00Z`);
  const shownAt = (instant) => Date.parse(`${localInput(instant, zone)}:00Z`);
  const offsets = [wanted - 86_400_000, wanted + 86_400_000].map((near) => shownAt(near) - near);
  const fitting = offsets.map((offset) => wanted - offset).filter((instant) => shownAt(instant) === wanted);
  return fitting.length > 0 ? Math.min(...fitting) : wanted - offsets[0];
}

export function iso(ms) {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}
