"""What people, devices and the clock do with monitoring: start it, send readings, raise alerts, answer them, review.

An alert is raised once for each crossing: while its rule goes on being true there is no other, and the next one comes
only after it was not true in between. Everything is looked at under one lock for each person, so that two who look at
once raise one alert.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.behalf import acting
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, CareweftError, Conflict, NotFound
from careweft.base.outbox import Item
from careweft.care import resources, teams
from careweft.care.durations import Duration
from careweft.care.entry.state import code_of
from careweft.care.monitoring import resource, rota, watch
from careweft.care.monitoring.projection import ANSWERED, CALL, READ, VISIT
from careweft.care.monitoring.resource import Alert, Given, How, Limit, Monitored, Status
from careweft.care.monitoring.terms import ON_CALL, Alarm, AlertRule, Programme, Response, Terms
from careweft.care.reactions import in_hospital, open_case, practice_of, recipients_of
from careweft.care.record import Record
from careweft.care.resources import OPEN, Resource, id_of
from careweft.facts import person_facts
from careweft.facts.codelist import code_list
from careweft.facts.quantities import quantities
from careweft.rules.calendar import just_after

OUTCOMES: Final = {
    "well": "Spoken to: all is well",
    "advised": "Spoken to: advice given",
    "visit": "A visit is asked for",
    "appointment": "An appointment with a doctor is asked for",
    "emergency": "An ambulance was called",
    "false": "A false reading or alarm",
    "no-answer": "No answer",
}
"""What somebody can do about an alert; a visit that is asked for, and no answer, do not close it."""
_OPEN_OUTCOMES: Final = ("visit", "no-answer")
_MOST: Final = 200
_LATE: Final = resource.LATE
_BY: Final[Mapping[str, How]] = {"staff": "nurse", "person": "person", "relative": "carer"}
_LOCK = "SELECT pg_advisory_xact_lock(4200031, ($1 & 2147483647)::integer)"
_DUE = """
SELECT DISTINCT person_id FROM care.monitored
WHERE status = 'active' AND (look_at <= base.now() OR looked <= base.now() - interval '1 hour')
ORDER BY person_id LIMIT $1
"""


_PUT_OFF = """
UPDATE care.monitored SET look_at = base.now() + interval '1 hour', looked = base.now() WHERE person_id = $1
"""
_HAND_OVER = """
UPDATE care.reading_aside a SET person_id = $2 FROM fhir.location l
WHERE a.person_id = $1 AND l.person_id = $2 AND a.record = l.type || '/' || l.id
"""
log = logging.getLogger(__name__)


async def hand_over(connection: Connection, source: str, local_id: str, giver: int, taker: int) -> None:
    """Hand readings that were set aside to whoever has them now, as the person mover's last part."""
    await connection.execute(_HAND_OVER, giver, taker)


@dataclass(frozen=True)
class _Whom:
    """A person whom something is done for: what is known of them, and whose they are."""

    person_id: int
    subject: str
    facts: Mapping[str, Sequence[Mapping[str, Any]]]
    team: str


@dataclass(frozen=True)
class _Job:
    """A task to give: `key`, `code` and `turn` make it one."""

    code: str
    title: str
    told: Response
    key: str
    focus: str
    why: str = ""
    turn: str = ""
    urgent: bool = True


class Monitoring:
    """Monitors people, through the record. `zone` is the place's, in which days begin."""

    def __init__(self, record: Record, zone: ZoneInfo, terms: Callable[[], Terms]) -> None:
        self._record, self._zone, self._said = record, zone, terms

    @property
    def terms(self) -> Terms:
        """What the active models say of monitoring."""
        return self._said()

    async def start(self, connection: Connection, by: Account, person_id: int, programme: str) -> Monitored:
        """Begin to monitor somebody; where it goes on already nothing changes, where it was ended it begins anew."""
        told = self.terms.programme(programme)
        await self._lock(connection, person_id)
        subject = await self._record.patient(connection, person_id)
        if subject is None:
            raise BadInput("no organisation has sent a record of this person yet", expected="one, to keep readings in")
        for row in await self._plans(connection, person_id):
            if row.programme == programme and row.status != "completed":
                return row
        now = self._record.clock.now()
        name = id_of(f"{subject}/monitoring/{programme}/{now.isoformat()}")
        made = Monitored(name, programme, told.title, subject, "active", now)
        return await self._keep(connection, by.display_name, person_id, made, told)

    async def set_limit(
        self, connection: Connection, by: Account, person_id: int, monitored: str, code: str, own: str, why: str
    ) -> Monitored:  # fmt: skip
        """Give somebody a limit of their own for an alert, with the reason; an empty one goes back to the model's."""
        await self._lock(connection, person_id)
        told = await self._one(connection, person_id, monitored)
        programme = self.terms.programme(told.programme)
        limits = dict(told.limits)
        if own:
            if not why:
                raise BadInput("the reason is missing", expected="why this person needs another limit", where="why")
            limits[code] = Limit(programme.alert(code).checked(own), why, by.display_name)
        else:
            limits.pop(code, None)
        return await self._keep(connection, by.display_name, person_id, replace(told, limits=limits), programme)

    async def set_status(
        self, connection: Connection, by: Account, person_id: int, monitored: str, status: Status, reason: str
    ) -> Monitored:  # fmt: skip
        """Hold monitoring, go on with it, or end it; the person can read why."""
        await self._lock(connection, person_id)
        told = await self._one(connection, person_id, monitored)
        if told.status == "completed":
            raise Conflict("this monitoring was ended meanwhile", hint="Start it again")
        if status != "active" and not reason:
            raise BadInput("the reason is missing", expected="why: the person can read it", where="reason")
        now = self._record.clock.now()
        # Who goes on after a break is asked anew from now on: nothing was missed while it was held.
        since = now if (told.status, status) == ("on-hold", "active") else told.since
        until = now if status == "completed" else None
        made = replace(told, status=status, reason=reason, since=since, until=until)
        if status != "active":
            await self._nothing_stands(connection, person_id, told.programme)
        return await self._keep(connection, by.display_name, person_id, made, self.terms.programmes.get(told.programme))

    async def enter(
        self, connection: Connection, by: Account, person_id: int, key: str, texts: Mapping[str, str],
        at: datetime | None = None, note: str = "",
    ) -> list[str]:  # fmt: skip
        """Keep readings that somebody typed in, by kind; their records. `key` makes a form that is sent twice one.

        BadInput, with the field in `where`, for what is no number or cannot be right, and for a time that is not yet
        or long past.
        """
        await require_sight(connection, [person_id])
        subject = await self._record.patient(connection, person_id)
        if subject is None:
            raise BadInput("no organisation has sent a record of this person yet", expected="one, to keep readings in")
        now = self._record.clock.now()
        when = at or now
        if not now - _LATE <= when <= now:
            raise BadInput("the time cannot be right", expected="a time in the last 31 days", where="at")
        values = {name: _number(name, text) for name, text in texts.items() if text.strip()}
        if not values:
            raise BadInput("nothing was filled in", expected="at least one reading", where=next(iter(texts), ""))
        who = await acting(connection, by, person_id, subject, "send-readings")
        how: How = _BY[who.role]
        given = Given(when, who.who, how, note)
        made = resource.observations(f"{subject}/{key}", subject, values, given)
        await self._record.write(connection, person_id, *made)
        return [f"Observation/{each['id']}" for each in made]

    async def answer(
        self, connection: Connection, by: Account, person_id: int, alert: str, outcome: str, note: str
    ) -> None:
        """Keep what was done about an alert. Conflict where somebody else closed it meanwhile.

        No answer and a visit that is asked for leave it open: the visit becomes a task, and closes it when it is done.
        """
        if outcome not in OUTCOMES:
            raise BadInput(f"{outcome!r} is not known", expected=f"one of {', '.join(OUTCOMES)}", where="outcome")
        await self._lock(connection, person_id)
        body = await self._record.read(connection, f"DetectedIssue/{alert}")
        if body["status"] == "final":
            last = body["mitigation"][-1]
            raise Conflict(
                f"{last['author'].get('display', 'somebody')} has closed it meanwhile: {last['action']['text']}"
            )
        whom = await self._whom(connection, person_id, body["patient"]["reference"])
        told = self._responses(body)
        now, closes = self._record.clock.now(), outcome not in _OPEN_OUTCOMES
        await self._close_calls(connection, person_id, alert, OUTCOMES[outcome], by.display_name)
        words = f"{OUTCOMES[outcome]}. {note}" if note else OUTCOMES[outcome]
        tried = 1 + sum(resource.outcome(step) == "no-answer" for step in body.get("mitigation", ()))
        made = [resource.done(body, outcome, words, by.display_name, f"staff/{by.username}", now, closes=closes)]
        title = body["code"]["text"]
        visit = told.visit or (told.call if outcome == "visit" else None)
        focus, job = f"DetectedIssue/{alert}", None
        if outcome in _OPEN_OUTCOMES and visit:
            job = _Job(VISIT, f"Visit: {title}", visit, alert, focus, words)
        elif outcome == "no-answer" and told.call:
            job = _Job(CALL, f"Call: {title}", told.call, alert, focus, words, f"/{tried}")
        elif outcome == "appointment" and told.appointment:
            job = _Job("alert-appointment", f"See: {title}", told.appointment, alert, focus, words)
        if job:
            made.append(await self._task(connection, whom, job))
        await self._record.write(connection, person_id, *made)

    async def review(self, connection: Connection, by: Account, person_id: int) -> None:
        """Say that somebody's readings were looked through today; open alerts stay open."""
        await self._lock(connection, person_id)
        now = self._record.clock.now()
        for told in await self._plans(connection, person_id):
            if told.status != "active":
                continue
            await self._close_review(connection, person_id, told, by.display_name)
            made = replace(told, reviewed=now, reviewed_by=by.display_name)
            await self._keep(connection, by.display_name, person_id, made, self.terms.programmes.get(told.programme))

    async def on_item(self, connection: Connection, item: Item) -> None:
        """A reading, an alarm, or a call or visit that is done: look at the person."""
        person_id, record = item.payload["person_id"], item.payload["record"]
        await connection.execute(_LOCK, person_id)
        try:
            person_id, _, body = await self._record.find(
                connection, record
            )  # whose it is now: people may be joined since
        except NotFound:
            body = {"resourceType": record.partition("/")[0], "status": "entered-in-error"}
        if body["resourceType"] == "Task":
            await self._finished(connection, person_id, body)
        elif kind := resource.is_recording(body):
            await self._recording(connection, person_id, record, kind, body)
        elif kind := resource.is_alarm(body):
            await self._alarm(connection, person_id, record, kind, body)
        else:
            await self._check(connection, person_id, record, body)
            await self.look(connection, person_id)

    async def tick(self, connection: Connection) -> int:
        """What the clock asks for: readings that are missed, reminders, late reviews; of how many people."""
        rows = await connection.fetch(_DUE, _MOST)
        for row in rows:
            await connection.execute(_LOCK, row["person_id"])
            try:
                async with connection.transaction():
                    await self.look(connection, row["person_id"])
            except (CareweftError, KeyError, ValueError):  # one person's record must not stop what others wait for
                log.exception("a person's monitoring cannot be looked at")
                await connection.execute(_PUT_OFF, row["person_id"])
        return len(rows)

    async def look(self, connection: Connection, person_id: int) -> None:
        """Look at a person's readings as at now: raise what is crossed, mark what is right again, remind, and say when
        to look again. The person is locked already."""
        now, again = self._record.clock.now(), []
        for told in await self._plans(connection, person_id):
            programme = self.terms.programmes.get(told.programme)
            if told.status != "active" or programme is None:
                continue
            whom = await self._whom(connection, person_id, told.subject)
            if any(row["died"] for row in whom.facts.get("person", ())):
                over = replace(told, status="completed", until=now, reason="The person has died")
                await self._keep(connection, "", person_id, over, programme)
                continue
            raised = [await self._crossing(connection, whom, told, alert) for alert in programme.alerts]
            if any(raised):
                whom = await self._whom(connection, person_id, told.subject)
            told = await self._levelled(connection, whom, told, programme)
            if programme.remind and not in_hospital(whom.facts, now):
                await self._remind(connection, whom, told, programme)
            await self._late_review(connection, whom, told, programme)
            clauses = [clause for alert in programme.alerts for clause in alert.clauses(told.limit(alert.code))]
            again.append(watch.look_again(programme, clauses, whom.facts, told.since, now, self._zone))
        await connection.execute(
            "UPDATE care.monitored SET look_at = $2, looked = $3 WHERE person_id = $1",
            person_id,
            min(again, default=now + _LATE),
            now,
        )

    async def _crossing(self, connection: Connection, whom: _Whom, told: Monitored, alert: AlertRule) -> bool:
        """Raise an alert whose rule holds now and did not before; mark as over what does not hold any more. Whether it
        was raised."""
        now = self._record.clock.now()
        row = await connection.fetchrow(
            "SELECT id FROM care.alert WHERE person_id = $1 AND programme = $2 AND code = $3 AND until IS NULL "
            "ORDER BY since DESC LIMIT 1",
            whom.person_id,
            told.programme,
            alert.code,
        )
        found = watch.seen(alert, told.limit(alert.code), whom.facts, told.since, now, self._zone)
        if found and row is None:
            name = id_of(f"{told.id}/{alert.code}/{now.isoformat()}")
            made = Alert(name, told.programme, alert.code, alert.title, found.detail, alert.urgent, now, found.records)
            await self._raise(connection, whom, made, alert.call, alert.tell)
        elif row and not found:
            await self._is_over(connection, whom.person_id, row["id"])
        return bool(found and row is None)

    async def _raise(
        self, connection: Connection, whom: _Whom, alert: Alert, call: Response | None, tell: Sequence[str]
    ) -> None:
        made = [resource.detected(alert, whom.subject)]
        if call:
            focus = f"DetectedIssue/{alert.id}"
            job = _Job(CALL, f"Call: {alert.title}", call, alert.id, focus, alert.detail)
            made.append(await self._task(connection, whom, job))
        now = self._record.clock.now()
        for party in dict.fromkeys(found for name in tell for found in recipients_of(name, whom.facts, now)):
            text = f"{alert.title}. {alert.detail}"
            about = f"DetectedIssue/{alert.id}"
            made.append(resources.communication(id_of(f"{alert.id}/{party}"), whom.subject, about, party, text, now))
        await self._record.write(connection, whom.person_id, *made)

    async def _task(self, connection: Connection, whom: _Whom, job: "_Job") -> Resource:
        """A task about an alert, for a role of the person's own team or for whoever is on call now."""
        now = self._record.clock.now()
        team, role, practitioner = await self._on_call(connection, job.told.by, whom, now)
        content = {
            "code": job.code,
            "title": job.title,
            "role": role,
            "team": team,
            "practitioner": practitioner,
            "due": job.told.within.after(now, self._zone).isoformat(),
            "escalate": job.told.escalate,
            "urgent": job.urgent,
            "why": job.why,
        }
        return resources.task(id_of(f"{job.key}/{job.code}{job.turn}"), whom.subject, job.focus, content, now)

    async def _on_call(
        self, connection: Connection, role: str, whom: _Whom, now: datetime
    ) -> tuple[str, str, str | None]:
        """Team, role and practitioner; where nobody is on call, the manager of the person's own team."""
        if role != ON_CALL:
            return whom.team, role, None
        turn = self.terms.rota.at(now, self._zone)
        if turn is None:
            return whom.team, "manager", None
        team = turn.shift.team or whom.team
        return team, turn.shift.by, await rota.who(connection, turn, team)

    async def _alarm(self, connection: Connection, person_id: int, record: str, kind: str, body: Resource) -> None:
        """An alarm of a device is an alert of its own; one that is taken back is closed."""
        name, now = id_of(f"{record}/alarm"), self._record.clock.now()
        stands = await connection.fetchval("SELECT closed IS NULL FROM care.alert WHERE id = $1", name)
        if body["status"] in ("entered-in-error", "cancelled"):
            if stands:
                words = "The alarm was taken back"
                await self._close_calls(connection, person_id, name, words, "")
                found = await self._record.read(connection, f"DetectedIssue/{name}")
                await self._record.write(
                    connection, person_id, resource.done(found, "false", words, "", "", now, closes=True)
                )
            return
        if stands is not None:
            return
        told = self.terms.alarms.get(kind) or Alarm(kind, kind.replace("-", " ").capitalize(), None, None, ())
        at = datetime.fromisoformat(body["effectiveDateTime"]) if "effectiveDateTime" in body else now
        said = "; ".join(note["text"] for note in body.get("note", ()) if note.get("text"))
        whom = await self._whom(connection, person_id, body["subject"]["reference"])
        made = Alert(name, resource.TELECARE, kind, told.title, said, urgent=True, since=at, records=(record,))
        await self._raise(connection, whom, made, told.call, told.tell)

    async def _recording(self, connection: Connection, person_id: int, record: str, kind: str, body: Resource) -> None:
        """Somebody is to read a recording, once; not one that is taken back."""
        told = self.terms.recordings.get(kind)
        if told is None:
            return
        task, over = f"Task/{id_of(f'{record}/{READ}')}", body["status"] in ("entered-in-error", "cancelled")
        stands = await connection.fetchval("SELECT status FROM care.task WHERE 'Task/' || id = $1", task)
        if over and stands in OPEN:
            found, now = await self._record.read(connection, task), self._record.clock.now()
            found |= {"status": "cancelled", "lastModified": now.isoformat()}
            await self._record.write(connection, person_id, found | {"statusReason": {"text": "It was taken back"}})
        if over or stands:
            return
        whom = await self._whom(connection, person_id, body["subject"]["reference"])
        job = _Job(READ, told.title, told.read, record, record)
        await self._record.write(connection, person_id, await self._task(connection, whom, job))

    async def _check(self, connection: Connection, person_id: int, record: str, body: Resource) -> None:
        """Keep which readings of an Observation cannot be right, so that somebody sees that they came."""
        await connection.execute(
            "DELETE FROM care.reading_aside WHERE person_id = $1 AND record = $2", person_id, record
        )
        if body["status"] in ("entered-in-error", "cancelled"):
            return
        for part in (body, *body.get("component", ())):
            value = part.get("valueQuantity", {})
            _, name = code_list("readings").coded(part.get("code", {}).get("coding", ()))
            kind = quantities().get(name or "")
            if kind is None or "value" not in value:
                continue
            unit = value.get("code") or value.get("unit")
            try:
                kind.converted(float(value["value"]), unit)
            except BadInput as wrong:
                said = f"{kind.title} {value['value']} {value.get('unit') or unit or ''}".strip()
                at = body.get("effectiveDateTime")
                when = datetime.fromisoformat(at) if at and "T" in at else self._record.clock.now()
                await connection.execute(
                    "INSERT INTO care.reading_aside (person_id, record, name, said, why, at) "
                    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person_id, record, name) DO NOTHING",
                    person_id,
                    record,
                    kind.name,
                    said,
                    f"{wrong.what}; expected {wrong.expected}",
                    when,
                )

    async def _finished(self, connection: Connection, person_id: int, task: Resource) -> None:
        """A call or visit that was finished on the worklist closes its alert, with what was noted."""
        record = task["focus"]["reference"]
        try:
            body = await self._record.read(connection, record)
        except NotFound:
            return
        if body["status"] == "final":
            return
        note = (task.get("note") or [{}])[-1]
        outcome = "visited" if code_of(task) == VISIT else "called"
        words = {"visited": "Visited", "called": "Called"}[outcome] + (f". {note['text']}" if note.get("text") else "")
        now = self._record.clock.now()
        made = resource.done(body, outcome, words, note.get("authorString", ""), "", now, closes=True)
        await self._record.write(connection, person_id, made)

    async def _close_calls(self, connection: Connection, person_id: int, alert: str, words: str, by: str) -> None:
        """The calls that an alert asked for are done, whoever's they were."""
        rows = await connection.fetch(
            "SELECT id FROM care.task WHERE person_id = $1 AND focus = $2 AND code = $3 AND status = ANY ($4)",
            person_id,
            f"DetectedIssue/{alert}",
            CALL,
            list(OPEN),
        )
        for row in rows:
            await self._complete(connection, person_id, f"Task/{row['id']}", words, by)

    async def _complete(self, connection: Connection, person_id: int, task: str, words: str, by: str) -> None:
        body, now = await self._record.read(connection, task), self._record.clock.now().isoformat()
        note = {**({"authorString": by} if by else {}), "time": now, "text": words}
        body |= {"status": "completed", "lastModified": now, "note": [*body.get("note", ()), note]}
        body |= {"businessStatus": {"coding": [{"system": resource.OUTCOMES, "code": ANSWERED}]}}
        await self._record.write(connection, person_id, body)

    async def _levelled(self, connection: Connection, whom: _Whom, told: Monitored, programme: Programme) -> Monitored:
        """The level of support that the rules give now; where it changed the plan is to be adapted."""
        now = self._record.clock.now()
        level = next(
            (each for each in programme.levels if each.rule is None or each.rule.selects(whom.facts, just_after(now))),
            None,
        )
        if level is None or level.name == told.level:
            return told
        made = await self._keep(connection, "", whom.person_id, replace(told, level=level.name), programme)
        if told.level and level.adapt:
            key = f"{told.id}/{level.name}/{now.isoformat()}"
            title = f"Adapt the plan: {level.title.lower()} from now on"
            job = _Job("adapt-plan", title, level.adapt, key, f"CarePlan/{told.id}", urgent=False)
            await self._record.write(connection, whom.person_id, await self._task(connection, whom, job))
        return made

    async def _remind(self, connection: Connection, whom: _Whom, told: Monitored, programme: Programme) -> None:
        """Remind the person, once for each time at which something was due and did not come."""
        now = self._record.clock.now()
        missed: dict[datetime, list[str]] = {}
        for ask in programme.asks_at(told.level):
            if "person" in ask.of or "device" in ask.of:
                when = watch.due(ask, whom.facts, told.since, now, self._zone)
                if when <= now:
                    missed.setdefault(when, []).append(quantities()[ask.name].title.lower())
        for when, names in missed.items():
            text = f"{programme.plain or 'Please send us your readings'}: {', '.join(names)}."
            name, person = id_of(f"{told.id}/remind/{when.isoformat()}"), f"person/{whom.person_id}"
            if not await connection.fetchval("SELECT true FROM care.notice WHERE id = $1", name):
                about = f"CarePlan/{told.id}"
                await self._record.write(
                    connection, whom.person_id, resources.communication(name, whom.subject, about, person, text, now)
                )

    async def _late_review(self, connection: Connection, whom: _Whom, told: Monitored, programme: Programme) -> None:
        """Readings that nobody looked through in time become a task, one for each day."""
        now, review = self._record.clock.now(), programme.review
        ends = watch.review_ends(review, now, self._zone) if review else None
        begins = watch.midnight(now, self._zone)
        if (
            review is None
            or ends is None
            or now < ends
            or told.since >= ends
            or (told.reviewed or told.since) >= begins
        ):
            return
        key = f"{told.id}/review/{begins.isoformat()}"
        task = id_of(f"{key}/review-readings")
        if await connection.fetchval("SELECT true FROM care.task WHERE id = $1", task):
            return
        late = Response(review.by, Duration(1, "hour"), review.escalate)
        why = "Nobody has looked through the readings today"
        job = _Job("review-readings", "Look through the readings", late, key, f"CarePlan/{told.id}", why)
        await self._record.write(connection, whom.person_id, await self._task(connection, whom, job))

    async def _close_review(self, connection: Connection, person_id: int, told: Monitored, by: str) -> None:
        rows = await connection.fetch(
            "SELECT id FROM care.task WHERE person_id = $1 AND focus = $2 AND code = 'review-readings' "
            "AND status = ANY ($3)",
            person_id,
            f"CarePlan/{told.id}",
            list(OPEN),
        )
        for row in rows:
            await self._complete(connection, person_id, f"Task/{row['id']}", "Looked through", by)

    async def _nothing_stands(self, connection: Connection, person_id: int, programme: str) -> None:
        """What is watched no more is true no more; whoever was to answer an alert still is."""
        rows = await connection.fetch(
            "SELECT id FROM care.alert WHERE person_id = $1 AND programme = $2 AND until IS NULL", person_id, programme
        )
        for row in rows:
            await self._is_over(connection, person_id, row["id"])

    async def _is_over(self, connection: Connection, person_id: int, alert: str) -> None:
        body = await self._record.read(connection, f"DetectedIssue/{alert}")
        body["identifiedPeriod"] = {**body["identifiedPeriod"], "end": self._record.clock.now().isoformat()}
        await self._record.write(connection, person_id, body)

    def _responses(self, body: Resource) -> AlertRule | Alarm:
        """What the models say is to follow an alert; nothing where they do not know it any more."""
        code, programme = body["code"]["coding"][0]["code"], (resources.extension(body, "alert") or {})["valueCode"]
        nothing = Alarm(code, body["code"]["text"], None, None, ())
        if programme == resource.TELECARE:
            return self.terms.alarms.get(code, nothing)
        known = self.terms.programmes.get(programme)
        return next((each for each in known.alerts if each.code == code), nothing) if known else nothing

    async def _lock(self, connection: Connection, person_id: int) -> None:
        await require_sight(connection, [person_id])
        await connection.execute(_LOCK, person_id)

    async def _plans(self, connection: Connection, person_id: int) -> list[Monitored]:
        return await plans_of(connection, self._record, person_id)

    async def _one(self, connection: Connection, person_id: int, monitored: str) -> Monitored:
        found = next((each for each in await self._plans(connection, person_id) if each.id == monitored), None)
        if found is None:
            raise NotFound("there is no such monitoring that you may see")
        return found

    async def _keep(
        self, connection: Connection, by: str, person_id: int, told: Monitored, programme: Programme | None
    ) -> Monitored:
        asks = programme.asks_at(told.level) if programme else ()
        said = [(ask.name, f"every {ask.every}, by {ask.by:%H:%M}") for ask in asks]
        body = resource.care_plan(told, said, by, self._record.clock.now())
        changes = await self._record.write(connection, person_id, body)
        return replace(told, version=changes[0].version) if changes else told

    async def _whom(self, connection: Connection, person_id: int, subject: str) -> _Whom:
        facts = await person_facts.load(connection, person_id)
        now = self._record.clock.now()
        case = open_case(facts, now)
        team = case["team"] if case else None
        return _Whom(person_id, subject, facts, team or await teams.team_of(connection, practice_of(facts, now)))


async def plans_of(connection: Connection, record: Record, person_id: int) -> list[Monitored]:
    """What somebody is or was monitored for, the latest first, as far as it may be seen."""
    rows = await connection.fetch(
        "SELECT id FROM care.monitored WHERE person_id = $1 ORDER BY status = 'completed', since DESC, id", person_id
    )
    found = await record.read_many(connection, [f"CarePlan/{row['id']}" for row in rows])
    by_id = {body["id"]: resource.read(body) for body in found}
    return [by_id[row["id"]] for row in rows if row["id"] in by_id]


def _number(name: str, text: str) -> float:
    kind = quantities().get(name)
    if kind is None:
        raise BadInput(f"{name!r} is no reading that is known here", expected=", ".join(quantities()), where=name)
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise BadInput(
            f"{text!r} is not a number", expected=f"a number such as {kind.said(kind.most)}", where=name
        ) from None
    try:
        return kind.converted(value, kind.unit)
    except BadInput as wrong:
        raise BadInput(wrong.what, expected=wrong.expected, where=name) from wrong
