// A forum: its posts, newest first, and a way to start one.

import { icon } from "./icons.js";
import { fill, h } from "./dom.js";
import { openModal } from "./modal.js";
import { state } from "./state.js";
import { t } from "./words.js";

// `doing`: { ask, open(channelId) }
export function forum(element, here, doing) {
  const posts = state.guilds.flatMap((each) => each.channels).filter((each) => each.parent === here.id).sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1));
  fill(element, h("div", { class: "scroller cards", tabindex: "-1" },
    here.may_write ? h("p", { class: "new-post" }, h("button", { type: "button", class: "button primary", dataset: { key: "new-post" }, onclick: (event) => start(here, doing, event.currentTarget) }, icon("plus"), t("forum.new"))) : null,
    posts.length ? h("ul", {}, posts.map((each) => h("li", {}, h("button", { type: "button", class: "card", dataset: { go: each.id, key: each.id } }, h("strong", {}, each.name), each.archived ? h("span", {}, t("forum.closed")) : null))))
      : h("p", { class: "empty" }, t("forum.none"))));
}

function start(here, doing, button) {
  let made = null;
  const field = (label, component) => ({ type: 18, label, component });
  const tags = here.tags.map((each) => ({ label: each.name, value: each.id }));
  openModal({ title: t("forum.new"), components: [
    field(t("forum.title"), { type: 4, custom_id: "title", style: 1, max_length: 100 }),
    field(t("forum.text"), { type: 4, custom_id: "text", style: 2, max_length: 2000 }),
    ...(tags.length ? [field(t("forum.tags"), { type: 3, custom_id: "tags", options: tags, required: here.needs_tag, min_values: here.needs_tag ? 1 : 0, max_values: Math.min(5, tags.length) })] : []),
  ] }, {
    by: `#${here.name}`, yes: t("forum.post"),
    back: () => (made ? doing.open(made) : button.focus()),
    send: async (fields) => { made = (await doing.ask("post", { channel: here.id, ...fields })).channel; return {}; },
  });
}
