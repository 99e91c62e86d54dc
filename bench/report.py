"""The table: what was measured, beside the floor, beside its target."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    name: str
    floor: str = "–"
    nacre: str = "–"
    ratio: str = "–"
    target: str = ""
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        met = {True: "met", False: "NOT MET", None: ""}[self.met]
        return (self.name, self.floor, self.nacre, self.ratio, self.target, met)


@dataclass
class Report:
    """Rows in the order they were measured. Printed as Markdown, which reads as it stands."""

    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _told: int = 0

    def news(self) -> str:
        """The rows that were added since this was last asked."""
        fresh, self._told = self.rows[self._told :], len(self.rows)
        return "\n".join("  ".join(row.cells()) for row in fresh)

    def add(self, name: str, **cells: str | bool | None) -> None:
        self.rows.append(Row(name, **cells))  # type: ignore[arg-type]

    def compare(
        self, name: str, floor: float, nacre: float, unit: str, most: float | None = None, least: float | None = None
    ) -> None:
        """One figure of both, and their ratio; `most` or `least` is the ratio to reach."""
        ratio = nacre / floor if floor else float("nan")
        target, met = "", None
        if most is not None:
            target, met = f"≤ {most:g} ×", ratio <= most
        if least is not None:
            target, met = f"≥ {least:g} ×", ratio >= least
        self.add(name, floor=shown(floor, unit), nacre=shown(nacre, unit), ratio=f"{ratio:.2f}", target=target, met=met)

    def __str__(self) -> str:
        heads = ("", "floor", "Nacre", "ratio", "target", "")
        table = [heads, *(row.cells() for row in self.rows)]
        widths = [max(len(line[column]) for line in table) for column in range(len(heads))]
        lines = [
            "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
            for line in table
        ]
        lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
        return "\n".join([*lines, "", *(f"- {note}" for note in self.notes)])


def shown(value: float, unit: str) -> str:
    """A figure with its unit; seconds below one are told in ms or µs."""
    if unit == "s" and value < 0.001:
        return f"{value * 1e6:.0f} µs"
    if unit == "s" and value < 1:
        return f"{value * 1e3:.1f} ms"
    if unit == "s":
        return f"{value:.2f} s"
    return f"{value:,.0f} {unit}" if value >= 10 else f"{value:.2f} {unit}"
