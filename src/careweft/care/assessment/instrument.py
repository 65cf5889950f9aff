"""An instrument: a FHIR Questionnaire, read, checked and ready to be asked.

Understood of SDC: groups, enableWhen in any depth, required, repeats (questions, and groups that are not within one
another), answerOption with ordinal values or a value set that comes along, calculatedExpression (FHIRPath),
initialExpression (our rule language), observationExtract. Whatever else an item says is refused by name, so that
nothing is silently left out of a score.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal, get_args

from careweft.base.errors import BadInput
from careweft.care.assessment import names
from careweft.fhir.fhirpath import Path, compile_path
from careweft.fhir.fhirpath.clock import CLOCK
from careweft.fhir.fhirpath.parse import Call
from careweft.fhir.fhirpath.parse import Literal as Text
from careweft.fhir.fhirpath.parse import parse as tree
from careweft.rules.errors import RuleError
from careweft.rules.rule import Rule
from careweft.rules.rule import parse as rule

Type = Literal[
    "group", "display", "boolean", "integer", "decimal", "date", "choice", "open-choice", "string", "text"
]  # fmt: skip
TYPES: Final[tuple[Type, ...]] = get_args(Type)
MOST_ITEMS: Final = 500
OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    ">": lambda a, b: bool(a > b),
    "<": lambda a, b: bool(a < b),
    ">=": lambda a, b: bool(a >= b),
    "<=": lambda a, b: bool(a <= b),
}


@dataclass(frozen=True)
class Coded:
    """An answer out of a list. Two are the same where code and system are; `weight` is what it scores, if anything."""

    code: str
    system: str = ""
    display: str = field(default="", compare=False)
    weight: Decimal | None = field(default=None, compare=False)


Value = bool | int | Decimal | date | Coded | str


@dataclass(frozen=True)
class Option:
    """One of the answers that may be chosen; `initial` says of whom the record knows it already."""

    value: Coded | str | int
    text: str
    exclusive: bool = False
    initial: Rule | None = None

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return self.value.code if isinstance(self.value, Coded) else str(self.value)


@dataclass(frozen=True)
class Condition:
    """One enableWhen: the item is asked where the answer to `question` compares so. For `exists` value is a truth."""

    question: str
    operator: str
    value: Value


@dataclass(frozen=True)
class Item:
    """A question, a group of them, or words; `number` is its place in the whole, from 0."""

    id: str
    number: int
    text: str
    type: Type
    prefix: str = ""
    hint: str = ""
    required: bool = False
    repeats: bool = False
    hidden: bool = False
    options: tuple[Option, ...] = ()
    conditions: tuple[Condition, ...] = ()
    every: bool = True
    least: Decimal | date | None = None
    most: Decimal | date | None = None
    longest: int | None = None
    unit: str = ""
    calculated: Path | None = None
    reads: frozenset[str] = frozenset()
    initial: Rule | None = None
    known_at: Rule | None = None
    codes: tuple[Mapping[str, str], ...] = ()
    kept: bool = False
    items: tuple["Item", ...] = ()

    @property
    def asks(self) -> bool:
        """Whether somebody can answer it."""
        return self.type not in ("group", "display") and self.calculated is None

    def walk(self) -> Iterator["Item"]:
        """It and everything below it, in order."""
        yield self
        for item in self.items:
            yield from item.walk()


@dataclass(frozen=True)
class Band:
    """What a score from `least` on means, until the next band; `tone` is good, plain, warn or alert, `tells` what
    the person themselves is told."""

    score: str
    least: Decimal
    label: str
    meaning: str
    tone: str = "plain"
    tells: str = ""


@dataclass(frozen=True)
class Alert:
    """What must be done at once where its FHIRPath holds of the answers, and said to staff and (`tells`) the person."""

    id: str
    when: Path
    says: str
    task: str
    within: str
    by: str
    tells: str = ""


@dataclass(frozen=True)
class Licence:
    """Whether anybody may use the wording (`free`, `ours`) or who holds a licence for this place (`licensed`)."""

    kind: Literal["free", "ours", "licensed"]
    holder: str
    terms: str


@dataclass(frozen=True)
class Instrument:
    """An instrument. `label` is the security label of its answers, as a Coding; `content` the FHIR Questionnaire.

    `translations` are those that the Questionnaire itself brings: by language, its texts in that language.
    """

    id: str
    title: str
    version: str
    about: str
    source: str
    licence: Licence
    by: frozenset[str]
    items: tuple[Item, ...]
    bands: tuple[Band, ...]
    alerts: tuple[Alert, ...]
    label: Mapping[str, str] | None
    content: Mapping[str, Any] = field(repr=False)
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)

    @property
    def canonical(self) -> str:
        """What its answers name it by."""
        return f"{names.CANONICAL}/{self.id}|{self.version}"

    @cached_property
    def every(self) -> tuple[Item, ...]:
        """Every item, in the order of the document."""
        return tuple(found for item in self.items for found in item.walk())

    @cached_property
    def item(self) -> Mapping[str, Item]:
        """Every item by its linkId."""
        return {item.id: item for item in self.every}

    @cached_property
    def parent(self) -> Mapping[str, Item]:
        """The item that each item stands in; those at the top have none."""
        return {child.id: item for item in self.every for child in item.items}

    @cached_property
    def repeating(self) -> Mapping[str, Item]:
        """The repeating group that an item stands in, if any."""
        return {i.id: g for g in self.every if g.type == "group" and g.repeats for c in g.items for i in c.walk()}

    @cached_property
    def order(self) -> tuple[Item, ...]:
        """Every item after what decides on it. Raises BadInput where items decide on one another in a circle."""
        return _sorted(self)

    @cached_property
    def scores(self) -> tuple[Item, ...]:
        """The calculated items that are kept as Observations, the first of them the instrument's own score."""
        return tuple(item for item in self.every if item.kept)

    def code(self, score: Item) -> str:
        """What a score is called among the facts: the instrument's id for the first, then `<id>-<linkId>`."""
        return self.id if score is self.scores[0] else f"{self.id}-{score.id}"

    def band(self, score: str, value: float | Decimal) -> Band | None:
        """What a value of a score means."""
        held = [band for band in self.bands if band.score == score and band.least <= Decimal(str(value))]
        return max(held, key=lambda band: band.least, default=None)


def read(content: Mapping[str, Any], where: str = "") -> Instrument:
    """The instrument of a FHIR Questionnaire that is well formed (see `fhir.decode`).

    Raises BadInput with the item and what was expected for whatever the engine does not do.
    """
    where = where or f"Questionnaire {content.get('id', '')}".strip()
    try:
        made = _Reader().instrument(content)
        made.order  # noqa: B018 - refuses what goes round in a circle
        _check(made)
    except BadInput as wrong:
        place = f"{where}: {wrong.where}" if wrong.where else where
        raise BadInput(wrong.what, where=place, expected=wrong.expected, hint=wrong.hint) from wrong
    return made


class _Reader:
    def __init__(self) -> None:
        self.count = 0
        self.lists: dict[str, Mapping[str, Any]] = {}

    def instrument(self, content: Mapping[str, Any]) -> Instrument:
        told = _extension(content, names.LICENCE)
        kind = str(_part(told, "kind") or "")
        if kind not in ("free", "ours", "licensed"):
            raise BadInput("nobody says whether it may be used", expected="a licence", hint="See instrument import")
        licence = Licence(kind, str(_part(told, "holder") or ""), str(content.get("copyright", "")))  # type: ignore[arg-type]
        label = _extension(content, names.LABEL)
        within = (each for each in content.get("contained", ()) if each["resourceType"] == "ValueSet")
        self.lists = {f"#{each.get('id')}": each for each in within}
        return Instrument(
            str(content["id"]),
            str(content.get("title") or content["id"]),
            str(content.get("version", "1")),
            str(content.get("description", "")),
            str(_value(_extension(content, names.SOURCE)) or ""),
            licence,
            frozenset(_value(e) for e in _extensions(content, names.FOR)) or frozenset({"staff"}),
            tuple(self.items(content.get("item", ()))),
            tuple(_band(e) for e in _extensions(content, names.BAND)),
            tuple(_alert(e) for e in _extensions(content, names.ALERT)),
            label["valueCoding"] if label else None,
            content,
            _translations(content),
        )

    def items(self, found: Iterable[Mapping[str, Any]]) -> Iterator[Item]:
        for each in found:
            try:
                yield self.one(each)
            except BadInput as wrong:
                where = wrong.where or f"item {each.get('linkId')}"
                raise BadInput(wrong.what, where=where, expected=wrong.expected, hint=wrong.hint) from wrong

    def one(self, item: Mapping[str, Any]) -> Item:
        type_ = item["type"]
        if type_ not in TYPES:
            raise BadInput(f"type {type_!r} is not asked here", expected=f"one of {', '.join(TYPES)}")
        number, self.count = self.count, self.count + 1
        if number >= MOST_ITEMS:
            raise BadInput("there are too many items", expected=f"at most {MOST_ITEMS}")
        calculated, reads = _calculated(item)
        unit = (_extension(item, names.UNIT) or {}).get("valueCoding", {})
        return Item(
            item["linkId"],
            number,
            item.get("text", ""),
            type_,
            item.get("prefix", ""),
            str(_value(_extension(item, names.HINT)) or ""),
            bool(item.get("required")),
            bool(item.get("repeats")),
            bool(_value(_extension(item, names.HIDDEN))),
            tuple(_option(option) for option in self.options(item)),
            tuple(_condition(when) for when in item.get("enableWhen", ())),
            item.get("enableBehavior", "all") == "all",
            _limit(_extension(item, names.LEAST)),
            _limit(_extension(item, names.MOST)),
            item.get("maxLength"),
            unit.get("display") or unit.get("code", ""),
            calculated,
            reads,
            _rule(_extension(item, names.INITIAL)),
            _rule(_extension(item, names.KNOWN_AT)),
            tuple(item.get("code", ())),
            bool(_value(_extension(item, names.EXTRACT))) and calculated is not None,
            tuple(self.items(item.get("item", ()))),
        )

    def options(self, item: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """The options of an item; where it names a value set within the Questionnaire, the concepts of that."""
        if "answerValueSet" not in item:
            return item.get("answerOption", ())  # type: ignore[no-any-return]
        if item["answerValueSet"] not in self.lists:
            raise BadInput("answerValueSet is not looked up", expected="answerOption, or a ValueSet in `contained`")
        return list(_listed(self.lists[item["answerValueSet"]]))


def _listed(values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The concepts that a value set lists, as options."""
    for part in values.get("compose", {}).get("include", ()):
        if part.keys() - {"system", "version", "concept"} or not part.get("concept"):
            raise BadInput(f"the value set {values['id']!r} does not list its concepts", expected="include.concept")
        for concept in part["concept"]:
            told = {"extension": concept["extension"]} if "extension" in concept else {}
            coding = {"system": part.get("system"), "code": concept["code"], "display": concept.get("display")}
            yield {**told, "valueCoding": {name: value for name, value in coding.items() if value}}


def _translations(content: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What the translation extensions (R4) of all its texts say, wherever they stand."""
    found: dict[str, dict[str, str]] = {}
    for part in _parts(content):
        for name, beside in part.items():
            if not (name.startswith("_") and isinstance(beside, Mapping)):
                continue
            for each in _extensions(beside, names.TRANSLATION):
                language, text = str(_part(each, "lang") or ""), str(_part(each, "content") or "")
                if text and isinstance(english := part.get(name[1:]), str):
                    found.setdefault(language.partition("-")[0].lower(), {})[english] = text
    return found


def _parts(node: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(node, Mapping):
        yield node
        node = tuple(node.values())
    if isinstance(node, list | tuple):
        for each in node:
            yield from _parts(each)


def _extensions(of: Mapping[str, Any], url: str) -> list[Mapping[str, Any]]:
    return [each for each in of.get("extension", ()) if each.get("url") == url]


def _extension(of: Mapping[str, Any], url: str) -> Mapping[str, Any] | None:
    return next(iter(_extensions(of, url)), None)


def _value(extension: Mapping[str, Any] | None) -> Any:
    return next((value for key, value in (extension or {}).items() if key.startswith("value")), None)


def _part(extension: Mapping[str, Any] | None, name: str) -> Any:
    return _value(next((e for e in (extension or {}).get("extension", ()) if e.get("url") == name), None))


def _calculated(item: Mapping[str, Any]) -> tuple[Path | None, frozenset[str]]:
    """The expression of a calculated item and the texts in it: those that are linkIds say what it reads."""
    extension = _extension(item, names.CALCULATED)
    if extension is None:
        return None, frozenset()
    expression = extension["valueExpression"].get("expression", "")
    nodes = list(_nodes(tree(expression)))
    if timed := sorted({node.name for node in nodes if isinstance(node, Call)} & CLOCK):
        raise BadInput(f"an answer is calculated by {timed[0]}()", expected="the same from the same answers, whenever")
    return path(expression), frozenset(
        str(node.value) for node in nodes if isinstance(node, Text) and node.kind == "String"
    )


def path(expression: str) -> Path:
    """A FHIRPath over the QuestionnaireResponse."""
    return compile_path(expression, resource_type="QuestionnaireResponse")


def _nodes(node: Any) -> Iterator[Any]:
    """A tree's nodes, and the values in them."""
    yield node
    for value in vars(node).values() if hasattr(node, "__dict__") else ():
        for part in value if isinstance(value, tuple) else (value,):
            yield from _nodes(part)


def _rule(extension: Mapping[str, Any] | None) -> Rule | None:
    if extension is None:
        return None
    told = extension["valueExpression"]
    if told.get("language") != names.RULE:
        raise BadInput(f"an initial value in {told.get('language')!r} is not read", expected=names.RULE)
    try:
        return rule(told["expression"])
    except RuleError as wrong:
        raise BadInput(f"the rule {told['expression']!r}: {wrong}") from wrong


def value(of: Mapping[str, Any], prefix: str = "value") -> Value:
    """The value[x] of an answer, option or condition. BadInput for a type that is not asked here."""
    for key, found in of.items():
        kind = key.removeprefix(prefix)
        if not key.startswith(prefix):
            continue
        match kind:
            case "Boolean" | "Integer" | "String":
                return found  # type: ignore[no-any-return]
            case "Decimal":
                return Decimal(str(getattr(found, "text", found)))
            case "Date":
                return date.fromisoformat(found)
            case "Coding":
                return coded(found)
    raise BadInput(
        f"a value of this type is not asked here ({', '.join(of)})", expected="boolean, number, date, coding"
    )


def coded(coding: Mapping[str, Any]) -> Coded:
    """An answer out of a list, with the weight that its coding carries."""
    found = _extension(coding, names.ORDINAL)
    weight = None if found is None else Decimal(str(getattr(_value(found), "text", _value(found))))
    return Coded(coding.get("code", ""), coding.get("system", ""), coding.get("display", ""), weight)


def _option(option: Mapping[str, Any]) -> Option:
    found = value(option)
    if not isinstance(found, Coded | str | int) or isinstance(found, bool):
        raise BadInput("an option of this type is not offered", expected="valueCoding, valueString or valueInteger")
    if isinstance(found, Coded) and found.weight is None and (weight := _extension(option, names.ORDINAL)):
        found = Coded(found.code, found.system, found.display, Decimal(str(_value(weight))))
    shown = (found.display or found.code) if isinstance(found, Coded) else str(found)
    exclusive = bool(_value(_extension(option, names.EXCLUSIVE)))
    return Option(found, shown, exclusive, _rule(_extension(option, names.INITIAL)))


def _condition(when: Mapping[str, Any]) -> Condition:
    return Condition(when["question"], when["operator"], value(when, "answer"))


def _limit(extension: Mapping[str, Any] | None) -> Decimal | date | None:
    if extension is None:
        return None
    found = value(extension)
    if isinstance(found, date | Decimal):
        return found
    if isinstance(found, int) and not isinstance(found, bool):
        return Decimal(found)
    raise BadInput("a limit is neither a number nor a date", expected="valueInteger, valueDecimal or valueDate")


def _band(extension: Mapping[str, Any]) -> Band:
    told = {each["url"]: _value(each) for each in extension["extension"]}
    least = Decimal(str(told["least"]))
    meaning, tone = told.get("meaning", ""), told.get("tone", "plain")
    return Band(told["score"], least, told["label"], meaning, tone, told.get("tells", ""))


def _alert(extension: Mapping[str, Any]) -> Alert:
    told = {each["url"]: _value(each) for each in extension["extension"]}
    when = path(told["when"]["expression"])
    by, tells = told.get("by", "coordinator"), told.get("tells", "")
    return Alert(told["id"], when, told["says"], told["task"], told["within"], by, tells)


def _check(made: Instrument) -> None:
    """What cannot be said of one item by itself."""
    if len(made.item) != len(made.every):
        twice = sorted({item.id for item in made.every if made.item[item.id] is not item})
        raise BadInput(f"linkId {twice[0]!r} stands here twice", expected="each once")
    for item in made.every:
        for problem, expected in _faults(made, item):
            raise BadInput(problem, where=f"item {item.id}", expected=expected)
    known = {score.id for score in made.scores}
    for band in made.bands:
        if band.score not in known:
            raise BadInput(f"a band is of {band.score!r}", expected=f"a score: {', '.join(sorted(known)) or 'none'}")
    if made.licence.kind == "licensed" and not made.licence.holder:
        raise BadInput("nobody is said to hold the licence", expected="who holds it")


def _faults(made: Instrument, item: Item) -> Iterator[tuple[str, str]]:
    if item.asks and not item.text:
        yield "it does not say what it asks", "its text"
    if "#" in item.id:
        yield "'#' stands in the linkId", "a linkId without it"
    if item.type in ("choice",) and not item.options and item.calculated is None:
        yield "there is nothing to choose from", "answerOption"
    keys = [option.key for option in item.options]
    if len(set(keys)) != len(keys):
        yield "two options have one code", "different codes"
    if item.type == "group" and item.repeats and item.id in made.repeating:
        yield "a repeating group stands within another", "one level"
    if item.calculated is not None and item.id in made.repeating:
        yield "a calculated item stands within a repeating group", "it outside"
    if item.repeats and item.asks and item.items:
        yield "a question with several answers has questions below it", "them beside it, with enableWhen"
    for condition in item.conditions:
        yield from _condition_faults(made, item, condition)


def _condition_faults(made: Instrument, item: Item, condition: Condition) -> Iterator[tuple[str, str]]:
    asked = made.item.get(condition.question)
    if asked is None:
        yield f"enableWhen asks {condition.question!r}, which is not there", "the linkId of a question"
        return
    if asked.type in ("group", "display"):
        yield f"enableWhen asks {condition.question!r}, which nobody answers", "a question"
    if condition.operator == "exists":
        if not isinstance(condition.value, bool):
            yield "enableWhen exists with no truth", "answerBoolean"
        return
    kinds = {
        "boolean": (bool,), "integer": (int, Decimal), "decimal": (int, Decimal), "date": (date,),
        "string": (str,), "text": (str,), "choice": (Coded, str, int), "open-choice": (Coded, str, int),
    }.get(asked.type, ())  # fmt: skip
    fits = isinstance(condition.value, kinds) and (asked.type == "boolean" or not isinstance(condition.value, bool))
    if not fits:
        yield f"enableWhen compares {condition.question!r} with a value of another type", f"a value of {asked.type}"
    if condition.operator in (">", "<", ">=", "<=") and asked.type not in ("integer", "decimal", "date"):
        yield f"enableWhen {condition.operator} asks a {asked.type}", "= or !="
    codes = [o.value for o in asked.options]
    if asked.type == "choice" and codes and condition.value not in codes:
        yield f"enableWhen asks {condition.question!r} for what is not among its answers", "one of its options"


def _sorted(made: Instrument) -> tuple[Item, ...]:
    """Depth first from each item in order; the way back to an item that is still open is a circle."""
    done: dict[str, Item] = {}
    open_: list[str] = []

    def visit(item: Item) -> None:
        if item.id in done:
            return
        if item.id in open_:
            circle = " → ".join([*open_[open_.index(item.id) :], item.id])
            raise BadInput(f"whether items are asked goes round in a circle: {circle}", expected="no circle")
        open_.append(item.id)
        for needed in _needs(made, item):
            visit(needed)
        open_.pop()
        done[item.id] = item

    for item in made.every:
        visit(item)
    return tuple(done.values())


def _needs(made: Instrument, item: Item) -> Iterator[Item]:
    """What must be known before it is known whether an item is asked and what it is."""
    if above := made.parent.get(item.id):
        yield above
    for condition in item.conditions:
        if condition.question in made.item:
            yield made.item[condition.question]
    if item.calculated is not None:
        named = [made.item[name] for name in sorted(item.reads & made.item.keys())]
        whole = [other for other in made.every if other.asks]
        for other in [part for each in named for part in each.walk()] if named else whole:
            if other is not item:
                yield other
