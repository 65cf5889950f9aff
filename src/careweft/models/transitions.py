"""What a model of care says of transitions: the section `transitions` of its file.

Discharge planning from admission, the risk of coming back, delays and whose they are, the notices to social services
with the law's clocks, medicines and rehabilitation, and places between hospital and home.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Any, Literal, Protocol

from pydantic import Field

from careweft.care.assessment.library import shipped
from careweft.care.durations import Duration
from careweft.care.transitions import terms
from careweft.care.transitions.days import Law
from careweft.models.grammar import DurationText, Name, Part, RuleText
from careweft.rules.rule import Rule

_TIME = r"^([01]\d|2[0-3]):[0-5]\d$"


class GiveTask(Part):
    """A task for a role of the team, for the `ward` that the person is in, or for their `gp`."""

    task: Name
    title: str
    by: Name
    within: DurationText
    escalate: Literal["manager", ""] = ""


class MustBeReady(Part):
    """What must be ready before the person can leave, and who sees to it: a role of the team, `ward` or `gp`."""

    title: str
    by: Name
    letter: Name | None = Field(
        None, description="the kind of letter by whose arrival it is ready, such as `discharge-summary`"
    )


class Discharge(Part):
    """The discharge plan that a stay has from admission on."""

    who: RuleText | None = Field(
        None, alias="for", description="who gets one, as at admission or when a case opens later; left out, everybody"
    )
    expected: DurationText = Field(
        Duration(7, "day"), description="how long stays are expected to last until somebody says a day"
    )
    ready: dict[Name, MustBeReady] = Field(min_length=1, description="each is a task, due on the expected day at 9")
    escalate: Literal["manager", ""] = ""


class Report(Part):
    """The admission report: what those who help the person at home tell the ward, by itself, when the stay begins: the
    services, the medicines, whom to call, and what the person can do, by the latest answers to these instruments."""

    function: list[Name] = Field(default_factory=list, description="instruments that tell what the person can do")


class AskRisk(Part):
    """Who answers what the record does not know of the risk of coming back, within how long of the admission."""

    by: Name
    within: DurationText
    escalate: Literal["manager", ""] = ""


class ReadmissionRisk(Part):
    """The risk of coming back, scored at admission from the record; the instrument's question `days` is answered with
    the stay that is expected, and at discharge with the stay that it was."""

    instrument: Name
    ask: AskRisk | None = Field(None, description="left out, nobody is asked for what the record does not know")
    high: float | None = Field(None, description="the score from which on the risk is high")
    at_admission: list[GiveTask] = Field(default_factory=list, alias="at-admission", description="where it is high")
    at_discharge: list[GiveTask] = Field(default_factory=list, alias="at-discharge", description="where it is high")


class DelayReason(Part):
    """A reason for a delay, and whose it is: one of the section's `parties`."""

    title: str
    of: Name


class Delays(Part):
    """Why people who could leave stay, and whose that is. A day with reasons of two parties is shared."""

    parties: dict[Name, str] = Field(min_length=1, description="whose a delay can be, with their names")
    reasons: dict[Name, DelayReason] = Field(min_length=1)


class NoticesTo(Part):
    """The two notices of the hospital: to whom, and which role of the person's team gets the task that they set."""

    to: Name = Field(description="an organisation of the place, or a kind of organisation such as `council`")
    by: Name
    escalate: Literal["manager", ""] = ""


class RuleSet(Part):
    """A law on delayed discharges, in force on the days in [from, to). Another set may hold on other days."""

    since: date = Field(alias="from")
    until: date | None = Field(None, alias="to")
    source: str = Field(description="the law, and where its figures are from")
    minimum: DurationText = Field(description="days from the assessment notice that social services have")
    ahead: DurationText = Field(description="days by which the discharge notice comes before the day it proposes")
    after: Name | None = Field(
        None, description="what must be ready before the discharge notice, of `discharge.ready`; left out, nothing"
    )
    late: str | None = Field(None, pattern=_TIME, description="a notice after this time counts as the next day's")
    days_off: list[Literal["sunday", "holidays"]] = Field(
        default_factory=list, alias="days-off", description="days on which no notice counts as given"
    )
    liable: Literal["sole", "any"] = Field("sole", description="whether the party must be the only cause of the day")
    of: Name = Field("council", description="the party that is liable, of `delays.parties`")
    discharge_day: bool = Field(True, alias="discharge-day", description="whether the day of discharge counts")


class Update(Part):
    """Who brings something up to date after discharge, with the letters of the stay beside it, and within how long."""

    by: Name
    within: DurationText
    escalate: Literal["manager", ""] = ""


class RehabilitationTimes(Part):
    """Within how long of the discharge whoever rehabilitates is in contact, and begins."""

    by: Name
    contact: DurationText
    start: DurationText
    escalate: Literal["manager", ""] = ""
    update: Update | None = Field(None, description="who brings the plan up to date by the discharge letter")


class Places(Part):
    """Places of each team between hospital and home: a virtual ward, step-up or step-down beds."""

    title: str
    kind: Literal["virtual", "step-up", "step-down"]
    places: int = Field(ge=1)
    round: Name | None = Field(None, description="the meeting that is its board round, of `meetings`")
    stay: DurationText | None = Field(None, description="how long people stay as a rule")


class Transitions(Part):
    """All that the model says of the way into hospital and out of it."""

    discharge: Discharge | None = None
    report: Report | None = None
    risk: ReadmissionRisk | None = None
    delays: Delays | None = None
    notices: NoticesTo | None = None
    law: dict[Name, RuleSet] = Field(default_factory=dict)
    medicines: Update | None = None
    rehabilitation: RehabilitationTimes | None = None
    wards: dict[Name, Places] = Field(default_factory=dict)


Path_ = tuple[str | int, ...]


class Whole(Protocol):
    """What is needed of the whole model to check the section."""

    @property
    def transitions(self) -> Transitions | None:
        """The section."""

    @property
    def meetings(self) -> Any:
        """The meetings, by name."""


def faults(model: Whole, roles: list[str]) -> Iterator[tuple[Path_, str]]:
    """What the section names that is not there, each with its place."""
    told = model.transitions
    if told is None:
        return
    for path, by, known in _named(told, roles, [*roles, terms.WARD, terms.GP]):
        if by not in known:
            yield ("transitions", *path), f"{by!r} is nobody here; expected one of {', '.join(known)}"
    parties = list(told.delays.parties) if told.delays else []
    for name, reason in (told.delays.reasons if told.delays else {}).items():
        if reason.of not in parties:
            path = ("transitions", "delays", "reasons", name, "of")
            yield path, f"{reason.of!r} is no party; expected one of {', '.join(parties)}"
    yield from _together(told)
    yield from _laws(told, parties)
    for name, ward in told.wards.items():
        if ward.round and ward.round not in model.meetings:
            path = ("transitions", "wards", name, "round")
            yield path, f"{ward.round!r} is no meeting; expected one of `meetings`"


def _together(told: Transitions) -> Iterator[tuple[Path_, str]]:
    if told.risk and told.risk.instrument not in shipped():
        path, wanted = ("transitions", "risk", "instrument"), ", ".join(sorted(shipped()))
        yield path, f"{told.risk.instrument!r} is not an instrument; expected one of {wanted}"
    for number, name in enumerate(told.report.function if told.report else ()):
        if name not in shipped():
            wanted = ", ".join(sorted(shipped()))
            place = ("transitions", "report", "function", number)
            yield place, f"{name!r} is not an instrument; expected one of {wanted}"
    if told.notices and not told.law:
        yield ("transitions", "notices"), "notices without a law have no clocks; expected a rule set under `law`"
    within = (told.report, told.delays, told.notices, told.risk, told.medicines, told.rehabilitation)
    if not told.discharge and any(within):
        yield ("transitions",), "there is no discharge plan for this to stand in; expected `discharge`"


def _laws(told: Transitions, parties: list[str]) -> Iterator[tuple[Path_, str]]:
    by_day = sorted(told.law.items(), key=lambda item: item[1].since)
    for (_, one), (name, other) in pairwise(by_day):
        if one.until is None or other.since < one.until:
            yield ("transitions", "law", name, "from"), "two laws hold on one day; expected one after the other"
    for name, law in told.law.items():
        for key in ("minimum", "ahead"):
            if getattr(law, key).unit != "day":
                yield ("transitions", "law", name, key), "laws count days; expected days"
        known = list(told.discharge.ready) if told.discharge else []
        if law.after and law.after not in known:
            yield ("transitions", "law", name, "after"), f"{law.after!r} is not among what must be ready"
        if law.of not in parties:
            yield ("transitions", "law", name, "of"), f"{law.of!r} is no party; expected one of `delays.parties`"


def _named(told: Transitions, roles: list[str], anybody: list[str]) -> Iterator[tuple[Path_, str, list[str]]]:
    for name, ready in (told.discharge.ready if told.discharge else {}).items():
        yield ("discharge", "ready", name, "by"), ready.by, anybody
    if risk := told.risk:
        if risk.ask:
            yield ("risk", "ask", "by"), risk.ask.by, anybody
        for key, given in (("at-admission", risk.at_admission), ("at-discharge", risk.at_discharge)):
            for number, task in enumerate(given):
                yield ("risk", key, number, "by"), task.by, anybody
    if told.notices:
        yield ("notices", "by"), told.notices.by, roles
    if told.medicines:
        yield ("medicines", "by"), told.medicines.by, anybody
    if told.rehabilitation:
        yield ("rehabilitation", "by"), told.rehabilitation.by, anybody
        if told.rehabilitation.update:
            yield ("rehabilitation", "update", "by"), told.rehabilitation.update.by, anybody


class Reader(Protocol):
    """Reads rules of the file."""

    def rule(self, path: Path_, text: str, event: str | None = None) -> Rule:
        """A rule that is true or false; BadInput with its place in the file."""


def compiled(told: Transitions | None, reader: Reader, lead: str) -> terms.Terms | None:
    """The section as care needs it; its `since` is set when the model becomes active."""
    if told is None:
        return None
    plan = told.discharge
    takes = reader.rule(("transitions", "discharge", "for"), plan.who) if plan and plan.who else None
    return terms.Terms(
        since=datetime.max.replace(tzinfo=UTC),
        lead=lead,
        plans=plan is not None,
        takes=takes,
        expected=plan.expected if plan else Duration(7, "day"),
        escalate=plan.escalate if plan else "",
        ready=tuple(
            terms.Ready(name, ready.title, ready.by, ready.letter or "")
            for name, ready in (plan.ready if plan else {}).items()
        ),
        report=tuple(told.report.function) if told.report else None,
        risk=_risk(told.risk),
        reasons={n: terms.Reason(n, r.title, r.of) for n, r in (told.delays.reasons if told.delays else {}).items()},
        parties=told.delays.parties if told.delays else {},
        notices=terms.Notices(told.notices.to, told.notices.by, told.notices.escalate) if told.notices else None,
        laws=tuple(_law(name, law) for name, law in told.law.items()),
        medicines=_update("update-medicines", "Bring the medicines up to date after the stay", told.medicines),
        rehabilitation=_rehabilitation(told.rehabilitation),
        wards={
            name: terms.Ward(name, ward.title, ward.kind, ward.places, ward.round or "", ward.stay)
            for name, ward in told.wards.items()
        },
    )


def _risk(told: ReadmissionRisk | None) -> terms.Risk | None:
    if told is None:
        return None
    title = "Ask what the record does not know of the risk of coming back"
    ask = told.ask
    do = terms.Do("readmission-risk", title, ask.by, ask.within, ask.escalate) if ask else None
    return terms.Risk(
        told.instrument, do, told.high, tuple(map(_do, told.at_admission)), tuple(map(_do, told.at_discharge))
    )


def _do(told: GiveTask) -> terms.Do:
    return terms.Do(told.task, told.title, told.by, told.within, told.escalate)


def _update(code: str, title: str, told: Update | None) -> terms.Do | None:
    return terms.Do(code, title, told.by, told.within, told.escalate) if told else None


def _rehabilitation(told: RehabilitationTimes | None) -> terms.Rehabilitation | None:
    if told is None:
        return None
    again = _update("update-rehabilitation", "Bring the rehabilitation plan up to date after the stay", told.update)
    return terms.Rehabilitation(told.by, told.contact, told.start, told.escalate, again)


def _law(name: str, told: RuleSet) -> Law:
    return Law(
        name,
        told.since,
        told.until,
        told.source,
        told.minimum.count,
        told.ahead.count,
        time.fromisoformat(told.late) if told.late else None,
        "sunday" not in told.days_off,
        "holidays" not in told.days_off,
        told.liable,
        told.of,
        told.discharge_day,
        told.after or "",
    )
