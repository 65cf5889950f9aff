"""The single way in: the referrals that wait, the screen, what the rule suggests and why, and the decision."""

from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.base.db import Connection
from careweft.care import referrals
from careweft.care.instruments import Instrument, instrument
from careweft.care.referrals import Decision, Referral
from careweft.rules.explain import Explanation
from careweft.web import forms, words
from careweft.web.desk import Desk, names_here, people_shown
from careweft.web.logins import current, staff
from careweft.web.view import Column, Empty, FormError, Link, Table


class ReferralPages:
    """The triage queue and a referral's page."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/referrals", staff(self.queue)),
            Route("/referrals/{referral}", staff(self.referral)),
            Route("/referrals/{referral}/screen", staff(self.screen), methods=["POST"]),
            Route("/referrals/{referral}/decide", staff(self.decide), methods=["POST"]),
        ]

    @property
    def _screen(self) -> Instrument:
        return instrument(self._desk.engine.entry_model().compiled.model.entry.screen)

    async def queue(self, request: Request) -> Response:
        """Referrals that wait for a decision, the most urgent first."""
        account = current(request)
        async with self._desk.reading(account, "triage-referrals") as connection:
            names = await names_here(connection)
            found = await referrals.queue(connection, self._screen.id)
            people = await people_shown(connection, [each.person_id for each in found])
        await self._desk.saw(account, "referrals", [each.person_id for each in found])
        rows = [
            [
                Link(f"/referrals/{each.record.rpartition('/')[2]}", people[each.person_id].name),
                "Urgent" if each.urgent else "Routine",
                each.reason or "No reason given",
                names.organisation(each.organisation).name,
                "Not screened" if each.score is None else f"{each.score:g}",
                words.due(each.due, self._desk.now(), self._desk.engine.zone) if each.due else "",
                names.party(each.team),
            ]
            for each in found
            if each.person_id in people
        ]
        columns = ("Person", "Urgency", "Reason", "From", self._screen.title, "Decide", "Team")
        answer: Response = request.app.templates.page(
            request,
            "pages/referrals.jinja",
            title="Referrals",
            table=Table("Referrals that wait for a decision", [Column(title) for title in columns], rows, False),
            nothing=Empty("No referrals wait", "New ones appear here by themselves as they arrive."),
        )
        return answer

    async def referral(self, request: Request, errors: list[FormError] | None = None) -> Response:
        """One referral: who and why, the screen, what the rule says, and the decision."""
        account = current(request)
        async with self._desk.reading(account, "triage-referrals") as connection:
            found = await self._find(connection, request)
            names = await names_here(connection)
            people = await people_shown(connection, [found.person_id])
            why = cast(Explanation, await self._desk.engine.suggestion(connection, found))
        await self._desk.saw(account, "referral", [found.person_id])
        model = self._desk.engine.entry_model().compiled.model
        answer: Response = request.app.templates.page(
            request,
            "pages/referral.jinja",
            status=400 if errors else 200,
            title="Referral",
            referral=found,
            base=f"/referrals/{request.path_params['referral']}",
            name=people[found.person_id].name,
            sender=names.organisation(found.organisation),
            team=names.party(found.team),
            instrument=self._screen,
            suggests=why.value is True,
            parts=_reasons(why),
            rule=model.entry.accept,
            model=model.title,
            open=found.task_status in ("requested", "in-progress", "on-hold"),
            errors=errors or [],
        )
        return answer

    async def screen(self, request: Request) -> Response:
        """Keep the answers of the screen."""
        account, given = current(request), await forms.read(request, request.app.services.limits.form_bytes)
        missing = [FormError(item.id, f"Answer: {item.text}") for item in self._screen.items if item.id not in given]
        if missing:
            return await self.referral(request, missing)
        answers = {item.id: given[item.id] == "yes" for item in self._screen.items}
        async with self._desk.changing(account, "triage-referrals") as connection:
            found = await self._find(connection, request)
            await self._desk.engine.referrals.screen(connection, account, found, self._screen.id, answers)
        return RedirectResponse(request.url.path.removesuffix("/screen"), 303)

    async def decide(self, request: Request) -> Response:
        """Accept or decline; the sender is answered."""
        account, given = current(request), await forms.read(request, request.app.services.limits.form_bytes)
        decision, note = given.get("decision", ""), given.get("note", "")
        if decision not in ("accept", "decline"):
            return await self.referral(request, [FormError("accept", "Accept the referral or decline it")])
        if decision == "decline" and not note:
            return await self.referral(request, [FormError("note", "Say why, for whoever referred the person")])
        async with self._desk.changing(account, "triage-referrals") as connection:
            found = await self._find(connection, request)
            lead = self._desk.engine.entry_model().compiled.lead
            await self._desk.engine.referrals.decide(connection, account, found, cast(Decision, decision), note, lead)
        return RedirectResponse(f"/person/{found.person_id}/plan" if decision == "accept" else "/referrals", 303)

    async def _find(self, connection: Connection, request: Request) -> Referral:
        record = f"ServiceRequest/{request.path_params['referral']}"
        found = await referrals.queue(connection, self._screen.id, record)
        if not found:
            raise HTTPException(404)
        return found[0]


def _reasons(why: Explanation) -> list[tuple[str, str]]:
    """The parts of the rule that decide, each with its value in words."""
    parts = why.parts or (why,)
    return [(part.text, _value(part.value)) for part in parts]


def _value(value: object) -> str:
    if value is None:
        return "not known"
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
