"""What answers make of an instrument: what is asked, what is calculated, what is still wrong. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from careweft.base.errors import BadInput
from careweft.care.assessment.answers import Answer, Answers, item_of, items, key, turn_of, turns
from careweft.care.assessment.instrument import OPERATORS, Alert, Coded, Condition, Instrument, Item, Value

LONGEST: Final = 10_000


class Wrong(StrEnum):
    """What can be wrong with an answer, for whoever answers; pages say it in their language."""

    MISSING = "Answer: {what}"
    ALONE = "“{what}” cannot be chosen together with another answer"
    ONE = "Give one answer only: {what}"
    CHOOSE = "Choose one of the answers: {what}"
    YES_NO = "Choose yes or no: {what}"
    LONG = "Use {most} letters or fewer: {what}"
    BETWEEN = "{what}: give a value from {low} to {high}"
    MORE = "{what}: give {low} or more"
    LESS = "{what}: give {high} or less"
    DATE = "{what}: give a real date, such as 27 3 2026"
    NUMBER = "{what}: give a number, such as {example}"
    WHOLE = "{what}: give a whole number, such as 12"


class Sentence(str):
    """A sentence that still knows what it was made of: the pattern, and the texts in it."""

    pattern: Wrong
    parts: Mapping[str, str]

    def __new__(cls, pattern: Wrong, **parts: object) -> "Sentence":
        """The pattern with its parts in place."""
        said = {name: str(part) for name, part in parts.items()}
        made = super().__new__(cls, pattern.format(**said))
        made.pattern, made.parts = pattern, said
        return made


@dataclass(frozen=True)
class Fault:
    """What is wrong with an answer, or that it is not there; `text` is for whoever answers."""

    key: str
    text: str


@dataclass(frozen=True)
class State:
    """What stands now: `answers` are those to items that are asked, with what was calculated."""

    instrument: Instrument
    answers: Answers
    asked: frozenset[str]
    response: Mapping[str, Any]

    def score(self, item: Item) -> Decimal | None:
        """The number that a score is now; None where it cannot be told yet."""
        return next((amount(each) for each in _values(self.answers, item.id)), None)

    def feedback(self, name: str) -> list[str]:
        """What an answer is told: the words directly below its question that are there because of what was answered."""
        turn = turn_of(name)
        below = (item for item in self.instrument.item[item_of(name)].items if item.type == "display")
        return [item.text for item in below if item.conditions and key(item.id, turn) in self.asked]

    def alerts(self) -> list[Alert]:
        """The alerts that hold."""
        return [alert for alert in self.instrument.alerts if True in alert.when(self.response)]


def evaluate(instrument: Instrument, given: Answers) -> State:
    """Which items are asked, and every calculated value; answers to what is not asked count for nothing.

    A question below another is asked only where that one is answered.
    """
    asked: set[str] = set()
    held: dict[str, Answer] = {}
    for item in instrument.order:
        for name in _keys(instrument, item, given):
            if not _is_asked(instrument, item, name, asked, held):
                continue
            asked.add(name)
            if item.calculated is not None:
                if (made := _calculated(instrument, item, held)) is not None:
                    held[name] = Answer((made,))
            elif name in given and given[name].values:
                held[name] = given[name]
    return State(instrument, held, frozenset(asked), response(instrument, held))


def response(instrument: Instrument, held: Answers) -> dict[str, Any]:
    """The bare QuestionnaireResponse that expressions are about."""
    made: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": instrument.canonical,
        "status": "in-progress",
    }
    found = items(instrument, held)
    return made | ({"item": found} if found else {})


def _keys(instrument: Instrument, item: Item, given: Answers) -> list[str]:
    group = instrument.repeating.get(item.id)
    if group is None:
        return [item.id]
    return [key(item.id, turn) for turn in range(1, turns(instrument, group, given) + 1)]


def _is_asked(instrument: Instrument, item: Item, name: str, asked: set[str], held: Answers) -> bool:
    turn = turn_of(name)
    above = instrument.parent.get(item.id)
    if above is not None:
        in_turn = key(above.id, turn) if above.id in instrument.repeating else above.id
        if in_turn not in asked or (above.type not in ("group", "display") and in_turn not in held):
            return False
    if not item.conditions:
        return True
    answers = (_holds(instrument, condition, item, turn, held) for condition in item.conditions)
    return all(answers) if item.every else any(answers)


def _holds(instrument: Instrument, condition: Condition, item: Item, turn: int | None, held: Answers) -> bool:
    group = instrument.repeating.get(condition.question)
    same = group is not None and group is instrument.repeating.get(item.id)
    names = [key(condition.question, turn)] if same else [k for k in held if item_of(k) == condition.question]
    values = [found for name in names for found in (held[name].values if name in held else ())]
    if condition.operator == "exists":
        return bool(values) is condition.value
    return any(_compared(condition, found) for found in values)


def _compared(condition: Condition, found: Value) -> bool:
    """Answers of another type than what they are compared with (free words in an open choice) are unlike it."""
    if isinstance(found, Coded) != isinstance(condition.value, Coded):
        return condition.operator == "!="
    return OPERATORS[condition.operator](found, condition.value)


def _calculated(instrument: Instrument, item: Item, held: Answers) -> Value | None:
    assert item.calculated is not None
    found = item.calculated(response(instrument, held))
    if not found:
        return None
    if len(found) > 1:
        raise BadInput(f"what is calculated for {item.id!r} is several values", expected="one")
    return _typed(item, found[0])


def _typed(item: Item, found: Any) -> Value:
    if item.type == "boolean" and isinstance(found, bool):
        return found
    if item.type in ("string", "text"):
        return str(found)
    if item.type in ("integer", "decimal") and not isinstance(found, bool | str):
        exact = Decimal(str(getattr(found, "text", found)))
        return int(exact) if item.type == "integer" and exact == exact.to_integral_value() else exact
    raise BadInput(f"what is calculated for {item.id!r} is {found!r}", expected=f"a value of type {item.type}")


def amount(found: Value) -> Decimal | None:
    """A value as a number: what a coded answer weighs; None for what is no number."""
    match found:
        case Coded():
            return found.weight
        case bool() | str() | date():
            return None
    return Decimal(str(found))


def _values(answers: Answers, item: str) -> list[Value]:
    return [found for name, answer in answers.items() if item_of(name) == item for found in answer.values]


def faults(state: State, parts: Sequence[str] | None = None) -> list[Fault]:
    """What is missing or wrong among what is asked, in order; of the top items `parts` only, where given."""
    found: list[Fault] = []
    for top in state.instrument.items:
        if parts is None or top.id in parts:
            inside = {item.id: item for item in top.walk() if item.asks}
            names = sorted((k for k in state.asked if item_of(k) in inside), key=lambda k: _place(state, k))
            found += [fault for name in names for fault in _faults(inside[item_of(name)], name, state.answers)]
    return found


def _place(state: State, name: str) -> tuple[int, int, int]:
    item = state.instrument.item[item_of(name)]
    group = state.instrument.repeating.get(item.id)
    return (group.number if group else item.number, turn_of(name) or 0, item.number)


def _faults(item: Item, name: str, answers: Answers) -> Iterator[Fault]:
    answer = answers.get(name)
    if answer is None:
        if item.required:
            yield Fault(name, Sentence(Wrong.MISSING, what=item.text))
        return
    for found in answer.values:
        if said := wrong(item, found):
            yield Fault(name, said)
            return
    alone = [option.text for option in item.options if option.exclusive and option.value in answer.values]
    if alone and len(answer.values) > 1:
        yield Fault(name, Sentence(Wrong.ALONE, what=alone[0]))
    if len(answer.values) > 1 and not item.repeats:
        yield Fault(name, Sentence(Wrong.ONE, what=item.text))


def wrong(item: Item, found: Value) -> str:
    """What is wrong with one answer by itself; empty where nothing is."""
    if item.type in ("integer", "decimal", "date") and not isinstance(found, str | Coded | bool):
        return _beyond(item, found)
    if item.type == "choice" and found not in [option.value for option in item.options]:
        return Sentence(Wrong.CHOOSE, what=item.text)
    if isinstance(found, str) and len(found) > (item.longest or LONGEST):
        return Sentence(Wrong.LONG, what=item.text, most=item.longest or LONGEST)
    return ""


def _beyond(item: Item, found: int | Decimal | date) -> str:
    low, high = item.least, item.most
    number = found if isinstance(found, date) else Decimal(found)
    if (low is None or low <= number) and (high is None or number <= high):  # type: ignore[operator]
        return ""
    if low is not None and high is not None:
        return Sentence(Wrong.BETWEEN, what=item.text, low=low, high=high)
    if low is not None:
        return Sentence(Wrong.MORE, what=item.text, low=low)
    return Sentence(Wrong.LESS, what=item.text, high=high)


def read_text(item: Item, raw: Sequence[str]) -> tuple[Value, ...]:
    """The values that a form's texts say, blanks left out. Raises BadInput in words for whoever filled it in."""
    return tuple(_one(item, text.strip()) for text in raw if text.strip())


def _one(item: Item, text: str) -> Value:
    match item.type:
        case "boolean":
            if text not in ("true", "false"):
                raise BadInput(Sentence(Wrong.YES_NO, what=item.text))
            return text == "true"
        case "integer" | "decimal":
            return _number(item, text)
        case "date":
            try:
                return date.fromisoformat(text)
            except ValueError:
                raise BadInput(Sentence(Wrong.DATE, what=item.text)) from None
    option = next((option for option in item.options if option.key == text), None)
    if option is None and item.type == "choice":
        raise BadInput(Sentence(Wrong.CHOOSE, what=item.text))
    return option.value if option else text


def _number(item: Item, text: str) -> int | Decimal:
    plain = text.replace(",", ".").replace("\N{MINUS SIGN}", "-")
    try:
        found = Decimal(plain)
    except ArithmeticError:
        found = Decimal("NaN")
    if not found.is_finite() or len(plain) > 18 or "e" in plain.lower():
        example = "36.8" if item.type == "decimal" else "12"
        raise BadInput(Sentence(Wrong.NUMBER, what=item.text, example=example))
    if item.type == "integer":
        if found != found.to_integral_value() or abs(found) >= 2**31:
            raise BadInput(Sentence(Wrong.WHOLE, what=item.text))
        return int(found)
    return found
