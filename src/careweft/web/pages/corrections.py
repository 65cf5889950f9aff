"""Mistakes in the record: the person's pages on which to say so and to read the answer; the page of who answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import policy
from careweft.base.errors import BadInput, Conflict, NotFound
from careweft.care.corrections import corrections
from careweft.care.corrections.amendment import TYPES, amendment, said, ways
from careweft.care.corrections.corrections import MOST, Answer, Correction
from careweft.care.record import Record
from careweft.fhir.labels import labels
from careweft.web import forms
from careweft.web.desk import names_here, people_shown
from careweft.web.language import N_, _
from careweft.web.logins import carer, person, staff
from careweft.web.logins import current as logged_in
from careweft.web.pages.journey import sender
from careweft.web.pages.own import entry_line
from careweft.web.pages.person import PersonPages
from careweft.web.pages.work import name_of
from careweft.web.view import FormError, Link
from careweft.web.words import explained

_MOST_AT_ONCE = 20
STATES = {
    "asked": N_("We are looking at it"),
    "accepted": N_("We put it right"),
    "refused": N_("We did not change it"),
    "withdrawn": N_("You took it back"),
}
HOW = {
    "wrong": "Take it out: it is all wrong, or about somebody else",
    "value": "The value is another one",
    "name": "It should be called something else",
    "note": "Leave it, and add what is so",
}
"""How an entry can be put right, for who answers."""


@dataclass(frozen=True)
class Shows:
    """An entry as its page shows it."""

    record: str
    says: str
    sender: str
    amended: str
    told: Sequence[Correction]
    may_ask: bool


class CorrectionPages(PersonPages):
    """Saying that something is wrong, and answering."""

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/me/entry", person(self.entry), methods=["GET"]),
            Route("/me/entry", person(self.ask), methods=["POST"]),
            Route("/me/corrections", person(self.overview)),
            Route("/me/corrections/{task}/withdraw", person(self.withdraw), methods=["POST"]),
            Route("/for/{person:int}/entry", carer(self.entry), methods=["GET"]),
            Route("/for/{person:int}/entry", carer(self.ask), methods=["POST"]),
            Route("/for/{person:int}/corrections", carer(self.overview)),
            Route("/for/{person:int}/corrections/{task}/withdraw", carer(self.withdraw), methods=["POST"]),
            Route("/corrections/{task}", staff(self.one), methods=["GET"]),
            Route("/corrections/{task}", staff(self.answer), methods=["POST"]),
        ]

    async def entry(
        self,
        request: Request,
        errors: Sequence[FormError] = (),
        given: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        """Entries of the record: what they say, from whom, what was said to be wrong with them; and a form."""
        asked = [given.get("record", "")] if given else request.query_params.getlist("r")[:_MOST_AT_ONCE]
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            called, found = await self._with_kin(connection, shown), []
            sent = await labels(connection, shown.person_id, [each.partition("/")[0] for each in asked])
            for record in asked:
                try:
                    owner, _version, body = await self._record.find(connection, record)
                except NotFound:
                    continue
                if owner == shown.person_id and body["resourceType"] in TYPES:
                    told = await corrections.of(connection, owner, record)
                    who = called.party(told[0].party) if told else called.organisation(sender(sent[record])).name
                    may = shown.may("ask-correction") and not any(each.state == "asked" for each in told)
                    found.append(Shows(record, entry_line(body), who, amendment(body), told, may))
        if not found:
            await self._desk.refused(shown.account, "entry", shown.person_id)
            raise HTTPException(404)
        return await self._answer(
            request, shown, "entry", template="pages/entry.jinja", status=status, entries=found, errors=list(errors),
            given=given or {"key": token_hex(16)}, states=STATES, most=MOST,
        )  # fmt: skip

    async def ask(self, request: Request) -> Response:
        """Say that an entry is wrong."""
        account = logged_in(request)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        try:
            async with self._desk.changing(account, "ask-correction") as connection:
                shown = await self._shown(connection, request)
                terms = self._desk.engine.correction_terms
                await self._desk.engine.corrections.ask(
                    connection, account, shown.person_id, given.get("record", ""), given, terms
                )
        except BadInput as wrong:
            return await self.entry(request, [FormError(wrong.where or "wrong", _wrong(wrong))], given, 400)
        except Conflict:
            return RedirectResponse(f"{self._home(request)}/corrections?said=open", 303)
        except NotFound:
            raise HTTPException(404) from None
        await self._desk.changed(account, "correction", shown.person_id)
        return RedirectResponse(f"{self._home(request)}/corrections?said=asked", 303)

    async def overview(self, request: Request) -> Response:
        """What the person said is wrong, and what became of it."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await corrections.about(connection, shown.person_id)
        who = {each.party: shown.names.party(each.party) for each in found}
        return await self._answer(
            request, shown, "corrections", template="pages/corrections.jinja", found=found, states=STATES, who=who,
            mine=shown.account.parties, said=_(_SAID.get(request.query_params.get("said", ""), "")),
        )  # fmt: skip

    async def withdraw(self, request: Request) -> Response:
        """Take a request back."""
        account = logged_in(request)
        try:
            async with self._desk.changing(account, "ask-correction") as connection:
                shown = await self._shown(connection, request)
                await self._desk.engine.corrections.withdraw(connection, account, request.path_params["task"])
        except NotFound:
            raise HTTPException(404) from None
        except Conflict:
            return RedirectResponse(f"{self._home(request)}/corrections", 303)
        await self._desk.changed(account, "correction", shown.person_id)
        return RedirectResponse(f"{self._home(request)}/corrections?said=withdrawn", 303)

    async def one(
        self,
        request: Request,
        errors: Sequence[FormError] = (),
        given: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        """What a person says is wrong, the entry as it is now, and the form for the answer."""
        account, task = logged_in(request), request.path_params["task"]
        async with self._desk.reading(account, "answer-corrections") as connection:
            found = await corrections.find(connection, task)
            people = await people_shown(connection, [found.person_id] if found else [])
            names = await names_here(connection)
            try:
                if found is None:
                    raise NotFound("there is none")
                asks = found.again_task if found.again_state == "open" else task
                _owner, version, _body = await self._record.find(connection, f"Task/{asks}")
                _owner, _version, body = await self._record.find(connection, found.record)
            except NotFound:
                await self._desk.refused(account, "correction", await self._desk.whose(task))
                raise HTTPException(404) from None
        await self._desk.saw(account, "correction", [found.person_id])
        page: Response = request.app.templates.page(
            request,
            "pages/correction.jinja",
            status=status,
            title="Is this entry wrong?",
            found=found,
            who=Link(f"/person/{found.person_id}", name_of(people, found.person_id)),
            party=names.party(found.party),
            now=said(body),
            amended=amendment(body),
            version=version,
            ways=[(each, HOW[each]) for each in ways(body)],
            mine=found.party in account.parties and policy.may(account, "answer-corrections"),
            errors=list(errors),
            given=given or {},
        )
        return page

    async def answer(self, request: Request) -> Response:
        """Put it right, or say why it stays."""
        account, task = logged_in(request), request.path_params["task"]
        given = await forms.read(request, request.app.services.limits.form_bytes)
        how = given.get("how", "")
        version = int(given["version"]) if given.get("version", "").isdecimal() else None
        if given.get("again"):
            return await self._answer_again(request, given, version)
        try:
            if how not in (*HOW, "no"):
                raise BadInput("nothing is chosen", where="how", expected="what becomes of the entry")
            told = Answer(None if how == "no" else how, given.get("text", ""), given.get("why", ""))  # type: ignore[arg-type]
            async with self._desk.changing(account, "answer-corrections") as connection:
                found = await self._desk.engine.corrections.answer(connection, account, task, told, version)
        except (BadInput, Conflict, NotFound) as wrong:
            return await self._not_done(request, wrong, "how", given)
        await self._desk.changed(account, "correction", found.person_id)
        return RedirectResponse("/work?said=completed", 303)

    async def _not_done(
        self, request: Request, wrong: BadInput | Conflict | NotFound, where: str, given: Mapping[str, str]
    ) -> Response:
        """The form again: with what is wrong, at `where` if nothing says, or with what somebody else made of it."""
        if isinstance(wrong, NotFound):
            raise HTTPException(404) from None
        if isinstance(wrong, BadInput):
            return await self.one(request, [FormError(wrong.where or where, explained(wrong))], given, 400)
        return await self.one(request, [FormError("", explained(wrong))], given, 409)

    async def _answer_again(self, request: Request, given: Mapping[str, str], version: int | None) -> Response:
        """Put it right once more against its sender's new word, or let that stand."""
        account, keep, engine = logged_in(request), given.get("how") == "again", self._desk.engine.corrections
        try:
            async with self._desk.changing(account, "answer-corrections") as connection:
                found = await corrections.find(connection, request.path_params["task"])
                if found is None or found.again_task != given["again"]:
                    raise NotFound("there is none")
                await engine.answer_again(
                    connection, account, found.again_task, keep=keep, why=given.get("why", ""), version=version
                )
        except (BadInput, Conflict, NotFound) as wrong:
            return await self._not_done(request, wrong, "why", given)
        await self._desk.changed(account, "correction", found.person_id)
        return RedirectResponse("/work?said=completed", 303)

    @property
    def _record(self) -> Record:
        return self._desk.engine.record


_SAID = {
    "asked": N_("Thank you. We will look at it and tell you."),
    "open": N_("You told us about this already. We are looking at it."),
    "withdrawn": N_("You took it back."),
}


def _wrong(wrong: BadInput) -> str:
    return _("Write it in fewer words") if "too long" in wrong.what else _("Tell us what is wrong")
