"""A person's pages: the whole journey from every organisation, the plan, tasks, who is involved, who looked.

Staff see those of people they have a relationship with; a person sees their own, in plain words and without the
buttons of staff.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from careweft.access import audit, policy, relationships
from careweft.access.accounts import Account
from careweft.access.behalf import allows
from careweft.access.policy import Act
from careweft.access.relationships import Acts
from careweft.base.db import Connection
from careweft.base.errors import NotFound
from careweft.care import tasks
from careweft.care.family.relatives import Family
from careweft.care.plans.package import package
from careweft.care.tasks import Filter, Task
from careweft.facts import person_facts
from careweft.facts.person_facts import PersonFacts
from careweft.fhir.labels import labels
from careweft.people import search
from careweft.people.person import Banner, banner, current
from careweft.web import filters, navigation, view
from careweft.web.desk import Desk, Names, names_here, people_shown, person_banner
from careweft.web.filters import Choice, Field
from careweft.web.language import _
from careweft.web.logins import current as logged_in
from careweft.web.logins import passive, person, staff
from careweft.web.pages import journey, own, people
from careweft.web.pages.journey import Step, Told
from careweft.web.pages.work import SAID, WorkPages
from careweft.web.view import Column, Empty, Link, Table

_PAGE = 50
_LOOKS = 500
_DAY = 86400
_ACCEPTED = {
    "accepted": "The referral is accepted, and whoever referred the person is told.",
    "accepted-tell": "The referral is accepted. Nobody reads here for its sender: a task asks you to tell them.",
    "sharing": "Your choice is saved. It counts from now on.",
}


@dataclass(frozen=True)
class Shown:
    """Whose page it is, with what every section of it needs."""

    account: Account
    person_id: int
    base: str
    banner: Banner
    facts: PersonFacts
    names: Names
    acts: Acts | None = None  # by which relationship the reader acts or cares for the person, on the pages for that

    @property
    def own(self) -> bool:
        """Whether the person looks at their own record."""
        return self.base == "/me"

    @property
    def plain(self) -> bool:
        """Whether these are the person's own pages: for the person, or for who acts or cares for them."""
        return self.own or self.acts is not None

    def may(self, act: Act) -> bool:
        """Whether the reader may do something for this person."""
        return allows(self.account, self.acts, act)


class PersonPages:
    """The sections of a person's pages, for staff below /person/N and for the person below /me."""

    def __init__(self, desk: Desk, work: WorkPages) -> None:
        self._desk, self._work = desk, work

    def routes(self) -> list[Route]:
        """Where these pages are."""
        sections = {
            "": self.journey,
            "/tasks": self.tasks,
            "/team": self.team,
            "/access": self.looks,
        }
        found = [Route("/people", staff(self.find))]
        for end, page in sections.items():
            found += [Route(f"/person/{{person:int}}{end}", staff(page)), Route(f"/me{end or '/record'}", person(page))]
        return found

    async def find(self, request: Request) -> Response:
        """People whom one may see, by name, NHS number or birth date."""
        account, asked = logged_in(request), request.query_params.get("q", "").strip()
        async with self._desk.reading(account, "see-people") as connection:
            found = await search.find(connection, asked) if asked else []
            banners = await people_shown(connection, [each.person_id for each in found])
        if asked:
            await self._desk.saw(account, "search for people", banners)
        rows: list[list[str | Link]] = [
            [Link(f"/person/{each.person_id}", each.name), _born(each), each.nhs_number or "", each.postcode or ""]
            for each in banners.values()
        ]
        columns = [Column(title) for title in ("Name", "Born", "NHS number", "Postcode")]
        answer: Response = request.app.templates.page(
            request,
            "pages/people.jinja",
            title="People",
            asked=asked,
            table=Table("People found", columns, rows, False),
            nothing=Empty("Nobody found whom you may see", "Only people in the care of your teams are shown."),
            may_open=policy.may(account, "break-glass"),
        )
        return answer

    async def journey(self, request: Request) -> Response:
        """The timeline from every organisation, filtered as the address says."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            sent = await labels(connection, shown.person_id, journey.LABELLED)
            called = await self._with_kin(connection, shown)
        steps = journey.journey(Told(shown.facts, sent, called, self._desk.engine.zone))
        panel = filters.read("/me/record" if shown.own else shown.base, _fields(steps, shown.own), request.query_params)
        kept = [s for s in steps if panel.allows("kind", s.kind) and panel.allows("from", s.organisation.code)]
        page = filters.page_number(request.query_params)
        paging = filters.Paging(panel, page, _PAGE, len(kept))
        here = kept[(page - 1) * _PAGE : page * _PAGE]
        entries = [journey.entry(step, shown.own, shown.base, corrects=shown.own) for step in here]
        days = [entry.at.astimezone(self._desk.engine.zone).date() for entry in entries]
        nothing = Empty(_("Nothing to show"), _("What others send about you is shown here.") if shown.own else "")
        if panel.active:
            nothing = Empty(_("Nothing fits these filters"), link=Link(panel.clear, _("Show everything")))
        return await self._answer(
            request, shown, "timeline", panel=panel, days=view.by_day(entries, days), paging=paging, nothing=nothing
        )

    async def tasks(self, request: Request) -> Response:
        """Every task about the person, also those that are done."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await tasks.worklist(connection, Filter(person_id=shown.person_id, status="all"))
        return await self._answer(request, shown, "tasks", groups=self._groups(found, shown))

    async def team(self, request: Request) -> Response:
        """Who is involved, and so may see the record, and why."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await relationships.involved(connection, shown.person_id)
            called = await self._with_kin(connection, shown)
            case = await package(connection, shown.person_id, shown.facts, self._desk.now())
        members = people.involved(found, case, called, self._desk.engine.zone, shown.own)
        return await self._answer(request, shown, "who is involved", members=members, phone=self._phone)

    async def looks(self, request: Request) -> Response:
        """Who looked at the record, when, what at and why they may."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await audit.who_looked(connection, shown.person_id, _LOOKS)
        everybody = not shown.own or "all" in request.query_params
        looks = people.looks(found, shown.names, self._desk.engine.zone, own=shown.own, everybody=everybody)
        return await self._answer(
            request, shown, "who looked", looks=looks, everybody=everybody, most=_LOOKS if len(found) == _LOOKS else 0
        )

    @property
    def _phone(self) -> str:
        """The one number that people call; empty where the place has none."""
        return self._desk.engine.entry.phone if self._desk.engine.entry else ""

    async def _with_kin(self, connection: Connection, shown: Shown) -> Names:
        """The names, with those of the person's family and carers."""
        relatives = await Family(self._desk.engine.record).relatives(connection, shown.person_id)
        return replace(shown.names, kin={f"related/{each.id}": each.name for each in relatives})

    def _groups(self, found: Sequence[Task], shown: Shown) -> list[view.TaskGroup]:
        if shown.plain:
            found = [
                replace(task, title=own.TASKS[task.code], why="") if task.code in own.TASKS else task
                for task in found
                if task.code not in own.INTERNAL
            ]
        groups = self._work.groups(found, {shown.person_id: shown.banner}, shown.names, shown.account)
        return own.plain(groups) if shown.plain else groups

    def _asks(self, request: Request) -> tuple[Account, Act]:
        account = logged_in(request)
        if account.kind == "staff":
            return account, "see-people"
        return account, "see-family-record" if "person" in request.path_params else "see-own-record"

    async def _shown(self, connection: Connection, request: Request) -> Shown:
        account = logged_in(request)
        asked = int(request.path_params.get("person", account.person_id or 0))
        _, act = self._asks(request)
        try:
            person_id = await current(connection, asked) if asked < 2**63 else 0
            found = await banner(connection, person_id)
        except NotFound:
            what = "see-people" if act == "see-own-record" else act
            await self._desk.refused(account, what, await self._desk.standing(asked))
            raise HTTPException(404) from None
        acts = None
        if act == "see-family-record":
            every = await relationships.acts_for(connection)
            acts = next((each for each in every if each.person_id == person_id), None)
            if acts is None:  # seen by another relationship, such as the account's own record
                await self._desk.refused(account, act, person_id)
                raise HTTPException(404)
        facts = await person_facts.load(connection, person_id)
        base = {"see-own-record": "/me", "see-family-record": f"/for/{person_id}"}.get(act, f"/person/{person_id}")
        names = replace(await names_here(connection), own=act == "see-own-record")
        return Shown(account, person_id, base, found, facts, names, acts)

    def _home(self, request: Request) -> str:
        """Where the pages are that a form came from: '/me', '/person/7' or '/for/7'."""
        first = request.url.path.split("/")[1]
        return "/me" if first == "me" else f"/{first}/{request.path_params['person']}"

    async def _about(self, request: Request) -> int:
        """Whom a form is about, whoever sent it: what changes something asks whether they may."""
        account = logged_in(request)
        return await self._desk.standing(int(request.path_params.get("person", account.person_id or 0))) or 0

    async def _unseen(self, request: Request, what: str, who: int) -> NoReturn:
        """Keep that somebody asked for what they may not see, and say that there is no such thing."""
        await self._desk.refused(logged_in(request), what, who)
        raise HTTPException(404)

    async def _answer(
        self, request: Request, shown: Shown, what: str, *, template: str = "", status: int = 200, **values: Any
    ) -> Response:
        await self._desk.saw(shown.account, what, [shown.person_id], by_itself=passive(request.scope))
        path = request.url.path
        answer: Response = request.app.templates.page(
            request,
            template or f"pages/{'own' if shown.plain else 'person'}.jinja",
            status=status,
            **{
                "title": own.TITLES[what] if shown.plain else what.capitalize(),
                "section": what,
                "said": (SAID | _ACCEPTED).get(request.query_params.get("said", ""), ""),
                "person": person_banner(self._desk, shown.banner, shown.facts, shown.names, shown.base),
                "sections": self._sections(shown, path),
                "base": shown.base,
                "own": shown.plain,
                "family": self._family_head(shown, path),
                **values,
            },
        )
        return answer

    def _sections(self, shown: Shown, path: str) -> view.Sections:
        return navigation.sections(shown.base, path, apps=policy.may(shown.account, "use-fhir"))

    def _family_head(self, shown: Shown, path: str) -> view.Family | None:
        if shown.acts is None:
            return None
        left = (shown.acts.until - self._desk.now()).total_seconds() if shown.acts.until else _DAY
        name = shown.banner.given or _("this person")
        return view.Family(
            name, shown.base, navigation.family(shown.base, path), max(1, round(left)) if left < _DAY else 0
        )


def _fields(steps: Sequence[Step], is_own: bool) -> list[Field]:
    titles = journey.OWN_KINDS if is_own else journey.KINDS
    counts = {kind: sum(1 for step in steps if step.kind == kind) for kind in titles}
    kinds = [Choice(kind, text, counts[kind]) for kind, text in titles.items() if counts[kind]]
    senders: dict[str, Choice] = {}
    for organisation in sorted({step.organisation for step in steps}, key=lambda each: each.name):
        count = sum(1 for step in steps if step.organisation == organisation)
        senders[organisation.code] = Choice(organisation.code, organisation.name, count, tone=organisation.kind.value)
    return [Field("kind", "What", kinds), Field("from", "Who" if is_own else "Organisation", list(senders.values()))]


def _born(found: Banner) -> str:
    return f"{found.birth_date:%d/%m/%Y}" if found.birth_date else ""
