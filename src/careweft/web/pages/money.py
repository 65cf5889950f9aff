"""The pooled budget: what was paid in, what was spent on what, and each partner's share."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from careweft.models import funds
from careweft.money.pool import PartnerPart, Statement
from careweft.web import terms, view, words
from careweft.web.charts import bars
from careweft.web.desk import Desk, Names, names_here
from careweft.web.logins import current, staff
from careweft.web.view import Column, Empty, Figure, Link, Table

_DAY = timedelta(days=1)


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
            names = await names_here(connection)
        await self._desk.counted(account, "money totals")
        answer: Response = request.app.templates.page(
            request,
            "pages/money.jinja",
            title="Money",
            statements=[_shown(told, names) for told in found],
            nothing=Empty("No pooled fund", "A model of care that has one brings it into force when it is activated."),
        )
        return answer


def _shown(told: Statement, names: Names) -> dict[str, object]:
    """A statement as the page shows it. `until` and `posted_until` are the days after the last that they count."""
    partners = {part.name: _partner(part.name, names) for part in told.partners}
    return {
        "title": told.title,
        "host": _partner(told.host, names),
        "year": f"{told.year.start:%-d %B %Y} to {told.year.end - _DAY:%-d %B %Y}",
        "posted": told.posted_until - _DAY,
        "final": told.final,
        "figures": _figures(told),
        "chart": _chart(told, partners),
        "partners": _partners(told, partners),
        "holdings": _holdings(told, partners),
        "months": _months(told),
    }


def _figures(told: Statement) -> list[Figure]:
    over = told.variance < 0
    spent = words.share(told.spend / told.contributed) if told.contributed else "–"
    return [
        Figure("Paid in so far", words.pounds(told.contributed), f"of {words.pounds(told.yearly)} for the year"),
        Figure("Spent so far", words.pounds(told.spend), f"up to {told.until - _DAY:%-d %B %Y}"),
        Figure(
            "Overspent" if over else "Left of what was paid in", words.pounds(abs(told.variance)), f"{spent} is spent"
        ),
    ]


def _chart(told: Statement, partners: dict[str, str]) -> view.Chart:
    spend = [bars.Part(terms.words_of(kind), sum_) for kind, sum_ in sorted(told.spend_by_service.items()) if sum_ > 0]
    return bars.chart(
        f"pool-{told.pool}",
        "Paid in, spent and borne",
        [
            bars.Bar("Paid in, by partner", [bars.Part(partners[p.name], p.contributed) for p in told.partners]),
            bars.Bar("Spent, by service", spend),
            bars.Bar("Who bears the spending", [bars.Part(partners[p.name], p.spend) for p in told.partners]),
        ],
        note="What is paid in belongs to the pool, not to whoever paid it. Spending is borne by the agreed shares.",
    )


def _partners(told: Statement, partners: dict[str, str]) -> Table:
    titles = ("Share", "Agreed for the year", "Paid in", "Spending borne", "Paid in less borne")

    def sums(part: Statement | PartnerPart) -> Sequence[int]:
        return part.yearly, part.contributed, part.spend, part.variance

    return _by_partner("Each partner's part", titles, told, partners, sums, with_share=True)


def _holdings(told: Statement, partners: dict[str, str]) -> Table:
    titles = ("Assets", "Liabilities", "Of which cash")

    def sums(part: Statement | PartnerPart) -> Sequence[int]:
        return part.assets, part.liabilities, part.cash

    return _by_partner("For each partner's accounts", titles, told, partners, sums, with_share=False)


def _by_partner(
    caption: str,
    titles: Sequence[str],
    told: Statement,
    partners: dict[str, str],
    sums: Callable[[Statement | PartnerPart], Sequence[int]],
    *,
    with_share: bool,
) -> Table:
    rows: list[list[str | Link]] = []
    for part in told.partners:
        share = [words.share(float(part.part))] if with_share else []
        rows.append([partners[part.name], *share, *(words.pounds(amount) for amount in sums(part))])
    share = ["100%"] if with_share else []
    rows.append(["Together", *share, *(words.pounds(amount) for amount in sums(told))])
    return Table(caption, [Column("Partner"), *[Column(title, True) for title in titles]], rows)


def _months(told: Statement) -> Table:
    rows: list[list[str | Link]] = [
        [f"{month.start:%B %Y}", words.pounds(month.contributed), words.pounds(month.spend)] for month in told.months
    ]
    return Table("Month by month", [Column("Month"), Column("Paid in", True), Column("Spent", True)], rows)


def _partner(code: str, names: Names) -> str:
    """A partner's name: the organisation's own where it sends us messages too, else in words."""
    if code in terms.PARTNERS:
        return terms.PARTNERS[code]
    name = names.organisation(code).name
    return terms.words_of(name) if name == code else name
