"""Asking for a correction, and answering: the Task, the new version of the entry with its Provenance, the notice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.behalf import acting
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import teams
from careweft.care.corrections.amendment import TYPES, How, amended, said, stands
from careweft.care.corrections.projection import AGAIN, CODE
from careweft.care.durations import Duration
from careweft.care.record import Record
from careweft.care.resources import OPEN, Resource, communication, id_of, last_part, task
from careweft.feeds.sources import OURS

State = Literal["asked", "accepted", "refused", "withdrawn"]
MOST: Final = 2000
"""Characters of what is wrong, of what it should say, and of an answer."""


_MONTH: Final = Duration(1, "month")


@dataclass(frozen=True)
class Terms:
    """What the model of care says of corrections: how long whoever keeps the entry has, and who hears where it is late.
    By law it is a month (UK GDPR, article 12(3)).
    """

    within: Duration = _MONTH
    escalate: str = "manager"


@dataclass(frozen=True)
class Correction:
    """A mistake as somebody told it, and what became of it: what the entry said once it was put right (`after`), what
    its sender said of it later, with the task that asks about that and what came of it (`again_…`)."""

    person_id: int
    task: str
    record: str
    of_version: int
    party: str
    asked_by: str
    asked: datetime
    due: datetime
    state: State
    wrong: str
    should: str
    before: str
    answer: str
    answered: datetime | None
    answered_by: str
    after: str = ""
    again_task: str = ""
    again_says: str = ""
    again_state: str = ""


@dataclass(frozen=True)
class Answer:
    """What whoever keeps the entry says: how it is put right (None: it stays as it is), what it says now, and why."""

    how: How | None
    text: str = ""
    why: str = ""


_COLUMNS: Final = """person_id, task, record, of_version, party, asked_by, asked, due, state, wrong, should, before,
    answer, answered, answered_by, after, again_task, again_says, again_state"""


async def about(connection: Connection, person_id: int, most: int = 200) -> list[Correction]:
    """What was said to be wrong in a person's record, the latest first."""
    query = f"SELECT {_COLUMNS} FROM care.correction WHERE person_id = $1 ORDER BY asked DESC, task LIMIT $2"
    return [Correction(*row) for row in await connection.fetch(query, person_id, most)]


async def of(connection: Connection, person_id: int, record: str) -> list[Correction]:
    """What was said to be wrong with one entry, the latest first."""
    query = f"SELECT {_COLUMNS} FROM care.correction WHERE person_id = $1 AND record = $2 ORDER BY asked DESC, task"
    return [Correction(*row) for row in await connection.fetch(query, person_id, record)]


async def find(connection: Connection, task_id: str) -> Correction | None:
    """One of them by its Task, where the acting account may see it."""
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM care.correction WHERE task = $1", task_id)
    return Correction(*row) if row else None


class Corrections:
    """Keeps what persons say is wrong, and puts it right, through the record."""

    def __init__(self, record: Record, zone: ZoneInfo) -> None:
        self._record, self._zone = record, zone

    async def ask(
        self, connection: Connection, by: Account, person_id: int, record: str, told: Mapping[str, str], terms: Terms
    ) -> str:
        """Ask whoever keeps an entry to put it right; the id of the Task.

        `told` has `wrong`, `should` and `key`, which makes one form one request. Conflict where the same entry is asked
        about already and not answered.
        """
        await require_sight(connection, [person_id], record)
        wrong, should = _given(told.get("wrong", ""), "wrong"), _given(told.get("should", ""), "should", may_miss=True)
        kind = record.partition("/")[0]
        if kind not in TYPES:
            raise BadInput("this entry cannot be put right here", expected="an entry of the record")
        task_id = id_of(f"correction/{by.id}/{told.get('key', '')[:64]}/{record}")
        if await connection.fetchval(
            "SELECT true FROM care.correction WHERE person_id = $1 AND task = $2", person_id, task_id
        ):
            return task_id
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 34))", record)
        if any(each.state == "asked" for each in await of(connection, person_id, record)):
            raise Conflict("you asked about this already", hint="Wait for the answer")
        owner, version, body = await self._record.find(connection, record)
        if owner != person_id:
            raise BadInput("this entry is somebody else's", expected="an entry of the record")
        asked = await self._asked(connection, by, person_id, (record, version, body), terms)
        asked["input"] = [
            {"type": {"text": "wrong"}, "valueString": wrong},
            {"type": {"text": "should"}, "valueString": should or "–"},
            {"type": {"text": "before"}, "valueString": said(body)},
            {"type": {"text": "version"}, "valueInteger": version},
        ]
        await self._record.write(connection, person_id, asked | {"id": task_id})
        return task_id

    async def _asked(
        self, connection: Connection, by: Account, person_id: int, entry: tuple[str, int, Resource], terms: Terms
    ) -> Resource:
        record, _, body = entry
        now = self._record.clock.now()
        subject = await self._record.subject(connection, record)
        keeper, team = await self._keeper(connection, person_id, record)
        content = {
            "code": CODE,
            "title": "Answer: is this entry in the record wrong?",
            "role": "",
            "team": team or keeper,
            "practitioner": None,
            "due": terms.within.after(now, self._zone).isoformat(),
            "escalate": terms.escalate,
            "urgent": False,
            "why": f"The person says that this is wrong: {said(body)}",
        }
        made = task("", subject, record, content, now)
        made.pop("performerType")
        if not team:
            made["owner"] = {"reference": f"Organization/{keeper}"}
        asking = await acting(connection, by, person_id, subject, "ask-correction")
        return made | {"requester": asking.who}

    async def _keeper(self, connection: Connection, person_id: int, record: str) -> tuple[str, str]:
        """The organisation that sent an entry, where somebody there can answer here; else ('', the person's team)."""
        _, source = await self._record.sent(connection, record)
        if source not in OURS and await connection.fetchval(_ANSWERS, source):
            return source, ""
        found = await connection.fetchval(_TEAM, person_id)
        if found is None:
            practice = await connection.fetchval(_PRACTICE, person_id)
            found = await teams.team_of(connection, practice)
        return "", str(found)

    async def answer(
        self, connection: Connection, by: Account, task_id: str, answer: Answer, version: int | None = None
    ) -> Correction:
        """Put the entry right, or say why it stays; the person is told. Only once.

        Conflict where it is answered, or the Task or the entry changed since `version` of the Task was read.
        """
        person_id, current, body = await self._to_answer(connection, by, task_id, version)
        now, record = self._record.clock.now(), body["focus"]["reference"]
        why = _given(answer.why, "why", may_miss=answer.how is not None)
        after = ""
        if answer.how is not None:
            after = await self._amend(connection, by, (person_id, task_id, record), answer, now)
        told = [
            {"type": {"text": "outcome"}, "valueCode": "accepted" if answer.how else "refused"},
            {"type": {"text": "at"}, "valueDateTime": now.isoformat()},
            {"type": {"text": "by"}, "valueString": by.display_name},
            *([{"type": {"text": "answer"}, "valueString": why}] if why else []),
            *([{"type": {"text": "after"}, "valueString": after}] if after else []),
            *([{"type": {"text": "how"}, "valueCode": answer.how}] if answer.how else []),
            *([{"type": {"text": "text"}, "valueString": answer.text.strip()}] if answer.text.strip() else []),
        ]
        body |= {"status": "completed", "lastModified": now.isoformat(), "output": told}
        notice = communication(
            id_of(f"{task_id}/answered"),
            body["for"]["reference"],
            f"Task/{task_id}",
            "",
            "You told us about a mistake. We put it right." if answer.how else
            "You told us about a mistake. We did not change it. You can read why.",
            now,
        )  # fmt: skip
        asking = body["requester"]["reference"]
        await self._record.write(connection, person_id, body, expected=current)
        await self._record.write(connection, person_id, notice | {"recipient": [{"reference": asking}]})
        found = await find(connection, task_id)
        assert found
        return found

    async def _amend(
        self, connection: Connection, by: Account, what: tuple[int, str, str], answer: Answer, now: datetime
    ) -> str:
        """The entry's new version, and the Provenance that says why and which version it replaces; what it says now."""
        person_id, task_id, record = what
        assert answer.how
        _, version, body = await self._record.find(connection, record)
        new = amended(body, answer.how, _given(answer.text, "text", may_miss=True), now)
        await self._record.write(connection, person_id, new, expected=version)
        provenance = {
            "resourceType": "Provenance",
            "id": id_of(f"{task_id}/provenance"),
            "target": [{"reference": record}],
            "recorded": now.isoformat(timespec="milliseconds"),
            "reason": [{"coding": [_ASKED_FOR], "text": "The person said that it was wrong"}],
            "activity": {"coding": [_CHANGED]},
            "agent": [{"who": {"reference": f"Practitioner/{by.username}", "display": by.display_name}}],
            "entity": [{"role": "revision", "what": {"reference": f"{record}/_history/{version}"}}],
        }
        await self._record.write(connection, person_id, provenance)
        return stands(new)

    async def contradicted(self, connection: Connection, task_id: str, version: int, terms: Terms) -> None:
        """Ask whoever put an entry right about its sender's new word, where that says something else: once for each
        version of the entry, with both values. The key is the correction and the version."""
        person_id, _, asked = await self._record.find(connection, f"Task/{task_id}")
        record, key = asked["focus"]["reference"], id_of(f"{task_id}/again/{version}")
        told = {each["type"]["text"]: each for each in asked.get("output", ())}
        says = stands(await self._record.version(connection, record, version))
        if "after" not in told or says == told["after"]["valueString"]:
            return
        if await connection.fetchval("SELECT true FROM care.task WHERE person_id = $1 AND id = $2", person_id, key):
            return
        now, owner = self._record.clock.now(), asked["owner"]
        content = {
            "code": AGAIN,
            "title": "Look again: the sender says something else than what was put right",
            "role": "",
            "team": last_part(owner),
            "practitioner": None,
            "due": terms.within.after(now, self._zone).isoformat(),
            "escalate": terms.escalate,
            "urgent": False,
            "why": f"Put right: {told['after']['valueString']}. The sender now says: {says}",
        }
        made = task(key, asked["for"]["reference"], f"Task/{task_id}", content, now) | {"owner": owner}
        made.pop("performerType")
        made["input"] = [
            {"type": {"text": "says"}, "valueString": says},
            {"type": {"text": "version"}, "valueInteger": version},
        ]
        await self._record.write(connection, person_id, made)

    async def _to_answer(
        self, connection: Connection, by: Account, task: str, version: int | None
    ) -> tuple[int, int, Resource]:
        """Whose a Task is that the account may answer, its version, and the Task: open, and as it was at `version`."""
        person_id, current, body = await self._record.find(connection, f"Task/{task}")
        await require_sight(connection, [person_id], f"Task/{task}")
        if last_part(body["owner"]) not in by.parties:
            raise Refused("this is for another team or organisation to answer")
        if body["status"] not in OPEN:
            raise Conflict("this is answered already")
        if version is not None and version != current:
            raise Conflict("somebody else changed this meanwhile", hint="Look at it again, then decide")
        return person_id, current, body

    async def answer_again(
        self, connection: Connection, by: Account, again: str, *, keep: bool, why: str, version: int | None = None
    ) -> None:
        """Put an entry right once more (`keep`), or say why the sender's new word stands; the person is told. Once."""
        person_id, current, body = await self._to_answer(connection, by, again, version)
        why, now = _given(why, "why", may_miss=keep), self._record.clock.now()
        asked = await self._record.read(connection, body["focus"]["reference"])
        told = {each["type"]["text"]: each for each in asked["output"]}
        if keep:
            answer = Answer(told["how"]["valueCode"], told.get("text", {}).get("valueString", ""))
            await self._amend(connection, by, (person_id, again, asked["focus"]["reference"]), answer, now)
        body |= {"status": "completed", "lastModified": now.isoformat(), "output": [
            {"type": {"text": "outcome"}, "valueCode": "put-right" if keep else "stays"},
            *([{"type": {"text": "answer"}, "valueString": why}] if why else []),
        ]}  # fmt: skip
        text = "What we put right for you was written again by its sender."
        text += " We put it right once more." if keep else f" It stays as they wrote it: {why}"
        subject = body["for"]["reference"]
        notice = communication(id_of(f"{again}/answered"), subject, f"Task/{again}", "", text, now)
        await self._record.write(connection, person_id, body, expected=current)
        await self._record.write(
            connection, person_id, notice | {"recipient": [{"reference": asked["requester"]["reference"]}]}
        )

    async def withdraw(self, connection: Connection, by: Account, task_id: str) -> None:
        """Take a request back that is not answered, as who made it."""
        person_id, current, body = await self._record.find(connection, f"Task/{task_id}")
        found = await find(connection, task_id)
        if found is None or found.asked_by not in by.parties:
            raise NotFound("there is no such request of yours")  # nor is said whether it is another's
        if body["status"] not in OPEN:
            raise Conflict("this is answered already")
        body |= {"status": "cancelled", "lastModified": self._record.clock.now().isoformat()}
        await self._record.write(connection, person_id, body, expected=current)


_CHANGED: Final = {"system": "http://terminology.hl7.org/CodeSystem/v3-DataOperation", "code": "UPDATE"}
_ASKED_FOR: Final = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "PATRQT"}
_ANSWERS: Final = """
SELECT true FROM access.membership m JOIN access.account a ON a.id = m.account_id
WHERE m.party = $1 AND a.kind = 'staff' AND m.role <> 'feed' AND m.since <= base.now() AND base.now() < m.until LIMIT 1
"""
_TEAM: Final = """
SELECT team FROM facts."case" WHERE person_id = $1 AND known_to = 'infinity' AND start <= base.now()
    AND (finish IS NULL OR finish > base.now()) AND team IS NOT NULL ORDER BY start DESC LIMIT 1
"""
_PRACTICE: Final = """
SELECT practice FROM facts.registration WHERE person_id = $1 AND known_to = 'infinity' AND finish IS NULL
    ORDER BY start DESC LIMIT 1
"""


def _given(text: str, where: str, *, may_miss: bool = False) -> str:
    text = text.strip()
    if not text and not may_miss:
        raise BadInput("nothing is written", where=where, expected="what is wrong, in a few words")
    if len(text) > MOST:
        raise BadInput("this is too long", where=where, expected=f"at most {MOST} characters")
    return text
