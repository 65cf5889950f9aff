"""Messages: between a person, their carers and their team, and advice between clinicians; the team's inbox.

What a person or carer writes is answered on the person's page or from the inbox. A conversation that is open hears of
new messages as they come; without a script one loads the page again.
"""

from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.policy import Act
from careweft.base.db import Connection
from careweft.base.errors import BadInput, CareweftError, NotFound
from careweft.care.messages import reading
from careweft.care.messages.messages import MOST_TEXT, Messages, New, Question
from careweft.care.messages.reading import Message, Thread
from careweft.web import forms
from careweft.web.desk import names_here, people_shown
from careweft.web.language import N_, _
from careweft.web.logins import carer, passive, person, staff
from careweft.web.logins import current as logged_in
from careweft.web.pages.person import PersonPages, Shown
from careweft.web.pages.work import name_of
from careweft.web.view import Empty, FormError
from careweft.web.words import explained

WRITE: Act = "write-messages"
SAID = {
    "sent": N_("Your message is sent."),
    "shared": N_("They can read this now."),
    "unshared": N_("They cannot read this any more."),
    "settled": "This needs no answer. That is kept.",
    "asked": "Your question is sent. You are told when the answer comes.",
}
_ERRORS = {
    "title": N_("Say in a few words what it is about"),
    "text": N_("Write what you want to say"),
    "team": N_("Choose who should read it"),
}
_MOST_KEY = 64
_EXCERPTS = ("condition", "medication", "reading", "encounter", "assessment")
"""From which facts an excerpt for advice can be chosen."""


class MessagePages(PersonPages):
    """Conversations about one person, for staff, for the person and for carers; and the inbox of teams."""

    def routes(self) -> list[Route]:
        """Where these pages are."""
        found = [Route("/messages", staff(self.inbox), methods=["GET"])]
        for base, who in (("/person/{person:int}", staff), ("/me", person), ("/for/{person:int}", carer)):
            one = f"{base}/messages/{{thread}}"
            found += [
                Route(f"{base}/messages", who(self.overview), methods=["GET"]),
                Route(f"{base}/messages", who(self.begin), methods=["POST"]),
                Route(one, who(self.thread), methods=["GET"]),
                Route(f"{one}/{{act:str}}", who(self.act), methods=["POST"]),
            ]
        return [*found, Route("/person/{person:int}/advice", staff(self.ask), methods=["POST"])]

    @property
    def _writing(self) -> Messages:
        return self._desk.engine.contact.messages

    async def inbox(self, request: Request) -> Response:
        """What waits for one's teams, the most urgent first; or everything lately."""
        account, everything = logged_in(request), "all" in request.query_params
        async with self._desk.reading(account, WRITE) as connection:
            names = await names_here(connection)
            teams = sorted(account.parties)
            found = await reading.of_teams(connection, teams, waiting=not everything)
            people = await people_shown(connection, [each.person_id for each in found])
        await self._desk.saw(account, "messages", people, by_itself=passive(request.scope))
        answer: Response = request.app.templates.page(
            request,
            "pages/inbox.jinja",
            title="Messages",
            everything=everything,
            rows=[(each, name_of(people, each.person_id), names.party(each.team)) for each in found
                  if each.person_id in people],
            nothing=Empty("Nothing waits for an answer", "What people write to your teams stands here."),
        )  # fmt: skip
        return answer

    async def overview(
        self,
        request: Request,
        errors: Sequence[FormError] = (),
        given: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        """The conversations about a person, and the forms to begin one."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            terms = self._writing.terms
            threads = await reading.of_person(connection, shown.person_id, self._parties(shown))
            teams = await self._teams(connection, shown)
            advice = []
            for name, each in terms.advice.items() if terms and shown.account.kind == "staff" else ():
                advice += [(f"{name}/{team}", f"{each.title} ({shown.names.party(team)})")
                           for team in await self._writing.advisers(connection, each.role)]  # fmt: skip
        return await self._told(
            request,
            shown,
            "messages",
            status=status,
            threads=[(each, self._who(each, shown)) for each in threads],
            teams=teams,
            advice=advice,
            excerpts=_excerpts(shown) if advice else [],
            errors=list(errors),
            given=given or {"key": token_hex(16)},
            offered=terms is not None and bool(teams),
            most=MOST_TEXT,
        )

    async def begin(self, request: Request) -> Response:
        """Begin a conversation."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        who = await self._about(request)
        new = New(_key(given), given.get("title", ""), given.get("text", ""), given.get("team", ""))
        try:
            async with self._desk.changing(account, WRITE) as connection:
                made = await self._writing.write(connection, account, who, new)
        except NotFound:
            await self._unseen(request, "messages", who)
        except CareweftError as wrong:
            return await self.overview(request, [_error(wrong, given)], given, 400)
        await self._desk.changed(account, "messages", who)
        return RedirectResponse(f"{self._home(request)}/messages/{made}?said=sent", 303)

    async def ask(self, request: Request) -> Response:
        """Ask colleagues for advice."""
        account = logged_in(request)
        every = await forms.read_all(request, request.app.services.limits.form_bytes)
        given, who = dict(every), await self._about(request)
        kind, _slash, team = given.get("advice", "").partition("/")
        excerpt = [value for name, value in every if name == "excerpt"][:20]
        try:
            async with self._desk.changing(account, WRITE) as connection:
                question = Question(_key(given), kind, team, given.get("question", ""), excerpt)
                made = await self._writing.ask(connection, account, who, question)
        except NotFound:
            await self._unseen(request, "messages", who)
        except CareweftError as wrong:
            field = {"text": "question", "advice": "advice", "team": "advice"}.get(
                getattr(wrong, "where", ""), "question"
            )
            return await self.overview(request, [FormError(field, explained(wrong))], given, 400)
        await self._desk.changed(account, "messages", who)
        return RedirectResponse(f"{self._home(request)}/messages/{made}?said=asked", 303)

    async def thread(
        self,
        request: Request,
        errors: Sequence[FormError] = (),
        given: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        """One conversation with the form to answer; looked at by the person or a carer it is read."""
        account, by_itself = logged_in(request), passive(request.scope)
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await reading.find(connection, request.path_params["thread"], self._parties(shown))
            if found is None or found.person_id != shown.person_id:
                raise HTTPException(404)
            messages = await reading.messages(connection, found)
            relatives = await self._relatives(connection, found) if shown.own else []
            head = await self._head(connection, found)
        if account.kind != "staff" and found.new and not by_itself:
            async with self._desk.changing(account, WRITE) as connection:
                await self._writing.seen(connection, account, found.id)
        labels = dict(_excerpts(shown))
        about = [labels.get(each, "Something that is not in the record any more") for each in head]
        mine = found.team in account.parties or account.kind != "staff"
        return await self._told(
            request,
            shown,
            "message",
            status=status,
            thread=found,
            messages=[(each, self._sender(each, shown)) for each in messages],
            who=self._who(found, shown),
            relatives=relatives,
            about=about,
            may_answer=mine or (found.kind == "advice" and messages[0].sender == f"staff/{account.username}"),
            ours=found.team in account.parties,
            errors=list(errors),
            given=given or {"key": token_hex(16)},
            most=MOST_TEXT,
        )

    async def act(self, request: Request) -> Response:
        """Answer, say that none is needed, or let a carer read it."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        act, thread, who = request.path_params["act"], request.path_params["thread"], await self._about(request)
        writing, said = self._writing, "sent"
        try:
            async with self._desk.changing(account, WRITE) as connection:
                found = await reading.find(connection, thread)
                if found is None or found.person_id != who:
                    raise NotFound("there is no such conversation")
                match act:
                    case "reply":
                        await writing.reply(connection, account, thread, given.get("text", ""), _key(given))
                    case "settle":
                        await writing.no_answer(connection, account, thread, given.get("why", ""))
                        said = "settled"
                    case "share" | "unshare":
                        related = given.get("related", "")
                        await writing.share(connection, account, thread, related, with_them=act == "share")
                        said = f"{act}d"
                    case _:
                        raise HTTPException(404)
        except NotFound:
            await self._unseen(request, "messages", who)
        except CareweftError as wrong:
            return await self.thread(request, [_error(wrong, given)], given, 400)
        await self._desk.changed(account, "messages", who)
        if act == "settle" or given.get("then") == "inbox":
            return RedirectResponse(f"/messages?said={said}", 303)
        return RedirectResponse(f"{self._home(request)}/messages/{thread}?said={said}#last", 303)

    async def _told(self, request: Request, shown: Shown, what: str, *, status: int = 200, **values: Any) -> Response:
        own = shown.account.kind != "staff"
        said = SAID.get(request.query_params.get("said", ""), "")
        return await self._answer(
            request,
            shown,
            what,
            status=status,
            template=f"pages/{'own_' if own else ''}{what}.jinja" if what == "message"
            else f"pages/{'own_' if own else ''}messages.jinja",
            told=_(said) if own else said,
            here=f"{shown.base}/messages",
            **values,
        )  # fmt: skip

    def _parties(self, shown: Shown) -> list[str]:
        account = shown.account
        if account.kind == "staff":
            return []
        related = [party for party in account.parties if party.startswith("related/")]
        return [f"person/{shown.person_id}"] if shown.base == "/me" else related

    async def _teams(self, connection: Connection, shown: Shown) -> list[tuple[str, str]]:
        """To whom one may write about this person: staff in the name of their own teams."""
        if shown.account.kind == "staff":
            found = sorted(party for party in shown.account.parties if party in shown.names.teams)
        else:
            found = await self._writing.teams_of(connection, shown.person_id)
        return [(team, shown.names.party(team)) for team in found]

    async def _relatives(self, connection: Connection, thread: Thread) -> list[tuple[str, str, bool]]:
        """The carers of a person with whom a conversation may be shared: id, name, whether they can read it."""
        if thread.kind != "message":
            return []
        rows = await connection.fetch(
            "SELECT DISTINCT party FROM access.involved($1) WHERE kind IN ('carer', 'reading-carer')",
            thread.person_id,
        )
        bodies = await self._desk.engine.record.read_many(
            connection, [f"RelatedPerson/{row['party'].partition('/')[2]}" for row in rows]
        )
        return [
            (body["id"], _name(body), f"related/{body['id']}" in thread.readers) for body in sorted(bodies, key=_name)
        ]

    async def _head(self, connection: Connection, thread: Thread) -> list[str]:
        if thread.kind != "advice":
            return []
        try:
            body = await self._desk.engine.record.read(connection, f"Communication/{thread.id}")
        except NotFound:
            return []
        return [each["reference"] for each in body.get("about", ())]

    def _who(self, thread: Thread, shown: Shown) -> str:
        return shown.names.party(thread.team)

    def _sender(self, message: Message, shown: Shown) -> tuple[str, bool]:
        """Who wrote a message, in words, and whether that is the reader."""
        account = shown.account
        own = f"staff/{account.username}" if account.kind == "staff" else ""
        mine = message.sender in ([own] if own else self._parties(shown))
        name = message.sender_name or shown.names.party(message.sender)
        if message.sender.startswith("person/"):
            name = message.sender_name or _("The person")
        return name, mine


def _excerpts(shown: Shown) -> list[tuple[str, str]]:
    """What of a person's record a question can point at: the latest of each kind, as (record, words)."""
    found: list[tuple[str, str]] = []
    for table in _EXCERPTS:
        rows = sorted(
            shown.facts.get(table, ()), key=lambda row: str(row.get("at") or row.get("start") or ""), reverse=True
        )
        for row in rows[:8]:
            name = row.get("name") or row.get("instrument") or row.get("reason") or row.get("code") or table
            value = row.get("value") if table == "reading" else row.get("score")
            text = f"{name}: {value:g} {row.get('unit') or ''}".strip() if isinstance(value, int | float) else str(name)
            found.append((str(row["record"]), text.replace("-", " ")))
    return list(dict(found).items())


def _name(body: Mapping[str, object]) -> str:
    names = body.get("name")
    first = names[0] if isinstance(names, list) and names else {}
    return str(
        first.get("text") or " ".join([*first.get("given", ()), first.get("family", "")]).strip() or _("A carer")
    )


def _key(given: Mapping[str, str]) -> str:
    key = given.get("key", "")
    return key if key.isalnum() and len(key) <= _MOST_KEY else token_hex(16)


def _error(wrong: CareweftError, given: Mapping[str, str]) -> FormError:
    where = wrong.where if isinstance(wrong, BadInput) else ""
    if where == "text" and len(given.get("text", "")) > MOST_TEXT:
        return FormError("text", _("Write it shorter"))
    return FormError(where, _(_ERRORS[where])) if where in _ERRORS else FormError(where, explained(wrong))
