"""Places between hospital and home: each team's virtual ward, step-up and step-down beds, and who has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.policy import Act
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.meetings import reading as meetings
from careweft.care.meetings.reading import Meeting
from careweft.care.staffing import caseload
from careweft.care.transitions.terms import Ward
from careweft.care.transitions.wards import Need, Occupied
from careweft.web import forms
from careweft.web.desk import Desk, names_here, people_shown
from careweft.web.logins import current as logged_in
from careweft.web.logins import passive, staff
from careweft.web.pages.work import name_of
from careweft.web.view import Empty, FormError
from careweft.web.words import explained

RUN: Act = "plan-discharges"
SAID = {"placed": "They have a place now.", "left": "The place is free again."}
KINDS = {"virtual": "Virtual ward: at home", "step-up": "Step-up bed", "step-down": "Step-down bed"}


@dataclass(frozen=True)
class Board:
    """A ward of a team: who has its places, who could get one, and its next round."""

    ward: Ward
    team: str
    title: str
    people: Sequence[tuple[str, Occupied]]
    others: Sequence[tuple[str, int]]
    round: Meeting | None

    @property
    def key(self) -> str:
        """What tells it from the other wards on the page."""
        return f"{self.team}-{self.ward.id}"

    @property
    def free(self) -> int:
        """How many places nobody has."""
        return max(0, self.ward.places - len(self.people))


class WardPages:
    """The wards of one's teams."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where this page is."""
        return [
            Route("/wards", staff(self.wards), methods=["GET"]),
            Route("/wards/{team}/{ward}/admit", staff(self.admit), methods=["POST"]),
            Route("/wards/{place}/leave", staff(self.leave), methods=["POST"]),
        ]

    async def wards(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """Every ward of one's teams, with who has a place, since when, why and until when."""
        account, engine = logged_in(request), self._desk.engine
        boards = []
        async with self._desk.reading(account, RUN) as connection:
            names = await names_here(connection)
            teams = sorted(party for party in account.parties if party in names.teams)
            for team in teams if engine.transitions.wards else ():
                held = await engine.wards.occupied(connection, team, tuple(engine.transitions.wards))
                cases = {case.person_id for each in (await caseload.held(connection, team)).values() for case in each}
                people = await people_shown(connection, [*cases, *(each.person_id for each in held)])
                await self._desk.saw(account, "ward", people, by_itself=passive(request.scope))
                for ward in engine.transitions.wards.values():
                    mine = [(name_of(people, each.person_id), each) for each in held if each.ward == ward.id]
                    here = {each.person_id for _, each in mine}
                    others = sorted((name_of(people, each), each) for each in cases - here)
                    boards.append(
                        Board(ward, team, names.teams[team], mine, others, await self._round(connection, ward, team))
                    )
        answer: Response = request.app.templates.page(
            request,
            "pages/wards.jinja",
            status=400 if errors else 200,
            title="Wards",
            boards=boards,
            kinds=KINDS,
            today=self._desk.now().astimezone(engine.zone).date(),
            errors=list(errors),
            given=given or {},
            said=SAID.get(request.query_params.get("said", ""), ""),
            nothing=Empty("Your teams have no wards", "A model of care says them in `transitions`, `wards`."),
        )
        return answer

    async def admit(self, request: Request) -> Response:
        """Give somebody a place."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        team, name = request.path_params["team"], request.path_params["ward"]
        ward = self._desk.engine.transitions.wards.get(name)
        field = f"{team}-{name}"
        who = given.get("person", "")
        try:
            if ward is None:
                raise NotFound("there is no such ward")
            if not who.isdecimal() or len(who) > 18:
                raise BadInput("nobody is chosen", where="person", expected="who needs the place")
            need = Need(given.get("why", ""), _day(given.get("until", "")))
            async with self._desk.changing(account, RUN) as connection:
                await self._desk.engine.wards.admit(connection, account, int(who), ward, team, need)
        except BadInput as wrong:
            return await self.wards(
                request, [FormError(f"{field}-{wrong.where}", explained(wrong))], {**given, "at": field}
            )
        except (Conflict, Refused) as no:
            return await self.wards(request, [FormError("", explained(no))], {**given, "at": field})
        await self._desk.changed(account, "ward", int(who))
        return RedirectResponse(f"/wards?said=placed#{field}", 303)

    async def leave(self, request: Request) -> Response:
        """Take a place back, with what came of it."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        place, version = request.path_params["place"], given.get("version", "")
        try:
            async with self._desk.changing(account, RUN) as connection:
                person, _, _ = await self._desk.engine.record.find(connection, f"ServiceRequest/{place}")
                seen = int(version) if version.isdecimal() else None
                await self._desk.engine.wards.leave(connection, account, place, given.get("outcome", ""), seen)
        except BadInput as wrong:
            return await self.wards(
                request, [FormError(f"outcome-{place}", explained(wrong))], {**given, "place": place}
            )
        except (Conflict, Refused) as no:
            return await self.wards(request, [FormError("", explained(no))], given)
        await self._desk.changed(account, "ward", person)
        return RedirectResponse("/wards?said=left", 303)

    async def _round(self, connection: Connection, ward: Ward, team: str) -> Meeting | None:
        series = next((each for each in self._desk.engine.series if each.id == ward.meeting), None)
        if series is None:
            return None
        return await meetings.upcoming(connection, series, team, self._desk.now(), self._desk.engine.zone)


def _day(text: str) -> date | None:
    if text and forms.day(text) is None:
        raise BadInput("the day cannot be read", where="until", expected="a date, or nothing")
    return forms.day(text)
