"""The community: say what you think, what we answered, the improvement log, advisory groups, surveys.

What is open to all is read without a log-in and names nobody; what is said to us only those read who answer it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from secrets import token_hex
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import policy
from careweft.access.accounts import Account
from careweft.access.policy import Act
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.assessment import library
from careweft.care.assessment.answers import Answer
from careweft.care.assessment.evaluate import evaluate
from careweft.care.community import comments, groups, improvements, surveys
from careweft.care.community.comments import Public, Said
from careweft.care.community.improvements import STEPS, Idea, Took
from careweft.care.community.surveys import Survey
from careweft.care.entry import letters
from careweft.care.resources import id_of
from careweft.people.search import parse
from careweft.web import forms, questions
from careweft.web.buckets import Buckets
from careweft.web.desk import Desk, names_here
from careweft.web.language import N_, _
from careweft.web.logins import anybody, staff
from careweft.web.logins import current as logged_in
from careweft.web.pages.referrals import number
from careweft.web.questions import Sheet
from careweft.web.view import FormError
from careweft.web.words import explained

SAY: Act = "say-what-i-think"
ANSWER: Act = "answer-comments"
RUN: Act = "run-community"
IMPROVE: Act = "improve"
STATES = {
    "idea": N_("Idea"),
    "test": N_("Being tried"),
    "measure": N_("Measured"),
    "adopted": N_("Adopted"),
    "abandoned": N_("Given up"),
}
TONES = {"adopted": "good", "abandoned": "plain", "measure": "notice", "test": "notice"}
_TRIES, _EACH_SECONDS = 5, 60.0
_YEAR = timedelta(days=365)
_NOBODY = N_("somebody here")


class CommunityPages:
    """What the place and those who live and work there tell each other."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._tries = Buckets(1 / _EACH_SECONDS, _TRIES)

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/community", self.start),
            Route("/say", self.say, methods=["GET"]),
            Route("/say", self.send, methods=["POST"]),
            Route("/me/say", anybody(self.say), methods=["GET"]),
            Route("/me/say", anybody(self.send), methods=["POST"]),
            Route("/comments", staff(self.comments), methods=["GET"]),
            Route("/comments/{comment}", staff(self.answer), methods=["POST"]),
            Route("/improvements", self.log, methods=["GET"]),
            Route("/improvements", anybody(self.propose), methods=["POST"]),
            Route("/improvements/{improvement}", self.improvement, methods=["GET"]),
            Route("/improvements/{improvement}", staff(self.take), methods=["POST"]),
            Route("/groups", self.groups, methods=["GET"]),
            Route("/groups", staff(self.begin), methods=["POST"]),
            Route("/groups/{group}", self.group, methods=["GET"]),
            Route("/groups/{group}/come", anybody(self.come), methods=["POST"]),
            Route("/groups/{group}/{act}", staff(self.run), methods=["POST"]),
            Route("/papers/{paper}", self.paper),
            Route("/surveys", anybody(self.surveys), methods=["GET"]),
            Route("/surveys", staff(self.open), methods=["POST"]),
            Route("/surveys/{survey}", anybody(self.survey), methods=["GET"]),
            Route("/surveys/{survey}", anybody(self.give), methods=["POST"]),
        ]

    async def start(self, request: Request) -> Response:
        """Where everything of the community is, and whether the promise is kept."""
        rooms, now = self._desk.engine.local, self._desk.now()
        async with self._desk.database.transaction(readonly=True) as connection:
            numbers = await comments.in_time(connection, now - _YEAR)
            answered = await comments.published(connection)
            log = await improvements.log(connection) if rooms.log_is_open else []
        account = request.state.account
        waits = []
        if account is not None and self._may(account, ANSWER):
            async with self._desk.reading(account, ANSWER) as connection:
                waits = await comments.to_answer(connection)
        return self._page(
            request,
            "pages/community.jinja",
            title="You and us",
            terms=rooms.comment_terms,
            numbers=numbers,
            answered=answered,
            log_is_open=rooms.log_is_open,
            count=len(log),
            adopted=sum(each.state == "adopted" for each in log),
            waits=waits,
        )

    # Comments

    async def say(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """Say what you think; what one said before and what was answered."""
        account, terms = request.state.account, self._desk.engine.local.comment_terms
        mine = []
        if account is not None:
            async with self._desk.database.transaction(account.id, readonly=True) as connection:
                mine = await comments.mine(connection, account.id)
        return self._page(
            request,
            "pages/say.jinja",
            title="Say what you think",
            own=account is not None and account.kind != "staff",
            promised=terms is not None,
            mine=mine,
            sent=request.query_params.get("said") == "kept",
            key=token_hex(16),
            errors=list(errors),
            given=given or {},
        )

    async def send(self, request: Request) -> Response:
        """Keep what somebody says; also of somebody who is not logged in, a few at a time."""
        account, terms = request.state.account, self._desk.engine.local.comment_terms
        if terms is None:
            raise HTTPException(404)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        address = request.client.host if request.client else ""
        if account is None and self._tries.take(("address", address)):
            return await self.say(
                request, [FormError("", _("You tried many times. Wait a minute, or call us."))], given
            )
        key = given.get("key", "")
        key = f"{account.id if account else 0}/{key if key.isalnum() and len(key) <= 64 else token_hex(16)}"
        said = Said(key, given.get("text", ""), given.get("about", ""), given.get("contact", "") if not account else "")
        try:
            if account is not None:
                async with self._desk.changing(account, SAY) as connection:
                    await self._desk.engine.local.comments.say(connection, account, said, terms)
            else:
                async with self._desk.engine.database.transaction() as connection:
                    await self._desk.engine.local.comments.say(connection, None, said, terms)
        except BadInput as wrong:
            return await self.say(request, [FormError(wrong.where, _unsaid(wrong))], given)
        return RedirectResponse(f"{request.url.path}?said=kept", 303)

    async def comments(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """What waits for an answer of one's role, the latest due first; and what was answered."""
        account = logged_in(request)
        async with self._desk.reading(account, ANSWER) as connection:
            waits = await comments.to_answer(connection)
            done = await comments.to_answer(connection, answered=True, most=50)
        await self._desk.counted(account, "comments")
        return self._page(
            request,
            "pages/comments.jinja",
            title="Comments to answer",
            waits=waits,
            done=done,
            now=self._desk.now(),
            said="Answered." if request.query_params.get("said") else "",
            errors=list(errors),
            given=given or {},
        )

    async def answer(self, request: Request) -> Response:
        """Answer a comment, and put words of it where everybody reads them."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        id_ = request.path_params["comment"]
        public = None
        if given.get("publish") == "yes":
            public = Public(given.get("public-text", ""), given.get("public-answer", ""))
        try:
            async with self._desk.changing(account, ANSWER) as connection:
                await self._desk.engine.local.comments.answer(
                    connection, account, id_, given.get("answer", ""), public, number(given.get("version", "")) or 0
                )
        except NotFound:
            raise HTTPException(404) from None
        except (BadInput, Conflict, Refused) as wrong:
            field = f"{wrong.where}-{id_}" if isinstance(wrong, BadInput) else ""
            return await self.comments(request, [FormError(field, explained(wrong))], {**given, "id": id_})
        return RedirectResponse("/comments?said=answered", 303)

    # The improvement log

    async def log(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """Every improvement, for everybody to read without a log-in."""
        rooms = self._log()
        async with self._desk.database.transaction(readonly=True) as connection:
            found = await improvements.log(connection)
            names = await names_here(connection)
        account = request.state.account
        return self._page(
            request,
            "pages/improvements.jinja",
            title="What we try to do better",
            log=found,
            names=names,
            aims=rooms.aims,
            states=STATES,
            tones=TONES,
            may=account is not None and self._may(account, SAY),
            nobody=_NOBODY,
            key=token_hex(16),
            errors=list(errors),
            given=given or {},
        )

    async def propose(self, request: Request) -> Response:
        """Put an idea into the log: staff in the name of their team, a person as somebody who lives here."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        rooms, key = self._log(), given.get("key", "")
        key = f"{account.id}/{key if key.isalnum() and len(key) <= 64 else token_hex(16)}"
        idea = Idea(key, given.get("title", ""), given.get("text", ""), given.get("aim", ""))
        try:
            async with self._desk.changing(account, SAY) as connection:
                party = await self._party(connection, account)
                made = await rooms.improvements.propose(connection, party, idea, list(rooms.aims))
        except BadInput as wrong:
            return await self.log(request, [FormError(wrong.where, _unsaid(wrong))], given)
        return RedirectResponse(f"/improvements/{made}?said=kept", 303)

    async def improvement(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """An improvement: every step of it, with its date and numbers."""
        rooms = self._log()
        async with self._desk.database.transaction(readonly=True) as connection:
            found = await improvements.log(connection, request.path_params["improvement"])
            names = await names_here(connection)
        if not found:
            raise HTTPException(404)
        account = request.state.account
        return self._page(
            request,
            "pages/improvement.jinja",
            title=found[0].title,
            each=found[0],
            names=names,
            aim=rooms.aims.get(found[0].aim, ""),
            states=STATES,
            tones=TONES,
            nobody=_NOBODY,
            steps=[(step, STATES[step]) for step in STEPS[found[0].state]],
            may=account is not None and account.kind == "staff" and self._may(account, IMPROVE),
            said="Kept. Everybody can read it." if request.query_params.get("said") else "",
            errors=list(errors),
            given=given or {},
        )

    async def take(self, request: Request) -> Response:
        """Take the next step of an improvement."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        id_, version = request.path_params["improvement"], number(given.get("version", "")) or 0
        try:
            before, after = (_figure(given.get(name, ""), name) for name in ("before", "after"))
            took = Took(
                given.get("state", ""), given.get("text", ""), given.get("measure", ""), before, after,
                given.get("unit", ""),
            )  # fmt: skip
            async with self._desk.changing(account, IMPROVE) as connection:
                party = await self._party(connection, account)
                await self._log().improvements.take(connection, account, party, id_, took, version)
        except NotFound:
            raise HTTPException(404) from None
        except (BadInput, Conflict) as wrong:
            field = wrong.where if isinstance(wrong, BadInput) else ""
            return await self.improvement(request, [FormError(field, explained(wrong))], given)
        return RedirectResponse(f"/improvements/{id_}?said=kept", 303)

    # Advisory groups

    async def groups(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """Which groups there are."""
        terms = self._desk.engine.local.advisory_terms
        async with self._desk.database.transaction(readonly=True) as connection:
            found = await groups.groups(connection)
            teams = await groups.local_teams(connection)
            lack = await groups.lacking(connection, terms, self._desk.now(), self._desk.engine.zone) if terms else []
        return self._page(
            request,
            "pages/groups.jinja",
            title="Advisory groups",
            groups=found,
            teams=dict(teams),
            terms=terms,
            lack=lack,
            now=self._desk.now(),
            runs=self._runs(request),
            errors=list(errors),
            given=given or {},
        )

    async def begin(self, request: Request) -> Response:
        """Make a group."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        title = given.get("title", "")
        made = id_of(f"group/{title.casefold()}")
        try:
            async with self._desk.changing(account, RUN) as connection:
                kind, purpose, team, most = (given.get(name, "") for name in ("kind", "purpose", "team", "places"))
                places = (number(most) or 0) if most.strip() else None
                await self._desk.engine.local.groups.begin(connection, made, title, purpose, kind, team, places)
        except BadInput as wrong:
            return await self.groups(request, [FormError(wrong.where, explained(wrong))], given)
        return RedirectResponse(f"/groups/{made}", 303)

    async def group(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """A group: what for, who, when, the papers and what came of it. Names stand here as their members chose them,
        for who is logged in."""
        async with self._desk.database.transaction(readonly=True) as connection:
            found = await groups.groups(connection, request.path_params["group"])
        if not found:
            raise HTTPException(404)
        group, account, runs = found[0], request.state.account, self._runs(request)
        asked = account is not None and group.is_for(account) and self._may(account, SAY)
        return self._page(
            request, "pages/group.jinja", title=group.title, group=group, runs=runs,
            known=runs or (account is not None and group.places is None), me=group.member(account),
            free=group.free(self._desk.now()), asked=asked, now=self._desk.now(), kinds=letters.KINDS,
            errors=list(errors), given=given or {},
        )  # fmt: skip

    async def come(self, request: Request) -> Response:
        """Say that one comes to a focus group, or that one cannot after all."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        id_, kept = request.path_params["group"], self._desk.engine.local.groups
        try:
            async with self._desk.changing(account, SAY) as connection:
                if given.get("leave"):
                    await kept.stay_away(connection, account, id_)
                else:
                    await kept.come(connection, account, id_, given.get("name", ""))
        except NotFound:
            raise HTTPException(404) from None
        except (BadInput, Conflict, Refused) as wrong:
            field = wrong.where if isinstance(wrong, BadInput) else ""
            return await self.group(request, [FormError(field, explained(wrong))], given)
        return RedirectResponse(f"/groups/{id_}", 303)

    async def run(self, request: Request) -> Response:
        """Take somebody in, call a meeting, put a paper to it, write what came of it."""
        account = logged_in(request)
        given, files = await forms.read_with_files(request, request.app.services.limits.form_bytes, letters.MOST_BYTES)
        group, kept = request.path_params["group"], self._desk.engine.local.groups
        try:
            async with self._desk.changing(account, RUN) as connection:
                match request.path_params["act"]:
                    case "join":
                        await kept.join(connection, group, given.get("name", ""), given.get("stands-for", ""))
                    case "leave":
                        await kept.leave(connection, group, given.get("member", ""))
                    case "meet":
                        at = self._at(given)
                        await kept.meet(connection, group, at, given.get("place", ""), given.get("agenda", ""))
                    case "minute":
                        seen = number(given.get("version", "")) or 0
                        await kept.minute(connection, given.get("meeting", ""), given.get("minutes", ""), seen)
                    case "paper":
                        name, content = files.get("letter", ("", b""))
                        await kept.add_paper(connection, given.get("meeting", ""), letters.read(name, content))
                    case _:
                        raise HTTPException(404)
        except (BadInput, Conflict) as wrong:
            field = wrong.where if isinstance(wrong, BadInput) else ""
            return await self.group(request, [FormError(field, explained(wrong))], given)
        return RedirectResponse(f"/groups/{group}", 303)

    async def paper(self, request: Request) -> Response:
        """A paper, to be kept: never shown in the site's own name."""
        async with self._desk.database.transaction(readonly=True) as connection:
            found = await groups.paper(connection, request.path_params["paper"])
        if found is None:
            raise HTTPException(404)
        name = "".join(c if c.isascii() and (c.isalnum() or c in ".-_ ") else "-" for c in found[0])
        return Response(
            found[2], media_type=found[1], headers={"content-disposition": f'attachment; filename="{name}"'}
        )

    # Surveys

    async def surveys(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """Which surveys ask one, and what those found that are over."""
        account, now = logged_in(request), self._desk.now()
        async with self._desk.database.transaction(account.id, readonly=True) as connection:
            asked = await surveys.waiting(connection, account, now)
            every = await surveys.surveys(connection)
            known = await library.every(connection)
        return self._page(
            request,
            "pages/surveys.jinja",
            title="Surveys",
            own=account.kind != "staff",
            asked=asked,
            over=[each for each in every if each.closes <= now],
            running=[each for each in every if now < each.closes],
            instruments=[(each.id, each.title) for each in known if each.licence.kind != "licensed"],
            runs=self._runs(request),
            errors=list(errors),
            given=given or {},
        )

    async def open(self, request: Request) -> Response:
        """Open a survey."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        now, zone = self._desk.now(), self._desk.engine.zone
        try:
            last = parse(given.get("closes", "")).birth_date
            if last is None:
                raise BadInput("this is no day", where="closes", expected="the last day, such as 2/3/2027")
            closes = datetime.combine(last + timedelta(days=1), time(0), zone)
            asks = given.get("asks", "") if given.get("asks") in ("people", "staff", "both") else "both"
            survey = Survey("", given.get("title", ""), given.get("instrument", ""), asks,
                            given.get("anonymous") == "yes", now.replace(microsecond=0), closes)  # fmt: skip
            async with self._desk.changing(account, RUN) as connection:
                made = await self._desk.engine.local.surveys.open(connection, survey)
        except NotFound:
            return await self.surveys(request, [FormError("instrument", "Choose what is asked")], given)
        except BadInput as wrong:
            return await self.surveys(request, [FormError(wrong.where, explained(wrong))], given)
        return RedirectResponse(f"/surveys/{made}", 303)

    async def survey(self, request: Request, sheet: Sheet | None = None, errors: Sequence[FormError] = ()) -> Response:
        """A survey: its questions for who is asked, and once it is over what it found."""
        account, now = logged_in(request), self._desk.now()
        async with self._desk.database.transaction(account.id, readonly=True) as connection:
            found = await surveys.one(connection, request.path_params["survey"])
            if found is None:
                raise HTTPException(404)
            instrument = await library.find(connection, found.instrument)
            asked = found in await surveys.waiting(connection, account, now)
        async with self._desk.engine.database.transaction(readonly=True) as connection:
            result = await surveys.result(connection, found, now)
        part = questions.parts(instrument)
        shown = sheet or Sheet(evaluate(instrument, {}))
        return self._page(
            request,
            "pages/survey.jinja",
            title=found.title,
            own=account.kind != "staff",
            survey=found,
            asked=asked,
            rows=[row for each in part for row in shown.rows(each)] if asked else [],
            result=result,
            least=surveys.LEAST,
            thanks=request.query_params.get("said") == "given",
            errors=list(errors),
        )

    async def give(self, request: Request) -> Response:
        """Answer a survey."""
        account = logged_in(request)
        async with self._desk.database.transaction(account.id, readonly=True) as connection:
            found = await surveys.one(connection, request.path_params["survey"])
            if found is None:
                raise HTTPException(404)
            instrument = await library.find(connection, found.instrument)
        given = questions.read(instrument, await forms.read_all(request, request.app.services.limits.form_bytes))
        state = evaluate(instrument, {name: Answer(values) for name, values in given.answers.items()})
        sheet = Sheet(state, given.typed, given.errors)
        try:
            if given.errors:
                raise BadInput("an answer cannot be read", where=next(iter(given.errors)))
            async with self._desk.changing(account, SAY) as connection:
                await self._desk.engine.local.surveys.give(connection, account, found.id, given.answers)
        except BadInput as wrong:
            sheet = Sheet(state, given.typed, {**given.errors, wrong.where: wrong.what})
            field = questions.field_id(instrument, wrong.where)
            return await self.survey(request, sheet, [FormError(field, wrong.what)])
        except (Conflict, Refused) as first:
            return await self.survey(request, sheet, [FormError("", explained(first))])
        return RedirectResponse(f"/surveys/{found.id}?said=given", 303)

    # What these stand on

    def _log(self) -> Any:
        rooms = self._desk.engine.local
        if not rooms.log_is_open:
            raise HTTPException(404, "No active model of care keeps an improvement log.")
        return rooms

    async def _party(self, connection: Connection, account: Account) -> str:
        """In whose name somebody writes where all may read: a team or organisation, never a person."""
        known = await connection.fetch(
            "SELECT id FROM care.team WHERE id = ANY ($1) UNION SELECT code FROM feeds.source WHERE code = ANY ($1) "
            "ORDER BY 1",
            sorted(account.parties),
        )
        return str(known[0]["id"]) if known and account.kind == "staff" else ""

    def _runs(self, request: Request) -> bool:
        account = request.state.account
        return account is not None and self._may(account, RUN)

    def _may(self, account: Account, act: Act) -> bool:
        return policy.may(account, act)

    def _at(self, given: Mapping[str, str]) -> datetime:
        day = parse(given.get("day", "")).birth_date
        try:
            at = time.fromisoformat(given.get("time", ""))
        except ValueError:
            at = None
        if day is None or at is None:
            raise BadInput("this is no day and time", where="day", expected="both, such as 2/3/2027 and 14:00")
        return datetime.combine(day, at.replace(tzinfo=None), self._desk.engine.zone)

    def _page(self, request: Request, template: str, **values: Any) -> Response:
        errors = values.get("errors", ())
        answer: Response = request.app.templates.page(request, template, status=400 if errors else 200, **values)
        return answer


def _figure(text: str, where: str) -> Decimal | None:
    if not text:
        return None
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation as wrong:
        raise BadInput(f"{text!r} is no number", where=where, expected="a number such as 12.5") from wrong
    if not found.is_finite() or abs(found) >= 10**12:
        raise BadInput(f"{text!r} is no number", where=where, expected="a number such as 12.5")
    return found


def _unsaid(wrong: BadInput) -> str:
    """What is missing, to whoever lives here."""
    if "too long" in wrong.what:
        return _("Write it shorter")
    return _("Say in a few words what it is about") if wrong.where == "title" else _("Write what you want to say")
