"""The pooled budget: what was paid in, what was spent on what, and each partner's share."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from careweft.models import funds
from careweft.money.pool import PartnerPart, Statement
from careweft.web import view, words
from careweft.web.charts import bars
from careweft.web.desk import Desk
from careweft.web.logins import current, staff
from careweft.web.view import Column, Empty, Figure, Link, Table

_PARTNERS = {"nhs": "NHS", "council": "Council"}


class MoneyPages:
    """The statement of each pooled fund."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [Route("/money", staff(self.overview))]

    async def overview(self, request: Request) -> Response:
        """Totals only: nobody's data is in them."""
        account = current(request)
        async with self._desk.reading(account, "see-money") as connection:
            found = await funds.statements(connection, self._desk.now(), self._desk.engine.zone)
        await self._desk.saw(account, "money totals", [], outcome="seen")
        answer: Response = request.app.templates.page(
            request,
            "pages/money.jinja",
            title="Money",
            statements=[(told, _figures(told), _chart(told), _partners(told), _months(told)) for told in found],
            nothing=Empty("No pooled fund", "A model of care that has one brings it into force when it is activated."),
        )
        return answer


def _figures(told: Statement) -> list[Figure]:
    over = told.variance < 0
    return [
        Figure("Paid in so far", words.pounds(told.contributed), f"of {words.pounds(told.yearly)} this year"),
        Figure("Spent so far", words.pounds(told.spend), f"to {told.until:%-d %B %Y}"),
        Figure("Overspent" if over else "Left", words.pounds(abs(told.variance))),
    ]


def _chart(told: Statement) -> view.Chart:
    spend = [bars.Part(_title(kind), pence) for kind, pence in sorted(told.spend_by_service.items()) if pence > 0]
    return bars.chart(
        f"pool-{told.pool}",
        f"{told.title}, from {told.year.start:%-d %B %Y}",
        [
            bars.Bar("Paid in", [bars.Part(_partner(part.name), part.contributed) for part in told.partners]),
            bars.Bar("Spent", spend),
            bars.Bar("Who bears it", [bars.Part(_partner(part.name), part.spend) for part in told.partners]),
        ],
        note="Contributions lose their identity in the pool; spending is borne in proportion to the agreed shares.",
    )


def _partners(told: Statement) -> Table:
    titles = ("Share", "Agreed for the year", "Paid in", "Spend borne", "Variance", "Assets", "Liabilities", "Cash")
    rows: list[list[str | Link]] = [
        [_partner(part.name), words.share(float(part.part)), *(words.pounds(sum_) for sum_ in _sums(part))]
        for part in told.partners
    ]
    rows.append(["Together", "100%", *(words.pounds(sum_) for sum_ in _sums(told))])
    return Table("Each partner's part", [Column("Partner"), *[Column(title, True) for title in titles]], rows)


def _sums(told: Statement | PartnerPart) -> tuple[int, ...]:
    return (told.yearly, told.contributed, told.spend, told.variance, told.assets, told.liabilities, told.cash)


def _months(told: Statement) -> Table:
    rows: list[list[str | Link]] = [
        [f"{month.start:%B %Y}", words.pounds(month.contributed), words.pounds(month.spend)] for month in told.months
    ]
    return Table("Month by month", [Column("Month"), Column("Paid in", True), Column("Spent", True)], rows)


def _partner(name: str) -> str:
    return _PARTNERS.get(name, _title(name))


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()
