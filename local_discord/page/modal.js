// The forms a bot opens: every component a form may hold, checked before it is sent, and kept when something is wrong.

import { icon } from "./icons.js";
import { freshId, h, toast } from "./dom.js";
import { preset, selectItems } from "./choices.js";
import { size } from "./files.js";
import { markdown } from "./markdown.js";
import { openPicker } from "./picker.js";
import { said, t } from "./words.js";

// `yes`: the button's word. `send(fields)` resolves with { failed } or {}; `upload(file)` with an attachment. `back`: where the keyboard returns to.
export function openModal(modal, { by, send, upload, back, yes }) {
  const fields = [];
  const problem = h("p", { class: "form-problem", role: "alert", hidden: true });
  const submit = h("button", { type: "submit", class: "button primary" }, yes ?? t("form.submit"));
  const title = h("h2", { id: freshId("title") }, modal.title);
  const form = h("form", { novalidate: true }, modal.components.map((each) => part(each, fields, upload)), problem,
    h("div", { class: "dialog-foot" }, h("button", { type: "button", class: "button plain", onclick: () => dialog.close() }, t("form.cancel")), submit));
  const dialog = h("dialog", { class: "modal", "aria-labelledby": title.id },
    h("div", { class: "dialog-head" }, h("p", { class: "dialog-by" }, by), title,
      h("button", { type: "button", class: "icon-button close", "aria-label": t("form.close"), onclick: () => dialog.close() }, icon("close"))), form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    problem.hidden = true;
    const wrong = fields.filter((each) => !each.check());
    if (wrong.length) { wrong[0].focus(); return; }
    submit.disabled = true;
    submit.setAttribute("aria-busy", "true");
    try {
      const values = {};
      for (const each of fields) values[each.id] = each.value();
      const answer = await send(values);
      if (answer.failed) throw new Error(said(answer.failed));
      dialog.close();
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    } finally {
      submit.disabled = false;
      submit.removeAttribute("aria-busy");
    }
  });
  dialog.addEventListener("close", () => { dialog.remove(); back?.(); });
  document.body.append(dialog);
  dialog.showModal();
  (fields[0] ? fields[0] : { focus: () => submit.focus() }).focus();
  return dialog;
}

function part(of, fields, upload) {
  if (of.type === 10) return h("div", { class: "md form-text" }, markdown(of.content));
  if (of.type === 1) return of.components.map((each) => labelled(each, each.label ?? "", null, fields, upload));
  if (of.type === 18) return labelled(of.component, of.label, of.description, fields, upload);
  return null;
}

const MAKERS = { 4: textInput, 3: selectInput, 5: selectInput, 6: selectInput, 7: selectInput, 8: selectInput, 19: fileInput, 21: options, 22: options, 23: checkbox };

function labelled(of, label, description, fields, upload) {
  const id = freshId("field");
  const required = of.type === 23 ? false : of.required ?? true;
  const wrong = h("p", { class: "field-wrong", id: `${id}-wrong`, hidden: true });
  const hint = description ? h("p", { class: "field-hint", id: `${id}-hint` }, description) : null;
  const about = [hint?.id, wrong.id].filter(Boolean).join(" ");
  const made = (MAKERS[of.type] ?? unknown)(of, { id, about, label, required, upload });
  const field = {
    id: of.custom_id,
    value: made.value,
    focus: made.focus,
    check() {
      const text = made.wrong();
      wrong.textContent = text ?? "";
      wrong.hidden = !text;
      made.mark(Boolean(text));
      return !text;
    },
  };
  fields.push(field);
  const name = [h("span", {}, label), required ? h("span", { class: "must" }, h("span", { "aria-hidden": "true" }, " *"), made.group ? h("span", { class: "visually-hidden" }, t("form.must")) : null) : null];
  made.element.addEventListener("input", () => { if (!wrong.hidden) field.check(); });
  if (made.group) return h("fieldset", { class: "field", id, "aria-describedby": about }, h("legend", {}, name), hint, made.element, wrong);
  if (of.type === 23) return h("div", { class: "field" }, made.element, hint, wrong);
  return h("div", { class: "field" }, h("label", { for: id, id: `${id}-label` }, name), hint, made.element, wrong);
}

function textInput(of, { id, about, required }) {
  const most = of.max_length ?? 4000;
  const least = of.min_length ?? 0;
  const input = h(of.style === 2 ? "textarea" : "input", {
    id, type: of.style === 2 ? null : "text", rows: of.style === 2 ? 4 : null, placeholder: of.placeholder, required, "aria-describedby": about, value: of.value ?? "", autocomplete: "off", name: of.custom_id,
  });
  const left = h("span", { class: "left", "aria-hidden": "true" });
  const count = () => { left.textContent = of.max_length ? `${input.value.length} / ${most}` : ""; left.classList.toggle("over", input.value.length > most); };
  input.addEventListener("input", count);
  count();
  return {
    element: h("div", { class: "text-field" }, input, left),
    value: () => input.value,
    focus: () => input.focus(),
    mark: (wrong) => input.setAttribute("aria-invalid", String(wrong)),
    wrong() {
      const length = input.value.length;
      if (!length) return required ? t("form.required") : null;
      if (length < least) return t("form.short", { limit: least, count: length });
      return length > most ? t("form.long", { limit: most, count: length }) : null;
    },
  };
}

function selectInput(of, { id, about, label, required }) {
  let chosen = preset(of);
  const items = selectItems(of);
  const most = of.max_values ?? 1;
  const least = of.min_values ?? 1;
  const shown = h("span", { id: `${id}-value` });
  const trigger = h("button", {
    type: "button", id, class: "select", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-describedby": about, "aria-labelledby": `${id}-label ${id}-value`,
    onclick: () => openPicker(trigger, { label, items, multi: most > 1 || !required, max: most, chosen, filter: of.type !== 3 || items.length > 10, onDone: (values) => { chosen = values; show(); trigger.dispatchEvent(new Event("input", { bubbles: true })); } }),
  }, shown, icon("down"));
  function show() {
    const names = items.filter((each) => chosen.includes(each.value)).map((each) => each.label);
    shown.textContent = names.join(", ") || of.placeholder || t("form.select");
    shown.className = names.length ? "" : "placeholder";
  }
  show();
  return {
    element: trigger,
    value: () => chosen,
    focus: () => trigger.focus(),
    mark: (wrong) => trigger.setAttribute("aria-invalid", String(wrong)),
    wrong: () => (!chosen.length ? (required ? t("form.required") : null) : chosen.length < least ? t("form.few", { limit: least }) : null),
  };
}

function fileInput(of, { id, about, required, upload }) {
  const most = of.max_values ?? 1;
  const least = of.min_values ?? 1;
  let kept = [];
  const names = h("ul", { class: "file-list" });
  const input = h("input", { id, type: "file", multiple: most > 1, "aria-describedby": about, onchange: async () => {
    try {
      kept = await Promise.all([...input.files].slice(0, most).map(upload));
    } catch (error) { toast(error.message); }
    names.replaceChildren(...kept.map((each) => h("li", {}, `${each.filename} · ${size(each.size)}`)));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  } });
  return {
    element: h("div", {}, input, names),
    value: () => kept.map((each) => each.id),
    focus: () => input.focus(),
    mark: (wrong) => input.setAttribute("aria-invalid", String(wrong)),
    wrong: () => (kept.length < (required ? least : 0) ? (least > 1 ? t("form.files", { limit: least }) : t("form.file")) : null),
  };
}

// Radio group (one) and checkbox group (several).
function options(of, { id, about, required }) {
  const several = of.type === 22;
  const least = several ? of.min_values ?? 1 : 1;
  const most = several ? of.max_values ?? of.options.length : 1;
  const inputs = of.options.map((each) => h("input", { type: several ? "checkbox" : "radio", name: id, value: each.value, checked: each.default, "aria-describedby": about }));
  const chosen = () => inputs.filter((each) => each.checked).map((each) => each.value);
  return {
    group: true,
    element: h("div", { class: "options" }, of.options.map((each, number) => h("label", { class: "option" }, inputs[number],
      h("span", {}, h("span", {}, each.label), each.description ? h("span", { class: "option-hint" }, each.description) : null)))),
    value: () => (several ? chosen() : chosen()[0] ?? null),
    focus: () => (inputs.find((each) => each.checked) ?? inputs[0]).focus(),
    mark: (wrong) => inputs.forEach((each) => each.setAttribute("aria-invalid", String(wrong))),
    wrong() {
      const count = chosen().length;
      if (!count) return required ? t("form.required") : null;
      if (count < least) return t("form.few", { limit: least });
      return count > most ? t("form.many", { limit: most }) : null;
    },
  };
}

function checkbox(of, { id, about, label }) {
  const input = h("input", { id, type: "checkbox", checked: of.default, "aria-describedby": about });
  return {
    element: h("label", { class: "option" }, input, h("span", {}, label)),
    value: () => input.checked,
    focus: () => input.focus(),
    mark: () => {},
    wrong: () => null,
  };
}

function unknown(of) {
  return { element: h("p", {}, t("form.unknown", { type: of.type })), value: () => null, focus: () => {}, mark: () => {}, wrong: () => null };
}
