"""Online triage, for everybody: a few questions, the right way on, and a person wherever there is doubt.

It keeps nothing until somebody asks to be called: the answers travel in the form. It works without a script, and tells
nobody whether a person is known here. Who acts or cares for somebody answers for them below /for/N.
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
from careweft.access.behalf import acting
from careweft.base.errors import BadInput
from careweft.care.appointments.sent import Sent, send
from careweft.care.entry import online
from careweft.care.entry.online import Advice, Online, Question
from careweft.care.entry.receive import Caller, New, Somebody
from careweft.care.entry.state import party_of
from careweft.people.search import parse
from careweft.web import forms
from careweft.web.buckets import Buckets
from careweft.web.desk import Desk
from careweft.web.language import _
from careweft.web.logins import carer, current, person
from careweft.web.pages.person import PersonPages, Shown
from careweft.web.pages.work import WorkPages
from careweft.web.view import FormError
from careweft.web.words import sentence

_TRIES, _EACH_SECONDS = 10, 60.0
_ANSWER, _MOST_KEY = "answer-", 64


class OnlinePages(PersonPages):
    """The questions, the advice and the request for a call."""

    def __init__(self, desk: Desk, work: WorkPages) -> None:
        super().__init__(desk, work)
        self._tries = Buckets(1 / _EACH_SECONDS, _TRIES)

    def routes(self) -> list[Route]:
        """Where this page is."""
        related = "/for/{person:int}/get-help"
        return [
            Route("/get-help", self.start, methods=["GET"]),
            Route("/get-help", self.go_on, methods=["POST"]),
            Route("/get-help/call", self.call, methods=["POST"]),
            Route("/get-help/time", person(self.choose), methods=["POST"]),
            Route(related, carer(self.start), methods=["GET"]),
            Route(related, carer(self.go_on), methods=["POST"]),
            Route(f"{related}/call", carer(self.call), methods=["POST"]),
            Route(f"{related}/time", carer(self.choose), methods=["POST"]),
        ]

    def _online(self) -> Online:
        entry = self._desk.engine.entry_model().compiled.entry
        if not entry.online or not entry.self_referral:
            raise HTTPException(404)
        return online.online(entry.online)

    async def start(self, request: Request) -> Response:
        """The first question."""
        asked, shown = self._online(), await self._for(request)
        return self._page(request, shown, {}, online.next_step(asked, {}))

    async def go_on(self, request: Request) -> Response:
        """The next question, or the advice."""
        asked, shown = self._online(), await self._for(request)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        answers = _answers(asked, given)
        wants = given.get("question", "")
        step = online.next_step(asked, answers)
        errors = []
        if isinstance(step, Question) and wants == step.id:
            errors = [FormError(f"{_ANSWER}{step.id}", _("Choose an answer. If you are not sure, say so"))]
        return self._page(request, shown, answers, step, errors)

    async def call(self, request: Request) -> Response:
        """Ask for a call: the answers become a referral."""
        asked, shown = self._online(), await self._for(request)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        answers = _answers(asked, given)
        advice, whom = online.advise(asked, answers), _whom(request, shown)
        address = request.client.host if request.client else ""
        errors = [] if whom else _missing(given)
        if not errors and self._tries.take(("address", address)):
            errors = [FormError("", _("You tried many times. Wait a minute, or call us."))]
        if not errors:
            try:
                await self._refer(request.state.account, whom, asked, answers, given)
            except BadInput as wrong:
                errors = [FormError(wrong.where, f"{sentence(wrong.what)}: {wrong.expected}")]
        return self._page(request, shown, answers, advice, errors, given, sent=not errors)

    async def choose(self, request: Request) -> Response:
        """On to the times of the service that the advice leads to: only whom the questions sent there books one."""
        asked, shown = self._online(), await self._for(request)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        answers, account, engine = _answers(asked, given), current(request), self._desk.engine
        advice, whom = online.advise(asked, answers), _whom(request, shown)
        service = engine.contact.appointments.terms.routes.get(advice.route)
        if service is None or whom is None:
            return self._page(request, shown, answers, online.next_step(asked, answers))
        sent = Sent(service, advice.place, advice.reason, online.lines(asked, answers), advice.urgent)
        async with self._desk.changing(account, "book-appointments") as connection:
            await send(connection, account, engine.record, engine.zone, whom, sent)
        await self._desk.changed(account, "appointments", whom)
        base = shown.base if shown else "/me"
        return RedirectResponse(f"{base}/appointments?service={quote(service)}#book", 303)

    async def _for(self, request: Request) -> Shown | None:
        """For whom a relative answers, who may book for them now; None where the address is everybody's."""
        if "person" not in request.path_params:
            return None
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
        if not shown.may("book-appointments"):
            await self._unseen(request, "online questions", shown.person_id)
        await self._desk.saw(shown.account, "online questions", [shown.person_id])
        return shown

    async def _refer(
        self,
        account: Account | None,
        whom: int | None,
        asked: Online,
        answers: Mapping[str, str],
        given: Mapping[str, str],
    ) -> None:
        """Refer the person `whom` in the name of the account, which is theirs or a relative's; else whom they name."""
        advice, by = online.advise(asked, answers), account if whom else None
        key = given.get("key", "")
        key = f"online/{by.id if by else 0}/{key if key.isalnum() and len(key) <= _MOST_KEY else token_hex(16)}"
        told = online.lines(asked, answers)
        told += [text for text in (given.get("note", ""), f"The questions said: {advice.place}") if text]
        urgent = advice.urgent or (advice.route == "human" and _afraid(answers))
        engine, contact, subject = self._desk.engine, given.get("contact", ""), ""
        async with engine.database.transaction(by.id if by else None) as connection:
            if by and whom:
                person, own = whom, str(await engine.record.patient(connection, whom) or "")
                who = await acting(connection, by, whom, own, "book-appointments")
                caller = Caller(party_of(who.who, whom), who.name, contact)
            else:
                named = _somebody(given)
                person, subject = await engine.intake.register(connection, named, key)
                caller = Caller(name=f"{named.given} {named.family}".strip(), contact=contact)
            new = New(key, "online", advice.reason, urgent, caller, told)
            await engine.intake.refer(connection, person, new, subject)
        await self._desk.auditor.record(Entry(by.id if by else None, person, "change", "referral", "changed"))

    def _page(
        self,
        request: Request,
        shown: Shown | None,
        answers: Mapping[str, str],
        step: Question | Advice,
        errors: list[FormError] | None = None,
        given: Mapping[str, str] | None = None,
        sent: bool = False,
    ) -> Response:
        asked, here = self._online(), f"{shown.base}/get-help" if shown else "/get-help"
        answer: Response = request.app.templates.page(
            request,
            "pages/online.jinja",
            status=400 if errors else 200,
            title=_(asked.title),
            family=self._family_head(shown, here) if shown else None,
            here=here,
            asked=asked,
            question=step if isinstance(step, Question) else None,
            advice=step if isinstance(step, Advice) else None,
            answers=dict(answers),
            told=online.told(asked, answers),
            errors=errors or [],
            given=given or {"key": token_hex(16)},
            own=_whom(request, shown) is not None,
            visitor=request.state.account is None,
            service=self._desk.engine.contact.appointments.terms.routes.get(step.route, "")
            if isinstance(step, Advice)
            else "",
            sent=sent,
            phone=self._desk.engine.entry_model().compiled.entry.phone,
        )
        return answer


def _whom(request: Request, shown: Shown | None) -> int | None:
    """Of whose record the questions are: the person's own, or that of whom a relative is there for. None for others."""
    account: Account | None = request.state.account
    if shown is not None:
        return shown.person_id
    return account.person_id if account and account.kind == "person" else None


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
