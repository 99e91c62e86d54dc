// Elements made in one place, from text and never from markup: nothing a person writes can become a script.

export function h(tag, about = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(about ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((each) => each !== null && each !== undefined && each !== false));
  return element;
}

// Replace what an element holds and keep the keyboard where it was: on the element with the same data-key.
export function fill(parent, ...children) {
  const key = parent.contains(document.activeElement) ? document.activeElement.closest("[data-key]")?.dataset.key : null;
  parent.replaceChildren(...children.flat(Infinity).filter((each) => each !== null && each !== undefined && each !== false));
  if (key) byKey(parent, key)?.focus();
}

export function byKey(parent, key) {
  return parent.querySelector(`[data-key="${CSS.escape(key)}"]`);
}

export function hidden(text) {
  return h("span", { class: "visually-hidden" }, text);
}

let number = 0;
export function freshId(kind) {
  number += 1;
  return `${kind}-${number}`;
}

// Two letters that tell people apart without a colour.
export function initials(name) {
  const words = name.replace(/[^\p{L}\p{N} ]/gu, " ").split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? words[0][0] + words.at(-1)[0] : (words[0] ?? "?").slice(0, 2);
  return letters.toUpperCase();
}

export function avatar(name, extra = "") {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return h("span", { class: `avatar tint-${sum % 6} ${extra}`, "aria-hidden": "true" }, initials(name));
}

// A list where the arrows move and Tab leaves: one stop for the keyboard.
export function rove(list, selector) {
  const items = () => [...list.querySelectorAll(selector)];
  const settle = () => {
    const all = items();
    const current = all.find((each) => each.getAttribute("aria-current")) ?? all[0];
    for (const each of all) each.tabIndex = each === current || each === document.activeElement ? 0 : -1;
  };
  if (!list.dataset.roving) {
    list.dataset.roving = "yes";
    list.addEventListener("keydown", (event) => {
      const all = items();
      const at = all.indexOf(document.activeElement);
      if (at < 0) return;
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
      if (to === undefined || !all[to]) return;
      event.preventDefault();
      for (const each of all) each.tabIndex = -1;
      all[to].tabIndex = 0;
      all[to].focus();
    });
  }
  settle();
}

let quiet;
export function say(text) {
  const line = document.getElementById("said");
  line.textContent = line.textContent === text ? `${text}\u00a0` : text;
}

export function toast(text) {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(quiet);
  quiet = setTimeout(() => { box.hidden = true; }, 7000);
}
