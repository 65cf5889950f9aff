"""A source's patient as it is known: every part of it from the latest message that spoke of it.

The state is a map of part → (stamp, value) in which the later stamp wins. Taking messages in any order, any number of
times, gives the same state; so a late old message never overwrites a newer one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from careweft.feeds.hl7.datatypes import local_system
from careweft.feeds.notes import PatientNote, reference, resource_id

State = dict[str, list[Any]]
"""Part → [stamp, value]; a value of None was deleted."""


def take(state: Mapping[str, list[Any]], note: PatientNote) -> State:
    """The state after one more message."""
    after = dict(state)
    for name, value in note.fields.items():
        held = after.get(name)
        if held is None or held[0] < note.stamp:
            after[name] = [note.stamp, value]
    return after


def take_all(state: Mapping[str, list[Any]], notes: Iterable[PatientNote]) -> State:
    """The state after several more messages."""
    after = dict(state)
    for note in notes:
        after = take(after, note)
    return after


def as_at(state: Mapping[str, list[Any]], otherwise: datetime) -> datetime:
    """When the latest word on a patient was said; `otherwise` where nothing was."""
    stamps = [stamp for stamp, _ in state.values()]
    return datetime.fromisoformat(max(stamps).partition("|")[0]) if stamps else otherwise


_SPECIAL = ("deceased", "multipleBirth", "practice", "doctor", "resource")


def resource(
    source: str, local_id: str, state: Mapping[str, list[Any]], organisations: Mapping[str, str]
) -> dict[str, Any]:
    """The FHIR Patient of a source's patient. `organisations` gives the id of an Organization by the source's code."""
    values = {name: value for name, (_, value) in state.items() if value is not None}
    whole = dict(values.get("resource") or {})
    patient: dict[str, Any] = {
        "resourceType": "Patient",
        "id": resource_id(source, "Patient", local_id),
        **{name: value for name, value in whole.items() if name not in ("resourceType", "id")},
    }
    for name, value in sorted(values.items()):
        if "|" not in name and "." not in name and name not in _SPECIAL:
            patient[name] = value
    for choice in ("deceased", "multipleBirth"):
        patient.update(values.get(choice) or {})
    patient["identifier"] = _identifiers(source, local_id, whole, values)
    if added := [value for name, value in sorted(values.items()) if name.startswith("extension.")]:
        patient["extension"] = [*whole.get("extension", ()), *added]
    if carers := _carers(values, organisations):
        patient["generalPractitioner"] = carers
    patient.setdefault("managingOrganization", reference("Organization", source))
    return patient


def _identifiers(source: str, local_id: str, whole: Mapping[str, Any], values: Mapping[str, Any]) -> list[Any]:
    own = {"system": local_system(source), "value": local_id}
    sent = [*whole.get("identifier", ())]
    sent += [i for name, held in sorted(values.items()) if name.startswith("identifier|") for i in held]
    seen, unique = set(), []
    for identifier in (own, *sent):
        key = (identifier.get("system"), identifier.get("value"))
        if key not in seen:
            seen.add(key)
            unique.append(identifier)
    return unique


def _carers(values: Mapping[str, Any], organisations: Mapping[str, str]) -> list[Any]:
    carers = []
    if practice := values.get("practice"):
        shown = {"display": practice["name"]} if practice.get("name") else {}
        known = organisations.get(practice["code"])
        named = {"identifier": {"value": practice["code"]}}
        carers.append({**(reference("Organization", known) if known else {}), **named, **shown})
    if doctor := values.get("doctor"):
        carers.append(doctor)
    return carers
