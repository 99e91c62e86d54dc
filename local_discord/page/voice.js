// Voice and stage channels: who is in them, and joining. Nothing is heard here; being there is what bots see.

import { avatar, h, toast } from "./dom.js";
import { state } from "./state.js";
import { t } from "./words.js";

const inside = (each) => each.voice ?? [];

export function voicePeople(each) {
  if (!inside(each).length) return null;
  return h("ul", { class: "voice-people", "aria-label": t("voice.in", { name: each.name }) }, inside(each).map((one) => h("li", {}, avatar(one.name, "tiny"), one.name)));
}

export function voiceBar(here, api) {
  const joined = inside(here).some((each) => each.id === state.me.id);
  const ask = (what) => api.ask(what, { channel: here.id }).catch((error) => toast(error.message));
  return joined
    ? h("button", { type: "button", class: "button danger", dataset: { key: "voice" }, onclick: () => ask("leave_voice") }, t("voice.leave"))
    : h("button", { type: "button", class: "button success", dataset: { key: "voice" }, onclick: () => ask("join_voice") }, t("voice.join"));
}
