// Buttons, selects and the layout of Components V2 in a message.

import { icon } from "./icons.js";
import { h, toast } from "./dom.js";
import { preset, selectItems } from "./choices.js";
import { file, image } from "./files.js";
import { markdown } from "./markdown.js";
import { openPicker } from "./picker.js";
import { t } from "./words.js";

const STYLE = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "primary" };

// `act(what, component, fields)` tells the bot; it resolves when the bot has answered.
export function components(list, message, act) {
  return (list ?? []).map((each) => component(each, message, act));
}

function component(of, message, act) {
  const inside = (list) => components(list, message, act);
  switch (of.type) {
    case 1: return h("div", { class: "row" }, inside(of.components));
    case 2: return button(of, act);
    case 3: case 5: case 6: case 7: case 8: return select(of, act);
    case 9: return h("div", { class: "section" }, h("div", { class: "section-text" }, inside(of.components)), of.accessory ? h("div", { class: "accessory" }, inside([of.accessory])) : null);
    case 10: return h("div", { class: "md" }, markdown(of.content));
    case 11: return hideable(of, image(of.media, of.description, "thumbnail"));
    case 12: return h("div", { class: `gallery count-${Math.min(4, of.items.length)}` }, of.items.map((each) => hideable(each, image(each.media, each.description, "picture"))));
    case 13: return hideable(of, file({ url: of.file.url, filename: of.name ?? decodeURIComponent(of.file.url.split("/").at(-1)), size: of.size ?? sizeOf(message, of.file.url) }));
    case 14: return h("hr", { class: `gap ${of.spacing === 2 ? "wide" : ""} ${of.divider === false ? "blank" : ""}` });
    case 17: {
      const box = h("div", { class: "container" }, inside(of.components));
      if (Number.isInteger(of.accent_color)) box.style.setProperty("--accent", `#${of.accent_color.toString(16).padStart(6, "0")}`);
      return hideable(of, box);
    }
    default: return h("p", { class: "unknown" }, t("form.unknown", { type: of.type }));
  }
}

const sizeOf = (message, url) => message?.attachments?.find((each) => each.url === url)?.size;

function hideable(of, element) {
  if (!of.spoiler) return element;
  const shown = h("details", { class: "hideable" }, h("summary", {}, t("component.spoiler")), element);
  return shown;
}

function emoji(of) {
  if (!of?.name) return null;
  return h("span", { class: "emoji", "aria-hidden": "true" }, of.id ? `:${of.name}:` : of.name);
}

function button(of, act) {
  const about = [emoji(of.emoji), of.label ? h("span", {}, of.label) : null];
  if (of.style === 5) {
    return h("a", { class: "button link", href: /^https?:/.test(of.url) ? of.url : null, target: "_blank", rel: "noopener noreferrer" }, about, icon("out"));
  }
  return h("button", {
    type: "button", class: `button ${STYLE[of.style] ?? "secondary"}`, disabled: of.disabled, dataset: { key: of.custom_id ?? `sku-${of.id}` },
    "aria-label": of.label ? null : of.emoji?.name ?? t("component.button"),
    onclick: (event) => busy(event.currentTarget, () => act("press", of)),
  }, about);
}

async function busy(element, work) {
  if (element.getAttribute("aria-busy") === "true") return;
  element.setAttribute("aria-busy", "true");
  try { await work(); } catch (error) { toast(error.message); } finally { element.removeAttribute("aria-busy"); }
}

function select(of, act) {
  const items = selectItems(of);
  const chosen = preset(of);
  const multi = (of.max_values ?? 1) > 1;
  const names = items.filter((each) => chosen.includes(each.value)).map((each) => each.label);
  const label = of.placeholder ?? t("form.select");
  const trigger = h("button", {
    type: "button", class: "select", disabled: of.disabled, "aria-haspopup": "listbox", "aria-expanded": "false", dataset: { key: of.custom_id },
    "aria-label": names.length ? `${label}: ${names.join(", ")}` : label,
    onclick: () => openPicker(trigger, {
      label, items, multi, max: of.max_values ?? 1, chosen, filter: of.type !== 3 || items.length > 10,
      onDone: (values) => {
        if (values.length < (of.min_values ?? 1)) return;
        if (multi && values.length === chosen.length && values.every((each) => chosen.includes(each))) return;
        trigger.firstChild.replaceChildren(items.filter((each) => values.includes(each.value)).map((each) => each.label).join(", "));
        busy(trigger, () => act("choose", of, { values }));
      },
    }),
  }, h("span", { class: names.length ? "" : "placeholder" }, names.join(", ") || label), icon("down"));
  return trigger;
}
