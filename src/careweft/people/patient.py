"""A FHIR Patient as a source record, and the person of a Patient that comes in over HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from careweft.base.db import Connection
from careweft.fhir.interactions.persons import by_compartment
from careweft.fhir.search.index import owner
from careweft.fhir.stored import Origin
from careweft.people import nhs_number
from careweft.people.index import Index
from careweft.people.record import SourceRecord

Element = Mapping[str, Any]


def local_system(source: str) -> str:
    """The identifier system of a source's own ids."""
    return f"urn:careweft:source:{source}"


def from_patient(patient: Element, source: str, at: datetime) -> SourceRecord:
    """The demographics of a valid R4 Patient, as `source` said them at `at`.

    The local id is the identifier of the source's own system, or else the resource's id. Old names and addresses are
    left out; of a birth date that is not a whole date, nothing is said.
    """
    identifiers = patient.get("identifier", ())
    name = _best(patient.get("name", ()), ("official", "usual"))
    address = _best(patient.get("address", ()), ("home",))
    return SourceRecord(
        source=source,
        local_id=_value(identifiers, local_system(source)) or patient["id"],
        family=name.get("family"),
        given=" ".join(name.get("given", ())) or None,
        birth_date=_day(patient.get("birthDate")),
        sex=patient.get("gender"),
        nhs_number=_value(identifiers, nhs_number.SYSTEM),
        line=", ".join(address.get("line", ())) or None,
        postcode=address.get("postalCode"),
        phone=next((t.get("value") for t in patient.get("telecom", ()) if t.get("system") == "phone"), None),
        died=_moment(patient.get("deceasedDateTime")),
        at=at,
        patient_id=patient["id"],
    )


def _value(identifiers: Iterable[Element], system: str) -> str | None:
    return next((i.get("value") for i in identifiers if i.get("system") == system and i.get("use") != "old"), None)


def _best(elements: Iterable[Element], uses: tuple[str, ...]) -> Element:
    """The element of the first of these uses, else any that is not old."""
    live = [element for element in elements if element.get("use") not in ("old", "maiden")]
    ranked = sorted(live, key=lambda element: uses.index(u) if (u := element.get("use")) in uses else len(uses))
    return ranked[0] if ranked else {}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text and len(text) == 10 else None


def _moment(text: str | None) -> date | datetime | None:
    return datetime.fromisoformat(text) if text and "T" in text else _day(text)


class PersonResolver:
    """Says whose resources are that somebody writes over HTTP: a Patient is matched as any source's record is.

    A Patient that a source record is known by stays that record; any other becomes the writer's own (the origin's
    source). What refers to a Patient goes to its person. Must be given a connection of the system's
    (`careweft_worker`), whoever writes: see `people.index`.
    """

    def __init__(self, index: Index) -> None:
        self._index = index

    async def __call__(self, connection: Connection, resources: Sequence[dict[str, Any]], origin: Origin) -> list[int]:
        """The person of each valid resource, in order. Raises Invalid as `by_compartment` does."""
        patients = [resource for resource in resources if resource["resourceType"] == "Patient"]
        persons = await self._match(connection, patients, origin)
        rest = [resource for resource in resources if _patient_id(resource) not in persons]
        others = iter(await by_compartment(connection, rest, origin))
        return [persons[id_] if (id_ := _patient_id(resource)) in persons else next(others) for resource in resources]

    async def _match(
        self, connection: Connection, patients: Sequence[dict[str, Any]], origin: Origin
    ) -> dict[str | None, int]:
        if not patients:
            return {}
        rows = await connection.fetch(
            "SELECT patient_id, source, local_id FROM people.source_record WHERE patient_id = ANY ($1::text[])",
            [patient["id"] for patient in patients],
        )
        known = {row["patient_id"]: (row["source"], row["local_id"]) for row in rows}
        records = []
        for patient in patients:
            record = from_patient(patient, known.get(patient["id"], (origin.source,))[0], origin.received)
            local_id = known[patient["id"]][1] if patient["id"] in known else record.local_id
            records.append(replace(record, local_id=local_id))
        matches = await self._index.match_many(connection, records)
        return {patient["id"]: match.person_id for patient, match in zip(patients, matches, strict=True)}


def _patient_id(resource: dict[str, Any]) -> str | None:
    if resource["resourceType"] == "Patient":
        return str(resource["id"])
    own = owner(resource)
    return own.removeprefix("Patient/") if own else None
