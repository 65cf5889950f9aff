"""Several appointments as one visit: the best order of them with the way between, and what came of them all."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.care.appointments import reading
from careweft.care.appointments.itinerary import MOST_STEPS, Itinerary, Option, Visit, Way, plan
from careweft.care.appointments.reading import Appointment, Wanted
from careweft.care.appointments.seats import for_others
from careweft.care.appointments.terms import Condition, Terms
from careweft.care.durations import Duration
from careweft.care.record import Record
from careweft.care.resources import communication, id_of

_PRACTICE = """
SELECT practice FROM facts.registration WHERE person_id = $1 AND known_to = 'infinity' AND finish IS NULL
ORDER BY start DESC LIMIT 1
"""


class Visits:
    """Plans visits of several appointments, and tells whom the model names what came of each."""

    def __init__(self, record: Record, zone: ZoneInfo, terms: Terms) -> None:
        self._record, self._zone, self._terms = record, zone, terms

    async def propose(
        self, connection: Connection, by: Account, person_id: int, services: Sequence[str], since: date, until: date
    ) -> tuple[Itinerary | None, list[str]]:
        """The best order of one appointment for each of these services in the local days [since, until]; and those
        that have no free time then. Nothing is booked."""
        await require_sight(connection, [person_id])
        now = self._record.clock.now()
        first, last = (datetime.combine(day, time.min, self._zone) for day in (since, until + timedelta(days=1)))
        by_kind = ("staff",) if for_others(by) else ("person",)
        busy = [each for each in await reading.of_person(connection, person_id, now) if each.status == "booked"]
        places = {place.id: place for place in await reading.clinics(connection)}
        visits, without_time = [], []
        for service in dict.fromkeys(services):
            wanted = Wanted(max(first, now), last, service, by=by_kind, teams=sorted(by.parties))
            free = [each for each in await reading.free(connection, wanted, now, 60)
                    if not any(a.start < each.finish and each.start < a.finish for a in busy)]  # fmt: skip
            if not free:
                without_time.append(service)
            told = self._terms.conditions.get(service, Condition())
            after = {name: _minutes(gap) for name, gap in told.after.items() if name in services and name != service}
            options = tuple(Option(e.id, e.start, e.finish, places[e.clinic].location) for e in free)
            visits.append(Visit(service, options, after, told.fasting))
        if without_time or not visits:
            return None, without_time
        way = Way(await reading.travel(connection), _minutes(self._terms.way))
        return plan(visits, way, self._zone, MOST_STEPS), []

    async def tell_results(self, connection: Connection, found: Appointment, subject: str) -> None:
        """At the end of an itinerary tell whom the model names what came of each appointment of it, once."""
        every = await reading.itinerary(connection, found.person_id, found.itinerary)
        if not self._terms.results_to or any(each.status not in ("fulfilled", "noshow") for each in every):
            return
        titles = {place.id: place.title for place in await reading.clinics(connection)}
        lines = [f"{titles.get(each.clinic, 'Appointment')}: {each.outcome or 'no result was written'}"
                 if each.status == "fulfilled" else f"{titles.get(each.clinic, 'Appointment')}: did not attend"
                 for each in every]  # fmt: skip
        message = f"Results of the visit. {'. '.join(lines)}."
        practice = await connection.fetchval(_PRACTICE, found.person_id)
        to = [practice if each == "gp" else each for each in self._terms.results_to]
        for party in (each for each in to if each):
            told = communication(id_of(f"{found.itinerary}/results/{party}"), subject, f"Appointment/{every[-1].id}",
                                 party, message, self._record.clock.now())  # fmt: skip
            told["category"] = [{"text": "Results of a visit"}]
            await self._record.write(connection, found.person_id, told)


def _minutes(duration: Duration) -> int:
    """An elapsed duration in minutes."""
    sizes = {"minute": 1, "hour": 60, "day": 1440}
    if duration.unit not in sizes:
        raise BadInput(f"{duration} between appointments", expected="minutes, hours or days")
    return duration.count * sizes[duration.unit]
