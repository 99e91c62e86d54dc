// Where one writes: plain messages, and slash commands with their options as fields.

import { icon } from "./icons.js";
import { byKey, fill, freshId, h, toast } from "./dom.js";
import { channels, people, roles } from "./choices.js";
import { given, read, truths } from "./options.js";
import { Suggestions } from "./picker.js";
import { t } from "./words.js";
import { summary } from "./message.js";
import * as writers from "./typing.js";
import { DM, FORUM, channel, isVoice, state } from "./state.js";

export class Composer {
  // `api`: { ask, upload, use(command, options) → true when the bot took it }
  constructor(element, api) {
    this.element = element;
    this.api = api;
    this.form = null; // { command, fields } while a command is being filled in
    this.channelId = null;
  }

  // Show what fits the channel one is in; what was typed in another is kept for it.
  show() {
    const here = channel();
    const key = here ? `${state.me.id}/${state.me.locale}/${here.id}/${here.may_write}/${here.may_command}/${here.name}` : null;
    if (key === this.key) return;
    this.key = key;
    this.form = null;
    this.channelId = here?.id ?? null;
    this.replyTo = null;
    this.files = [];
    if (!here || here.type === FORUM) { fill(this.element); return; }
    if (!here.may_write && !here.may_command) {
      fill(this.element, h("p", { class: "no-writing" }, t("composer.read-only")));
      return;
    }
    this.plain(state.drafts.get(here.id) ?? "");
  }

  plain(text, focus = false) {
    this.form = null;
    const here = channel();
    const label = t("composer.to", { place: `${here.type === DM ? "@" : isVoice(here) ? "" : "#"}${here.name}` });
    const input = h("textarea", {
      class: "composer-input", rows: "1", "aria-label": here.may_write ? t("composer.label", { to: label }) : t("composer.commands-only"),
      placeholder: here.may_write ? label : t("composer.commands-only"), value: text, dataset: { key: "composer" }, maxlength: "2000",
    });
    const pick = new Suggestions(input, { label: t("composer.commands"), find: (typed) => this.findCommands(typed), onPick: (item) => this.choose(item.command) });
    const grow = () => { input.style.height = "auto"; input.style.height = `${Math.min(input.scrollHeight, 220)}px`; };
    input.addEventListener("input", () => { state.drafts.set(here.id, input.value); grow(); if (here.may_write) writers.tell(this.api.ask, here.id, input.value); });
    input.addEventListener("keydown", (event) => {
      if (pick.key(event)) return;
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(input); }
      if (event.key === "ArrowUp" && !input.value && this.api.editLast()) event.preventDefault();
      if (event.key === "Escape" && this.replyTo) { event.preventDefault(); this.reply(null); }
    });
    const files = h("ul", { class: "file-list" });
    const attach = here.may_attach && here.may_write ? h("input", { type: "file", multiple: true, hidden: true, onchange: () => this.attach(attach.files, files) }) : null;
    this.about = h("div", { class: "replying", hidden: true });
    fill(this.element, this.about, files, h("div", { class: "composer-box", dataset: { popupAnchor: "" } },
      attach ? [attach, h("button", { type: "button", class: "icon-button", "aria-label": t("composer.attach"), onclick: () => attach.click() }, icon("plus"))] : null,
      input,
      h("button", { type: "button", class: "icon-button slash", "aria-label": t("composer.bots"), onclick: () => { input.value = "/"; input.focus(); input.dispatchEvent(new Event("input")); } }, icon("slash")),
      h("button", { type: "button", class: "icon-button send", "aria-label": t("composer.send"), onclick: () => this.send(input) }, icon("send"))));
    this.input = input;
    this.showReply();
    grow();
    if (focus) { input.focus(); input.setSelectionRange(text.length, text.length); }
  }

  // The next message answers this one; none: it answers nothing.
  reply(message) {
    this.replyTo = message;
    if (this.form) this.plain("");
    else this.showReply();
    this.input?.focus();
  }

  showReply() {
    const to = this.replyTo;
    this.about.hidden = !to;
    if (!to) { this.about.replaceChildren(); return; }
    const name = to.author.global_name ?? to.author.username;
    this.about.replaceChildren(h("span", {}, t("reply.to"), " ", h("strong", {}, name), `: ${summary(to)}`),
      h("button", { type: "button", class: "icon-button", "aria-label": t("reply.cancel"), onclick: () => this.reply(null) }, icon("close")));
  }

  async attach(chosen, shown) {
    try {
      this.files.push(...await Promise.all([...chosen].map((each) => this.api.upload(each))));
    } catch (error) { toast(error.message); }
    shown.replaceChildren(...this.files.map((each) => h("li", {}, each.filename, h("button", {
      type: "button", class: "text-button", "aria-label": t("composer.remove", { name: each.filename }),
      onclick: (event) => { this.files = this.files.filter((one) => one !== each); event.currentTarget.closest("li").remove(); this.input.focus(); },
    }, " ✕"))));
  }

  async send(input) {
    const content = input.value.trim();
    if (!content && !this.files.length) return;
    if (!channel().may_write) { toast(t("composer.not-here")); return; }
    const { files, replyTo } = this;
    this.reply(null);
    writers.sent();
    input.value = "";
    this.files = [];
    input.dispatchEvent(new Event("input"));
    this.element.querySelector(".file-list")?.replaceChildren();
    const at = this.channelId;
    try {
      await this.api.ask("send", { channel: at, content, uploads: files.map((each) => each.id), reply_to: replyTo?.id });
    } catch (error) { // what was typed comes back
      toast(error.message);
      this.files = files;
      if (this.channelId === at) this.reply(replyTo);
      state.drafts.set(at, content);
      if (this.channelId === at && !input.value) input.value = content;
    }
  }

  async commands() {
    const answer = await this.api.ask("commands", { channel: this.channelId });
    return answer.commands.filter((each) => each.type === 1);
  }

  async findCommands(typed) {
    if (!typed.startsWith("/") || typed.includes("\n") || !channel()?.may_command) return [];
    const wanted = typed.slice(1).toLocaleLowerCase().trim();
    const all = await this.commands();
    const begins = (each) => each.shown.startsWith(wanted) || each.path.startsWith(wanted);
    const found = all.filter((each) => begins(each) || each.shown.includes(wanted) || each.path.includes(wanted));
    found.sort((a, b) => begins(b) - begins(a));
    return found.map((each) => ({
      value: each.path, label: `/${each.shown}`, hint: each.description, note: each.by, face: each.by, command: each,
    }));
  }

  // Fill in the text of a command, e.g. of a guide: "/event create title:Storytelling". A value after a question mark is
  // typed, and the first thing offered for it is chosen: "/event show event:?Story".
  async suggest(text) {
    const all = await this.commands().catch(() => []);
    const words = text.replace(/^\//, "");
    const command = all.filter((each) => `${words} `.startsWith(`${each.path} `)).sort((a, b) => b.path.length - a.path.length)[0];
    if (!command) { this.plain(text, true); return; }
    const values = given(words.slice(command.path.length));
    const sought = Object.keys(values).filter((name) => values[name].startsWith("?"));
    for (const name of sought) values[name] = values[name].slice(1);
    this.choose(command, values);
    for (const name of sought) await this.pick(this.form.fields.get(name));
  }

  async pick(field) {
    const [first] = await this.offer(field, field.input.value).catch(() => []);
    if (!first) return;
    field.chosen = { label: first.label, value: first.value };
    field.input.value = first.label;
  }

  choose(command, values = {}) {
    state.drafts.delete(this.channelId);
    const options = [...command.options].sort((a, b) => b.required - a.required);
    this.form = { command, fields: new Map() };
    const chips = h("div", { class: "chips" });
    const more = h("div", { class: "more-options", role: "group", "aria-label": t("command.more") });
    const wrong = h("p", { class: "field-wrong", role: "alert", hidden: true });
    const bar = h("form", { class: "command", "aria-label": t("command.label", { name: command.shown }), novalidate: true },
      h("div", { class: "command-line" }, h("span", { class: "command-name" }, `/${command.shown}`), chips,
        h("button", { type: "submit", class: "icon-button send", "aria-label": t("command.send") }, icon("send"))),
      more, wrong);
    const about = h("p", { class: "command-about" }, h("span", {}, command.description), h("span", {}, ` · ${command.by} · ${t("command.leave")}`));
    const add = (option, focus) => {
      const field = this.field(option, values[option.name], about);
      this.form.fields.set(option.name, field);
      chips.append(field.element);
      byKey(more, `add-${option.name}`)?.remove();
      if (focus) field.input.focus();
    };
    for (const option of options) if (option.required || values[option.name] !== undefined) add(option, false);
    for (const option of options.filter((each) => !this.form.fields.has(each.name))) {
      more.append(h("button", { type: "button", class: "chip-add", dataset: { key: `add-${option.name}` }, title: option.description, onclick: () => add(option, true) }, `+ ${option.shown}`));
    }
    bar.addEventListener("submit", (event) => { event.preventDefault(); this.run(bar, wrong); });
    bar.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { event.preventDefault(); this.plain("", true); }
      if (event.key === "Backspace" && event.target.value === "" && event.target === bar.querySelector("input")) { event.preventDefault(); this.plain(`/${command.path}`, true); }
    });
    fill(this.element, about, h("div", { class: "composer-box", dataset: { popupAnchor: "" } }, bar));
    ([...bar.querySelectorAll("input")].find((each) => !each.value) ?? bar.querySelector(".send")).focus();
  }

  // One option: a labelled input; what can be chosen is suggested.
  field(option, value, about) {
    const id = freshId("option");
    const input = h("input", { id, type: option.type === 11 ? "file" : "text", class: "option-input", autocomplete: "off", placeholder: t(`option.kind.${option.type}`), "aria-required": String(option.required), "aria-describedby": `${id}-about`, size: "14", dataset: { option: option.name } });
    const box = h("span", { class: "chip" }, h("label", { for: id }, option.shown), input, h("span", { class: "visually-hidden", id: `${id}-about` }, option.description));
    const field = { option, input, element: box, chosen: null, upload: null };
    if (value !== undefined) { input.value = value; input.setAttribute("value", value); }
    input.addEventListener("focus", () => { about.firstChild.textContent = `${option.shown}: ${option.description}`; });
    if (option.type === 11) {
      input.addEventListener("change", async () => {
        try { field.upload = await this.api.upload(input.files[0]); } catch (error) { toast(error.message); }
      });
      return field;
    }
    const pick = new Suggestions(input, {
      label: option.shown, wait: option.autocomplete ? 120 : 0, find: (typed) => this.offer(field, typed),
      onPick: (item) => {
        field.chosen = { label: item.label, value: item.value };
        input.value = item.label;
        input.dispatchEvent(new Event("change"));
        this.next(input);
      },
    });
    const fit = () => { input.size = Math.min(40, Math.max(12, input.value.length + 1)); };
    input.addEventListener("input", () => { box.classList.remove("wrong"); input.removeAttribute("aria-invalid"); fit(); });
    input.addEventListener("change", fit);
    input.addEventListener("keydown", (event) => pick.key(event));
    fit();
    return field;
  }

  next(input) {
    const all = [...this.element.querySelectorAll(".option-input")];
    const empty = all.slice(all.indexOf(input) + 1).find((each) => !each.value);
    (empty ?? this.element.querySelector(".send"))?.focus();
  }

  async offer(field, typed) {
    const { option } = field;
    if (field.chosen?.label === typed) return [];
    const low = typed.toLocaleLowerCase();
    const matching = (items) => items.filter((each) => each.label.toLocaleLowerCase().includes(low)).slice(0, 25);
    if (option.choices.length) return matching(option.choices.map((each) => ({ label: each.name, value: each.value })));
    if (option.type === 5) return matching(truths());
    if (option.type === 6) return matching(people());
    if (option.type === 7) return matching(channels(option.channel_types));
    if (option.type === 8) return matching(roles());
    if (option.type === 9) return matching([...people(), ...roles()]);
    if (!option.autocomplete) return [];
    const { command } = this.form;
    const answer = await this.api.ask("complete", {
      application: command.application, path: command.path, channel: this.channelId, focused: option.name,
      options: { ...this.values(true).values, [option.name]: typed },
    });
    return answer.choices.map((each) => ({ label: each.name, value: each.value }));
  }

  // What was filled in so far, and what is wrong with it.
  values(unfinished = false) {
    const values = {};
    const wrong = [];
    for (const [name, field] of this.form.fields) {
      const { option } = field;
      if (option.type === 11) {
        if (field.upload) values[name] = field.upload.id;
        else if (option.required) wrong.push([field, t("command.file")]);
        continue;
      }
      const typed = field.input.value.trim();
      if (!typed) { if (option.required) wrong.push([field, t("command.required")]); continue; }
      const [value, problem] = read(field, typed);
      if (problem) wrong.push([field, problem]);
      else values[name] = value;
      if (problem && unfinished && [3].includes(option.type)) values[name] = typed;
    }
    return { values, wrong };
  }

  async run(bar, shown) {
    const { values, wrong } = this.values();
    shown.hidden = !wrong.length;
    for (const [field] of wrong) { field.element.classList.add("wrong"); field.input.setAttribute("aria-invalid", "true"); }
    if (wrong.length) {
      shown.textContent = wrong.map(([field, problem]) => `${field.option.shown} ${problem}.`).join(" ");
      wrong[0][0].input.focus();
      return;
    }
    if (bar.getAttribute("aria-busy") === "true") return;
    bar.setAttribute("aria-busy", "true");
    const { command } = this.form;
    try {
      if (await this.api.use(command, values)) this.plain("", true);
    } catch (error) { toast(error.message); } finally { bar.removeAttribute("aria-busy"); }
  }
}
