"""What a person would like to be heeded when they are seen: kept, and ended."""

from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.care.appointments import preferences, reading
from careweft.care.record import Record
from careweft.care.resources import id_of


class Wishes:
    """Keeps preferences, through the record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def keep(self, connection: Connection, person_id: int, kind: str, value: str) -> None:
        """Keep what a person would like to be heeded; keeping it again changes nothing."""
        await require_sight(connection, [person_id])
        subject = await self._record.patient(connection, person_id)
        if kind not in preferences.KINDS or not value.strip() or subject is None:
            raise BadInput("nothing is said", expected="what the person would like", where="value")
        if kind == preferences.TEXTS:
            value = preferences.number_of(value)
            if not value:
                raise BadInput("this is no telephone number", expected="a number such as 07700 900123", where="value")
        if kind == preferences.REMINDERS and value not in preferences.WAYS:
            raise BadInput("this is no way to be reminded", expected=" or ".join(preferences.WAYS), where="value")
        if len(value) > preferences.MOST_WORDS:
            expected = f"at most {preferences.MOST_WORDS} letters"
            raise BadInput("this is too long", expected=expected, where="value")
        for each in await reading.preferences(connection, person_id) if kind in preferences.SINGLE else ():
            if each.kind == kind and each.value != value:
                await self.end(connection, each.id)
        made = id_of(f"{subject}/preference/{kind}/{' '.join(value.casefold().split())}")
        flag = preferences.flag(made, subject, kind, value.strip(), self._record.clock.now())
        if not await connection.fetchval("SELECT true FROM care.preference WHERE id = $1", made):
            await self._record.write(connection, person_id, flag)

    async def end(self, connection: Connection, preference_id: str) -> None:
        """End a preference; it stays in the record as one that was."""
        person_id, version, body = await self._record.find(connection, f"Flag/{preference_id}")
        await require_sight(connection, [person_id], f"Flag/{preference_id}")
        if not await connection.fetchval("SELECT true FROM care.preference WHERE id = $1", preference_id):
            return
        ended = {**body["period"], "end": self._record.clock.now().isoformat()}
        await self._record.write(connection, person_id, {**body, "status": "inactive", "period": ended},
                                 expected=version)  # fmt: skip
