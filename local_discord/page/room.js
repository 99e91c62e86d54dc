// The messages of the channel one looks at. Only what changed is drawn again, and the keyboard stays where it was.

import { icon } from "./icons.js";
import { SIGN } from "./sides.js";
import { avatar, byKey, fill, h, say } from "./dom.js";
import { editor } from "./edit.js";
import { follows, message, summary } from "./message.js";
import { forum } from "./forum.js";
import { DM, EPHEMERAL, FORUM, channel, isThread, room, state } from "./state.js";
import { dayOf, format } from "./times.js";
import { t } from "./words.js";

export class Room {
  constructor(element, act, doing) {
    this.element = element;
    this.act = act;
    this.doing = doing;
    this.editing = null; // { id, form } while one changes a message
    this.id = null;
    this.list = h("ol", { class: "messages", "aria-label": t("room.messages") });
    this.below = h("div", { class: "below" });
    this.scroller = h("div", { class: "scroller", tabindex: "-1" }, this.list, this.below);
    this.scroller.addEventListener("keydown", (event) => this.walk(event));
    this.onTop = this.onTop.bind(this);
    // whoever reads the newest stays there, whatever grows: pictures that load, windows that change
    this.following = true;
    this.scroller.addEventListener("scroll", () => { this.following = this.atEnd(); });
    const keep = new ResizeObserver(() => { if (this.following) this.scroller.scrollTop = this.scroller.scrollHeight; });
    for (const each of [this.scroller, this.list, this.below]) keep.observe(each);
  }

  leave() {
    this.id = null;
  }

  show(fresh = false) {
    this.list.setAttribute("aria-label", t("room.messages"));
    const here = channel();
    if (!here) { this.id = null; fill(this.element, h("p", { class: "empty" }, t("room.empty"))); return; }
    if (here.type === FORUM) { this.id = null; forum(this.element, here, this.doing); return; }
    const changed = this.id !== `${state.me.id}/${here.id}` || !this.scroller.isConnected;
    if (!changed && !fresh) { this.thinking(); return; }
    this.id = `${state.me.id}/${here.id}`;
    if (changed) this.editing = null;
    if (changed) { this.below.replaceChildren(); this.element.replaceChildren(this.scroller); }
    this.fill();
    this.toEnd();
    if (this.wanted) this.jump(this.wanted);
  }

  fill() {
    const here = channel();
    const of = room(here.id);
    const all = this.sorted();
    const writing = this.editing?.form.contains(document.activeElement) && document.activeElement; // it moves, and would lose the keyboard
    const items = [of.complete ? this.beginning(here) : of.loaded && all.length ? h("li", { class: "earlier" }, h("button", { type: "button", class: "button plain", dataset: { key: "earlier" }, onclick: this.onTop }, t("room.earlier"))) : null];
    all.forEach((each, number) => items.push(...this.item(each, all[number - 1])));
    fill(this.list, items);
    if (writing) writing.focus();
    this.thinking();
    this.stops();
  }

  sorted() {
    return [...room(channel().id).list.values()].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  }

  beginning(here) {
    const text = t(`room.start.${here.type === DM ? "direct" : isThread(here) ? "thread" : "channel"}`, { name: here.name });
    return h("li", { class: "beginning" }, h("span", { class: "beginning-sign", "aria-hidden": "true" }, icon(SIGN[here.type] ?? "hash")), h("p", {}, text));
  }

  item(each, before) {
    const at = Date.parse(each.timestamp);
    const newDay = !before || dayOf(at) !== dayOf(Date.parse(before.timestamp));
    const line = newDay ? h("li", { class: "day" }, h("span", {}, format(at, "D"))) : null;
    const element = h("li", { dataset: { item: each.id } }, message(each, { joined: !newDay && follows(each, before), act: (...what) => this.act(...what), editor: this.editing?.id === each.id ? this.editing.form : null }));
    return [line, element].filter(Boolean);
  }

  // One message came or was edited: put it in its place.
  changed(each, isNew) {
    const atEnd = this.atEnd();
    if (!this.draw(each)) this.fill();
    this.stops();
    if (atEnd || (isNew && each.flags & EPHEMERAL)) this.toEnd();
    this.thinking();
    if (each.author.id !== state.me.id) this.announce(each, isNew);
  }

  announce(each, isNew) {
    const name = each.author.global_name ?? each.author.username;
    say(`${isNew ? name : t("room.changed", { name })}: ${summary(each)}`);
  }

  // Draw one message again where it stands; false when it is not there yet.
  draw(each) {
    const old = this.find(each.id);
    if (!old) return false;
    const all = this.sorted();
    const before = all[all.findIndex((one) => one.id === each.id) - 1];
    const article = old.firstElementChild;
    const focused = article.contains(document.activeElement) ? document.activeElement : null;
    const key = focused?.closest("[data-key]")?.dataset.key;
    const made = this.item(each, before).at(-1).firstElementChild;
    article.replaceWith(made);
    if (focused) ((key && byKey(made, key)) || made).focus();
    return true;
  }

  // Change a message of one's own; `back` gives the element the keyboard returns to.
  edit(of, back) {
    this.leaveEditing();
    const made = editor(of, {
      save: (content) => this.doing.ask("edit", { channel: of.channel_id, message: of.id, content }),
      leave: () => { const to = back(); this.leaveEditing(); (to?.isConnected ? to : this.find(of.id)?.firstElementChild)?.focus(); },
    });
    this.editing = { id: of.id, form: made.form };
    this.draw(of);
    this.stops();
    this.find(of.id)?.scrollIntoView({ block: "nearest" });
    made.focus();
  }

  leaveEditing() {
    const was = this.editing && channel() && room(channel().id).list.get(this.editing.id);
    this.editing = null;
    if (was) { this.draw(was); this.stops(); }
  }

  gone(id) {
    if (this.editing?.id === id) this.editing = null;
    this.find(id)?.remove();
    this.fill();
  }

  find(id) {
    return this.list.querySelector(`[data-item="${id}"]`);
  }

  thinking() {
    const here = channel();
    if (!here) return;
    const all = [...room(here.id).thinking.values()];
    this.below.querySelectorAll(".is-thinking").forEach((each) => each.remove());
    const atEnd = this.atEnd();
    for (const each of all) {
      this.below.append(h("div", { class: "message is-thinking" }, avatar(each.by), h("div", { class: "message-main" },
        h("div", { class: "used" }, h("strong", {}, each.person), each.used ? ` ${t("room.used", { command: each.used })}` : ""),
        h("p", {}, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), ` ${t("room.thinking", { name: each.by })}`),
        each.ephemeral ? h("p", { class: "notice" }, t("message.private")) : null)));
      say(t("room.thinking-said", { name: each.by }));
    }
    if (atEnd && all.length) this.toEnd();
  }

  // A command nobody answered.
  failed(what, why) {
    const line = h("div", { class: "message ephemeral failed" }, h("div", { class: "message-main" },
      h("p", {}, h("strong", {}, what), ` ${why}`),
      h("p", { class: "notice" }, t("message.private"), " · ", h("button", { type: "button", class: "text-button", onclick: () => line.remove() }, t("message.dismiss")))));
    this.below.append(line);
    this.toEnd();
    say(`${what}: ${why}`);
  }

  failedOn(id, why) {
    const main = this.find(id)?.querySelector(".message-main");
    const atEnd = this.atEnd();
    this.succeededOn(id);
    main?.append(h("p", { class: "failed-line" }, icon("warn"), " ", why));
    if (atEnd) this.toEnd();
    say(why);
  }

  succeededOn(id) {
    this.find(id)?.querySelector(".failed-line")?.remove();
  }

  timeMoved() {
    if (this.id && channel()) { const end = this.atEnd(); this.fill(); if (end) this.toEnd(); }
  }

  async onTop() {
    const here = channel();
    const of = room(here.id);
    const oldest = this.sorted()[0];
    const height = this.scroller.scrollHeight;
    const answer = await this.api.ask("history", { channel: here.id, before: oldest.id });
    for (const each of answer.messages) of.list.set(each.id, each);
    of.complete = answer.complete;
    this.fill();
    this.scroller.scrollTop += this.scroller.scrollHeight - height;
    this.find(oldest.id)?.firstElementChild.focus();
  }

  // Lead to a message, now or once the channel's history is here.
  jump(id) {
    this.wanted = id;
    const found = this.find(id)?.firstElementChild;
    if (!found) return;
    this.wanted = null;
    found.scrollIntoView({ block: "center" });
    found.focus();
  }

  atEnd() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < 120;
  }

  toEnd() {
    this.following = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  // Looked at: no longer unread.
  read(api) {
    this.api = api;
    const id = state.view.channel;
    if (id && !document.hidden) api.ask("read", { channel: id }).catch(() => {});
  }

  // The last message is a stop for Tab; the arrows walk from one message to the next.
  stops() {
    const all = [...this.list.querySelectorAll("article")];
    for (const each of all) each.tabIndex = each === all.at(-1) ? 0 : -1;
  }

  walk(event) {
    if (!event.target.matches?.("article")) return;
    const all = [...this.list.querySelectorAll("article")];
    const at = all.indexOf(event.target);
    if (["Enter", "ContextMenu"].includes(event.key)) { event.preventDefault(); event.target.querySelector(".menu-button")?.click(); return; }
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || !all[to]) return;
    event.preventDefault();
    all[at].tabIndex = -1;
    all[to].tabIndex = 0;
    all[to].focus();
  }
}
