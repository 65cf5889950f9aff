from collections import Counter, defaultdict
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import fhirkit
import orjson
import pytest

from careweft.fhir.decode import decode

from .conftest import Written

SENDERS = ("gp-01", "gp-02", "gp-03", "community", "mental-health", "ambulance")
Bundle = dict[str, Any]


@pytest.fixture(scope="module")
def bundles(written: Written) -> dict[str, list[Bundle]]:
    return {source: [orjson.loads(message.payload) for message in written.messages(source)] for source in SENDERS}


def resources(bundles: list[Bundle], kind: str) -> list[dict[str, Any]]:
    return [
        entry["resource"]
        for bundle in bundles
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == kind
    ]


def test_bundles_are_valid_r4(bundles: dict[str, list[Bundle]]) -> None:
    for source, sent in bundles.items():
        for bundle in sent[:: max(1, len(sent) // 150)]:
            assert not fhirkit.validate(bundle), source
            decode(orjson.dumps(bundle))


def test_bundles_are_transactions_with_their_own_ids_in_time_order(bundles: dict[str, list[Bundle]]) -> None:
    ids: Counter[str] = Counter()
    for sent in bundles.values():
        stamps = [datetime.fromisoformat(bundle["timestamp"]) for bundle in sent]
        assert stamps == sorted(stamps)
        for bundle in sent:
            ids[bundle["identifier"]["value"]] += 1
            assert bundle["type"] == "transaction"
            for entry in bundle["entry"]:
                resource = entry["resource"]
                assert entry["request"] == {"method": "PUT", "url": f"{resource['resourceType']}/{resource['id']}"}
                assert entry["fullUrl"].endswith("/" + entry["request"]["url"])
    assert max(ids.values()) == 1


def test_what_is_told_of_a_patient_comes_after_the_patient(bundles: dict[str, list[Bundle]]) -> None:
    kinds: Counter[str] = Counter()
    for sent in bundles.values():
        known: set[str] = set()
        for bundle in sent:
            for entry in bundle["entry"]:
                resource = entry["resource"]
                kinds[resource["resourceType"]] += 1
                if resource["resourceType"] == "Patient":
                    known.add(f"Patient/{resource['id']}")
                elif resource["resourceType"] != "Organization":
                    assert resource["subject"]["reference"] in known
    assert set(kinds) == {
        *("Organization", "Patient", "Condition", "MedicationRequest", "Observation", "Encounter", "ServiceRequest")
    }


def test_the_first_night_carries_every_list(bundles: dict[str, list[Bundle]], written: Written) -> None:
    first = [
        bundle
        for source in SENDERS[:3]
        for bundle in bundles[source]
        if bundle["timestamp"] == "2025-01-16T00:30:00+00:00"
    ]
    people = resources(first, "Patient")
    assert len(people) == written.summary.people
    assert len(resources(first, "Condition")) > 0.4 * len(people)
    assert len(resources(first, "MedicationRequest")) > 0.2 * len(people)
    for patient in people:
        practice = patient["managingOrganization"]["reference"]
        assert [carer["reference"] for carer in patient["generalPractitioner"]] == [practice]


def test_only_what_changed_is_sent_each_night_at_the_practices_time(bundles: dict[str, list[Bundle]]) -> None:
    zone = ZoneInfo("Europe/London")
    times = {source: Counter[time]() for source in SENDERS}
    for source, sent in bundles.items():
        for bundle in sent:
            if not resources([bundle], "ServiceRequest"):
                times[source][datetime.fromisoformat(bundle["timestamp"]).astimezone(zone).time()] += 1
    assert set(times["gp-01"]) == {time(0, 0), time(0, 30), time(21, 30)}
    assert set(times["gp-02"]) == {time(0, 0), time(0, 30), time(21, 33)}
    assert len(times["ambulance"]) > 100


def test_movers_join_the_new_practice_and_leave_the_old(bundles: dict[str, list[Bundle]], written: Written) -> None:
    of = {row["local_id"]: row["person"] for row in written.table("truth/people.csv")}
    joined: dict[str, list[tuple[str, str]]] = defaultdict(list)
    left: dict[str, str] = {}
    for source in SENDERS[:3]:
        for bundle in bundles[source]:
            for patient in resources([bundle], "Patient"):
                if not patient["active"]:
                    left[patient["id"]] = bundle["timestamp"]
                elif patient["id"] not in {known for known, _ in joined[of[patient["id"]]]}:
                    joined[of[patient["id"]]].append((patient["id"], bundle["timestamp"]))
    movers = [records for records in joined.values() if len(records) > 1]
    assert len(movers) > 20
    assert left
    for records in movers:
        (old, _), (_, since) = sorted(records, key=lambda record: record[1])
        if old in left:
            assert left[old] > since
    assert set(left) <= {min(records, key=lambda record: record[1])[0] for records in movers}


def test_the_dead_are_said_to_be_dead_and_are_seen_no_more(bundles: dict[str, list[Bundle]], written: Written) -> None:
    died = {row["local_id"]: row["died"] for row in written.table("truth/people.csv") if row["died"]}
    told = 0
    for sent in bundles.values():
        for patient in resources(sent, "Patient"):
            if "deceasedDateTime" in patient:
                told += 1
                assert patient["deceasedDateTime"][:10] == died[patient["id"]]
        for encounter in resources(sent, "Encounter"):
            identifier = encounter["subject"]["reference"].partition("/")[2]
            assert encounter["period"]["start"][:10] <= died.get(identifier, "9")
    assert told > 10


def test_referrals_name_who_refers_and_why(bundles: dict[str, list[Bundle]]) -> None:
    by: Counter[str] = Counter()
    for source, sent in bundles.items():
        for request in resources(sent, "ServiceRequest"):
            by[source[:2]] += 1
            assert request["requester"] == {"reference": f"Organization/{source}"}
            assert request["category"][0]["coding"][0]["code"] == "3457005"
            assert request["priority"] in ("routine", "urgent")
            assert request["reasonCode"][0]["text"]
    assert by["gp"] > by["am"] > 0
    assert by["co"] > 0


def test_encounters_are_of_the_kinds_each_sender_holds(bundles: dict[str, list[Bundle]]) -> None:
    kinds: dict[str, Counter[tuple[str, str]]] = {source: Counter() for source in SENDERS}
    for source, sent in bundles.items():
        for encounter in resources(sent, "Encounter"):
            assert datetime.fromisoformat(encounter["period"]["start"]) < datetime.fromisoformat(
                encounter["period"]["end"]
            )
            kinds[source][encounter["class"]["code"], encounter["type"][0]["coding"][0]["code"]] += 1
    assert set(kinds["gp-01"]) == {("AMB", "gp"), ("VR", "gp"), ("AMB", "nurse"), ("HH", "gp")}
    assert set(kinds["community"]) == {("HH", "nurse")}
    assert set(kinds["ambulance"]) == {("FLD", "ambulance")}
