"""What pages about people stand on: the engine, the database as the web sees it, and the audit.

A page reads in `reading`, under row-level security as the account that asks, and says in `saw` whom it showed before
it answers. What it changes it changes in `changing`, where care asks the policy and the relationship first.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from careweft.access import policy
from careweft.access.accounts import Account
from careweft.access.audit import Auditor, Entry, Outcome
from careweft.access.policy import Act
from careweft.base.db import Connection, Database
from careweft.care import teams
from careweft.facts.person_facts import PersonFacts
from careweft.feeds.sources import names
from careweft.models.engine import Engine
from careweft.people.person import Banner, banners
from careweft.web import view, words
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
OURS = Organisation("careweft", "Careweft", OrganisationKind.CAREWEFT)


@dataclass(frozen=True)
class Desk:
    """The rooms below, for pages."""

    engine: Engine
    database: Database
    auditor: Auditor

    @asynccontextmanager
    async def reading(self, account: Account, act: Act) -> AsyncIterator[Connection]:
        """A transaction that sees what the account may see; Refused where its roles do not allow the act."""
        policy.require(account, act)
        async with self.database.transaction(account.id, readonly=True) as connection:
            yield connection

    @asynccontextmanager
    async def changing(self, account: Account, act: Act) -> AsyncIterator[Connection]:
        """A transaction in which the account changes something; who is changed is checked by what changes it."""
        policy.require(account, act)
        async with self.engine.database.transaction(account.id) as connection:
            yield connection

    async def saw(
        self, account: Account, what: str, people: Iterable[int], outcome: Outcome | None = None, reason: str = ""
    ) -> None:
        """Keep that the account was shown these people (or, where there are none, that it looked and saw nobody)."""
        shown = list(dict.fromkeys(people))
        if not shown:
            await self.auditor.record(Entry(account.id, 0, "read", what, outcome or "empty", reason))
            return
        await self.auditor.record(
            *(Entry(account.id, person, "read", what, outcome or "seen", reason) for person in shown)
        )

    def now(self) -> datetime:
        """The place's instant."""
        return self.engine.database.clock.now()

    def ends(self) -> tuple[datetime, datetime]:
        """The ends of the place's day and week (Monday to Sunday)."""
        zone = self.engine.zone
        today = self.now().astimezone(zone).date()
        next_monday = today + timedelta(days=7 - today.weekday())
        return _midnight(today + timedelta(days=1), self), _midnight(next_monday, self)


def _midnight(day: date, desk: Desk) -> datetime:
    return datetime.combine(day, time(0), desk.engine.zone)


@dataclass(frozen=True)
class Names:
    """What codes are called here: organisations, teams and practitioners."""

    organisations: Mapping[str, Organisation]
    teams: Mapping[str, str]
    practitioners: Mapping[str, str]

    def organisation(self, code: str) -> Organisation:
        """An organisation or team by its code; the code itself where nobody said its name."""
        if code in self.teams:
            return Organisation(code, self.teams[code], OrganisationKind.CAREWEFT)
        return self.organisations.get(code, Organisation(code, code) if code else OURS)

    def party(self, party: str) -> str:
        """A party in words: a practitioner's name for 'staff/…', else an organisation's or a team's."""
        kind, _, name = party.partition("/")
        return self.practitioners.get(name, name) if kind == "staff" else self.organisation(party).name


async def names_here(connection: Connection) -> Names:
    """All names of the place; there are few of them."""
    sources = await names(connection)
    return Names(
        {code: Organisation(code, name, _KINDS.get(kind, OrganisationKind.OTHER)) for code, name, kind in sources},
        {team.id: team.title for team in await teams.teams(connection)},
        await teams.practitioner_names(connection),
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


def _flags(facts: PersonFacts, names: Names) -> list[view.Flag]:
    stays = [row for row in facts.get("encounter", ()) if row["class"] == "inpatient" and row["finish"] is None]
    open_stays = [row for row in stays if row["status"] in ("in-progress", "onleave")]
    return [
        view.Flag(
            f"{'On leave from' if row['status'] == 'onleave' else 'In'} hospital: "
            f"{', '.join(part for part in (names.organisation(row['organisation'] or '').name, row['unit']) if part)}",
            "alert",
        )
        for row in open_stays
    ]
