"""What could not be delivered to others' systems becomes a task for people, once: nothing is lost between two places.

The key is that of the letter: asking again makes the same Task."""

from careweft.base.db import Connection
from careweft.care import resources
from careweft.care.record import Record
from careweft.care.resources import id_of
from careweft.feeds.outgoing import queue


async def hand_to_people(connection: Connection, record: Record) -> int:
    """Ask people to tell what the systems did not take; how many tasks that made."""
    letters = await queue.failed(connection)
    for letter in letters:
        if content := letter.instead:
            made = id_of(f"outgoing/{letter.key}")
            task = resources.task(made, content["subject"], letter.about, content, record.clock.now())
            await record.write(connection, letter.person_id, task)
        await queue.handed(connection, letter)
    return sum(bool(letter.instead) for letter in letters)
