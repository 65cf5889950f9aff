"""From what a view selects to the columns of a fact table: FHIR's codes in the catalogue's words.

A view says where in a resource a value is; this says what it is called here. A shape gives no row for what is not a
fact of its table.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from itertools import zip_longest
from typing import Final
from zoneinfo import ZoneInfo

from careweft.base.errors import BadInput
from careweft.facts.codelist import code_list
from careweft.facts.quantities import quantities
from careweft.facts.times import instant
from careweft.facts.view import Row

Shape = Callable[[Row, ZoneInfo], Iterable[Row]]

# http://terminology.hl7.org/CodeSystem/v3-ActCode
_CLASS: Final = {
    "IMP": "inpatient",
    "ACUTE": "inpatient",
    "NONAC": "inpatient",
    "SS": "inpatient",
    "PRENC": "inpatient",
    "EMER": "emergency",
    "OBSENC": "emergency",
    "AMB": "outpatient",
    "HH": "home",
    "VR": "virtual",
}
# http://hl7.org/fhir/encounter-status
_ENCOUNTER_STATUS: Final = {
    "planned": "planned",
    "arrived": "arrived",
    "triaged": "arrived",
    "in-progress": "in-progress",
    "onleave": "onleave",
    "finished": "finished",
    "cancelled": "cancelled",
}
# http://terminology.hl7.org/CodeSystem/v3-ActPriority
_EMERGENCY_PRIORITY: Final = {"EM", "UR", "A", "S"}
_KINDS: Final = {"gp", "nurse", "mental-health", "home-care-visit", "ambulance"}
_KIND_OF_CLASS: Final = {"FLD": "ambulance", "HH": "home-visit"}
# HL7 table 0112; terminology.hl7.org/CodeSystem/discharge-disposition; NHS data dictionary, discharge destination
_DESTINATION: Final = {
    **dict.fromkeys(("01", "08", "19", "29", "home", "alt-home"), "home"),
    "06": "home-with-care",
    **dict.fromkeys(("03", "04", "54", "65", "85", "long", "snf"), "care-home"),
    **dict.fromkeys(("02", "05", "51", "52", "53", "other-hcf", "psy"), "hospital"),
    "09": "ward",
    "rehab": "rehabilitation",
    "hosp": "hospice",
    **dict.fromkeys(("07", "aadvice"), "self-discharge"),
    **dict.fromkeys(("20", "40", "41", "42", "79", "exp"), "died"),
}
# http://hl7.org/fhir/request-status
_SERVICE_STATUS: Final = {
    "draft": "planned",
    "active": "active",
    "on-hold": "on-hold",
    "revoked": "ended",
    "completed": "ended",
}


def _encounter(row: Row, zone: ZoneInfo) -> Iterable[Row]:
    """One row, or, where its class changed (an attendance that became a stay), one for each class that it had.

    None for a visit or consultation, which is a contact.
    """
    if _kind(row):
        return
    urgent = row["admit_source"] == "emd" or row["priority"] in _EMERGENCY_PRIORITY
    stretches = _stretches(row)
    for i, (kind, start) in enumerate(stretches):
        urgent = urgent or kind == "emergency"
        if kind is None:
            continue
        stretch = row | {"class": kind, "emergency": urgent, "start": start}
        if i + 1 < len(stretches):
            over = {"status": "finished", "finish": stretches[i + 1][1]}
            yield stretch | over | {"ready": None, "delay": None, "destination": None}
        else:
            yield stretch | {"status": _ENCOUNTER_STATUS.get(row["status"]), "destination": _destination(row)}


def _stretches(row: Row) -> list[tuple[str | None, str | None]]:
    """(class, start) of each class that the encounter had, in order; the first starts with it."""
    found: list[tuple[str | None, str | None]] = []
    for past in row["classes"]:
        kind = _CLASS.get(past.get("class", {}).get("code", ""))
        if not found or found[-1][0] != kind:
            found.append((kind, past.get("period", {}).get("start")))
    now = _CLASS.get(row["class"] or "")
    if not found or found[-1][0] != now:
        found.append((now, row["start"]))
    return [(found[0][0], row["start"]), *found[1:]]


def _destination(row: Row) -> str | None:
    """Where a person went: in one of our words where the code is known, else as the source says it."""
    codes = [coding["code"] for coding in row["dispositions"] if coding.get("code")]
    known = (_DESTINATION[code] for code in codes if code in _DESTINATION)
    return next(known, None) or row["destination"] or next(iter(codes), None)


def _leave(row: Row, _: ZoneInfo) -> Iterable[Row]:
    """One row for each leave of absence, numbered; `returned` says that the stay went on after it."""
    number = 0
    for past, after in zip_longest(row["statuses"], row["statuses"][1:]):
        if past["status"] != "onleave":
            continue
        number += 1
        period = past.get("period", {})
        yield {
            "number": number,
            "class": _CLASS.get(row["class"] or ""),
            "organisation": row["organisation"],
            "unit": row["unit"],
            "start": period.get("start"),
            "finish": period.get("end"),
            "returned": bool(after and after["status"] in ("in-progress", "arrived")),
        }


def _kind(row: Row) -> str | None:
    """What kind of contact an encounter is; None for stays, attendances and clinics."""
    code = row["class"] or ""
    if _CLASS.get(code) in ("inpatient", "emergency"):
        return None
    return next((kind for kind in row["kinds"] if kind in _KINDS), None) or _KIND_OF_CLASS.get(code)


def _contact(row: Row, zone: ZoneInfo) -> Iterable[Row]:
    kind = _kind(row)
    if kind is None:
        return
    start, end = instant(row["at"], zone), instant(row["until"], zone)
    minutes = (end - start).total_seconds() / 60 if start and end else row["length"]
    yield row | {"kind": kind, "minutes": minutes}


def _coded(row: Row, file: str) -> Row:
    code, name = code_list(file).coded(row["codings"])
    return row | {"code": code or row["text"], "name": name}


def _condition(row: Row, _: ZoneInfo) -> Iterable[Row]:
    yield _ended(_coded(row, "conditions"))


def _reading(row: Row, _: ZoneInfo) -> Iterable[Row]:
    """A reading of a kind that is known is in the unit of that kind; one that cannot be true is no fact."""
    coded = _coded(row, "readings")
    kind = quantities().get(coded["name"] or "")
    if kind is None or coded["value"] is None or not kind.knows(coded["unit"]):
        yield coded
        return
    with suppress(BadInput):
        yield coded | {"value": kind.converted(float(coded["value"]), coded["unit"]), "unit": kind.unit}


def _monitoring(row: Row, _: ZoneInfo) -> Iterable[Row]:
    """Monitoring at home; a stopped one is over, as a finished one."""
    yield row | {"status": "completed" if row["status"] == "revoked" else row["status"]}


def _alert(row: Row, _: ZoneInfo) -> Iterable[Row]:
    yield row | {"urgent": row["severity"] == "high"}


def _medication(row: Row, _: ZoneInfo) -> Iterable[Row]:
    codes = (coding["code"] for coding in row["codings"] if coding.get("code"))
    yield _ended(row | {"code": next(codes, None) or row["text"], "name": row["text"]})


def _ended(row: Row) -> Row:
    """What is over but for which no one said when ended, as far as we know, when that was last told."""
    return row | {"finish": row["finish"] or (row["told"] if row["inactive"] else None)}


def _assessment(row: Row, _: ZoneInfo) -> Iterable[Row]:
    if "questionnaire" in row:
        name = _last_segment(row["questionnaire"])
        score = row["scores"][0] if row["scores"] else None
        if name and score is not None:
            yield row | {"instrument": name, "score": score}
        return
    code, name = code_list("instruments").coded(row["codings"])
    yield row | {"instrument": name or code or row["text"]}


def _service(row: Row, _: ZoneInfo) -> Iterable[Row]:
    """A package of care. One that was withdrawn and has no end never began."""
    hours, pounds = row["hours"], row["pounds"]
    if row["status"] == "revoked" and row["finish"] is None:
        return
    yield row | {
        "status": _SERVICE_STATUS.get(row["status"]),
        "weekly_minutes": None if hours is None else hours * 60,
        "weekly_pence": None if pounds is None else pounds * 100,
    }


def _waiting(row: Row, _: ZoneInfo) -> Iterable[Row]:
    """A wait for an operation, over when that is done or taken off the list; where nobody says when that was, no wait
    is counted. An appointment that lies ahead ends none."""
    over = row["status"] in ("completed", "revoked")
    finish = (row["done"] or row["start"]) if over else None
    yield row | {"status": row["status"] if over else "active", "finish": finish}


def _case(row: Row, _: ZoneInfo) -> Iterable[Row]:
    yield row | {"status": "finished" if row["status"] == "finished" else "active"}


def _plan(row: Row, _: ZoneInfo) -> Iterable[Row]:
    """A plan, with when the person last agreed to it or declined it; a stopped one is over, as a finished one."""
    agreed = row["is_agreed"]
    status = "completed" if row["status"] == "revoked" else row["status"]
    yield row | {
        "status": status,
        "agreed": row["said"] if agreed else None,
        "declined": row["said"] if agreed is False else None,
    }


# http://terminology.hl7.org/CodeSystem/goal-achievement
_UNMET: Final = {"not-achieved", "not-attainable", "no-progress", "worsening"}


def _goal(row: Row, zone: ZoneInfo) -> Iterable[Row]:
    """A goal: open, unmet, met or dropped; over when it was said to be met or dropped."""
    achieved = set(row["achieved"])
    if row["lifecycle"] == "cancelled":
        status = "dropped"
    elif row["lifecycle"] == "completed" or achieved & {"achieved", "sustaining"}:
        status = "met"
    else:
        status = "unmet" if achieved & _UNMET else "open"
    over = instant(row["told"] or row["start"], zone) if status in ("met", "dropped") else None
    yield row | {"status": status, "finish": over.isoformat() if over else None}  # from that day on, not after it


def _letter(row: Row, _: ZoneInfo) -> Iterable[Row]:
    """A letter; its kind is one of our words where the code is known, else as the source says it."""
    code, name = code_list("letters").coded(row["codings"])
    stay = f"Encounter/{row['stay']}" if row["stay"] else None
    yield row | {"kind": name or code, "stay": stay}


def _patient(row: Row, _: ZoneInfo) -> Iterable[Row]:
    source = row["source"]
    postcode = " ".join((row["postcode"] or "").upper().split())
    yield row | {"source": source.rpartition(":")[2] if source else None, "postcode": postcode or None}


def _as_it_is(row: Row, _: ZoneInfo) -> Iterable[Row]:
    yield row


SHAPES: Final[Mapping[str, Shape]] = {
    "encounter": _encounter,
    "leave": _leave,
    "contact": _contact,
    "condition": _condition,
    "reading": _reading,
    "medication": _medication,
    "assessment": _assessment,
    "service": _service,
    "referral": _as_it_is,
    "waiting": _waiting,
    "case": _case,
    "plan": _plan,
    "goal": _goal,
    "monitoring": _monitoring,
    "alert": _alert,
    "letter": _letter,
    "patient": _patient,
}
"""How the rows of each table's views become its facts."""


def _last_segment(canonical: str | None) -> str | None:
    return canonical.partition("|")[0].rstrip("/").rpartition("/")[2] if canonical else None
