"""A simulated region's records as its sources hold them, made from its truth and the errors put in."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from careweft.people import SourceRecord
from tests.people.support import AT


def records(folder: Path, seed: int = 7) -> list[SourceRecord]:
    """Every source record, in an order that has nothing to do with the people."""
    wrong: dict[tuple[str, str], dict[str, str]] = {}
    for row in _rows(folder / "truth" / "errors.csv"):
        wrong.setdefault((row["source"], row["local_id"]), {})[row["field"]] = row["recorded"]
    found = [
        _record(row, wrong.get((row["source"], row["local_id"]), {}))
        for row in _rows(folder / "truth" / "people.csv")
        if row["source"]
    ]
    Random(seed).shuffle(found)
    return found


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _record(true: dict[str, str], wrong: dict[str, str]) -> SourceRecord:
    female = {"True": "female", "False": "male"}.get(wrong.get("female", ""))
    said = {**true, **wrong}
    return SourceRecord(
        source=true["source"],
        local_id=true["local_id"],
        family=said["family"] or None,
        given=said["given"] or None,
        birth_date=date.fromisoformat(said["birth_date"]),
        sex=female or true["sex"],
        nhs_number=wrong.get("nhs", true["nhs_number_true"]) or None,
        line=said["line"] or None,
        postcode=said["postcode"] or None,
        at=AT,
    )
