"""Numbers as a language writes them."""

from babel.numbers import format_decimal, format_percent

from bot.domain.results import rounded


def decimal(language: str, value: float) -> str:
    """One digit after the point or comma: "4.2", "4,2"."""
    return format_decimal(value, "0.0", locale=language)


def whole(language: str, value: int) -> str:
    """ "1,250", "1 250"."""
    return format_decimal(value, locale=language)


def percent(language: str, part: int, of: int) -> str:
    """A share in whole per cent: "63%"; "–" of nothing."""
    return "–" if not of else format_percent(rounded(100 * part, of) / 100, locale=language)
