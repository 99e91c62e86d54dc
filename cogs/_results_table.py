"""Results as files. Of an anonymous survey no row joins what one person said to two questions."""

from collections.abc import Mapping, Sequence

from bot.domain.feedback import QuestionType, Value
from bot.domain.results import Results, Tally
from bot.exports.tables import Sheet, csv_of, delimiter_for, xlsx_of
from bot.words import listing, say
from cogs._results_words import counts, options

_COLUMNS = ("question", "option", "count", "answered", "mean")


def file_of(kind: str, language: str, results: Results, names: Mapping[int, str] | None = None) -> bytes:
    """CSV (the numbers, then the open answers), or XLSX with a sheet for each, and one by person where names are told.

    `names` are those of the people of a named survey, as far as Discord told us.
    Takes time: call it in a thread.
    """
    header, rows = _numbers(language, results)
    texts = [(question.text(language).label, text) for question, text in results.texts]
    if kind == "csv":
        written = [(label, text, None, None, None) for label, text in texts]
        return csv_of(header, [*rows, *written], delimiter=delimiter_for(language))
    sheets: dict[str, Sheet] = {say(language, "results.sheet.numbers"): (header, rows)}
    if texts:
        columns = [say(language, f"results.column.{column}") for column in ("question", "text")]
        sheets[say(language, "results.sheet.texts")] = (columns, texts)
    if results.survey.named:
        sheets[say(language, "results.sheet.people")] = _people(language, results, names or {})
    return xlsx_of(sheets)


def _numbers(language: str, results: Results) -> tuple[list[str], list[Sequence[object]]]:
    header = [say(language, f"results.column.{column}") for column in _COLUMNS]
    rows: list[Sequence[object]] = [(say(language, "results.row.answered"), "", results.answered, None, None)]
    if results.asked:
        rows.insert(0, (say(language, "results.row.asked"), "", results.asked, None, None))
    for tally in results.tallies:
        rows += _rows(language, tally)
    return header, rows


def _rows(language: str, tally: Tally) -> list[Sequence[object]]:
    label = tally.question.text(language).label
    if tally.question.type is QuestionType.TEXT:
        return []
    if tally.withheld:
        return [(label, say(language, "results.withheld"), None, None, None)]
    mean = round(tally.mean, 2) if tally.mean is not None else None
    pairs = zip(options(language, tally), counts(tally), strict=False)
    return [(label, option, number, tally.answered, mean) for option, number in pairs]


def _people(language: str, results: Results, names: Mapping[int, str]) -> Sheet:
    questions = results.survey.form.questions
    asked = (question.text(language).label for question in questions)
    header = [say(language, "results.column.person"), say(language, "results.column.name"), *asked]
    rows = []
    for answer in results.names:
        who = f"<@{answer.user_id}>" if answer.user_id is not None else ""
        given = [_said(language, results, question.key, answer.answers.get(question.key)) for question in questions]
        rows.append((who, names.get(answer.user_id or 0, ""), *given))
    return header, rows


def _said(language: str, results: Results, key: str, value: Value | None) -> object:
    question = results.survey.form.get(key)
    if value is None or question is None:
        return None
    if isinstance(value, bool):
        return say(language, "feedback.yes" if value else "feedback.no")
    chosen = question.words(value, language)
    return listing(language, chosen) if chosen else value
