"""How long each kind of data is kept. Nothing about a person is kept for longer than somebody can say why."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Retention:
    """Days, at least 1, counted from the moment that is named beside each. The defaults are this network's."""

    rsvps: int = 365  # from the end of the event; the totals stay
    notes: int = 30  # from the end of the event: what people wrote with their RSVP
    attendance: int = 365  # from the end of the event; the total stays
    answers: int = 365  # from when feedback closed: whose named answer it is; the answer stays, without the name
    certificates: int = 1825  # from when it was issued: afterwards nobody can confirm it any more
    imports: int = 14  # from when a participant list was brought
    log: int = 365  # from the action
    forms: int = 7  # from when it was typed
    outbox: int = 90  # from when it was said, or could not be
    agenda: int = 180  # from when it was done, missed or dropped
    drafts: int = 90  # from when the draft was discarded
    communities: int = 30  # from when Nacre was removed from the server: everything of it

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) < 1:
                raise ValueError(f"retention of {field.name} must be at least 1 day")
