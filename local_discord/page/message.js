// One message.

import { icon } from "./icons.js";
import { avatar, h, hidden } from "./dom.js";
import { components } from "./components.js";
import { attachment, image } from "./files.js";
import { inline, link, markdown } from "./markdown.js";
import { poll } from "./poll.js";
import { EPHEMERAL, V2, guild, state } from "./state.js";
import { sent } from "./times.js";
import { t } from "./words.js";

const HEADER_AFTER = 7 * 60 * 1000;
const POLL_ENDED = 46;
const SYSTEM = [6, 7, 18, POLL_ENDED]; // a pin, a newcomer, a thread

// Is this one part of what the same author said just before?
export function follows(message, before) {
  return Boolean(before) && before.author.id === message.author.id && !message.interaction_metadata && !message.message_reference
    && Date.parse(message.timestamp) - Date.parse(before.timestamp) < HEADER_AFTER && before.type !== 6 && !(before.flags & EPHEMERAL) === !(message.flags & EPHEMERAL);
}

// `act(what, message, fields)` does things on it.
// `editor`: shown in place of the words while one changes them.
export function message(of, { joined, act, editor }) {
  const ephemeral = Boolean(of.flags & EPHEMERAL);
  const mine = of.mention_everyone || of.mentions.some((each) => each.id === state.me.id) || of.mention_roles.some((each) => myRoles().includes(each));
  const classes = ["message", joined && "joined", ephemeral && "ephemeral", mine && "called"].filter(Boolean).join(" ");
  if (SYSTEM.includes(of.type)) return h("article", { class: "message system", tabindex: "-1" }, of.type === POLL_ENDED ? pollEnded(of) : [h("strong", {}, name(of)), ` ${t(`message.system.${of.type}`)}`], " ", sent(Date.parse(of.timestamp)));
  return h("article", { class: classes, tabindex: "-1", "aria-label": `${name(of)}: ${summary(of)}`, dataset: { id: of.id } },
    used(of), reply(of),
    h("button", { type: "button", class: "icon-button menu-button", tabindex: "-1", "aria-label": t("menu.label"), "aria-haspopup": "listbox", dataset: { key: "menu" }, onclick: (event) => act("menu", of, { anchor: event.currentTarget }) }, icon("more")),
    joined ? null : avatar(name(of)),
    h("div", { class: "message-main" },
      joined ? hidden(`${name(of)}: `) : head(of),
      editor ?? (of.content ? h("div", { class: "md" }, markdown(of.content), of.edited_timestamp ? edited() : null) : null),
      (of.flags & V2 ? [] : of.attachments).map(attachment),
      of.embeds.map(embed),
      of.poll ? poll(of, act) : null,
      h("div", { class: of.flags & V2 ? "layout" : "rows" }, components(of.components, of, (what, component, fields) => act(what, of, { custom_id: component.custom_id, ...fields }))),
      reactions(of, act),
      of.thread ? thread(of.thread) : null,
      ephemeral ? notice(of, act) : null));
}

const name = (of) => guild()?.members.find((each) => each.id === of.author.id)?.name ?? of.author.global_name ?? of.author.username;
const edited = () => h("span", { class: "edited" }, ` ${t("message.edited")}`);

function myRoles() {
  return guild()?.members.find((each) => each.id === state.me.id)?.roles ?? [];
}

function colour(of) {
  const member = guild()?.members.find((each) => each.id === of.author.id);
  return guild()?.roles.find((each) => each.colour && member?.roles.includes(each.id))?.colour;
}

function head(of) {
  const author = h("span", { class: "author" }, name(of));
  const tint = colour(of);
  if (tint) { author.style.setProperty("--role", `#${tint.toString(16).padStart(6, "0")}`); author.classList.add("tinted"); }
  return h("div", { class: "message-head" }, author, of.author.bot ? h("span", { class: "app-tag" }, t("tag.app")) : null, sent(Date.parse(of.timestamp)));
}

function used(of) {
  const by = of.interaction_metadata;
  if (!by || !of.used) return null;
  const who = by.user?.global_name ?? by.user?.username;
  return h("div", { class: "used" }, avatar(who, "tiny"), h("strong", {}, who), ` ${t("message.used")} `, h("span", { class: "mention" }, `/${of.used}`));
}

function reply(of) {
  if (of.type !== 19) return null;
  const to = of.referenced_message;
  if (!to) return h("div", { class: "used" }, icon("reply"), t("message.reply-gone"));
  const words = summary(to);
  return h("div", { class: "used" }, icon("reply"), hidden(t("message.reply-to")), h("strong", {}, name(to)),
    h("button", { type: "button", class: "text-button quoted", dataset: { go: of.channel_id, message: to.id, key: "quoted" } }, words.length > 80 ? `${words.slice(0, 80)}…` : words));
}

// How a poll ended: Discord says it in the fields of an embed.
function pollEnded(of) {
  const about = Object.fromEntries((of.embeds[0]?.fields ?? []).map((each) => [each.name, each.value]));
  const values = { question: about.poll_question_text, answer: about.victor_answer_text, votes: about.victor_answer_votes, count: about.total_votes };
  return values.answer ? t("poll.won", values) : t("poll.drawn", values);
}

export function summary(of) {
  if (of.type === POLL_ENDED) return pollEnded(of);
  const texts = [of.content];
  const walk = (list) => (list ?? []).forEach((each) => { if (each.content) texts.push(each.content); walk(each.components); });
  walk(of.components);
  for (const each of of.embeds) texts.push(each.title, each.description);
  const words = h("div", {}, texts.filter(Boolean).map((each) => h("div", {}, markdown(each), " "))).textContent.replace(/\s+/g, " ").trim();
  const more = of.attachments.length ? t("message.files", { count: of.attachments.length }) : "";
  return [words.length > 240 ? `${words.slice(0, 240)}…` : words, more].filter(Boolean).join(", ") || t("message.any");
}

function embed(of) {
  const box = h("div", { class: "embed" },
    of.thumbnail ? image(of.thumbnail, null, "thumbnail") : null,
    of.author?.name ? h("div", { class: "embed-author" }, of.author.url ? link(of.author.url, [of.author.name]) : of.author.name) : null,
    of.title ? h("div", { class: "embed-title" }, of.url ? link(of.url, inline(of.title)) : inline(of.title)) : null,
    of.description ? h("div", { class: "md" }, markdown(of.description)) : null,
    of.fields?.length ? h("dl", { class: "fields" }, of.fields.map((each) => h("div", { class: each.inline ? "inline" : "" }, h("dt", {}, inline(each.name)), h("dd", { class: "md" }, markdown(each.value))))) : null,
    of.image ? image(of.image, null, "picture") : null,
    of.footer?.text || of.timestamp ? h("div", { class: "embed-foot" }, of.footer?.text, of.footer?.text && of.timestamp ? " • " : "", of.timestamp ? sent(Date.parse(of.timestamp)) : null) : null);
  if (Number.isInteger(of.color)) box.style.setProperty("--accent", `#${of.color.toString(16).padStart(6, "0")}`);
  return box;
}

function reactions(of, act) {
  if (!of.reactions?.length) return null;
  return h("div", { class: "reactions" }, of.reactions.map((each) => h("button", {
    type: "button", class: "reaction", "aria-pressed": each.me ? "true" : "false", dataset: { key: `reaction-${each.emoji.name}` },
    "aria-label": `${each.emoji.name}, ${each.count}`, onclick: () => act("react", of, { emoji: each.emoji.name }),
  }, h("span", { "aria-hidden": "true" }, `${each.emoji.name} `), h("span", { "aria-hidden": "true" }, each.count))));
}

function thread(of) {
  return h("button", { type: "button", class: "thread-link", dataset: { go: of.id, key: `thread-${of.id}` } },
    icon("thread"), h("strong", {}, of.name), ` · ${t("message.count", { count: of.message_count })}`);
}

function notice(of, act) {
  return h("div", { class: "notice" }, icon("eye"), " ", `${t("message.private")} · `,
    h("button", { type: "button", class: "text-button", dataset: { key: "dismiss" }, onclick: () => act("dismiss", of, {}) }, t("message.dismiss"), hidden(t("message.dismiss-this"))));
}

