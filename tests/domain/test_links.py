"""Links: who serves them, when two are the same, how one leads to a minute, and when one is dead."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import link_health, links
from bot.domain.link_health import Health, Probe
from bot.domain.materials import LinkState
from bot.domain.refused import Refused

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
PEERTUBE = "https://tube.example.org/w/9c9de5e8-0a1e-484a-b099-e80766180a6d"


@pytest.mark.parametrize(
    ("link", "label", "minute"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "YouTube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=90"),
        (
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=5s&list=PL1",
            "YouTube",
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PL1&t=90",
        ),
        ("https://youtu.be/dQw4w9WgXcQ?si=Ab_c", "YouTube", "https://youtu.be/dQw4w9WgXcQ?si=Ab_c&t=90"),
        ("https://m.youtube.com/live/dQw4w9WgXcQ", "YouTube", "https://m.youtube.com/live/dQw4w9WgXcQ?t=90"),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ?t=3", "YouTube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=90"),
        ("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ", "YouTube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=90"),
        ("https://www.youtube.com/playlist?list=PL1", "YouTube", None),
        ("https://vimeo.com/76979871", "Vimeo", "https://vimeo.com/76979871#t=90s"),
        ("https://vimeo.com/76979871/0a1b2c3d4e", "Vimeo", "https://vimeo.com/76979871/0a1b2c3d4e#t=90s"),
        ("https://vimeo.com/event/76979871", "Vimeo", None),
        ("https://vimeo.com/event/76979871/0a1b2c3d4e", "Vimeo", None),
        ("https://vimeo.com/showcase/76979871", "Vimeo", None),
        ("https://vimeo.com/showcase/76979871/video/1234567", "Vimeo", "https://vimeo.com/showcase/76979871/video/1234567#t=90s"),
        ("https://vimeo.com/channels/76979871", "Vimeo", None),
        ("https://vimeo.com/channels/staff/76979871", "Vimeo", "https://vimeo.com/channels/staff/76979871#t=90s"),
        (PEERTUBE, "PeerTube", f"{PEERTUBE}?start=90s"),
        ("https://video.example.lv/w/hjFhzqPMuvUgWkNGHwLL7B", "PeerTube", "https://video.example.lv/w/hjFhzqPMuvUgWkNGHwLL7B?start=90s"),
        ("https://contoso.sharepoint.com/:v:/s/Towns/Ea1", "Microsoft Stream", None),
        ("https://contoso.sharepoint.com/sites/x/_layouts/15/stream.aspx?id=%2Fa", "Microsoft Stream", None),
        ("https://contoso.sharepoint.com/:p:/s/Towns/Ea1", "SharePoint", None),
        ("https://teams.microsoft.com/l/meetingrecap?a=b", "Microsoft Teams", None),
        ("https://us02web.zoom.us/rec/share/abc", "Zoom", None),
        ("https://www.example.org/video", "example.org", None),
        ("https://cloud.example.org/Talk.MP4?dl=1", "cloud.example.org", "https://cloud.example.org/Talk.MP4?dl=1#t=90"),
        ("https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ", "youtube.com.evil.example", None),
        ("https://notyoutube.com/watch?v=dQw4w9WgXcQ", "notyoutube.com", None),
    ],
)  # fmt: skip
def test_who_serves_it_and_how_it_leads_to_a_minute(link: str, label: str, minute: str | None) -> None:
    assert links.label(link) == label
    assert links.at_minute(link, 90) == minute
    assert links.clean(f" {link} ") == link, "kept as it was given"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://youtu.be/dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&feature=share", True),
        ("https://youtu.be/dQw4w9WgXcQ", "https://youtu.be/dQw4w9WgXcR", False),
        ("https://example.org/a/?utm_source=mail&x=1", "https://www.example.org/a?x=1&fbclid=2", True),
        ("https://example.org/a?x=1", "https://example.org/a?x=2", False),
        ("https://example.org/A", "https://example.org/a", False),
        ("https://vimeo.com/76979871", "https://vimeo.com/event/76979871", False),
        ("https://vimeo.com/76979871", "https://vimeo.com/showcase/76979871", False),
        ("https://vimeo.com/event/76979871", "https://vimeo.com/event/76979871/", True),
        (PEERTUBE, PEERTUBE.replace("/w/", "/videos/watch/"), True),
        (PEERTUBE, PEERTUBE.replace("tube.", "video."), False),
    ],
)
def test_when_two_links_are_the_same(one: str, other: str, same: bool) -> None:
    assert (links.same(one) == links.same(other)) is same


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60), path=st.text(alphabet="abcXYZ09/_-?&=%#.~", max_size=40))
def test_whatever_is_accepted_can_be_used(text: str, path: str) -> None:
    """No link that is kept breaks anything later; a deep link stays https."""
    for link in (text, f"https://youtu.be/{path}", f"https://vimeo.com/{path}", f"https://tube.example/w/{path}"):
        try:
            kept = links.clean(link)
        except Refused:
            continue
        if not kept:
            continue
        assert kept == link.strip()
        assert links.label(kept)
        assert links.same(kept)
        assert links.probe_at(kept).startswith("https://")
        deep = links.at_minute(kept, 61)
        assert deep is None or deep.startswith("https://")


@pytest.mark.parametrize(
    ("link", "key"),
    [
        ("http://example.org", "link.https"),
        ("javascript:alert(1)", "link.https"),
        ("https://user:pass@example.org", "link.broken"),
        ("https://localhost/x", "link.broken"),
        ("https://exa mple.org", "link.broken"),
        ("https://[::1", "link.broken"),
        ("https://example.org/" + "x" * 1000, "link.long"),
    ],
)
def test_what_is_no_link(link: str, key: str) -> None:
    with pytest.raises(Refused, match=f"^{key}$"):
        links.clean(link)


# --- whether it is dead


def after(*looks: tuple[float, Probe], start: Health | None = None) -> Health:
    health = start or Health()
    for days, probe in looks:
        health = link_health.judge(health, probe, NOW + timedelta(days=days))
    return health


def test_not_found_twice_days_apart_is_dead_and_once_is_not() -> None:
    assert after((0, Probe.GONE)).state is LinkState.FAILING
    assert after((0, Probe.GONE), (1, Probe.GONE)).state is LinkState.FAILING
    assert after((0, Probe.GONE), (1, Probe.GONE), (2, Probe.GONE)).state is LinkState.DEAD


def test_a_host_nobody_knows_for_a_week_is_dead() -> None:
    week = [(day, Probe.NO_HOST) for day in range(8)]
    assert after(*week[:-1]).state is LinkState.FAILING
    assert after(*week).state is LinkState.DEAD
    assert after(*week[:5], (5, Probe.FINE), (6, Probe.NO_HOST), (8, Probe.NO_HOST)).state is LinkState.FAILING


def test_a_door_that_is_closed_for_months_is_not_dead() -> None:
    assert after(*((day, Probe.BARRED) for day in range(100))).state is LinkState.FAILING


def test_a_server_that_is_silent_for_a_month_is_called_so() -> None:
    """Not before, and not of two looks a month apart."""
    month = [(day, Probe.TROUBLE) for day in range(31)]
    assert after(*month[:-1]).state is LinkState.FAILING
    silent = after(*month)
    assert link_health.is_silent(silent.state, silent.problem)
    assert after(*month[:20], (20, Probe.FINE), *month[21:]).state is LinkState.FAILING
    assert after((0, Probe.TROUBLE), (40, Probe.TROUBLE)).state is LinkState.FAILING
    assert after((31, Probe.FINE), start=silent) == Health(LinkState.OK)


def test_what_is_gone_is_not_called_silent_and_what_was_silent_may_be_gone() -> None:
    gone = after((0, Probe.GONE), *((day, Probe.TROUBLE if day > 2 else Probe.GONE) for day in range(2, 60)))
    assert (gone.state, gone.problem) == (LinkState.DEAD, Probe.GONE.value)
    silent = after(*((day, Probe.TROUBLE) for day in range(31)))
    back = after((31, Probe.GONE), start=silent)
    assert (back.state, link_health.is_silent(back.state, back.problem)) == (LinkState.DEAD, False)


def test_a_busy_server_says_nothing() -> None:
    known = after((0, Probe.GONE))
    assert after((1, Probe.BUSY), start=known) == known


def test_a_dead_link_recovers_only_by_an_answer() -> None:
    dead = after((0, Probe.GONE), (3, Probe.GONE))
    assert after((4, Probe.TROUBLE), start=dead).state is LinkState.DEAD
    assert after((5, Probe.FINE), start=dead) == Health(LinkState.OK)


@settings(max_examples=200, deadline=None)
@given(looks=st.lists(st.tuples(st.floats(0, 9), st.sampled_from(list(Probe))), max_size=25))
def test_dead_needs_two_equal_answers_days_apart(looks: list[tuple[float, Probe]]) -> None:
    health, day, seen = Health(), 0.0, list[tuple[float, Probe]]()
    for pause, probe in looks:
        day += pause
        seen.append((day, probe))
        before, health = health, link_health.judge(health, probe, NOW + timedelta(days=day))
        if health.state is LinkState.DEAD and before.state is not LinkState.DEAD:
            earlier = [at for at, other in seen[:-1] if other is probe]
            assert earlier
            assert day - min(earlier) >= {Probe.GONE: 2, Probe.NO_HOST: 7, Probe.TROUBLE: 30}[probe] - 1e-9


@pytest.mark.parametrize(
    ("status", "probe"),
    [
        (200, Probe.FINE),
        (206, Probe.FINE),
        (304, Probe.FINE),
        (401, Probe.FINE),
        (403, Probe.FINE),
        (405, Probe.FINE),
        (404, Probe.GONE),
        (410, Probe.GONE),
        (429, Probe.BUSY),
        (500, Probe.TROUBLE),
        (503, Probe.TROUBLE),
    ],
)
def test_what_a_status_means(status: int, probe: Probe) -> None:
    assert link_health.of_status(status) is probe


@given(number=st.integers(1, 10**6))
def test_looks_are_spread_but_weekly(number: int) -> None:
    at = link_health.next_look(Health(LinkState.OK), number, NOW)
    assert timedelta(days=6.8) < at - NOW < timedelta(days=7.2)
    assert link_health.next_look(Health(LinkState.FAILING), number, NOW) - NOW < timedelta(days=1.2)
