"""The section `monitoring` of a model: what it may say, its checks, and how it is compiled."""

from collections.abc import Callable, Iterator
from datetime import time
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field

from careweft.care.monitoring import terms
from careweft.care.monitoring.resource import RECORDINGS
from careweft.care.monitoring.rota import KINDS_OF_DAY, Rota, Shift
from careweft.care.monitoring.terms import LIMIT, ON_CALL
from careweft.facts.quantities import quantities
from careweft.models.grammar import DurationText, EveryText, Name, Part, RuleText, as_list

if TYPE_CHECKING:
    from careweft.models.compile import _Reader
    from careweft.rules.rule import Rule

Path_ = tuple[str | int, ...]
ClockText = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["09:30"])]
GUARD = "any(monitoring where status == 'active')"


class AskReading(Part):
    """A reading that is asked for."""

    every: EveryText
    by: ClockText = Field(
        "12:00", description="local time of the day by which it is due, where it is asked for by days"
    )
    of: Annotated[list[Literal["person", "carer", "nurse", "device"]], BeforeValidator(as_list)] = Field(
        default=["person", "device"], description="who gives it; who is a person or a device is reminded"
    )


class Response(Part):
    """What follows an alert."""

    by: Name = Field(description="a role of the person's team, or `on-call` for whoever the rota says at that hour")
    within: DurationText
    escalate: Literal["manager", ""] = "manager"


class AlertPart(Part):
    """An alert by a rule over the person's facts: a level (`last(systolic.value, 1 day) >= limit`), a trend
    (`rise(weight, 3 days) >= limit`), readings that are missing (`missing(weight, 3 days)`), or what else the rule
    language can say. It is raised once for each time that the rule becomes true."""

    title: str
    when: RuleText
    limit: str = Field(
        "", pattern=r"^(\d+(\.\d+)?( \S+)?)?$", examples=["2 kg"],
        description="what the word `limit` in the rule stands for; a person can have one of their own",
    )  # fmt: skip
    urgent: bool = False
    tell: Annotated[list[str], BeforeValidator(as_list)] = Field(
        default_factory=list, description="who is told: gp, case.coordinator, team, or a kind of service"
    )
    call: Response | None = Field(None, description="who calls the person; left out, it waits for the daily review")
    visit: Response | None = Field(None, description="who goes there when the call asks for it, or nobody answers")
    appointment: Response | None = Field(None, description="who sees the person when the call asks for it")
    plain: str = Field("", description="what the person reads on their own page")


class LevelPart(Part):
    """A level of support. Levels are tried in order at every look; `otherwise` for everybody else."""

    title: str
    when: RuleText | None = None
    otherwise: bool = False
    asks: dict[Name, EveryText] = Field(default_factory=dict, description="what is asked for at another pace")
    adapt: Response | None = Field(None, description="who adapts the plan when a person comes to this level")


class ReviewPart(Part):
    """Who looks through everybody's readings, until when on which days."""

    by: Name
    every: Literal["day", "working-day"] = "day"
    until: ClockText = "12:00"
    escalate: Literal["manager", ""] = "manager"


class ProgrammePart(Part):
    """Monitoring of people with a condition."""

    title: str
    suits: RuleText = Field(description="whom it is meant for: shown where somebody starts it")
    asks: dict[Name, AskReading] = Field(
        min_length=1, description="readings by name: weight, systolic, breathlessness …"
    )
    alerts: dict[Name, AlertPart] = Field(default_factory=dict)
    levels: dict[Name, LevelPart] = Field(default_factory=dict)
    review: ReviewPart | None = None
    remind: bool = Field(False, description="whether the person is reminded of what is due and did not come")
    plain: str = Field("", description="what a reminder says first", examples=["Please send us your readings"])


class AlarmPart(Part):
    """An alarm of a device at home (a pendant, a fall, smoke), by its code."""

    title: str
    tell: Annotated[list[str], BeforeValidator(as_list)] = Field(default_factory=list)
    call: Response | None = None
    visit: Response | None = None


class RecordingPart(Part):
    """A recording without a number that is sent from home, such as an ECG."""

    title: str
    read: Response


class ShiftPart(Part):
    """Hours for which a role is on call. The first shift of the file that holds at an hour counts."""

    title: str
    days: Annotated[list[Literal[KINDS_OF_DAY]], BeforeValidator(as_list)] = Field(min_length=1)  # type: ignore[valid-type]
    starts: ClockText
    ends: ClockText = Field(description="the same as `starts` or earlier: on the next day")
    by: Name
    team: Name | None = Field(None, description="a team of the place that does it for all; left out, the person's own")


class Monitoring(Part):
    """Monitoring at home: programmes of readings and alerts, alarms of devices, and who is on call."""

    programmes: dict[Name, ProgrammePart] = Field(default_factory=dict)
    alarms: dict[Name, AlarmPart] = Field(default_factory=dict)
    recordings: dict[Name, RecordingPart] = Field(default_factory=dict, description="such as `ecg`")
    rota: dict[Name, ShiftPart] = Field(default_factory=dict)


def roles(told: Monitoring) -> Iterator[tuple[Path_, str]]:
    """Every role that the section names, with where."""
    for name, programme in told.programmes.items():
        at: Path_ = ("monitoring", "programmes", name)
        if programme.review:
            yield (*at, "review", "by"), programme.review.by
        for code, alert in programme.alerts.items():
            yield from _of((*at, "alerts", code), alert)
        for code, level in programme.levels.items():
            yield from _of((*at, "levels", code), level)
    for name, alarm in told.alarms.items():
        yield from _of(("monitoring", "alarms", name), alarm)
    for name, recording in told.recordings.items():
        yield from _of(("monitoring", "recordings", name), recording)
    for name, shift in told.rota.items():
        yield ("monitoring", "rota", name, "by"), shift.by


def _of(at: Path_, part: Part) -> Iterator[tuple[Path_, str]]:
    for kind in ("call", "visit", "appointment", "adapt", "read"):
        if response := getattr(part, kind, None):
            yield (*at, kind, "by"), response.by


def faults(told: Monitoring | None, known: list[str]) -> Iterator[tuple[Path_, str]]:
    """What does not agree with the rest of the model, whose roles are `known`."""
    told = told or Monitoring()
    for path, role in roles(told):
        if role == ON_CALL and not told.rota:
            yield path, "nobody is on call without a `rota`"
        elif role != ON_CALL and role not in known:
            yield path, f"{role!r} is not a role of this model's teams; expected one of {', '.join(known)} or {ON_CALL}"
    for name in told.recordings.keys() - set(RECORDINGS.values()):
        expected = ", ".join(RECORDINGS.values())
        yield ("monitoring", "recordings", name), f"no such recording is known; expected one of {expected}"
    for name, programme in told.programmes.items():
        yield from _programme_faults(("monitoring", "programmes", name), programme)


def _programme_faults(at: Path_, told: ProgrammePart) -> Iterator[tuple[Path_, str]]:
    for asked in told.asks.keys() - quantities().keys():
        yield (*at, "asks", asked), f"no such reading is known; expected one of {', '.join(quantities())}"
    for code, alert in told.alerts.items():
        if bool(alert.limit) != bool(LIMIT.search(alert.when)):
            yield (*at, "alerts", code), "`limit` and the word `limit` in the rule belong together"
    for code, level in told.levels.items():
        if level.otherwise == (level.when is not None):
            yield (*at, "levels", code), "a level has either `when` with a rule or `otherwise: true`"
        for asked in level.asks.keys() - told.asks.keys():
            yield (*at, "levels", code, "asks", asked), "is not asked for in this programme"


def compiled(told: Monitoring | None, reader: "_Reader") -> terms.Terms:
    """The section, its rules read."""
    if told is None:
        return terms.Terms()
    programmes = {name: _programme(name, each, reader) for name, each in told.programmes.items()}
    alarms = {
        name: terms.Alarm(name, each.title, _response(each.call), _response(each.visit), tuple(each.tell))
        for name, each in told.alarms.items()
    }
    recordings = {
        name: terms.Recording(name, each.title, read)
        for name, each in told.recordings.items()
        if (read := _response(each.read))
    }
    rota = Rota(tuple(_shift(name, each) for name, each in told.rota.items()))
    return terms.Terms(programmes, alarms, rota, recordings)


def _programme(name: str, told: ProgrammePart, reader: "_Reader") -> terms.Programme:
    at: Path_ = ("monitoring", "programmes", name)
    return terms.Programme(
        name,
        told.title,
        reader.rule((*at, "suits"), told.suits),
        tuple(
            terms.Ask(asked, each.every, time.fromisoformat(each.by), tuple(each.of))
            for asked, each in told.asks.items()
        ),
        tuple(_alert((*at, "alerts", code, "when"), code, each, reader) for code, each in told.alerts.items()),
        tuple(_level((*at, "levels", code, "when"), code, each, reader) for code, each in told.levels.items()),
        _review(told.review),
        told.remind,
        told.plain,
    )


def _alert(path: Path_, code: str, told: AlertPart, reader: "_Reader") -> terms.AlertRule:
    guard = reader.rule(path, GUARD)
    made = terms.AlertRule(
        code,
        told.title,
        told.when,
        told.limit,
        told.urgent,
        _response(told.call),
        _response(told.visit),
        _response(told.appointment),
        tuple(told.tell),
        told.plain,
        guard,
        _reading(path, reader),
    )
    made.clauses()  # a rule that cannot be read is found now, with file and line
    return made


def _reading(path: Path_, reader: "_Reader") -> "Callable[[str], Rule]":
    return lambda text: reader.rule(path, text)


def _level(path: Path_, name: str, told: LevelPart, reader: "_Reader") -> terms.Level:
    rule = reader.rule(path, told.when) if told.when else None
    return terms.Level(name, told.title, rule, dict(told.asks), _response(told.adapt))


def _review(told: ReviewPart | None) -> terms.Review | None:
    return terms.Review(told.by, told.every, time.fromisoformat(told.until), told.escalate) if told else None


def _response(told: Response | None) -> terms.Response | None:
    return terms.Response(told.by, told.within, told.escalate) if told else None


def _shift(name: str, told: ShiftPart) -> Shift:
    starts, ends = time.fromisoformat(told.starts), time.fromisoformat(told.ends)
    return Shift(name, told.title, tuple(told.days), starts, ends, told.by, told.team or "")
