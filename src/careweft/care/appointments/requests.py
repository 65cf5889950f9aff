"""What people ask for: an appointment where none was free, one of their medicines again. Asked, answered, kept.

A request is a Task for the role that the model names, due in the model's time; the answer closes it and tells the
person. A medicine that is granted is a new MedicationRequest that names the one before it: the prescription.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.behalf import acting
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import teams
from careweft.care.appointments.dispensing import Dispensing, pharmacies, state_of, task_id
from careweft.care.durations import Duration
from careweft.care.record import Record
from careweft.care.resources import (
    OPEN,
    Resource,
    communication,
    extension,
    id_of,
    last_part,
    reference,
    relative_of,
    task,
)

SYSTEM: Final = "https://careweft.org/fhir/CodeSystem/request-state"
PREFIX: Final = "request-"
_PHARMACY: Final = "pharmacy"


@dataclass(frozen=True)
class Kind:
    """Something that may be asked for: what it is called, whether it is of a medicine, who answers by when."""

    name: str
    title: str
    of: Literal["time", "medicine", "other"]
    by: str
    within: Duration
    escalate: str = ""


@dataclass(frozen=True)
class New:
    """A request of a person. `key` makes it once; `medicine` is the record of the medicine that is asked for again, and
    `pharmacy` where they would like to collect it (empty: they come for the paper)."""

    key: str
    kind: Kind
    text: str = ""
    medicine: str = ""
    team: str = ""
    pharmacy: str = ""


@dataclass(frozen=True)
class Request:
    """A request as it stands: what for, until when it is answered, and the answer. `by` is the relative who asked on
    the person's behalf. `pharmacy` has the prescription, which stands there as `dispense` says."""

    id: str
    person_id: int
    code: str
    title: str
    text: str
    status: str
    asked: datetime
    due: datetime | None
    granted: bool | None
    answer: str
    version: int
    by: str = ""
    pharmacy: str = ""
    dispense: str = ""


class Requests:
    """Takes requests and answers them, through the record."""

    def __init__(self, record: Record, zone: ZoneInfo) -> None:
        self._record, self._zone = record, zone
        self.dispensing = Dispensing(record)

    async def make(self, connection: Connection, by: Account, person_id: int, new: New) -> str:
        """Ask for something: the request's id. A medicine that is asked for already is the same request."""
        await require_sight(connection, [person_id], *([new.medicine] if new.medicine else []))
        subject = await self._record.patient(connection, person_id)
        if subject is None:
            raise NotFound("there is nobody here that you may see")
        asker = await acting(connection, by, person_id, subject, "book-appointments")
        code = f"{PREFIX}{new.kind.name}"
        title = new.kind.title
        if new.kind.of == "medicine":
            if not new.medicine:
                raise BadInput("no medicine is chosen", where="medicine", expected="which of the medicines")
            owner, _, body = await self._record.find(connection, new.medicine)
            if owner != person_id or body.get("status") not in ("active", "completed"):
                raise BadInput("this medicine is not taken now", where="medicine", expected="one of the medicines")
            title = f"{title}: {medicine_name(body)}"
            if new.pharmacy and new.pharmacy not in dict(await pharmacies(connection)):
                raise BadInput("this pharmacy takes none from here", where="pharmacy", expected="one of the pharmacies")
            standing = await connection.fetchval(
                "SELECT id FROM care.task WHERE person_id = $1 AND code = $2 AND focus = $3 AND status = ANY ($4)",
                person_id,
                code,
                new.medicine,
                list(OPEN),
            )
            if standing:
                return str(standing)
        elif not new.text.strip():
            raise BadInput("nothing is asked", where="text", expected="what you need")
        made, now = id_of(f"{subject}/{by.id}/{new.key}/request"), self._record.clock.now()
        if await connection.fetchval("SELECT true FROM care.task WHERE id = $1", made):
            return made
        content = {
            "code": code,
            "title": title,
            "role": new.kind.by,
            "team": new.team or await teams.of_person(connection, person_id),
            "practitioner": None,
            "due": new.kind.within.after(now, self._zone).isoformat(),
            "escalate": new.kind.escalate,
            "urgent": False,
            "why": new.text.strip()[:2000],
        }
        asked = task(made, subject, new.medicine or subject, content, now)
        asked["requester"] = asker.who
        if new.pharmacy and new.kind.of == "medicine":
            asked["input"] = [{"type": {"text": _PHARMACY}, "valueReference": reference(new.pharmacy)}]
        await self._record.write(connection, person_id, asked, expected=0)
        return made

    async def answer(
        self,
        connection: Connection,
        by: Account,
        request_id: str,
        *,
        granted: bool,
        text: str,
        version: int | None = None,
    ) -> None:
        """Answer a request, as one who has the role that it is for; the person is told.

        Conflict where it is answered already; Refused for another role: a prescription is made by who may make it.
        """
        person_id, now_version, body = await self._record.find(connection, f"Task/{request_id}")
        await require_sight(connection, [person_id], f"Task/{request_id}")
        if not _code(body).startswith(PREFIX):
            raise NotFound("there is no such request")
        if last_part(body["owner"]) not in by.parties:
            raise Refused("this request is another team's", hint="Ask that team")
        role = body["performerType"][0]["coding"][0]["code"]
        if role not in by.roles:
            raise Refused(f"this is answered by a {role.replace('-', ' ')}", hint="Leave it to one")
        if version not in (None, now_version):
            raise Conflict("somebody else changed this request meanwhile", hint="Look at it again")
        if body["status"] not in OPEN:
            raise Conflict("this request is answered already")
        if not granted and not text.strip():
            raise BadInput("no reason is given", where="text", expected="why not, and what else would help")
        now, subject = self._record.clock.now(), body["for"]["reference"]
        said = "granted" if granted else "declined"
        title = body["code"]["text"]
        made: list[Resource] = []
        if granted and body["focus"]["reference"].startswith("Medication"):
            before = await self._record.read(connection, body["focus"]["reference"])
            made.append(prescription(request_id, before, by, now))
            if pharmacy := pharmacy_of(body):
                order = made[0].get("dispenseRequest", {}) | {"performer": reference(pharmacy)}
                made[0] |= {"dispenseRequest": order}
                made.append(await self.dispensing.send(connection, by, person_id, body, made[0], pharmacy))
        message = f"{title}: {'yes' if granted else 'no'}. {text.strip()}".strip()
        made.append(communication(id_of(f"{request_id}/answer"), subject, f"Task/{request_id}", f"person/{person_id}",
                                  message, now))  # fmt: skip
        body |= {
            "status": "completed",
            "businessStatus": {"coding": [{"system": SYSTEM, "code": said}]},
            "lastModified": now.isoformat(),
            "output": [{"type": {"text": "answer"}, "valueString": text.strip() or "Yes"}],
        }
        await self._record.write(connection, person_id, body, expected=now_version)
        await self._record.write(connection, person_id, *made)

    async def of_person(self, connection: Connection, person_id: int, most: int = 50) -> list[Request]:
        """What a person asked for, the latest first."""
        rows = await connection.fetch(
            "SELECT id FROM care.task WHERE person_id = $1 AND code LIKE 'request-%' ORDER BY authored DESC LIMIT $2",
            person_id,
            most,
        )
        bodies = await self._record.read_many(connection, [f"Task/{row['id']}" for row in rows])
        orders = [f"Task/{task_id(prescription_id(body['id']))}" for body in bodies if pharmacy_of(body)]
        sent = {each["id"]: state_of(each) for each in await self._record.read_many(connection, orders)}
        return [
            replace(request_of(person_id, body), dispense=sent.get(task_id(prescription_id(body["id"])), ""))
            for body in bodies
        ]

    async def find(self, connection: Connection, request_id: str) -> Request | None:
        """A request by its id, where the acting account may see it."""
        try:
            person_id, _, body = await self._record.find(connection, f"Task/{request_id}")
        except NotFound:
            return None
        return request_of(person_id, body) if _code(body).startswith(PREFIX) else None

    async def medicines(self, connection: Connection, person_id: int) -> list[tuple[str, str]]:
        """The medicines that a person takes, as (record, name), each once: a prescription before a mere statement."""
        rows = await connection.fetch(
            "SELECT DISTINCT ON (name) record, name FROM facts.medication WHERE person_id = $1 "
            "AND known_to = 'infinity' AND (finish IS NULL OR finish > base.now()) AND name IS NOT NULL "
            "ORDER BY name, record NOT LIKE 'MedicationRequest/%', start DESC NULLS LAST, record",
            person_id,
        )
        return [(row["record"], row["name"]) for row in rows]


_KEPT: Final[tuple[str, ...]] = (
    "medicationCodeableConcept",
    "medicationReference",
    "dosageInstruction",
    "dispenseRequest",
    "category",
)


def prescription(request: str, before: Resource, by: Account, at: datetime) -> Resource:
    """The MedicationRequest that grants a medicine again: the same dose, ordered now by whoever grants it."""
    former = {"reference": f"{before['resourceType']}/{before['id']}"}
    kept = {name: before[name] for name in _KEPT if name in before}
    return {
        "resourceType": "MedicationRequest",
        "id": prescription_id(request),
        "status": "active",
        "intent": "order",
        "subject": before["subject"],
        "authoredOn": at.isoformat(),
        "requester": {"reference": f"Practitioner/{by.username}", "display": by.display_name},
        **(
            {"priorPrescription": former}
            if before["resourceType"] == "MedicationRequest"
            else {"supportingInformation": [former]}
        ),
        **kept,
    }


def prescription_id(request: str) -> str:
    """The id of the MedicationRequest that grants a request."""
    return id_of(f"{request}/prescription")


def pharmacy_of(body: Resource) -> str:
    """Where the medicine that a request asks for is to be collected; empty where the person comes for the paper."""
    told = (each for each in body.get("input", ()) if each["type"].get("text") == _PHARMACY)
    return next((last_part(each["valueReference"]) for each in told), "")


def medicine_name(body: Resource) -> str:
    """What a MedicationRequest is of, in words."""
    concept = body.get("medicationCodeableConcept", {})
    coded = (concept.get("coding") or [{}])[0]
    return str(concept.get("text") or coded.get("display") or coded.get("code") or "a medicine")


def request_of(person_id: int, body: dict[str, Any]) -> Request:
    """A request out of its Task."""
    end = body.get("restriction", {}).get("period", {}).get("end")
    said = (body.get("businessStatus", {}).get("coding") or [{}])[0].get("code")
    answer = next((each["valueString"] for each in body.get("output", ()) if each["type"].get("text") == "answer"), "")
    if not answer and body["status"] == "cancelled" and (why := extension(body, "reason")):
        answer = str(why["valueString"])
    return Request(
        body["id"],
        person_id,
        _code(body),
        body["code"]["text"],
        body.get("reasonCode", {}).get("text", ""),
        body["status"],
        datetime.fromisoformat(body["authoredOn"]),
        datetime.fromisoformat(end) if end else None,
        {"granted": True, "declined": False}.get(said or ""),
        answer,
        int(body.get("meta", {}).get("versionId", 0)),
        relative_of(body.get("requester")),
        pharmacy_of(body),
    )


def _code(body: dict[str, Any]) -> str:
    return str((body.get("code", {}).get("coding") or [{}])[0].get("code", ""))
