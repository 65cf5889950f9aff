"""Results as they came: value, range and where the value stands in it. Pure functions of Observations."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from careweft.facts import units

Stands = Literal["within", "above", "below", ""]
_CODES: Final[Mapping[str, Stands]] = {
    "N": "within", "H": "above", "HH": "above", "HU": "above", "L": "below", "LL": "below", "LU": "below"
}  # fmt: skip


@dataclass(frozen=True)
class Result:
    """One value of an Observation: what its sender calls it, the value and its plain unit, the range that came with it
    and where the value stands in that; `codes` are its codes as (system, code)."""

    record: str
    at: datetime | None
    name: str
    codes: tuple[tuple[str, str], ...]
    value: str
    unit: str = ""
    range: str = ""
    stands: Stands = ""
    note: str = ""


def results(body: Mapping[str, Any]) -> Iterator[Result]:
    """The values of an Observation: its own, and those of its components. None of what was entered in error."""
    if body.get("status") in ("entered-in-error", "cancelled", "registered"):
        return
    record, at = f"Observation/{body['id']}", _at(body)
    note = " ".join(each.get("text", "") for each in body.get("note", ()))
    for part in (body, *body.get("component", ())):
        if value := _value(part):
            range_, stands = _range(part)
            unit = units.unit_of(part.get("valueQuantity", {}))
            said = note if part is body else ""
            yield Result(record, at, _name(part), _codes(part), value, unit, range_, stands, said)


def _name(part: Mapping[str, Any]) -> str:
    code = part.get("code", {})
    coding = (code.get("coding") or [{}])[0]
    return str(code.get("text") or coding.get("display") or coding.get("code") or "")


def _codes(part: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    codings = part.get("code", {}).get("coding", ())
    return tuple((each.get("system", ""), each.get("code", "")) for each in codings)


def _value(part: Mapping[str, Any]) -> str:
    if "valueQuantity" in part:
        return _quantity(part["valueQuantity"])
    concept = part.get("valueCodeableConcept", {})
    coded = concept.get("text") or (concept.get("coding") or [{}])[0].get("display", "")
    return str(part.get("valueString") or part.get("valueInteger") or coded or "")


def _quantity(quantity: Mapping[str, Any]) -> str:
    if "value" not in quantity:
        return ""
    return f"{quantity.get('comparator', '')}{quantity['value']:.10g}"


def _range(part: Mapping[str, Any]) -> tuple[str, Stands]:
    """The range as it came, and where the value stands: as its sender says, else as the numbers do in the same unit."""
    interpreted = [c.get("code", "") for each in part.get("interpretation", ()) for c in each.get("coding", ())]
    said: Stands = next((_CODES[code] for code in interpreted if code in _CODES), "")
    usual = next((each for each in part.get("referenceRange", ()) if _is_usual(each)), None)
    if usual is None:
        return "", said
    low, high, value = (
        each.get("value") for each in (usual.get("low", {}), usual.get("high", {}), part.get("valueQuantity", {}))
    )
    if low is None and high is None and (told := _TEXT.fullmatch(usual.get("text", "").strip())):
        low, high = float(told[1]), float(told[2])
    text = usual.get("text") or _between(low, high)
    if said or value is None or (low is None and high is None) or not _same_unit(part, usual):
        return text, said
    return (
        text,
        "below" if low is not None and value < low else "above" if high is not None and value > high else "within",
    )


_TEXT: Final = re.compile(r"(\d{1,9}(?:\.\d{1,9})?) ?[-–] ?(\d{1,9}(?:\.\d{1,9})?)")
"""A range as HL7 v2 sends it, in the unit of the value."""


def _is_usual(told: Mapping[str, Any]) -> bool:
    kinds = [coding.get("code", "normal") for coding in told.get("type", {}).get("coding", ())]
    return not kinds or "normal" in kinds


def _same_unit(part: Mapping[str, Any], usual: Mapping[str, Any]) -> bool:
    quantity = part["valueQuantity"]
    if "comparator" in quantity:
        return False
    unit = quantity.get("code") or quantity.get("unit")
    ends = [usual[end] for end in ("low", "high") if end in usual]
    return all((end.get("code") or end.get("unit") or unit) == unit for end in ends)


def _between(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{low:g}–{high:g}"
    return f"≥ {low:g}" if low is not None else f"≤ {high:g}" if high is not None else ""


def _at(body: Mapping[str, Any]) -> datetime | None:
    told = body.get("effectiveDateTime") or body.get("effectiveInstant") or body.get("issued")
    told = told or body.get("effectivePeriod", {}).get("start")
    if not told or len(told) < 10:
        return None
    found = datetime.fromisoformat(told)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
