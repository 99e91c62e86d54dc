// What this window knows, and the few questions all parts of the page ask of it.

export const TEXT = 0, DM = 1, VOICE = 2, CATEGORY = 4, NEWS = 5, NEWS_THREAD = 10, THREAD = 11, PRIVATE_THREAD = 12, STAGE = 13, FORUM = 15;
export const isThread = (channel) => [NEWS_THREAD, THREAD, PRIVATE_THREAD].includes(channel.type);
export const isVoice = (channel) => [VOICE, STAGE].includes(channel.type);
export const EPHEMERAL = 1 << 6, LOADING = 1 << 7, V2 = 1 << 15;

export const state = {
  ready: false,
  me: null,
  people: [],
  guilds: [],
  direct: [],
  unread: {},
  skips: [],
  tour: [],
  base: "",
  zone: "UTC",
  ahead: 0, // the server's time minus this machine's, in milliseconds
  view: { guild: null, channel: null, tab: "channel" },
  rooms: new Map(), // by channel: { list, complete, thinking, loaded }
  drafts: new Map(), // by channel: what was typed
};

export const now = () => Date.now() + state.ahead;
export const locale = () => ({ no: "nb", "es-419": "es-419" })[state.me?.locale] ?? state.me?.locale ?? "en-GB";
export const zone = () => state.me?.zone ?? "UTC";

export function guild(id = state.view.guild) {
  return state.guilds.find((each) => each.id === id);
}

export function channel(id = state.view.channel) {
  return state.direct.find((each) => each.id === id) ?? state.guilds.flatMap((each) => each.channels).find((each) => each.id === id);
}

export function guildOf(channelId) {
  return state.guilds.find((each) => each.channels.some((one) => one.id === channelId));
}

export function room(id) {
  if (!state.rooms.has(id)) state.rooms.set(id, { list: new Map(), complete: false, thinking: new Map(), loaded: false });
  return state.rooms.get(id);
}

export function nameOf(userId) {
  for (const each of [guild(), ...state.guilds]) {
    const member = each?.members.find((one) => one.id === userId);
    if (member) return member.name;
  }
  return state.people.find((each) => each.id === userId)?.name;
}

export function roleOf(roleId) {
  return state.guilds.flatMap((each) => each.roles).find((each) => each.id === roleId);
}

// Addresses of the server's own files, wherever this page was opened from (localhost or 127.0.0.1).
export function own(url) {
  return url && state.base && url.startsWith(`${state.base}/`) ? url.slice(state.base.length) : null;
}

// What is nearest at hand when somebody comes to a server: the first channel one can write or read in.
export function firstChannel(of) {
  return sorted(of).find((each) => [TEXT, NEWS].includes(each.type)) ?? of.channels[0];
}

export function sorted(of) {
  return [...of.channels].filter((each) => !isThread(each)).sort((a, b) => a.position - b.position);
}
