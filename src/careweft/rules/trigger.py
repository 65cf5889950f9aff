"""When a reaction or a programme begins: on a kind of event, where a rule is true."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from careweft.rules.check import value
from careweft.rules.context import Context
from careweft.rules.errors import Fault, did_you_mean
from careweft.rules.moment import Facts
from careweft.rules.rule import Rule, root
from careweft.rules.scope import Scope
from careweft.rules.syntax import Syntax, read, span_of, words_of
from careweft.rules.vocabulary import starting
from careweft.rules.words import Vocabulary


@dataclass(frozen=True)
class Trigger:
    """`on discharged where from.class == 'inpatient'`: a kind of event and, unless it is always so, a rule."""

    kind: str
    rule: Rule | None = None

    def __str__(self) -> str:
        return f"on {self.kind}" + (f" where {self.rule}" if self.rule else "")

    def fires(
        self,
        kind: str,
        data: Mapping[str, Any],
        at: datetime,
        facts: Facts,
        known_at: datetime | None = None,
    ) -> bool:
        """Whether an event of this kind, at this instant and with this data, is one that the trigger waits for.

        The person's facts are seen just after the event, so that it has itself happened.
        """
        return kind == self.kind and (self.rule is None or self.rule.selects(facts, at, known_at, data))


def parse_trigger(text: str, vocabulary: Vocabulary | None = None, *, name: str = "") -> Trigger:
    """The trigger that a text says, with or without a leading `on`. Raises `RuleError`."""
    words = vocabulary or starting()
    try:
        phrase, where = _parts(read(text, "trigger"))
        kind = words_of(phrase)
        if kind not in words.events:
            hint = did_you_mean(kind, words.events) or f"Known are {', '.join(sorted(words.events))}."
            raise Fault(f"there is no event `{kind}`", span_of(phrase), hint=hint)
        if where is None:
            return Trigger(kind)
        node = root(Scope(words, value, event_context(words, kind)), where)
        if node.type != "boolean":
            raise Fault(f"a condition of type {node.type}", span_of(where), expected="true or false")
    except Fault as fault:
        raise fault.within(text, name) from None
    return Trigger(kind, Rule(node, words.zone, words.tables, text[span_of(where).start :]))


def event_context(vocabulary: Vocabulary, kind: str) -> Context:
    """What a rule may use of an event of this kind."""
    event = vocabulary.events[kind]
    return Context.of_event(vocabulary.tables[event.fact], event.also)


def _parts(syntax: Syntax) -> tuple[Syntax, Syntax | None]:
    phrase, where = syntax.children
    assert not isinstance(phrase, str)
    assert not isinstance(where, str)
    return phrase, where
