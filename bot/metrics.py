"""What is measured, for Prometheus: how much, how fast, how late. Nothing here says anything about a person.

Labels are names out of our own code and keys of our own texts; whatever looks like an id or like typed text becomes
"other", and so does every name beyond the first few hundred.
"""

import re
from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

# An interaction must be answered within 3 s (Discord, "Receiving and Responding"): buckets are finest below that
_ANSWER = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 15)
# What is said late: the promise is 5 s while running, hours after downtime
_LATE = (1, 2, 5, 15, 60, 300, 1800, 7200, 86_400)
_NAME = re.compile(r"/?[a-z][a-z _.:/-]{0,59}", re.ASCII)
_MOST_NAMES = 300

_DEPTHS = {
    "agenda_planned": "Agenda items planned, due or not.",
    "agenda_due": "Agenda items that are due.",
    "agenda_lag_seconds": "How long the oldest due agenda item has been waiting.",
    "outbox_waiting": "Outbox items not sent yet, due or not.",
    "outbox_due": "Outbox items that are due.",
    "outbox_lag_seconds": "How long the oldest due outbox item has been waiting.",
}


class Metrics:
    """One installation's figures, in a registry of their own. Counting never raises and never waits."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._names: set[str] = set()
        ProcessCollector("nacre", registry=self.registry)
        self._interactions = self._counter("interactions", "Interactions by command and outcome.", "command", "outcome")
        self._seconds = self._histogram("interaction_seconds", "From arrival to the answer.", _ANSWER, "command")
        self._refusals = self._counter("refusals", "Times we said no, by reason.", "key")
        self._errors = self._counter("errors", "Unexpected errors that a person met.")
        self._agenda = self._counter("agenda_items", "Agenda items settled, by what became of them.", "status")
        self._sends = self._counter("sends", "Messages sent or tried, by outcome.", "outcome")
        self._lateness = self._histogram("lateness_seconds", "How late something was said.", _LATE)
        self._depths = {name: self._gauge(name, text) for name, text in _DEPTHS.items()}
        self._database = self._gauge("database_up", "1 when the database answered this scrape.")
        self._gateway = self._gauge("gateway_up", "1 when Discord's gateway is connected.")

    def interaction(self, command: str, seconds: float, outcome: str) -> None:
        """A command, button, menu or form was answered after so many seconds."""
        name = self._safe(command)
        self._interactions.labels(name, self._safe(outcome)).inc()
        self._seconds.labels(name).observe(seconds)

    def refused(self, key: str) -> None:
        """A person was told no; `key` as in Refused."""
        self._refusals.labels(self._safe(key)).inc()

    def error(self) -> None:
        self._errors.inc()

    def agenda(self, status: str) -> None:
        """An agenda item was settled: done, missed, dropped, failed."""
        self._agenda.labels(self._safe(status)).inc()

    def outbox(self, outcome: str) -> None:
        """An outbox item was tried: sent, retry, undeliverable, dropped."""
        self._sends.labels(self._safe(outcome)).inc()

    def lateness(self, seconds: float) -> None:
        """Something was said this much after it was due."""
        self._lateness.observe(seconds)

    def state(self, depth: Mapping[str, int] | None, gateway: bool) -> None:
        """How things stand now; `depth` as `services.delivery.depth` gives it, None when the database is silent."""
        self._database.set(depth is not None)
        self._gateway.set(gateway)
        for name, gauge in self._depths.items():
            if depth is not None and name in depth:
                gauge.set(depth[name])

    def page(self) -> bytes:
        """Everything in Prometheus' text format 0.0.4."""
        return generate_latest(self.registry)

    def _safe(self, name: str) -> str:
        if name in self._names:
            return name
        if len(self._names) >= _MOST_NAMES or not _NAME.fullmatch(name):
            return "other"
        self._names.add(name)
        return name

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(name, text, labels, namespace="nacre", registry=self.registry)

    def _histogram(self, name: str, text: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(name, text, labels, namespace="nacre", registry=self.registry, buckets=buckets)

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(name, text, namespace="nacre", registry=self.registry)
