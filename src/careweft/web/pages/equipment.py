"""Equipment: what somebody has, for their team and for themselves; and the store's own pages."""

from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import policy
from careweft.access.accounts import Account
from careweft.access.policy import Act
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.directory.keeping import minor
from careweft.care.equipment import reading
from careweft.care.equipment.equipment import LOANS, Ask, Terms
from careweft.care.equipment.reading import Loan
from careweft.care.equipment.things import HELD, MOVES, WORDS, Product, State
from careweft.web import forms
from careweft.web.desk import names_here, people_shown
from careweft.web.language import N_, _
from careweft.web.logins import current as logged_in
from careweft.web.logins import passive, person, staff
from careweft.web.pages.person import PersonPages
from careweft.web.pages.referrals import number
from careweft.web.pages.work import name_of
from careweft.web.view import FormError
from careweft.web.words import explained, sentence

RUN: Act = "run-store"
ASK: Act = "order-equipment"
SAID = {
    "request": "The store is asked.",
    "cancel": "The request is taken back.",
    "deliver": "Delivered. The record says when and by whom.",
    "fit": "Kept: it fits and is in use.",
    "fault": "The store is told.",
    "mended": "Kept: it works, and is safe.",
    "ask-back": "The store is asked to collect it.",
    "collect": "It is back. Clean it before it goes out again.",
    "lost": "Kept as lost.",
    "step": "Moved on.",
    "add": "In stock.",
    "product": "In the catalogue.",
    "recall": "Called back. Whoever has one is told, and you are asked to collect each.",
}
_OWN = ("fault", "ask-back")
_UNSAID = {"fault": N_("Tell us what is wrong."), "ask-back": N_("Tell us why you do not need it.")}
_STORE = ("deliver", "collect", "lost", "mended", "cancel")
_NEXT: Mapping[str, tuple[State, ...]] = {
    "in-stock": ("scrapped",),
    "collected": ("cleaning", "scrapped"),
    "cleaning": ("in-stock", "scrapped"),
}


class EquipmentPages(PersonPages):
    """What somebody has on loan: for staff below /person/N, for the person below /me; and the store."""

    def routes(self) -> list[Route]:
        """Where these pages are."""
        base, own = "/person/{person:int}/equipment", "/me/equipment"
        return [
            Route(base, staff(self.held)),
            Route(base, staff(self.request), methods=["POST"]),
            Route(f"{base}/{{loan}}/{{act}}", staff(self.act), methods=["POST"]),
            Route(own, person(self.held)),
            Route(f"{own}/{{loan}}/{{act}}", person(self.act), methods=["POST"]),
            Route("/store", staff(self.store)),
            Route("/store/loans/{loan}/{act}", staff(self.act), methods=["POST"]),
            Route("/store/products", staff(self.offer), methods=["POST"]),
            Route("/store/recall", staff(self.recall), methods=["POST"]),
            Route("/store/products/{product}", staff(self.product)),
            Route("/store/products/{product}", staff(self.add), methods=["POST"]),
            Route("/store/things/{thing}", staff(self.thing)),
            Route("/store/things/{thing}", staff(self.step), methods=["POST"]),
        ]

    def _terms(self) -> Terms:
        terms = self._desk.engine.local.equipment_terms
        if terms is None:
            raise HTTPException(404, "No active model of care has an equipment store.")
        return terms

    # What somebody has

    async def held(
        self,
        request: Request,
        errors: Sequence[FormError] = (),
        given: Mapping[str, str] | None = None,
        status: int = 400,
    ) -> Response:
        """What somebody has, had and asked for; staff may ask for more."""
        terms, words = self._desk.engine.local.equipment_terms, request.query_params.get("q", "")
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            loans = await reading.of_person(connection, shown.person_id)
            products = [] if shown.own else await reading.catalogue(connection, words)
        account = shown.account
        store = terms.store if terms else ""
        teams = sorted(party for party in account.parties if party in shown.names.teams and party != store)
        return await self._answer(
            request,
            shown,
            "equipment",
            template=f"pages/{'own_' if shown.own else ''}equipment.jinja",
            status=status if errors else 200,
            **({"said": SAID[said]} if (said := request.query_params.get("said", "")) in SAID else {}),
            loans=[loan for loan in loans if loan.ended is None],
            before=[loan for loan in loans if loan.ended is not None],
            states=LOANS,
            held=HELD,
            products=products,
            now=self._desk.now(),
            teams=[(team, shown.names.party(team)) for team in teams],
            may_ask=bool(terms and teams and policy.may(account, ASK) and account.roles & terms.requests),
            of_store=store in account.parties,
            lends=terms is not None,
            key=(given or {}).get("key") or token_hex(16),
            q=words,
            errors=list(errors),
            given=given or {},
        )

    async def request(self, request: Request) -> Response:
        """Ask the store for something."""
        account, terms = logged_in(request), self._terms()
        given = await forms.read(request, request.app.services.limits.form_bytes)
        who = int(request.path_params["person"])
        if who >= 2**63:
            raise HTTPException(404)
        key = given.get("key", "")
        key = f"loan/{account.id}/{key if key.isalnum() and len(key) <= 64 else token_hex(16)}"
        try:
            async with self._desk.changing(account, ASK) as connection:
                team = given.get("team", "") or next(iter(sorted(account.parties - {terms.store})), "")
                plan = await self._desk.engine.plans.current(connection, who)
                ask = Ask(
                    key,
                    given.get("product", ""),
                    given.get("why", ""),
                    team,
                    given.get("urgent") == "yes",
                    f"CarePlan/{plan.id}" if plan and plan.open else "",
                    given.get("place", ""),
                )
                await self._desk.engine.local.equipment.request(connection, account, who, ask, terms)
        except BadInput as wrong:
            return await self.held(request, [FormError(wrong.where or "product", explained(wrong))], given)
        except NotFound:
            await self._desk.refused(account, "equipment", await self._desk.standing(who))
            raise HTTPException(404) from None
        await self._desk.changed(account, "equipment", who)
        return RedirectResponse(f"/person/{who}/equipment?said=request", 303)

    async def act(self, request: Request) -> Response:
        """Do something about a loan, on the person's page or on the store's; each once, from what was seen."""
        account, terms, act = logged_in(request), self._terms(), request.path_params["act"]
        given = await forms.read(request, request.app.services.limits.form_bytes)
        store = request.url.path.startswith("/store/")
        if act not in ("cancel", "fit", *_OWN, *_STORE) or (account.kind == "person" and act not in _OWN):
            raise HTTPException(404)
        allowed: Act = "see-own-record" if account.kind == "person" else RUN if store else ASK
        try:
            async with self._desk.changing(account, allowed) as connection:
                who = await self._do(connection, account, act, request.path_params["loan"], given, terms)
        except NotFound:
            await self._desk.refused(account, "equipment")
            raise HTTPException(404) from None
        except (BadInput, Conflict, Refused) as wrong:
            field = f"{wrong.where}-{request.path_params['loan']}" if wrong.where else ""
            text = explained(wrong)
            if account.kind == "person":
                text = _(_UNSAID[act] if isinstance(wrong, BadInput) else "Somebody changed it first")
            page = self.store if store else self.held
            return await page(request, [FormError(field, text)], given, 400 if isinstance(wrong, BadInput) else 409)
        await self._desk.changed(account, "equipment", who)
        back = "/store" if store else "/me/equipment" if account.kind == "person" else f"/person/{who}/equipment"
        return RedirectResponse(f"{back}?said={act}", 303)

    async def _do(
        self, connection: Connection, account: Account, act: str, loan: str, given: Mapping[str, str], terms: Terms
    ) -> int:
        store, why, version = self._desk.engine.local.equipment, given.get("why", ""), number(given.get("version", ""))
        match act:
            case "deliver":
                await store.deliver(connection, account, loan, given.get("fitted") == "yes", terms, version)
            case "fit":
                await store.fit(connection, account, loan, terms, version)
            case "fault":
                await store.fault(connection, account, loan, why, given.get("urgent") == "yes", terms)
            case "ask-back":
                await store.ask_back(connection, account, loan, why, terms)
            case "mended":
                await store.mended(connection, account, loan, terms)
            case "collect":
                await store.collect(connection, account, loan, terms, version)
            case "lost":
                await store.lost(connection, account, loan, why, terms, version)
            case _:
                await store.cancel(connection, account, loan, why, terms, version)
        return cast(Loan, await reading.loan(connection, loan)).person_id

    # The store

    async def store(
        self,
        request: Request,
        errors: Sequence[FormError] = (),
        given: Mapping[str, str] | None = None,
        status: int = 400,
    ) -> Response:
        """What is to be delivered and collected, who waits, what is in stock, what is called back."""
        account, terms = self._keeper(request)
        async with self._desk.reading(account, RUN) as connection:
            names = await names_here(connection)
            out = await reading.loans(connection, ("reserved", "to-collect", "waiting"), terms.store)
            back = await reading.items(connection, states=("collected", "cleaning"))
            stock = await reading.stock(connection)
            recalls = await reading.recalls(connection)
            people = await people_shown(connection, [loan.person_id for loan in out])
        await self._desk.saw(account, "equipment store", people, by_itself=passive(request.scope))
        products = {each.product.id: each.product.name for each in stock}
        lists = [
            ("deliver", "To deliver", [loan for loan in out if loan.state == "reserved"]),
            ("collect", "To collect", [loan for loan in out if loan.state == "to-collect"]),
            ("wait", "Waiting for one", [loan for loan in out if loan.state == "waiting"]),
        ]
        answer: Response = request.app.templates.page(
            request,
            "pages/store.jinja",
            status=status if errors else 200,
            title=names.party(terms.store),
            said=SAID.get(request.query_params.get("said", ""), ""),
            lists=lists,
            who={loan.person_id: name_of(people, loan.person_id) for loan in out},
            where={each: people[each].postcode or "" for each in people},
            teams={loan.team: names.party(loan.team) for loan in out},
            back=back,
            words=WORDS,
            stock=stock,
            products=products,
            recalls=recalls,
            errors=list(errors),
            given=given or {},
        )
        return answer

    async def offer(self, request: Request) -> Response:
        """Put something into the catalogue."""
        account, terms = self._keeper(request)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        try:
            life = given.get("life", "") or "10"
            if not life.isdecimal() or not 0 < int(life) <= 100:
                raise BadInput("this is no number of years", where="life", expected="years from 1 to 100")
            product = Product(
                _code(given.get("code", "") or given.get("name", "")),
                given.get("name", ""),
                given.get("kind", ""),
                given.get("about", ""),
                minor(given.get("price", "") or "0", "price") or 0,
                minor(given.get("handling", "") or "0", "handling") or 0,
                "GBP",
                int(life) * 365,
                given.get("service", ""),
            )
            async with self._desk.changing(account, RUN) as connection:
                await self._desk.engine.local.equipment.offer(connection, account, product, terms)
        except BadInput as wrong:
            return await self.store(request, [FormError(wrong.where or "service", explained(wrong))], given)
        return RedirectResponse(f"/store/products/{product.id}?said=product", 303)

    async def recall(self, request: Request) -> Response:
        """Call a batch back."""
        account, terms = self._keeper(request)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        try:
            async with self._desk.changing(account, RUN) as connection:
                await self._desk.engine.local.equipment.recall(
                    connection,
                    account,
                    given.get("product", ""),
                    given.get("batch", ""),
                    given.get("reason", ""),
                    given.get("urgent") == "yes",
                    terms,
                )
        except BadInput as wrong:
            return await self.store(request, [FormError(wrong.where, explained(wrong))], given)
        return RedirectResponse("/store?said=recall", 303)

    async def product(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """A product, and each thing of it."""
        account, _ = self._keeper(request)
        async with self._desk.reading(account, RUN) as connection:
            product = await reading.product(connection, request.path_params["product"])
            if product is None:
                raise HTTPException(404)
            items = await reading.items(connection, product.id)
        answer: Response = request.app.templates.page(
            request,
            "pages/product.jinja",
            status=400 if errors else 200,
            title=product.name,
            said=SAID.get(request.query_params.get("said", ""), ""),
            product=product,
            items=items,
            words=WORDS,
            errors=list(errors),
            given=given or {},
        )
        return answer

    async def add(self, request: Request) -> Response:
        """Take things into stock: a serial number on each line."""
        account, terms = self._keeper(request)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        serials = given.get("serials", "").split()
        product = request.path_params["product"]
        try:
            if not 0 < len(serials) <= 200:
                raise BadInput("no serial number is given", where="serials", expected="one on each line, at most 200")
            async with self._desk.changing(account, RUN) as connection:
                for serial in serials:
                    await self._desk.engine.local.equipment.add(
                        connection, account, product, serial, given.get("batch", ""), terms
                    )
        except BadInput as wrong:
            return await self.product(request, [FormError("serials", explained(wrong))], given)
        return RedirectResponse(f"/store/products/{product}?said=add", 303)

    async def thing(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """A thing: where it is, who has it, and every move of it."""
        account, _ = self._keeper(request)
        async with self._desk.reading(account, RUN) as connection:
            item = await reading.item(connection, request.path_params["thing"])
            if item is None:
                raise HTTPException(404)
            product = await reading.product(connection, item.product)
            moves = await reading.moves(connection, item.id)
            holder = await reading.holder(connection, item.id)
            people = await people_shown(connection, [holder.person_id] if holder else [])
        if holder:
            await self._desk.saw(account, "equipment store", [holder.person_id])
        answer: Response = request.app.templates.page(
            request,
            "pages/thing.jinja",
            status=400 if errors else 200,
            title=f"{product.name if product else item.product} {item.serial}",
            said=SAID.get(request.query_params.get("said", ""), ""),
            item=item,
            product=product,
            moves=moves,
            holder=holder,
            who=name_of(people, holder.person_id) if holder else "",
            states=LOANS,
            words=WORDS,
            steps=[(to, WORDS[to]) for to in _NEXT.get(item.state, ()) if to in MOVES[item.state]],
            errors=list(errors),
            given=given or {},
        )
        return answer

    async def step(self, request: Request) -> Response:
        """Clean a thing, put it back in stock, scrap it."""
        account, terms = self._keeper(request)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        thing = request.path_params["thing"]
        to = next((state for state in MOVES if state == given.get("to")), None)
        if to is None:
            raise HTTPException(400, "Say what becomes of it.")
        try:
            async with self._desk.changing(account, RUN) as connection:
                await self._desk.engine.local.equipment.step(
                    connection, account, thing, to, given.get("why", ""), terms, number(given.get("version", "")) or 0
                )
        except BadInput as wrong:
            return await self.thing(request, [FormError(wrong.where, explained(wrong))], given)
        except Conflict as first:
            return await self.thing(request, [FormError("", f"{sentence(first.what)}, so nothing was done")], given)
        return RedirectResponse(f"/store/things/{thing}?said=step", 303)

    def _keeper(self, request: Request) -> tuple[Account, Terms]:
        account, terms = logged_in(request), self._terms()
        if terms.store not in account.parties:
            raise HTTPException(404)
        return account, terms


def _code(text: str) -> str:
    """A code out of a name."""
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.casefold())
    return "-".join(part for part in plain.split("-") if part)[:60]
