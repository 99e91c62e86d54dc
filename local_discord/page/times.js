// Instants as the person reads them: their language, their zone, the local Discord's clock.

import { h } from "./dom.js";
import { locale, now, zone } from "./state.js";

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};
const UNITS = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

export function format(instant, style, inZone = zone()) {
  return new Intl.DateTimeFormat(locale(), { ...(STYLES[style] ?? STYLES.f), timeZone: inZone }).format(instant);
}

export function relative(instant) {
  const seconds = (instant - now()) / 1000;
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each * 0.985) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat(locale(), { numeric: "always" }).format(Math.round(seconds / size), unit);
}

// <t:seconds:style>; what is relative stays true while time passes or is moved.
export function timestamp(seconds, style = "f") {
  const instant = seconds * 1000;
  const text = style === "R" ? relative(instant) : format(instant, style);
  return h("time", {
    class: "timestamp", lang: locale(), datetime: new Date(instant).toISOString(), title: format(instant, "F"),
    dataset: style === "R" ? { relative: String(instant) } : {},
  }, text);
}

const day = (instant) => new Intl.DateTimeFormat("en-CA", { timeZone: zone() }).format(instant);

// When a message was sent, shortly: a time today, "yesterday" or the date before it.
export function sentAt(instant) {
  const time = format(instant, "t");
  const days = Math.round((Date.parse(day(now())) - Date.parse(day(instant))) / 864e5);
  if (days > 1 || days < 0) return format(instant, "s");
  const word = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(-days, "day");
  return `${word} ${time}`;
}

export function dayOf(instant) {
  return day(instant);
}

export function sent(instant) {
  return h("time", { lang: locale(), datetime: new Date(instant).toISOString(), title: format(instant, "F"), dataset: { sent: String(instant) } }, sentAt(instant));
}

export function refreshTimes() {
  for (const each of document.querySelectorAll("time[data-relative]")) {
    const text = relative(Number(each.dataset.relative));
    if (each.textContent !== text) each.textContent = text;
  }
  for (const each of document.querySelectorAll("time[data-sent]")) {
    const text = sentAt(Number(each.dataset.sent));
    if (each.textContent !== text) each.textContent = text;
  }
}

// "Riga" of "Europe/Riga".
export const city = (name) => name.split("/").at(-1).replaceAll("_", " ");
