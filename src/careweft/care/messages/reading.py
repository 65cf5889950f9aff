"""What pages read of conversations, as the acting account may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from careweft.base.db import Connection

ANSWER = "answer-message"
ADVISE = "give-advice"


@dataclass(frozen=True)
class Message:
    """One message: who said what when."""

    id: str
    thread: str
    sender: str
    sender_name: str
    text: str
    at: datetime
    state: str


@dataclass(frozen=True)
class Thread:
    """A conversation. `due` is until when it waits for an answer (None where it does not), `task` by which Task;
    `new` is how many messages of others the asking party has not seen."""

    person_id: int
    id: str
    kind: str
    title: str
    team: str
    readers: Sequence[str]
    started: datetime
    last: datetime
    last_text: str
    task: str | None
    due: datetime | None
    new: int


_THREADS = """
SELECT t.person_id, t.id, t.kind, t.title, t.team, t.readers, t.started, m.at AS last, m.text AS last_text, k.id, k.due,
    (SELECT count(*) FROM care.message n WHERE n.person_id = t.person_id AND n.thread = t.id
        AND NOT n.sender = ANY ($4) AND n.at > coalesce((SELECT max(s.until) FROM care.thread_seen s
            WHERE s.person_id = t.person_id AND s.thread = t.id AND s.party = ANY ($4)), '-infinity')) AS new
FROM care.thread t
JOIN LATERAL (SELECT at, text FROM care.message m WHERE m.person_id = t.person_id AND m.thread = t.id
    ORDER BY at DESC, id = thread, changed DESC LIMIT 1) m ON true
LEFT JOIN LATERAL (SELECT id, due FROM care.task k WHERE k.person_id = t.person_id
    AND k.focus = 'Communication/' || t.id AND k.status IN ('requested', 'in-progress', 'on-hold')
    ORDER BY due LIMIT 1) k ON true
WHERE ($1::bigint IS NULL OR t.person_id = $1) AND (cardinality($2::text[]) = 0 OR t.team = ANY ($2))
    AND ($3 = '' OR t.id = $3) AND (NOT $5 OR k.id IS NOT NULL)
ORDER BY k.due NULLS LAST, m.at DESC, t.id LIMIT $6
"""


async def of_person(connection: Connection, person_id: int, parties: Sequence[str] = ()) -> list[Thread]:
    """A person's conversations: those that wait for an answer first, then the latest."""
    return [Thread(*row) for row in await connection.fetch(_THREADS, person_id, [], "", list(parties), False, 200)]


async def of_teams(connection: Connection, teams: Sequence[str], *, waiting: bool, most: int = 100) -> list[Thread]:
    """The conversations of these teams; only those that wait for an answer where `waiting`."""
    return [Thread(*row) for row in await connection.fetch(_THREADS, None, list(teams), "", [], waiting, most)]


async def find(connection: Connection, thread: str, parties: Sequence[str] = ()) -> Thread | None:
    """A conversation by its id."""
    row = await connection.fetchrow(_THREADS, None, [], thread, list(parties), False, 1)
    return Thread(*row) if row else None


async def messages(connection: Connection, thread: Thread) -> list[Message]:
    """The messages of a conversation, the earliest first."""
    rows = await connection.fetch(
        "SELECT id, thread, sender, sender_name, text, at, state FROM care.message WHERE person_id = $1 "
        "AND thread = $2 ORDER BY at, id <> thread, changed",
        thread.person_id,
        thread.id,
    )
    return [Message(*row) for row in rows]


async def unread(connection: Connection, person_id: int, parties: Sequence[str]) -> int:
    """How many messages of others about a person these parties have not seen."""
    return sum(thread.new for thread in await of_person(connection, person_id, parties))
