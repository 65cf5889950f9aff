"""FHIR R4 bundles (transaction, batch, collection and the like) as notes for the record. Pure.

The ids of a source's resources are kept where they are UUIDs and become UUIDs otherwise (see `resource_id`); every
reference is rewritten to match, `urn:uuid:` of the bundle and conditional references included. Patients are the
source's own and are matched to a person; what is about nobody (organisations, practitioners, places) is shared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl
from uuid import UUID

from careweft.base.errors import BadInput
from careweft.feeds import medcom
from careweft.feeds.hl7.datatypes import local_system
from careweft.feeds.moment import from_fhir, natural, sortable
from careweft.feeds.notes import MergeNote, PatientNote, RecordNote, Understood, resource_id
from careweft.feeds.report import Report
from careweft.fhir.decode import decode
from careweft.fhir.invalid import Invalid, Issue
from careweft.fhir.jsontext import dumps, loads

if TYPE_CHECKING:
    from careweft.feeds.understand import Raw

Resource = dict[str, Any]

SHARED: Final = frozenset(
    {
        "Organization",
        "OrganizationAffiliation",
        "Practitioner",
        "PractitionerRole",
        "Location",
        "HealthcareService",
        "Endpoint",
        "InsurancePlan",
        "Medication",
        "Substance",
        "Questionnaire",
        "PlanDefinition",
        "ActivityDefinition",
        "Measure",
        "Library",
        "ValueSet",
        "CodeSystem",
        "StructureDefinition",
    }
)
"""Types that are never about one patient."""

_ABOUT: Final = ("subject", "patient", "beneficiary", "for", "individual", "candidate", "securityContext")
_WHOLE: Final = frozenset({"transaction", "batch", "collection", "message", "document", "searchset"})
_STORED: Final = frozenset({"POST", "PUT"})


def bundle_id(raw: bytes) -> tuple[str, str, bytes]:
    """The message id of a bundle (its business identifier, else of its content), its kind, and a digest of it.

    Raises Invalid where it is not a JSON object with a resource type.
    """
    content = _json(raw)
    digest = _digest(content)
    kind = content.get("resourceType")
    if not isinstance(kind, str):
        raise Invalid([Issue("", "no resourceType", "a FHIR resource", "structure")])
    identifier = content.get("identifier") if kind == "Bundle" else None
    if isinstance(identifier, dict) and isinstance(identifier.get("value"), str):
        named = "|".join(filter(None, (str(identifier.get("system") or ""), identifier["value"])))
    else:
        named = f"sha256:{digest.hex()}"
    shown = content.get("type") if kind == "Bundle" else kind
    return named, shown if isinstance(shown, str) else kind, digest


def _digest(content: Resource) -> bytes:
    try:
        return sha256(dumps(_sorted(content))).digest()
    except (TypeError, RecursionError) as wrong:
        raise Invalid([Issue("", "a number or a depth out of range", "JSON of ordinary size", "structure")]) from wrong


def _json(raw: bytes) -> Resource:
    try:
        content = loads(raw.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as wrong:
        raise Invalid([Issue("", "bytes that are no JSON", "one JSON object in UTF-8", "structure")]) from wrong
    if not isinstance(content, dict):
        raise Invalid([Issue("", "JSON that is no object", "a FHIR resource", "structure")])
    return content


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


@dataclass
class _Entry:
    """One entry: the resource with the id it will have, and how the sender calls it."""

    resource: Resource
    type: str
    local: str
    id: str
    names: tuple[str, ...]
    method: str


def understand_bundle(raw: bytes, message: Raw, zone: tzinfo, organisations: Mapping[str, str]) -> Understood:
    """All that a bundle (or a single resource) says. Raises Invalid with the faults of what is not valid FHIR R4."""
    content = decode(raw.removeprefix(b"\xef\xbb\xbf"))
    whole = content["resourceType"] == "Bundle"
    bundle = content if whole else dict[str, Any](type="collection", entry=[{"resource": content}])
    kind: str = bundle["type"] if whole else content["resourceType"]
    report = Report(kind)
    if bundle["type"] not in _WHOLE:
        raise BadInput(f"a bundle of type {bundle['type']}", where="Bundle.type", expected=" or ".join(sorted(_WHOLE)))
    reader = _Bundle(message, organisations, report)
    found = Understood(report)
    reader.read(bundle, found, _time(bundle, message, zone), zone)
    return found


def _time(bundle: Resource, message: Raw, zone: tzinfo) -> str:
    stated = bundle.get("timestamp")
    return sortable(from_fhir(stated, zone) if stated else message.received)


class _Bundle:
    """The entries of one bundle and how they refer to one another."""

    def __init__(self, message: Raw, organisations: Mapping[str, str], report: Report) -> None:
        self._source, self._message = message.source, message
        self._organisations, self._report = organisations, report
        self._names: dict[str, _Entry] = {}
        self._patients: dict[str, str] = {}
        """Id of a Patient as it will be → the source's number of the patient."""
        self._outside: dict[str, str] = {}
        """The same for patients that the bundle names but does not hold."""

    def read(self, bundle: Resource, found: Understood, sent: str, zone: tzinfo) -> None:
        entries = list(self._entries(bundle.get("entry") or []))
        for entry in entries:
            for name in entry.names:
                self._names.setdefault(name, entry)
            if entry.type == "Patient":
                self._patients[entry.id] = entry.local
        for number, entry in enumerate(entries):
            stamp = f"{self._updated(entry.resource, zone) or sent}|{natural(self._message.message_id)}|{number:06}"
            self._take(entry, found, stamp)

    def _updated(self, resource: Resource, zone: tzinfo) -> str | None:
        stated = (resource.get("meta") or {}).get("lastUpdated")
        return sortable(from_fhir(stated, zone)) if stated else None

    def _entries(self, entries: list[Resource]) -> Iterator[_Entry]:
        for number, entry in enumerate(entries):
            request = entry.get("request") or {}
            method, resource = request.get("method", "POST"), entry.get("resource")
            if method == "DELETE":
                type_, _, local = (request.get("url") or "").partition("/")
                if not local or "?" in type_:
                    self._report.miss("DELETE", "a conditional delete; deletes are understood by type and id")
                    continue
                yield self._entry({"resourceType": type_, "id": local}, entry, number, method)
            elif method not in _STORED or not resource:
                self._report.miss(method, "asks for something; bundles are taken for what they tell")
            elif resource["resourceType"] in ("Bundle", "OperationOutcome", "Parameters", "MessageHeader"):
                self._report.miss(resource["resourceType"], "is about the message itself; kept in the raw message")
            else:
                yield self._entry(resource, entry, number, method)

    def _entry(self, resource: Resource, entry: Resource, number: int, method: str) -> _Entry:
        type_, full = resource["resourceType"], entry.get("fullUrl") or ""
        url = (entry.get("request") or {}).get("url") or ""
        local = self._local(resource, full, url, number)
        names = [name for name in (full, f"{type_}/{resource['id']}" if resource.get("id") else "") if name]
        if method == "PUT" and url.count("/") == 1 and "?" not in url:
            names.append(url)
        for identifier in _identifiers(resource):
            names.append(f"{type_}?identifier={identifier.get('system', '')}|{identifier['value']}")
        return _Entry(resource, type_, local, self._new_id(type_, local), tuple(names), method)

    def _local(self, resource: Resource, full: str, url: str, number: int) -> str:
        """The source's own id: of a patient its number in the source's system, else the resource's id, else the full
        URL's UUID, else its first identifier, else its place in the bundle."""
        own = local_system(self._source)
        if resource["resourceType"] == "Patient":
            for identifier in _identifiers(resource):
                if identifier.get("system") == own:
                    return str(identifier["value"])
        if resource.get("id"):
            return str(resource["id"])
        if url.count("/") == 1 and "?" not in url:
            return url.rpartition("/")[2]
        if full.startswith("urn:uuid:"):
            return full.removeprefix("urn:uuid:")
        for identifier in _identifiers(resource):
            return f"{identifier.get('system', '')}|{identifier['value']}"
        return f"{self._message.message_id}#{number}"

    def _new_id(self, type_: str, local: str) -> str:
        if type_ == "Organization" and local in self._organisations:
            return self._organisations[local]
        return resource_id(self._source, type_, local)

    def _take(self, entry: _Entry, found: Understood, stamp: str) -> None:
        if entry.method == "DELETE":
            gone = {"resourceType": entry.type, "id": entry.id}
            found.records.append(RecordNote(None, gone, stamp, delete=True))
            self._report.understood[entry.type] += 1
            return
        resource = self._rewritten(entry.resource)
        resource["id"] = entry.id
        if entry.type == "Encounter":
            resource = medcom.with_history(resource)
        if entry.type == "Patient":
            self._report.understood["Patient"] += 1
            found.patients.append(PatientNote(entry.local, stamp, {"resource": resource}))
            self._replaced(found, entry, resource, stamp)
            return
        local_id = self._about(resource) if entry.type not in SHARED else None
        if local_id is None and entry.type not in SHARED:
            self._report.miss(entry.type, "names no patient, so nobody's record can hold it; kept in the raw message")
            return
        self._report.understood[entry.type] += 1
        found.records.append(RecordNote(local_id, resource, stamp))

    def _replaced(self, found: Understood, entry: _Entry, resource: Resource, stamp: str) -> None:
        """Patient.link of type `replaces`: the other patient is this one (FHIR's way of telling a merge)."""
        for link in resource.get("link") or ():
            other = self._patient_of((link.get("other") or {}).get("reference") or "")
            if link.get("type") == "replaces" and other and other != entry.local:
                found.merges.append(MergeNote(entry.local, other, stamp))

    def _about(self, resource: Resource) -> str | None:
        """The source's number of the patient that a resource is about."""
        for reference in _about(resource):
            if local := self._patient_of(reference):
                return local
        return next(iter(self._patients.values())) if len(self._patients) == 1 else None

    def _patient_of(self, reference: str) -> str | None:
        """The source's number of the patient that a rewritten reference names."""
        type_, _, id_ = reference.rpartition("/")
        if not type_.endswith("Patient"):
            return None
        return self._patients.get(id_) or self._outside.get(id_, id_)

    def _rewritten(self, value: Any) -> Any:
        if isinstance(value, dict):
            made = {name: self._rewritten(item) for name, item in value.items()}
            if isinstance(value.get("reference"), str):
                made["reference"] = self._reference(value["reference"])
            if _names_binary(value.get("url"), self._names):  # an attachment's content
                made["url"] = self._reference(value["url"])
            return made
        return [self._rewritten(item) for item in value] if isinstance(value, list) else value

    def _reference(self, sent: str) -> str:
        if sent.startswith("#"):
            return sent
        entry = self._names.get(sent) or self._names.get(sent.partition("/_history/")[0])
        if entry:
            return f"{entry.type}/{entry.id}"
        if "?" in sent and "://" not in sent.partition("?")[0]:
            return self._conditional(sent)
        parts = sent.partition("/_history/")[0].split("/")
        if len(parts) == 2 and parts[0][:1].isupper():
            return self._named(parts[0], parts[1])
        if sent.startswith("urn:uuid:"):
            self._report.amiss("reference", "names an entry that the bundle does not have; kept as it is")
        return sent

    def _conditional(self, sent: str) -> str:
        """`Practitioner?identifier=system|value`: by an identifier in the bundle, else by the identifier's value."""
        type_, _, query = sent.partition("?")
        identifier = dict(parse_qsl(query)).get("identifier", "")
        entry = self._names.get(f"{type_}?identifier={identifier}")
        if entry:
            return f"{type_}/{entry.id}"
        value = identifier.rpartition("|")[2]
        return self._named(type_, value if _is_uuid(value) else identifier or query)

    def _named(self, type_: str, local: str) -> str:
        new = self._new_id(type_, local)
        if type_ == "Patient":
            self._outside[new] = local
        return f"{type_}/{new}"


def _names_binary(url: Any, names: Mapping[str, _Entry]) -> bool:
    if not isinstance(url, str):
        return False
    return url.startswith("Binary/") or (url in names and names[url].type == "Binary")


def _identifiers(resource: Resource) -> Iterator[Resource]:
    held = resource.get("identifier")
    for identifier in held if isinstance(held, list) else [held] if isinstance(held, dict) else []:
        if identifier.get("value"):
            yield identifier


def _about(resource: Resource) -> Iterator[str]:
    """References to whom a resource may be about, the likeliest first."""
    for name in _ABOUT:
        held = resource.get(name)
        for item in held if isinstance(held, list) else [held]:
            if isinstance(item, dict) and isinstance(item.get("reference"), str):
                yield item["reference"]
    for participant in resource.get("participant") or ():
        if isinstance(participant, dict) and isinstance(participant.get("actor"), dict):
            yield participant["actor"].get("reference") or ""


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
