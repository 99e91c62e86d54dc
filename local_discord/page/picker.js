// Lists one chooses from: a popup at a button (selects), and suggestions at an input (the slash picker, autocomplete).

import { drawn, icon } from "./icons.js";
import { avatar, freshId, h } from "./dom.js";
import { t } from "./words.js";

// The list itself. The keyboard stays where it is (aria-activedescendant); `onPick` is told what was chosen.
export class Listbox {
  constructor(label, { multi = false, onPick, owner }) {
    this.items = [];
    this.at = -1;
    this.onPick = onPick;
    this.owner = owner;
    this.element = h("ul", { class: "listbox", role: "listbox", id: freshId("list"), "aria-label": label, "aria-multiselectable": multi ? "true" : null });
  }

  set(items, chosen = new Set(), at = items.length ? 0 : -1) {
    this.items = items;
    this.element.replaceChildren(...items.flatMap((item, number) => [
      item.group && item.group !== items[number - 1]?.group ? h("li", { class: "list-group", role: "presentation" }, item.group) : null,
      h("li", {
        role: "option", id: `${this.element.id}-${number}`, "aria-selected": chosen.has(item.value) ? "true" : "false",
        "aria-disabled": item.disabled ? "true" : null,
        onmousedown: (event) => event.preventDefault(), onclick: () => this.onPick(item),
        onmousemove: () => { if (this.at !== number) this.go(number, false); },
      },
      item.face ? avatar(item.face, "small") : null, item.icon ? h("span", { class: "option-icon", "aria-hidden": "true" }, drawn(item.icon)) : null,
      h("span", { class: "option-text" }, h("span", { class: "option-label" }, item.label), item.hint ? h("span", { class: "option-hint" }, item.hint) : null),
      item.note ? h("span", { class: "option-note" }, item.note) : null,
      h("span", { class: "tick", "aria-hidden": "true" }, icon("tick"))),
    ]).filter(Boolean));
    this.go(at);
  }

  go(number, scroll = true) {
    const options = this.element.querySelectorAll("[role=option]");
    options[this.at]?.classList.remove("active");
    this.at = options.length ? (number + options.length) % options.length : -1;
    const active = options[this.at];
    active?.classList.add("active");
    if (scroll) active?.scrollIntoView({ block: "nearest" });
    if (active) this.owner?.setAttribute("aria-activedescendant", active.id);
    else this.owner?.removeAttribute("aria-activedescendant");
  }

  // True when a key was for the list.
  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!this.items.length || !step) return false;
    event.preventDefault();
    this.go(this.at + step);
    return true;
  }

  get active() {
    return this.items[this.at];
  }
}

function place(popup, anchor) {
  const box = anchor.getBoundingClientRect();
  const width = Math.min(Math.max(box.width, 240), innerWidth - 16);
  const above = box.top > innerHeight - box.bottom;
  popup.style.width = `${width}px`;
  popup.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
  popup.style.maxHeight = `${Math.min(360, (above ? box.top : innerHeight - box.bottom) - 12)}px`;
  if (above) popup.style.bottom = `${innerHeight - box.top + 4}px`;
  else popup.style.top = `${box.bottom + 4}px`;
}

const matches = (item, text) => `${item.label} ${item.hint ?? ""}`.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase());

// A select. One value: chosen and done. Several: ticked, and done when it closes.
export function openPicker(anchor, { label, items, multi = false, max = 1, chosen = [], filter = false, onDone }) {
  const ticked = new Set(chosen);
  const owner = filter
    ? h("input", { class: "popup-filter", type: "text", role: "combobox", "aria-expanded": "true", "aria-autocomplete": "list", "aria-label": t("picker.find-in", { label }), placeholder: t("picker.find"), autocomplete: "off" })
    : null;
  const list = new Listbox(label, { multi, owner, onPick: pick });
  list.owner = owner ?? list.element;
  owner?.setAttribute("aria-controls", list.element.id);
  if (!owner) list.element.tabIndex = 0;
  const empty = h("p", { class: "popup-empty", hidden: true }, t("picker.none"));
  const done = multi ? h("button", { type: "button", class: "button primary", onclick: () => close(true) }, t("picker.done")) : null;
  const popup = h("div", { class: "popup" }, owner, list.element, empty, done ? h("div", { class: "popup-foot" }, done) : null);
  const show = (at = 0) => {
    const found = items.filter((each) => !owner || matches(each, owner.value)).slice(0, 100);
    empty.hidden = found.length > 0;
    list.set(found, ticked, found.length ? at : -1);
  };
  function pick(item) {
    if (!item) return;
    if (!multi) { ticked.clear(); ticked.add(item.value); close(true); return; }
    if (ticked.has(item.value)) ticked.delete(item.value);
    else if (ticked.size < max) ticked.add(item.value);
    show(list.at);
  }
  function close(apply) {
    document.removeEventListener("pointerdown", outside, true);
    popup.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (anchor.isConnected) anchor.focus();
    if (apply) onDone([...ticked]);
  }
  const outside = (event) => { if (!popup.contains(event.target)) close(multi); };
  popup.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(false); return; }
    if (event.target === done) return;
    if (list.key(event)) return;
    if (event.key === "Enter" || (event.key === " " && !owner)) { event.preventDefault(); pick(list.active); }
    if (event.key === "Tab" && !multi) { event.preventDefault(); close(false); }
  });
  owner?.addEventListener("input", () => show());
  (anchor.closest("dialog") ?? document.body).append(popup);
  anchor.setAttribute("aria-expanded", "true");
  place(popup, anchor);
  show(Math.max(0, items.findIndex((each) => ticked.has(each.value))));
  (owner ?? list.element).focus();
  setTimeout(() => document.addEventListener("pointerdown", outside, true));
  return close;
}

// Suggestions at an input while it has the keyboard. `find(text)` gives items; `onPick` gets the chosen one.
export class Suggestions {
  constructor(input, { label, find, onPick, wait = 0 }) {
    Object.assign(this, { input, find, wait, asked: 0, open: false });
    this.list = new Listbox(label, { owner: input, onPick: (item) => { this.close(); onPick(item); } });
    this.popup = h("div", { class: "popup suggestions", hidden: true }, this.list.element);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.element.id })) input.setAttribute(name, value);
    input.addEventListener("input", () => this.refresh());
    input.addEventListener("focus", () => this.refresh());
    input.addEventListener("blur", () => this.close());
  }

  async refresh() {
    const asked = ++this.asked;
    if (this.wait) await new Promise((done) => { setTimeout(done, this.wait); });
    if (asked !== this.asked) return;
    let items;
    try { items = await this.find(this.input.value); } catch { items = []; }
    if (asked !== this.asked || document.activeElement !== this.input) return;
    if (!items?.length) { this.close(); return; }
    if (!this.popup.isConnected) (this.input.closest("dialog") ?? document.body).append(this.popup);
    this.popup.hidden = false;
    this.open = true;
    this.input.setAttribute("aria-expanded", "true");
    place(this.popup, this.input.closest("[data-popup-anchor]") ?? this.input);
    this.list.set(items);
  }

  close() {
    this.asked += 1;
    this.open = false;
    this.popup.remove();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  // True when the key was used up.
  key(event) {
    if (!this.open) return false;
    if (this.list.key(event)) return true;
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); this.close(); return true; }
    if (["Enter", "Tab"].includes(event.key) && !event.shiftKey && this.list.active) {
      event.preventDefault();
      const item = this.list.active;
      this.list.onPick(item);
      return true;
    }
    return false;
  }
}
