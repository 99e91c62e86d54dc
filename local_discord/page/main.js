// The page: who this window is, where it looks, and what to draw again when something changes.

import { icon } from "./icons.js";
import { byKey, fill, h, hidden, say, toast } from "./dom.js";
import { Composer } from "./composer.js";
import { events } from "./events.js";
import { guide, happened } from "./guide.js";
import { Link } from "./link.js";
import { membersButton } from "./members.js";
import { isMine, menu } from "./menu.js";
import { openModal } from "./modal.js";
import { Room } from "./room.js";
import { SIGN, rail, side } from "./sides.js";
import { clock, tick, who } from "./stage.js";
import { DM, channel, firstChannel, guild, guildOf, isVoice, room, state } from "./state.js";
import { refreshTimes } from "./times.js";
import * as writers from "./typing.js";
import { voicePeople, voiceBar } from "./voice.js";
import { said, t, translatePage } from "./words.js";

const at = (id) => document.getElementById(id);
const hash = () => location.hash.slice(1).split("/");
const link = new Link(told, connected);

const api = {
  ask: (what, fields) => link.ask(what, fields),
  upload: (file) => link.upload(file),
  be,
  go: (id, messageId) => { go({ guild: guildOf(id)?.id ?? null, channel: id }); if (messageId) shownRoom.jump(messageId); },
  open,
  editLast,
  suggest: async (step) => { if (step.channel && String(step.channel) !== state.view.channel) await api.go(String(step.channel)); composer.suggest(step.suggestion); },
  use,
};
const composer = new Composer(at("composer"), api);
const doing = {
  ask: (what, fields) => link.ask(what, fields), used: answered, failed: (...what) => shownRoom.failed(...what.map(said)),
  open, reply: (message) => composer.reply(message), edit: (message, back) => shownRoom.edit(message, back),
};
const shownRoom = new Room(at("body"), act, doing);

// --- whom and where ---

function be(person, channelId) {
  drawer(false);
  wanted = channelId ? String(channelId) : null;
  const { guild: guildId, channel: here } = state.view;
  location.hash = [person, guildId ?? "@me", here ?? ""].join("/");
}

let wanted = null;

addEventListener("hashchange", () => {
  const [person, , channelId] = hash();
  if (person !== state.me?.id) {
    state.rooms.clear();
    state.drafts.clear();
    link.be(person);
  } else if (channelId && channelId !== state.view.channel) look();
});

function go({ guild: guildId, channel: channelId, tab = "channel" }) {
  history.pushState(null, "", `#${state.me.id}/${guildId ?? "@me"}/${channelId ?? ""}${tab === "events" ? "/events" : ""}`);
  drawer(false);
  look();
}

addEventListener("popstate", () => { if (hash()[0] === state.me?.id) look(); });

// Go to a channel that was just made: the page may hear of it a moment after it has its id.
function open(channelId) {
  if (channel(channelId)) api.go(channelId);
  else expected = channelId;
}

let expected = null;

// Take the place from the address; where it is none that this person sees, the nearest.
function look() {
  const [, guildId, channelId, tab] = hash();
  const known = channel(channelId);
  if (known) state.view = { guild: known.guild, channel: known.id, tab: tab === "events" ? "events" : "channel" };
  else if (guildId === "@me") state.view = { guild: null, channel: state.direct[0]?.id ?? null, tab: "channel" };
  else {
    const home = guild(guildId) ?? state.guilds[0];
    state.view = { guild: home?.id ?? null, channel: home ? firstChannel(home)?.id ?? null : null, tab: "channel" };
  }
  draw();
}

// --- drawing ---

function draw() {
  who(at("who"), api);
  clock(at("clock"), api);
  rail(at("rail"), go);
  side(at("side"), go, (each) => voicePeople(each));
  head();
  guide(at("guide"), api);
  const showsEvents = state.view.tab === "events";
  at("composer").hidden = showsEvents;
  if (showsEvents) { shownRoom.leave(); events(at("body"), api); } else {
    shownRoom.show();
    composer.show();
    load();
  }
  writers.show();
  document.title = `${unreadMark()}${title()} · ${state.me.name}`;
}

function title() {
  if (state.view.tab === "events") return t("side.events");
  const here = channel();
  return here ? (here.type === DM ? `@${here.name}` : `#${here.name}`) : t("side.direct");
}

function unreadMark() {
  const calls = Object.values(state.unread).reduce((sum, [, called]) => sum + called, 0);
  return calls ? `(${calls}) ` : "";
}

function head() {
  const here = channel();
  const parent = here?.parent && channel(here.parent);
  fill(at("head"),
    h("h1", {}, state.view.tab === "events" ? t("side.events") : here ? [icon(SIGN[here.type] ?? "hash"), here.name] : t("side.direct")),
    state.view.tab !== "events" && parent && parent.type !== 4 ? h("button", { type: "button", class: "text-button", dataset: { go: parent.id } }, t("page.in", { name: parent.name })) : null,
    here?.topic && state.view.tab !== "events" ? h("p", { class: "topic" }, here.topic) : null,
    guild() && state.view.tab !== "events" ? membersButton(guild(), doing) : null,
    here && isVoice(here) && state.view.tab !== "events" ? voiceBar(here, api) : null);
}

async function load() {
  const id = state.view.channel;
  const of = id && room(id);
  if (!of || of.loaded) { if (id) shownRoom.read(api); return; }
  of.loaded = true;
  try {
    const answer = await link.ask("history", { channel: id });
    for (const each of answer.messages) of.list.set(each.id, each);
    of.complete = answer.complete;
  } catch (error) { of.loaded = false; toast(error.message); return; }
  if (state.view.channel === id && state.view.tab === "channel") { shownRoom.show(true); shownRoom.read(api); }
}

// --- what the server tells ---

function connected(yes) {
  document.body.classList.toggle("offline", !yes);
  if (!yes) say(t("connection.lost-now"));
}

function told(message) {
  const handler = { welcome, state: changed, unread, clock: moved, message: wrote, gone, thinking, thought, typing: writers.typing }[message.type];
  handler?.(message);
}

function welcome(message) {
  const same = state.me?.id === message.me.id;
  Object.assign(state, message, { ready: true, ahead: message.now - Date.now() });
  translatePage();
  if (same) for (const each of state.rooms.values()) each.loaded = false;
  document.body.classList.add("ready");
  if (hash()[0] !== state.me.id) history.replaceState(null, "", `#${state.me.id}`);
  if (wanted) { const id = wanted; wanted = null; go({ guild: guildOf(id)?.id ?? null, channel: id }); } else look();
  say(`${t("stage.you")}${state.me.name}`);
}

function changed(message) {
  Object.assign(state, message);
  if (expected && channel(expected)) { const id = expected; expected = null; api.go(id); return; }
  if (state.view.channel && !channel(state.view.channel)) { look(); return; }
  draw();
}

function unread(message) {
  state.unread = message.unread;
  rail(at("rail"), go);
  side(at("side"), go, (each) => voicePeople(each));
  document.title = `${unreadMark()}${title()} · ${state.me.name}`;
}

function moved(message) {
  state.ahead = message.now - Date.now();
  tick();
  refreshTimes();
  shownRoom.timeMoved();
  if (state.view.tab === "events") events(at("body"), api);
  happened("clock", {}, at("guide"), api);
}

function wrote({ message, new: isNew }) {
  const of = room(message.channel_id);
  if (isNew) writers.stopped(message.channel_id, message.author.id);
  if (!of.loaded && !of.list.size) { if (isNew) happenedIn(message); return; }
  of.list.set(message.id, message);
  if (message.interaction_metadata) of.thinking.delete(message.interaction_metadata.id);
  if (message.channel_id === state.view.channel && state.view.tab === "channel") {
    shownRoom.changed(message, isNew);
    shownRoom.read(api);
  }
  if (isNew) happenedIn(message);
}

function happenedIn(message) {
  happened("message", { channel: message.channel_id, text: JSON.stringify([message.content, message.components, message.embeds]) }, at("guide"), api);
}

function gone({ channel: channelId, id }) {
  room(channelId).list.delete(id);
  if (channelId === state.view.channel) shownRoom.gone(id);
}

function thinking(message) {
  room(message.channel).thinking.set(message.interaction, message);
  if (message.channel === state.view.channel) shownRoom.thinking();
}

function thought(message) {
  room(message.channel).thinking.delete(message.interaction);
  if (message.channel === state.view.channel) shownRoom.thinking();
}

// --- what the person does ---

async function use(command, options) {
  const at = state.view.channel;
  const answer = await link.ask("use", { application: command.application, path: command.path, channel: at, options });
  if (answer.failed) { shownRoom.failed(`/${command.shown}`, said(answer.failed)); return false; }
  answered(answer, command.by, () => document.querySelector("[data-key=composer]")?.focus(), command.path);
  return true;
}

function answered(answer, by, back, command) {
  happened("interaction", { channel: state.view.channel, command }, document.getElementById("guide"), api);
  if (!answer.modal) return;
  openModal(answer.modal, {
    by, back, upload: api.upload,
    send: async (fields) => {
      const sent = await link.ask("submit", { form: answer.form, fields });
      if (!sent.failed) happened("interaction", { channel: state.view.channel, command: "submit" }, document.getElementById("guide"), api);
      return sent;
    },
  });
}

// The last thing one said here, to change it.
function editLast() {
  const last = [...room(state.view.channel).list.values()].filter(isMine).sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1))[0];
  if (last) shownRoom.edit(last, () => document.querySelector("[data-key=composer]"));
  return Boolean(last);
}

async function act(what, message, fields) {
  if (what === "menu") { await menu(message, fields.anchor, doing); return; }
  const body = { channel: message.channel_id, message: message.id, ...fields };
  if (what === "dismiss") {
    await link.ask("dismiss", body);
    room(message.channel_id).list.delete(message.id);
    shownRoom.gone(message.id);
    document.querySelector("[data-key=composer]")?.focus();
    return;
  }
  const answer = await link.ask(what, body);
  if (answer.failed) { shownRoom.failedOn(message.id, said(answer.failed)); return; }
  shownRoom.succeededOn(message.id);
  const back = () => { const article = at("body").querySelector(`[data-id="${message.id}"]`); (article && byKey(article, fields.custom_id) || article || document.querySelector("[data-key=composer]"))?.focus(); };
  if (what === "press" || what === "choose") answered(answer, message.author.global_name ?? message.author.username, back, what);
}

document.addEventListener("click", (event) => {
  const to = event.target.closest?.("[data-go]");
  if (to) api.go(to.dataset.go, to.dataset.message);
  const command = event.target.closest?.("[data-command]");
  if (command) composer.suggest(command.dataset.command);
});

// --- the drawer of small windows ---

function drawer(open) {
  document.body.classList.toggle("drawer-open", open);
  at("menu").setAttribute("aria-expanded", String(open));
  if (open) at("rail").querySelector("[tabindex='0']")?.focus();
}
at("menu").addEventListener("click", () => drawer(!document.body.classList.contains("drawer-open")));
at("room").addEventListener("pointerdown", () => { if (document.body.classList.contains("drawer-open")) drawer(false); });
at("drawer").addEventListener("keydown", (event) => { if (event.key === "Escape" && document.body.classList.contains("drawer-open")) { drawer(false); at("menu").focus(); } });
document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); (document.querySelector("[data-key=composer]") ?? at("composer")).focus(); });

document.addEventListener("visibilitychange", () => { if (!document.hidden && state.ready) shownRoom.read(api); });

at("body").append(h("p", { class: "loading" }, t("page.opening")), hidden(""));
setInterval(() => { tick(); refreshTimes(); }, 1000);
link.be(hash()[0]);
