"""`nacre export-events`: a calendar or data of what was announced."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import icalendar
import pytest

from bot.commands import exporting
from bot.config import Settings
from bot.domain.events import Audience, Status
from bot.stopped import Stopped
from bot.store import migrate
from bot.store.database import engine_for
from tests.conftest import NOW
from tests.factories import make_community, make_event


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(data_dir=tmp_path)
    migrate.upgrade(made.database)
    engine = engine_for(made.database)
    with engine.begin() as conn:
        make_community(conn, NOW)
        make_community(conn, NOW, 501)
        make_event(conn, NOW, title="Open webinar", join_link="https://example.org/secret-room")
        make_event(conn, NOW, title="Only a draft", status=Status.DRAFT)
        make_event(conn, NOW, title="For mentors", audience=Audience.ROLES, role_ids=frozenset({5}))
        make_event(conn, NOW, title="Elsewhere", community_id=501)
    engine.dispose()
    return made


def titles(settings: Settings, file: Path, form: str, **wanted: object) -> set[str]:
    choices: dict[str, object] = {"community_id": None, "since": None, "restricted": False} | wanted
    exporting.export(settings, file, form, **choices)  # type: ignore[arg-type]
    if form == "json":
        return {row["title"] for row in json.loads(file.read_text())}
    return {str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")}


@pytest.mark.parametrize("form", ["ics", "json"])
def test_what_was_announced_is_exported_without_drafts_and_restricted_events(
    settings: Settings, tmp_path: Path, form: str
) -> None:
    file = tmp_path / "events"
    assert titles(settings, file, form) == {"Open webinar", "Elsewhere"}
    assert "secret-room" not in file.read_text()


def test_restricted_events_are_exported_when_asked_for(settings: Settings, tmp_path: Path) -> None:
    assert "For mentors" in titles(settings, tmp_path / "x.json", "json", restricted=True)


def test_one_servers_events_can_be_chosen(settings: Settings, tmp_path: Path) -> None:
    assert titles(settings, tmp_path / "x.json", "json", community_id=501) == {"Elsewhere"}


def test_past_events_can_be_left_out(settings: Settings, tmp_path: Path) -> None:
    later = datetime(2027, 6, 1)
    assert later - timedelta(days=30) > NOW.replace(tzinfo=None)
    assert titles(settings, tmp_path / "x.json", "json", since=later) == set()


def test_without_a_file_it_goes_to_standard_output(
    settings: Settings, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    exporting.export(settings, None, "ics", None, None, restricted=False)
    assert capsysbinary.readouterr().out.startswith(b"BEGIN:VCALENDAR")


def test_without_a_database_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(Stopped, match="There is no database"):
        exporting.export(Settings(data_dir=tmp_path), None, "ics", None, None, restricted=False)
