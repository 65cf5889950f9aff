"""A person's pages: the whole journey from every organisation, the plan, tasks, who is involved, who looked.

Staff see those of people they have a relationship with; a person sees their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from careweft.access import audit, relationships
from careweft.access.accounts import Account
from careweft.access.policy import Act
from careweft.base.db import Connection
from careweft.base.errors import NotFound
from careweft.care import plan as plans
from careweft.care import tasks
from careweft.care.tasks import Filter
from careweft.care.timeline import Moment, timeline
from careweft.facts import person_facts
from careweft.facts.person_facts import PersonFacts
from careweft.people import search
from careweft.people.person import Banner, banner, current
from careweft.web import filters, navigation, view, words
from careweft.web.desk import OURS, Desk, Names, names_here, people_shown, person_banner
from careweft.web.filters import Choice, Field
from careweft.web.logins import current as logged_in
from careweft.web.logins import person, staff
from careweft.web.pages.work import WorkPages
from careweft.web.view import Column, Empty, Link, Table

KINDS = {
    "hospital": "Hospital",
    "contact": "Visit or appointment",
    "condition": "Condition",
    "service": "Care package",
    "referral": "Referral",
    "assessment": "Assessment",
    "case": "Team",
    "reading": "Reading",
}
RELATIONS = {
    "registered-practice": "GP practice",
    "stay": "Caring for you there now",
    "service": "Gives care at home",
    "care-team": "Care team",
    "task": "Has something to do",
    "self": "Yourself",
}
_PAGE = 60


@dataclass(frozen=True)
class Shown:
    """Whose page it is, with what every section of it needs."""

    account: Account
    person_id: int
    base: str
    banner: Banner
    facts: PersonFacts
    names: Names


class PersonPages:
    """The sections of a person's pages, for staff below /person/N and for the person below /me."""

    def __init__(self, desk: Desk, work: WorkPages) -> None:
        self._desk, self._work = desk, work

    def routes(self) -> list[Route]:
        """Where these pages are."""
        sections = {
            "": self.journey,
            "/plan": self.plan,
            "/tasks": self.tasks,
            "/team": self.team,
            "/access": self.looks,
        }
        found = [Route("/people", staff(self.find))]
        for end, page in sections.items():
            found += [Route(f"/person/{{person:int}}{end}", staff(page)), Route(f"/me{end}", person(page))]
        return found

    async def find(self, request: Request) -> Response:
        """People whom one may see, by name, NHS number or birth date."""
        account, asked = logged_in(request), request.query_params.get("q", "").strip()
        async with self._desk.reading(account, "see-people") as connection:
            found = await search.find(connection, asked) if asked else []
            people = await people_shown(connection, [each.person_id for each in found])
        if asked:
            await self._desk.saw(account, "search for people", people)
        rows: list[list[str | Link]] = [
            [Link(f"/person/{each.person_id}", each.name), _born(each), each.nhs_number or "", each.postcode or ""]
            for each in people.values()
        ]
        columns = [Column(title) for title in ("Name", "Born", "NHS number", "Postcode")]
        answer: Response = request.app.templates.page(
            request,
            "pages/people.jinja",
            title="People",
            asked=asked,
            table=Table("People found", columns, rows, False),
            nothing=Empty("Nobody found whom you may see", "Only people in the care of your teams are shown."),
        )
        return answer

    async def journey(self, request: Request) -> Response:
        """The timeline from every organisation, filtered as the address says."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
        moments = timeline(shown.facts)
        panel = filters.read(shown.base, _fields(moments, shown.names), request.query_params)
        kept = [m for m in moments if panel.allows("kind", m.kind) and panel.allows("from", m.organisation)]
        page = filters.page_number(request.query_params)
        entries = [_entry(moment, shown.names) for moment in kept[(page - 1) * _PAGE : page * _PAGE]]
        days = [entry.at.astimezone(self._desk.engine.zone).date() for entry in entries]
        return await self._answer(
            request,
            shown,
            "timeline",
            panel=panel,
            days=view.by_day(entries, days),
            paging=filters.Paging(panel, page, _PAGE, len(kept)),
            nothing=Empty("Nothing is known to have happened", "What organisations send appears here."),
        )

    async def plan(self, request: Request) -> Response:
        """Who leads, what services there are and which are paused, what is to be done."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await plans.plan(connection, shown.person_id, shown.facts, self._desk.now())
        columns = [Column("Service"), Column("From"), Column("Since"), Column("A week", True), Column("State")]
        rows = [
            [
                service.kind.replace("-", " ").capitalize(),
                shown.names.organisation(service.organisation).name,
                words.short_day(service.since, self._desk.engine.zone),
                _a_week(service),
                "Paused" if service.paused else "Going on",
            ]
            for service in found.services
        ]
        return await self._answer(
            request,
            shown,
            "plan",
            plan=found,
            coordinator=shown.names.practitioners.get(found.coordinator, ""),
            team=shown.names.party(found.team) if found.team else "",
            services=Table("Services", columns, rows, False),
            to_do=self._work.groups(found.to_do, {shown.person_id: shown.banner}, shown.names),
            nothing=Empty("No services", "The council and the care agencies report them."),
            no_tasks=Empty("Nothing is to be done now"),
        )

    async def tasks(self, request: Request) -> Response:
        """Every task about the person, also those that are done."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await tasks.worklist(connection, Filter(person_id=shown.person_id, status="all"))
        groups = self._work.groups(found, {shown.person_id: shown.banner}, shown.names)
        return await self._answer(request, shown, "tasks", groups=groups, nothing=Empty("No tasks yet"))

    async def team(self, request: Request) -> Response:
        """Who is involved, and so may see the record, and why."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await relationships.involved(connection, shown.person_id)
            case = await plans.plan(connection, shown.person_id, shown.facts, self._desk.now())
        members = [
            view.Member(
                shown.names.party(each.party),
                f"{RELATIONS.get(each.kind, each.kind)} since {words.short_day(each.since, self._desk.engine.zone)}"
                if each.since.year > 1
                else RELATIONS.get(each.kind, each.kind),
                shown.names.organisation(each.party),
            )
            for each in found
            if each.kind != "self"
        ]
        if case.coordinator:
            name = shown.names.practitioners.get(case.coordinator, case.coordinator)
            lead = view.Member(name, "Coordinator: your one contact", shown.names.organisation(case.team), lead=True)
            members.insert(0, lead)
        nothing = Empty("Nobody is involved now")
        return await self._answer(request, shown, "team", members=members, nothing=nothing)

    async def looks(self, request: Request) -> Response:
        """Who looked at the record, when and what at."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await audit.who_looked(connection, shown.person_id)
        rows = [
            view.Access(
                look.at, look.who, shown.names.organisation(next(iter(look.parties), "")), _look(look), look.reason
            )
            for look in found
        ]
        return await self._answer(request, shown, "who looked", looks=rows, nothing=Empty("Nobody has looked yet"))

    def _asks(self, request: Request) -> tuple[Account, Act]:
        account = logged_in(request)
        return account, "see-own-record" if account.kind == "person" else "see-people"

    async def _shown(self, connection: Connection, request: Request) -> Shown:
        account = logged_in(request)
        asked = account.person_id if account.kind == "person" else int(request.path_params["person"])
        try:
            person_id = await current(connection, asked or 0)
            found = await banner(connection, person_id)
        except NotFound:
            await self._desk.saw(account, "person", [], reason="asked for somebody who may not be seen")
            raise HTTPException(404) from None
        facts = await person_facts.load(connection, person_id)
        base = "/me" if account.kind == "person" else f"/person/{person_id}"
        return Shown(account, person_id, base, found, facts, await names_here(connection))

    async def _answer(self, request: Request, shown: Shown, what: str, **values: object) -> Response:
        await self._desk.saw(shown.account, what, [shown.person_id])
        path = request.url.path
        answer: Response = request.app.templates.page(
            request,
            "pages/person.jinja",
            title=what.capitalize(),
            section=what,
            own=shown.account.kind == "person",
            person=person_banner(self._desk, shown.banner, shown.facts, shown.names, shown.base),
            sections=navigation.sections(shown.base, path),
            **values,
        )
        return answer


def _fields(moments: Sequence[Moment], names: Names) -> list[Field]:
    kinds = [Choice(kind, text) for kind, text in KINDS.items() if any(m.kind == kind for m in moments)]
    codes = sorted({m.organisation for m in moments if m.organisation})
    senders = [Choice(code, names.organisation(code).name, tone=names.organisation(code).kind.value) for code in codes]
    return [Field("kind", "What", kinds), Field("from", "Organisation", senders)]


def _entry(moment: Moment, names: Names) -> view.TimelineEntry:
    organisation = names.organisation(moment.organisation) if moment.organisation else OURS
    return view.TimelineEntry(moment.at, KINDS[moment.kind], moment.title, organisation, moment.detail)


def _a_week(service: plans.Service) -> str:
    hours = f"{service.weekly_minutes / 60:g} hours" if service.weekly_minutes else ""
    cost = words.pounds(service.weekly_pence) if service.weekly_pence else ""
    return ", ".join(part for part in (hours, cost) if part)


def _look(look: audit.Look) -> str:
    return f"{look.what} (nothing shown)" if look.outcome in ("empty", "refused") else look.what


def _born(found: Banner) -> str:
    return f"{found.birth_date:%d/%m/%Y}" if found.birth_date else ""
