"""The figures of a rating, counted from what happens here: each a count of a count, or a variance from what is needed.

Numbers of everybody, without anybody's data: they are read as the system, and pages keep in the audit that they were.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.care import governance
from careweft.care.assessment.due import before
from careweft.care.governance import Partner
from careweft.models.compile import Compiled
from careweft.models.rating import VARIANCES, Figure, Item, Rating


@dataclass(frozen=True)
class Counted:
    """A figure: so many `of` so many, in the words of `what`. Of a variance, `part` is what there is and `of` what is
    needed."""

    part: float
    of: float
    what: str


@dataclass(frozen=True)
class Rated:
    """An item with its figure and the points that it gets; where there is nothing to count, none."""

    item: Item
    counted: Counted

    @property
    def share(self) -> float | None:
        """What part of the points is given, 0 to 1; None where there is nothing to count."""
        if self.counted.of <= 0:
            return None
        if self.item.figure not in VARIANCES:
            return min(1.0, self.counted.part / self.counted.of)
        return max(0.0, 1 - self.variance / self.item.none_at) if self.item.none_at else float(self.variance == 0)

    @property
    def variance(self) -> float:
        """How far what there is lies from what is needed, above or below, as a part of that."""
        return abs(self.counted.part - self.counted.of) / self.counted.of

    @property
    def points(self) -> float:
        """The points that it gets."""
        return self.item.points * (self.share or 0.0)


@dataclass(frozen=True)
class Result:
    """A rating as it stands at an instant: the items of each component by name."""

    rating: Rating
    at: datetime
    items: Mapping[str, Mapping[str, Rated]]

    def points(self, component: str) -> float:
        """What a component gets."""
        return sum(each.points for each in self.items[component].values())

    @property
    def total(self) -> float:
        """Out of 100."""
        return sum(self.points(component) for component in self.items)


@dataclass(frozen=True)
class _Place:
    connection: Connection
    compiled: Compiled
    partners: list[Partner]
    now: datetime
    since: datetime
    zone: ZoneInfo
    item: Item

    @property
    def codes(self) -> list[str]:
        return [partner.code for partner in self.partners]

    async def count(self, query: str, *values: object) -> int:
        return int(await self.connection.fetchval(query, *values) or 0)


async def rate(connection: Connection, compiled: Compiled, now: datetime, zone: ZoneInfo) -> Result | None:
    """The rating of a model of what happens here until now; None where it says none."""
    told = compiled.model.rating
    if told is None:
        return None
    kinds = compiled.model.governance.partners if compiled.model.governance else []
    partners = await governance.partners(connection, kinds)
    items: dict[str, dict[str, Rated]] = {}
    for component, parts in told.components.items():
        items[component] = {}
        for name, item in parts.items.items():
            since = before(item.within or told.over, now, zone)
            place = _Place(connection, compiled, partners, now, since, zone, item)
            items[component][name] = Rated(item, await _COUNTS[item.figure](place))
    return Result(told, now, items)


async def _bodies(place: _Place) -> Counted:
    bodies = place.compiled.model.governance.bodies if place.compiled.model.governance else {}
    met = 0
    for name, body in bodies.items():
        since = before(body.meets, place.now, place.zone)
        met += (
            await place.count("SELECT count(*) FROM care.sitting WHERE body = $1 AND at > $2 LIMIT 1", name, since) > 0
        )
    return Counted(met, len(bodies), "bodies met as often as they should")


async def _seated(place: _Place) -> Counted:
    query = "SELECT count(DISTINCT partner) FROM care.seat WHERE until = 'infinity' AND partner = ANY ($1)"
    return Counted(await place.count(query, place.codes), len(place.codes), "partners have a seat")


async def _stable(place: _Place) -> Counted:
    seats = await place.count("SELECT count(*) FROM care.seat WHERE until = 'infinity'")
    changed = await place.count(
        "SELECT count(*) FROM care.seat s WHERE until = 'infinity' AND EXISTS (SELECT FROM care.seat f "
        "WHERE (f.body, f.partner) = (s.body, s.partner) AND f.until > $1 AND f.until <> 'infinity')",
        place.since,
    )
    return Counted(seats - changed, seats, "seats have kept who sits there")


async def _taken_up(place: _Place) -> Counted:
    query = "SELECT coalesce(sum(cardinality({})), 0) FROM care.sitting WHERE at > $1"
    present = await place.count(query.format("present"), place.since)
    absent = await place.count(query.format("absent"), place.since)
    return Counted(present, present + absent, "times that a seat could be taken, it was")


def _word(kind: str, what: str) -> Callable[[_Place], Awaitable[Counted]]:
    async def counted(place: _Place) -> Counted:
        query = (
            "SELECT count(DISTINCT partner) FROM care.partner_word WHERE kind = $1 AND at > $2 AND partner = ANY ($3)"
        )
        return Counted(await place.count(query, kind, place.since, place.codes), len(place.codes), what)

    return counted


_TEAMS = "SELECT count(*) FROM care.team t WHERE t.id <> 'unallocated'"


async def _entry(place: _Place) -> Counted:
    took = await place.count(
        f"{_TEAMS} AND EXISTS (SELECT FROM care.referral r WHERE r.team = t.id AND r.at > $1)", place.since
    )
    return Counted(took, await place.count(_TEAMS), "local areas took referrals by the single entry point")


async def _triage(place: _Place) -> Counted:
    role = place.compiled.entry.by
    there = await place.count(
        f"{_TEAMS} AND EXISTS (SELECT FROM care.practitioner p WHERE p.team = t.id AND p.role = $1)", role
    )
    return Counted(there, await place.count(_TEAMS), f"local areas have somebody for it ({role.replace('-', ' ')})")


async def _screened(place: _Place) -> Counted:
    decided = "SELECT count(*) FROM care.referral r WHERE r.state = 'decided' AND r.at > $1"
    screened = (
        f"{decided} AND EXISTS (SELECT FROM facts.assessment a WHERE a.person_id = r.person_id "
        "AND a.known_to = 'infinity' AND a.instrument = $2 AND a.at >= r.at AND a.at <= r.changed)"
    )
    part = await place.count(screened, place.since, place.compiled.entry.screen)
    return Counted(part, await place.count(decided, place.since), "decided referrals were screened first")


async def _tasks(place: _Place) -> Counted:
    # A task that is still open and not yet due is neither done in time nor late.
    over = (
        "SELECT count(*) FROM care.task t WHERE t.code = $1 AND t.due > $2 "
        "AND (t.status = 'completed' OR t.status IN ('requested', 'in-progress', 'on-hold') AND t.due <= $3)"
    )
    in_time = (
        f"{over} AND t.status = 'completed' AND EXISTS (SELECT FROM fhir.resource r WHERE r.person_id = t.person_id "
        "AND r.type = 'Task' AND r.id = t.id AND (r.body::jsonb ->> 'lastModified')::timestamptz <= t.due)"
    )
    given = (place.item.task, place.since, place.now)
    what = f"{(place.item.task or '').replace('-', ' ')} tasks were done in time"
    return Counted(await place.count(in_time, *given), await place.count(over, *given), what)


_LEADS = "SELECT count(*) FROM care.practitioner WHERE role = $1"
_OPEN = """SELECT count(*) FROM facts."case" c WHERE c.status = 'active' AND c.known_to = 'infinity'"""


async def _needed(place: _Place) -> Counted:
    item = place.item
    assert item.older_than is not None and item.need is not None and item.caseload is not None
    birthday = place.now.astimezone(place.zone).date()
    seniors = await place.count(
        "SELECT count(*) FROM facts.person WHERE known_to = 'infinity' AND died IS NULL "
        "AND birth_date + make_interval(years => $2 + 1) <= $1",
        birthday,
        item.older_than,
    )
    needed = seniors * item.need / item.caseload
    there = await place.count(_LEADS, place.compiled.lead)
    what = f"needed: {item.need:.0%} of the {seniors} people older than {item.older_than}, {item.caseload} for each"
    return Counted(there, needed, what)


async def _caseload(place: _Place) -> Counted:
    leads, cases = await place.count(_LEADS, place.compiled.lead), await place.count(_OPEN)
    average = cases / leads if leads else 0.0
    return Counted(average, place.item.caseload or 0, "recommended for each who leads cases")


async def _assessed(place: _Place) -> Counted:
    told = place.compiled.model.assessment
    assert told is not None
    since = before(told.valid, place.now, place.zone)
    part = await place.count(f"{_OPEN} AND {_SCORED}", told.instrument, since)
    return Counted(part, await place.count(_OPEN), "people under case management are assessed with it")


_SCORED = (
    "EXISTS (SELECT FROM facts.assessment a WHERE a.person_id = c.person_id AND a.known_to = 'infinity' "
    "AND a.instrument = $1 AND a.at > $2)"
)


async def _scored(place: _Place) -> Counted:
    part = await place.count(f"{_OPEN} AND {_SCORED}", place.item.instrument, place.since)
    return Counted(part, await place.count(_OPEN), "people under case management have a profile")


async def _assessing(place: _Place) -> Counted:
    told = place.compiled.model.assessment
    query = """
        SELECT count(DISTINCT m.party) FROM fhir.resource r CROSS JOIN LATERAL (SELECT r.body::jsonb AS b) j
        JOIN access.account a ON j.b -> 'author' ->> 'reference' = 'Practitioner/' || a.username
        JOIN access.membership m ON m.account_id = a.id
        WHERE r.type = 'QuestionnaireResponse' AND r.at > $1 AND j.b ->> 'status' IN ('completed', 'amended')
            AND split_part(j.b ->> 'questionnaire', '|', 1) LIKE '%/' || $3 AND m.party = ANY ($2)"""
    part = await place.count(query, place.since, place.codes, told.instrument if told else "")
    return Counted(part, len(place.codes), "partners assess with it themselves")


async def _connected(place: _Place) -> Counted:
    query = "SELECT count(DISTINCT source) FROM feeds.message WHERE received > $1 AND source = ANY ($2)"
    return Counted(await place.count(query, place.since, place.codes), len(place.codes), "partners' systems send here")


async def _staff(place: _Place) -> Counted:
    query = "SELECT count(*) FROM care.practitioner p"
    part = await place.count(
        f"{query} WHERE EXISTS (SELECT FROM access.account a JOIN access.membership m ON m.account_id = a.id "
        "WHERE a.kind = 'staff' AND m.party = p.team AND m.role = p.role AND a.username = p.id "
        "AND m.since <= $1 AND $1 < m.until)",
        place.now,
    )
    return Counted(part, await place.count(query), "who work in the teams can get in")


async def _reading(place: _Place) -> Counted:
    query = (
        "SELECT count(DISTINCT m.party) FROM access.audit l JOIN access.membership m ON m.account_id = l.account_id "
        "JOIN access.account a ON a.id = l.account_id AND a.kind = 'staff' "
        "WHERE l.at > $1 AND l.action = 'read' AND l.outcome = 'seen' AND l.person_id > 0 AND m.party = ANY ($2)"
    )
    return Counted(await place.count(query, place.since, place.codes), len(place.codes), "partners looked something up")


async def _planned(place: _Place) -> Counted:
    part = await place.count(
        f"{_OPEN} AND EXISTS (SELECT FROM facts.plan p WHERE p.person_id = c.person_id AND p.known_to = 'infinity' "
        "AND p.status = 'active')"
    )
    return Counted(part, await place.count(_OPEN), "people under case management have a plan in force")


_COUNTS: Mapping[Figure, Callable[[_Place], Awaitable[Counted]]] = {
    "bodies-that-meet": _bodies,
    "partners-seated": _seated,
    "seats-stable": _stable,
    "seats-taken-up": _taken_up,
    "partners-told": _word("told", "partners were told how services change"),
    "partners-criticising": _word("criticised", "partners criticised how services change"),
    "teams-with-entry": _entry,
    "teams-with-triage": _triage,
    "referrals-screened": _screened,
    "tasks-in-time": _tasks,
    "leads-needed": _needed,
    "caseload": _caseload,
    "cases-assessed": _assessed,
    "partners-assessing": _assessing,
    "cases-with-score": _scored,
    "partners-connected": _connected,
    "staff-with-access": _staff,
    "partners-reading": _reading,
    "cases-with-plan": _planned,
}
