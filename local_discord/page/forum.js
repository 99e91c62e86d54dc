// A forum: its posts, newest first.

import { fill, h } from "./dom.js";
import { state } from "./state.js";

export function forum(element, here) {
  const posts = state.guilds.flatMap((each) => each.channels).filter((each) => each.parent === here.id).sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1));
  fill(element, h("div", { class: "scroller cards" },
    posts.length ? h("ul", {}, posts.map((each) => h("li", {}, h("button", { type: "button", class: "card", dataset: { go: each.id, key: each.id } }, h("strong", {}, each.name), each.archived ? h("span", {}, "Closed") : null))))
      : h("p", { class: "empty" }, "No posts yet.")));
}
