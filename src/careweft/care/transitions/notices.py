"""The two notices of a hospital to social services, as FHIR Communications, and the clocks that they set going. Pure.

The assessment notice says that somebody is likely to need care and support to leave safely; the discharge notice says
on which day. Each says what the law asks it to say, and is taken back, never deleted, where it does not hold any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from careweft.base.errors import BadInput, Conflict
from careweft.care.resources import EXTENSION, Resource, communication, extension, id_of
from careweft.care.transitions.days import Clocks, Law, clocks, earliest, given_on, law_on
from careweft.care.transitions.plan import DischargePlan

Kind = Literal["assessment", "discharge"]
KINDS: Final[Mapping[Kind, str]] = {"assessment": "Assessment notice", "discharge": "Discharge notice"}
_CONSULTED: Final[Mapping[Kind, str]] = {
    "assessment": "that the person and any carer were consulted",
    "discharge": "that the person and any carer were told of the day",
}
_CODES: Final = "https://careweft.org/fhir/CodeSystem/notice"


@dataclass(frozen=True)
class Statements:
    """What a notice states: that the person and their carer were consulted (or, of a discharge, told of the day), that
    continuing health care was considered, whether they object, and the day on which discharge is proposed."""

    consulted: bool = False
    considered: bool = False
    objects: str = ""
    proposed: date | None = None


@dataclass(frozen=True)
class Notice:
    """A notice: when and by whom it was given, what it states, and why it was taken back."""

    id: str
    kind: Kind
    at: datetime
    by: str
    says: Statements = Statements()
    withdrawn: str = ""

    @property
    def in_force(self) -> bool:
        """Whether it was not taken back."""
        return not self.withdrawn


def give(held: Sequence[Notice], draft: Notice, plan: DischargePlan, laws: Sequence[Law], zone: ZoneInfo) -> Notice:
    """The draft as a notice, where the law of its day lets it be given then.

    BadInput for what is missing in it, Conflict where one is in force already or the other one is not.
    """
    in_force = {each.kind for each in held if each.in_force}
    if draft.kind in in_force:
        raise Conflict("a notice of this kind is in force already", hint="Take it back before you give another")
    law = law_on(laws, draft.at.astimezone(zone).date())
    if law is None:
        raise BadInput("no law on these notices is in force today", expected="a rule set of the model that holds today")
    if not draft.says.consulted:
        raise BadInput("the notice does not say so yet", where="consulted", expected=_CONSULTED[draft.kind])
    if draft.kind == "assessment" and not draft.says.considered:
        raise BadInput(
            "the notice does not say so yet", where="considered", expected="that continuing health care was considered"
        )
    if draft.kind == "discharge":
        if "assessment" not in in_force:
            raise Conflict("social services have no assessment notice in force", hint="Give that one first")
        first = earliest(law, draft.at, zone)
        if draft.says.proposed is None or draft.says.proposed < first:
            raise BadInput("the day is missing or too early", where="proposed", expected=f"{first:%d/%m/%Y} or later")
    number = sum(each.kind == draft.kind for each in held) + 1
    return replace(draft, id=id_of(f"{plan.stay}/notice/{draft.kind}/{number}"))


def write(notice: Notice, plan: DischargePlan, to: str, author: Resource) -> Resource:
    """The Communication. It names nobody: the person is shown beside it, under access control."""
    made = communication(notice.id, plan.subject, plan.record, to, words(notice), notice.at)
    told: list[Resource] = [
        {"url": "consulted", "valueBoolean": notice.says.consulted},
        {"url": "considered", "valueBoolean": notice.says.considered},
    ]
    if notice.says.objects:
        told.append({"url": "objects", "valueString": notice.says.objects})
    if notice.says.proposed:
        told.append({"url": "proposed", "valueDate": notice.says.proposed.isoformat()})
    return {
        **made,
        "extension": [{"url": f"{EXTENSION}/discharge-notice", "extension": told}],
        "category": [{"coding": [{"system": _CODES, "code": notice.kind}], "text": KINDS[notice.kind]}],
        "encounter": {"reference": plan.stay},
        "sender": author,
    }


def words(notice: Notice) -> str:
    """What the notice says, in a sentence or two."""
    if notice.kind == "assessment":
        said = ["Assessment notice: care and support is likely to be needed to leave hospital safely."]
    else:
        said = [f"Discharge notice: discharge is proposed for {notice.says.proposed:%d/%m/%Y}."]
    if notice.says.objects:
        said.append(f"Objection: {notice.says.objects}")
    return " ".join(said)


def read(body: Mapping[str, Any]) -> Notice:
    """What a Communication of `write` says."""
    told = {part["url"]: part for part in (extension(body, "discharge-notice") or {}).get("extension", ())}
    proposed = told.get("proposed", {}).get("valueDate")
    gone = body["status"] == "entered-in-error"
    return Notice(
        body["id"],
        body["category"][0]["coding"][0]["code"],
        datetime.fromisoformat(body["sent"]),
        body["sender"].get("display", ""),
        Statements(
            told["consulted"]["valueBoolean"],
            told["considered"]["valueBoolean"],
            told.get("objects", {}).get("valueString", ""),
            date.fromisoformat(proposed) if proposed else None,
        ),
        (body.get("statusReason", {}).get("text", "") or "Taken back") if gone else "",
    )


def withdrawn(body: Resource, why: str) -> Resource:
    """The Communication taken back, with the reason."""
    return body | {"status": "entered-in-error", "statusReason": {"text": why}}


def clocks_of(notices: Sequence[Notice], laws: Sequence[Law], zone: ZoneInfo) -> Clocks | None:
    """What the notices in force set going, by the law of the day on which the assessment notice was given; None where
    none is in force or no law held."""
    held = {each.kind: each for each in notices if each.in_force}
    first, second = held.get("assessment"), held.get("discharge")
    if first is None:
        return None
    law = law_on(laws, first.at.astimezone(zone).date())
    if law is None:
        return None
    return clocks(law, first.at, second.at if second else None, second.says.proposed if second else None, zone)


def law_of(known: Clocks | None, laws: Sequence[Law]) -> Law | None:
    """The law by which clocks run."""
    return next((law for law in laws if known and law.id == known.law), None)


def counts_as(notice: Notice, laws: Sequence[Law], zone: ZoneInfo) -> date | None:
    """The day on which a notice counts as given, by the law of its day."""
    law = law_on(laws, notice.at.astimezone(zone).date())
    return given_on(law, notice.at, zone) if law else None
