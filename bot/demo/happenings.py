"""What has happened in the network of the demonstration, and what is about to: told in days from today.

No two things are exactly one or two weeks apart from today, so that nothing is due by chance in the hour in which
somebody takes the guided tour.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.events import Mode

MEET = "https://meet.example.org/"
EVERYBODY = ()


@dataclass(frozen=True, slots=True)
class Happening:
    """One event. `starts` is a day and a wall clock ((3, "10:00")), or a length from now.

    Days are counted from today. People are keys of people.py; they answer in the order in which they stand.
    """

    kind: str
    title: str
    starts: tuple[int, str] | timedelta
    announced: int  # days ago
    summary: str
    by: str = "olga"
    minutes: int | None = None
    reminders: tuple[int, ...] | None = None  # minutes before the start; the kind's own if left out
    place: str = ""
    voice: str = ""  # the channel it is held in
    speakers: str = ""
    capacity: int | None = None
    roles: tuple[str, ...] = EVERYBODY
    channel: str = "announcements"
    going: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    notes: dict[str, str] = field(default_factory=dict)
    gives_back: str | None = None  # who gives a seat back an hour ago
    cancelled: tuple[int, str] | None = None  # days ago, and why
    moved: tuple[int, int] | None = None  # days ago, and by how many days
    own_reminder: tuple[int, str] | None = None  # minutes before the start, and what it says
    draft: bool = False

    @property
    def mode(self) -> Mode:
        return Mode.ON_SITE if self.place else Mode.ONLINE


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a person wrote in a channel."""

    days_ago: int
    clock: str
    by: str
    channel: str
    text: str


HAPPENINGS = (
    # --- over ---
    Happening(
        "webinar",
        "Culture as a safety net",
        (-38, "14:00"),
        announced=44,
        reminders=(1440, 10),
        summary="What holds a town together when times get rough, and what culture has to do with it.",
        speakers="Ingrid Fyrlykt",
        going=("freja", "aino", "jonas", "liga", "elsa", "anna", "bartek", "zofia", "kadri"),
        maybe=("nils",),
    ),
    Happening(
        "mentor_meeting",
        "Mentors: how to begin with a new town",
        (-27, "15:00"),
        announced=31,
        reminders=(1440,),
        summary="An hour among mentors. Bring one question that a town asked you.",
        by="petra",
        roles=("Mentors",),
        channel="mentors",
        going=("mads", "zofia", "jaan", "helmi", "greta", "sindre"),
        declined=("ilze",),
    ),
    Happening(
        "learning_session",
        "Telling your town's story with what is at hand",
        (-17, "13:00"),
        announced=23,
        reminders=(1440, 60),
        summary="Storytelling for people who have no budget for it: a phone, a bench, an hour.",
        speakers="Maja Sjöstjärna",
        capacity=10,
        going=("kadri", "aino", "elias", "saga", "viktor", "liga", "juris", "ruta", "elsa", "nils", "freja"),
        maybe=("bartek",),
        notes={"elias": "I may be ten minutes late, the ferry decides."},
    ),
    Happening(
        "themed_talk",
        "What a festival leaves behind",
        (-9, "18:00"),
        announced=16,
        summary="Inspiration and reflection, with a view of the sea.",
        speakers="Sindre Tangtare",
        going=("jonas", "ruta", "anna"),
        cancelled=(12, "Sindre has lost his voice. We look for another evening."),
    ),
    Happening(
        "club_session",
        "Coffee with Härnösand",
        timedelta(hours=-6),
        announced=5,
        minutes=60,
        summary="A small round: Elsa shows what her town tried in the old boathouse.",
        capacity=8,
        going=("elsa", "nils", "saga", "kadri", "ruta"),
        maybe=("liga",),
    ),
    # --- now ---
    Happening(
        "workshop",
        "Open door: ask a mentor anything",
        timedelta(minutes=-25),
        announced=6,
        reminders=(1440, 60),
        minutes=180,
        voice="Lounge",
        summary="Come and go as you like. Three mentors are there the whole time.",
        going=("mads", "greta", "helmi", "freja", "jonas", "aino", "juris"),
    ),
    # --- to come ---
    Happening(
        "webinar",
        "Light in the dark months",
        (2, "15:00"),
        announced=11,
        summary="Six small ideas for November squares, each tried in a town of ours.",
        speakers="Helmi Simpukka",
        capacity=12,
        going=("freja", "kadri", "aino", "elias", "saga", "viktor", "jonas", "liga", "juris", "bartek", "ingrid"),
        maybe=("nils", "elsa"),
        own_reminder=(120, "Bring a photo of your town after sunset."),
    ),
    Happening(
        "learning_session",
        "Your action plan: the first draft",
        (3, "10:00"),
        announced=9,
        summary="Bring what you have of your CuReAP, however rough. We read it together.",
        speakers="Zofia Wodorost, Mads Strandskade",
        roles=("Candidates 2024", "Mentors"),
        channel="candidates",
        going=("freja", "kadri", "saga", "jonas", "liga", "ruta", "zofia", "mads"),
        maybe=("elsa",),
    ),
    Happening(
        "workshop",
        "Planning with the neighbours",
        (8, "16:00"),
        announced=9,
        by="petra",
        summary="Participatory planning, hands on: six places, so that everybody gets a turn.",
        speakers="Greta Wattwurm",
        capacity=6,
        going=("ruta", "elsa", "nils", "juris", "viktor", "kadri", "liga", "jonas", "aino"),
        gives_back="juris",
    ),
    Happening(
        "mentor_meeting",
        "Mentors: twins, half a year on",
        (9, "15:00"),
        announced=4,
        by="petra",
        summary="How the pairs of old and new mentors are doing, and what they would tell themselves today.",
        roles=("Mentors",),
        channel="mentors",
        going=("sindre", "maja", "tomas", "jaan"),
        maybe=("zofia",),
    ),
    Happening(
        "partner_meeting",
        "Partners: calendar and money for spring",
        (10, "13:00"),
        announced=7,
        summary="Two hours, one break, one decision: which town hosts in May.",
        roles=("Pearls", "Partners"),
        channel="partners",
        going=("bartek", "ingrid"),
    ),
    Happening(
        "cultural_programme",
        "An evening in Kiel's old fish hall",
        (12, "18:00"),
        announced=13,
        summary="Music, soup and a walk along the water, hosted by Kiel.",
        place="Old fish hall, Kiel",
        capacity=40,
        going=("jonas", "freja", "mads", "greta", "petra", "ingrid"),
        maybe=("anna", "nils"),
        moved=(2, 7),
    ),
    Happening(
        "forum",
        "Culture for Resilience Forum",
        (41, "09:30"),
        announced=20,
        summary="A whole day for everybody who works with culture and for those who would like to.",
        place="Harbour warehouse, Svendborg",
        capacity=200,
        going=("freja", "mads", "sindre", "ingrid", "maja", "elsa", "bartek", "kadri", "helmi"),
        maybe=("robin", "tomas", "viktor"),
    ),
    # --- not announced yet ---
    Happening(
        "award_ceremony",
        "The new Pearls are named",
        (61, "17:00"),
        announced=3,
        summary="Who becomes a Pearl: with the jury, the towns, and cake.",
        draft=True,
    ),
    Happening(
        "themed_talk",
        "Small grants, large circles",
        (24, "16:00"),
        announced=1,
        by="petra",
        summary="What a few hundred euros can start.",
        draft=True,
    ),
)

REMARKS = (
    Remark(
        42,
        "10:02",
        "olga",
        "general",
        "Welcome, all twelve towns! Say where you are and what you see from your window.",
    ),
    Remark(42, "10:31", "aino", "general", "Kristinestad here. Wooden houses, one gull, a lot of sky."),
    Remark(42, "12:07", "nils", "general", "Hej från Helsingborg! The ferry, every quarter of an hour."),
    Remark(41, "09:15", "ruta", "general", "Labas from Druskininkai. Pine trees and somebody practising the trumpet."),
    Remark(
        26,
        "11:40",
        "jonas",
        "good-practice",
        "We lend out our rehearsal room at lunchtime. It costs nothing but a key.",
    ),
    Remark(26, "13:22", "maja", "good-practice", "Write down who has the key! We learned that the hard way."),
    Remark(
        8, "16:05", "kadri", "candidates", "Is there an example of the part about partners? Ours has two lines so far."
    ),
    Remark(8, "18:47", "zofia", "candidates", "Two good lines are a start. Bring them to the session."),
    Remark(3, "14:12", "mads", "mentors", "Who would like to swap towns for a week, just to listen?"),
    Remark(2, "17:30", "petra", "organisers", "The award ceremony is a draft now. We still need a hall."),
    Remark(1, "19:03", "liga", "general", "Our library made a shelf of lost recipes. Photos in good-practice tonight!"),
    Remark(1, "20:41", "elsa", "general", "See some of you over coffee! The boathouse is swept."),
)

# who asked for direct messages, and how many days ago
ASKED_FOR_MESSAGES = {"freja": 41, "jonas": 38, "ruta": 22, "bartek": 21, "nils": 7}

# who set another language than the community's
READS = {"bartek": "pl", "zofia": "pl"}
