"""What a person chose about sharing, as the FHIR Consent that says it: the record keeps it, with its versions.

The database turns every Consent of a person into who sees what (`access.provisions` in migration 0014), in the
transaction that writes it. This module makes and reads the one Consent that a person's own page keeps.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID, uuid5

from careweft.base.db import Connection
from careweft.base.errors import BadInput

NAMESPACE = UUID("0b7a0b0e-4ab5-5f0c-8a43-6f6d2f4c1a55")
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
LABELS = {
    "mental-health": (ACT, "MH"),
    "substance-use": (ACT, "ETH"),
    "sexual-health": (ACT, "SEX"),
    "hiv": (ACT, "HIV"),
    "safeguarding": (ACT, "SDV"),
    "restricted": (_CONFIDENTIALITY, "R"),
}
"""The security label by which a Consent names a category (`access.category`) that a person may say no to."""
_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
PURPOSES = {"planning": "HQUALIMP", "research": "HRESCH"}
"""The purpose of use by which a Consent names what else than care (`access.purpose`) a person may say no to."""

Resource = dict[str, Any]
Choice = Literal["opted_out", "not_with", "also_with", "only_reads", "not_about", "hidden", "not_for"]


@dataclass(frozen=True)
class Sharing:
    """A person's choices: no sharing at all but with the practice; parties that may not see or may see as well;
    categories that nobody else may see; single resources ('Type/id') that nobody else may see; which of those who may
    see as well only read, and do nothing in the person's name; for what else than care nobody may use the record.
    """

    opted_out: bool = False
    not_with: frozenset[str] = frozenset()
    also_with: frozenset[str] = frozenset()
    not_about: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    only_reads: frozenset[str] = frozenset()
    not_for: frozenset[str] = frozenset()

    def changed(self, choice: str, what: str, on: bool) -> "Sharing":
        """With one choice made or taken back. Raises BadInput for a choice or a category that there is not."""
        if choice == "opted_out":
            return replace(self, opted_out=on)
        if choice not in ("not_with", "also_with", "only_reads", "not_about", "hidden", "not_for") or not what:
            raise BadInput("that cannot be chosen", expected="one of the choices on the page")
        if choice == "not_for" and what not in PURPOSES:
            raise BadInput("that use cannot be refused", expected=", ".join(PURPOSES))
        if choice == "not_about" and what not in LABELS:
            raise BadInput("there is no such kind of information", expected=", ".join(LABELS))
        kept: frozenset[str] = getattr(self, choice)
        made: dict[str, Any] = {choice: kept | {what} if on else kept - {what}}
        if choice == "also_with" and not on:
            made["only_reads"] = self.only_reads - {what}
        other = {"not_with": "also_with", "also_with": "not_with"}.get(choice)
        if other and on:
            made[other] = getattr(self, other) - {what}
        return replace(self, **made)


def id_of(person_id: int) -> str:
    """The id of the Consent that a person's own page keeps."""
    return str(uuid5(NAMESPACE, f"person/{person_id}/sharing"))


def resource(sharing: Sharing, consent_id: str, subject: str, at: str) -> Resource:
    """The Consent that says these choices; `subject` is 'Patient/id', `at` an instant."""
    provisions: list[Resource] = [
        *(_provision("deny", actor=[_actor(party)]) for party in sorted(sharing.not_with)),
        *(
            _provision("permit", actor=[_actor(party)], **({"action": [_READS]} if party in sharing.only_reads else {}))
            for party in sorted(sharing.also_with)
        ),
        *(_provision("deny", securityLabel=[_label(name)]) for name in sorted(sharing.not_about)),
        *(_provision("deny", data=[_data(record)]) for record in sorted(sharing.hidden)),
        *(_provision("deny", purpose=[_coding(_REASON, PURPOSES[name])]) for name in sorted(sharing.not_for)),
    ]
    return {
        "resourceType": "Consent",
        "id": consent_id,
        "status": "active",
        "scope": {"coding": [_coding("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy")]},
        "category": [{"coding": [_coding("http://loinc.org", "59284-0")]}],
        "patient": {"reference": subject},
        "dateTime": at,
        "policyRule": {"coding": [_coding(ACT, "OPTOUT" if sharing.opted_out else "OPTIN")]},
        **({"provision": {"provision": provisions}} if provisions else {}),
    }


def read(consent: Mapping[str, Any]) -> Sharing:
    """The choices of a Consent that `resource` made."""
    codes = {code: name for name, (_, code) in LABELS.items()}
    uses = {code: name for name, code in PURPOSES.items()}
    found: dict[str, set[str]] = {
        name: set() for name in ("not_with", "also_with", "only_reads", "not_about", "hidden", "not_for")
    }
    for provision in consent.get("provision", {}).get("provision", ()):
        for actor in provision.get("actor", ()):
            party = _party(actor["reference"]["reference"])
            found["also_with" if provision["type"] == "permit" else "not_with"].add(party)
            if provision.get("action"):
                found["only_reads"].add(party)
        found["not_about"].update(codes[label["code"]] for label in provision.get("securityLabel", ()))
        found["not_for"].update(uses[purpose["code"]] for purpose in provision.get("purpose", ()))
        found["hidden"].update(data["reference"]["reference"] for data in provision.get("data", ()))
    opted_out = consent.get("policyRule", {}).get("coding", [{}])[0].get("code") == "OPTOUT"
    return Sharing(opted_out, **{name: frozenset(values) for name, values in found.items()})


@dataclass(frozen=True)
class Category:
    """A kind of information that needs more than a relationship, in words."""

    name: str
    title: str


async def categories(connection: Connection) -> list[Category]:
    """What a person may say no to by itself."""
    rows = await connection.fetch(
        "SELECT name, title FROM access.category WHERE name = ANY ($1) ORDER BY bit", [*LABELS]
    )
    return [Category(*row) for row in rows]


def _provision(kind: str, **what: Any) -> Resource:
    return {"type": kind, **what}


def _coding(system: str, code: str) -> Resource:
    return {"system": system, "code": code}


_READS = {"coding": [_coding("http://terminology.hl7.org/CodeSystem/consentaction", "access")]}


def _label(name: str) -> Resource:
    return _coding(*LABELS[name])


def _actor(party: str) -> Resource:
    kind, _, name = party.rpartition("/")
    role = _coding("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "PRCP")
    reference = f"{'RelatedPerson' if kind == 'related' else 'Organization'}/{name}"
    return {"role": {"coding": [role]}, "reference": {"reference": reference}}


def _party(reference: str) -> str:
    kind, _, name = reference.partition("/")
    return f"related/{name}" if kind == "RelatedPerson" else name


def _data(record: str) -> Resource:
    return {"meaning": "instance", "reference": {"reference": record}}
