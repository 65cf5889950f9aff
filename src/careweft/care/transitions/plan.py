"""The discharge plan as FHIR: a CarePlan of the stay, whose activities are the Tasks of what must be ready. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Literal

from careweft.care.plans.resource import CATEGORY
from careweft.care.resources import EXTENSION, Resource, id_of
from careweft.care.transitions.days import Delay

DISCHARGE: Final = "discharge-plan"
Status = Literal["active", "completed", "revoked"]
_LISTS: Final = ("contributor", "activity", "supportingInfo")
_OURS: Final = ("expected-discharge", "readmission-risk", "delay", "changed")


@dataclass(frozen=True)
class Expected:
    """The day on which the person is expected to leave, and `by` whom that was said: by nobody where a rule says it."""

    day: date
    by: str = ""


@dataclass(frozen=True)
class Scored:
    """The risk of coming back, as far as the record tells it: `missing` are the questions that somebody must answer.

    `low` and `score` are the same where nothing is missing; else the score is at least `low`.
    """

    instrument: str
    low: float
    missing: tuple[str, ...] = ()
    by: str = ""

    @property
    def score(self) -> float | None:
        """The score, where everything is known."""
        return None if self.missing else self.low


@dataclass(frozen=True)
class Changed:
    """Who changed the plan last, when, and what."""

    by: str
    at: datetime
    what: str


@dataclass(frozen=True)
class DischargePlan:
    """A stay's plan. `tasks` are what must be ready, `papers` the notices, letters, medicines and
    rehabilitation plan."""

    stay: str
    subject: str
    hospital: str
    team: str
    created: datetime
    start: datetime
    expected: Expected
    status: Status = "active"
    end: datetime | None = None
    version: int = 0
    risk: Scored | None = None
    delays: tuple[Delay, ...] = ()
    tasks: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    changed: Changed | None = None

    @property
    def id(self) -> str:
        """The id that belongs to the stay."""
        return plan_id(self.stay)

    @property
    def record(self) -> str:
        """The plan as a reference."""
        return f"CarePlan/{self.id}"

    @property
    def open_delays(self) -> tuple[Delay, ...]:
        """The delays that go on."""
        return tuple(delay for delay in self.delays if delay.until is None)

    def with_paper(self, record: str) -> "DischargePlan":
        """The plan with a paper of the stay, once."""
        return self if record in self.papers else replace(self, papers=(*self.papers, record))

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters of the stay."""
        return tuple(each for each in self.papers if each.startswith("DocumentReference/"))

    def with_letters(self, letters: tuple[str, ...]) -> "DischargePlan":
        """The plan with just these letters."""
        others = tuple(each for each in self.papers if each not in self.letters)
        return self if letters == self.letters else replace(self, papers=(*others, *letters))


def plan_id(stay: str) -> str:
    """The id of the discharge plan of a stay."""
    return id_of(f"{stay}/discharge-plan")


def ours(body: Mapping[str, Any]) -> bool:
    """Whether a CarePlan is a discharge plan."""
    return _has(body, DISCHARGE)


def _has(body: Mapping[str, Any], code: str) -> bool:
    codings = [coding for category in body.get("category", ()) for coding in category.get("coding", ())]
    return any((coding.get("system"), coding.get("code")) == (CATEGORY, code) for coding in codings)


def write(plan: DischargePlan, old: Mapping[str, Any] | None = None) -> Resource:
    """The CarePlan; what others added to the `old` one is kept."""
    old = old or {}
    urls = {f"{EXTENSION}/{name}" for name in _OURS}
    return {
        **{name: value for name, value in old.items() if name not in _LISTS},
        "resourceType": "CarePlan",
        "id": plan.id,
        "extension": [each for each in old.get("extension", ()) if each.get("url") not in urls] + _extensions(plan),
        "status": plan.status,
        "intent": "plan",
        "category": [{"coding": [{"system": CATEGORY, "code": DISCHARGE}], "text": "Discharge plan"}],
        "subject": {"reference": plan.subject},
        "encounter": {"reference": plan.stay},
        "period": {"start": plan.start.isoformat(), **({"end": plan.end.isoformat()} if plan.end else {})},
        "created": plan.created.isoformat(),
        "author": {"reference": f"Organization/{plan.team}"},
        **_lists(plan),
    }


def read(body: Mapping[str, Any]) -> DischargePlan:
    """The plan of a CarePlan that `write` made."""
    said = [(each["url"].rpartition("/")[2], _inner(each)) for each in body.get("extension", ())]
    one = dict(said)
    expected, changed = one["expected-discharge"], one.get("changed")
    risk = one.get("readmission-risk")
    end = body["period"].get("end")
    return DischargePlan(
        stay=body["encounter"]["reference"],
        subject=body["subject"]["reference"],
        hospital=next((each["reference"].rpartition("/")[2] for each in body.get("contributor", ())), ""),
        team=body["author"]["reference"].rpartition("/")[2],
        created=datetime.fromisoformat(body["created"]),
        start=datetime.fromisoformat(body["period"]["start"]),
        expected=Expected(date.fromisoformat(expected["day"]), expected.get("by", "")),
        status=body["status"],
        end=datetime.fromisoformat(end) if end else None,
        version=int(body["meta"]["versionId"]),
        risk=_risk(risk) if risk else None,
        delays=tuple(_delay(value) for name, value in said if name == "delay"),
        tasks=tuple(each["reference"]["reference"].rpartition("/")[2] for each in body.get("activity", ())),
        papers=tuple(each["reference"] for each in body.get("supportingInfo", ())),
        changed=Changed(changed["by"], datetime.fromisoformat(changed["at"]), changed["what"]) if changed else None,
    )


def _lists(plan: DischargePlan) -> Resource:
    """The elements that repeat; FHIR has no empty ones."""
    lists = {
        "contributor": [{"reference": f"Organization/{plan.hospital}"}] if plan.hospital else [],
        "activity": [{"reference": {"reference": f"Task/{task}"}} for task in plan.tasks],
        "supportingInfo": [{"reference": paper} for paper in plan.papers],
    }
    return {name: items for name, items in lists.items() if items}


def _extensions(plan: DischargePlan) -> list[Resource]:
    made = [_outer("expected-discharge", valueDate=("day", plan.expected.day.isoformat()), by=plan.expected.by)]
    if risk := plan.risk:
        made.append(
            _outer(
                "readmission-risk",
                valueDecimal=("low", risk.low),
                instrument=risk.instrument,
                missing=" ".join(risk.missing),
                by=risk.by,
            )
        )
    for delay in plan.delays:
        days = [("since", delay.since), ("until", delay.until)]
        dated = [{"url": name, "valueDate": day.isoformat()} for name, day in days if day]
        told = _outer("delay", id=delay.id, reason=delay.reason, of=delay.of, note=delay.note, by=delay.by)
        made.append({**told, "extension": [*told["extension"], *dated]})
    if plan.changed:
        at = ("at", plan.changed.at.isoformat())
        made.append(_outer("changed", valueDateTime=at, by=plan.changed.by, what=plan.changed.what))
    return made


def _outer(name: str, **parts: str | tuple[str, Any]) -> Resource:
    inner = [
        {"url": part[0], key: part[1]} if isinstance(part, tuple) else {"url": key, "valueString": part}
        for key, part in parts.items()
        if part
    ]
    return {"url": f"{EXTENSION}/{name}", "extension": inner}


def _inner(each: Mapping[str, Any]) -> dict[str, Any]:
    return {
        part["url"]: next(value for key, value in part.items() if key.startswith("value"))
        for part in each.get("extension", ())
    }


def _risk(said: Mapping[str, Any]) -> Scored:
    return Scored(said["instrument"], float(said["low"]), tuple(said.get("missing", "").split()), said.get("by", ""))


def _delay(said: Mapping[str, Any]) -> Delay:
    return Delay(
        said["id"],
        said["reason"],
        said["of"],
        date.fromisoformat(said["since"]),
        date.fromisoformat(said["until"]) if "until" in said else None,
        said.get("note", ""),
        said.get("by", ""),
    )
