// The tour: a step at a time, beside everything else, done by doing or by "Next".

import { icon } from "./icons.js";
import { fill, h, say } from "./dom.js";
import { state } from "./state.js";
import { inline } from "./markdown.js";
import { t } from "./words.js";

const place = () => `tour/${state.tour.length}/${state.tour[0]?.title ?? ""}`;
let open = true;

const at = () => Number(sessionStorage.getItem(place()) ?? 0);

export function guide(element, api) {
  element.hidden = !state.tour.length;
  if (element.hidden) return;
  const step = state.tour[at()];
  if (!open || !step) {
    fill(element, h("button", { type: "button", class: "button plain", dataset: { key: "guide" }, onclick: () => { if (!step) sessionStorage.setItem(place(), "0"); open = true; guide(element, api); } }, step ? t("guide.show") : t("guide.again")));
    element.classList.add("small");
    return;
  }
  element.classList.remove("small");
  const other = step.as_user && String(step.as_user) !== state.me.id ? state.people.find((each) => each.id === String(step.as_user)) : null;
  const last = at() === state.tour.length - 1;
  fill(element,
    h("div", { class: "guide-head" }, h("p", { class: "guide-count" }, t("guide.count", { at: at() + 1, all: state.tour.length })),
      h("button", { type: "button", class: "icon-button", "aria-label": t("guide.hide"), onclick: () => { open = false; guide(element, api); } }, icon("close"))),
    h("h2", {}, step.title), step.text.split("\n").filter(Boolean).map((each) => h("p", {}, inline(each))),
    h("div", { class: "guide-foot" },
      other ? h("button", { type: "button", class: "button primary", dataset: { key: "be" }, onclick: () => api.be(other.id, step.channel) }, t("guide.be", { name: other.name })) : null,
      !other && step.channel && String(step.channel) !== state.view.channel && !step.suggestion ? h("button", { type: "button", class: "button secondary", onclick: () => api.go(String(step.channel)) }, t("guide.go")) : null,
      !other && step.suggestion ? h("button", { type: "button", class: "button primary", dataset: { key: "suggest" }, onclick: () => api.suggest(step) }, t("guide.type")) : null,
      h("span", { class: "grow" }),
      at() ? h("button", { type: "button", class: "button plain", dataset: { key: "back" }, onclick: () => turn(at() - 1, element, api) }, t("guide.back")) : null,
      h("button", { type: "button", class: "button secondary", dataset: { key: "next" }, onclick: () => turn(at() + 1, element, api) }, last ? t("guide.done") : t("guide.next"))));
}

function turn(to, element, api) {
  sessionStorage.setItem(place(), String(to));
  guide(element, api);
  if (state.tour[to]) say(t("guide.said", { title: state.tour[to].title }));
}

// Something happened: is it what the step waits for? A text or channel named there must fit too.
export function happened(event, about, element, api) {
  const step = state.tour[at()];
  const waits = step?.waits_for;
  if (!waits || waits.event !== event) return;
  if (waits.as_user && String(waits.as_user) !== state.me.id) return;
  if (waits.channel && String(waits.channel) !== about.channel) return;
  if (waits.contains && !about.text?.includes(waits.contains)) return;
  if (waits.command && waits.command !== about.command) return;
  turn(at() + 1, element, api);
}
