"""Peer mentors: who would like one, who would be one, and matching them."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.policy import Act
from careweft.base.errors import CareweftError
from careweft.care import peers
from careweft.care.appointments.preferences import MENTOR, PEER
from careweft.web import forms
from careweft.web.desk import Desk, people_shown
from careweft.web.logins import current, passive, staff
from careweft.web.pages.work import name_of
from careweft.web.view import Empty, FormError
from careweft.web.words import explained

RUN: Act = "run-clinics"


class PeerPages:
    """The list of whoever matches people with peer mentors."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/peers", staff(self.overview), methods=["GET"]),
            Route("/peers", staff(self.match), methods=["POST"]),
        ]

    async def overview(self, request: Request, errors: Sequence[FormError] = ()) -> Response:
        """Those who would like a mentor, each with the mentors who have a condition in common."""
        account, terms = current(request), self._desk.engine.contact.peers
        async with self._desk.reading(account, RUN) as connection:
            found = await peers.asked(connection, self._desk.now())
            people = await people_shown(connection, [each.person_id for each in found])
        await self._desk.saw(account, "peer mentors", people, by_itself=passive(request.scope))
        names = {each.person_id: name_of(people, each.person_id) for each in found if each.person_id in people}
        mentors = [each for each in found if each.kind == MENTOR and each.person_id in names]
        free = [each for each in mentors if terms and each.matched < terms.most]
        answer: Response = request.app.templates.page(
            request,
            "pages/peers.jinja",
            status=400 if errors else 200,
            title="Peer mentors",
            wishes=[
                (each, names[each.person_id], [(one, names[one.person_id], sorted(each.conditions & one.conditions))
                 for one in free if each.conditions & one.conditions and one.person_id != each.person_id])
                for each in found if each.kind == PEER and each.person_id in names
            ],
            mentors=[(each, names[each.person_id]) for each in mentors],
            most=terms.most if terms else 0,
            may=terms is not None and terms.by in account.roles,
            nothing=Empty("Nobody asks for a peer mentor", "People say so on their own page, under My appointments."),
            said="They are told of each other." if request.query_params.get("said") else "",
            errors=list(errors),
        )  # fmt: skip
        return answer

    async def match(self, request: Request) -> Response:
        """Match two."""
        account, given = current(request), await forms.read(request, request.app.services.limits.form_bytes)
        ids = (given.get("wish", ""), given.get("mentor", ""))
        engine = self._desk.engine
        terms = engine.contact.peers
        try:
            async with self._desk.changing(account, RUN) as connection:
                if terms:
                    await peers.match(connection, engine.record, account, ids, terms)
                    persons = [(await engine.record.find(connection, f"Flag/{each}"))[0] for each in ids]
        except CareweftError as wrong:
            return await self.overview(request, [FormError("", explained(wrong))])
        for person in persons if terms else ():
            await self._desk.changed(account, "peer mentor", person)
        return RedirectResponse("/peers?said=matched", 303)
