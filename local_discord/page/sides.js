// The servers, and the channels of the one we are in.

import { icon } from "./icons.js";
import { avatar, fill, h, hidden, initials, rove } from "./dom.js";
import { CATEGORY, DM, FORUM, NEWS, NEWS_THREAD, PRIVATE_THREAD, STAGE, THREAD, VOICE, firstChannel, guild, isThread, isVoice, sorted, state } from "./state.js";
import { t } from "./words.js";

const sum = (channels) => channels.reduce(([all, calls], each) => {
  const [more, called] = state.unread[each.id] ?? [0, 0];
  return [all + more, calls + called];
}, [0, 0]);

function marks([all, calls]) {
  if (!all) return null;
  const text = calls ? t("side.calls", { count: calls }) : t("side.unread", { count: all });
  return [calls ? h("span", { class: "badge", "aria-hidden": "true" }, calls > 99 ? "99+" : calls) : null, hidden(` ${text}`)];
}

export function rail(element, go) {
  const home = sum(state.direct);
  const current = state.view.guild === null;
  const list = h("ul", {},
    h("li", { class: home[0] ? "first unread" : "first" }, h("button", { type: "button", class: "server home", title: t("side.direct"), "aria-current": current ? "true" : null, dataset: { key: "home" }, onclick: () => go({ guild: null, channel: state.direct[0]?.id ?? null }) },
      icon("mail"), hidden(t("side.direct")), marks(home))),
    state.guilds.map((each) => {
      const counts = sum(each.channels);
      return h("li", { class: counts[0] ? "unread" : "" }, h("button", {
        type: "button", class: "server", title: each.name, "aria-current": each.id === state.view.guild ? "true" : null, dataset: { key: each.id },
        onclick: () => go({ guild: each.id, channel: firstChannel(each)?.id ?? null }),
      }, h("span", { "aria-hidden": "true" }, initials(each.name)), hidden(each.name), marks(counts)));
    }));
  fill(element, list);
  rove(list, "button");
}

export const SIGN = { [NEWS]: "news", [VOICE]: "voice", [STAGE]: "stage", [FORUM]: "forum", [DM]: "at", [NEWS_THREAD]: "thread", [THREAD]: "thread", [PRIVATE_THREAD]: "thread" };

export function side(element, go, voice) {
  const here = guild();
  const list = here ? channels(here, go, voice) : directs(go);
  fill(element, h("h2", { class: "side-title" }, here?.name ?? t("side.direct")), list);
  rove(list, "button.place");
}

function place(each, go, { face } = {}) {
  const counts = state.unread[each.id] ?? [0, 0];
  const current = state.view.channel === each.id && state.view.tab === "channel";
  return h("button", {
    type: "button", class: ["place", counts[0] && "unread", isThread(each) && "thread"].filter(Boolean).join(" "), "aria-current": current ? "page" : null, dataset: { key: each.id },
    onclick: () => go({ guild: each.guild, channel: each.id }),
  }, face ? avatar(face, "small") : icon(SIGN[each.type] ?? "hash"), counts[0] ? h("span", { class: "dot", "aria-hidden": "true" }) : null, h("span", { class: "place-name" }, each.name), each.bot ? h("span", { class: "app-tag" }, t("tag.app")) : null, marks(counts));
}

function directs(go) {
  return h("ul", {}, state.direct.map((each) => h("li", {}, place(each, go, { face: each.name }))),
    state.direct.length ? null : h("li", { class: "empty" }, t("side.no-direct")));
}

function channels(here, go, voice) {
  const threads = here.channels.filter((each) => isThread(each) && (!each.archived || each.id === state.view.channel));
  const all = sorted(here);
  const item = (each) => h("li", {}, place(each, go),
    isVoice(each) ? voice(each) : null,
    below(threads.filter((one) => one.parent === each.id && each.type !== FORUM), go));
  const loose = all.filter((each) => each.type !== CATEGORY && !all.some((one) => one.id === each.parent));
  const events = here.events?.length ?? 0;
  return h("ul", {},
    h("li", {}, h("button", { type: "button", class: "place", dataset: { key: "events" }, "aria-current": state.view.tab === "events" ? "page" : null, onclick: () => go({ guild: here.id, channel: state.view.channel, tab: "events" }) },
      icon("calendar"), h("span", { class: "place-name" }, t("side.events")), events ? h("span", { class: "count" }, events, hidden(t("side.events-word"))) : null)),
    loose.map(item),
    all.filter((each) => each.type === CATEGORY).map((category) => h("li", { class: "category" }, h("h3", {}, category.name), h("ul", {}, all.filter((each) => each.parent === category.id).map(item)))));
}

function below(threads, go) {
  return threads.length ? h("ul", {}, threads.map((each) => h("li", {}, place(each, go)))) : null;
}
