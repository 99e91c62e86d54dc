"""An evaluation report as a page to print or pass on: one file, nothing loaded from anywhere."""

from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING

from bot.pictures.charts import Picture
from bot.words import say
from cogs._report_words import Words

if TYPE_CHECKING:
    from jinja2 import Template


def page(words: Words, picture: Picture | None, community: str, made: str) -> str:
    """The page as HTML. `community` is the server's name, `made` when and by whom the report was made."""
    source = "" if picture is None else f"data:image/png;base64,{b64encode(picture.png).decode()}"
    return _template().render(
        words=words,
        picture=source,
        alt="" if picture is None else picture.alt,
        community=community,
        made=made,
        notes=say(words.language, "report.notes"),
    )


@cache
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("cogs"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html")
