"""Questions about rows, answered for everybody at once and joined to the people, or to the rows, that they are of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import count
from operator import or_

import ibis
import ibis.expr.types as ir

from careweft.rules import walk
from careweft.rules.ibis_calendar import shift
from careweft.rules.ibis_facts import BEGAN, Frame
from careweft.rules.ibis_measures import Test, measure, within
from careweft.rules.ibis_values import Values, Where
from careweft.rules.nodes import Aggregate, Follows, InTop, Node, Rows
from careweft.rules.walk import Question


@dataclass
class Answers:
    """Finds the answers of questions at a frame, and joins them to people or to rows."""

    frame: Frame
    eligible: ir.Table
    _numbers: "count[int]" = field(default_factory=count)

    def attached(self, rows: ir.Table, questions: Iterable[Question]) -> Values:
        """The rows with a column for each question's answer."""
        where: dict[Node, str] = {question: f"q{next(self._numbers)}_" for question in dict.fromkeys(questions)}
        groups: dict[tuple[str, str | None], list[Aggregate]] = {}
        for question, column in where.items():
            match question:
                case Aggregate():
                    groups.setdefault((question.rows.table, question.rows.start), []).append(question)
                case InTop():
                    rows = _joined(rows, self._ranked(question, column))
                case Follows():
                    rows = self._following(rows, question, column)
        for (table, start), aggregates in groups.items():
            rows = _joined(rows, self._grouped(self.frame.seen(table, start), aggregates, where))
        return Values(self.frame, rows, where)

    def _grouped(self, seen: ir.Table, asked: Sequence[Aggregate], where: Where) -> ir.Table:
        windows = [within(question, seen, self.frame) for question in asked]
        values = self.attached(_either(seen, windows), _inner(question.rows for question in asked))
        tests = {f"{where[question]}t": self._test(question, values) for question in asked}
        columns = {name: test for name, test in tests.items() if test is not None}
        rows = values.rows.mutate(**columns)
        if len(columns) == len(tests):
            rows = _either(rows, [rows[name] for name in columns])
        answers = {
            where[question]: measure(
                question, rows, rows[f"{where[question]}t"] if name in columns else None, self.frame
            )
            for question, name in zip(asked, tests, strict=True)
        }
        return rows.group_by("person_id").aggregate(**answers)

    def _test(self, question: Aggregate, values: Values) -> Test:
        condition, window = question.rows.condition, within(question, values.rows, self.frame)
        if condition is None:
            return window
        holds = values.of(condition)
        return holds if window is None else window & holds

    def _ranked(self, question: InTop, column: str) -> ir.Table:
        """The share of eligible, scored people who scored as high or higher, for each of them."""
        score = question.score.body
        assert isinstance(score, Aggregate)
        values = self.attached(self.eligible, [score])
        scored = values.rows.select("person_id", score_=values.of(score)).filter(ibis._.score_.notnull())
        share = ibis.cume_dist().over(order_by=ibis.desc(scored.score_))
        return scored.select("person_id", **{column: share})

    def _following(self, rows: ir.Table, question: Follows, column: str) -> ir.Table:
        """The rows with whether each follows another: a row is known by its person, record and beginning."""
        before = self._ends(question.rows)
        each = rows.select(person_=rows.person_id, record_=rows.record, began_at_=rows[BEGAN]).distinct()
        since = shift(each.began_at_, question.within, self.frame.zone, -1)
        near = each.mutate(since_=since).join(before, ibis._.person_ == before.ended_person_)
        near = near.filter(near.record_ != near.ended_record_, near.ended_ >= near.since_, near.ended_ < near.began_at_)
        follows = near.select("person_", "record_", "began_at_").distinct().mutate(**{column: True})
        same = (
            rows.person_id == follows.person_,
            rows.record == follows.record_,
            rows[BEGAN] == follows.began_at_,
        )
        return rows.left_join(follows, same).drop("person_", "record_", "began_at_")

    def _ends(self, rows: Rows) -> ir.Table:
        seen = self.frame.seen(rows.table, rows.start)
        if rows.condition is not None:
            values = self.attached(seen, walk.asked(rows.condition))
            seen = values.rows.filter(values.of(rows.condition))
        end = self.frame.catalogue[rows.table].when[1] or BEGAN
        ends = seen.select(ended_person_=seen.person_id, ended_record_=seen.record, ended_=seen[end])
        return ends.filter(ends.ended_.notnull())


def _inner(several: Iterable[Rows]) -> list[Question]:
    return [question for rows in several if rows.condition is not None for question in walk.asked(rows.condition)]


def _either(rows: ir.Table, tests: Sequence[Test]) -> ir.Table:
    """The rows that pass one of the tests, where there is a test for each use of them."""
    return rows if any(test is None for test in tests) else rows.filter(reduce(or_, tests))


def _joined(rows: ir.Table, answers: ir.Table) -> ir.Table:
    answers = answers.rename(person_="person_id")
    return rows.left_join(answers, rows.person_id == answers.person_).drop("person_")
