"""Referring somebody: a call or a letter written down by a coordinator, a form of staff about somebody in their care, a
person or a carer on their own page; what became of it, for who sent it; questions and offers, answered."""

import asyncio
from collections.abc import Mapping
from datetime import date
from secrets import token_hex

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.accounts import Account
from careweft.access.audit import Entry
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound
from careweft.care import teams
from careweft.care.entry import letters, queue
from careweft.care.entry.letters import Letter
from careweft.care.entry.queue import Standing
from careweft.care.entry.receive import Caller, New, Somebody
from careweft.care.entry.state import OFFER, OUTCOMES, Means
from careweft.people.person import Banner
from careweft.people.search import parse
from careweft.web import forms, terms
from careweft.web.desk import Desk, Names, names_here, people_shown
from careweft.web.language import _
from careweft.web.logins import current, family, passive, staff
from careweft.web.pages.referrals import number, party_named
from careweft.web.pages.work import name_of
from careweft.web.view import Empty, FormError
from careweft.web.words import sentence

CALLERS = {
    "self": "The person",
    "related": "Family, a friend or a neighbour",
    "organisation": "An organisation",
    "other": "Somebody else",
}
_MOST_KEY = 64
_LOOKS, _PAUSE_SECONDS = 60, 0.05


class ReferPages:
    """Forms that make referrals, and the sender's own list."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/referrals/new", staff(self.new), methods=["GET"]),
            Route("/referrals/new", staff(self.take), methods=["POST"]),
            Route("/referrals/sent", staff(self.sent)),
            Route("/referrals/asked/{task}", staff(self.asked), methods=["GET"]),
            Route("/referrals/asked/{task}", staff(self.reply), methods=["POST"]),
            Route("/letters/{document}", staff(self.letter)),
            Route("/person/{person:int}/refer", staff(self.form), methods=["GET"]),
            Route("/person/{person:int}/refer", staff(self.send), methods=["POST"]),
            Route("/me/refer", family(self.own), methods=["GET"]),
            Route("/me/refer", family(self.own_send), methods=["POST"]),
            Route("/me/asked/{task}", family(self.own_reply), methods=["POST"]),
        ]

    # A call or a letter

    async def new(
        self, request: Request, errors: list[FormError] | None = None, given: Mapping[str, str] | None = None
    ) -> Response:
        """The form for a call or a letter."""
        account, entry = current(request), self._desk.engine.entry
        async with self._desk.reading(account, "triage-referrals") as connection:
            practices = await teams.practices(connection)
            names = await names_here(connection)
        called = {code: each.name for code, each in names.organisations.items()}
        answer: Response = request.app.templates.page(
            request,
            "pages/new_referral.jinja",
            status=400 if errors else 200,
            title="A call or a letter",
            errors=errors or [],
            given=given or {"key": token_hex(16)},
            callers=CALLERS,
            organisations=sorted((name, code) for code, name in called.items()),
            practices=[(each.id, called.get(each.id) or each.title) for each in practices],
            kinds=letters.KINDS,
            phone=entry.phone if entry else "",
        )
        return answer

    async def take(self, request: Request) -> Response:
        """Find or register the person, and make the referral."""
        account = current(request)
        given, files = await forms.read_with_files(request, request.app.services.limits.form_bytes, letters.MOST_BYTES)
        errors = _missing(given)
        letter, wrong = _letter(files.get("letter"))
        errors += wrong
        who = somebody(given, errors)
        if errors:
            return await self.new(request, errors, given)
        try:
            async with self._desk.changing(account, "triage-referrals") as connection:
                person_id, subject = await self._desk.engine.intake.register(connection, who, key_of(account, given))
                new = _new(account, given, "letter" if letter else "phone", letter)
                made = await self._desk.engine.intake.refer(connection, person_id, new, subject)
        except BadInput as bad:
            return await self.new(request, [FormError(bad.where, sentence(f"{bad.what}: {bad.expected}"))], given)
        await self._desk.changed(account, "referral", person_id)
        return await self._received(account, made)

    async def _received(self, account: Account, made: str) -> Response:
        """To the referral, once it is on the queue of a team of the account's; else to the queue."""
        found = await self._queued(made)
        if found is not None and found.team in account.parties:
            return RedirectResponse(f"/referrals/{made.rpartition('/')[2]}?said=received", 303)
        return RedirectResponse("/referrals?said=elsewhere", 303)

    async def _queued(self, made: str) -> Standing | None:
        """A referral once a worker put it on a queue, as it does with what other systems send; None where that takes
        long: it is not lost, only not to be shown yet."""
        for _look in range(_LOOKS):
            async with self._desk.engine.database.transaction(readonly=True) as connection:
                if found := await queue.standing(connection, made):
                    return found
            await asyncio.sleep(_PAUSE_SECONDS)
        return None

    # A form of staff about somebody in their care

    async def form(
        self, request: Request, errors: list[FormError] | None = None, given: Mapping[str, str] | None = None
    ) -> Response:
        """The form for somebody whom one may see."""
        account, person_id = current(request), int(request.path_params["person"])
        async with self._desk.reading(account, "refer") as connection:
            people = await people_shown(connection, [person_id] if person_id < 2**63 else [])
            names = await names_here(connection)
        if person_id not in people:
            await self._desk.refused(account, "referral", await self._desk.standing(person_id))
            raise HTTPException(404)
        await self._desk.saw(account, "referral", [person_id])
        answer: Response = request.app.templates.page(
            request,
            "pages/refer.jinja",
            status=400 if errors else 200,
            title="Refer to the team",
            errors=errors or [],
            given=given or {"key": token_hex(16)},
            who=name_of(people, person_id),
            base=f"/person/{person_id}",
            senders=[(party, names.party(party)) for party in sorted(account.parties)],
            own=False,
        )
        return answer

    async def send(self, request: Request) -> Response:
        """Refer somebody whom one may see, in the name of one's own organisation."""
        account, person_id = current(request), int(request.path_params["person"])
        given = await forms.read(request, request.app.services.limits.form_bytes)
        if not given.get("reason"):
            return await self.form(request, [FormError("reason", "Write why you refer the person")], given)
        async with self._desk.changing(account, "refer") as connection:
            try:
                await require_sight(connection, [person_id])
            except NotFound:
                raise HTTPException(404) from None
            chosen = given.get("sender", "")
            party = chosen if chosen in account.parties else next(iter(sorted(account.parties)), "")
            new = New(key_of(account, given), "form", given["reason"], given.get("urgent") == "yes", Caller(party),
                      _told(given))  # fmt: skip
            made = await self._desk.engine.intake.refer(connection, person_id, new)
        await self._queued(made)
        await self._desk.changed(account, "referral", person_id)
        return RedirectResponse("/referrals/sent?said=received", 303)

    # What became of it

    async def sent(self, request: Request) -> Response:
        """What the parties of the account sent, what is asked of them, and what they are asked to take on."""
        account = current(request)
        async with self._desk.reading(account, "refer") as connection:
            names = await names_here(connection)
            found = await queue.sent(connection, list(account.parties))
            asked = await queue.asked_of(connection, list(account.parties))
            concerned = [each.person_id for each in found] + [each.person_id for each in asked]
            people = await people_shown(connection, concerned)
        if not passive(request.scope):
            shown = dict.fromkeys(concerned)
            await self._desk.auditor.record(
                *(Entry(account.id, each, "read", "referrals sent", "seen", "referrer") for each in shown)
            )
        rows = [(each, _stands(each, names), _who(each, people), names.party(each.team)) for each in found]
        answer: Response = request.app.templates.page(
            request,
            "pages/sent.jinja",
            title="Referrals we sent",
            rows=rows,
            asked=[(each, name_of(people, each.person_id)) for each in asked],
            offer=OFFER,
            said=_SAID.get(request.query_params.get("said", ""), ""),
            nothing=Empty("You sent no referrals", "Refer somebody in your care from their record."),
        )
        return answer

    # Questions and offers

    async def asked(
        self, request: Request, errors: list[FormError] | None = None, given: Mapping[str, str] | None = None
    ) -> Response:
        """One question or offer, with the form for the answer."""
        account = current(request)
        async with self._desk.reading(account, "refer") as connection:
            found = await queue.find_asked(connection, request.path_params["task"])
            names = await names_here(connection)
            people = await people_shown(connection, [found.person_id] if found else [])
            standing = await queue.standing(connection, found.request) if found else None
        if found is None:
            await self._desk.refused(account, "referral", await self._desk.whose(request.path_params["task"]))
            raise HTTPException(404)
        await self._desk.saw(account, "referral", [found.person_id])
        reason = standing.reason if standing else ""
        answer: Response = request.app.templates.page(
            request,
            "pages/asked.jinja",
            status=400 if errors else 200,
            title="Take on a referral" if found.code == OFFER else "A question about a referral",
            asked=found,
            offer=found.code == OFFER,
            open=found.status in ("requested", "in-progress", "on-hold"),
            who=name_of(people, found.person_id),
            party=party_named(found.party, "", names).name,
            theirs=found.party not in account.parties,
            reason=reason,
            errors=errors or [],
            given=given or {},
        )
        return answer

    async def reply(self, request: Request) -> Response:
        """The answer to a question or an offer."""
        account, task = current(request), request.path_params["task"]
        given = await forms.read(request, request.app.services.limits.form_bytes)
        text, answer, version = given.get("text", ""), given.get("answer", ""), number(given.get("version", ""))
        engine = self._desk.engine
        try:
            async with self._desk.changing(account, "refer") as connection:
                found = await queue.find_asked(connection, task)
                if found is None:
                    raise HTTPException(404)
                if found.code == OFFER:
                    if answer not in ("yes", "no"):
                        raise BadInput("nothing is chosen", expected="say whether you take it on")
                    terms_ = engine.entry_terms()
                    await engine.triage.reply(connection, account, task, answer == "yes", text, terms_, version)
                else:
                    await engine.triage.answer(connection, account, task, text, version)
        except BadInput as bad:
            field = "answer" if bad.expected.startswith("say") else "text"
            return await self.asked(request, [FormError(field, sentence(bad.expected))], given)
        except Conflict as first:
            return await self.asked(request, [FormError("", f"{sentence(first.what)}, so nothing was done.")], given)
        await self._desk.changed(account, "referral", found.person_id)
        return RedirectResponse(await self._after(account, found, answer), 303)

    async def _after(self, account: Account, found: queue.Asked, answer: str) -> str:
        async with self._desk.reading(account, "refer") as connection:
            standing = await queue.standing(connection, found.request)
        if standing and standing.team in account.parties:
            return f"/referrals/{found.request.rpartition('/')[2]}?said={'passed' if answer == 'yes' else 'replied'}"
        return "/referrals/sent?said=replied"

    # Letters

    async def letter(self, request: Request) -> Response:
        """A letter: a picture as such, a text as text, anything else to be downloaded; never something active."""
        account = current(request)
        async with self._desk.reading(account, "triage-referrals") as connection:
            try:
                body = await self._desk.engine.record.read(
                    connection, f"DocumentReference/{request.path_params['document']}"
                )
                attachment = body["content"][0]["attachment"]
                binary = await self._desk.engine.record.read(connection, attachment["url"])
                person_id, _, _ = await self._desk.engine.record.find(connection, attachment["url"])
            except (NotFound, KeyError, IndexError):
                raise HTTPException(404) from None
        await self._desk.saw(account, "letter", [person_id])
        found = letters.content_of(binary, attachment.get("title", "Letter"))
        shown = found.kind in letters.SHOWN or found.kind == "text/plain"
        kind = f"{found.kind}; charset=utf-8" if found.kind == "text/plain" else found.kind
        name = "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "_" for c in found.title)
        headers = {
            "Content-Disposition": f'{"inline" if shown else "attachment"}; filename="{name}"',
            "Content-Type": kind if shown else "application/octet-stream",
            "Cache-Control": "no-store",
        }
        return Response(found.content, headers=headers)

    # The person's own page

    async def own(
        self, request: Request, errors: list[FormError] | None = None, given: Mapping[str, str] | None = None
    ) -> Response:
        """What the person asked for, and the form to ask for help."""
        account, entry = current(request), self._desk.engine.entry
        async with self._desk.reading(account, "refer-self") as connection:
            whom = await self._whom(connection, account)
            found = [each for one in whom for each in await queue.of_person(connection, one)]
            parties = [*account.parties]
            asked = await queue.asked_of(connection, parties)
            names = await names_here(connection)
        await self._desk.saw(account, "referral", list(whom))
        answer: Response = request.app.templates.page(
            request,
            "pages/refer.jinja",
            status=400 if errors else 200,
            title=_("Ask for help"),
            errors=errors or [],
            given=given or {"key": token_hex(16)},
            own=True,
            allowed=entry is not None and entry.self_referral,
            whom=list(whom.items()),
            names=whom,
            mine=account.person_id,
            found=[
                (each, _OWN[each.state], names.party(each.team)) for each in found if each.sender in account.parties
            ],
            asked=asked,
            online=entry.online if entry else None,
            phone=entry.phone if entry else "",
            said=_OWN_SAID.get(request.query_params.get("said", ""), ""),
        )
        return answer

    async def own_send(self, request: Request) -> Response:
        """Ask for help, for oneself or for somebody whose carer one is."""
        account = current(request)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        if not self._desk.engine.entry_model().compiled.entry.self_referral:
            raise HTTPException(404)
        if not given.get("reason"):
            return await self.own(request, [FormError("reason", _("Tell us what you need help with"))], given)
        async with self._desk.reading(account, "refer-self") as connection:
            whom = await self._whom(connection, account)
            chosen = int(given["whom"]) if given.get("whom", "").isdecimal() else account.person_id
            if chosen not in whom:
                raise HTTPException(404)
            party = f"person/{account.person_id}"
            if chosen != account.person_id:
                party = await queue.kin_of(connection, chosen, list(account.parties)) or ""
        means: Means = "self" if chosen == account.person_id else "carer"
        caller = Caller(party, account.display_name if means == "carer" else "")
        new = New(key_of(account, given), means, given["reason"], given.get("urgent") == "yes", caller, _told(given))
        async with self._desk.changing(account, "refer-self") as connection:
            await require_sight(connection, [chosen])
            made = await self._desk.engine.intake.refer(connection, chosen, new)
        await self._queued(made)
        await self._desk.changed(account, "referral", chosen)
        return RedirectResponse("/me/refer?said=received", 303)

    async def own_reply(self, request: Request) -> Response:
        """The person's answer to a question."""
        account, task = current(request), request.path_params["task"]
        given = await forms.read(request, request.app.services.limits.form_bytes)
        try:
            async with self._desk.changing(account, "refer-self") as connection:
                found = await queue.find_asked(connection, task)
                if found is None or found.party not in account.parties:
                    raise HTTPException(404)
                await self._desk.engine.triage.answer(connection, account, task, given.get("text", ""))
        except BadInput:
            return await self.own(request, [FormError(f"text-{task}", _("Write your answer"))], given)
        except Conflict:
            return RedirectResponse("/me/refer", 303)
        await self._desk.changed(account, "referral", found.person_id)
        return RedirectResponse("/me/refer?said=replied", 303)

    async def _whom(self, connection: Connection, account: Account) -> dict[int, str]:
        """The person, and those whose carer they are, as they may see them now."""
        own = {account.person_id: _("For me")} if account.person_id else {}
        cared = await queue.cared_for(connection, list(account.parties))
        people = await people_shown(connection, cared)
        return own | {each: _("For %(name)s") % {"name": name_of(people, each)} for each in cared if each in people}


_SAID = {"received": "The referral is sent. You see here what becomes of it.", "replied": "Your answer is sent."}
_OWN_SAID = {"received": "Thank you. We have your request and will tell you what we do.", "replied": "Thank you."}
_OWN = {
    "waiting": "We are looking at it",
    "asked": "We asked you something. Please answer above",
    "redirected": "We asked another team to help you",
    "joined": "We look at it with another request",
    "decided": "Decided",
    "withdrawn": "Taken back",
}


def _stands(each: Standing, names: Names) -> str:
    if each.state == "decided":
        return OUTCOMES.get(each.outcome, "Decided")
    return terms.STATES[each.state].format(names.party(each.target) if each.target else "")


def _who(each: Standing, people: dict[int, Banner]) -> str:
    """Whom a referral is about, by the sender's own name for them where they do not see the record any more."""
    if each.person_id in people:
        return name_of(people, each.person_id)
    return each.about or "Name not known"


def key_of(account: Account, given: Mapping[str, str]) -> str:
    """What makes one form one referral: the form's own key, of this account."""
    key = given.get("key", "")
    return f"form/{account.id}/{key if key.isalnum() and len(key) <= _MOST_KEY else token_hex(16)}"


def _told(given: Mapping[str, str]) -> list[str]:
    return [text for name in ("note", "typed") if (text := given.get(name, ""))]


def _missing(given: Mapping[str, str]) -> list[FormError]:
    wanted = {
        "caller": "Choose who calls or writes",
        "family": "Enter the family name",
        "reason": "Write what it is about",
    }
    if given.get("caller") == "organisation":
        wanted["organisation"] = "Choose the organisation"
    if given.get("caller") in ("related", "other"):
        wanted["name"] = "Enter the caller's name"
    return [FormError(name, text) for name, text in wanted.items() if not given.get(name)]


def somebody(given: Mapping[str, str], errors: list[FormError]) -> Somebody:
    """Whom a caller speaks of, as a form says it; what is wrong with it is added to the errors."""
    born: date | None = None
    if given.get("born"):
        born = parse(given["born"]).birth_date
        if born is None:
            errors.append(FormError("born", "Enter the date of birth as day/month/year, such as 2/3/1941"))
    if not born and not given.get("nhs"):
        errors.append(FormError("born", "Enter the date of birth or the NHS number"))
    return Somebody(
        given.get("family", ""), given.get("given", ""), born, given.get("nhs", ""), given.get("postcode", ""),
        given.get("practice", ""),
    )  # fmt: skip


def _letter(file: tuple[str, bytes] | None) -> tuple[Letter | None, list[FormError]]:
    if file is None or not any(file):
        return None, []
    name, content = file
    try:
        return letters.read(name, content), []
    except BadInput as wrong:
        return None, [FormError("letter", sentence(f"{wrong.what}. Choose {wrong.expected}"))]


def _new(account: Account, given: Mapping[str, str], means: Means, letter: Letter | None) -> New:
    caller, name = given.get("caller", ""), given.get("name", "")
    sender = Caller(name=name, contact=given.get("contact", ""), related=caller == "related")
    if caller == "organisation":
        sender = Caller(given.get("organisation", ""), "", given.get("contact", ""))
    elif caller == "self":
        sender = Caller(name=name or "The person", contact=given.get("contact", ""))
    found = [letter] if letter else []
    return New(
        key_of(account, given), means, given["reason"], given.get("urgent") == "yes", sender, _told(given), found
    )
