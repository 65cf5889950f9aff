"""Answers and how they stand in a QuestionnaireResponse.

A key is an item's linkId, with `#n` behind it for the n-th time (from 1) that a repeating group is answered.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from careweft.care.assessment import names
from careweft.care.assessment.instrument import Coded, Instrument, Item, Value, value
from careweft.fhir.jsontext import Exact


@dataclass(frozen=True)
class Answer:
    """What was answered, by whom (a reference and a name) and when.

    `told` is when the record had known it, where it was taken from there and nobody has changed it.
    """

    values: tuple[Value, ...]
    by: str = ""
    name: str = ""
    at: datetime | None = None
    told: datetime | None = None


Answers = Mapping[str, Answer]


def key(item: str, turn: int | None) -> str:
    """The key of an item, the `turn`-th time where it stands in a repeating group."""
    return item if turn is None else f"{item}#{turn}"


def turn_of(key_: str) -> int | None:
    """Which time a key is of."""
    _, found, number = key_.partition("#")
    return int(number) if found else None


def item_of(key_: str) -> str:
    """The linkId of a key."""
    return key_.partition("#")[0]


def turns(instrument: Instrument, group: Item, answers: Iterable[str]) -> int:
    """How often a repeating group is answered, at least once."""
    inside = {item.id for item in group.walk()}
    return max([1, *(turn_of(k) or 1 for k in answers if item_of(k) in inside)])


def coding(found: Coded) -> dict[str, Any]:
    """A coded answer as FHIR has it, with its weight."""
    made: dict[str, Any] = {}
    if found.weight is not None:
        made["extension"] = [{"url": names.ORDINAL, "valueDecimal": number(found.weight)}]
    made |= {"system": found.system} if found.system else {}
    made |= {"code": found.code}
    return made | ({"display": found.display} if found.display else {})


def number(found: Decimal) -> int | float:
    """A decimal for JSON, with its own digits."""
    return int(found) if found == found.to_integral_value() and found.as_tuple().exponent == 0 else Exact(str(found))


def fhir_value(found: Value) -> dict[str, Any]:
    """A value as value[x]."""
    match found:
        case bool():
            return {"valueBoolean": found}
        case int():
            return {"valueInteger": found}
        case Decimal():
            return {"valueDecimal": number(found)}
        case date():
            return {"valueDate": found.isoformat()}
        case Coded():
            return {"valueCoding": coding(found)}
    return {"valueString": found}


def items(instrument: Instrument, answers: Answers) -> list[dict[str, Any]]:
    """The items of a QuestionnaireResponse, in the order of the instrument; those without an answer are left out."""
    return [made for item in instrument.items for made in _made(instrument, item, answers, None)]


def _made(instrument: Instrument, item: Item, answers: Answers, turn: int | None) -> Iterator[dict[str, Any]]:
    if item.type == "display":
        return
    if item.type == "group":
        times = range(1, turns(instrument, item, answers) + 1) if item.repeats else [turn]
        for time in times:
            below = [made for child in item.items for made in _made(instrument, child, answers, time)]
            if below:
                yield {"linkId": item.id, **({"text": item.text} if item.text else {}), "item": below}
        return
    answer = answers.get(key(item.id, turn))
    if answer is None or not answer.values:
        return
    values = [fhir_value(found) for found in answer.values]
    below = [made for child in item.items for made in _made(instrument, child, answers, turn)]
    if below:
        values[0]["item"] = below
    said = _said(answer)
    yield {
        "linkId": item.id,
        **({"extension": [said]} if said else {}),
        **({"text": item.text} if item.text else {}),
        "answer": values,
    }


def _said(answer: Answer) -> dict[str, Any] | None:
    parts: list[dict[str, Any]] = []
    if answer.by:
        who = {"reference": answer.by, **({"display": answer.name} if answer.name else {})}
        parts.append({"url": "by", "valueReference": who})
    if answer.at:
        parts.append({"url": "at", "valueDateTime": answer.at.isoformat()})
    if answer.told:
        parts.append({"url": "told", "valueDateTime": answer.told.isoformat()})
    return {"url": names.ANSWERED, "extension": parts} if parts else None


def read(instrument: Instrument, response: Mapping[str, Any]) -> dict[str, Answer]:
    """The answers of a QuestionnaireResponse; items that the instrument does not have are left out."""
    found: dict[str, Answer] = {}
    _read(instrument, response.get("item", ()), None, found)
    return found


def _read(
    instrument: Instrument, given: Sequence[Mapping[str, Any]], turn: int | None, found: dict[str, Answer]
) -> None:
    times: dict[str, int] = {}
    for each in given:
        item = instrument.item.get(each["linkId"])
        if item is None:
            continue
        if item.type == "group" and item.repeats:
            times[item.id] = times.get(item.id, 0) + 1
            _read(instrument, each.get("item", ()), times[item.id], found)
            continue
        _read(instrument, each.get("item", ()), turn, found)
        if answers := each.get("answer"):
            found[key(item.id, turn)] = _answer(each, answers)
            for answer in answers:
                _read(instrument, answer.get("item", ()), turn, found)


def _answer(item: Mapping[str, Any], answers: Sequence[Mapping[str, Any]]) -> Answer:
    said: Mapping[str, Any] = next((e for e in item.get("extension", ()) if e.get("url") == names.ANSWERED), {})
    parts = {part["url"]: part for part in said.get("extension", ())}
    who = parts.get("by", {}).get("valueReference", {})
    return Answer(
        tuple(value({k: v for k, v in each.items() if k.startswith("value")}) for each in answers),
        who.get("reference", ""),
        who.get("display", ""),
        _instant(parts.get("at")),
        _instant(parts.get("told")),
    )


def _instant(part: Mapping[str, Any] | None) -> datetime | None:
    return datetime.fromisoformat(part["valueDateTime"]) if part else None
