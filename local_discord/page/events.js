// The events of a server, as its Events tab lists them.

import { icon } from "./icons.js";
import { fill, h, toast } from "./dom.js";
import { channel, guild } from "./state.js";
import { markdown } from "./markdown.js";
import { timestamp } from "./times.js";

const STATUS = { 1: "Upcoming", 2: "Happening now", 3: "Ended", 4: "Cancelled" };

export function events(element, api) {
  const list = [...(guild()?.events ?? [])].sort((a, b) => Date.parse(a.starts) - Date.parse(b.starts));
  fill(element, h("div", { class: "scroller cards", tabindex: "-1" },
    list.length ? h("ul", {}, list.map((each) => h("li", {}, card(each, api)))) : h("p", { class: "empty" }, "There are no upcoming events.")));
}

function card(of, api) {
  const place = of.channel ? channel(of.channel)?.name ?? "a channel" : of.location;
  return h("article", { class: "event", "aria-label": of.name },
    h("p", { class: `event-when ${of.status === 2 ? "now" : ""}` }, icon("calendar"), " ", STATUS[of.status], " · ", timestamp(Date.parse(of.starts) / 1000, "F"), " (", timestamp(Date.parse(of.starts) / 1000, "R"), ")"),
    h("h2", {}, of.name),
    of.description ? h("div", { class: "md" }, markdown(of.description)) : null,
    h("p", { class: "event-place" }, icon(of.channel ? "voice" : "place"), " ", place),
    h("div", { class: "event-foot" }, h("span", {}, `${of.interested} interested`),
      h("button", { type: "button", class: "button secondary", "aria-pressed": of.mine ? "true" : "false", dataset: { key: `event-${of.id}` }, onclick: () => api.ask("interested", { event: of.id, yes: !of.mine }).catch((error) => toast(error.message)) }, of.mine ? "✓ Interested" : "Interested")));
}
