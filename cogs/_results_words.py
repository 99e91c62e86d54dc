"""Results in words. The picture, its description and the text are made of the same sections, so they cannot differ."""

from collections.abc import Iterator, Sequence

from bot.domain.feedback import RATINGS, QuestionType
from bot.domain.results import FEWEST, Nps, Results, State, Tally
from bot.pictures.charts import Bar, Section
from bot.words import count, say
from cogs._numbers import decimal, percent
from cogs._text import plain

_QUOTE = 300  # letters of an open answer in what is told to everybody
_MOST_TEXT = 3300  # of 4,000 in a message of texts and rows


def answered(language: str, results: Results) -> str:
    """ "12 of 20 people answered (60%).", or "12 people answered." where nobody knows of how many."""
    if not results.asked:
        return count(language, "results.answered_alone", results.answered)
    share = percent(language, results.answered, results.asked)
    return count(language, "results.answered", results.answered, asked=results.asked, share=share)


def standing(language: str, results: Results) -> str:
    """Whether these are the results, or why there is nothing but the count."""
    if results.survey.named:
        named = say(language, "results.named")
        return named if results.survey.closed_at is not None else f"{say(language, 'results.still_open')} {named}"
    parts = [say(language, f"results.state.{results.state}")]
    if results.state is not State.SHOWN and 0 < results.asked < FEWEST:
        early = results.state is State.OPEN
        parts.append(count(language, "feedback.few.asked", results.asked) if early else say(language, "results.few"))
    return " ".join(parts)


def options(language: str, tally: Tally) -> list[str]:
    """What could be answered, in the order of the counts."""
    match tally.question.type:
        case QuestionType.RATING:
            return [say(language, f"feedback.rate.{rating}") for rating in RATINGS]
        case QuestionType.YES_NO:
            return [say(language, "feedback.yes"), say(language, "feedback.no")]
        case QuestionType.RECOMMEND:
            return [say(language, f"results.nps.{group}") for group in ("promoters", "passives", "detractors")]
    return list(tally.question.text(language).choices)


def counts(tally: Tally) -> tuple[int, ...]:
    """The counts that are shown: of a recommendation its three groups."""
    if tally.question.type is QuestionType.RECOMMEND:
        return (tally.nps.promoters, tally.nps.passives, tally.nps.detractors) if tally.nps else (0, 0, 0)
    return tally.counts


def heading(language: str, tally: Tally) -> str:
    label = tally.question.text(language).label
    parts = [label]
    if not tally.withheld:
        if tally.nps is not None:
            parts.append(nps(language, tally.nps))
        elif tally.mean is not None:
            parts.append(say(language, "results.mean", mean=decimal(language, tally.mean)))
        parts.append(count(language, "results.answers", tally.answered))
    return " · ".join(parts)


def nps(language: str, found: Nps) -> str:
    return say(language, "results.nps", score=f"{found.score:+d}".replace("-", "−"))


def explained(language: str, results: Results) -> str:
    """What the number behind a recommendation is, where there is one."""
    return say(language, "results.nps.meaning") if any(tally.nps is not None for tally in results.tallies) else ""


def sections(language: str, results: Results) -> list[Section]:
    """One for every question that can be counted."""
    made = []
    for tally in results.tallies:
        if tally.question.type is QuestionType.TEXT:
            continue
        rows = tuple(
            Bar(option, float(number), f"{number} ({percent(language, number, tally.answered)})")
            for option, number in zip(options(language, tally), counts(tally), strict=False)
        )
        if tally.withheld:
            rows = (Bar(say(language, "results.withheld"), None, "–"),)
        made.append(Section(heading(language, tally), rows, float(tally.answered) or None))
    return made


def in_words(sections: Sequence[Section]) -> str:
    """The numbers of a picture as text, cut at the end of a line where a message is too short."""
    lines: list[str] = []
    for section in sections:
        if section.heading:
            lines.append(f"**{plain(section.heading)}**")
        lines += [f"{plain(row.label)}: {plain(row.shown)}" for row in section.rows]
    return cut(lines, _MOST_TEXT)


def cut(lines: Sequence[str], room: int) -> str:
    kept: list[str] = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            return "\n".join([*kept, "…"])
        kept.append(line)
    return "\n".join(kept)


def title_of(language: str, results: Results) -> str:
    return results.title or say(language, "results.untitled")


def told(language: str, results: Results, quotes: Sequence[int]) -> str:
    """What participants are told: how many answered, one line a question, and the answers that were picked."""
    lines = [
        f"**{say(language, 'results.said', title=plain(title_of(language, results), 100))}**",
        answered(language, results),
        *(line for tally in results.tallies for line in _headline(language, tally)),
    ]
    texts = results.texts
    picked = [texts[place][1] for place in quotes if 0 <= place < len(texts)]
    meaning = explained(language, results)
    lines += [f"-# {meaning}"] if meaning else []
    lines += [f"> {plain(' '.join(text.split()), _QUOTE)}" for text in picked]
    return cut([*lines, f"-# {say(language, 'results.thanks')}"], 1900)


def _headline(language: str, tally: Tally) -> Iterator[str]:
    if tally.withheld or not tally.answered or tally.question.type is QuestionType.TEXT:
        return
    label = plain(tally.question.text(language).label)
    if tally.nps is not None:
        yield f"{label} {nps(language, tally.nps)}"
    elif tally.mean is not None:
        yield f"{label} {say(language, 'results.mean', mean=decimal(language, tally.mean))}"
    else:
        pairs = zip(options(language, tally), counts(tally), strict=False)
        shown = (f"{plain(option)} {percent(language, number, tally.answered)}" for option, number in pairs)
        yield f"{label} {', '.join(shown)}"
