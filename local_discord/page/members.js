// Who is in a server, with their roles; and a way to write to somebody.

import { icon } from "./icons.js";
import { avatar, h, toast } from "./dom.js";
import { state } from "./state.js";
import { t } from "./words.js";

export function membersButton(here, doing) {
  return h("button", { type: "button", class: "icon-button members-button", "aria-haspopup": "dialog", "aria-label": t("members.show"), dataset: { key: "members" }, onclick: () => members(here, doing) }, icon("person"));
}

function members(here, doing) {
  const people = [...here.members].sort((a, b) => a.bot - b.bot || a.name.localeCompare(b.name));
  const write = async (who) => {
    dialog.close();
    try { doing.open((await doing.ask("direct", { user: who.id })).channel); } catch (error) { toast(error.message); }
  };
  const dialog = h("dialog", { class: "people", "aria-labelledby": "members-title" },
    h("div", { class: "dialog-head" }, h("h2", { id: "members-title" }, t("members.title", { server: here.name })), h("p", { class: "dialog-by" }, t("members.count", { count: people.length })),
      h("button", { type: "button", class: "icon-button close", "aria-label": t("form.close"), onclick: () => dialog.close() }, icon("close"))),
    h("ul", {}, people.map((each) => h("li", {}, h("div", { class: "person" }, avatar(each.name),
      h("span", { class: "person-text" }, h("strong", {}, each.name, each.bot ? [" ", h("span", { class: "app-tag" }, t("tag.app"))] : null), h("span", {}, roles(here, each)))),
    each.id === state.me.id ? null : h("button", { type: "button", class: "text-button window", "aria-label": t("members.write-to", { name: each.name }), onclick: () => write(each) }, t("members.write"))))));
  dialog.addEventListener("close", () => { dialog.remove(); document.querySelector("[data-key=members]")?.focus(); });
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector(".close").focus();
}

const roles = (here, of) => here.roles.filter((each) => of.roles.includes(each.id)).map((each) => each.name).join(", ") || t("stage.no-roles");
