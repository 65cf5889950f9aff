"""A rule: text that has a meaning, for one person in memory and, by the same tree, for a population (see `engines`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from careweft.base.errors import BadInput
from careweft.facts.catalogue import Table
from careweft.rules import nodes, walk
from careweft.rules.calendar import just_after
from careweft.rules.catalogue import ONE_ROW
from careweft.rules.check import value
from careweft.rules.context import NOTHING, Context
from careweft.rules.errors import Fault, Span
from careweft.rules.explain import Explanation, explained
from careweft.rules.in_memory import Cell, compiled
from careweft.rules.moment import Facts, Moment, utc
from careweft.rules.nodes import Aggregate, Given, Node
from careweft.rules.scope import Scope
from careweft.rules.syntax import Syntax, read, span_of
from careweft.rules.text import text as canonical
from careweft.rules.types import Type, Value
from careweft.rules.vocabulary import starting
from careweft.rules.words import Vocabulary

_DEEPEST: Final = 100
NOTHING_KNOWN: Final = "every input is missing, so nobody is selected"


@dataclass(frozen=True)
class Rule:
    """A rule that has been read and checked; `str` gives its canonical text, `source` is the text as written.

    Rules are equal when their trees and their zones are.
    """

    node: Node
    zone: str
    tables: Mapping[str, Table] = field(compare=False, repr=False)
    source: str = field(compare=False, default="")

    def __str__(self) -> str:
        return canonical(self.node)

    @property
    def type(self) -> Type:
        """What the rule yields for each person."""
        return self.node.type

    @cached_property
    def needs(self) -> frozenset[str]:
        """The fact tables that the rule looks at."""
        return walk.tables(self.node)

    @cached_property
    def inputs(self) -> tuple[Aggregate | Given, ...]:
        """What the rule asks about the person and about what is given, each once, from left to right."""
        found = dict.fromkeys(leaf for leaf in walk.leaves(self.node) if isinstance(leaf, Aggregate | Given))
        return tuple(found)

    def evaluate(
        self,
        facts: Facts,
        at: datetime,
        known_at: datetime | None = None,
        event: Mapping[str, Any] | None = None,
    ) -> Value | None:
        """The rule's value for one person as at `at`, by what was known at `known_at` (None: what is known now).

        None is missing. With an `event` (whose data gives the rule's context), the rule is evaluated just after `at`,
        so that the event itself has happened. Raises `BadInput` for a time without a zone or context of a wrong type.
        """
        return self._judge(self._moment(facts, at, known_at, event))

    def selects(
        self,
        facts: Facts,
        at: datetime,
        known_at: datetime | None = None,
        event: Mapping[str, Any] | None = None,
    ) -> bool:
        """Whether the rule is true of the person; missing is not true."""
        return self.evaluate(facts, at, known_at, event) is True

    def explain(
        self,
        facts: Facts,
        at: datetime,
        known_at: datetime | None = None,
        event: Mapping[str, Any] | None = None,
    ) -> Explanation:
        """The value of every part, for the same arguments as `evaluate`."""
        moment = self._moment(facts, at, known_at, event)
        whole = explained(self.node, moment)
        judged = self._judge(moment)
        return whole if judged == whole.value else replace(whole, value=judged, note=NOTHING_KNOWN)

    def true_of_nothing(self, at: datetime) -> bool:
        """Whether the tree is true of a person of whom nothing is known: then missing inputs have to be looked for."""
        return self._cell(self._moment({}, at, None, None), None) is True

    def given(self, guard: "Rule") -> "Rule":
        """This rule for those only of whom `guard` is true: an alert for the people who are monitored, for example."""
        if not self.type == guard.type == "boolean":
            raise BadInput(f"a rule of type {self.type} given one of type {guard.type}", expected="two conditions")
        parts = tuple(part for rule in (guard, self) for part in _parts(rule.node))
        return replace(self, node=nodes.And(parts=parts), source=f"({guard.source}) and ({self.source})")

    @cached_property
    def _cell(self) -> Cell:
        return compiled(self.node)

    @cached_property
    def _present(self) -> tuple[Any, ...]:
        return tuple(map(_presence, self.inputs))

    def _moment(
        self,
        facts: Facts,
        at: datetime,
        known_at: datetime | None,
        event: Mapping[str, Any] | None,
    ) -> Moment:
        instant = utc(at, "at") if event is None else just_after(utc(at, "at"))
        known = None if known_at is None else utc(known_at, "known_at")
        return Moment(facts, instant, known, event, self.tables, self.zone)

    def _judge(self, moment: Moment) -> Value | None:
        found = self._cell(moment, None)
        if found is True and not any(present(moment) for present in self._present):
            return None
        return found


def _parts(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, nodes.And) else (node,)


def _presence(leaf: Aggregate | Given) -> Any:
    """Whether an input is there: a value that is known, or any row of the table that is seen."""
    if isinstance(leaf, Given) or (leaf.rows.table == ONE_ROW and leaf.kind == "last"):
        cell = compiled(leaf)
        return lambda moment: cell(moment, None) is not None
    table = leaf.rows.table
    return lambda moment: bool(moment.rows(table))


def parse(
    text: str,
    vocabulary: Vocabulary | None = None,
    *,
    context: Context = NOTHING,
    type: Type | None = None,
    name: str = "",
) -> Rule:
    """The rule that a text says, by the words of the place's vocabulary (the starting one if none is given).

    `context` declares what will be given at evaluation; `type` is what the rule has to yield, if it matters; `name`
    says in an error which rule it was. Raises `RuleError`, which has the place in the text.
    """
    words = vocabulary or starting()
    try:
        syntax = read(text, "rule").children[0]
        assert not isinstance(syntax, str)
        node = root(Scope(words, value, context), syntax)
        if type is not None and node.type != type:
            raise Fault(f"a rule that yields {node.type}", Span(0, len(text)), expected=type)
    except Fault as fault:
        raise fault.within(text, name) from None
    return Rule(node, words.zone, words.tables, text)


def root(scope: Scope, syntax: Syntax) -> Node:
    """The node of a whole rule. Raises `Fault`, also where the rule asks nothing about a person."""
    node = _shallow(scope, syntax)
    if not any(isinstance(leaf, Aggregate | Given) for leaf in walk.leaves(node)):
        hint = "For everybody, write `alive`."
        raise Fault("the rule asks nothing about a person", span_of(syntax), expected="a name or a function", hint=hint)
    return node


def _shallow(scope: Scope, syntax: Syntax) -> Node:
    try:
        node = scope.value(syntax)
        deep = walk.depth(node) > _DEEPEST
    except RecursionError:
        deep = True
    if deep:
        hint = "Join conditions side by side with `and` or `or`."
        raise Fault("parts too deep within parts", span_of(syntax), expected=f"at most {_DEEPEST}", hint=hint)
    return node
