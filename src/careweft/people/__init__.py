"""One person across organisations: linkage, the person index, review of doubtful matches, merge and undo.

The way in is `Index(movers).match(connection, record)`; `person`, `search` and `review` show what it holds, and
`evaluate` measures it. It does not parse messages and does not write clinical resources: what hangs on a source record
is moved, when the record changes its person, by the movers that it is given."""

from careweft.people.index import Index
from careweft.people.record import Match, Mover, SourceRecord

__all__ = ["Index", "Match", "Mover", "SourceRecord"]
