"""Consents, labels and random worlds, for tests of who sees what."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from careweft.access import relationships
from careweft.access.relationships import Relationship
from careweft.base.db import Connection
from careweft.fhir.store import Origin, Store
from tests.access.oracle import ALL, LABELS, Known, Reason, Wish

NOW = datetime(2026, 1, 15, 9, tzinfo=UTC)
EVER, NEVER = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
ORIGIN = Origin("acute", None, NOW)
ACT, CONFIDENTIALITY = (f"http://terminology.hl7.org/CodeSystem/v3-{name}" for name in ("ActCode", "Confidentiality"))
REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
CODE_OF = {
    "mental-health": "MH", "substance-use": "ETH", "sexual-health": "SEX", "hiv": "HIV", "safeguarding": "SDV",
    "restricted": "R",
}  # fmt: skip
KINDS = ("self", "guardian", "parent", "young-persons-parent", "carer", "reading-carer", "share", "care-team",
         "registered-practice", "stay", "service", "task", "break-glass", "something-else")  # fmt: skip


def coding(code: str) -> dict[str, str]:
    return {"system": CONFIDENTIALITY if code in "NRV" else ACT, "code": code}


def observation(id_: str, person: int, *codes: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "resourceType": "Observation",
        "id": id_,
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8302-2"}]},
        "subject": {"reference": f"Patient/p{person}"},
        "effectiveDateTime": "2026-01-10T10:00:00Z",
        "valueQuantity": {"value": 171.5, "unit": "cm"},
    }
    return made | ({"meta": {"security": [coding(code) for code in codes]}} if codes else {})


def actor(party: str) -> dict[str, Any]:
    kind, _, name = party.rpartition("/")
    return {
        "role": {"coding": [{"code": "PRCP"}]},
        "reference": {"reference": f"{'RelatedPerson' if kind == 'related' else 'Organization'}/{name}"},
    }


def consent(
    id_: str, person: int, wishes: Iterable[Wish], opted_out: bool = False, hide: str = "", not_for: Iterable[str] = ()
) -> dict[str, Any]:
    """A Consent that says these wishes, opts out, hides one resource, or says no to purposes of use."""
    provisions: list[dict[str, Any]] = []
    for wish in wishes:
        made: dict[str, Any] = {
            "type": "permit" if wish.yes else "deny",
            "period": {"start": wish.since.isoformat(), "end": wish.until.isoformat()},
        }
        if wish.party:
            made["actor"] = [actor(wish.party)]
        if wish.about != {"ordinary"}:
            made["securityLabel"] = [coding(CODE_OF[what]) for what in sorted(wish.about)]
        provisions.append(made)
    if hide:
        provisions.append({"type": "deny", "data": [{"meaning": "instance", "reference": {"reference": hide}}]})
    provisions += [{"type": "deny", "purpose": [{"system": REASON, "code": code}]} for code in not_for]
    return {
        "resourceType": "Consent",
        "id": id_,
        "status": "active",
        "scope": {"coding": [{"code": "patient-privacy"}]},
        "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
        "patient": {"reference": f"Patient/p{person}"},
        "policyRule": {"coding": [{"system": ACT, "code": "OPTOUT" if opted_out else "OPTIN"}]},
        **({"provision": {"provision": provisions}} if provisions else {}),
    }


def random_known(random: Random, parties: list[str]) -> Known:
    """Some relationships, wishes and marked resources."""

    def span() -> tuple[datetime, datetime]:
        ends = sorted(random.choices([EVER, NOW - timedelta(days=1), NOW, NOW + timedelta(days=1), NEVER], k=2))
        return (ends[0], ends[1]) if ends[0] < ends[1] else (EVER, NEVER)

    known = Known()
    for _ in range(random.randint(1, 4)):
        known.reasons.append(Reason(random.choice(parties), random.choice(KINDS), *span()))
    for _ in range(random.choice([0, 1, 1, 2, 3])):
        about = random.choice([{"ordinary"}, {"hiv"}, {"mental-health", "sexual-health"}, {"substance-use"}])
        party = random.choice(["", *parties])
        yes = bool(party) and random.random() < 0.5
        known.wishes.append(Wish(yes, party, frozenset(about), *span()))
    known.marks = {f"o{n}": frozenset({LABELS[code]} - {""}) for n, code in enumerate(LABELS)}
    return known


async def write(connection: Connection, person: int, known: Known, hide: str = "") -> None:
    """Bring what is known of a person into the record; a yes to the whole record is also a relationship then."""
    resources: list[dict[str, Any]] = [{"resourceType": "Patient", "id": f"p{person}"}]
    resources += [observation(f"o{n}-{person}", person, code) for n, code in enumerate(LABELS)]
    resources += [consent(f"c{n}-{person}", person, [wish]) for n, wish in enumerate(known.wishes)]
    if hide:
        resources.append(consent(f"h-{person}", person, [], hide=f"Observation/{hide}-{person}"))
        known.marks[hide] |= {"private"}
    await Store().put(connection, person, resources, ORIGIN)
    made = [Relationship(person, r.party, r.kind, f"test/{n}", r.since, r.until) for n, r in enumerate(known.reasons)]
    await relationships.keep(connection, made)
    known.reasons += [
        Reason(wish.party, "share", wish.since, wish.until)
        for wish in known.wishes
        if wish.yes and "ordinary" in wish.about
    ]


assert set(CODE_OF) < ALL
