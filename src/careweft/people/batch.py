"""Some records that are decided on together, in order, and written together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from careweft.base.db import Connection
from careweft.people import read
from careweft.people.decide import Step, decide
from careweft.people.locks import holding_keys
from careweft.people.matcher import Matcher
from careweft.people.record import Key, Match, Mover, SourceRecord
from careweft.people.view import Seen, View
from careweft.people.write import Writer


class Batch:
    """Records on their way to their persons. A batch may be tried again: each attempt begins from what is there."""

    def __init__(self, records: Sequence[SourceRecord], matcher: Matcher, movers: Sequence[Mover]) -> None:
        self._records, self._matcher, self._movers = records, matcher, movers
        self._incoming = [read.seen(record) for record in records]

    async def settle(self, connection: Connection) -> list[Match]:
        """Lock, decide and write; the match of each record as it stands at the end. Raises locks.Stale."""
        known = await read.without_news(connection, self._incoming) if len(self._incoming) > 1 else set()
        news = [seen for seen in self._incoming if seen.key not in known]
        async with holding_keys(connection, news):
            sight = await read.view(connection, news) if news else View()
            before = dict(sight.person_of)
            attempt = _Attempt(sight, self._matcher)
            for record, seen in zip(self._records, self._incoming, strict=True):
                attempt.take(record, seen, known)
            writer = Writer(connection, sight, attempt.said, self._matcher.weights, self._movers)
            await writer.write(attempt.steps, attempt.settled)
            standing = await self._standing(connection, writer)
        return [_match(standing[record.key], before, writer.created, record.key) for record in self._records]

    async def _standing(self, connection: Connection, writer: Writer) -> dict[Key, Match]:
        """How each record stands: those that were only placed as they were placed, the others as they are found."""
        others = {record.key for record in self._records} - writer.placed.keys()
        return writer.placed | (await read.links(connection, sorted(others)) if others else {})


class _Attempt:
    """The decisions on a batch: steps to write, and known records that were only said again."""

    def __init__(self, view: View, matcher: Matcher) -> None:
        self.view, self.matcher = view, matcher
        self.said: dict[Key, SourceRecord] = {}
        self.settled: dict[Key, Seen] = {}
        self.steps: list[Step] = []

    def take(self, record: SourceRecord, incoming: Seen, without_news: set[Key]) -> None:
        """Decide on a record, on what those before it left."""
        known = self.view.records.get(record.key)
        if record.key in without_news:
            held = self.settled.get(record.key)
            if held is None or held.at < incoming.at:
                self.settled[record.key] = incoming
        elif known is None or (known.digest != incoming.digest and known.at <= incoming.at):
            self.said[record.key] = record
            self.steps += decide(self.view, self.matcher, incoming)
        else:
            self._again(replace(known, at=max(known.at, incoming.at)))

    def _again(self, known: Seen) -> None:
        """Nothing new: held until the transaction ends, and later messages are told from older ones by when it was."""
        self.view.place(known, self.view.person_of[known.key])
        if known.key in self.said:
            self.said[known.key] = replace(self.said[known.key], at=known.at)
        else:
            self.settled[known.key] = known


def _match(standing: Match, before: dict[Key, int], created: set[Key], key: Key) -> Match:
    """The match of one record; of a record that stands twice in a batch, the first was created or moved."""
    was = before.get(key, standing.person_id)
    before[key] = standing.person_id
    made = key in created
    created.discard(key)
    return replace(standing, created=made, moved_from=None if was == standing.person_id else was)
