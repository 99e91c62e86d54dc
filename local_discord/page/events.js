// The events of a server, as its Events tab lists them.

import { icon } from "./icons.js";
import { fill, h, toast } from "./dom.js";
import { channel, guild } from "./state.js";
import { markdown } from "./markdown.js";
import { timestamp } from "./times.js";
import { t } from "./words.js";

export function events(element, api) {
  const list = [...(guild()?.events ?? [])].sort((a, b) => Date.parse(a.starts) - Date.parse(b.starts));
  fill(element, h("div", { class: "scroller cards", tabindex: "-1" },
    list.length ? h("ul", {}, list.map((each) => h("li", {}, card(each, api)))) : h("p", { class: "empty" }, t("events.none"))));
}

function card(of, api) {
  const place = of.channel ? channel(of.channel)?.name ?? t("event.channel") : of.location;
  return h("article", { class: "event", "aria-label": of.name },
    h("p", { class: `event-when ${of.status === 2 ? "now" : ""}` }, icon("calendar"), " ", t(`event.status.${of.status}`), " · ", timestamp(Date.parse(of.starts) / 1000, "F"), " (", timestamp(Date.parse(of.starts) / 1000, "R"), ")"),
    h("h2", {}, of.name),
    of.description ? h("div", { class: "md" }, markdown(of.description)) : null,
    h("p", { class: "event-place" }, icon(of.channel ? "voice" : "place"), " ", place),
    h("div", { class: "event-foot" }, h("span", {}, t("event.count", { count: of.interested })),
      h("button", { type: "button", class: "button secondary", "aria-pressed": of.mine ? "true" : "false", dataset: { key: `event-${of.id}` }, onclick: () => api.ask("interested", { event: of.id, yes: !of.mine }).catch((error) => toast(error.message)) }, `${of.mine ? "✓ " : ""}${t("event.interested")}`)));
}
