"""Which referrals there are and where they stand: what waits for a team, what was sent by somebody, what is alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from careweft.base.db import Connection
from careweft.care.durations import Duration
from careweft.care.entry.state import OFFER, OPEN_STATES, QUESTION, TELL, Outcome, State
from careweft.care.record import Record
from careweft.care.resources import OPEN


@dataclass(frozen=True)
class Standing:
    """A referral with where it stands. `stopped`: since when its clock stands still. `head`: the triage task of the
    referral that it is joined with. `answer`: the last words to the sender. `about`: whom the sender spoke of."""

    person_id: int
    task: str
    request: str
    state: State
    outcome: Outcome | str
    sender: str
    sender_name: str
    means: str
    reason: str
    urgent: bool
    at: datetime
    due: datetime | None
    stopped: datetime | None
    team: str
    target: str
    head: str
    answer: str
    about: str


@dataclass(frozen=True)
class Asked:
    """A question to a sender, or an offer to take a referral on, as it stands on the list of whom it is for."""

    person_id: int
    task: str
    code: str
    text: str
    party: str
    due: datetime | None
    request: str
    version: int
    status: str
    reply: str


_STANDING = """person_id, task, request, state, outcome, sender, sender_name, means, reason, urgent, at, due, stopped,
    team, target, head, answer, about"""
_LATEST = f"""
SELECT {_STANDING} FROM care.referral WHERE request = $1
ORDER BY state NOT IN ('decided', 'withdrawn') DESC, at DESC, task LIMIT 1
"""


async def standing(connection: Connection, request: str) -> Standing | None:
    """The referral of a ServiceRequest ('ServiceRequest/id') as it stands: where it was corrected after the decision,
    the triage that is open."""
    row = await connection.fetchrow(_LATEST, request)
    return Standing(*row) if row else None


async def sent(connection: Connection, parties: Sequence[str], most: int = 100) -> list[Standing]:
    """What these parties sent, those that are not decided first, then the latest first."""
    rows = await connection.fetch(
        f"SELECT {_STANDING} FROM care.referral WHERE sender = ANY ($1) AND state <> 'withdrawn' "
        "ORDER BY state = 'decided', at DESC, task LIMIT $2",
        list(parties),
        most,
    )
    return [Standing(*row) for row in rows]


async def of_person(connection: Connection, person_id: int) -> list[Standing]:
    """Every referral of a person, the latest first."""
    rows = await connection.fetch(
        f"SELECT {_STANDING} FROM care.referral WHERE person_id = $1 ORDER BY at DESC, task", person_id
    )
    return [Standing(*row) for row in rows]


async def joined(connection: Connection, person_id: int, head: str) -> list[Standing]:
    """The referrals that are joined with the one of this triage task."""
    rows = await connection.fetch(
        f"SELECT {_STANDING} FROM care.referral WHERE person_id = $1 AND head = $2 ORDER BY at, task", person_id, head
    )
    return [Standing(*row) for row in rows]


async def alike(connection: Connection, record: Record, of: Standing, within: Duration) -> list[Standing]:
    """Other open referrals of the same person, within so long of it, for the same service.

    Two are for the same service unless both name one and these differ; how the reason is worded does not matter.
    """
    days = {"day": 1, "weekday": 1.4, "week": 7, "month": 31, "year": 366}
    window = timedelta(days=within.count * days[within.unit]) if within.unit in days else timedelta(days=1)
    rows = await connection.fetch(
        f"SELECT {_STANDING} FROM care.referral WHERE person_id = $1 AND request <> $2 AND state = ANY ($3) "
        "AND at BETWEEN $4::timestamptz - $5::interval AND $4::timestamptz + $5::interval ORDER BY at, task",
        of.person_id,
        of.request,
        list(OPEN_STATES),
        of.at,
        window,
    )
    others = [Standing(*row) for row in rows]
    if not others:
        return []
    own = await _services(connection, record, of.request)
    found = []
    for other in others:
        theirs = await _services(connection, record, other.request)
        if not own or not theirs or own & theirs:
            found.append(other)
    return found


async def _services(connection: Connection, record: Record, request: str) -> set[str]:
    code = (await record.read(connection, request)).get("code", {})
    return {coding["code"] for coding in code.get("coding", ()) if "code" in coding} or {
        text for text in [code.get("text")] if text
    }


_ASKED = """
SELECT t.person_id, t.id, t.code, coalesce(nullif(t.why, ''), t.title), t.team, t.due, t.focus, t.version, t.status,
    t.note
FROM care.task t WHERE t.code = ANY ($1)
"""


async def asked_of(connection: Connection, parties: Sequence[str]) -> list[Asked]:
    """Open questions and offers to these parties, the earliest due first."""
    rows = await connection.fetch(
        f"{_ASKED} AND t.team = ANY ($2) AND t.status = ANY ($3) ORDER BY t.due, t.id LIMIT 100",
        [QUESTION, OFFER],
        list(parties),
        list(OPEN),
    )
    return [Asked(*row) for row in rows]


async def find_asked(connection: Connection, task: str) -> Asked | None:
    """A question or an offer by its Task, where the acting account may see it."""
    row = await connection.fetchrow(f"{_ASKED} AND t.id = $2", [QUESTION, OFFER], task)
    return Asked(*row) if row else None


_CARED_FOR = """
SELECT DISTINCT ON (person_id) person_id, party FROM access.sight
WHERE party = ANY ($1) AND kind IN ('carer', 'guardian', 'parent', 'young-persons-parent') AND hides & 1 = 0
    AND since <= base.now() AND base.now() < until ORDER BY person_id, party
"""


async def cared_for(connection: Connection, parties: Sequence[str]) -> list[int]:
    """For whom these parties are carer, guardian or parent now."""
    return [row["person_id"] for row in await connection.fetch(_CARED_FOR, list(parties))]


async def kin_of(connection: Connection, person_id: int, parties: Sequence[str]) -> str | None:
    """The party by which one of these is carer, guardian or parent of a person now."""
    rows = await connection.fetch(_CARED_FOR, list(parties))
    return next((row["party"] for row in rows if row["person_id"] == person_id), None)


async def asked_about(connection: Connection, request: str) -> list[Asked]:
    """Every question and offer about a referral, the earliest first."""
    rows = await connection.fetch(f"{_ASKED} AND t.focus = $2 ORDER BY t.authored, t.id", [QUESTION, OFFER], request)
    return [Asked(*row) for row in rows]


async def telling(connection: Connection, person_id: int, request: str) -> bool:
    """Whether somebody of the team still has to tell others about a referral, who read nothing here."""
    return bool(
        await connection.fetchval(
            "SELECT EXISTS (SELECT FROM care.task WHERE person_id = $1 AND focus = $2 AND code = $3 "
            "AND status = ANY ($4))",
            person_id,
            request,
            TELL,
            list(OPEN),
        )
    )


async def counts(connection: Connection) -> dict[str, int]:
    """How many referrals the acting account may see in each open state."""
    rows = await connection.fetch(
        "SELECT state, count(*) FROM care.referral WHERE state = ANY ($1) GROUP BY state", list(OPEN_STATES)
    )
    return {row["state"]: row["count"] for row in rows}
