// A poll: answers to tick, then how everybody voted.

import { h } from "./dom.js";
import { now } from "./state.js";
import { timestamp } from "./times.js";
import { t } from "./words.js";

export function poll(message, act) {
  const of = message.poll;
  const counts = new Map((of.results?.answer_counts ?? []).map((each) => [each.id, each]));
  const total = [...counts.values()].reduce((sum, each) => sum + each.count, 0);
  const ends = of.expiry ? Date.parse(of.expiry) : null;
  const over = of.results?.is_finalized || (ends !== null && ends <= now());
  const mine = of.answers.filter((each) => counts.get(each.answer_id)?.me_voted).map((each) => String(each.answer_id));
  const kind = of.allow_multiselect ? "checkbox" : "radio";
  const form = h("form", { class: "poll", onsubmit: (event) => {
    event.preventDefault();
    const answers = new FormData(form).getAll("answer");
    if (answers.length) act("vote", message, { answers });
  } },
  h("fieldset", { disabled: over || mine.length > 0 },
    h("legend", {}, of.question.text),
    h("p", { class: "poll-hint" }, over ? t("poll.over") : of.allow_multiselect ? t("poll.several") : t("poll.one")),
    of.answers.map((each) => {
      const count = counts.get(each.answer_id)?.count ?? 0;
      const share = total ? Math.round((count / total) * 100) : 0;
      const bar = h("span", { class: "poll-bar", "aria-hidden": "true" });
      bar.style.setProperty("--share", `${share}%`);
      return h("label", { class: "poll-answer" }, mine.length || over ? bar : null,
        h("input", { type: kind, name: "answer", value: String(each.answer_id), checked: mine.includes(String(each.answer_id)) }),
        h("span", {}, each.poll_media.emoji?.name ? `${each.poll_media.emoji.name} ` : "", each.poll_media.text),
        mine.length || over ? h("span", { class: "poll-count" }, `${count} · ${share} %`) : null);
    })),
  h("div", { class: "poll-foot" },
    h("span", {}, t("poll.votes", { count: total }), ends && !over ? [` · ${t("poll.ends")} `, timestamp(ends / 1000, "R")] : ""),
    over ? null : mine.length
      ? h("button", { type: "button", class: "text-button", dataset: { key: "unvote" }, onclick: () => act("vote", message, { answers: [] }) }, t("poll.take-back"))
      : h("button", { type: "submit", class: "button primary", dataset: { key: "vote" } }, t("poll.vote"))));
  return form;
}
