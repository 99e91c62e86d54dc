"""The guided tour: what to do first, as data for the page. The words are in the catalogues, `demo.tour.*`."""

from typing import Any

from bot.demo.network import Network
from bot.words import language_of, say

TITLE = "Lanterns on the quay"  # of the webinar that the tour creates; its length and place are for the visitor
IN = "in 90 minutes"  # so that the reminder an hour before is the next thing due
RECORDING = "https://videos.example.org/w/lanterns-on-the-quay"
RATED = "Culture as a safety net"  # an event that is over, with enough answers to be shown
SOUGHT = "pot of soup"  # said in its recording
Step = dict[str, Any]


def tour(network: Network, locale: str) -> list[Step]:
    """The steps in a person's language. Each: title, text, and as far as needed whom to be, where, what ends it."""
    language = language_of(locale)
    olga, anna = str(network.people["olga"].id), str(network.people["anna"].id)
    announcements = str(network.channel("announcements").id)
    steps: list[tuple[str, Step]] = [
        ("hello", {}),
        (
            "create",
            {
                "as_user": olga,
                "channel": announcements,
                "suggestion": f"/event create kind:webinar title:{TITLE} when:{IN}",
                "waits_for": {"event": "interaction", "as_user": olga, "command": "submit"},
            },
        ),
        ("publish", {"as_user": olga, "waits_for": {"event": "message", "channel": announcements, "contains": TITLE}}),
        ("seat", {"as_user": anna, "channel": announcements, "waits_for": {"event": "interaction", "as_user": anna}}),
        ("messages", {"as_user": anna, "waits_for": {"event": "interaction", "as_user": anna}}),
        ("skip", {"as_user": anna, "waits_for": {"event": "clock"}}),
        ("reminder", {"as_user": anna}),
        ("end", {"as_user": anna, "waits_for": {"event": "clock"}}),
        ("rate", {"as_user": anna, "waits_for": {"event": "interaction", "as_user": anna}}),
        (
            "recording",
            {
                "as_user": olga,
                "channel": announcements,
                "suggestion": f"/recording add event:?{TITLE} link:{RECORDING}",
                "waits_for": {"event": "interaction", "as_user": olga, "command": "recording add"},
            },
        ),
        (
            "results",
            {
                "as_user": olga,
                "channel": announcements,
                "suggestion": f"/feedback results event:?{RATED}",
                "waits_for": {"event": "interaction", "as_user": olga, "command": "feedback results"},
            },
        ),
        (
            "archive",
            {
                "as_user": anna,
                "channel": announcements,
                "suggestion": f"/archive search text:{SOUGHT}",
                "waits_for": {"event": "interaction", "as_user": anna, "command": "archive search"},
            },
        ),
        ("more", {}),
    ]
    return [
        {"title": say(language, f"demo.tour.{name}.title"), "text": say(language, f"demo.tour.{name}.text"), **step}
        for name, step in steps
    ]
