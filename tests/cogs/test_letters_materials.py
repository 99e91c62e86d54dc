"""What is said of recordings and links, in each language and way out."""

from dataclasses import replace
from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.domain.events import Status
from bot.domain.materials import LinkState, Material, MaterialKind
from bot.domain.outbox import Route, Saying
from bot.words import LANGUAGES
from cogs._letters import Said, write
from tests.cogs.shown import readable
from tests.cogs.test_letters import NOW, letter
from tests.cogs.world import KINDS
from tests.factories import event_of

EVENT = event_of(NOW, id=12, starts_in=timedelta(days=-2), status=Status.ENDED)
MATERIAL = Material(
    id=7,
    community_id=500,
    kind=MaterialKind.RECORDING,
    title="Stories *of* towns",
    held_at=EVENT.starts_at,
    created_at=NOW,
    updated_at=NOW,
    event_id=12,
    link="https://youtu.be/dQw4w9WgXcQ?si=a_b*c",
    link_state=LinkState.DEAD,
)
CASES = [
    (Saying.RECORDING, Route.CHANNEL),
    (Saying.RECORDING, Route.DIRECT),
    (Saying.MISSED_RECORDING, Route.DIRECT),
    (Saying.CHASE, Route.DIRECT),
    (Saying.DEAD_LINK, Route.DIRECT),
]


def said(saying: Saying, route: Route, language: str, *, number: int = 1) -> Said:
    made = letter(saying, route, event=EVENT, material=MATERIAL, language=language, mention_user_ids=())
    item = replace(made.item, args={"material": 7, "number": number})
    return write(replace(made, item=item), KINDS, "Pearls")


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_is_said_of_material(language: str, snapshot: SnapshotAssertion) -> None:
    shown: list[str] = []
    for saying, route, number in [*((saying, route, 1) for saying, route in CASES), (Saying.CHASE, Route.DIRECT, 2)]:
        parts = said(saying, route, language, number=number).parts()
        view = parts.get("view")
        components = view.to_components() if view is not None else []
        shown.append(f"[{saying} {route} {number}]\n{readable(parts.get('content'), components)}")
    assert "\n\n".join(shown) == snapshot


@pytest.mark.parametrize(("saying", "route"), CASES)
def test_nobody_is_notified_and_a_link_is_whole(saying: Saying, route: Route) -> None:
    made = said(saying, route, "en")
    mentions = made.mentions()
    assert (mentions.users, mentions.roles, mentions.everyone) == (False, False, False)
    if saying is not Saying.CHASE:
        assert MATERIAL.link in made.text
