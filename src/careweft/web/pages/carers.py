"""Family and carers: the person lets them in and ends it; who is invited takes it up; who cares sees for whom."""

from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Any

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import relationships
from careweft.access.accounts import NewAccount
from careweft.access.audit import Entry
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.family.relatives import RELATIONS, Family
from careweft.care.plans.package import package
from careweft.care.tasks import Filter, worklist
from careweft.fhir.labels import labels
from careweft.web import filters, forms, view
from careweft.web.desk import people_shown
from careweft.web.language import N_, _
from careweft.web.logins import address_of, carer, person
from careweft.web.logins import current as logged_in
from careweft.web.pages import journey
from careweft.web.pages import people as words_of
from careweft.web.pages.journey import Told
from careweft.web.pages.person import PersonPages, Shown
from careweft.web.pages.work import name_of
from careweft.web.view import Empty, FormError

_PAGE = 50
KINDS = {
    "parent": N_("Parent. They see your record while you are a child."),
    "young-persons-parent": N_("Parent. They see a part of your record."),
    "guardian": N_("They act for you by law."),
    "carer": N_("You let them in. They can do things for you too."),
    "reading-carer": N_("You let them in. They can only read."),
}
"""Why a relative sees the record, for the person."""
FOR = {
    "parent": N_("You are their parent."),
    "young-persons-parent": N_("You are their parent. You see a part of the record, as they are nearly grown up."),
    "guardian": N_("You act for them by law."),
    "carer": N_("They let you in. You can do things for them too."),
    "reading-carer": N_("They let you in. You can only read."),
}
"""The same for the relative."""
_RELATIONS = {
    "SPS": N_("My husband, wife or partner"),
    "CHILD": N_("My son or daughter"),
    "SIB": N_("My brother or sister"),
    "FAMMEMB": N_("Someone else in my family"),
    "FRND": N_("A friend"),
    "NBOR": N_("A neighbour"),
}


class CarerPages(PersonPages):
    """Letting somebody in, and what they then see."""

    def routes(self) -> list[Route]:
        """Where these pages are."""
        one = "/for/{person:int}"
        return [
            Route("/me/carers", person(self.carers), methods=["GET"]),
            Route("/me/carers", person(self.invite), methods=["POST"]),
            Route("/me/carers/{related}/{act:str}", person(self.act), methods=["POST"]),
            Route("/invited", self.invited, methods=["GET"]),
            Route("/invited", self.accept, methods=["POST"]),
            Route("/for", carer(self.cared_for)),
            Route(one, carer(self.about)),
            Route(f"{one}/record", carer(self.record)),
            Route(f"{one}/tasks", carer(self.to_do)),
            Route(f"{one}/team", carer(self.helps)),
            Route(f"{one}/still", carer(self.still)),
        ]

    # The person

    async def carers(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None, code: str = ""
    ) -> Response:
        """Who of family and carers sees the record, and the form to let somebody in."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await self._family.relatives(connection, shown.person_id)
        return await self._answer(
            request,
            shown,
            "carers",
            template="pages/carers.jinja",
            status=400 if errors else 200,
            now=[each for each in found if each.kind],
            before=[each for each in found if not each.kind and each.ended],
            kinds=KINDS,
            relations=_RELATIONS,
            by_law=("parent", "young-persons-parent", "guardian"),
            errors=list(errors),
            given=given or {"key": token_hex(16)},
            code=code,
            invited=f"{address_of(request)}/invited",
            said=_(_SAID.get(request.query_params.get("said", ""), "")),
        )

    async def invite(self, request: Request) -> Response:
        """Let somebody in: the page shows the code to give them, this once."""
        account = logged_in(request)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        try:
            async with self._desk.changing(account, "invite-carers") as connection:
                shown = await self._shown(connection, request)
                _related, code = await self._family.invite(
                    connection, account, shown.person_id, given.get("name", ""), given.get("relation", ""),
                    given.get("key", ""), acts=given.get("acts") == "yes",
                )  # fmt: skip
        except BadInput as wrong:
            text = {"name": _("Write who it is"), "relation": _("Choose who it is to you")}[wrong.where or "name"]
            return await self.carers(request, [FormError(wrong.where or "name", text)], given)
        await self._desk.changed(account, "carers", shown.person_id)
        return await self.carers(request, code=code)

    async def act(self, request: Request) -> Response:
        """End what somebody sees, let them do more or less, or make another code for who has not come yet."""
        account, related, act = logged_in(request), request.path_params["related"], request.path_params["act"]
        if act not in ("end", "code", "acts", "reads"):
            raise HTTPException(404)
        code = ""
        try:
            async with self._desk.changing(account, "invite-carers") as connection:
                shown = await self._shown(connection, request)
                if act == "end":
                    await self._family.end(connection, account, shown.person_id, related)
                elif act in ("acts", "reads"):
                    await self._family.let_act(connection, shown.person_id, related, acts=act == "acts")
                else:
                    code = await self._family.renew(connection, shown.person_id, related)
        except NotFound:
            raise HTTPException(404) from None
        except (Refused, Conflict):
            return RedirectResponse("/me/carers?said=cannot", 303)
        await self._desk.changed(account, "carers", shown.person_id)
        said = "ended" if act == "end" else act
        return await self.carers(request, code=code) if code else RedirectResponse(f"/me/carers?said={said}", 303)

    # Who is invited

    async def invited(
        self,
        request: Request,
        errors: Sequence[FormError] = (),
        given: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        """Where an invitation is taken up."""
        account = request.state.account
        page: Response = request.app.templates.page(
            request,
            "pages/invited.jinja",
            status=status,
            title="",
            mine=account if account and account.kind in ("person", "carer") else None,
            staff=account is not None and account.kind == "staff",
            errors=list(errors),
            given=given or {},
        )
        return page

    async def accept(self, request: Request) -> Response:
        """Take it up, with the log-in that one has or a new one. Tries are counted as those to log in are."""
        site, account = request.app, request.state.account
        given = await forms.read(request, site.services.limits.form_bytes)
        address = request.client.host if request.client else ""
        if wait := site.log_in_tries.take(("invited", address)):
            text = _("Too many tries. Wait %(seconds)s seconds, then try again.") % {"seconds": max(1, round(wait))}
            return await self.invited(request, [FormError("", text)], given, 429)
        if account is not None and account.kind == "staff":
            raise HTTPException(404)
        new = NewAccount(given.get("username", "").strip(), given.get("password", ""), given.get("name", "").strip())
        if account is None and (errors := _missing(new)):
            return await self.invited(request, errors, given, 400)
        try:
            async with self._desk.engine.database.transaction() as connection:
                whose = await self._family.accept(connection, given.get("code", ""), account or new)
        except NotFound:
            return await self.invited(
                request, [FormError("code", _("This code is not good, or not any more"))], given, 400
            )
        except Conflict:
            return await self.invited(
                request, [FormError("username", _("Someone has this username. Choose another one"))], given, 400
            )
        except BadInput:
            text = _("Choose a longer password: three words that do not go together")
            return await self.invited(request, [FormError("password", text)], given, 400)
        site.log_in_tries.give(("invited", address))
        entry = Entry(account.id if account else None, whose, "change", "carers", "changed", "invited by the person")
        await self._desk.auditor.record(entry)
        return RedirectResponse("/for?said=in" if account else "/log-in?next=/for", 303)

    # Who cares

    async def cared_for(self, request: Request) -> Response:
        """For whom one acts or cares, as what and until when."""
        account = logged_in(request)
        async with self._desk.reading(account, "see-family-record") as connection:
            acts = await relationships.acts_for(connection)
            people = await people_shown(connection, [each.person_id for each in acts])
        await self._desk.saw(account, "people cared for", people)
        page: Response = request.app.templates.page(
            request,
            "pages/cared_for.jinja",
            title="",
            acts=[(each, name_of(people, each.person_id)) for each in acts if each.person_id in people],
            why=FOR,
            ended="ended" in request.query_params,
            said=_(_SAID.get(request.query_params.get("said", ""), "")),
        )
        return page

    async def about(self, request: Request) -> Response:
        """One of them: why one may see the record, until when, and what is new."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            case = await package(connection, shown.person_id, shown.facts, self._desk.now())
        return await self._tell(
            request, shown, "start",
            coordinator=shown.names.lead(case.coordinator, self._desk.now(), self._desk.engine.zone),
            phone=self._phone,
        )  # fmt: skip

    async def record(self, request: Request) -> Response:
        """What happened."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            sent = await labels(connection, shown.person_id, journey.LABELLED)
            called = await self._with_kin(connection, shown)
        steps = journey.journey(Told(shown.facts, sent, called, self._desk.engine.zone))
        panel = filters.read(f"{shown.base}/record", [], QueryParams())
        page = filters.page_number(request.query_params)
        here, corrects = steps[(page - 1) * _PAGE : page * _PAGE], shown.may("ask-correction")
        entries = [journey.entry(step, True, shown.base, corrects=corrects) for step in here]
        days = [entry.at.astimezone(self._desk.engine.zone).date() for entry in entries]
        return await self._tell(
            request, shown, "timeline", days=view.by_day(entries, days),
            paging=filters.Paging(panel, page, _PAGE, len(steps)), nothing=Empty(_("Nothing to show")),
        )  # fmt: skip

    async def to_do(self, request: Request) -> Response:
        """What is to be done, by whom and by when."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await worklist(connection, Filter(person_id=shown.person_id, status="all"))
        groups = self._groups(found, shown)
        return await self._tell(request, shown, "tasks", groups=groups)

    async def helps(self, request: Request) -> Response:
        """Who helps, and may see the record."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await relationships.involved(connection, shown.person_id)
            case = await package(connection, shown.person_id, shown.facts, self._desk.now())
        found = [each for each in found if not each.party.startswith("related/")]
        members = words_of.involved(found, case, shown.names, self._desk.engine.zone, own=True)
        return await self._tell(request, shown, "who is involved", members=members, phone=self._phone)

    async def still(self, request: Request) -> Response:
        """Whether one still sees this person: an open page asks, and leaves where the answer is no."""
        account = logged_in(request)
        async with self._desk.reading(account, "see-family-record") as connection:
            acts = await relationships.acts_for(connection)
        if any(each.person_id == request.path_params["person"] for each in acts):
            return Response(status_code=204)
        return Response(status_code=200, headers={"HX-Redirect": "/for?ended=1"})

    async def _tell(self, request: Request, shown: Shown, what: str, **values: Any) -> Response:
        return await self._answer(
            request, shown, what, template="pages/family.jinja", acts=shown.acts, why=FOR, may=shown.may, **values
        )

    @property
    def _family(self) -> Family:
        return Family(self._desk.engine.record)


_SAID = {
    "ended": N_("It has ended. They cannot see your record any more."),
    "cannot": N_("You cannot change this here. Ask your team."),
    "acts": N_("They can do things for you from now on."),
    "reads": N_("They can only read from now on."),
    "in": N_("You are in. You can see the record from now on."),
}
assert set(_RELATIONS) == set(RELATIONS)


def _missing(new: NewAccount) -> list[FormError]:
    said = {
        "name": (new.display_name, _("Write your name")),
        "username": (new.username, _("Choose a username")),
        "password": (new.password, _("Choose a password")),
    }
    return [FormError(field, text) for field, (value, text) in said.items() if not value]
