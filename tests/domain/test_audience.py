"""Who may see what."""

import pytest

from bot.domain.audience import admits, is_open_to, may_see, organises
from bot.domain.events import Audience, Status
from bot.domain.people import Actor, Community
from tests import factories
from tests.conftest import NOW

HOME = Community(factories.COMMUNITY, organiser_role_ids=frozenset({factories.ORGANISER_ROLE}))
AWAY = Community(999, organiser_role_ids=frozenset({factories.ORGANISER_ROLE}))
MEMBER = factories.participant()
HOLDER = factories.participant(12, roles={77})
ORGANISER = factories.organiser()
ADMINISTRATOR = factories.administrator()
STRANGER = factories.participant(13, roles={77}, community_id=999)
BOSS_ELSEWHERE = Actor(999, 14, frozenset({factories.ORGANISER_ROLE}), administrator=True)


@pytest.mark.parametrize(
    ("audience", "who_sees"),
    [
        (Audience.PUBLIC, {MEMBER, HOLDER, ORGANISER, ADMINISTRATOR}),
        (Audience.COMMUNITY, {MEMBER, HOLDER, ORGANISER, ADMINISTRATOR}),
        (Audience.ROLES, {HOLDER, ORGANISER, ADMINISTRATOR}),
    ],
)
def test_a_published_event_is_seen_by_its_audience_and_by_organisers(audience: Audience, who_sees: set[Actor]) -> None:
    event = factories.event_of(NOW, audience=audience, role_ids=frozenset({77}))
    for actor in (MEMBER, HOLDER, ORGANISER, ADMINISTRATOR, STRANGER, BOSS_ELSEWHERE):
        community = HOME if actor.community_id == HOME.id else AWAY
        assert may_see(actor, event, community) is (actor in who_sees)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.DISCARDED])
def test_a_draft_is_seen_by_organisers_only(status: Status) -> None:
    event = factories.event_of(NOW, status=status)
    assert may_see(ORGANISER, event, HOME)
    assert may_see(ADMINISTRATOR, event, HOME)
    assert not may_see(MEMBER, event, HOME)
    assert not may_see(BOSS_ELSEWHERE, event, AWAY)


def test_a_restricted_event_without_roles_admits_nobody() -> None:
    event = factories.event_of(NOW, audience=Audience.ROLES)
    assert not admits(event, frozenset({77}))
    assert not is_open_to(event, HOLDER)


def test_organising_elsewhere_is_not_organising_here() -> None:
    """Communities are strangers to each other."""
    assert organises(ORGANISER, HOME)
    assert not organises(BOSS_ELSEWHERE, HOME)
    assert not may_see(BOSS_ELSEWHERE, factories.event_of(NOW, status=Status.DRAFT), HOME)
