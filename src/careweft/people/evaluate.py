"""How well the index links: its persons against a truth file, pair by pair.

A pair of records of one true person that the index holds for one person is a true positive; held apart, it is missed;
a pair of two people held for one is false. Pairs are counted from group sizes, so a million records take seconds.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.people.record import Key


@dataclass(frozen=True)
class Recall:
    """How many of the pairs in which some record carries an error were found."""

    found: int
    pairs: int

    @property
    def share(self) -> float:
        """Found among all; 1 where there are none."""
        return self.found / self.pairs if self.pairs else 1.0


@dataclass(frozen=True)
class Evaluation:
    """Pairs of records that the index linked rightly, wrongly, and not; and what waits for review.

    `records` were compared; `unknown` are in the truth file but not in the index, `untold` the reverse. Of the open
    questions, `review_same` are about one true person: answering them adds to recall.
    """

    records: int
    unknown: int
    untold: int
    true_positives: int
    false_positives: int
    false_negatives: int
    reviews: int
    review_same: int
    by_error: Mapping[str, Recall] = field(default_factory=dict)

    @property
    def precision(self) -> float:
        """Of the pairs linked, the share that is right; 1 where none was."""
        linked = self.true_positives + self.false_positives
        return self.true_positives / linked if linked else 1.0

    @property
    def recall(self) -> float:
        """Of the true pairs, the share that was linked; 1 where there is none."""
        true = self.true_positives + self.false_negatives
        return self.true_positives / true if true else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        lines = [
            f"records compared   {self.records:>12,}",
            f"not in the index   {self.unknown:>12,}",
            f"not in the truth   {self.untold:>12,}",
            f"pairs linked right {self.true_positives:>12,}",
            f"pairs linked wrong {self.false_positives:>12,}",
            f"pairs missed       {self.false_negatives:>12,}",
            f"precision          {self.precision:>12.5f}",
            f"recall             {self.recall:>12.5f}",
            f"F1                 {self.f1:>12.5f}",
            f"open for review    {self.reviews:>12,}  of which one person {self.review_same:,}",
        ]
        width = max(map(len, self.by_error), default=0)
        lines += [
            f"recall with {name:<{width}} {recall.share:>8.4f}  ({recall.found:,} of {recall.pairs:,} pairs)"
            for name, recall in sorted(self.by_error.items())
        ]
        return "\n".join(lines)


@dataclass(frozen=True)
class Truth:
    """Whose each record really is, and which errors it carries."""

    person: str
    errors: frozenset[str] = frozenset()


def read_truth(path: Path) -> dict[Key, Truth]:
    """Read a truth file: CSV with the columns person, source and local_id, one line a record; people who are in no
    record have lines without source and local_id.

    A file `errors.csv` beside it, with the columns source, local_id and kind, says which errors a record carries.
    Raises BadInput naming file and line.
    """
    errors: dict[Key, set[str]] = {}
    beside = path.with_name("errors.csv")
    if beside.exists():
        for _, row in _rows(beside, ("source", "local_id", "kind")):
            errors.setdefault((row["source"], row["local_id"]), set()).add(row["kind"])
    truth: dict[Key, Truth] = {}
    for line, row in _rows(path, ("person", "source", "local_id")):
        if not row["person"] or bool(row["source"]) != bool(row["local_id"]):
            raise BadInput("an empty value", where=f"{path}:{line}", expected="person, source and local_id")
        if row["source"]:
            key = row["source"], row["local_id"]
            truth[key] = Truth(row["person"], frozenset(errors.get(key, ())))
    return truth


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with a header that has these columns, with the number of their last line."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file, restval="")
        missing = [name for name in needed if name not in (rows.fieldnames or ())]
        if missing:
            raise BadInput(f"no column {', '.join(missing)}", where=f"{path}:1", expected=", ".join(needed))
        for row in rows:
            yield rows.line_num, row


async def report(connection: Connection, truth_csv: Path | str) -> Evaluation:
    """Compare the index with a truth file. Raises BadInput where the file is not one."""
    truth = read_truth(Path(truth_csv))
    rows = await connection.fetch("SELECT source, local_id, person_id FROM people.source_record")
    index = {(row["source"], row["local_id"]): row["person_id"] for row in rows}
    reviews = await connection.fetch(
        "SELECT source, local_id, other_source, other_local_id FROM people.review WHERE state = 'open'"
    )
    asked = [((r["source"], r["local_id"]), (r["other_source"], r["other_local_id"])) for r in reviews]
    return compare(truth, index, asked)


def compare(truth: Mapping[Key, Truth], index: Mapping[Key, int], asked: Iterable[tuple[Key, Key]] = ()) -> Evaluation:
    """Count the pairs. `asked` are the pairs of records that wait for review."""
    both = [key for key in truth if key in index]
    asked = list(asked)
    found, linked, true = _pairs(both, truth, index)
    return Evaluation(
        records=len(both),
        unknown=len(truth) - len(both),
        untold=len(index) - len(both),
        true_positives=found,
        false_positives=linked - found,
        false_negatives=true - found,
        reviews=len(asked),
        review_same=sum(
            one in truth and other in truth and truth[one].person == truth[other].person for one, other in asked
        ),
        by_error=_by_error(both, truth, index),
    )


def _pairs(keys: Iterable[Key], truth: Mapping[Key, Truth], index: Mapping[Key, int]) -> tuple[int, int, int]:
    """Pairs that are right, linked and true."""
    placed = [(truth[key].person, index[key]) for key in keys]
    counts = (Counter(placed), Counter(person for _, person in placed), Counter(person for person, _ in placed))
    right, linked, true = (sum(n * (n - 1) // 2 for n in counter.values()) for counter in counts)
    return right, linked, true


def _by_error(keys: list[Key], truth: Mapping[Key, Truth], index: Mapping[Key, int]) -> dict[str, Recall]:
    """Per kind of error, the true pairs with it: all true pairs less those between records that are free of it."""
    found, _, true = _pairs(keys, truth, index)
    recalls = {}
    for kind in sorted({kind for key in keys for kind in truth[key].errors}):
        found_free, _, true_free = _pairs([key for key in keys if kind not in truth[key].errors], truth, index)
        recalls[kind] = Recall(found - found_free, true - true_free)
    return recalls
