"""The six integrative processes (S2, table 1): what the source says of each, and what in the file brings it about."""

from collections.abc import Iterator

from pydantic import Field

from careweft.models.document import Document
from careweft.models.grammar import Part

Path_ = tuple[str | int, ...]
SIX = ("systemic", "organisational", "clinical", "informational", "financial", "normative")
"""In the order of the source: 'systemic, organisational, clinical/service, informational, financial, normative'."""


class Process(Part):
    """One integrative process: what the source says, and which parts of this file bring it about."""

    says: str = Field(description="what the source says of it, in short")
    by: list[str] = Field(
        default_factory=list,
        description="the parts of this file that bring it about; left out, nothing here does yet",
        examples=[["teams.zone", "plan"]],
    )


class Processes(Part):
    """The six integrative processes; one that the source says nothing of is left out."""

    systemic: Process | None = Field(None, description="rules and policies that agree")
    organisational: Process | None = Field(None, description="structures, governance and relationships")
    clinical: Process | None = Field(None, description="how care services are coordinated")
    informational: Process | None = Field(None, description="information systems across settings")
    financial: Process | None = Field(None, description="budgets and payment")
    normative: Process | None = Field(None, description="shared mission and work values")

    @property
    def each(self) -> dict[str, Process | None]:
        """All six by name, in the source's order."""
        return {name: getattr(self, name) for name in SIX}


def faults(processes: Processes | None, source: Document) -> Iterator[tuple[Path_, str]]:
    """Each part that a process names and the file does not have."""
    for name, told in (processes.each if processes else {}).items():
        for number, part in enumerate(told.by if told else ()):
            if tuple(part.split(".")) not in source.places:
                yield (
                    ("processes", name, "by", number),
                    f"{part!r} is no part of this file; expected one, such as teams",
                )
