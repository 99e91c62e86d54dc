"""The preflight names what is missing in a channel, no more and no less."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import permissions
from bot.domain.preflight import NEEDED, Finding, Place, Purpose, check, granted, needed

ALL = frozenset(permission.name for permission in permissions.NEEDED)
EVENTS = frozenset({Purpose.EVENTS})
PLACES = st.builds(
    Place,
    channel_id=st.integers(1, 9),
    purposes=st.frozensets(st.sampled_from(Purpose), min_size=1),
    granted=st.none() | st.frozensets(st.sampled_from([*ALL, "manage_roles"])),
)


def test_a_channel_that_allows_everything_needed_is_no_finding() -> None:
    assert check([Place(1, EVENTS, ALL)]) == ()


def test_each_missing_permission_is_named_in_the_order_of_the_list() -> None:
    held = ALL - {"attach_files", "send_messages"}
    assert check([Place(1, EVENTS, held)]) == (Finding(1, ("send_messages", "attach_files")),)


def test_polls_are_needed_for_polls_only() -> None:
    """Who does not want them there is not asked for them."""
    assert check([Place(1, frozenset({Purpose.EVENTS, Purpose.ANNOUNCEMENTS}), ALL - {"send_polls"})]) == ()
    assert check([Place(1, frozenset({Purpose.POLLS}), ALL - {"send_polls"})]) == (Finding(1, ("send_polls",)),)


def test_a_channel_that_is_gone_is_said_to_be_gone() -> None:
    assert check([Place(1, EVENTS, None)]) == (Finding(1, gone=True),)


def test_a_hidden_channel_lists_all_it_needs_so_that_one_visit_to_the_settings_is_enough() -> None:
    """Discord denies everything where a channel may not be viewed, whatever else is allowed."""
    assert check([Place(1, EVENTS, ALL - {"view_channel"})]) == (Finding(1, needed(EVENTS)),)


def test_an_announcement_needs_less_than_an_event() -> None:
    assert NEEDED[Purpose.ANNOUNCEMENTS] < NEEDED[Purpose.EVENTS]


def test_the_invite_asks_for_exactly_what_some_purpose_needs() -> None:
    """Least permission: nothing is asked for that nothing needs, and nothing is needed that was not asked for."""
    assert set(needed(Purpose)) == {permission.name for permission in permissions.NEEDED}


def test_what_discord_grants_is_read_from_its_bits() -> None:
    assert granted(permissions.BITS) == ALL
    assert granted(1 << 10 | 1 << 11 | 1 << 60) == {"view_channel", "send_messages"}
    assert granted(0) == frozenset()


def test_an_administrator_of_the_server_lacks_nothing() -> None:
    assert granted(1 << 3) == ALL


@given(PLACES)
def test_allowing_what_is_named_leaves_nothing_to_find(place: Place) -> None:
    """A person who does exactly what they were told is not sent back a second time."""
    for finding in check([place]):
        if not finding.gone:
            fixed = Place(place.channel_id, place.purposes, (place.granted or frozenset()) | set(finding.missing))
            assert check([fixed]) == ()
