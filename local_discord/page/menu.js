// What one can do with a message: answer it, change one's own, start a thread, react, use the bots' commands for it.

import { toast } from "./dom.js";
import { confirm } from "./confirm.js";
import { summary } from "./message.js";
import { openModal } from "./modal.js";
import { openPicker } from "./picker.js";
import { EPHEMERAL, channel, state } from "./state.js";
import { t } from "./words.js";

const REACTIONS = [["👍", "thumbs-up"], ["❤️", "heart"], ["🎉", "party"], ["👀", "eyes"]];
const SAID = [0, 19]; // plain messages and replies; everything else is Discord's own

export const isMine = (message) => message.author.id === state.me.id && SAID.includes(message.type) && !(message.flags & EPHEMERAL) && !message.webhook_id;

// `doing`: { ask, edit(message, back), reply(message), open(channelId), used(answer, by, back, command), failed(what, why) }
export async function menu(message, anchor, doing) {
  const { commands } = await doing.ask("commands", { channel: message.channel_id });
  const offered = commands.filter((each) => each.type !== 1);
  const items = [...own(message), ...offered.map((each) => forBot(each, message)), ...faces(message)];
  if (!items.length) { toast(t("menu.nothing")); return; }
  const article = anchor.closest("article");
  openPicker(anchor, {
    label: t("menu.label"), items,
    onDone: async ([value]) => {
      article.focus();
      const command = offered.find((each) => each.id === value);
      try {
        if (command) await useOn(command, message, article, doing);
        else await DO[value.split(" ")[0]](message, article, doing, value.split(" ")[1]);
      } catch (error) { toast(error.message); }
    },
  });
}

function own(message) {
  const here = channel(message.channel_id);
  const seen = !(message.flags & EPHEMERAL) && SAID.includes(message.type);
  const mine = isMine(message);
  return [
    seen && here?.may_write && { value: "reply", icon: "reply" },
    mine && { value: "edit", icon: "pencil" },
    seen && here?.may_thread && !message.thread && { value: "thread", icon: "thread" },
    mine && { value: "delete", icon: "bin" },
  ].filter(Boolean).map((each) => ({ ...each, label: t(`menu.${each.value}`) }));
}

function forBot(command, message) {
  const about = command.type === 2;
  const hint = about ? t("menu.about", { bot: command.by, name: message.author.global_name ?? message.author.username }) : command.by;
  return { value: command.id, label: command.shown, hint, icon: about ? "person" : "at" };
}

// Reactions one has not put there yet.
function faces(message) {
  if (message.flags & EPHEMERAL || !channel(message.channel_id)?.may_react) return [];
  const there = (message.reactions ?? []).filter((each) => each.me).map((each) => each.emoji.name);
  return REACTIONS.filter(([emoji]) => !there.includes(emoji)).map(([emoji, name]) => ({ value: `react ${emoji}`, label: t(`menu.react.${name}`), icon: emoji }));
}

const place = (message) => ({ channel: message.channel_id, message: message.id });

const DO = {
  reply: (message, _article, doing) => doing.reply(message),
  edit: (message, article, doing) => doing.edit(message, () => article),
  react: (message, _article, doing, emoji) => doing.ask("react", { ...place(message), emoji }),
  thread: (message, article, doing) => startThread(message, article, doing),
  delete: (message, article, doing) => remove(message, article, doing),
};

async function useOn(command, message, article, doing) {
  const target = command.type === 3 ? { message: message.id } : { user: message.author.id };
  const done = await doing.ask("use_on", { application: command.application, path: command.path, channel: message.channel_id, ...target });
  if (done.failed) doing.failed(command.shown, done.failed);
  else doing.used(done, command.by, () => article.focus(), command.path);
}

export async function remove(message, article, doing) {
  const yes = await confirm({ title: t("delete.title"), text: t("delete.text"), quote: summary(message), yes: t("menu.delete") });
  if (!yes) { article.focus(); return; }
  await doing.ask("delete", place(message));
  document.querySelector("[data-key=composer]")?.focus();
}

function startThread(message, article, doing) {
  let made = null;
  const name = { type: 4, custom_id: "name", style: 1, max_length: 100, value: summary(message).slice(0, 40) };
  openModal({ title: t("menu.thread"), components: [{ type: 18, label: t("thread.name"), component: name }] }, {
    by: `#${channel(message.channel_id).name}`, yes: t("thread.start"),
    back: () => (made ? doing.open(made) : article.focus()),
    send: async (fields) => { made = (await doing.ask("thread", { ...place(message), ...fields })).channel; return {}; },
  });
}
