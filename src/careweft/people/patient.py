"""A FHIR Patient as a source record, and the person of a Patient that comes in over HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from careweft.base.db import Connection
from careweft.people import nhs_number
from careweft.people.index import Index
from careweft.people.record import SourceRecord
from careweft.people.replace import Origin

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
    """Says whose a Patient is that somebody writes over HTTP: matched as any source's record is.

    Must be given a connection of the system's (`careweft_worker`), whoever writes: see `people.index`.
    """

    def __init__(self, index: Index) -> None:
        self.index = index

    async def __call__(self, connection: Connection, patient: Element, origin: Origin) -> int:
        """The person of a valid Patient that has its id; made, where nobody known is near enough."""
        return (await self.index.match(connection, from_patient(patient, origin.source, origin.received))).person_id
