// What was typed into a command's options, as Discord takes it.

import { channels, people, roles } from "./choices.js";
import { t } from "./words.js";

export const truths = () => [{ label: t("command.true"), value: true }, { label: t("command.false"), value: false }];

// A field's value as Discord takes it: [value, what is wrong].
export function read(field, typed) {
  const { option } = field;
  if (field.chosen && field.chosen.label === typed) return [field.chosen.value, null];
  const same = (items) => items.find((each) => each.label.toLocaleLowerCase() === typed.toLocaleLowerCase());
  if (option.choices.length) {
    const found = option.choices.find((each) => each.name.toLocaleLowerCase() === typed.toLocaleLowerCase() || String(each.value) === typed);
    return found ? [found.value, null] : [null, t("command.choices")];
  }
  if (option.type === 5) {
    const found = same(truths()) ?? truths().find((each) => String(each.value) === typed.toLowerCase());
    return found ? [found.value, null] : [null, t("command.true-false")];
  }
  if ([6, 7, 8, 9].includes(option.type)) {
    const items = { 6: people, 7: () => channels(option.channel_types), 8: roles, 9: () => [...people(), ...roles()] }[option.type]();
    const found = same(items) ?? items.find((each) => each.value === typed);
    return found ? [found.value, null] : [null, t("command.listed")];
  }
  if (option.type === 4 || option.type === 10) {
    const number = Number(typed);
    if (!Number.isFinite(number) || (option.type === 4 && !Number.isInteger(number))) return [null, option.type === 4 ? t("command.whole") : t("command.number")];
    if (option.min_value !== undefined && number < option.min_value) return [null, t("command.at-least", { limit: option.min_value })];
    if (option.max_value !== undefined && number > option.max_value) return [null, t("command.at-most", { limit: option.max_value })];
    return [number, null];
  }
  if (option.min_length !== undefined && typed.length < option.min_length) return [null, t("command.longer", { limit: option.min_length })];
  if (option.max_length !== undefined && typed.length > option.max_length) return [null, t("command.shorter", { limit: option.max_length })];
  return [typed, null];
}

// "title:A talk when:in 3 days" → { title: "A talk", when: "in 3 days" }
export function given(text) {
  const values = {};
  for (const match of text.matchAll(/([^\s:]+):\s*(.*?)(?=\s+[^\s:]+:(?!\/\/)|$)/gs)) values[match[1]] = match[2].trim();
  return values;
}
