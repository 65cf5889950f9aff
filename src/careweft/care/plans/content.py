"""What a plan holds: parts, each with a key of its own, so that two people who change different parts do not clash.

The headings are those of the PRSB standards *About me* and *Personalised care and support plan*. A key is 'kind/id';
ids are made once, when a part is first written, so that sending a form twice makes one part.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, Literal

Kind = Literal["about", "goal", "progress", "need", "action", "practitioner", "contingency", "emergency", "carer"]
GoalStatus = Literal["open", "met", "unmet", "dropped"]
Status = Literal["draft", "active", "on-hold", "completed", "revoked"]
MOST = 20
"""How many parts of one kind a plan holds, notes apart: more than people read."""
ABOUT = ("most-important", "people", "communication", "do-and-dont", "wellness", "support")
"""The headings of About me, in their order: each is one part, 'about/…'."""


@dataclass(frozen=True)
class Text:
    """A heading of About me or a need, in words."""

    text: str


@dataclass(frozen=True)
class Goal:
    """What the person wants, why it matters to them, how they will know that it is met, and by when; `reason` is why
    they no longer want it."""

    text: str
    matters: str = ""
    measure: str = ""
    target: date | None = None
    status: GoalStatus = "open"
    reason: str = ""


@dataclass(frozen=True)
class Progress:
    """A note on a goal ('goal/…'); never changed once written. `by` is the writer's name."""

    goal: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Action:
    """Something to do: by a party (see `PARTIES`), until a day or as often as `often` says, for a goal or for none."""

    text: str
    who: str
    due: date | None = None
    often: str = ""
    goal: str = ""


@dataclass(frozen=True)
class Contribution:
    """The part that one practitioner, role or organisation has in the plan: their own intervention plan in short."""

    who: str
    text: str


@dataclass(frozen=True)
class IfThen:
    """If this happens, do that, and call."""

    when: str
    then: str
    call: str = ""


@dataclass(frozen=True)
class Carer:
    """Who cares for the person unpaid, and what they need themselves."""

    name: str
    text: str


Part = Text | Goal | Progress | Action | Contribution | IfThen | Carer
Parts = Mapping[str, Part]
PARTIES = ("role/…", "staff/…", "organisation/…", "person", "carer")
"""Who may act in a plan: a role of the team, a practitioner, an organisation, the person, an unpaid carer."""
TYPES: Mapping[Kind, type[Any]] = {
    "about": Text,
    "goal": Goal,
    "progress": Progress,
    "need": Text,
    "action": Action,
    "practitioner": Contribution,
    "contingency": IfThen,
    "emergency": IfThen,
    "carer": Carer,
}
"""What each kind of part is, in the order in which a plan is read."""


@dataclass(frozen=True)
class Agreement:
    """That the person agreed to a version of the plan or declined it. `by` wrote it down: the person themselves where
    it is their `own`. `behalf` says who spoke for them, `why` for what reason somebody had to; `reasons` are the
    person's, where they declined. `signed` is the RelatedPerson as which who acts by law signed it themselves."""

    version: int
    by: str
    at: datetime
    agreed: bool
    own: bool = False
    reasons: str = ""
    behalf: str = ""
    why: str = ""
    signed: str = ""


@dataclass(frozen=True)
class Changed:
    """Who made this version, when, and what they did: `started`, `changed`, `reviewed`, a status, or `agreed` or
    `declined`, with `-told` where staff wrote down what they were told. `behalf` is the RelatedPerson as which a
    relative did it for the person; `own` that the person did it."""

    by: str
    at: datetime
    what: str
    behalf: str = ""
    own: bool = False


@dataclass(frozen=True)
class Plan:
    """One version of a plan. `reviewed` is the version that was last reviewed, or in force first; `review_due` None
    where nobody has to review it."""

    id: str
    version: int
    kind: str
    status: Status
    subject: str
    created: datetime
    parts: Parts
    changed: Changed
    ended: datetime | None = None
    reason: str = ""
    agreement: Agreement | None = None
    reviewed: int = 0
    reviewed_at: datetime | None = None
    review_due: datetime | None = None
    goal_versions: Mapping[str, int] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether the plan is in use or may come into use again without being started again."""
        return self.status not in ("completed", "revoked")

    def of(self, kind: Kind) -> dict[str, Any]:
        """The parts of a kind by key, in order."""
        return {key: part for key, part in self.parts.items() if key.startswith(f"{kind}/")}


def kind_of(key: str) -> Kind:
    """The kind of part that a key names."""
    return key.partition("/")[0]  # type: ignore[return-value]


def id_in(key: str) -> str:
    """The id in a key."""
    return key.partition("/")[2]


def empty(part: Part) -> bool:
    """Whether a part says nothing: then it is not kept."""
    said = (
        getattr(part, each.name)
        for each in fields(part)
        if each.name not in ("status", "reason", "who", "by", "at", "goal")
    )
    return not any(said)


def ordered(parts: Parts) -> dict[str, Part]:
    """The parts in the order in which a plan is read: by kind, About me by its headings, others as they were made."""
    kinds = {kind: place for place, kind in enumerate(TYPES)}
    heads = {f"about/{name}": place for place, name in enumerate(ABOUT)}
    return dict(sorted(parts.items(), key=lambda each: (kinds[kind_of(each[0])], heads.get(each[0], 0))))


def moved_on(parts: Parts) -> dict[str, Part]:
    """What a new plan begins with where there was one before: About me, goals still open, needs, what to do if things
    go wrong, and carers."""
    kept = ("about", "need", "contingency", "emergency", "carer")
    return {
        key: replace(part)
        for key, part in parts.items()
        if kind_of(key) in kept or (isinstance(part, Goal) and part.status in ("open", "unmet"))
    }
