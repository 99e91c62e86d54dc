"""What came after the events that are over: who was there, what they thought, what there is to watch again."""

from dataclasses import dataclass

Opinion = tuple[int, str]  # how many of five, and what they would say, if anything


@dataclass(frozen=True, slots=True)
class Aftermath:
    """`attended` are minutes, by key of people.py; `transcript` is a file in `transcripts`.

    `days_later` is when the recording came.
    """

    of: str  # the title of the event
    attended: dict[str, int]
    opinions: dict[str, Opinion]
    recording: str = ""
    days_later: int = 1
    takeaways: str = ""
    transcript: str = ""
    tags: tuple[str, ...] = ()
    topic: str = ""


AFTERMATH = (
    Aftermath(
        "Culture as a safety net",
        {"freja": 88, "aino": 90, "jonas": 85, "liga": 90, "anna": 76, "bartek": 90, "zofia": 61, "robin": 40},
        {
            "freja": (5, "The kettle and the key. I will steal both."),
            "aino": (4, ""),
            "jonas": (5, "More examples from towns with little money, please."),
            "liga": (5, "I drew our knots the same evening. There were forty."),
            "anna": (4, "A little fast for those who read the subtitles."),
            "bartek": (3, "Good, but ninety minutes without a break are long."),
            "zofia": (5, ""),
        },
        recording="https://videos.example.org/w/culture-as-a-safety-net",
        takeaways=(
            "- Draw the knots of your town before you plan anything.\n"
            "- Two clubs, one evening, one pot of soup.\n"
            "- Write down who holds which key.\n"
            "- Let newcomers teach."
        ),
        transcript="safety_net.vtt",
        tags=("resilience", "neighbours", "volunteers"),
        topic="Social resilience",
    ),
    Aftermath(
        "Mentors: how to begin with a new town",
        {"mads": 60, "zofia": 60, "jaan": 55, "helmi": 60, "greta": 48},
        {
            "mads": (5, "The question about the first visit was mine, too."),
            "zofia": (4, ""),
            "jaan": (4, "Let us do this every second month."),
            "helmi": (5, ""),
            "greta": (4, ""),
        },
        takeaways="- First visit: listen, walk, eat. No slides.\n- Agree on one small thing that is done in a month.",
        tags=("mentoring", "first visit"),
        topic="Mentoring",
    ),
    Aftermath(
        "Telling your town's story with what is at hand",
        {"kadri": 90, "aino": 88, "elias": 71, "saga": 90, "liga": 90, "juris": 83, "ruta": 90, "elsa": 90},
        {
            "kadri": (5, "I filmed the bus driver. She was wonderful."),
            "aino": (5, ""),
            "elias": (4, "Thank you for waiting for the ferry."),
            "saga": (5, "Could we see each other's films in the spring?"),
            "liga": (4, ""),
            "juris": (5, "Stories in which nothing goes wrong are brochures. On our wall now."),
            "elsa": (5, ""),
        },
        recording="https://videos.example.org/w/telling-your-towns-story",
        days_later=2,
        takeaways=(
            "- One person, one thing, one place.\n"
            "- Window beside, never behind. Two metres for the sound.\n"
            "- Ask before you publish: where, and until when."
        ),
        transcript="story.vtt",
        tags=("storytelling", "video", "consent"),
        topic="Storytelling",
    ),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A topic somebody suggested, and who would like it, too."""

    days_ago: int
    by: str
    title: str
    why: str
    votes: tuple[str, ...] = ()


WISHES = (
    Wish(
        33,
        "jonas",
        "Money for small towns",
        "Where to ask, and how to write it on two pages.",
        ("freja", "aino", "liga", "ruta", "viktor", "elsa"),
    ),
    Wish(20, "ruta", "Music with people who cannot read notes", "We have a trumpet and no teacher.", ("kadri", "saga")),
    Wish(
        12,
        "viktor",
        "Ask the young ones",
        "How do we plan with teenagers instead of for them?",
        ("nils", "juris", "jonas"),
    ),
)
