from collections import Counter, defaultdict
from datetime import date
from itertools import combinations

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.simulator.draws import Draws, Words
from careweft.simulator.identity import slips
from careweft.simulator.identity.records import Registrar, uuids
from careweft.simulator.parameters import SECTORS
from careweft.simulator.people.names import Names

from .conftest import Lived, Written, segment

names = st.sampled_from(("Margaret", "Okonkwo", "Li", "O'Brien", "Al-Masri", "Ng", "Szymanski"))
dates = st.dates(date(1900, 1, 1), date(2026, 1, 1))
ways = st.integers(0, 1 << 20)


@given(names, ways)
def test_a_slip_leaves_a_name(name: str, way: int) -> None:
    for slip in (slips.typed, slips.heard, slips.scanned):
        wrong = slip(name, way)
        assert wrong
        assert abs(len(wrong) - len(name)) <= 1
        assert slip(name, way) == wrong


@given(dates, ways)
def test_a_wrong_date_is_a_date(day: date, way: int) -> None:
    assert slips.default_january(day) == date(day.year, 1, 1)
    assert slips.mistyped_date(day, way) != day
    swapped = slips.day_and_month(day)
    assert (swapped.day, swapped.month) in ((day.month, day.day), (day.day, day.month))


@given(st.integers(10**9, 10**10 - 1), ways)
def test_swapped_digits_are_the_same_digits(number: int, way: int) -> None:
    wrong = slips.swapped_digits(str(number), way)
    assert Counter(wrong) == Counter(str(number))
    assert wrong != str(number) or len(set(str(number))) == 1


@given(st.sampled_from(("QA1 1AA", "QA20 9ZZ")), ways)
def test_a_wrong_postcode_looks_like_one(code: str, way: int) -> None:
    wrong = slips.wrong_postcode(code, way)
    assert wrong != code
    assert len(wrong) == len(code)
    assert wrong[:-3] == code[:-3]


def test_uuids_are_well_formed() -> None:
    keys = np.arange(1000)
    words: Words = Draws(1).words("u", keys)
    made = uuids(words, Draws(1).words("v", keys))
    assert len(set(made)) == 1000
    assert {each[14] for each in made} == {"8"}
    assert {each[19] for each in made} <= set("89ab")


def shown(written: Written) -> dict[tuple[str, str], dict[str, str]]:
    """What the first message about each patient of the FHIR senders says of them."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for source in ("gp-01", "gp-02", "gp-03", "community", "mental-health", "ambulance"):
        for message in written.messages(source):
            for entry in orjson.loads(message.payload)["entry"]:
                who = entry["resource"]
                if who["resourceType"] == "Patient" and (source, who["id"]) not in found:
                    numbers = [each["value"] for each in who["identifier"] if "nhs" in each["system"]]
                    found[source, who["id"]] = {
                        "nhs": numbers[0] if numbers else "",
                        "family": who["name"][0]["family"],
                        "given": who["name"][0]["given"][0],
                        "birth_date": who["birthDate"],
                        "female": str(who["gender"] == "female"),
                        "postcode": who["address"][0]["postalCode"],
                    }
    return found


@pytest.fixture(scope="module")
def fhir_patients(written: Written) -> dict[tuple[str, str], dict[str, str]]:
    return shown(written)


def test_truth_names_every_record_in_the_feeds_once(
    written: Written, adt: list[list[list[str]]], fhir_patients: dict[tuple[str, str], dict[str, str]]
) -> None:
    truth = [(row["source"], row["local_id"]) for row in written.table("truth/people.csv") if row["source"]]
    assert len(set(truth)) == len(truth)
    known = set(truth)
    numbers = {segment(message, "PID")[3].partition("^")[0] for message in adt}
    assert numbers == {local_id for source, local_id in known if source == "acute"}
    senders = {source for source, _ in fhir_patients}
    assert set(fhir_patients) == {record for record in known if record[0] in senders}
    everybody = {row["person"] for row in written.table("truth/people.csv")}
    assert len(everybody) == written.summary.people + written.summary.born


def test_records_say_the_truth_but_for_their_errors(
    written: Written, fhir_patients: dict[tuple[str, str], dict[str, str]]
) -> None:
    wrong: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for error in written.table("truth/errors.csv"):
        wrong[error["source"], error["local_id"]][error["field"]] = error["recorded"]
    moved = 0
    for row in written.table("truth/people.csv"):
        record = (row["source"], row["local_id"])
        if record not in fhir_patients:
            continue
        said, slipped = fhir_patients[record], wrong.get(record, {})
        true = {
            "nhs": row["nhs_number_true"],
            "family": row["family"],
            "given": row["given"],
            "birth_date": row["birth_date"],
            "female": str(row["sex"] == "female"),
        }
        for name, value in true.items():
            assert said[name] == slipped.get(name, value), (record, name)
        moved += said["postcode"] != slipped.get("postcode", row["postcode"])
    assert moved < 0.09 * len(fhir_patients)


def test_twins_differ_in_truth_by_name_alone(written: Written) -> None:
    rows = {row["person"]: row for row in written.table("truth/people.csv")}
    twins = [(row, rows[row["twin"]]) for row in rows.values() if row["twin"]]
    assert twins
    for one, other in twins:
        assert one["birth_date"] == other["birth_date"]
        assert one["household"] == other["household"]
        assert one["nhs_number_true"] != other["nhs_number_true"]


@pytest.fixture(scope="module")
def registrar(lived: Lived) -> Registrar:
    """Everybody on the books of one hospital, council and agency, as old records."""
    made = Registrar(lived.people, lived.ground, Names(), lived.draws, lived.figures.identity, lived.calendar.start_day)
    rows = np.arange(lived.count)
    at = np.full(lived.count, lived.calendar.start)
    for source, sector in (("acute", "acute"), ("council", "council"), ("homecare-a", "home-care")):
        made.register(source, sector, rows, at, [f"{source}{row}" for row in rows.tolist()], known=True)
    return made


def rate(registrar: Registrar, source: str, *kinds: str) -> float:
    found = {error.person for error in registrar.errors if error.source == source and error.kind in kinds}
    return len(found) / sum(1 for each in registrar.records.source if each == source)


def test_rates_are_those_of_the_sector(registrar: Registrar) -> None:
    for source, sector in (("acute", "acute"), ("council", "council"), ("homecare-a", "home-care")):
        missing = rate(registrar, source, "missing")
        print(f"{source}: no NHS number {missing:.3f} (parameter {SECTORS[sector].missing_nhs})")
        assert 0.3 < missing / SECTORS[sector].missing_nhs < 2.5
    stale = rate(registrar, "acute", "stale-address")
    print(f"acute: old postcode {stale:.3f} (source: about half)")
    assert 0.38 < stale < 0.55
    fields = {
        error.person
        for error in registrar.errors
        if error.source == "acute" and error.field in ("birth_date", "female")
    }
    print(f"acute: sex or birth date wrong {len(fields) / 20_000:.4f} (source 0.0011)")
    assert 0.0003 < len(fields) / 20_000 < 0.0045


def test_every_kind_of_error_is_there(registrar: Registrar) -> None:
    assert {error.kind for error in registrar.errors} >= {
        *("missing", "default-january", "day-month-swap", "typing", "nickname", "maiden-name", "phonetic", "ocr"),
        *("names-swapped", "initial", "copied", "wrong-sex", "transposed-digits", "stale-address"),
    }
    for error in registrar.errors:
        assert error.true != error.recorded


def test_errors_cluster(registrar: Registrar, lived: Lived) -> None:
    """Who is written down wrongly in one place is likelier to be so in another, and some groups far likelier."""
    by_source: dict[str, set[int]] = defaultdict(set)
    for error in registrar.errors:
        if error.kind not in ("stale-address", "missing"):
            by_source[error.source].add(error.person)
    for one, other in combinations(by_source.values(), 2):
        assert len(one & other) > 1.25 * len(one) * len(other) / lived.count
    council = np.zeros(lived.count)
    council[[person - 1 for person in by_source["council"]]] = 1
    people = lived.people
    british, arab = people.group[: lived.count] == 0, people.group[: lived.count] == 8
    assert council[arab].mean() > 1.5 * council[british].mean()
    tenth = people.imd[: lived.count]
    assert council[tenth <= 2].mean() > 1.4 * council[tenth >= 9].mean()


def test_what_is_copied_is_somebodys_at_home(registrar: Registrar, lived: Lived) -> None:
    people = lived.people
    copied = [error for error in registrar.errors if error.kind == "copied"]
    assert len(copied) > 30
    for error in copied:
        house = people.household[error.person - 1]
        others = [row for row in np.flatnonzero(people.household == house).tolist() if row != error.person - 1]
        if error.field == "nhs":
            assert error.recorded in {str(people.nhs[row]) for row in others}
        if error.field == "given":
            assert error.recorded in {people.given[row] for row in others}
