"""What pages about people stand on: the engine, the database as the web sees it, and the audit.

A page reads in `reading`, under row-level security as the account that asks, and says in `saw` whom it showed before
it answers. What it changes it changes in `changing`, where care asks the policy and the relationship first. Whatever
was asked for and not given is kept too.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

from careweft.access import policy
from careweft.access.accounts import Account
from careweft.access.audit import Auditor, Entry
from careweft.access.policy import Act
from careweft.base.db import Connection, Database
from careweft.base.errors import NotFound
from careweft.care import tasks, teams
from careweft.care.reactions import open_case
from careweft.care.staffing.cover import Absence, absence_of, absences_now, acting
from careweft.care.words import calm
from careweft.facts.person_facts import PersonFacts
from careweft.feeds.sources import names
from careweft.models.engine import Engine
from careweft.people.person import Banner, banners, current
from careweft.web import terms, view, words
from careweft.web.language import _
from careweft.web.view import Organisation, OrganisationKind

_KINDS = {
    "acute-hospital": OrganisationKind.HOSPITAL,
    "hospital": OrganisationKind.HOSPITAL,
    "gp-practice": OrganisationKind.GP,
    "practice": OrganisationKind.GP,
    "community": OrganisationKind.COMMUNITY,
    "mental-health": OrganisationKind.MENTAL_HEALTH,
    "council": OrganisationKind.COUNCIL,
    "home-care": OrganisationKind.HOME_CARE,
    "ambulance": OrganisationKind.AMBULANCE,
    "care-home": OrganisationKind.CARE_HOME,
    "care-homes": OrganisationKind.CARE_HOME,
}
_MOST_BIGINT = 2**63
_ONE_PLAN = {"plan_cache_mode": "force_generic_plan"}
OURS = Organisation("careweft", "Careweft", OrganisationKind.CAREWEFT)


@dataclass(frozen=True)
class Desk:
    """The rooms below, for pages."""

    engine: Engine
    database: Database
    auditor: Auditor
    lately: "Lately" = field(default_factory=lambda: Lately())

    @asynccontextmanager
    async def reading(self, account: Account, act: Act, *, often: bool = False) -> AsyncIterator[Connection]:
        """A transaction that sees what the account may see; Refused where its roles do not allow the act.

        What is read `often`, and by key, keeps one plan a statement: planning costs more than doing it.
        """
        await self._require(account, act)
        held = {**(_ONE_PLAN if often else {}), **policy.acting(account, act)}
        async with self.database.transaction(account.id, readonly=True, held=held) as connection:
            yield connection

    @asynccontextmanager
    async def changing(self, account: Account, act: Act) -> AsyncIterator[Connection]:
        """A transaction in which the account changes something; who is changed is checked by what changes it."""
        await self._require(account, act)
        async with self.engine.database.transaction(account.id, held=policy.acting(account, act)) as connection:
            yield connection

    async def saw(
        self, account: Account, what: str, people: Iterable[int], *, by_itself: bool = False, act: Act = "see-people"
    ) -> None:
        """Keep that the account was shown these people, and for what else than care; or that it looked and saw nobody.

        A page that is open and fetches its list again `by_itself` is one look as long as it stays open: whom it
        showed in the last ten minutes is not written down again.
        """
        shown = list(dict.fromkeys(people))
        fresh = self.lately.fresh(account.id, what, shown) if by_itself else shown
        if fresh:
            use = ", ".join(f"for {purpose}" for purpose in policy.purposes(account, act))
            await self.auditor.record(*(Entry(account.id, person, "read", what, "seen", use) for person in fresh))
            self.lately.note(account.id, what, fresh)
        elif not shown and not by_itself:
            await self.auditor.record(Entry(account.id, 0, "read", what, "empty"))

    async def counted(self, account: Account, what: str) -> None:
        """Keep that the account was shown numbers of everybody, and nobody by name."""
        await self.auditor.record(Entry(account.id, 0, "read", what, "seen"))

    async def changed(self, account: Account, what: str, person: int) -> None:
        """Keep that the account changed something of a person."""
        await self.auditor.record(Entry(account.id, person, "change", what, "changed"))

    async def refused(self, account: Account, what: str, person: int = 0) -> None:
        """Keep that the account asked for what it may not see; the person whom it asked for can read that it did."""
        await self.auditor.record(Entry(account.id, person, "read", what, "refused"))

    async def whose(self, task: str) -> int:
        """Whom a task is about, also where the account may not see it: only for the audit. Nought for no such task."""
        async with self.engine.database.transaction(readonly=True) as connection:
            found = await tasks.find(connection, task)
        return found.person_id if found else 0

    async def standing(self, person: int) -> int:
        """Who a person's number stands for now, whoever asks: only for the audit. Nought where it is nobody's."""
        async with self.engine.database.transaction(readonly=True) as connection:
            try:
                return await current(connection, person) if person < _MOST_BIGINT else 0
            except NotFound:
                return 0

    async def _require(self, account: Account, act: Act) -> None:
        if not policy.may(account, act):
            await self.refused(account, act)
            policy.require(account, act)

    def roles(self) -> dict[str, str]:
        """What the models of care call the roles of their teams, by code."""
        teams = [team for active in reversed(self.engine.active) for team in active.compiled.model.teams.values()]
        return {role: told.title for team in teams for role, told in team.roles.items()}

    def now(self) -> datetime:
        """The place's instant."""
        return self.engine.database.clock.now()

    def ends(self) -> tuple[datetime, datetime]:
        """The ends of the place's day and of the seventh day from it."""
        zone = self.engine.zone
        today = self.now().astimezone(zone).date()
        return _midnight(today + timedelta(days=1), self), _midnight(today + timedelta(days=8), self)


@dataclass(frozen=True)
class Lately:
    """Whom accounts were shown in the last ten minutes, in the memory of one process."""

    seconds: float = 600.0
    most: int = 100_000
    seen: dict[tuple[int, str, int], float] = field(default_factory=dict)

    def fresh(self, account: int, what: str, people: Iterable[int]) -> list[int]:
        """Those whom the account was not shown there lately."""
        since = monotonic() - self.seconds
        return [person for person in people if self.seen.get((account, what, person), since) <= since]

    def note(self, account: int, what: str, people: Iterable[int]) -> None:
        """The account was shown these now."""
        if len(self.seen) > self.most:
            self.seen.clear()  # at worst somebody is written down once more
        now = monotonic()
        self.seen.update({(account, what, person): now for person in people})


def _midnight(day: date, desk: Desk) -> datetime:
    return datetime.combine(day, time(0), desk.engine.zone)


@dataclass(frozen=True)
class Names:
    """What codes are called here: organisations, teams and practitioners."""

    organisations: Mapping[str, Organisation]
    teams: Mapping[str, str]
    practitioners: Mapping[str, str]
    away: Sequence[Absence] = ()
    kin: Mapping[str, str] = field(default_factory=dict)  # relatives by 'related/…', on the pages that tell them apart
    own: bool = False  # whether it is the person who reads

    def lead(self, practitioner: str, now: datetime, zone: ZoneInfo) -> str:
        """Who leads a case, with who stands in while they are away; empty for nobody."""
        name = self.practitioners.get(practitioner, "")
        absence = absence_of(self.away, practitioner, now)
        if not name or absence is None:
            return name
        cover = self.practitioners.get(acting(self.away, practitioner, now) or "", "nobody")
        last = words.short_day(absence.until - timedelta(microseconds=1), zone)
        return f"{name} (away until {last}; {cover} stands in)"

    def organisation(self, code: str) -> Organisation:
        """An organisation or team by its code; the code itself where nobody said its name."""
        if code in ("", OURS.code):
            return OURS
        if code.startswith("related/"):
            return Organisation(code, self.kin.get(code) or _("Family or carer"))
        if code == "self" or code.startswith("person/"):
            return Organisation("person", _("You") if self.own else _("The person"))
        if code.startswith("staff/"):
            return Organisation(code, self.party(code), OrganisationKind.CAREWEFT)
        if code in self.teams:
            return Organisation(code, self.teams[code], OrganisationKind.CAREWEFT)
        return self.organisations.get(code, Organisation(code, terms.SENDERS.get(code, code)))

    def party(self, party: str) -> str:
        """A party in words: a practitioner's name for 'staff/…', else an organisation's or a team's."""
        kind, _, name = party.partition("/")
        if kind == "person" and name:
            return "The person"
        return self.practitioners.get(name, name) if kind == "staff" else self.organisation(party).name


async def names_here(connection: Connection) -> Names:
    """All names of the place; there are few of them."""
    sources = await names(connection)
    return Names(
        {code: Organisation(code, name, _KINDS.get(kind, OrganisationKind.OTHER)) for code, name, kind in sources},
        {team.id: team.title for team in await teams.teams(connection)},
        await teams.practitioner_names(connection),
        await absences_now(connection),
    )


async def people_shown(connection: Connection, persons: Iterable[int]) -> dict[int, Banner]:
    """The banners of several people, for lists."""
    return await banners(connection, list(dict.fromkeys(persons)))


def person_banner(desk: Desk, banner: Banner, facts: PersonFacts, names: Names, href: str) -> view.PersonBanner:
    """The banner at the head of a person's pages."""
    today = desk.now().astimezone(desk.engine.zone).date()
    died = banner.died.astimezone(desk.engine.zone).date() if isinstance(banner.died, datetime) else banner.died
    practice = next((row["practice"] for row in facts.get("person", ()) if row["practice"]), None)
    told = [
        ("Lives", ", ".join(part for part in (banner.line, banner.postcode) if part)),
        ("GP practice", names.organisation(practice).name if practice else ""),
        ("Coordinator", _coordinator(facts, names, desk.now(), desk.engine.zone)),
    ]
    return view.PersonBanner(
        href,
        words.person_name(banner.family or "", banner.given or ""),
        banner.birth_date,
        words.age(banner.birth_date, died or today) if banner.birth_date else None,
        (banner.sex or "not known").capitalize(),
        banner.nhs_number or "",
        died,
        [(label, text) for label, text in told if text],
        _flags(facts, names),
    )


def _coordinator(facts: PersonFacts, names: Names, now: datetime, zone: ZoneInfo) -> str:
    """Who leads the open case: shown on every page of the person; nothing where there is no case."""
    case = open_case(facts, now)
    return (names.lead(case["coordinator"] or "", now, zone) or "Nobody yet") if case else ""


def _flags(facts: PersonFacts, names: Names) -> list[view.Flag]:
    stays = [row for row in facts.get("encounter", ()) if row["class"] == "inpatient" and row["finish"] is None]
    return [
        view.Flag(_where(row["status"], names.organisation(row["organisation"] or "").name, row["unit"]), "alert")
        for row in stays
        if row["status"] in ("in-progress", "onleave")
    ]


def _where(status: str, hospital: str, ward: str | None) -> str:
    place = ", ".join(part for part in (hospital, calm(ward or "")) if part)
    said = _("On leave from hospital: {place}") if status == "onleave" else _("In hospital: {place}")
    return said.format(place=place)
