"""A task that somebody gives by hand: what, about whom, for which team, role or colleague, by when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import token_hex
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.base.db import Connection
from careweft.base.errors import BadInput, NotFound, Refused
from careweft.care import teams
from careweft.care.resources import id_of
from careweft.care.tasks import BY_HAND, Ask
from careweft.care.teams import Practitioner
from careweft.people import search
from careweft.people.person import Banner
from careweft.web import forms, view
from careweft.web.desk import Names, names_here, people_shown
from careweft.web.logins import current, staff
from careweft.web.pages.work import WorkPages, name_of
from careweft.web.view import FormError
from careweft.web.words import explained

_TITLE: Final = 120
_WHY: Final = 2000
_FOUND: Final = 10


class NewTaskPages(WorkPages):
    """The form, from My work and from a person's page."""

    def routes(self) -> list[Route]:
        """Where it is."""
        return [
            Route("/tasks/new", staff(self.form), methods=["GET"]),
            Route("/tasks/new", staff(self.give), methods=["POST"]),
        ]

    async def form(self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] = {}) -> Response:
        """The form; about the person of the address, of the form, or whoever fits what was typed."""
        account = current(request)
        async with self._desk.reading(account, "work-tasks") as connection:
            names = await names_here(connection)
            whom = _whom(given.get("person") or request.query_params.get("person", ""))
            found = await self._found(connection, whom, given.get("who", ""))
            members = await teams.members(connection, self._mine(request, names))
        if found:
            await self._desk.saw(account, "search for people", found)
        choices = self._choices(request, names, members)
        me = next((value for value, _ in choices if value.endswith(f"/staff/{account.username}")), "")
        chosen = whom if whom in found else next(iter(found)) if len(found) == 1 else 0
        answer: Response = request.app.templates.page(
            request,
            "pages/new_task.jinja",
            status=400 if errors else 200,
            title="A new task",
            errors=list(errors),
            given={"key": token_hex(16), "for": me, **given},
            chosen=view.Link(f"/person/{chosen}", name_of(found, chosen)) if chosen else None,
            person=chosen,
            people=[] if chosen else [(each, name_of(found, each), found[each].birth_date) for each in found],
            whom=choices,
            most=_TITLE,
        )
        return answer

    async def give(self, request: Request) -> Response:
        """Give the task, once however often the form is sent."""
        account, given = current(request), await forms.read(request, request.app.services.limits.form_bytes)
        async with self._desk.reading(account, "work-tasks") as connection:
            names = await names_here(connection)
            members = await teams.members(connection, self._mine(request, names))
            found = await self._found(connection, _whom(given.get("person", "")), given.get("who", ""))
        person = next(iter(found)) if len(found) == 1 else 0
        due, errors = self._checked(given, [value for value, _ in self._choices(request, names, members)], found)
        if errors or due is None:
            return await self.form(request, errors, given)
        team, role, practitioner = _party(given["for"], members)
        try:
            async with self._desk.changing(account, "work-tasks") as connection:
                subject = await self._desk.engine.record.patient(connection, person)
                if subject is None:
                    raise NotFound("there is nobody here that you may see")
                ask = Ask(
                    id_of(f"by-hand/{account.id}/{given.get('key', '')[:64]}"), subject, subject, BY_HAND,
                    given["title"], team, role, practitioner, due, given.get("urgent") == "yes", given.get("why", ""),
                )  # fmt: skip
                await self._desk.engine.tasks.ask(connection, account, person, ask)
        except (BadInput, NotFound, Refused) as wrong:
            return await self.form(request, [FormError("", explained(wrong))], given)
        await self._desk.changed(account, "task", person)
        return RedirectResponse(f"/tasks/{ask.id}?said=given", 303)

    def _checked(
        self, given: Mapping[str, str], parties: Sequence[str], found: Mapping[int, Banner]
    ) -> tuple[datetime | None, list[FormError]]:
        """The due time, and what is wrong with the form, field by field."""
        wrong: dict[str, str] = {}
        title = given.get("title", "")
        if not title or len(title) > _TITLE:
            wrong["title"] = f"Use at most {_TITLE} characters" if title else "Say in a few words what is to be done"
        if len(found) != 1:
            typed = given.get("who") or given.get("person")
            nobody = "Nobody whom you may see fits this" if typed else "Say whom it is about"
            wrong["who"] = "Choose which one you mean" if found else nobody
        if given.get("for", "") not in parties:
            wrong["for"] = "Choose who should do it"
        if len(given.get("why", "")) > _WHY:
            wrong["why"] = f"Use at most {_WHY} characters"
        due = None
        try:
            due = self._at(given)
            if due is None or due <= self._desk.now():
                wrong["day"] = "Choose a day and time to come"
        except BadInput:
            wrong["day"] = "Choose a day of the calendar"
        return due, [FormError(field, text) for field, text in wrong.items()]

    async def _found(self, connection: Connection, whom: int, asked: str) -> dict[int, Banner]:
        """Whom the form is about: the one who was chosen, or all who fit what was typed."""
        if whom:
            return await people_shown(connection, [whom])
        fits = await search.find(connection, asked, most=_FOUND) if asked else []
        return await people_shown(connection, [each.person_id for each in fits])

    def _mine(self, request: Request, names: Names) -> list[str]:
        return sorted(party for party in current(request).parties if party in names.teams)

    def _choices(self, request: Request, names: Names, members: Sequence[Practitioner]) -> list[tuple[str, str]]:
        """Who may be given it: anybody of one's teams, a role there, or a colleague; the key says which."""
        found = []
        for team in self._mine(request, names):
            own = [each for each in members if each.team == team]
            found.append((f"{team}/", f"{names.party(team)}: anybody"))
            roles = sorted({each.role for each in own})
            found += [(f"{team}/role/{role}", f"{names.party(team)}: {role.replace('-', ' ')}") for role in roles]
            found += [(f"{team}/staff/{each.id}", f"{names.party(team)}: {each.name}") for each in own]
        return found


def _party(chosen: str, members: Sequence[Practitioner]) -> tuple[str, str, str | None]:
    """Team, role and practitioner of a choice; who is chosen by name has it in their own role."""
    team, _, rest = chosen.partition("/")
    kind, _, name = rest.partition("/")
    if kind == "staff":
        role = next((each.role for each in members if each.id == name and each.team == team), "")
        return team, role, name
    return team, name, None


def _whom(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
