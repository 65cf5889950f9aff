"""The pyramid of need from the models' live rules, and the people in a tier whom one may see."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from careweft import population
from careweft.models import compile as compiling
from careweft.models.engine import Active
from careweft.population import Tier
from careweft.web import filters, view, words
from careweft.web.charts import pyramid
from careweft.web.desk import Desk, people_shown
from careweft.web.logins import current, staff
from careweft.web.pages.work import name_of
from careweft.web.view import Column, Empty, Link, Table

_PAGE = 50
_SCORE = "emergency-admission"
_REST = "Whoever is in no tier above"


class PopulationPages:
    """The pyramid of each active model, and its tiers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/population", staff(self.overview)),
            Route("/population/{model}/{tier}", staff(self.tier)),
        ]

    async def overview(self, request: Request) -> Response:
        """Each model's pyramid; the counts are of everybody, without anybody's data."""
        account = current(request)
        async with self._desk.reading(account, "see-population") as connection:
            counted = [
                (active, await population.pyramid(connection, active.compiled.model.id))
                for active in self._desk.engine.active
            ]
        await self._desk.counted(account, "population counts")
        odd = [tier for _, tiers in counted for tier in tiers if not tier.as_expected]
        answer: Response = request.app.templates.page(
            request,
            "pages/population.jinja",
            title="Population",
            charts=[(active.compiled.model.title, _chart(active, tiers)) for active, tiers in counted if tiers],
            gaps=any(active.compiled.gaps for active in self._desk.engine.active),
            odd=[f"{tier.title}: {words.share(tier.share)}, {_expected(tier)}" for tier in odd],
            nothing=Empty("Not counted yet", "Tiers are counted every night, once a model with segments is active."),
        )
        return answer

    async def tier(self, request: Request) -> Response:
        """The people of a tier whom one may see, the highest risk first, a page at a time."""
        account, model, name = current(request), request.path_params["model"], request.path_params["tier"]
        active = next((a for a in self._desk.engine.active if a.compiled.model.id == model), None)
        told = next((t for t in active.compiled.tiers if t.id == name), None) if active else None
        page = filters.page_number(request.query_params)
        async with self._desk.reading(account, "see-population") as connection:
            if told is None:
                raise HTTPException(404)
            tiers = await population.pyramid(connection, model)
            members = await population.people_in(
                connection, model, name, _SCORE, limit=_PAGE + 1, offset=(page - 1) * _PAGE
            )
            people = await people_shown(connection, [member.person_id for member in members[:_PAGE]])
        await self._desk.saw(account, f"tier {told.title}", people, act="see-population")
        today = self._desk.now().astimezone(self._desk.engine.zone).date()
        rows: list[list[str | Link]] = [
            [
                Link(f"/person/{member.person_id}", name_of(people, member.person_id)),
                str(words.age(born, today)) if (born := people[member.person_id].birth_date) else "",
                f"{member.score:.1f}" if member.score is not None else "",
                words.short_day(member.since, self._desk.engine.zone),
            ]
            for member in members[:_PAGE]
            if member.person_id in people
        ]
        columns = [Column("Person"), Column("Age", True), Column("Risk points", True), Column("In this tier since")]
        answer: Response = request.app.templates.page(
            request,
            "pages/tier.jinja",
            title=told.title,
            whole=next((tier.count for tier in tiers if tier.name == name), 0),
            rule=str(told.rule) if told.rule else "",
            rest=_REST,
            table=Table(told.title, columns, rows, False),
            first=(page - 1) * _PAGE + 1,
            before=page_address(request.url.path, page - 1) if page > 1 else "",
            after=page_address(request.url.path, page + 1) if len(members) > _PAGE else "",
            nothing=Empty("Nobody whom you may see", "Only people in the care of your teams are named."),
        )
        return answer


def _chart(active: Active, tiers: list[Tier]) -> view.Chart:
    model = active.compiled.model.id
    rules = {tier.id: _rule(tier) for tier in active.compiled.tiers}
    return pyramid.chart(
        f"need-{model}",
        f"The pyramid of need: {active.compiled.model.title}",
        [
            pyramid.Tier(
                tier.title, tier.count, f"/population/{model}/{tier.name}", rules.get(tier.name, ""), _expected(tier)
            )
            for tier in tiers
        ],
    )


def _rule(tier: compiling.Tier) -> str:
    return str(tier.rule) if tier.rule else _REST


def page_address(path: str, page: int) -> str:
    """The address of a page of a list, whatever else stands in it."""
    return f"{path}{'&' if '?' in path else '?'}page={page}" if page > 1 else path


def _expected(tier: Tier) -> str:
    if tier.expected_low is None or tier.expected_high is None:
        return ""
    if tier.expected_low == tier.expected_high:
        return f"expected {words.share(tier.expected_low)}"
    return f"expected {words.share(tier.expected_low)} to {words.share(tier.expected_high)}"
