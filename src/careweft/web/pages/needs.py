"""Social needs of a person and their referral to partners; and a partner's own page."""

from collections.abc import Mapping, Sequence
from secrets import token_hex

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import policy
from careweft.access.audit import Entry
from careweft.access.policy import Act
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.directory import search
from careweft.care.directory.search import Wanted
from careweft.care.directory.service import NEEDS
from careweft.care.social import social
from careweft.care.social.social import WORDS, Refer, Terms, Took
from careweft.care.social.state import OUTCOMES, STEPS, Status
from careweft.web import forms, words
from careweft.web.language import _
from careweft.web.logins import current as logged_in
from careweft.web.logins import passive, person, staff
from careweft.web.pages.person import PersonPages
from careweft.web.pages.referrals import number
from careweft.web.view import FormError
from careweft.web.words import explained, sentence

REFER: Act = "refer-social"
HELP: Act = "help-as-partner"
SAID = {
    "answered": "What they said is kept.",
    "referred": "The partner is asked. You hear what comes of it.",
    "cancelled": "Taken back. The partner is told.",
    "step": "Kept. Whoever asked is told.",
}
STATES = {
    "found": "Not talked about yet",
    "wanted": "Wants help",
    "declined": "Does not want help",
    "referred": "A partner is asked",
    "met": "Met",
    "unmet": "Not met",
}
BUTTONS: Mapping[str, str] = {
    "received": "We have seen it",
    "accepted": "We take it on",
    "rejected": "We cannot",
    "in-progress": "We have begun",
    "on-hold": "It waits",
    "completed": "It is done",
    "failed": "It did not work out",
}


class NeedPages(PersonPages):
    """What troubles somebody besides their health, and who helps."""

    def routes(self) -> list[Route]:
        """Where these pages are."""
        base, own = "/person/{person:int}/needs", "/me/needs"
        found = []
        for address, only in ((base, staff), (own, person)):
            found += [
                Route(address, only(self.needs)),
                Route(f"{address}/{{need}}", only(self.answer), methods=["POST"]),
            ]
        return [
            *found,
            Route(f"{base}/{{need}}/refer", staff(self.refer), methods=["POST"]),
            Route("/person/{person:int}/social/{referral}/cancel", staff(self.cancel), methods=["POST"]),
            Route("/partner", staff(self.partner)),
            Route("/partner/{referral}", staff(self.step), methods=["POST"]),
        ]

    def _terms(self) -> Terms:
        terms = self._desk.engine.local.social_terms
        if terms is None:
            raise HTTPException(404, "No active model of care looks after social needs.")
        return terms

    async def needs(
        self,
        request: Request,
        errors: Sequence[FormError] = (),
        given: Mapping[str, str] | None = None,
        status: int = 400,
    ) -> Response:
        """Needs, what the person said of each, who was asked, what came of it."""
        terms = self._desk.engine.local.social_terms
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await social.needs(connection, shown.person_id)
            sent = await social.of_person(connection, shown.person_id)
            near: dict[str, list[search.Found]] = {}
            for need in {each.need for each in found if each.state == "wanted"} if not shown.own else ():
                wanted = Wanted((need,), near=shown.banner.postcode or "")
                services = await search.find(
                    connection, wanted, self._desk.now(), self._desk.engine.local.fresh, shown.facts,
                    str(self._desk.engine.zone),
                )  # fmt: skip
                near[need] = [each for each in services if each.service.organisation and each.suits is not False]
        teams = sorted(party for party in shown.account.parties if party in shown.names.teams)
        return await self._answer(
            request,
            shown,
            "social needs",
            template=f"pages/{'own_' if shown.own else ''}needs.jinja",
            status=status if errors else 200,
            **({"said": SAID[said]} if (said := request.query_params.get("said", "")) in SAID else {}),
            needs=found,
            states=STATES,
            sent=[(each, shown.names.party(each.party), WORDS[each.status]) for each in sent],
            outcomes=OUTCOMES,
            near=near,
            teams=[(team, shown.names.party(team)) for team in teams],
            may_refer=terms is not None and bool(teams) and policy.may(shown.account, REFER),
            screens=terms is not None,
            who=words.person_name(shown.banner.family or "", shown.banner.given or ""),
            key=token_hex(16),
            errors=list(errors),
            given=given or {},
        )

    async def answer(self, request: Request) -> Response:
        """Keep whether the person wants help with a need."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        need = request.path_params["need"]
        if given.get("wants") not in ("yes", "no"):
            return await self.needs(request, [FormError(f"wants-{need}", "Say whether help is wanted")], given)
        act: Act = "answer-questions" if account.kind == "person" else "assess"
        try:
            async with self._desk.changing(account, act) as connection:
                version = number(given.get("version", ""))
                await self._desk.engine.local.social.answer(
                    connection, account, need, given["wants"] == "yes", given.get("said", ""), version
                )
        except Conflict as first:
            text = _("Somebody changed it first") if account.kind == "person" else sentence(first.what)
            return await self.needs(request, [FormError("", text)], given, 409)
        except NotFound:
            raise HTTPException(404) from None
        await self._desk.changed(account, "social needs", await self._who(need))
        return RedirectResponse(f"{request.url.path.rpartition('/')[0]}?said=answered", 303)

    async def refer(self, request: Request) -> Response:
        """Refer a need to a partner."""
        account, terms = logged_in(request), self._terms()
        given = await forms.read(request, request.app.services.limits.form_bytes)
        need, key = request.path_params["need"], given.get("key", "")
        key = f"{account.id}/{key if key.isalnum() and len(key) <= 64 else token_hex(16)}"
        team = given.get("team", "") or next(iter(sorted(account.parties)), "")
        refer = Refer(
            key, need, given.get("service", ""), team, given.get("about", ""), given.get("contact", ""),
            given.get("reason", ""),
        )  # fmt: skip
        try:
            async with self._desk.changing(account, REFER) as connection:
                await self._desk.engine.local.social.refer(connection, account, refer, terms)
        except (BadInput, Conflict) as wrong:
            field = f"{wrong.where}-{need}" if isinstance(wrong, BadInput) and wrong.where else ""
            return await self.needs(request, [FormError(field, explained(wrong))], given)
        except NotFound:
            raise HTTPException(404) from None
        who = await self._who(need)
        await self._desk.changed(account, "social needs", who)
        return RedirectResponse(f"/person/{who}/needs?said=referred", 303)

    async def cancel(self, request: Request) -> Response:
        """Take a referral back."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        id_ = request.path_params["referral"]
        who = await self._asked(id_)
        took, version = Took("cancelled", given.get("note", "")), number(given.get("version", "")) or 0
        try:
            async with self._desk.changing(account, REFER) as connection:
                await self._desk.engine.local.social.step(connection, account, id_, took, version)
        except (BadInput, Conflict, Refused) as wrong:
            return await self.needs(request, [FormError(f"note-{id_}", explained(wrong))], given)
        except NotFound:
            raise HTTPException(404) from None
        await self._desk.changed(account, "social needs", who)
        return RedirectResponse(f"/person/{who}/needs?said=cancelled", 303)

    # The partner

    async def partner(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """What an organisation is asked: a need, a name and how to reach them. Nothing of the record."""
        account = logged_in(request)
        async with self._desk.reading(account, HELP) as connection:
            found = await social.asked_of(connection, sorted(account.parties))
        if not passive(request.scope):
            shown = dict.fromkeys(each.person_id for each in found)
            await self._desk.auditor.record(
                *(Entry(account.id, each, "read", "requests for help", "seen", "referred-to") for each in shown)
            )
        names = {each.team: each.team for each in found}
        async with self._desk.database.transaction(account.id, readonly=True) as connection:
            for row in await connection.fetch("SELECT id, title FROM care.team WHERE id = ANY ($1)", list(names)):
                names[row["id"]] = row["title"]
        answer: Response = request.app.templates.page(
            request,
            "pages/partner.jinja",
            status=400 if errors else 200,
            title="Requests for our help",
            said=SAID.get(request.query_params.get("said", ""), ""),
            open=[each for each in found if each.is_open],
            done=[each for each in found if not each.is_open],
            needs=NEEDS,
            names=names,
            words=WORDS,
            steps={each.id: [step for step in BUTTONS if step in STEPS.get(each.status, ())] for each in found},
            buttons=BUTTONS,
            outcomes=OUTCOMES,
            errors=list(errors),
            given=given or {},
        )
        return answer

    async def step(self, request: Request) -> Response:
        """A partner's answer."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        id_, status = request.path_params["referral"], given.get("status", "")
        if status not in BUTTONS:
            return await self.partner(request, [FormError(f"status-{id_}", "Choose how it stands")], given)
        chosen: Status = status  # type: ignore[assignment]
        outcome = given.get("outcome", "") if status == "completed" else ""
        took, version = Took(chosen, given.get("note", ""), outcome), number(given.get("version", "")) or 0
        who = await self._asked(id_)
        try:
            async with self._desk.changing(account, HELP) as connection:
                await self._desk.engine.local.social.step(connection, account, id_, took, version)
        except (BadInput, Conflict, Refused) as wrong:
            field = f"{wrong.where}-{id_}" if isinstance(wrong, BadInput) else ""
            return await self.partner(request, [FormError(field, explained(wrong))], given)
        except NotFound:
            await self._desk.refused(account, "requests for help", who)
            raise HTTPException(404) from None
        await self._desk.changed(account, "requests for help", who)
        return RedirectResponse("/partner?said=step", 303)

    async def _who(self, need: str) -> int:
        async with self._desk.engine.database.transaction(readonly=True) as connection:
            found = await connection.fetchval("SELECT person_id FROM care.social_need WHERE id = $1", need)
        return int(found or 0)

    async def _asked(self, id_: str) -> int:
        async with self._desk.engine.database.transaction(readonly=True) as connection:
            found = await connection.fetchval("SELECT person_id FROM care.social_referral WHERE id = $1", id_)
        return int(found or 0)
