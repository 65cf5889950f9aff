"""The single way in: the referrals that wait, the screen, what the rule suggests and why, and the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.base.db import Connection
from careweft.base.errors import Conflict
from careweft.care import referrals
from careweft.care.assessment.answers import Answer
from careweft.care.assessment.evaluate import Fault, evaluate, faults
from careweft.care.assessment.instrument import Instrument
from careweft.care.assessment.library import by_name
from careweft.care.assessment.prefill import prefill
from careweft.care.referrals import Referral
from careweft.care.resources import OPEN
from careweft.facts import person_facts
from careweft.facts.person_facts import PersonFacts
from careweft.people.person import Banner
from careweft.rules.explain import Explanation
from careweft.web import forms, questions, view, words
from careweft.web.desk import Desk, Names, names_here, people_shown
from careweft.web.logins import current, passive, staff
from careweft.web.pages.work import name_of
from careweft.web.questions import Sheet, parts
from careweft.web.view import Empty, FormError, Link, Organisation, Urgency

SAID = {"declined": "Declined. Whoever referred the person is told.", "screened": "The answers are saved."}
_MOST = 200


@dataclass(frozen=True)
class Waiting:
    """A referral in the queue."""

    href: str
    person: str
    age: int | None
    urgent: bool
    reason: str
    sender: Organisation
    at: datetime
    score: str
    due: datetime | None
    urgency: Urgency
    team: str


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

    def _sheet(self, facts: PersonFacts) -> Sheet:
        """The screen with what the record knows."""
        return Sheet(evaluate(self._screen, prefill(self._screen, facts, self._desk.now())))

    @property
    def _screen(self) -> Instrument:
        return by_name(self._desk.engine.entry_model().compiled.model.entry.screen)

    async def queue(self, request: Request) -> Response:
        """Referrals that wait for a decision, the most urgent first."""
        account = current(request)
        async with self._desk.reading(account, "triage-referrals") as connection:
            names = await names_here(connection)
            found = await referrals.queue(connection, self._screen.id)
            people = await people_shown(connection, [each.person_id for each in found])
        await self._desk.saw(account, "referrals", [each.person_id for each in found], by_itself=passive(request.scope))
        answer: Response = request.app.templates.page(
            request,
            "pages/referrals.jinja",
            title="Referrals",
            said=SAID.get(request.query_params.get("said", ""), ""),
            waiting=[self._waiting(each, people, names) for each in found],
            screen=self._screen.title,
            more=len(found) >= _MOST,
            nothing=Empty("No referrals wait", "New ones appear here by themselves as they arrive."),
        )
        return answer

    def _waiting(self, each: Referral, people: dict[int, Banner], names: Names) -> Waiting:
        return Waiting(
            _address(each),
            name_of(people, each.person_id),
            self._age(people.get(each.person_id)),
            each.urgent,
            each.reason or "No reason given",
            names.organisation(each.organisation),
            each.at,
            "" if each.score is None else f"{each.score:g}",
            each.due,
            view.urgency_of(each.due, self._desk.now(), *self._desk.ends()),
            names.party(each.team),
        )

    def _age(self, banner: Banner | None) -> int | None:
        today = self._desk.now().astimezone(self._desk.engine.zone).date()
        return words.age(banner.birth_date, today) if banner and banner.birth_date else None

    async def referral(
        self,
        request: Request,
        errors: list[FormError] | None = None,
        given: Mapping[str, str] | None = None,
        status: int = 400,
        sheet: Sheet | None = None,
    ) -> Response:
        """One referral: who and why, the screen, what the rule says, and the decision."""
        account = current(request)
        async with self._desk.reading(account, "triage-referrals") as connection:
            found = await self._find(connection, request)
            names = await names_here(connection)
            people = await people_shown(connection, [found.person_id] if found else [])
            why = cast(Explanation, await self._desk.engine.suggestion(connection, found)) if found else None
            facts = await person_facts.load(connection, found.person_id) if found else {}
        if found is None or why is None:
            raise HTTPException(404)
        await self._desk.saw(account, "referral", [found.person_id])
        model = self._desk.engine.entry_model().compiled.model
        sender = names.organisation(found.organisation)
        is_open = found.task_status in OPEN
        age = self._age(people.get(found.person_id))
        answer: Response = request.app.templates.page(
            request,
            "pages/referral.jinja",
            status=status if errors else 200,
            title="Referral",
            referral=found,
            base=_address(found),
            who=name_of(people, found.person_id),
            about=[
                ("Person", Link(f"/person/{found.person_id}", name_of(people, found.person_id))),
                ("Age", "not known" if age is None else str(age)),
                ("From", sender.name),
                ("Arrived", words.when(found.at, self._desk.now(), self._desk.engine.zone)),
                ("Urgency", "Urgent" if found.urgent else "Routine"),
                ("Team", names.party(found.team)),
                ("Decide", _decide_by(self._desk, found, is_open)),
            ],
            sender=sender,
            instrument=self._screen,
            rows=(sheet or self._sheet(facts)).rows(parts(self._screen)[0]),
            closer=_closer(self._screen),
            suggests=why.value is True,
            parts=_reasons(why),
            rule=model.entry.accept,
            model=model.title,
            open=is_open,
            ours=found.team in account.parties,
            said=SAID.get(request.query_params.get("said", ""), ""),
            errors=errors or [],
            given=given or {},
        )
        return answer

    async def screen(self, request: Request) -> Response:
        """Keep the answers of the screen."""
        account = current(request)
        given = questions.read(self._screen, await forms.read_all(request, request.app.services.limits.form_bytes))
        state = evaluate(self._screen, {name: Answer(values) for name, values in given.answers.items()})
        if wrong := [Fault(*pair) for pair in given.errors.items()] or faults(state):
            sheet = Sheet(state, given.typed, {fault.key: fault.text for fault in wrong})
            return await self.referral(request, questions.form_errors(self._screen, wrong), sheet=sheet)
        async with self._desk.changing(account, "triage-referrals") as connection:
            found = await self._find(connection, request)
            if found:
                await self._desk.engine.assessments.at_once(
                    connection, account, found.person_id, self._screen.id, given.answers, focus=found.record
                )
        if found is None:
            raise HTTPException(404)
        await self._desk.changed(account, "referral", found.person_id)
        return RedirectResponse(f"{_address(found)}?said=screened", 303)

    async def decide(self, request: Request) -> Response:
        """Accept or decline; the sender is answered."""
        account, given = current(request), await forms.read(request, request.app.services.limits.form_bytes)
        decision, note = given.get("decision", ""), given.get("note", "")
        if decision not in ("accept", "decline"):
            return await self.referral(request, [FormError("accept", "Accept the referral or decline it")], given)
        if decision == "decline" and not note:
            return await self.referral(request, [FormError("note", "Say why, for whoever referred the person")], given)
        try:
            async with self._desk.changing(account, "triage-referrals") as connection:
                found = await self._find(connection, request)
                if found:
                    await self._desk.engine.triage.decide(
                        connection, account, found.task, decision == "accept", note, self._desk.engine.entry_terms()
                    )
        except Conflict as first:
            text = f"{first.what[:1].upper()}{first.what[1:]}, so nothing was done. This is how it stands now."
            return await self.referral(request, [FormError("", text)], given, 409)
        if found is None:
            raise HTTPException(404)
        await self._desk.changed(account, "referral", found.person_id)
        accepted = decision == "accept"
        return RedirectResponse(
            f"/person/{found.person_id}/plan?said=accepted" if accepted else "/referrals?said=declined", 303
        )

    async def _find(self, connection: Connection, request: Request) -> Referral | None:
        """The referral of the address, with its open triage task where it has one; None where it may not be seen."""
        record = f"ServiceRequest/{request.path_params['referral']}"
        found = await referrals.queue(connection, self._screen.id, record)
        if found:
            return min(found, key=lambda each: each.task_status not in OPEN)
        await self._desk.refused(current(request), "referral", await self._whose(record))
        return None

    async def _whose(self, record: str) -> int:
        async with self._desk.engine.database.transaction(readonly=True) as connection:
            found = await referrals.queue(connection, self._screen.id, record)
        return found[0].person_id if found else 0


def _closer(screen: Instrument) -> str:
    """From which score on one should look closer, by the instrument's own bands."""
    if not screen.scores:
        return ""
    bands = [band for band in screen.bands if band.score == screen.scores[0].id and band.tone in ("warn", "alert")]
    return f"{bands[0].least} or more: {bands[0].label.lower()}." if bands else ""


def _address(referral: Referral) -> str:
    return f"/referrals/{referral.record.rpartition('/')[2]}"


def _decide_by(desk: Desk, referral: Referral, is_open: bool) -> str:
    if not is_open:
        return "Decided"
    return words.due(referral.due, desk.now(), desk.engine.zone) if referral.due else "No due time"


def _reasons(why: Explanation) -> list[tuple[str, str]]:
    """The parts of the rule that decide, each with its value in words."""
    parts = why.parts or (why,)
    return [(part.text, _value(part.value)) for part in parts]


def _value(value: object) -> str:
    if value is None:
        return "not known"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
