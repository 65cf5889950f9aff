"""How referrals come in here: written by staff, told on the telephone, by letter, by the person or a carer, from the
online questions. Each becomes the same ServiceRequest as another system would send, and then goes its way.

Ids are made of the form's own key, so that a form that is sent twice is one referral.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from careweft.base.clock import Clock
from careweft.base.db import Connection
from careweft.base.errors import BadInput, NotFound
from careweft.care import resources
from careweft.care.entry import letters
from careweft.care.entry.letters import Letter
from careweft.care.entry.state import MEANS, Means
from careweft.care.record import Record
from careweft.care.resources import Resource, id_of
from careweft.feeds.sources import HERE
from careweft.people import nhs_number
from careweft.people.index import Index
from careweft.people.patient import local_system
from careweft.people.record import SourceRecord, patient_resource_id


@dataclass(frozen=True)
class Somebody:
    """Whom a caller speaks of. `practice` is the GP practice's code where it is known."""

    family: str
    given: str
    born: date | None
    nhs_number: str = ""
    postcode: str = ""
    practice: str = ""
    sex: str = ""


@dataclass(frozen=True)
class Caller:
    """Who refers: an organisation by its code, the person, somebody who is related to them, or just a name."""

    party: str = ""
    name: str = ""
    contact: str = ""
    related: bool = False


@dataclass(frozen=True)
class New:
    """A referral to be made. `key` makes it once; `told` are further words for whoever decides."""

    key: str
    means: Means
    reason: str
    urgent: bool = False
    caller: Caller = Caller()
    told: Sequence[str] = ()
    letters: Sequence[Letter] = field(default=())


class Intake:
    """Takes referrals in, through the record and the person index. Works as `careweft_worker`."""

    def __init__(self, record: Record, people: Index, clock: Clock) -> None:
        self._record, self._people, self._clock = record, people, clock

    async def register(self, connection: Connection, who: Somebody, key: str) -> tuple[int, str]:
        """The person of whom a caller speaks, found or made: their number, and the Patient that is spoken of.

        Raises BadInput without a name and either a birth date or an NHS number: nobody could be told from others.
        """
        number = nhs_number.normalise(who.nhs_number) if who.nhs_number else None
        if who.nhs_number and number is None:
            raise BadInput("the NHS number is not right", where="nhs", expected="ten digits of which the last one fits")
        if not who.family or not (who.born or number):
            raise BadInput("too little is known of the person", where="family", expected="a name and a date of birth")
        local = id_of(f"{key}/person")
        record = SourceRecord(
            HERE,
            local,
            family=who.family,
            given=who.given or None,
            birth_date=who.born,
            sex=who.sex or None,
            nhs_number=number,
            postcode=who.postcode or None,
            at=self._clock.now(),
        )
        person_id = (await self._people.match(connection, record)).person_id
        patient = _patient(patient_resource_id(HERE, local), local, who, number)
        await self._record.write(connection, person_id, patient)
        return person_id, f"Patient/{patient['id']}"

    async def refer(self, connection: Connection, person_id: int, new: New, subject: str = "") -> str:
        """Make the referral; the ServiceRequest as 'ServiceRequest/id'. Who calls asked for policy and sight."""
        if not new.reason:
            raise BadInput("there is no reason", where="reason", expected="why the person is referred")
        subject = subject or str(await self._record.patient(connection, person_id) or "")
        if not subject:
            raise NotFound("there is no record yet that a referral could be about")
        made = id_of(f"{new.key}/referral")
        requester, more = _requester(new, subject)
        documents = [letters.resources(letter, f"{new.key}/{n}", subject, self._clock.now())
                     for n, letter in enumerate(new.letters)]  # fmt: skip
        for written in documents:
            more += written
        request = _request(made, new, subject, requester, self._clock.now().isoformat())
        if documents:
            request["supportingInfo"] = [{"reference": f"DocumentReference/{pair[1]['id']}"} for pair in documents]
        await self._record.write(connection, person_id, *more, request)
        return f"ServiceRequest/{made}"


def _patient(made: str, local: str, who: Somebody, number: str | None) -> Resource:
    identifiers = [{"system": local_system(HERE), "value": local}]
    if number:
        identifiers.append({"system": nhs_number.SYSTEM, "value": number})
    name = {"use": "official", "family": who.family, **({"given": who.given.split()} if who.given else {})}
    practice = {"generalPractitioner": [{"reference": f"Organization/{who.practice}"}]} if who.practice else {}
    return {
        "resourceType": "Patient",
        "id": made,
        "identifier": identifiers,
        "name": [name],
        **({"gender": who.sex} if who.sex else {}),
        **({"birthDate": who.born.isoformat()} if who.born else {}),
        **({"address": [{"use": "home", "postalCode": who.postcode}]} if who.postcode else {}),
        **practice,
        "managingOrganization": {"reference": f"Organization/{HERE}"},
    }


def _requester(new: New, subject: str) -> tuple[dict[str, Any], list[Resource]]:
    """The reference to the sender, and what has to be written so that there is one."""
    caller = new.caller
    named = {"display": caller.name} if caller.name else {}
    if caller.party:
        return {**resources.reference(caller.party, subject), **named}, []
    if not caller.related:
        return named, []
    relative: Resource = {
        "resourceType": "RelatedPerson",
        "id": id_of(f"{new.key}/caller"),
        "active": True,
        "patient": {"reference": subject},
        **({"name": [{"text": caller.name}]} if caller.name else {}),
        **({"telecom": [{"system": "phone", "value": caller.contact}]} if caller.contact else {}),
    }
    return {"reference": f"RelatedPerson/{relative['id']}", **named}, [relative]


def _request(made: str, new: New, subject: str, requester: dict[str, Any], at: str) -> Resource:
    said = [*new.told, *([f"How to reach {new.caller.name}: {new.caller.contact}"] if new.caller.contact else [])]
    return {
        "resourceType": "ServiceRequest",
        "id": made,
        "extension": [{"url": MEANS, "valueCode": new.means}],
        "status": "active",
        "intent": "order",
        "category": [resources.REFERRAL],
        "priority": "urgent" if new.urgent else "routine",
        "subject": {"reference": subject},
        "authoredOn": at,
        **({"requester": requester} if requester else {}),
        "reasonCode": [{"text": new.reason}],
        **({"note": [{"text": text} for text in said]} if said else {}),
    }
