"""Random rules that are well typed, as text."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from careweft.rules.catalogue import TABLES
from careweft.rules.types import Type
from tests.rules.instants import DURATIONS
from tests.rules.people import TEXTS

ROWS = {
    "encounter": "encounter",
    "admission": "encounter",
    "emergency admission": "encounter",
    "discharge": "encounter",
    "delay": "encounter",
    "readmission": "encounter",
    "condition": "condition",
    "reading": "reading",
    "weight": "reading",
    "service": "service",
    "assessment": "assessment",
    "case": "case",
    "plan": "plan",
    "goal": "goal",
}
LITERALS: dict[Type, tuple[str, ...]] = {
    "text": tuple("'" + value.replace("'", "''") + "'" for values in TEXTS.values() for value in values),
    "integer": ("0", "1", "2", "65", "-3"),
    "number": ("0.1", "1.5", "-0.25", "70.0", "50%"),
    "boolean": ("true", "false"),
    "date": ("2024-02-29", "1960-03-01"),
    "instant": ("2024-02-29T00:00:00Z", "2024-10-27T01:30:00+01:00", "now"),
}
NAMES: dict[Type, tuple[str, ...]] = {
    "text": ("sex", "practice"),
    "integer": ("age", "imd", "long-term-conditions", "monthly.delayed-days", "monthly.readmissions"),
    "number": ("screen", "needs.adl", "risk('emergency-admission')", "rise(weight, 3 days)"),
    "boolean": (
        *("case.open", "plan.agreed", "plan.review-due", "in-hospital", "has(dementia)", "has(diabetes)", "alive"),
        "missing(weight, 30 days)",
    ),
    "date": ("birth_date", "today"),
    "instant": ("now", "died"),
}


@dataclass(frozen=True)
class Rules:
    """Draws texts: `row` is the table of the row whose condition is being written, `depth` how deep they may nest."""

    draw: st.DrawFn
    row: str | None = None
    depth: int = 3

    def one(self, *choices: Callable[[], str]) -> str:
        return self.draw(st.sampled_from(choices))()

    def pick(self, among: tuple[str, ...]) -> str:
        return self.draw(st.sampled_from(among))

    @property
    def deeper(self) -> "Rules":
        return Rules(self.draw, self.row, self.depth - 1)

    def value(self, type_: Type) -> str:
        simple = [lambda: self.pick(LITERALS[type_]), lambda: self.pick(NAMES[type_])]
        if self.row is not None and (columns := self.columns(self.row, type_)):
            simple += [lambda: self.pick(columns)] * 3
        if self.depth <= 0:
            return self.one(*simple)
        return self.one(*simple, *self.composed(type_))

    def columns(self, table: str, type_: Type) -> tuple[str, ...]:
        return tuple(name for name, found in TABLES[table].columns.items() if found == type_)

    def composed(self, type_: Type) -> list[Callable[[], str]]:
        makers: dict[Type, list[Callable[[], str]]] = {
            "text": [lambda: self.picked("text")],
            "integer": [self.counted, self.counted, self.elapsed, lambda: self.picked("integer")],
            "number": [self.arithmetic, lambda: self.summed("number"), lambda: self.picked("number")],
            "boolean": [
                self.logic,
                self.logic,
                self.negation,
                *[self.comparison] * 3,
                self.member,
                self.presence,
                self.any,
            ],
            "date": [lambda: f"date({self.deeper.value('instant')})", lambda: self.shifted("date")],
            "instant": [lambda: self.picked("instant"), lambda: self.shifted("instant"), self.extreme],
        }
        return makers[type_]

    def rows(self) -> tuple[str, str]:
        name = self.pick(tuple(ROWS))
        return name, ROWS[name]

    def argument(self, name: str, table: str, column: str | None = None) -> str:
        text = f"{name}.{column}" if column else name
        if self.draw(st.integers(0, 4)) == 0:
            text += f" from {self.pick(self.columns(table, 'instant'))}"
        if self.depth > 0 and self.draw(st.booleans()):
            inner = Rules(self.draw, table, self.depth - 1)
            text += f" where {inner.condition()}"
        return text

    def condition(self) -> str:
        if self.draw(st.integers(0, 5)) == 0:
            name, table = self.rows()
            return f"follows({self.deeper.argument(name, table)}, {self.draw(st.sampled_from(DURATIONS))})"
        return self.value("boolean")

    def window(self) -> str:
        return f", {self.draw(st.sampled_from(DURATIONS))}" if self.draw(st.booleans()) else ""

    def call(self, function: str, name: str, table: str, column: str | None = None) -> str:
        return f"{function}({self.argument(name, table, column)}{self.window()})"

    def any(self) -> str:
        return self.call("any", *self.rows())

    def counted(self) -> str:
        name, table = self.rows()
        function = self.pick(("count", "days", "distinct", "sum"))
        if function == "days" and TABLES[table].when[1] is None:
            function = "count"
        if function == "sum":
            return self.summed("integer")
        if function == "distinct":
            return self.call(function, name, table, self.pick(tuple(TABLES[table].columns)))
        return self.call(function, name, table)

    def summed(self, type_: Type) -> str:
        name, table = ("service", "service") if type_ == "integer" else ("reading", "reading")
        return self.call(self.pick(("sum", "min", "max")), name, table, self.pick(self.columns(table, type_)))

    def picked(self, type_: Type) -> str:
        names = [(name, table) for name, table in ROWS.items() if self.columns(table, type_)]
        name, table = self.draw(st.sampled_from(names))
        functions = ("first", "last") if type_ == "text" else ("first", "last", "min", "max")
        return self.call(self.pick(functions), name, table, self.pick(self.columns(table, type_)))

    def elapsed(self) -> str:
        function = self.pick(("days-between", "years-between"))
        types: tuple[Type, ...] = ("date", "instant")
        return f"{function}({self.deeper.value(self.draw(st.sampled_from(types)))}, {self.deeper.value('date')})"

    def arithmetic(self) -> str:
        sides = [self.deeper.value(self.draw(st.sampled_from(("integer", "number")))) for _ in range(2)]
        return f"({sides[0]} {self.pick(('+', '-', '*', '/'))} {sides[1]})"

    def shifted(self, type_: Type) -> str:
        lengths = [length for length in DURATIONS if type_ == "instant" or not length.seconds]
        return f"({self.deeper.value(type_)} {self.pick(('+', '-'))} {self.draw(st.sampled_from(lengths))})"

    def extreme(self) -> str:
        return f"{self.pick(('later', 'earlier'))}({self.deeper.value('instant')}, {self.deeper.value('instant')})"

    def logic(self) -> str:
        word = self.pick((" and ", " or "))
        return "(" + word.join(self.deeper.value("boolean") for _ in range(self.draw(st.integers(2, 3)))) + ")"

    def negation(self) -> str:
        return f"(not {self.deeper.value('boolean')})"

    def comparison(self) -> str:
        type_: Type = self.draw(st.sampled_from(("text", "integer", "number", "boolean", "date", "instant")))
        other: Type = type_
        if type_ in {"integer", "number"}:
            other = self.draw(st.sampled_from(("integer", "number")))
        equal = ("==", "!=")
        order = self.pick(equal if type_ in {"text", "boolean"} else (*equal, "<", "<=", ">", ">="))
        if type_ not in {"text", "boolean"} and self.draw(st.integers(0, 5)) == 0:
            values = (self.deeper.value(type_) for _ in range(3))
            return "({} between {} and {})".format(*values)
        return f"({self.deeper.value(type_)} {order} {self.deeper.value(other)})"

    def member(self) -> str:
        kind = self.draw(st.integers(0, 4))
        word = self.pick(("in", "not in"))
        if kind == 0:
            return f"(risk('emergency-admission') {word} top {self.pick(('0.5', '20', '33.3', '50', '100'))}%)"
        if kind == 1:
            return f"({self.deeper.value('text')} {word} long-term-condition)"
        if kind == 2:
            return f"({self.deeper.value('text')} starts with 'd')"
        type_: Type = self.draw(st.sampled_from(("text", "integer", "date")))
        options = self.draw(st.lists(st.sampled_from(LITERALS[type_]), min_size=1, max_size=3))
        return f"({self.deeper.value(type_)} {word} ({', '.join(options)}))"

    def presence(self) -> str:
        type_: Type = self.draw(st.sampled_from(("text", "integer", "number", "instant")))
        return f"({self.deeper.value(type_)} is {self.pick(('missing', 'known'))})"


_WHOLE: tuple[Type, ...] = ("boolean", "boolean", "boolean", "integer", "integer", "number", "text", "date", "instant")


@st.composite
def rule_texts(draw: st.DrawFn, depth: int = 3) -> str:
    """A rule of any type, conditions most often."""
    return Rules(draw, depth=depth).value(draw(st.sampled_from(_WHOLE)))
