"""The line for advice: who answers it now, taking a call, and writing down what was asked and advised."""

from collections.abc import Mapping, Sequence
from secrets import token_hex

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.policy import Act
from careweft.base.errors import BadInput, CareweftError, NotFound
from careweft.care import tasks, teams
from careweft.care.advice import CALL, AdviceLine, Advised
from careweft.care.tasks import Filter
from careweft.web import forms
from careweft.web.desk import Desk, people_shown
from careweft.web.logins import current, passive, staff
from careweft.web.pages.refer import key_of, somebody
from careweft.web.pages.work import name_of
from careweft.web.view import Empty, FormError
from careweft.web.words import explained

ADVISE: Act = "advise-callers"
_SAID = {"kept": "That is kept. The person can read it, and their own team has it."}
_WHERE = {"asked": "Write what was asked", "said": "Write what you advised", "route": "Choose where it leads"}


class AdvicePages:
    """Calls for advice, for whoever is on call."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/advice", staff(self.overview), methods=["GET"]),
            Route("/advice", staff(self.take), methods=["POST"]),
            Route("/advice/{call}", staff(self.call), methods=["GET"]),
            Route("/advice/{call}", staff(self.advise), methods=["POST"]),
        ]

    @property
    def _line(self) -> AdviceLine:
        line = self._desk.engine.advice
        try:
            line.terms  # noqa: B018
        except NotFound:
            raise HTTPException(404) from None
        return line

    async def overview(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """Who answers now, one's calls that are not over, and the form for another."""
        account, line = current(request), self._line
        async with self._desk.reading(account, ADVISE) as connection:
            wanted = Filter(teams=tuple(sorted(account.parties)), code=CALL, status="open")
            calls = await tasks.worklist(connection, wanted)
            people = await people_shown(connection, [each.person_id for each in calls])
            practices = await teams.practices(connection)
        await self._desk.saw(account, "calls", people, by_itself=passive(request.scope))
        turn = line.turn()
        answer: Response = request.app.templates.page(
            request,
            "pages/advice.jinja",
            status=400 if errors else 200,
            title=line.terms.title,
            phone=line.terms.phone,
            turn=turn,
            calls=[(each, name_of(people, each.person_id)) for each in calls if each.person_id in people],
            practices=[(each.id, each.title) for each in practices],
            nothing=Empty("No call is open", "Whoever calls stands here until you wrote down what you advised."),
            said=_SAID.get(request.query_params.get("said", ""), ""),
            errors=list(errors),
            given=given or {"key": token_hex(16)},
        )
        return answer

    async def take(self, request: Request) -> Response:
        """Find or register who calls, and begin the call."""
        account, given = current(request), await forms.read(request, request.app.services.limits.form_bytes)
        errors = [] if given.get("family") else [FormError("family", "Enter the family name")]
        who = somebody(given, errors)
        if errors:
            return await self.overview(request, errors, given)
        try:
            async with self._desk.changing(account, ADVISE) as connection:
                made = await self._line.take(connection, account, who, key_of(account, given))
                person_id, _, _ = await self._desk.engine.record.find(connection, f"Task/{made}")
        except CareweftError as wrong:
            where = wrong.where if isinstance(wrong, BadInput) else ""
            return await self.overview(request, [FormError(where, explained(wrong))], given)
        await self._desk.changed(account, "call", person_id)
        return RedirectResponse(f"/advice/{made}", 303)

    async def call(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """A call, with the way to the record, and the form for what was asked and advised."""
        account, line, name = current(request), self._line, request.path_params["call"]
        async with self._desk.reading(account, ADVISE) as connection:
            found = await tasks.find(connection, name)
            people = await people_shown(connection, [found.person_id] if found else [])
        if found is None or found.code != CALL or found.person_id not in people:
            await self._desk.refused(account, "call", await self._desk.whose(name))
            raise HTTPException(404)
        await self._desk.saw(account, "call", [found.person_id])
        answer: Response = request.app.templates.page(
            request,
            "pages/advice_call.jinja",
            status=400 if errors else 200,
            title="A call",
            call=found,
            open=found.status != "completed",
            who=name_of(people, found.person_id),
            routes=[(code, route.title) for code, route in line.terms.routes.items()],
            errors=list(errors),
            given=given or {},
        )
        return answer

    async def advise(self, request: Request) -> Response:
        """Keep what was asked and advised."""
        account, given = current(request), await forms.read(request, request.app.services.limits.form_bytes)
        name = request.path_params["call"]
        advised = Advised(given.get("asked", ""), given.get("said", ""), given.get("route", ""))
        try:
            async with self._desk.changing(account, ADVISE) as connection:
                person_id, _, _ = await self._desk.engine.record.find(connection, f"Task/{name}")
                await self._line.advise(connection, account, name, advised)
        except NotFound:
            raise HTTPException(404) from None
        except BadInput as wrong:
            return await self.call(request, [FormError(wrong.where, _WHERE[wrong.where])], given)
        except CareweftError as wrong:
            return await self.call(request, [FormError("", explained(wrong))], given)
        await self._desk.changed(account, "call", person_id)
        return RedirectResponse("/advice?said=kept", 303)
