// A question before something that cannot be undone.

import { freshId, h } from "./dom.js";
import { t } from "./words.js";

// Resolves with true or false; the keyboard starts on the answer that changes nothing.
export function confirm({ title, text, quote, yes }) {
  return new Promise((resolve) => {
    let answer = false;
    const heading = h("h2", { id: freshId("title") }, title);
    const about = h("p", { id: freshId("text") }, text);
    const no = h("button", { type: "button", class: "button plain", onclick: () => dialog.close() }, t("form.cancel"));
    const dialog = h("dialog", { class: "modal", role: "alertdialog", "aria-labelledby": heading.id, "aria-describedby": about.id },
      h("div", { class: "dialog-head" }, heading),
      h("div", { class: "dialog-text" }, about, quote ? h("blockquote", {}, quote) : null,
        h("div", { class: "dialog-foot" }, no, h("button", { type: "button", class: "button danger", onclick: () => { answer = true; dialog.close(); } }, yes))));
    dialog.addEventListener("close", () => { dialog.remove(); resolve(answer); });
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });
}
