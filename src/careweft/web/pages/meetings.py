"""Team meetings: which there are, the agenda, running one person by person, the minutes; and each person's own notes.

Who is on an agenda is read under row-level security: a member does not see there whom they may not see otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.accounts import Account
from careweft.access.policy import Act
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound
from careweft.care.durations import Duration
from careweft.care.meetings import note as notes
from careweft.care.meetings import reading
from careweft.care.meetings.agenda import ADDED, AGAIN
from careweft.care.meetings.meetings import GUEST, Decision
from careweft.care.meetings.note import Note
from careweft.care.meetings.reading import Item, Meeting
from careweft.care.meetings.series import Series
from careweft.care.plans.package import package
from careweft.care.staffing import caseload
from careweft.care.staffing.cover import absence_of, absences
from careweft.care.words import notice_message
from careweft.people.person import Banner
from careweft.web import forms
from careweft.web.desk import names_here, people_shown, person_banner
from careweft.web.logins import current as logged_in
from careweft.web.logins import passive, person, staff
from careweft.web.pages import meeting_plan, plan_words
from careweft.web.pages.person import PersonPages
from careweft.web.pages.work import name_of
from careweft.web.view import Empty, FormError, Link
from careweft.web.words import explained, sentence

HOLD: Act = "hold-meetings"
SAID = {
    "opened": "The meeting is open. The agenda is as things are known now.",
    "prepared": "This is the next meeting. Add whom the team should talk about.",
    "added": "Added to the agenda.",
    "deferred": "Left for the next meeting.",
    "attend": "Who is here is kept.",
    "closed": "The meeting is closed. Whoever was not reached comes again next time.",
    "note": "The note is saved.",
    "plan": "The note for the plan is saved.",
    "decide": "Decided: it is a task now.",
    "discussed": "Next.",
}
STATES = {
    "waiting": ("To come", "plain"),
    "discussed": ("Talked about", "good"),
    "deferred": ("Next time", "warn"),
    "carried": ("Carried to the next meeting", "warn"),
    "left": ("Left the team's care", "plain"),
}
PARTS = {ADDED: "Added by hand", AGAIN: "Brought again"}
DUE = {"1 working day": "On the next working day", "3 working days": "In 3 working days", "1 week": "In a week",
       "2 weeks": "In 2 weeks", "4 weeks": "In 4 weeks", "3 months": "In 3 months"}  # fmt: skip
EVERY = {"day": "every day", "weekday": "every weekday", "week": "every week", "month": "every month"}
_FIELDS = {"note": "note", "plan": "plan", "decide": "what", "defer": "why-later", "add": "reason"}
_SINCE = timedelta(weeks=4)
"""How far back to look for what changed where the team never talked about somebody."""


@dataclass(frozen=True)
class Held:
    """A kind of meeting of a team, with the one that is next or open."""

    series: Series
    meeting: Meeting
    team: str
    kept: bool


@dataclass(frozen=True)
class Row:
    """A person on the agenda, as pages show them."""

    item: Item
    name: str
    href: str
    state: tuple[str, str]
    reason: str
    notes: Sequence[Note] = ()
    decisions: Sequence[tuple[str, str]] = ()


class MeetingPages(PersonPages):
    """Meetings of one's teams, and what a team said of a person."""

    def routes(self) -> list[Route]:
        """Where these pages are."""
        one, item = "/meetings/{meeting}", "/meetings/{meeting}/people/{person:int}"
        return [
            Route("/meetings", staff(self.overview), methods=["GET"]),
            Route("/meetings", staff(self.begin), methods=["POST"]),
            Route(one, staff(self.meeting), methods=["GET"]),
            Route(item, staff(self.item), methods=["GET"]),
            Route(f"{item}/{{act:str}}", staff(self.act), methods=["POST"]),
            Route(f"{one}/{{act:str}}", staff(self.change), methods=["POST"]),
            Route("/person/{person:int}/meetings", staff(self.said), methods=["GET"]),
            Route("/me/meetings", person(self.said), methods=["GET"]),
        ]

    async def overview(self, request: Request) -> Response:
        """The meetings of one's teams: the next or open one of each kind, and those that were held."""
        account, zone = logged_in(request), self._desk.engine.zone
        async with self._desk.reading(account, HOLD) as connection:
            names = await names_here(connection)
            mine = sorted(party for party in account.parties if party in names.teams)
            found = []
            for team in mine:
                for series in self._desk.engine.series:
                    meeting = await reading.upcoming(connection, series, team, self._desk.now(), zone)
                    kept = await reading.find(connection, meeting.id)
                    found.append(Held(series, meeting, names.teams[team], kept is not None))
            past = [each for team in mine for each in await reading.held(connection, team)]
        answer: Response = request.app.templates.page(
            request,
            "pages/meetings.jinja",
            title="Meetings",
            held=found,
            every=EVERY,
            past=[(each, names.teams[each.team], names.practitioners.get(each.chair, each.chair)) for each in past],
            said=SAID.get(request.query_params.get("said", ""), ""),
            nothing=Empty("Your teams have no meetings", "A model of care says them in its section `meetings`."),
        )
        return answer

    async def begin(self, request: Request) -> Response:
        """Open the next meeting of a kind, or prepare it."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        series = next((each for each in self._desk.engine.series if each.id == given.get("series")), None)
        if series is None:
            raise HTTPException(404)
        engine, prepare = self._desk.engine, given.get("act") == "prepare"
        async with self._desk.changing(account, HOLD) as connection:
            team = given.get("team", "")
            if prepare:
                found = await engine.meetings.prepare(connection, account, series, team)
            else:
                found = await engine.meetings.open(connection, account, series, team, engine.facts_of)
        return RedirectResponse(f"/meetings/{found.id}?said={'prepared' if prepare else 'opened'}", 303)

    async def meeting(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """The agenda with how far the meeting is, who is there; once it is closed, the minutes."""
        account = logged_in(request)
        async with self._desk.reading(account, HOLD) as connection:
            found = await self._meeting(connection, request, account)
            names = await names_here(connection)
            rows = await self._rows(connection, found)
            there = await reading.attendance(connection, found.id)
            team = await caseload.members(connection, found.team)
            held = await caseload.held(connection, found.team) if not found.closed else {}
            open_cases = {case.person_id for cases in held.values() for case in cases}
            people = await people_shown(connection, open_cases - {row.item.person_id for row in rows})
            away = await absences(connection, self._desk.now(), found.team)
        await self._desk.saw(account, "meeting", [row.item.person_id for row in rows], by_itself=passive(request.scope))
        if people:
            await self._desk.saw(account, "team list", people, by_itself=passive(request.scope))
        now = self._desk.now()
        members = [
            (load.practitioner.id, f"{load.practitioner.name}, {load.practitioner.role.replace('-', ' ')}",
             there.get(load.practitioner.id), absence_of(away, load.practitioner.id, now) is not None)
            for load in team
        ]  # fmt: skip
        guests = sorted(name for name, here in there.items() if here and name.startswith(GUEST))
        members += [(name, name.removeprefix(GUEST), True, False) for name in guests]
        waiting = [row for row in rows if row.item.state == "waiting"]
        answer: Response = request.app.templates.page(
            request,
            "pages/meeting.jinja",
            status=400 if errors else 200,
            title=found.title,
            meeting=found,
            base=f"/meetings/{found.id}",
            team=names.party(found.team),
            chair=names.practitioners.get(found.chair, found.chair),
            parts=_parts(rows),
            waiting=len(waiting),
            discussed=sum(row.item.state == "discussed" for row in rows),
            first=next(iter([*waiting, *rows]), None),
            members=members,
            present=[text for _, text, here, _ in members if here],
            absent=[text for _, text, here, _ in members if here is False],
            others=sorted((name_of(people, each), each) for each in people),
            said=SAID.get(request.query_params.get("said", ""), ""),
            errors=errors,
            given=given or {},
        )
        return answer

    async def change(self, request: Request) -> Response:
        """Add somebody, keep who is here, or close the meeting."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        act, meeting, meetings = request.path_params["act"], request.path_params["meeting"], self._desk.engine.meetings
        chosen = given.get("person", "")
        who = int(chosen) if chosen.isdecimal() and len(chosen) < 18 else 0
        try:
            async with self._desk.changing(account, HOLD) as connection:
                match act:
                    case "attend":
                        here = {name.removeprefix("here-") for name in given if name.startswith("here-")}
                        was = {name.removeprefix("was-") for name in given if name.startswith("was-")}
                        guest = " ".join(given.get("guest", "").split())[:200]
                        here |= {f"{GUEST}{guest}"} if guest else set()
                        told = dict.fromkeys(here - was, True) | dict.fromkeys(was - here, False)
                        await meetings.attend(connection, account, meeting, told)
                    case "add":
                        if not who:
                            raise BadInput("nobody is chosen", expected="who it is", where="person")
                        await meetings.add(connection, account, meeting, who, given.get("reason", ""))
                    case "close":
                        await meetings.close(connection, account, meeting)
                    case _:
                        raise HTTPException(404)
        except BadInput as wrong:
            return await self.meeting(request, [FormError(wrong.where or _FIELDS[act], explained(wrong))], given)
        except Conflict as first_told:
            return await self.meeting(
                request, [FormError("", f"{sentence(first_told.what)}, so nothing was done")], given
            )
        if act == "add":
            await self._desk.changed(account, "meeting", who)
        return RedirectResponse(f"/meetings/{meeting}?said={ {'add': 'added', 'close': 'closed'}.get(act, act) }", 303)

    async def item(
        self,
        request: Request,
        errors: Sequence[FormError] = (),
        given: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        """One person in the meeting: why, what changed, the plan and tasks, notes and decisions, next and previous."""
        account, zone = logged_in(request), self._desk.engine.zone
        async with self._desk.reading(account, HOLD) as connection:
            meeting = await self._meeting(connection, request, account)
            shown = await self._shown(connection, request)
            rows = await self._rows(connection, meeting)
            place = next((n for n, row in enumerate(rows) if row.item.person_id == shown.person_id), None)
            if place is None:
                raise HTTPException(404)
            row, now = rows[place], self._desk.now()
            until = meeting.opened or now
            talked = await reading.last_talked(connection, meeting.team, [shown.person_id], until)
            before = talked.get(shown.person_id)
            since = before or (meeting.opened or now) - _SINCE
            events = await reading.happened(connection, shown.person_id, since, now)
            plan = await package(connection, shown.person_id, shown.facts, now)
            shared = await self._desk.engine.plans.current(connection, shown.person_id)
            version, _ = await self._composition(connection, row.item)
            team = await caseload.members(connection, meeting.team)
        await self._desk.saw(account, "meeting", [shown.person_id])
        base = f"/meetings/{meeting.id}"
        links = [Link(rows[n].href, rows[n].name) if 0 <= n < len(rows) else None for n in (place - 1, place + 1)]
        answer: Response = request.app.templates.page(
            request,
            "pages/meeting_item.jinja",
            status=status,
            title=f"{row.name}, {meeting.title}",
            person=person_banner(self._desk, shown.banner, shown.facts, shown.names, shown.base),
            meeting=meeting,
            base=base,
            row=row,
            number=place + 1,
            count=len(rows),
            part=_title(row.item),
            previous=links[0],
            next=links[1],
            before=before,
            since=since,
            events=[(event.at, notice_message(event)) for event in events],
            plan=plan,
            shared=shared,
            changes=meeting_plan.choices(shared),
            goals=plan_words.GOALS,
            coordinator=shown.names.lead(plan.coordinator, self._desk.now(), self._desk.engine.zone),
            services=[_service(each.kind, shown.names.party(each.organisation), each.paused) for each in plan.services],
            tasks=[
                (task, shown.names.practitioners.get(each, task.role) or shown.names.party(task.team))
                for task, each in ((task, task.practitioner or "") for task in plan.to_do)
            ],
            version=version,
            key=uuid4().hex,
            whom=_whom(team),
            due=list(DUE.items()),
            said=SAID.get(request.query_params.get("said", ""), ""),
            errors=errors,
            given=given or {},
            zone=zone,
        )
        return answer

    async def act(self, request: Request) -> Response:
        """Note, decide, leave for the next time, or go on; what was typed is kept where it cannot be done."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        act, who, meeting = request.path_params["act"], request.path_params["person"], request.path_params["meeting"]
        if act not in (*_FIELDS, "discussed") or act == "add" or who >= 2**63:
            raise HTTPException(404)
        try:
            async with self._desk.changing(account, HOLD) as connection:
                await self._do(connection, account, act, meeting, who, given)
        except BadInput as wrong:
            return await self.item(request, [FormError(wrong.where or _FIELDS[act], explained(wrong))], given, 400)
        except Conflict as first:
            text = f"{sentence(first.what)}, so nothing was saved. It is below; what you typed is kept."
            return await self.item(request, [FormError(_FIELDS.get(act, ""), text)], given, 409)
        except NotFound:
            await self._desk.refused(account, "meeting", await self._desk.standing(who))
            raise HTTPException(404) from None
        await self._desk.changed(account, "meeting", who)
        here = f"/meetings/{meeting}/people/{who}"
        if act in ("discussed", "defer"):
            here = await self._after(request, account, who) or f"/meetings/{meeting}"
        return RedirectResponse(f"{here}?said={'deferred' if act == 'defer' else act}", 303)

    async def said(self, request: Request) -> Response:
        """What teams said of a person in their meetings, newest first; and where they are on an agenda to come."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            mine = await reading.of_person(connection, shown.person_id)
            bodies = await self._bodies(connection, [item for item, _ in mine])
        told = [
            (item, meeting, shown.names.party(meeting.team), _said(body), _names(body))
            for item, meeting in mine
            for body in (bodies.get(item.composition),)
            if item.state in ("waiting", "deferred", "discussed")
        ]
        return await self._answer(
            request,
            shown,
            "team meetings",
            template="pages/person_meetings.jinja",
            own=shown.own,
            told=[each for each in told if each[0].state == "discussed"],
            coming=[each for each in told if each[0].state != "discussed" and each[1].closed is None],
        )

    async def _do(
        self, connection: Connection, account: Account, act: str, meeting: str, who: int, given: Mapping[str, str]
    ) -> None:
        meetings, now, zone = self._desk.engine.meetings, self._desk.now(), self._desk.engine.zone
        match act:
            case "note" | "plan":
                version = given.get("version", "")
                seen = int(version) if version.isdecimal() and len(version) < 9 else 0
                kind: notes.Kind = "said" if act == "note" else "plan"
                text = given.get(act, "")
                await meetings.write(connection, account, meeting, who, kind, text, seen)
                if kind == "plan":
                    await meeting_plan.change(connection, self._desk.engine, account, who, given, now)
            case "decide":
                role, _, member = given.get("whom", "").partition("/")
                within = given.get("within", "")
                if not role or within not in DUE:
                    field = "within" if role else "whom"
                    raise BadInput("who does it, and by when?", expected="who, and by when", where=field)
                due = Duration.parse(within).after(now, zone)
                title, key = given.get("what", ""), given.get("key", "")[:64] or title_key(given.get("what", ""))
                urgent = given.get("urgent") == "yes"
                decision, made = Decision(key, title, role, member or None, due, urgent), ""
                if given.get("planned") == "yes" and title.strip():
                    engine = self._desk.engine
                    made = await meeting_plan.act(connection, engine, account, (meeting, who), decision, zone)
                await meetings.decide(connection, account, meeting, who, decision, made)
            case "defer":
                await meetings.defer(connection, account, meeting, who, given.get("why-later", ""))
            case _:
                await meetings.discussed(connection, account, meeting, who)

    async def _after(self, request: Request, account: Account, who: int) -> str:
        """The address of the next person on the agenda who is still to come; empty where nobody is."""
        async with self._desk.reading(account, HOLD) as connection:
            rows = await reading.items(connection, request.path_params["meeting"])
        place = next((item.place for item in rows if item.person_id == who), 0)
        waiting = sorted((item for item in rows if item.state == "waiting"), key=lambda i: (i.place < place, i.place))
        return f"/meetings/{waiting[0].meeting}/people/{waiting[0].person_id}" if waiting else ""

    async def _meeting(self, connection: Connection, request: Request, account: Account) -> Meeting:
        found = await reading.find(connection, request.path_params["meeting"])
        if found is None or found.team not in account.parties:
            raise HTTPException(404)
        return found

    async def _rows(self, connection: Connection, meeting: Meeting) -> list[Row]:
        found = await reading.items(connection, meeting.id)
        people = await people_shown(connection, [item.person_id for item in found])
        bodies = await self._bodies(connection, found)
        return [_row(item, people, bodies.get(item.composition)) for item in found]

    async def _bodies(self, connection: Connection, items: Sequence[Item]) -> dict[str, dict[str, Any]]:
        """The notes of these people, by id, where there are any that the account may see."""
        keys = [("Composition", item.composition) for item in items]
        found = await self._desk.engine.store.read_many(connection, keys)
        return {stored.resource["id"]: stored.resource for stored in found}

    async def _composition(self, connection: Connection, item: Item) -> tuple[int, dict[str, Any]]:
        stored = await self._desk.engine.store.read(connection, "Composition", item.composition)
        return (stored.version, stored.resource) if stored and not stored.deleted else (0, {})


def _row(item: Item, people: dict[int, Banner], body: Mapping[str, Any] | None) -> Row:
    return Row(
        item,
        name_of(people, item.person_id),
        f"/meetings/{item.meeting}/people/{item.person_id}",
        STATES[item.state],
        item.why.by_hand or item.why.title,
        notes.notes(body) if body else (),
        notes.decisions(body) if body else (),
    )


def _parts(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """The rows under the titles of their parts, in order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(_title(row.item), []).append(row)
    return list(found.items())


def _title(item: Item) -> str:
    return PARTS.get(item.part) or item.why.title or PARTS[AGAIN]


def _service(kind: str, organisation: str, paused: bool) -> str:
    text = f"{kind.replace('-', ' ').capitalize()} from {organisation}"
    return f"{text} (paused)" if paused else text


def _whom(team: Sequence[Any]) -> list[tuple[str, str]]:
    """Who can be asked to do something: any of a role, or one member, as role or role/member."""
    roles = dict.fromkeys(load.practitioner.role for load in team)
    every = [(role, f"Any {role.replace('-', ' ')}") for role in roles]
    return [
        *every,
        *((f"{load.practitioner.role}/{load.practitioner.id}", load.practitioner.name) for load in team),
    ]


def _said(body: Mapping[str, Any] | None) -> tuple[Sequence[notes.Note], Sequence[tuple[str, str]]]:
    return (notes.notes(body), notes.decisions(body)) if body else ((), ())


def _names(body: Mapping[str, Any] | None) -> str:
    return ", ".join(each["display"] for each in (body or {}).get("author", ()) if each.get("display"))


def title_key(title: str) -> str:
    """The key of a decision whose form had none: what is decided, so that sending it again is the same."""
    return " ".join(title.casefold().split())[:200]
