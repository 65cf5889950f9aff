"""Assessments: begun or taken up again, answered by several people, finished, withdrawn; all through the record.

Finishing makes the QuestionnaireResponse completed and its scores Observations, and closes what asked for it, in the
caller's one transaction. An alert's task is made as soon as an answer calls for it, finished or not: its key is the
assessment and the alert.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.behalf import Acting, acting
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import resources, teams
from careweft.care.assessment import answers as reading
from careweft.care.assessment import library, names
from careweft.care.assessment.answers import Answer, Answers
from careweft.care.assessment.evaluate import Fault, State, evaluate, faults
from careweft.care.assessment.instrument import Alert, Instrument, Item, Value
from careweft.care.assessment.merge import Clash, confirmed, merge
from careweft.care.assessment.prefill import Facts, prefill
from careweft.care.durations import Duration
from careweft.care.reactions import open_case, practice_of
from careweft.care.record import Record
from careweft.facts import person_facts
from careweft.fhir.store import Store

OPEN: Final = "in-progress"
DONE: Final = ("completed", "amended")
ASK, AGAIN, ALERT, FILL_IN = "assess", "re-assess", "alert", "fill-in"
ANSWER_WITHIN: Final = Duration(7, "day")


@dataclass(frozen=True)
class Assessment:
    """An assessment as it stands: the answers that everybody gave so far, and at which version of the record."""

    id: str
    person_id: int
    instrument: Instrument
    status: str
    version: int
    authored: datetime
    answers: Answers
    asked: str
    focus: str
    subject: str
    body: Mapping[str, Any]

    @property
    def record(self) -> str:
        """What the record calls it."""
        return f"QuestionnaireResponse/{self.id}"

    @property
    def task(self) -> str:
        """The task by which staff asked the person; empty where the person, or who acts for them, began it."""
        return self.asked if self.asked.startswith("Task/") else ""

    @property
    def own(self) -> bool:
        """Whether the person began it, and nobody else is to see it before it is sent."""
        return bool(self.asked) and not self.task

    @property
    def state(self) -> State:
        """What the answers make of the instrument."""
        return evaluate(self.instrument, self.answers)


@dataclass(frozen=True)
class Saved:
    """What came of a save: how it stands now, what two people answered differently, and what is wrong or missing."""

    assessment: Assessment
    clashes: tuple[Clash, ...]
    faults: tuple[Fault, ...]


class Assessments:
    """Begins, saves and finishes assessments."""

    def __init__(
        self, record: Record, store: Store, zone: ZoneInfo, offered: Callable[[], frozenset[str]] = frozenset
    ) -> None:
        self._record, self._store, self._zone, self._offered = record, store, zone, offered

    async def find(self, connection: Connection, id_: str) -> Assessment:
        """An assessment by the id of its QuestionnaireResponse; NotFound where there is none that may be seen."""
        person_id, version, body = await self._record.find(connection, f"QuestionnaireResponse/{id_}")
        name = str(body.get("questionnaire", "")).partition("|")[0].rpartition("/")[2]
        return _assessment(person_id, version, body, await library.find(connection, name))

    async def begin(
        self,
        connection: Connection,
        by: Account,
        person_id: int,
        name: str,
        facts: Facts,
        *,
        focus: str = "",
    ) -> Assessment:
        """The person's open assessment of an instrument, or a new one with what the record knows filled in.

        `facts` are those that `by` may see. The key is the person's Patient, the instrument and its number.
        """
        await require_sight(connection, [person_id])
        instrument = await library.find(connection, name)
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 24))", f"{person_id}/{name}")
        if (open_ := await self._open(connection, person_id, name, own=by.kind != "staff")) is not None:
            await require_sight(connection, [person_id], open_.record)
            await _answering(connection, by, open_)
            return open_
        if by.kind != "staff" and name not in self._offered():
            raise Refused("nobody asked you this yet", hint="Ask the person who looks after you")
        known = prefill(instrument, facts, self._record.clock.now())
        made = await self._new(connection, person_id, instrument, known, focus)
        await connection.execute("SET CONSTRAINTS ALL IMMEDIATE")  # who sees what is settled now, not at COMMIT
        try:
            await require_sight(connection, [person_id], made.record)
        except NotFound:
            why = "your part in this person's care does not let you see such answers"
            raise Refused(why, hint="Somebody of their care team can ask these questions") from None
        return made

    async def ask(self, connection: Connection, by: Account, person_id: int, name: str) -> Assessment:
        """Ask the person to fill in an instrument that is meant for them: one task of theirs for each assessment.

        The person, or who acts for them, begins by themselves what is offered to all (the engine's models say what).
        """
        await require_sight(connection, [person_id])
        instrument = await library.find(connection, name)
        if "person" not in instrument.by:
            raise BadInput(f"{instrument.title} is not for people to fill in themselves")
        found = await self.begin(connection, by, person_id, name, {})
        if found.asked:
            return found
        who = await acting(connection, by, person_id, found.subject, "answer-questions")
        if who.role != "staff":
            return await self._asked(connection, found, who.reference)
        now = self._record.clock.now()
        asks = {
            "resourceType": "Task",
            "id": resources.id_of(f"{found.record}/asked"),
            "status": "requested",
            "intent": "order",
            "priority": "routine",
            "code": {
                "coding": [{"system": resources.TASK_CODES, "code": FILL_IN}],
                "text": f"Answer: {instrument.title}",
            },
            "focus": {"reference": found.record},
            "for": {"reference": found.subject},
            "requester": who.who,
            "owner": {"reference": found.subject},
            "authoredOn": now.isoformat(),
            "lastModified": now.isoformat(),
            "restriction": {"period": {"end": ANSWER_WITHIN.after(now, self._zone).isoformat()}},
        }
        asked = await self._asked(connection, found, f"Task/{asks['id']}")
        await self._record.write(connection, person_id, asks)
        return asked

    async def _asked(self, connection: Connection, found: Assessment, by: str) -> Assessment:
        """Keep by what the person answers it: a task of theirs, or their own wish."""
        told = {"url": names.ASKED, "valueReference": {"reference": by}}
        body = {**found.body, "extension": [*found.body.get("extension", ()), told]}
        await self._record.write(connection, found.person_id, body, expected=found.version)
        return await self.find(connection, found.id)

    async def save(
        self, connection: Connection, by: Account, id_: str, seen: int, given: Mapping[str, tuple[Value, ...]]
    ) -> Saved:
        """Keep what somebody answered, beside what others did since version `seen`, which is the one they looked at.

        `given` has every item that their form showed. Where another answered one of them differently meanwhile, the
        other's stands and a Clash tells of it; everything else is kept. Conflict where it is finished already.
        """
        found, who = await self._held(connection, by, id_)
        if found.status != OPEN:
            raise Conflict("this assessment is finished already")
        base = await self._at(connection, found, seen)
        author = Answer((), who.reference, who.name, self._record.clock.now())
        merged = merge(base, found.answers, given, author)
        kept = confirmed(merged.answers, given.keys() - {clash.key for clash in merged.clashes}, author)
        if kept != found.answers:
            body = {**found.body, "authored": author.at.isoformat() if author.at else found.body["authored"]}
            body = _with_items(body, reading.items(found.instrument, kept))
            await self._record.write(connection, found.person_id, body, expected=found.version)
            found = await self.find(connection, id_)
        state = found.state
        await self._alert(connection, found, state)
        return Saved(found, merged.clashes, tuple(faults(state)))

    async def finish(self, connection: Connection, by: Account, id_: str, seen: int) -> Saved:
        """Complete an assessment with its scores. Where something is missing nothing is done, and `faults` say what.

        Conflict where somebody answered since version `seen`, or it is finished already.
        """
        found, who = await self._held(connection, by, id_)
        if found.status != OPEN:
            raise Conflict("this assessment is finished already")
        if found.version != seen:
            raise Conflict("somebody else answered meanwhile", hint="Look at the answers again, then finish")
        state = found.state
        if wrong := faults(state):
            return Saved(found, (), tuple(wrong))
        now = self._record.clock.now()
        source = {"source": {"reference": who.reference}} if who.role != "staff" else {}
        body = {**found.body, "status": "completed", "authored": now.isoformat(), "author": who.who, **source}
        body = _with_items(body, reading.items(found.instrument, state.answers))
        await self._record.write(connection, found.person_id, body, expected=found.version)
        scores = [self._score(found, item, value, who.who, now) for item in found.instrument.scores
                  if (value := state.score(item)) is not None]  # fmt: skip
        if scores:
            await self._record.write(connection, found.person_id, *scores)
        await self._alert(connection, found, state)
        await self._close(connection, by, found)
        return Saved(await self.find(connection, id_), (), ())

    async def at_once(
        self,
        connection: Connection,
        by: Account,
        person_id: int,
        name: str,
        given: Mapping[str, tuple[Value, ...]],
        *,
        focus: str = "",
    ) -> Assessment:
        """Begin, answer and finish an assessment. BadInput with the first that is missing or wrong."""
        begun = await self.begin(connection, by, person_id, name, {}, focus=focus)
        whole = {item.id: given.get(item.id, ()) for item in begun.instrument.every if item.asks} | dict(given)
        saved = await self.save(connection, by, begun.id, begun.version, whole)
        done = saved if saved.faults else await self.finish(connection, by, begun.id, saved.assessment.version)
        if done.faults:
            first = done.faults[0]
            raise BadInput(first.text, where=f"{begun.instrument.title}, {first.key}")
        return done.assessment

    async def withdraw(self, connection: Connection, by: Account, id_: str, reason: str, seen: int) -> None:
        """Take an assessment back, finished or not: it counts no more, and is kept with the reason.

        What was done because of it stays: a human decides whether a task is still needed.
        """
        found, who = await self._held(connection, by, id_)
        if who.role != "staff" and found.status in DONE:
            raise Refused("only staff can take back what is finished", hint="Tell the team what is wrong")
        if found.version != seen:
            raise Conflict("somebody else changed this assessment meanwhile", hint="Look at it again, then decide")
        if found.status not in (OPEN, *DONE):
            raise Conflict("this assessment is withdrawn already")
        was_open = found.status == OPEN
        why = {"url": f"{resources.EXTENSION}/withdrawn", "valueString": f"{by.display_name}: {reason}"}
        body = {**found.body, "status": "stopped" if was_open else "entered-in-error"}
        body["extension"] = [*body.get("extension", ()), why]
        await self._record.write(connection, found.person_id, body, expected=found.version)
        for item in found.instrument.scores if not was_open else ():
            try:
                score = await self._record.read(connection, f"Observation/{_score_id(found, item)}")
            except NotFound:
                continue
            await self._record.write(connection, found.person_id, {**score, "status": "entered-in-error"})
        if found.task:
            await self._end(connection, found.person_id, found.task, "cancelled", by)
            if who.role != "staff":
                await self._tell_asker(connection, found, "Does not want to answer the questions that you asked")

    async def _held(self, connection: Connection, by: Account, id_: str) -> tuple[Assessment, Acting]:
        """An assessment for somebody who may see and answer it, and nobody else until the transaction ends; and as what
        they answer."""
        found = await self.find(connection, id_)
        await require_sight(connection, [found.person_id], found.record)
        who = await _answering(connection, by, found)
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 24))", found.record)
        return await self.find(connection, id_), who

    async def _open(self, connection: Connection, person_id: int, name: str, *, own: bool) -> Assessment | None:
        """The open one that staff, or (`own`) the person, can go on with."""
        record = await connection.fetchval(
            "SELECT record FROM care.assessment WHERE person_id = $1 AND instrument = $2 AND status = 'in-progress' "
            "AND (starts_with(asked, 'Task/') OR (asked <> '') = $3) ORDER BY authored LIMIT 1",
            person_id,
            name,
            own,
        )
        return await self.find(connection, str(record).rpartition("/")[2]) if record else None

    async def _new(
        self, connection: Connection, person_id: int, instrument: Instrument, known: Answers, focus: str
    ) -> Assessment:
        subject = await self._record.patient(connection, person_id)
        if subject is None:
            raise BadInput("there is no record of this person yet")
        count = await connection.fetchval(
            "SELECT count(*) FROM care.assessment WHERE person_id = $1 AND instrument = $2", person_id, instrument.id
        )
        id_ = resources.id_of(f"{subject}/{instrument.id}/{count + 1}")
        while await self._store.known(connection, [("QuestionnaireResponse", id_)]):  # after people were parted again
            count += 1
            id_ = resources.id_of(f"{subject}/{instrument.id}/{count + 1}")
        made: dict[str, Any] = {
            "resourceType": "QuestionnaireResponse",
            "id": id_,
            **_labelled(instrument),
            **({"basedOn": [{"reference": focus}]} if focus.startswith(("ServiceRequest/", "CarePlan/")) else {}),
            "questionnaire": instrument.canonical,
            "status": OPEN,
            "subject": {"reference": subject},
            "authored": self._record.clock.now().isoformat(),
        }
        made = _with_items(made, reading.items(instrument, known))
        await self._record.write(connection, person_id, made, expected=0)
        return await self.find(connection, made["id"])

    async def _at(self, connection: Connection, found: Assessment, version: int) -> Answers:
        """The answers as they were at a version; Conflict where there never was one."""
        if version == found.version:
            return found.answers
        before = await self._store.vread(connection, "QuestionnaireResponse", found.id, version)
        if before is None or before.deleted:
            raise Conflict("nobody has seen such a version", hint="Open the assessment again")
        return reading.read(found.instrument, before.resource)

    def _score(
        self, found: Assessment, item: Item, value: Decimal, who: Mapping[str, Any], now: datetime
    ) -> resources.Resource:
        whole = value == value.to_integral_value()
        band = found.instrument.band(item.id, value)
        made: resources.Resource = {
            "resourceType": "Observation",
            "id": _score_id(found, item),
            **_labelled(found.instrument),
            "status": "final",
            "category": [{"coding": [{"system": _CATEGORY, "code": "survey"}]}],
            "code": {
                "coding": [
                    {"system": names.INSTRUMENTS, "code": found.instrument.code(item), "display": item.text},
                    *item.codes,
                ]
            },
            "subject": {"reference": found.subject},
            "effectiveDateTime": now.isoformat(),
            "performer": [who],
            **({"valueInteger": int(value)} if whole else {"valueQuantity": {"value": reading.number(value)}}),
            "derivedFrom": [{"reference": found.record}],
        }
        return made | ({"interpretation": [{"text": band.label}]} if band else {})

    async def _alert(self, connection: Connection, found: Assessment, state: State) -> None:
        for alert in state.alerts():
            task = resources.id_of(f"{found.record}/alert/{alert.id}")
            there = await connection.fetchval(
                "SELECT true FROM care.task WHERE person_id = $1 AND id = $2", found.person_id, task
            )
            if not there:
                await self._record.write(
                    connection, found.person_id, await self._urgent(connection, found, alert, task)
                )

    async def _urgent(self, connection: Connection, found: Assessment, alert: Alert, task: str) -> resources.Resource:
        """An alert's task, for the team of the open case, else of the person's practice.

        Where the answers are labelled the task is about the person and not about the answers: who has to act must see
        it, also who may not read those.
        """
        now, facts = self._record.clock.now(), await person_facts.load(connection, found.person_id)
        case = open_case(facts, now)
        team = (case and case["team"]) or await teams.team_of(connection, practice_of(facts, now))
        content = {
            "code": ALERT,
            "title": alert.task,
            "role": alert.by,
            "team": team,
            "practitioner": case["coordinator"] if case and alert.by == "coordinator" else None,
            "due": Duration.parse(alert.within).after(now, self._zone).isoformat(),
            "escalate": "manager",
            "urgent": True,
            "why": "" if found.instrument.label else alert.says,
        }
        focus = found.subject if found.instrument.label else found.record
        return resources.task(task, found.subject, focus, content, now)

    async def _close(self, connection: Connection, by: Account, found: Assessment) -> None:
        """Finish what asked for this assessment: the person's own task, and the team's."""
        if found.task:
            await self._end(connection, found.person_id, found.task, "completed", by)
            if by.kind != "staff":
                await self._tell_asker(connection, found, "Answered the questions that you asked")
        rows = await connection.fetch(
            "SELECT id, code, focus FROM care.task WHERE person_id = $1 AND code = ANY ($2) "
            "AND status IN ('requested', 'in-progress', 'on-hold')",
            found.person_id,
            [ASK, AGAIN],
        )
        for row in rows:
            if row["id"] == task_id(row["focus"], row["code"], found.instrument.id):
                await self._end(connection, found.person_id, f"Task/{row['id']}", "completed", by)

    async def _end(self, connection: Connection, person_id: int, task: str, status: str, by: Account) -> None:
        body = await self._record.read(connection, task)
        if body["status"] in resources.OPEN:
            now = self._record.clock.now().isoformat()
            note = {"authorString": by.display_name, "time": now, "text": "Assessed" if status == "completed" else ""}
            notes = [*body.get("note", ()), note] if note["text"] else body.get("note")
            body |= {"status": status, "lastModified": now, **({"note": notes} if notes else {})}
            await self._record.write(connection, person_id, body)

    async def _tell_asker(self, connection: Connection, found: Assessment, says: str) -> None:
        task = await self._record.read(connection, found.task)
        kind, _, asker = task.get("requester", {}).get("reference", "").partition("/")
        if kind == "Practitioner":
            told = resources.communication(
                resources.id_of(f"{found.record}/answered"),
                found.subject,
                found.record,
                f"staff/{asker}",
                says,
                self._record.clock.now(),
            )
            await self._record.write(connection, found.person_id, told)


_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"


def task_id(focus: str, code: str, instrument: str) -> str:
    """The id of the task that asks for an assessment because of something."""
    return resources.id_of(f"{focus}/{code}/{instrument}")


def _assessment(person_id: int, version: int, body: Mapping[str, Any], instrument: Instrument) -> Assessment:
    asked: Mapping[str, Any] = next((e for e in body.get("extension", ()) if e.get("url") == names.ASKED), {})
    return Assessment(
        body["id"],
        person_id,
        instrument,
        body["status"],
        version,
        datetime.fromisoformat(body["authored"]),
        reading.read(instrument, body),
        asked.get("valueReference", {}).get("reference", ""),
        (body.get("basedOn") or [{"reference": ""}])[0]["reference"],
        body["subject"]["reference"],
        body,
    )


def _with_items(body: Mapping[str, Any], items: list[dict[str, Any]]) -> dict[str, Any]:
    made = {key: value for key, value in body.items() if key != "item"}
    return made | ({"item": items} if items else {})


def _labelled(instrument: Instrument) -> dict[str, Any]:
    return {"meta": {"security": [dict(instrument.label)]}} if instrument.label else {}


def _score_id(found: Assessment, item: Item) -> str:
    first = item is found.instrument.scores[0]
    return resources.id_of(f"{found.id}/score" if first else f"{found.id}/score/{item.id}")


async def _answering(connection: Connection, by: Account, found: Assessment) -> Acting:
    """As what somebody answers: staff who see the person; the person, or who acts for them, what they were asked."""
    who = await acting(connection, by, found.person_id, found.subject, "answer-questions")
    if who.role != "staff" and not (found.asked and "person" in found.instrument.by):
        raise Refused(f"{found.instrument.title} is filled in by staff")
    return who
