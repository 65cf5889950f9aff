"""What is known of a person's stays in hospital. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from careweft.care.reactions import Facts
from careweft.care.transitions.terms import Terms

BEGUN: Final = ("in-progress", "onleave", "finished")


@dataclass(frozen=True)
class Stay:
    """A stay in hospital as the hospital says it now."""

    record: str
    status: str
    start: datetime
    finish: datetime | None
    hospital: str
    unit: str
    reason: str
    emergency: bool
    destination: str = ""

    @property
    def here(self) -> bool:
        """Whether the person is in hospital, or on leave from it."""
        return self.status in ("in-progress", "onleave")


@dataclass(frozen=True)
class Whose:
    """Whose stays they are: the person, what is known of them now, and what the model says."""

    person_id: int
    facts: Facts
    terms: Terms

    @property
    def stays(self) -> list[Stay]:
        """The stays that the person's facts tell of, those that were cancelled too; the latest first."""
        found = [
            Stay(
                row["record"],
                row["status"] or "in-progress",
                row["start"],
                row["finish"],
                row["organisation"] or "",
                row["unit"] or "",
                row["reason"] or "",
                bool(row["emergency"]),
                row["destination"] or "",
            )
            for row in self.facts.get("encounter", ())
            if row["class"] == "inpatient" and row["start"] is not None
        ]
        return sorted(found, key=lambda stay: stay.start, reverse=True)

    def letters(self, stay: str, kind: str = "") -> tuple[str, ...]:
        """The letters that are written of a stay, those of a kind where it is said; the first written first."""
        rows = [row for row in self.facts.get("letter", ()) if row["stay"] == stay and row["at"] is not None]
        found = [row for row in rows if kind in ("", row["kind"])]
        return tuple(row["record"] for row in sorted(found, key=lambda row: (row["at"], row["record"])))
