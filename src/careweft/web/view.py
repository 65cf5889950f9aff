"""What components are given: plain values, ready to be shown. Pages make them; templates only lay them out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Urgency(StrEnum):
    """How soon somebody must act; each has its own word, shape and colour."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"
    DONE = "done"


URGENCY_WORDS = {
    Urgency.OVERDUE: "Overdue",
    Urgency.TODAY: "Due today",
    Urgency.WEEK: "Due within 7 days",
    Urgency.LATER: "Later",
    Urgency.DONE: "Done",
}


class OrganisationKind(StrEnum):
    """The kinds of organisation that have a colour of their own."""

    HOSPITAL = "hospital"
    GP = "gp"
    COMMUNITY = "community"
    MENTAL_HEALTH = "mental-health"
    COUNCIL = "council"
    HOME_CARE = "home-care"
    AMBULANCE = "ambulance"
    CARE_HOME = "care-home"
    CAREWEFT = "careweft"
    OTHER = "other"


@dataclass(frozen=True)
class Organisation:
    """An organisation as it is named on pages."""

    code: str
    name: str
    kind: OrganisationKind = OrganisationKind.OTHER


@dataclass(frozen=True)
class Link:
    """A link: where it goes and what it says; `count` is shown behind it, `current` marks the page one is on."""

    href: str
    text: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True)
class Sections:
    """The sections of somebody's pages: their groups, each leading to its first page, and the pages of the one where
    the reader is.
    """

    groups: Sequence[Link] = ()
    pages: Sequence[Link] = ()


@dataclass(frozen=True)
class Family:
    """What stands over every page that a relative has of somebody: whom, where, and in how many seconds it is over
    (0: not soon).
    """

    name: str
    base: str
    sections: Sections
    leave_in: int = 0


@dataclass(frozen=True)
class Flag:
    """Something about a person that everybody must see at once; `tone` is `alert`, `notice` or `plain`."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True)
class PersonBanner:
    """Who this page is about."""

    href: str
    name: str  # words.person_name
    born: date | None
    age: int | None
    sex: str
    nhs_number: str = ""
    died: date | None = None
    facts: Sequence[tuple[str, str]] = ()  # label and text, such as ("GP practice", "Dr Rao, Brook Lane")
    flags: Sequence[Flag] = ()


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened, or is planned, in somebody's life with the services."""

    at: datetime
    kind: str  # one word or two, such as "Admission"
    title: str
    organisation: Organisation
    detail: str = ""
    href: str = ""
    recorded: datetime | None = None  # shown where it came much later than it happened
    cancelled: bool = False


@dataclass(frozen=True)
class TimelineDay:
    """The entries of one calendar day of the place, latest first."""

    day: date
    entries: Sequence[TimelineEntry]


@dataclass(frozen=True)
class Task:
    """A piece of work as it stands in a list."""

    id: str
    href: str
    title: str
    urgency: Urgency
    due: datetime | None
    status: str  # "To do", "In progress", "On hold", "Done", "Cancelled"
    person: str = ""
    person_href: str = ""
    about: str = ""  # age and whereabouts of the person, or why the task exists
    owner: str = ""  # a person; empty where nobody took it yet
    role: str = ""  # whose it is to take
    own: bool = False  # whether it is the person's own to do, or a carer's
    team: str = ""
    reason: str = ""  # the rule or event that made it
    escalated: bool = False
    claim: str = ""  # address to POST to for taking it, where that may be done
    finish: str = ""  # address to POST to for marking it done
    version: int = 0  # what the reader saw, so that nobody overwrites another's change
    hold: str = ""  # why it is on hold or cancelled, and until when
    ticks: bool = False  # whether it may be chosen with others


@dataclass(frozen=True)
class TaskGroup:
    """Tasks under one heading."""

    urgency: Urgency
    tasks: Sequence[Task]

    @property
    def title(self) -> str:
        """The heading in words."""
        return URGENCY_WORDS[self.urgency]


@dataclass(frozen=True)
class Column:
    """A table's column; `numeric` ones are set right."""

    title: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """A plain table. A cell is text, or a Link."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str | Link]]
    show_caption: bool = True


@dataclass(frozen=True)
class Empty:
    """What a list says when it has nothing: why, and what to do about it."""

    title: str
    text: str = ""
    link: Link | None = None


@dataclass(frozen=True)
class FormError:
    """What is wrong with one field of a form; `field` is the id of the input that must change."""

    field: str
    text: str


@dataclass(frozen=True)
class Access:
    """One line of who looked at a record."""

    at: datetime
    who: str
    organisation: Organisation
    what: str
    why: str = ""
    times: int = 1  # how often that day; `at` is the latest


@dataclass(frozen=True)
class Member:
    """Somebody who is involved in a person's care."""

    name: str
    role: str
    organisation: Organisation
    contact: str = ""
    lead: bool = False


@dataclass(frozen=True)
class Figure:
    """A key number on a page: what it is, how much, and how it stands."""

    label: str
    value: str
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class Chart:
    """A drawing at two widths, with the numbers behind it."""

    id: str
    title: str
    wide: str  # SVG
    narrow: str  # SVG
    table: Table
    note: str = ""
    legend: Sequence[tuple[str, str]] = field(default_factory=tuple)  # class of the swatch, words


def by_day(entries: Sequence[TimelineEntry], days: Sequence[date]) -> list[TimelineDay]:
    """Entries under their days, latest day first and latest entry first; `days[i]` is the day of `entries[i]`."""
    grouped: dict[date, list[TimelineEntry]] = {}
    for entry, on in sorted(zip(entries, days, strict=True), key=lambda pair: pair[0].at, reverse=True):
        grouped.setdefault(on, []).append(entry)
    return [TimelineDay(on, tuple(found)) for on, found in grouped.items()]


def by_urgency(tasks: Sequence[Task]) -> list[TaskGroup]:
    """Tasks under headings in the order of urgency, the earliest due first; headings without tasks are left out."""
    ordered = sorted(tasks, key=lambda task: (task.due is None, task.due, task.title))
    groups = [TaskGroup(urgency, [t for t in ordered if t.urgency is urgency]) for urgency in Urgency]
    return [group for group in groups if group.tasks]


def urgency_of(due: datetime | None, now: datetime, end_of_day: datetime, end_of_week: datetime) -> Urgency:
    """Where a due time puts an open task, given the ends of the place's day and week."""
    if due is None or due >= end_of_week:
        return Urgency.LATER
    if due < now:
        return Urgency.OVERDUE
    return Urgency.TODAY if due < end_of_day else Urgency.WEEK
