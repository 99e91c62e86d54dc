// The page's own words, in the language of the person one is; English where there is none in theirs.

import { state } from "./state.js";

const LANGUAGES = ["en", "pl"];
const read = async (language) => (await fetch(`/page/words.${language}.json`)).json();
const texts = Object.fromEntries(await Promise.all(LANGUAGES.map(async (each) => [each, await read(each)])));

export function language() {
  const [asked] = (state.me?.locale ?? "en").split("-");
  return texts[asked] ? asked : "en";
}

// The text of a key; `values` fill its {places}. Where a text has plural forms, `values.count` chooses among them.
export function t(key, values = {}) {
  let text = texts[language()][key] ?? texts.en[key] ?? key;
  if (typeof text !== "string") text = text[new Intl.PluralRules(language()).select(values.count)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export const known = (key) => key in texts.en;

// What the server says: a key of ours, or words to show as they are.
export const said = (text) => (known(text) ? t(text) : text);

// The words that stand in index.html: data-word names a text's key, data-word-label that of an aria-label.
export function translatePage() {
  document.documentElement.lang = language();
  for (const each of document.querySelectorAll("[data-word]")) each.textContent = t(each.dataset.word);
  for (const each of document.querySelectorAll("[data-word-label]")) each.setAttribute("aria-label", t(each.dataset.wordLabel));
  document.querySelector(".app").dataset.offline = t("connection.offline");
}
