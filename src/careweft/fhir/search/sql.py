"""What the SQL of a search is made of.

A condition is about a row `t` of fhir.index_token with the type's own date as [t.at, t.til). What finds rows uses only
operators that are leakproof and served by b-trees, because row-level security would switch others' indexes off; where
another is needed (`:contains`, `:missing`) it filters rows that something else found. Hashes are written into the text,
so that a plan is made for the value: how many resources have it differs too much for one plan to serve all.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from careweft.fhir.definitions import compartment
from careweft.fhir.search.values import key

MAX_CODES: Final = 10_000  # that one value may stand for


class Arguments:
    """The values of a statement, each named once, and names for its tables.

    `persons` are those of whom alone something can be found, None where they are not known: see `access.in_sight`.
    """

    def __init__(self, persons: Iterable[int] | None = None) -> None:
        self.values: list[Any] = []
        self._aliases = 0
        self._persons = None if persons is None else ",".join(map(str, sorted(set(persons))))

    def within(self, t: str) -> list[str]:
        """The condition that a row is of one of `persons`, written out as hashes are."""
        return [] if self._persons is None else [f"{t}.person_id = ANY ('{{{self._persons}}}'::bigint[])"]

    def add(self, value: Any) -> str:
        """The placeholder of a value."""
        self.values.append(value)
        return f"${len(self.values)}"

    def alias(self, letter: str) -> str:
        """A name that no other table of the statement has."""
        self._aliases += 1
        return f"{letter}{self._aliases}"


Sql = Callable[[Arguments, str], str]  # the condition on the table of that name
Within = Callable[[Arguments, str], str]  # a condition on an index row
Select = Callable[[Arguments], str]  # a statement that gives person_id, at and rid


@dataclass(frozen=True)
class Condition:
    """`sql` makes the condition on the table named. `hashes` are set where any one of these index_token hashes says it
    all: such a condition can lead the search. Where `person` is given, that is so of the rows of these persons alone:
    it makes the comparison that follows the column.
    """

    sql: Sql
    hashes: tuple[int, ...] = ()
    person: Callable[[Arguments], str] | None = None


def nothing() -> Condition:
    """What no resource fulfils."""
    return Condition(lambda arguments, t: "false")


def not_(condition: Condition) -> Condition:
    """What a condition does not find."""
    return Condition(lambda arguments, t: f"NOT ({condition.sql(arguments, t)})")


def any_of(conditions: Sequence[Condition]) -> Condition:
    """What at least one of these finds."""
    if len(conditions) == 1:
        return conditions[0]
    if conditions and all(c.hashes and c.person is None for c in conditions):
        return tokens([hash_ for c in conditions for hash_ in c.hashes])
    return Condition(lambda arguments, t: " OR ".join(f"({c.sql(arguments, t)})" for c in conditions) or "false")


def all_of(conditions: Sequence[Condition]) -> Condition:
    """What all of these find."""
    return Condition(lambda arguments, t: " AND ".join(f"({c.sql(arguments, t)})" for c in conditions) or "true")


def equals(column: str, hashes: Iterable[int]) -> str:
    """That a column is one of these hashes."""
    listed = sorted(set(hashes))
    if len(listed) == 1:
        return f"{column} = '{listed[0]}'::bigint"
    return f"{column} = ANY ('{{{','.join(map(str, listed))}}}'::bigint[])"


def joined(x: str, t: str) -> str:
    """That two tables' rows are of one resource."""
    return f"{x}.person_id = {t}.person_id AND {x}.at = {t}.at AND {x}.rid = {t}.rid"


def exists(table: str, hashes: Iterable[int], within: Within | None = None) -> Sql:
    """That a resource has a row with one of these hashes in an index table, which fulfils more."""
    listed = tuple(hashes)

    def sql(arguments: Arguments, t: str) -> str:
        x = arguments.alias("x")
        more = f"({within(arguments, x)}) AND " if within else ""
        return f"EXISTS (SELECT FROM fhir.{table} {x} WHERE {equals(f'{x}.hash', listed)} AND {more}{joined(x, t)})"

    return sql


def select(table: str, hashes: Iterable[int], within: Within | None = None) -> Select:
    """The keys of the resources that have such a row."""
    listed = tuple(hashes)

    def sql(arguments: Arguments) -> str:
        x = arguments.alias("x")
        more = f" AND ({within(arguments, x)})" if within else ""
        return f"SELECT {x}.person_id, {x}.at, {x}.rid FROM fhir.{table} {x} WHERE {equals(f'{x}.hash', listed)}{more}"

    return sql


def tokens(hashes: Sequence[int]) -> Condition:
    """That a resource has one of these tokens."""
    return Condition(exists("index_token", hashes), tuple(hashes)) if hashes else nothing()


def of_person(hashes: Sequence[int], person: Callable[[Arguments], str]) -> Condition:
    """That a resource has one of these tokens and is one of some persons'."""
    there = exists("index_token", hashes)

    def sql(arguments: Arguments, t: str) -> str:
        return f"{t}.person_id {person(arguments)} AND {there(arguments, t)}"

    return Condition(sql, tuple(hashes), person)


def among(selects: Sequence[Select]) -> Condition:
    """That a resource is one of those whose person_id, at and rid these statements give."""

    def sql(arguments: Arguments, t: str) -> str:
        return f"({t}.person_id, {t}.at, {t}.rid) IN ({' UNION ALL '.join(one(arguments) for one in selects)})"

    return Condition(sql) if selects else nothing()


def rows(type_: str, conditions: Sequence[Condition], arguments: Arguments, t: str, join: str = "") -> str:
    """FROM (with a join) and WHERE for the resources of a type that fulfil all; see `once`."""
    leader = lead(conditions)
    where = [equals(f"{t}.hash", leader.hashes if leader else (key(type_),))]
    if type_ in compartment():
        where += arguments.within(t)
    for condition in conditions:
        if condition.person is not None:
            where.append(f"{t}.person_id {condition.person(arguments)}")
            if condition is not leader:
                where.append(exists("index_token", condition.hashes)(arguments, t))
        elif condition is not leader:
            where.append(condition.sql(arguments, t))
    return f"FROM fhir.index_token {t}{join} WHERE ({') AND ('.join(where)})"


def once(conditions: Sequence[Condition]) -> bool:
    """Whether each resource stands once in its rows."""
    leader = lead(conditions)
    return leader is None or len(leader.hashes) == 1


def lead(conditions: Sequence[Condition]) -> Condition | None:
    """The condition that is looked up first: a token that is not just the person's, where there is one."""
    leading = [condition for condition in conditions if condition.hashes]
    return next((c for c in leading if c.person is None), leading[0] if leading else None)
