// Discord's Markdown, as elements.

import { h } from "./dom.js";
import { channel, nameOf, roleOf, state } from "./state.js";
import { timestamp } from "./times.js";
import { t } from "./words.js";

// Blocks: code, headings, quotes, lists, small print; everything else is lines of text.
export function markdown(text) {
  const lines = (text ?? "").split("\n");
  const blocks = [];
  let plain = [];
  const flush = () => {
    if (plain.length) blocks.push(h("div", { class: "md-text" }, inline(plain.join("\n"))));
    plain = [];
  };
  while (lines.length) {
    const line = lines.shift();
    if (/^```/.test(line)) { flush(); blocks.push(code(line, lines)); continue; }
    const heading = /^(#{1,3})\s+(.+)/.exec(line);
    if (heading) { flush(); blocks.push(h(`h${heading[1].length + 2}`, { class: `md-h${heading[1].length}` }, inline(heading[2]))); continue; }
    const small = /^-# +(.+)/.exec(line);
    if (small) { flush(); blocks.push(h("div", { class: "md-small" }, inline(small[1]))); continue; }
    if (/^>>> /.test(line)) { flush(); blocks.push(h("blockquote", {}, markdown([line.slice(4), ...lines.splice(0)].join("\n")))); continue; }
    if (/^> ?/.test(line)) {
      flush();
      const quoted = [line];
      while (lines.length && /^> ?/.test(lines[0]) && !lines[0].startsWith(">>> ")) quoted.push(lines.shift());
      blocks.push(h("blockquote", {}, markdown(quoted.map((each) => each.replace(/^> ?/, "")).join("\n"))));
      continue;
    }
    if (ITEM.test(line)) { flush(); blocks.push(list([line, ...takeWhile(lines, (each) => ITEM.test(each) || /^ {2,}\S/.test(each))])); continue; }
    plain.push(line);
  }
  flush();
  return blocks;
}

const ITEM = /^( *)([-*]|\d+\.) +(.*)/;

function takeWhile(lines, test) {
  const taken = [];
  while (lines.length && test(lines[0])) taken.push(lines.shift());
  return taken;
}

function code(first, lines) {
  const inside = [];
  const one = /^```(.*?)```$/.exec(first);
  if (one) return h("pre", { tabindex: "0" }, h("code", {}, one[1]));
  const opened = first.slice(3);
  if (!/^[\w+-]*$/.test(opened)) inside.push(opened);
  while (lines.length) {
    const line = lines.shift();
    if (line.endsWith("```")) { if (line.length > 3) inside.push(line.slice(0, -3)); break; }
    inside.push(line);
  }
  return h("pre", { tabindex: "0" }, h("code", {}, inside.join("\n")));
}

function list(lines) {
  const [, indent, mark] = ITEM.exec(lines[0]);
  const ordered = /\d/.test(mark);
  const made = h(ordered ? "ol" : "ul", ordered ? { start: parseInt(mark, 10) } : {});
  let deeper = [];
  const close = () => {
    if (!deeper.length) return;
    const item = made.lastElementChild;
    if (ITEM.test(deeper[0])) item.append(list(deeper));
    else item.append("\n", ...inline(deeper.map((each) => each.trim()).join("\n")));
    deeper = [];
  };
  for (const line of lines) {
    const match = ITEM.exec(line);
    if (match && match[1].length <= indent.length) { close(); made.append(h("li", {}, inline(match[3]))); } else deeper.push(line);
  }
  close();
  return made;
}

// What begins a piece, tried in this order at every place.
const PIECES = [
  [/^\\([^\w\s])/, (m) => m[1]],
  [/^``(.+?)``(?!`)/s, (m) => h("code", {}, m[1].trim())],
  [/^`([^`]+)`/, (m) => h("code", {}, m[1])],
  [/^<t:(-?\d+)(?::([tTdDfFRsS]))?>/, (m) => timestamp(Number(m[1]), m[2])],
  [/^<@!?(\d+)>/, (m) => mention(`@${nameOf(m[1]) ?? t("markdown.no-person")}`, m[1] === state.me?.id)],
  [/^<@&(\d+)>/, (m) => mention(`@${roleOf(m[1])?.name ?? t("markdown.no-role")}`)],
  [/^<#(\d+)>/, (m) => channelMention(m[1])],
  [/^<\/([^:>]+):\d+>/, (m) => h("button", { type: "button", class: "mention", dataset: { command: m[1] } }, `/${m[1]}`)],
  [/^<a?:(\w+):\d+>/, (m) => `:${m[1]}:`],
  [/^\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?(?: +"[^"]*")?\)/, (m) => link(m[2], inline(m[1]))],
  [/^<?https:\/\/(?:ptb\.|canary\.)?discord(?:app)?\.com\/channels\/(?:\d+|@me)\/(\d+)(?:\/(\d+))?>?/, (m) => jump(m[1], m[2], m[0])],
  [/^<(https?:\/\/[^\s>]+)>/, (m) => link(m[1], [m[1]])],
  [/^https?:\/\/[^\s<]*[^\s<.,:;"')\]*_~|]/, (m) => link(m[0], [m[0]])],
  [/^@(everyone|here)\b/, (m) => mention(m[0], true)],
  [/^\*\*\*(.+?)\*\*\*/s, (m) => h("strong", {}, h("em", {}, inline(m[1])))],
  [/^\*\*(.+?)\*\*(?!\*)/s, (m) => h("strong", {}, inline(m[1]))],
  [/^__(.+?)__(?!_)/s, (m) => h("u", {}, inline(m[1]))],
  [/^~~(.+?)~~/s, (m) => h("s", {}, inline(m[1]))],
  [/^\|\|(.+?)\|\|/s, (m) => spoiler(m[1])],
  [/^\*(?!\s)([^*]+?)\*(?!\*)/s, (m) => h("em", {}, inline(m[1]))],
];
const EMPHASIS = /^_(?!\s)([^_]+?)_(?![\p{L}\p{N}_])/su;

export function inline(text) {
  const out = [];
  let plain = "";
  let rest = text;
  while (rest) {
    const found = PIECES.map(([pattern, make]) => [pattern.exec(rest), make]).find(([match]) => match);
    const emphasis = !found && !/[\p{L}\p{N}_]$/u.test(plain) ? EMPHASIS.exec(rest) : null;
    if (found || emphasis) {
      const [match, make] = found ?? [emphasis, (m) => h("em", {}, inline(m[1]))];
      out.push(plain, make(match));
      plain = "";
      rest = rest.slice(match[0].length);
    } else {
      const size = rest.codePointAt(0) > 0xffff ? 2 : 1;
      plain += rest.slice(0, size);
      rest = rest.slice(size);
    }
  }
  out.push(plain);
  return out.filter((each) => each !== "");
}

function mention(text, mine = false) {
  return h("span", { class: mine ? "mention mine" : "mention" }, text);
}

function channelMention(id) {
  const known = channel(id);
  if (!known) return mention(`# ${t("markdown.no-channel")}`);
  return h("button", { type: "button", class: "mention", dataset: { go: id } }, `#${known.name}`);
}

// A link to a message of this server leads there, not to the real Discord.
function jump(channelId, messageId, address) {
  const known = channel(channelId);
  if (!known) return link(address.replace(/[<>]/g, ""), [address.replace(/[<>]/g, "")]);
  return h("button", { type: "button", class: "mention", dataset: { go: channelId, message: messageId ?? "" } }, `#${known.name}`, messageId ? ` › ${t("markdown.message")}` : "");
}

export function link(url, inside) {
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, inside);
}

function spoiler(text) {
  const shown = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-expanded": "false", "aria-label": t("markdown.hidden") });
  const open = () => {
    if (shown.classList.contains("open")) return;
    for (const name of ["role", "tabindex", "aria-label", "aria-expanded"]) shown.removeAttribute(name);
    shown.classList.add("open");
    shown.replaceChildren(...inline(text));
  };
  shown.append("▒".repeat(Math.min(12, text.length)));
  shown.addEventListener("click", open);
  shown.addEventListener("keydown", (event) => { if (["Enter", " "].includes(event.key)) { event.preventDefault(); open(); } });
  return shown;
}
