"""Our short way to write an instrument, which compiles to a FHIR Questionnaire: what is shipped is written so.

A question must be answered unless it says `optional`. `options` is the name of a list above or a list here; `when`
names questions with the answers (one, several, or `'>= 2'`) on which the item is asked. `score` is calculated and kept
as an Observation, `calculate` is only calculated; both are FHIRPath over the answers. `from` is what the record knows.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from careweft.base.errors import BadInput
from careweft.care.assessment import names
from careweft.care.durations import Duration
from careweft.fhir.jsontext import Exact

_COMPARED = re.compile(r"(>=|<=|!=|>|<)\s*(-?\d+(?:\.\d+)?)")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Licence(_Part):
    """Whether anybody may use it, whose it is, and on what terms."""

    kind: Literal["free", "ours", "licensed"]
    holder: str
    terms: str


class Option(_Part):
    """An answer that may be chosen, what it scores, and of whom the record knows it."""

    code: str
    text: str
    score: int | float | None = None
    alone: bool = False
    initial: str | None = Field(None, alias="from")


class Band(_Part):
    """What a score from `least` on means."""

    least: int | float
    label: str
    meaning: str = ""
    tone: Literal["good", "plain", "warn", "alert"] = "plain"
    tells: str = ""


class Reading(_Part):
    """The latest reading of a name and unit within a time."""

    reading: str
    unit: str
    within: str


Given = bool | int | float | str


class Item(_Part):
    """A question, a group of them, words, or what is calculated."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    text: str
    type: (
        Literal["boolean", "integer", "decimal", "date", "choice", "open-choice", "string", "text", "display"] | None
    ) = None
    hint: str = ""
    optional: bool = False
    repeats: bool = False
    options: str | list[Option] | None = None
    when: dict[str, Given | list[Given]] = Field(default_factory=dict)
    any: bool = False
    least: int | float | None = None
    most: int | float | None = None
    unit: str = ""
    score: str = ""
    calculate: str = ""
    decimal: bool = False
    words: bool = False
    loinc: str = ""
    bands: list[Band] = Field(default_factory=list)
    initial: str | Reading | None = Field(None, alias="from")
    items: list["Item"] = Field(default_factory=list)


class Alert(_Part):
    """What is said, and the urgent task that is given, where the FHIRPath `when` holds of the answers."""

    id: str
    when: str
    says: str
    task: str
    within: str
    by: str = "coordinator"
    tells: str = Field("", description="what the person is told who fills it in")


class Form(_Part):
    """An instrument in short."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    version: str
    about: str
    source: str
    licence: Licence
    by: list[Literal["staff", "person"]] = ["staff"]
    label: str = Field("", description="HL7 ActCode of what the answers tell of, such as MH")
    options: dict[str, list[Option]] = Field(default_factory=dict)
    items: list[Item] = Field(min_length=1)
    alerts: list[Alert] = Field(default_factory=list)


def questionnaire(text: str, where: str) -> dict[str, Any]:
    """The FHIR Questionnaire that a short form says. Raises BadInput with the place and what was expected."""
    try:
        form = Form.model_validate(yaml.load(text, yaml.CSafeLoader))  # C: each process reads all at its start
    except yaml.YAMLError as wrong:
        raise BadInput("this is not YAML", where=where, hint=str(wrong).replace("\n", " ")) from wrong
    except ValidationError as wrong:
        told = wrong.errors()[0]
        place = ".".join(str(part) for part in told["loc"])
        raise BadInput(f"{place}: {told['msg']}", where=where, expected="the form of an instrument") from wrong
    try:
        return _Writer(form).questionnaire()
    except BadInput as wrong:
        raise BadInput(wrong.what, where=f"{where}: {wrong.where}", expected=wrong.expected) from wrong


class _Writer:
    def __init__(self, form: Form) -> None:
        self.form = form
        self.bands: list[dict[str, Any]] = []
        self.known = {item.id: item for top in form.items for item in _walk(top)}

    def questionnaire(self) -> dict[str, Any]:
        form = self.form
        found = [made for item in form.items for made in [self.item(item)]]
        licence = {
            "url": names.LICENCE,
            "extension": [_code("kind", form.licence.kind), _text("holder", form.licence.holder)],
        }
        label = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": form.label}
        return {
            "resourceType": "Questionnaire",
            "id": form.id,
            "extension": [
                licence,
                {"url": names.SOURCE, "valueString": form.source},
                *({"url": names.FOR, "valueCode": who} for who in form.by),
                *([{"url": names.LABEL, "valueCoding": label}] if form.label else []),
                *self.bands,
                *(self.alert(alert) for alert in form.alerts),
            ],
            "url": f"{names.CANONICAL}/{form.id}",
            "version": form.version,
            "name": "".join(part.capitalize() for part in form.id.split("-")),
            "title": form.title,
            "status": "active",
            "subjectType": ["Patient"],
            "description": form.about,
            "copyright": form.licence.terms,
            "item": found,
        }

    def alert(self, alert: Alert) -> dict[str, Any]:
        Duration.parse(alert.within)
        when = {"language": names.FHIRPATH, "expression": alert.when}
        parts = [
            _text("id", alert.id),
            {"url": "when", "valueExpression": when},
            *(_text(p, getattr(alert, p)) for p in ("says", "task", "within", "by", "tells") if getattr(alert, p)),
        ]
        return {"url": names.ALERT, "extension": parts}

    def item(self, item: Item) -> dict[str, Any]:
        type_ = self.type(item)
        made: dict[str, Any] = {"linkId": item.id}
        if extensions := list(self.extensions(item, type_)):
            made["extension"] = extensions
        if codes := self.codes(item):
            made["code"] = codes
        made |= {"text": item.text, "type": type_}
        made |= self.enabled(item)
        if type_ not in ("group", "display") and not item.optional and not (item.score or item.calculate):
            made["required"] = True
        made |= ({"repeats": True} if item.repeats else {}) | (
            {"readOnly": True} if item.score or item.calculate else {}
        )
        if options := self.options(item):
            made["answerOption"] = [_option(option) for option in options]
        if item.items:
            made["item"] = [self.item(child) for child in item.items]
        return made

    def enabled(self, item: Item) -> dict[str, Any]:
        conditions = [each for asked in item.when.items() for each in self.conditions(item, *asked)]
        several = any(isinstance(value, list) for value in item.when.values())
        if several and len(item.when) > 1:
            raise BadInput("several answers of several questions", where=item.id, expected="one answer of each")
        made: dict[str, Any] = {"enableWhen": conditions} if conditions else {}
        if len(conditions) > 1:
            made["enableBehavior"] = "any" if several or item.any else "all"
        return made

    def type(self, item: Item) -> str:
        if item.type:
            return item.type
        if item.score or item.calculate:
            return "string" if item.words else "decimal" if item.decimal else "integer"
        if item.options is not None:
            return "choice"
        if item.items:
            return "group"
        raise BadInput("nothing says what it is", where=item.id, expected="type, options, items or score")

    def options(self, item: Item) -> list[Option]:
        if isinstance(item.options, str):
            if item.options not in self.form.options:
                raise BadInput(f"there is no list of options {item.options!r}", where=item.id, expected="a list above")
            return self.form.options[item.options]
        return item.options or []

    def codes(self, item: Item) -> list[dict[str, str]]:
        return [{"system": names.LOINC, "code": item.loinc}] if item.loinc else []

    def extensions(self, item: Item, type_: str) -> Iterator[dict[str, Any]]:
        expression = item.score or item.calculate
        if expression:
            told = {"language": names.FHIRPATH, "expression": expression}
            yield {"url": names.CALCULATED, "valueExpression": told}
        if item.score:
            yield {"url": names.EXTRACT, "valueBoolean": True}
        if item.calculate:
            yield {"url": names.HIDDEN, "valueBoolean": True}
        if item.hint:
            yield {"url": names.HINT, "valueString": item.hint}
        for url, limit in ((names.LEAST, item.least), (names.MOST, item.most)):
            if limit is not None:
                yield {"url": url, **_number(limit, type_)}
        if item.unit:
            yield {"url": names.UNIT, "valueCoding": {"display": item.unit}}
        yield from _initial(item)
        for band in item.bands:
            self.bands.append(_band(item.id, band))

    def conditions(self, item: Item, question: str, given: Given | list[Given]) -> Iterator[dict[str, Any]]:
        asked = self.known.get(question)
        if asked is None:
            raise BadInput(
                f"`when` names {question!r}, which is not there", where=item.id, expected="the id of a question"
            )
        for each in given if isinstance(given, list) else [given]:
            compared = _COMPARED.fullmatch(each) if isinstance(each, str) else None
            if compared:
                value = float(compared[2]) if "." in compared[2] else int(compared[2])
                yield {"question": question, "operator": compared[1], **_number(value, self.type(asked), "answer")}
            elif isinstance(each, bool):
                yield {"question": question, "operator": "=", "answerBoolean": each}
            elif isinstance(each, str) and asked.options is not None:
                yield {"question": question, "operator": "=", "answerCoding": {"code": each}}
            elif isinstance(each, str):
                yield {"question": question, "operator": "=", "answerString": each}
            else:
                yield {"question": question, "operator": "=", **_number(each, self.type(asked), "answer")}


def _walk(item: Item) -> Iterator[Item]:
    yield item
    for child in item.items:
        yield from _walk(child)


def _code(url: str, value: str) -> dict[str, Any]:
    return {"url": url, "valueCode": value}


def _text(url: str, value: str) -> dict[str, Any]:
    return {"url": url, "valueString": value}


def _number(value: int | float, type_: str, prefix: str = "value") -> dict[str, Any]:
    if type_ == "integer" and value == int(value):
        return {f"{prefix}Integer": int(value)}
    return {f"{prefix}Decimal": Exact(str(value))}


def _option(option: Option) -> dict[str, Any]:
    coding: dict[str, Any] = {}
    if option.score is not None:
        coding["extension"] = [{"url": names.ORDINAL, "valueDecimal": option.score}]
    coding |= {"code": option.code, "display": option.text}
    extensions: list[dict[str, Any]] = [{"url": names.EXCLUSIVE, "valueBoolean": True}] if option.alone else []
    if option.initial:
        extensions.append(_rule(names.INITIAL, option.initial))
    return {**({"extension": extensions} if extensions else {}), "valueCoding": coding}


def _rule(url: str, text: str) -> dict[str, Any]:
    return {"url": url, "valueExpression": {"language": names.RULE, "expression": text}}


def _initial(item: Item) -> Iterator[dict[str, Any]]:
    match item.initial:
        case None:
            return
        case Reading(reading=name, unit=unit, within=within):
            rows = f"where name == '{name}' and unit == '{unit}', {within}"
            yield _rule(names.INITIAL, f"last(reading.value {rows})")
            yield _rule(names.KNOWN_AT, f"last(reading.at {rows})")
        case str() as text:
            yield _rule(names.INITIAL, text)


def _band(score: str, band: Band) -> dict[str, Any]:
    parts: list[Mapping[str, Any]] = [
        _text("score", score),
        {"url": "least", "valueDecimal": band.least},
        _text("label", band.label),
        *(_text(part, told) for part in ("meaning", "tells") if (told := getattr(band, part))),
        _code("tone", band.tone),
    ]
    return {"url": names.BAND, "extension": parts}
