"""Medicines reconciled: what the person took before the stay, what they take after it, and why each differs. Pure.

A FHIR List of changes: each entry is a medicine with a flag, whose reason and decider stand beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from careweft.base.errors import BadInput
from careweft.care.reactions import Facts
from careweft.care.resources import EXTENSION, Resource, extension, id_of
from careweft.care.transitions.plan import DischargePlan

What = Literal["goes-on", "changes", "stops", "starts"]
_FLAGS: Final = "https://careweft.org/fhir/CodeSystem/medicine-change"
_NONE: Final = {"system": "http://terminology.hl7.org/CodeSystem/list-empty-reason", "code": "nilknown"}
_LOINC: Final = {"system": "http://loinc.org", "code": "80738-8", "display": "Medication reconciliation"}


@dataclass(frozen=True)
class Medicine:
    """A medicine of the person: as it was taken `before` (nothing where it is new) and `after` (nothing where it
    stops), why that is other than before, and who decided it."""

    what: What
    before: str = ""
    after: str = ""
    why: str = ""
    by: str = ""


@dataclass(frozen=True)
class Reconciled:
    """The medicines of a stay, as somebody reconciled them last."""

    version: int
    at: datetime
    by: str
    medicines: tuple[Medicine, ...]

    @property
    def differences(self) -> tuple[Medicine, ...]:
        """Those that are other than before."""
        return tuple(each for each in self.medicines if each.what != "goes-on")


def list_id(stay: str) -> str:
    """The id of the list of a stay."""
    return id_of(f"{stay}/medicines")


def taken(facts: Facts, at: datetime) -> list[str]:
    """The medicines that the record tells of at an instant, each once, by name."""
    found = {
        row["name"] or row["code"]
        for row in facts.get("medication", ())
        if row["start"] is not None and row["start"] < at and (row["finish"] is None or row["finish"] > at)
    }
    return sorted(name for name in found if name)


def checked(medicines: Sequence[Medicine], before: Iterable[str]) -> tuple[Medicine, ...]:
    """The medicines, whole: BadInput where one of those taken before is undecided, or a difference has no reason."""
    decided = {each.before for each in medicines if each.before}
    for name in before:
        if name not in decided:
            raise BadInput(
                f"nothing is decided about {name}", where=name, expected="whether it goes on, changes or stops"
            )
    for each in medicines:
        name = each.before or each.after
        if each.what in ("changes", "starts") and not each.after:
            raise BadInput(f"how {name} is taken now is missing", where=name, expected="the medicine with its dose")
        if each.what != "goes-on" and not each.why:
            raise BadInput(f"the reason for {name} is missing", where=name, expected="why it is other than before")
    return tuple(medicines)


def write(plan: DischargePlan, medicines: Sequence[Medicine], author: Resource, at: datetime) -> Resource:
    """The List."""
    return {
        "resourceType": "List",
        "id": list_id(plan.stay),
        "status": "current",
        "mode": "changes",
        "title": "Medicines before and after the stay in hospital",
        "code": {"coding": [_LOINC]},
        "subject": {"reference": plan.subject},
        "encounter": {"reference": plan.stay},
        "date": at.isoformat(),
        "source": author,
        **({"entry": [_entry(each) for each in medicines]} if medicines else {"emptyReason": {"coding": [_NONE]}}),
    }


def _entry(each: Medicine) -> Resource:
    told = [("before", each.before), ("after", each.after), ("why", each.why), ("by", each.by)]
    parts = [{"url": name, "valueString": text} for name, text in told if text]
    return {
        "extension": [{"url": f"{EXTENSION}/medicine", "extension": parts}],
        "flag": {"coding": [{"system": _FLAGS, "code": each.what}]},
        "deleted": each.what == "stops",
        "item": {"display": each.after or each.before},
    }


def read(body: Mapping[str, Any]) -> Reconciled:
    """What a List of `write` says."""
    return Reconciled(
        int(body["meta"]["versionId"]),
        datetime.fromisoformat(body["date"]),
        body.get("source", {}).get("display", ""),
        tuple(_medicine(entry) for entry in body.get("entry", ())),
    )


def _medicine(entry: Mapping[str, Any]) -> Medicine:
    told = {part["url"]: part["valueString"] for part in (extension(entry, "medicine") or {}).get("extension", ())}
    return Medicine(entry["flag"]["coding"][0]["code"], **told)
