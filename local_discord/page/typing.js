// Who is writing in the channel one looks at. Screen readers hear of each person once a minute at most.

import { h } from "./dom.js";
import { nameOf, state } from "./state.js";
import { t } from "./words.js";

const LASTS = 10_000, AGAIN = 8_000, QUIET = 60_000;
const writing = new Map(); // by channel: who, until when
const heard = new Map();
let told = 0;
let shown = "";

// Somebody is writing: `message` names the channel and the person.
export function typing({ channel, user, name }) {
  const here = writing.get(channel) ?? new Map();
  writing.set(channel, here);
  clearTimeout(here.get(user)?.timer);
  here.set(user, { name, timer: setTimeout(() => stopped(channel, user), LASTS) });
  show();
}

// They sent what they wrote, or gave up.
export function stopped(channel, user) {
  const here = writing.get(channel);
  clearTimeout(here?.get(user)?.timer);
  if (here?.delete(user)) show();
}

export function show() {
  const here = [...(writing.get(state.view.channel) ?? [])];
  const names = here.map(([user, each]) => nameOf(user) ?? each.name);
  const text = names.length > 3 ? t("typing.many") : names.length ? t("typing.some", { names: new Intl.ListFormat(document.documentElement.lang).format(names), count: names.length }) : "";
  if (text === shown) return;
  shown = text;
  const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
  document.getElementById("typing").replaceChildren(...(text ? [dots, " ", text] : []));
  const fresh = here.filter(([user]) => Date.now() - (heard.get(`${state.view.channel}/${user}`) ?? 0) > QUIET);
  for (const [user] of fresh) heard.set(`${state.view.channel}/${user}`, Date.now());
  if (fresh.length) document.getElementById("typing-said").textContent = text;
}

// One writes oneself: others are told now and then, not at every letter.
export function tell(ask, channel, text) {
  if (!text.trim() || text.startsWith("/") || Date.now() - told < AGAIN) return;
  told = Date.now();
  ask("typing", { channel }).catch(() => {});
}

export const sent = () => { told = 0; };
