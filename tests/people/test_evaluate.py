"""Counting pairs: against counting them one by one, and from a file."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.base.db import Database
from careweft.base.errors import BadInput
from careweft.people import Index
from careweft.people.evaluate import Truth, compare, report
from tests.people.support import NUMBERS, record

KEYS = [("gp-01", str(number)) for number in range(8)]
TRUTHS = st.dictionaries(
    st.sampled_from(KEYS),
    st.builds(Truth, st.sampled_from("abc"), st.frozensets(st.sampled_from(["twin", "typo"]), max_size=2)),
)


@given(truth=TRUTHS, index=st.dictionaries(st.sampled_from(KEYS), st.integers(1, 3)))
def test_as_counted_pair_by_pair(truth: dict[tuple[str, str], Truth], index: dict[tuple[str, str], int]) -> None:
    found = compare(truth, index)
    pairs = list(combinations(sorted(truth.keys() & index.keys()), 2))
    same = {pair for pair in pairs if truth[pair[0]].person == truth[pair[1]].person}
    linked = {pair for pair in pairs if index[pair[0]] == index[pair[1]]}
    assert (found.true_positives, found.false_positives) == (len(same & linked), len(linked - same))
    assert found.false_negatives == len(same - linked)
    for kind, recall in found.by_error.items():
        touched = {pair for pair in same if any(kind in truth[key].errors for key in pair)}
        assert (recall.found, recall.pairs) == (len(touched & linked), len(touched))
    if found.true_positives:
        both = found.precision, found.recall
        assert found.f1 == pytest.approx(2 * both[0] * both[1] / (both[0] + both[1]))


async def test_report_reads_columns_by_name(worker_db: Database, tmp_path: Path) -> None:
    truth = tmp_path / "people.csv"
    truth.write_text(
        "nhs_number_true,local_id,source,person\n"
        f"{NUMBERS[0]},1,gp-01,7\n{NUMBERS[0]},A1,acute,7\n"
        f"{NUMBERS[1]},2,gp-01,8\n{NUMBERS[2]},9,gp-09,9\n{NUMBERS[3]},,,10\n"
    )
    errors = "person,source,local_id,kind\n7,acute,A1,nickname\n7,acute,A1,stale-address\n9,gp-09,9,typing\n"
    (tmp_path / "errors.csv").write_text(errors)
    index = Index()
    async with worker_db.transaction() as connection:
        await index.match(connection, record("gp-01", "1"))
        await index.match(connection, record("acute", "A1", given="Jack", nhs_number=None, postcode="EX1 1AA"))
        await index.match(connection, record("gp-01", "2", nhs_number=NUMBERS[1]))
        await index.match(connection, record("gp-02", "untold", given="Zed", nhs_number=NUMBERS[2]))
        found = await report(connection, truth)
    assert (found.records, found.unknown, found.untold) == (3, 1, 1)
    assert (found.true_positives, found.false_positives, found.false_negatives) == (1, 0, 0)
    assert (found.reviews, found.review_same) == (1, 0)
    assert found.by_error["nickname"].share == 1
    shown = str(found)
    assert "precision               1.00000" in shown
    assert "stale-address" in shown


@pytest.mark.parametrize(
    ("text", "message"),
    [("person,source\n1,gp\n", "no column local_id"), ("person,source,local_id\n1,,2\n", ":2: an empty value")],
)
async def test_a_wrong_truth_file_is_named(worker_db: Database, tmp_path: Path, text: str, message: str) -> None:
    truth = tmp_path / "people.csv"
    truth.write_text(text)
    async with worker_db.transaction() as connection:
        with pytest.raises(BadInput, match=message):
            await report(connection, truth)
