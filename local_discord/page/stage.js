// What is not Discord: whom one is, and the time, which can be moved.

import { icon } from "./icons.js";
import { avatar, fill, h, toast } from "./dom.js";
import { now, state } from "./state.js";
import { city } from "./times.js";
import { language, t } from "./words.js";

const spoken = (locale) => { try { return new Intl.DisplayNames(language(), { type: "language" }).of(locale === "no" ? "nb" : locale); } catch { return locale; } };

export function who(element, api) {
  const { me } = state;
  fill(element, h("button", {
    type: "button", class: "who", "aria-haspopup": "dialog", dataset: { key: "who" }, onclick: () => switcher(api),
  }, avatar(me.name, "small"), h("span", { class: "who-text" }, h("span", { class: "visually-hidden" }, t("stage.you")), h("strong", {}, me.name), h("span", { class: "who-about" }, about(me))), icon("down")));
}

function about(person) {
  return [person.roles.map((each) => (each === "Owner" ? t("role.owner") : each)).join(", ") || t("stage.no-roles"), spoken(person.locale), city(person.zone)].join(" · ");
}

function switcher(api) {
  const dialog = h("dialog", { class: "people", "aria-labelledby": "people-title" },
    h("div", { class: "dialog-head" }, h("h2", { id: "people-title" }, t("stage.who")), h("button", { type: "button", class: "icon-button close", "aria-label": t("form.close"), onclick: () => dialog.close() }, icon("close"))),
    h("p", { class: "dialog-text" }, t("stage.about")),
    h("ul", {}, state.people.map((each) => h("li", {},
      h("button", { type: "button", class: "person", "aria-current": each.id === state.me.id ? "true" : null, onclick: () => { dialog.close(); api.be(each.id); } },
        avatar(each.name), h("span", { class: "person-text" }, h("strong", {}, each.name), h("span", {}, about(each)))),
      h("a", { class: "window", href: `#${each.id}`, target: "_blank", rel: "noopener" }, t("stage.window"), h("span", { class: "visually-hidden" }, t("stage.window-as", { name: each.name })))))));
  dialog.addEventListener("close", () => { dialog.remove(); document.querySelector(".who")?.focus(); });
  document.body.append(dialog);
  dialog.showModal();
  (dialog.querySelector("[aria-current]") ?? dialog.querySelector(".person")).focus();
}

const wide = matchMedia("(min-width: 761px)"); // in a small window the buttons wait behind one
let moving = false;
wide.addEventListener("change", () => { const each = document.querySelector(".clock-move"); if (each) each.open = wide.matches; });
const STEPS = [10, 60, 1440]; // minutes

export function clock(element, api) {
  const run = async (event, what, fields) => {
    const button = event.currentTarget;
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await api.ask(what, fields);
      if (answer.said) toast(answer.said);
    } catch (error) { toast(error.message); } finally { button.removeAttribute("aria-busy"); }
  };
  fill(element,
    h("span", { class: "clock-face" }, icon("clock"), h("time", { id: "time" })),
    h("details", { class: "clock-move", open: wide.matches || moving, ontoggle: (event) => { if (!wide.matches) moving = event.currentTarget.open; } }, h("summary", {}, t("clock.summary")), h("span", { class: "clock-buttons" },
      STEPS.map((minutes) => h("button", { type: "button", class: "step", "aria-label": t("clock.step", { step: t(`clock.step.${minutes}`) }), dataset: { key: `step-${minutes}` }, onclick: (event) => run(event, "move", { minutes }) }, t(`clock.step.${minutes}`))),
      state.skips.map((each) => h("button", { type: "button", class: "step named", dataset: { key: `skip-${each.key}` }, onclick: (event) => run(event, "skip", { key: each.key }) }, icon("skip"), each.label)))));
  tick();
}

// The community's time; the person's own beside it where it differs.
export function tick() {
  const face = document.getElementById("time");
  if (!face || !state.me) return;
  const shown = (zone, style) => new Intl.DateTimeFormat(language() === "en" ? "en-GB" : language(), { ...style, timeZone: zone }).format(now());
  const at = { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" };
  const here = shown(state.zone, { hour: "2-digit", minute: "2-digit" });
  const mine = shown(state.me.zone, { hour: "2-digit", minute: "2-digit" });
  const text = [[state.zone, shown(state.zone, at)], here === mine ? null : [state.me.zone, mine]].filter(Boolean).map(([zone, time]) => t("clock.at", { time, city: city(zone) })).join(" · ");
  if (face.textContent !== text) face.textContent = text;
}
