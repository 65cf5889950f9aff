"""What a model of care says of transitions, as `care/transitions` needs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from careweft.care.durations import Duration
from careweft.care.reactions import Condition
from careweft.care.transitions.days import Law

WARD: Final = "ward"
GP: Final = "gp"
"""Not roles of a team but the hospital where the person is, and the practice where they are registered."""

WardKind = Literal["virtual", "step-up", "step-down"]


@dataclass(frozen=True)
class Do:
    """A task: its code, what it is called, who does it (a role of the team, `ward` or `gp`) and within how long."""

    code: str
    title: str
    by: str
    within: Duration
    escalate: str = ""


@dataclass(frozen=True)
class Ready:
    """Something that must be ready before the person can leave, and who sees to it. `letter` is the kind of letter of
    the stay by whose arrival it is."""

    code: str
    title: str
    by: str
    letter: str = ""


@dataclass(frozen=True)
class Risk:
    """The instrument that tells the risk of coming back; from `high` on it is high, and `then` is done."""

    instrument: str
    ask: Do | None = None
    high: float | None = None
    at_admission: tuple[Do, ...] = ()
    at_discharge: tuple[Do, ...] = ()


@dataclass(frozen=True)
class Reason:
    """A reason for a delay, and which party it is of."""

    code: str
    title: str
    of: str


@dataclass(frozen=True)
class Notices:
    """To which organisation the two notices go, and which role of the team sees to what they ask."""

    to: str
    by: str
    escalate: str = ""


@dataclass(frozen=True)
class Rehabilitation:
    """Who rehabilitates, and within how long of the discharge they are in contact and begin; who brings the plan up to
    date after it."""

    by: str
    contact: Duration
    start: Duration
    escalate: str = ""
    update: Do | None = None


@dataclass(frozen=True)
class Ward:
    """Places that a team has between hospital and home: a virtual ward, or step-up or step-down beds. `meeting` names
    the meeting that is its board round; `stay` is how long people stay as a rule."""

    id: str
    title: str
    kind: WardKind
    places: int
    meeting: str = ""
    stay: Duration | None = None


@dataclass(frozen=True)
class Terms:
    """All of it, from the instant on at which the model is active. `plans` says whether stays get discharge plans, and
    `takes` who gets one, as at admission. `report` are the instruments of the admission report; None: none is sent."""

    since: datetime
    lead: str = ""
    plans: bool = True
    takes: Condition | None = None
    expected: Duration = Duration(7, "day")  # noqa: RUF009  (immutable)
    escalate: str = ""
    ready: tuple[Ready, ...] = ()
    report: tuple[str, ...] | None = None
    risk: Risk | None = None
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    parties: Mapping[str, str] = field(default_factory=dict)
    notices: Notices | None = None
    laws: tuple[Law, ...] = ()
    medicines: Do | None = None
    rehabilitation: Rehabilitation | None = None
    wards: Mapping[str, Ward] = field(default_factory=dict)
