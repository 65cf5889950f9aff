"""The questions of an instrument as forms show them, and their answers as forms send them back.

A field's name and id are `q` and the question's place in the instrument, with `-n` for the n-th time in a repeating
group; a date has three more with `-day`, `-month`, `-year` behind it. `shown` in a form lists the keys that it shows,
so that a question left blank can be told from one that was not asked.

A text of an instrument is said in the language that is spoken: as the Questionnaire itself translates it, else as our
catalogue does, which has those that persons fill in. What is kept of an answer is the same in every language.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from careweft.base.errors import BadInput
from careweft.care.assessment.answers import Answer, item_of, key, turn_of, turns
from careweft.care.assessment.evaluate import Fault, Sentence, State, read_text
from careweft.care.assessment.instrument import Coded, Instrument, Item, Value
from careweft.web.language import N_, _, spoken
from careweft.web.view import FormError

Raw = Mapping[str, Sequence[str]]
YES_NO = (("true", N_("Yes")), ("false", N_("No")))
OTHER = "other:"
_PARTS = ("day", "month", "year")


def say(instrument: Instrument, text: str) -> str:
    """A text of an instrument, or a sentence that names one, in the language that is spoken."""
    if isinstance(text, Sentence):
        return _(text.pattern).format(**{name: say(instrument, part) for name, part in text.parts.items()})
    return instrument.translations.get(spoken(), {}).get(text) or _(text)


def ours(instrument: Instrument) -> bool:
    """Whether what is shown is our translation of a form that others wrote."""
    return spoken() != "en" and instrument.licence.kind != "ours" and spoken() not in instrument.translations


@dataclass(frozen=True)
class Choice:
    """One answer that may be chosen."""

    value: str
    text: str
    chosen: bool
    exclusive: bool = False


@dataclass(frozen=True)
class Question:
    """One question: how it is asked, what stands there, and who answered. `kind` is a part of components/questions."""

    id: str
    key: str
    kind: str
    text: str
    hint: str
    unit: str
    optional: bool
    choices: Sequence[Choice]
    values: Sequence[str]
    answered: Answer | None
    error: str = ""


@dataclass(frozen=True)
class Words:
    """A heading, or something to read. `add` is the group that may be answered once more below it."""

    text: str
    heading: bool
    add: str = ""


@dataclass(frozen=True)
class Part:
    """A page of a form: what it is called, and what stands on it."""

    id: str
    title: str
    items: Sequence[Item]


def parts(instrument: Instrument) -> list[Part]:
    """The pages of an instrument: each of its groups by itself, whatever stands between two of them together."""
    found: list[Part] = []
    loose: list[Item] = []

    def close() -> None:
        if any(item.asks or item.type == "display" for item in loose):
            found.append(Part(loose[0].id, instrument.title, tuple(loose)))
        loose.clear()

    groups = [item for item in instrument.items if item.type == "group" and not item.repeats]
    if len(groups) < 2:
        return [Part(instrument.items[0].id, instrument.title, instrument.items)]
    for item in instrument.items:
        if item in groups:
            close()
            found.append(Part(item.id, item.text or instrument.title, (item,)))
        elif item.calculated is None:
            loose.append(item)
    close()
    return found


def asked_parts(state: State) -> list[Part]:
    """The pages on which something is asked now."""
    named = {item_of(name) for name in state.asked}
    return [
        part
        for part in parts(state.instrument)
        if any(item.asks and item.id in named for top in part.items for item in top.walk())
    ]


def field_id(instrument: Instrument, name: str) -> str:
    """The id and name of the field of a key."""
    turn = turn_of(name)
    number = instrument.item[item_of(name)].number
    return f"q{number}" if turn is None else f"q{number}-{turn}"


@dataclass(frozen=True)
class Sheet:
    """A page of a form as it is filled in: the state, what was typed that is no answer, and what is wrong."""

    state: State
    typed: Raw = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, int] = field(default_factory=dict)  # how often a repeating group is shown, at least

    def rows(self, part: Part) -> list[Question | Words]:
        """What stands on a page, in order."""
        top = part.items
        if len(top) == 1 and top[0].type == "group":
            top = top[0].items  # its words are the page's title
        return [row for item in top for row in self._rows(item, None)]

    def _rows(self, item: Item, turn: int | None) -> Iterator[Question | Words]:
        if item.type == "group" and item.repeats:
            yield from self._repeated(item)
            return
        if not self._asked(item, turn) or item.calculated is not None or item.hidden:
            return
        if item.type == "display":
            yield Words(self._say(item.text), False)
        elif item.type == "group":
            yield Words(self._say(item.text), True)
        else:
            yield self._question(item, key(item.id, turn))
        for child in item.items:
            yield from self._rows(child, turn)

    def _repeated(self, group: Item) -> Iterator[Question | Words]:
        if group.id not in self.state.asked:
            return
        times = max(turns(self.state.instrument, group, self._keys()), self.more.get(group.id, 1))
        for time in range(1, times + 1):
            title = self._say(group.text)
            yield Words(f"{title} {time}" if times > 1 else title, True)
            for child in group.items:
                yield from self._rows(child, time)
        yield Words("", False, group.id)

    def _asked(self, item: Item, turn: int | None) -> bool:
        """Of a group that is shown once more than it is answered the state does not know: what is always asked is."""
        name = key(item.id, turn)
        if name in self.state.asked:
            return True
        return turn is not None and key(item.id, 1) in self.state.asked and not item.conditions

    def _say(self, text: str) -> str:
        return say(self.state.instrument, text)

    def _keys(self) -> list[str]:
        return [*self.state.answers, *self.typed]

    def _question(self, item: Item, name: str) -> Question:
        answer = self.state.answers.get(name)
        values = self.typed.get(name) or [text_of(found) for found in (answer.values if answer else ())]
        options = YES_NO if item.type == "boolean" else [(option.key, option.text) for option in item.options]
        alone = {option.key for option in item.options if option.exclusive}
        known = {code for code, _ in options}
        return Question(
            field_id(self.state.instrument, name),
            name,
            kind(item),
            f"{item.prefix} {self._say(item.text)}".strip(),
            self._say(item.hint),
            self._say(item.unit),
            not item.required,
            [Choice(code, self._say(text), code in values, code in alone) for code, text in options],
            [value for value in values if value not in known] if item.options else values,
            answer,
            self._say(self.errors.get(name, "")),
        )


def kind(item: Item) -> str:
    """How a question is shown."""
    match item.type:
        case "boolean":
            return "radios"
        case "choice":
            return "checkboxes" if item.repeats else "radios"
        case "open-choice":
            return "open-checkboxes" if item.repeats else "open-radios"
        case "date":
            return "date"
        case "text":
            return "textarea"
        case "integer" | "decimal":
            return "number"
    return "input"


def text_of(found: Value) -> str:
    """A value as a form's text."""
    match found:
        case bool():
            return "true" if found else "false"
        case Coded():
            return found.code
        case date():
            return found.isoformat()
    return str(found)


def in_words(instrument: Instrument, item: Item, found: Value, day: object = str) -> str:
    """A value as people read it."""
    match found:
        case bool():
            return _("Yes") if found else _("No")
        case Coded():
            option = next((option.text for option in item.options if option.value == found), None)
            return say(instrument, option or found.display or found.code)
        case date():
            return str(day(found)) if callable(day) else found.isoformat()
    shown = next((option.text for option in item.options if option.value == found), str(found))
    unit = say(instrument, item.unit)
    return f"{shown} {unit}".strip() if unit != "%" else f"{shown}%"


@dataclass(frozen=True)
class Given:
    """What a form sent: answers by key (none: left blank), and what was typed that is no answer, with why."""

    answers: Mapping[str, tuple[Value, ...]]
    typed: Mapping[str, list[str]]
    errors: Mapping[str, str]


def read(instrument: Instrument, pairs: Iterable[tuple[str, str]]) -> Given:
    """Read a form of an instrument. Raises BadInput where it is not one of its forms."""
    sent: dict[str, list[str]] = {}
    for name, value in pairs:
        sent.setdefault(name, []).append(value)
    answers: dict[str, tuple[Value, ...]] = {}
    typed: dict[str, list[str]] = {}
    errors: dict[str, str] = {}
    for name in " ".join(sent.get("shown", ())).split():
        item = instrument.item.get(item_of(name))
        if item is None or not item.asks or (turn_of(name) or 1) > 50:
            raise BadInput("this form is of another assessment", hint="Open the assessment again")
        raw = _raw(item, field_id(instrument, name), sent)
        try:
            answers[name] = read_text(item, raw)
        except BadInput as wrong:
            typed[name], errors[name] = raw, wrong.what
    return Given(answers, typed, errors)


def _raw(item: Item, name: str, sent: Mapping[str, list[str]]) -> list[str]:
    if item.type == "date":
        day, month, year = (next(iter(sent.get(f"{name}-{part}", ())), "").strip() for part in _PARTS)
        if not (day or month or year):
            return []
        if day.isdecimal() and month.isdecimal() and year.isdecimal():
            return [f"{year.zfill(4)}-{month.zfill(2)}-{day.zfill(2)}"]
        return [f"{year}-{month}-{day}"]
    found = [value for value in sent.get(name, ()) if value != OTHER]
    if item.type == "open-choice":
        words = [each.strip() for each in sent.get(f"{name}-other", ()) if each.strip()]
        return [*found, *words] if item.repeats or not found else found
    return found


def form_errors(instrument: Instrument, faults: Iterable[Fault]) -> list[FormError]:
    """Faults as the summary above a form shows them; each leads to its field."""
    return [FormError(_first(instrument, fault.key), say(instrument, fault.text)) for fault in faults]


def _first(instrument: Instrument, name: str) -> str:
    found = field_id(instrument, name)
    return f"{found}-day" if instrument.item[item_of(name)].type == "date" else found


def date_parts(values: Sequence[str]) -> tuple[str, str, str]:
    """Day, month and year as they stand in three fields, also where they are no date."""
    pieces = (list(values[0].split("-")) if values else []) + ["", "", ""]
    return pieces[2].lstrip("0"), pieces[1].lstrip("0"), pieces[0]
