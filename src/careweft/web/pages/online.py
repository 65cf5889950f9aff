"""Online triage, for everybody: a few questions, the right way on, and a person wherever there is doubt.

It keeps nothing until somebody asks to be called: the answers travel in the form. It works without a script, and tells
nobody whether a person is known here.
"""

from collections.abc import Mapping
from secrets import token_hex
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.accounts import Account
from careweft.access.audit import Entry
from careweft.base.errors import BadInput
from careweft.care.appointments.sent import Sent, send
from careweft.care.entry import online
from careweft.care.entry.online import Advice, Online, Question
from careweft.care.entry.receive import Caller, New, Somebody
from careweft.people.search import parse
from careweft.web import forms
from careweft.web.buckets import Buckets
from careweft.web.desk import Desk
from careweft.web.language import _
from careweft.web.logins import current, person
from careweft.web.view import FormError
from careweft.web.words import sentence

_TRIES, _EACH_SECONDS = 10, 60.0
_ANSWER, _MOST_KEY = "answer-", 64


class OnlinePages:
    """The questions, the advice and the request for a call."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._tries = Buckets(1 / _EACH_SECONDS, _TRIES)

    def routes(self) -> list[Route]:
        """Where this page is."""
        return [
            Route("/get-help", self.start, methods=["GET"]),
            Route("/get-help", self.go_on, methods=["POST"]),
            Route("/get-help/call", self.call, methods=["POST"]),
            Route("/get-help/time", person(self.choose), methods=["POST"]),
        ]

    def _online(self) -> Online:
        entry = self._desk.engine.entry_model().compiled.entry
        if not entry.online or not entry.self_referral:
            raise HTTPException(404)
        return online.online(entry.online)

    async def start(self, request: Request) -> Response:
        """The first question."""
        asked = self._online()
        return self._page(request, asked, {}, online.next_step(asked, {}))

    async def go_on(self, request: Request) -> Response:
        """The next question, or the advice."""
        asked, given = self._online(), await forms.read(request, request.app.services.limits.form_bytes)
        answers = _answers(asked, given)
        wants = given.get("question", "")
        step = online.next_step(asked, answers)
        errors = []
        if isinstance(step, Question) and wants == step.id:
            errors = [FormError(f"{_ANSWER}{step.id}", _("Choose an answer. If you are not sure, say so"))]
        return self._page(request, asked, answers, step, errors)

    async def call(self, request: Request) -> Response:
        """Ask for a call: the answers become a referral."""
        asked, given = self._online(), await forms.read(request, request.app.services.limits.form_bytes)
        answers, account = _answers(asked, given), request.state.account
        advice = online.advise(asked, answers)
        address = request.client.host if request.client else ""
        own = account is not None and account.kind == "person" and account.person_id is not None
        errors = [] if own else _missing(given)
        if not errors and self._tries.take(("address", address)):
            errors = [FormError("", _("That were many tries. Wait a minute, or call us."))]
        if not errors:
            try:
                await self._refer(account if own else None, asked, answers, given)
            except BadInput as wrong:
                errors = [FormError(wrong.where, f"{sentence(wrong.what)}: {wrong.expected}")]
        return self._page(request, asked, answers, advice, errors, given, sent=not errors)

    async def choose(self, request: Request) -> Response:
        """On to the times of the service that the advice leads to: only whom the questions sent there books one."""
        asked, given = self._online(), await forms.read(request, request.app.services.limits.form_bytes)
        answers, account, booking = _answers(asked, given), current(request), self._desk.engine.contact.appointments
        advice = online.advise(asked, answers)
        service = booking.terms.routes.get(advice.route)
        if service is None or account.person_id is None:
            return self._page(request, asked, answers, online.next_step(asked, answers))
        sent = Sent(service, advice.place, advice.reason, online.lines(asked, answers), advice.urgent)
        engine = self._desk.engine
        async with self._desk.changing(account, "book-appointments") as connection:
            await send(connection, engine.record, engine.zone, account.person_id, sent)
        await self._desk.changed(account, "appointments", account.person_id)
        return RedirectResponse(f"/me/appointments?service={quote(service)}#book", 303)

    async def _refer(
        self, account: Account | None, asked: Online, answers: Mapping[str, str], given: Mapping[str, str]
    ) -> None:
        advice, by = online.advise(asked, answers), account.id if account else None
        key = given.get("key", "")
        key = f"online/{by or 0}/{key if key.isalnum() and len(key) <= _MOST_KEY else token_hex(16)}"
        told = online.lines(asked, answers)
        told += [text for text in (given.get("note", ""), f"The questions said: {advice.place}") if text]
        urgent = advice.urgent or (advice.route == "human" and _afraid(answers))
        intake, contact = self._desk.engine.intake, given.get("contact", "")
        async with self._desk.engine.database.transaction(by) as connection:
            if account is not None and account.person_id is not None:
                person, subject = account.person_id, ""
                caller = Caller(f"person/{person}", contact=contact)
            else:
                who = _somebody(given)
                person, subject = await intake.register(connection, who, key)
                caller = Caller(name=f"{who.given} {who.family}".strip(), contact=contact)
            await intake.refer(connection, person, New(key, "online", advice.reason, urgent, caller, told), subject)
        await self._desk.auditor.record(Entry(by, person, "change", "referral", "changed"))

    def _page(
        self,
        request: Request,
        asked: Online,
        answers: Mapping[str, str],
        step: Question | Advice,
        errors: list[FormError] | None = None,
        given: Mapping[str, str] | None = None,
        sent: bool = False,
    ) -> Response:
        account = request.state.account
        answer: Response = request.app.templates.page(
            request,
            "pages/online.jinja",
            status=400 if errors else 200,
            title=_(asked.title),
            asked=asked,
            question=step if isinstance(step, Question) else None,
            advice=step if isinstance(step, Advice) else None,
            answers=dict(answers),
            told=online.told(asked, answers),
            errors=errors or [],
            given=given or {"key": token_hex(16)},
            own=account is not None and account.kind == "person",
            service=self._desk.engine.contact.appointments.terms.routes.get(step.route, "")
            if isinstance(step, Advice)
            else "",
            sent=sent,
            phone=self._desk.engine.entry_model().compiled.entry.phone,
        )
        return answer


def _answers(asked: Online, given: Mapping[str, str]) -> dict[str, str]:
    """The answers that a form carries; one that no question has is no answer."""
    known = {question.id: {*question.answers, online.NOT_SURE, online.PERSON} for question in asked.questions}
    return {name: value for name in known if (value := given.get(f"{_ANSWER}{name}", "")) in known[name]}


def _afraid(answers: Mapping[str, str]) -> bool:
    """Whether somebody is in doubt, or silent, about danger: then a human looks at once."""
    return answers.get("danger") != "no"


def _somebody(given: Mapping[str, str]) -> Somebody:
    """Whom a visitor says to be. An NHS number is not asked for: nobody becomes somebody else here by a number."""
    born = parse(given.get("born", "")).birth_date
    return Somebody(given["family"], given.get("given", ""), born, "", given.get("postcode", ""))


def _missing(given: Mapping[str, str]) -> list[FormError]:
    wanted = {"family": _("Enter your family name"), "contact": _("Enter a number on which we can call you")}
    errors = [FormError(name, text) for name, text in wanted.items() if not given.get(name)]
    if not parse(given.get("born", "")).birth_date:
        errors.append(FormError("born", _("Enter your date of birth as day/month/year, such as 2/3/1941")))
    return errors
