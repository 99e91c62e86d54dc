// What can be chosen among: people, roles, channels of the server one is in.

import { channel, guild, guildOf, isThread, isVoice, state, CATEGORY } from "./state.js";
import { t } from "./words.js";

const ICON = (each) => (isVoice(each) ? "voice" : isThread(each) ? "thread" : each.type === CATEGORY ? "down" : "hash");

export function people() {
  const here = guild() ?? guildOf(state.view.channel);
  if (here) return here.members.map((each) => ({ value: each.id, label: each.name, hint: each.bot ? t("choice.app") : roleNames(here, each), face: each.name, kind: "user" }));
  const other = channel();
  const known = [{ id: state.me.id, name: state.me.name }];
  if (other?.other) known.push({ id: other.other, name: other.name });
  return known.map((each) => ({ value: each.id, label: each.name, face: each.name, kind: "user" }));
}

function roleNames(here, member) {
  return here.roles.filter((each) => member.roles.includes(each.id)).map((each) => each.name).join(", ");
}

export function roles() {
  const here = guild() ?? guildOf(state.view.channel);
  return (here?.roles ?? []).map((each) => ({ value: each.id, label: each.name.startsWith("@") ? each.name : `@${each.name}`, icon: "role", kind: "role" }));
}

export function channels(types) {
  const here = guild() ?? guildOf(state.view.channel);
  return (here?.channels ?? []).filter((each) => !types?.length || types.includes(each.type))
    .map((each) => ({ value: each.id, label: each.name, icon: ICON(each), kind: "channel" }));
}

// The items of a select component: its options, or who and what there is.
export function selectItems(component) {
  if (component.type === 3) {
    return (component.options ?? []).map((each) => ({ value: each.value, label: each.label, hint: each.description, icon: each.emoji?.id ? null : each.emoji?.name }));
  }
  if (component.type === 5) return people();
  if (component.type === 6) return roles();
  if (component.type === 7) return [...people(), ...roles()];
  return channels(component.channel_types);
}

export function preset(component) {
  return component.type === 3
    ? (component.options ?? []).filter((each) => each.default).map((each) => each.value)
    : (component.default_values ?? []).map((each) => String(each.id));
}
