"""What somebody asked the archive, as the buttons that turn its pages carry it.

A custom id has room for about fifty bytes of it. What is longer is kept as forms are, under its digest, and goes with
them after some days.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.domain.materials import MaterialKind
from bot.domain.refused import Refused
from bot.domain.searching import Wanted
from bot.services import forms
from cogs._actors import actor_of

if TYPE_CHECKING:
    from cogs._bot import Interaction

_ROOM = 69  # characters of a custom id's arg
WITHIN = _ROOM - 25  # of these where a page and a server stand beside it
_KEPT = "+"  # begins the arg of what is kept; base64 for addresses has no such mark
_APART = "\x1f"


async def packed(interaction: Interaction, wanted: Wanted, room: int = _ROOM) -> str:
    """The arg for the buttons; what does not fit is kept under the person's name."""
    text = _text(wanted)
    arg = urlsafe_b64encode(text.encode()).decode().rstrip("=")
    if len(arg) <= room:
        return arg
    digest = sha256(text.encode()).hexdigest()[:16]
    actor = await actor_of(interaction)
    if await interaction.client.nacre.ask(forms.take, actor, _name(digest)) is None:
        await interaction.client.nacre.do(forms.keep, actor, _name(digest), {"wanted": text})
    return f"{_KEPT}{digest}"


def paged(number: int, arg: str, home: int | str = "") -> str:
    """The arg of a button that leads to a page of what was found within one event; `home` as elsewhere."""
    return f"{number}.{arg}" + (f".{home}" if home != "" else "")


def unpaged(arg: str) -> tuple[int, str]:
    """The page, and what `packed` made. Refused("archive.forgotten") when it is none of ours."""
    number, _, rest = arg.partition(".")
    if not number.isdecimal():
        raise Refused("archive.forgotten")
    return int(number), rest.partition(".")[0]


async def unpacked(interaction: Interaction, arg: str) -> Wanted:
    """Refused("archive.forgotten") when it was kept and is no more, or is none of ours."""
    if not arg.startswith(_KEPT):
        try:
            return _wanted(urlsafe_b64decode(arg + "=" * (-len(arg) % 4)).decode())
        except ValueError as error:
            raise Refused("archive.forgotten") from error
    kept = await interaction.client.nacre.ask(forms.take, await actor_of(interaction), _name(arg.removeprefix(_KEPT)))
    if kept is None:
        raise Refused("archive.forgotten")
    return _wanted(kept["wanted"])


def _name(digest: str) -> str:
    return f"archive:{digest}"


def _text(wanted: Wanted) -> str:
    kind = wanted.material.value if wanted.material is not None else ""
    year = str(wanted.year) if wanted.year is not None else ""
    parts = (
        wanted.text.replace(_APART, " "),
        wanted.kind,
        kind,
        wanted.topic.replace(_APART, " "),
        year,
        wanted.language,
    )
    return _APART.join(parts).rstrip(_APART)


def _wanted(text: str) -> Wanted:
    words, kind, material, topic, year, language = (text.split(_APART) + [""] * 6)[:6]
    return Wanted(
        words,
        kind,
        MaterialKind(material) if material else None,
        topic,
        int(year) if year else None,
        language,
    )
