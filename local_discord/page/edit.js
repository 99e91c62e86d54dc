// Changing one's own message where it stands: Enter saves, Esc leaves.

import { h, toast } from "./dom.js";
import { t } from "./words.js";

// `save(text)` resolves when it is changed; `leave()` is called after that, or instead of it.
export function editor(message, { save, leave }) {
  const input = h("textarea", { class: "edit-input", rows: "1", maxlength: "2000", value: message.content, "aria-label": t("edit.label"), "aria-describedby": `edit-${message.id}`, dataset: { key: "edit-text" } });
  const grow = () => { input.style.height = "auto"; input.style.height = `${Math.min(input.scrollHeight, 220)}px`; };
  const done = async () => {
    const text = input.value.trim();
    if (text === message.content) { leave(); return; }
    try { await save(text); leave(); } catch (error) { toast(error.message); input.focus(); }
  };
  input.addEventListener("input", grow);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); done(); }
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); leave(); }
  });
  const form = h("form", { class: "editor", onsubmit: (event) => { event.preventDefault(); done(); } }, input,
    h("div", { class: "edit-foot", id: `edit-${message.id}` },
      t("edit.escape"), " ", h("button", { type: "button", class: "text-button", dataset: { key: "edit-cancel" }, onclick: leave }, t("form.cancel")),
      " · ", t("edit.enter"), " ", h("button", { type: "submit", class: "text-button", dataset: { key: "edit-save" } }, t("edit.save"))));
  return { form, focus: () => { grow(); input.focus(); input.setSelectionRange(input.value.length, input.value.length); } };
}
