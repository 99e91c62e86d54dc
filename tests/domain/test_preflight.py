"""The preflight names what is missing in a channel, no more and no less."""

import discord
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.preflight import BITS, INVITE_PERMISSIONS, NEEDED, Finding, Place, Purpose, check, needed

EVENTS = frozenset({Purpose.EVENTS})
PLACES = st.builds(
    Place,
    channel_id=st.integers(1, 9),
    purposes=st.frozensets(st.sampled_from(Purpose), min_size=1),
    granted=st.none() | st.frozensets(st.sampled_from([*BITS, "administrator", "manage_roles"])),
)


def test_a_channel_that_allows_everything_needed_is_no_finding() -> None:
    assert check([Place(1, EVENTS, frozenset(BITS))]) == ()


def test_each_missing_permission_is_named_in_the_order_of_discords_settings() -> None:
    granted = frozenset(BITS) - {"attach_files", "send_messages"}
    assert check([Place(1, EVENTS, granted)]) == (Finding(1, ("send_messages", "attach_files")),)


def test_a_channel_that_is_gone_is_said_to_be_gone() -> None:
    assert check([Place(1, EVENTS, None)]) == (Finding(1, gone=True),)


def test_a_hidden_channel_lists_all_it_needs_so_that_one_visit_to_the_settings_is_enough() -> None:
    """Discord denies everything where a channel may not be viewed, whatever else is allowed."""
    hidden = frozenset(BITS) - {"view_channel"}
    assert check([Place(1, EVENTS, hidden)]) == (Finding(1, NEEDED[Purpose.EVENTS]),)


def test_an_announcement_needs_less_than_an_event() -> None:
    assert set(NEEDED[Purpose.ANNOUNCEMENTS]) < set(NEEDED[Purpose.EVENTS])


def test_the_invite_asks_for_exactly_what_some_purpose_needs() -> None:
    """Least permission: the integer that the invite link, the documents and the developer portal share."""
    assert set(needed(Purpose)) == set(BITS)
    assert INVITE_PERMISSIONS == 274_878_024_704


def test_names_and_bits_are_discords_own() -> None:
    assert discord.Permissions(INVITE_PERMISSIONS) == discord.Permissions(**dict.fromkeys(BITS, True))


@given(st.lists(PLACES, max_size=6))
def test_granting_what_is_named_leaves_nothing_to_find(places: list[Place]) -> None:
    """Whatever was missing, a second check after allowing exactly that finds nothing."""
    found = {(finding.channel_id, finding.missing) for finding in check(places) if not finding.gone}
    fixed = []
    for place in places:
        if place.granted is None:
            continue
        named = next((missing for finding in check([place]) for missing in [finding.missing]), ())
        assert not named or (place.channel_id, named) in found
        fixed.append(Place(place.channel_id, place.purposes, place.granted | set(named)))
    assert check(fixed) == ()
