"""The feeds' speed beside the bare limit of the same run, as JSON: `python -m bench.feeds`.

Reading: microseconds to split a message and to understand it. Listening: HL7 v2 messages a second from socket to
commit (32 senders), and their record. Loading: messages a second of a folder of history, to the committed record. The
limit: the same bytes by bare COPY into a table like `feeds.message` without its indexes, in the same batches.
"""

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from bench import common
from careweft.base.clock import SystemClock
from careweft.base.db import WORKER, Connection, Database
from careweft.base.migrate import migrate
from careweft.base.outbox import Item, Worker
from careweft.facts.projection import Projection
from careweft.feeds import load
from careweft.feeds.hl7.message import split
from careweft.feeds.hl7.understand import understand
from careweft.feeds.mllp import END, START, Listener
from careweft.feeds.moving import Mover
from careweft.feeds.process import Feeds
from careweft.fhir.store import Store
from careweft.people.index import Index

ZONE = ZoneInfo("Europe/London")
FIRST = datetime(2025, 1, 1, tzinfo=UTC)
PATIENTS, SENDERS = 500, 32
COURSE = (("A01", 0), ("A02", 6), ("A08", 20), ("A03", 48))
NAMES = ("Oakley", "Reed", "Marsh", "Holt", "Birch", "Frost", "Lane", "Wood", "Stone", "Field", "Brook")


def message(patient: int, trigger: str, hours: int, run: str) -> bytes:
    at = (FIRST + timedelta(minutes=patient * 7, hours=hours)).strftime("%Y%m%d%H%M%S+0000")
    admitted = (FIRST + timedelta(minutes=patient * 7)).strftime("%Y%m%d%H%M%S+0000")
    family = f"{NAMES[patient % 11]}{NAMES[patient // 11 % 11].lower()}"
    born = f"19{30 + patient % 60}{1 + patient % 12:02}{1 + patient % 28:02}"
    gone = "|01||||||||" if trigger == "A03" else "|||||||||"
    home = f"{patient} High Street^^Ambleford^^AB{patient % 90} {patient % 9}CD"
    return (
        f"MSH|^~\\&|PAS|ACUTE|CW|PLACE|{at}||ADT^{trigger}|{run}{trigger}{patient}|P|2.5\r"
        f"EVN|{trigger}|{at}||||{at}\r"
        f"PID|1||{run}{patient}^^^ACUTE^MR||{family}^Given{patient % 97}||{born}|F|||{home}||01803 {patient:06}\r"
        f"PV1|1|I|WARD {patient % 12}^^^ACUTE|E|||C1^Smith^Jo|||100|||||||||{run}V{patient}^^^ACUTE^VN"
        f"||||||||||||||||{gone}{admitted}\r"
        f"DG1|1||J18.9^Pneumonia^I10|Pneumonia|{at}|A\r"
    ).encode()


def messages(run: str, patients: int) -> list[bytes]:
    return [message(patient, trigger, hours, run) for patient in range(patients) for trigger, hours in COURSE]


async def nobody_listens(_: Connection, __: Item) -> None:
    """What follows from an event is the engine's to measure."""


async def listening(database: Database, feeds: Feeds) -> dict[str, float]:
    """New visits of patients that are known already, as on any day."""
    told = [raw.replace(b"HV", b"LV").replace(b"|HA", b"|LA") for raw in messages("H", PATIENTS)]
    waits: list[float] = []

    async def sender(port: int, number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for raw in told[number::SENDERS]:
            start = perf_counter()
            writer.write(START + raw + END)
            answer = await reader.readuntil(END)
            waits.append(perf_counter() - start)
            assert b"MSA|AA|" in answer
        writer.close()

    async with Listener(feeds, database).listening("127.0.0.1", 0) as port:
        start = perf_counter()
        await asyncio.gather(*(sender(port, number) for number in range(SENDERS)))
        taken = perf_counter() - start
    start = perf_counter()
    await Worker(database, {"message": feeds.process, "event": nobody_listens}).drain()
    processed = perf_counter() - start
    return {
        "mllp_messages_per_s_to_commit": round(len(told) / taken),
        "mllp_answer_ms_p50": round(quantiles(waits, n=100)[49] * 1000, 1),
        "mllp_answer_ms_p99": round(quantiles(waits, n=100)[98] * 1000, 1),
        "outbox_messages_per_s_to_facts": round(len(told) / processed),
    }


async def loading(database: Database, feeds: Feeds) -> float:
    told = sorted(messages("H", PATIENTS * 2), key=lambda raw: raw.split(b"|", 7)[6])
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "history.hl7").write_bytes(b"\n".join(told))
        start = perf_counter()
        loaded = await load.folder(database, feeds, Path(folder))
        taken = perf_counter() - start
    assert {outcome for _, outcome in loaded.tally.messages} == {"done"}
    return round(len(told) / taken)


async def limit(database: Database) -> float:
    """Bare COPY of the raw messages, as many in a transaction as a load has."""
    told = messages("C", PATIENTS * 2)
    rows = [("acute", raw.split(b"|", 10)[9].decode(), FIRST, raw) for raw in told]
    async with database.pool.acquire() as connection:
        await connection.execute(
            "CREATE TEMPORARY TABLE bare (source text, message_id text, received timestamptz, raw bytea)"
        )
        start = perf_counter()
        for first in range(0, len(rows), load.TOGETHER):
            await connection.copy_records_to_table("bare", records=rows[first : first + load.TOGETHER])
        return round(len(rows) / (perf_counter() - start))


async def measure(url: str) -> dict[str, Any]:
    raw = message(1, "A01", 0, "R")
    parts = split(raw)
    async with await Database.open(url, WORKER, SystemClock()) as database:
        store = Store([Projection(ZONE)])
        feeds = Feeds(store, Index([Mover(store)]), database.clock, ZONE)
        return {
            "split_us": common.microseconds(lambda: split(raw), 3000),
            "understand_us": common.microseconds(lambda: understand(parts, "acute", ZONE, FIRST, "1"), 3000),
            "load_messages_per_s_to_facts": await loading(database, feeds),
            **await listening(database, feeds),
            "limit_copy_messages_per_s": await limit(database),
        }


def run() -> dict[str, Any]:
    with common.server() as server:
        asyncio.run(migrate(server.url()))
        return asyncio.run(measure(server.url()))


if __name__ == "__main__":
    common.show("feeds", run)
