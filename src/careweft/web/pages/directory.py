"""The services directory: for everybody, for one person, and for a service that keeps its own entry."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from babel import Locale, UnknownLocaleError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import policy
from careweft.access.policy import Act
from careweft.base.errors import BadInput, CareweftError, Conflict
from careweft.care.directory import search
from careweft.care.directory.keeping import hours_of, minor
from careweft.care.directory.search import Found, Wanted
from careweft.care.directory.service import NEEDS, REFER_BY, Service
from careweft.web import filters, forms
from careweft.web.desk import names_here
from careweft.web.filters import Choice, Field, Panel
from careweft.web.language import N_, locale
from careweft.web.logins import current as logged_in
from careweft.web.logins import person, staff
from careweft.web.pages.person import PersonPages
from careweft.web.pages.referrals import number
from careweft.web.view import FormError
from careweft.web.words import explained

KEEP: Act = "keep-service"
DAYS = {"mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
        "sun": "Sunday"}  # fmt: skip
NEAR = {"2": "2 km", "5": "5 km", "10": "10 km", "25": "25 km"}
_TEXTS = ("about", "how", "phone", "for_whom", "rule")


class DirectoryPages(PersonPages):
    """Finding help around here."""

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/services", self.everybody),
            Route("/services/mine", staff(self.mine)),
            Route("/services/{service}", self.one, methods=["GET"]),
            Route("/services/{service}", staff(self.keep), methods=["POST"]),
            Route("/person/{person:int}/services", staff(self.near)),
            Route("/me/help-near-me", person(self.near)),
        ]

    async def everybody(self, request: Request) -> Response:
        """What there is, for everybody who asks: the directory says nothing of anybody."""
        panel = _panel("/services", request)
        async with self._desk.database.transaction(readonly=True) as connection:
            names = await names_here(connection)
            found = await search.find(connection, _wanted(panel), self._desk.now(), self._desk.engine.local.fresh)
        return self._page(
            request, "pages/directory.jinja", title="Help around here", panel=panel, found=found, names=names
        )

    async def near(self, request: Request) -> Response:
        """What there is for one person, the nearest first; what is not for them last, with the reason."""
        zone = str(self._desk.engine.zone)
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            postcode = shown.banner.postcode or ""
            panel = _panel(request.url.path, request, postcode)
            wanted = _wanted(panel, postcode)
            fresh = self._desk.engine.local.fresh
            found = await search.find(connection, wanted, self._desk.now(), fresh, shown.facts, zone)
        template = f"pages/{'own_near' if shown.own else 'directory'}.jinja"
        return await self._answer(
            request, shown, "help near by", template=template, panel=panel, found=found, names=shown.names,
            needs=NEEDS, refer_by=REFER_BY, manages=policy.may(shown.account, KEEP),
        )  # fmt: skip

    async def one(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """A service. Who keeps it may say how many places are free, and change the entry."""
        account = request.state.account
        async with self._desk.database.transaction(readonly=True) as connection:
            service = await search.one(connection, request.path_params["service"])
            names = await names_here(connection)
        if service is None or not service.active:
            raise HTTPException(404)
        keeps = account is not None and service.organisation in account.parties
        fresh = service.counted is not None and service.counted >= self._desk.now() - self._desk.engine.local.fresh
        return self._page(
            request,
            "pages/service.jinja",
            title=service.name,
            service=service,
            fresh=fresh,
            keeps=keeps,
            names=names,
            speaks=[_language(code) for code in service.languages],
            errors=list(errors),
            given=given or {},
        )

    async def keep(self, request: Request) -> Response:
        """Keep what a service says of itself."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        id_, version = request.path_params["service"], number(given.get("version", "")) or 0
        directory = self._desk.engine.local.directory
        try:
            async with self._desk.changing(account, KEEP) as connection:
                free, waiting = _whole(given.get("free", ""), "free"), _whole(given.get("waiting", ""), "waiting")
                if given.get("what") == "count":
                    await directory.count(connection, account, id_, free, waiting, version)
                else:
                    before = await search.one(connection, id_)
                    if before is None:
                        raise HTTPException(404)
                    await directory.keep(connection, account, _changed(before, given), version)
        except (BadInput, Conflict) as wrong:
            return await self.one(request, [FormError(_field(wrong), explained(wrong))], given)
        return RedirectResponse(f"/services/{id_}?said=kept", 303)

    async def mine(self, request: Request) -> Response:
        """The services that one's organisations keep."""
        account = logged_in(request)
        async with self._desk.reading(account, KEEP) as connection:
            names = await names_here(connection)
            found: list[Found] = []
            for party in sorted(account.parties):
                wanted = Wanted(party=party)
                found += await search.find(connection, wanted, self._desk.now(), self._desk.engine.local.fresh)
        panel = Panel("/services/mine", ())
        return self._page(
            request, "pages/directory.jinja", title="Our services", panel=panel, found=found, names=names, mine=True
        )

    def _page(self, request: Request, template: str, **values: Any) -> Response:
        said = "Kept. Everybody reads it now." if request.query_params.get("said") == "kept" else ""
        errors = values.get("errors", ())
        manages = request.state.account is not None and policy.may(request.state.account, KEEP)
        shared = {"needs": NEEDS, "refer_by": REFER_BY, "days": DAYS, "said": said, "manages": manages}
        answer: Response = request.app.templates.page(
            request, template, status=400 if errors else 200, **(shared | values)
        )
        return answer


def _panel(action: str, request: Request, postcode: str = "") -> Panel:
    free = Choice("yes", N_("With a place free now"))
    needs = [Choice(code, text) for code, text in NEEDS.items()]
    distance = [Choice(code, text) for code, text in NEAR.items()]
    fields = [
        Field("q", N_("Words"), kind="text"),
        Field("need", N_("What for"), needs, "one", nothing=N_("Anything")),
        *([] if postcode else [Field("near", N_("Postcode"), kind="text")]),
        Field("km", N_("How near"), distance, "one", nothing=N_("Anywhere")),
        Field("free", N_("Places"), [free]),
    ]
    return filters.read(action, fields, request.query_params)


def _wanted(panel: Panel, postcode: str = "") -> Wanted:
    need, km = panel.value("need"), panel.value("km")
    near = postcode or panel.value("near")
    return Wanted(
        (need,) if need else (),
        panel.value("q")[:200],
        free=bool(panel.value("free")),
        near=near[:10],
        within_km=float(km) if km and near else None,
    )


def _changed(before: Service, given: Mapping[str, str]) -> Service:
    texts: dict[str, Any] = {name: given[name] for name in _TEXTS if name in given}
    return replace(
        before,
        **texts,
        name=given.get("name", before.name),
        hours=hours_of(given.get("hours", "")),
        languages=tuple(given.get("languages", "").replace(",", " ").split()),
        places=_whole(given.get("places", ""), "places"),
        price_person=minor(given.get("price_person", ""), "price_person"),
        price_payer=minor(given.get("price_payer", ""), "price_payer"),
        unit=given.get("unit", before.unit),
    )


def _language(code: str) -> str:
    """What a language is called; the code itself where nobody knows it."""
    try:
        return Locale.parse(code, sep="-").get_display_name(locale()) or code
    except (UnknownLocaleError, ValueError):
        return code


def _whole(text: str, where: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 5:
        raise BadInput(f"{text!r} is no number", where=where, expected="a whole number from 0")
    return int(text)


def _field(wrong: CareweftError) -> str:
    return {"waiting_days": "waiting"}.get(wrong.where, wrong.where) if isinstance(wrong, BadInput) else ""
