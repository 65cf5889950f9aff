"""Gaps in care by physician, and who has them: of those whom the asker may see."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from careweft.models.engine import Active
from careweft.population import gaps
from careweft.web import filters, words
from careweft.web.desk import Desk, people_shown
from careweft.web.logins import current, staff
from careweft.web.pages.population import page_address
from careweft.web.pages.work import name_of
from careweft.web.view import Column, Empty, Link, Table

_PAGE = 50
_NOBODY = "none"
"""In addresses: those of whom no physician is known."""


class GapPages:
    """The panel tool of each active model that says gaps."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [Route("/gaps", staff(self.overview)), Route("/gaps/{model}/{gap}", staff(self.people))]

    async def overview(self, request: Request) -> Response:
        """How many people of each physician's panel have which gap."""
        account = current(request)
        async with self._desk.reading(account, "see-population") as connection:
            told = [
                (active, await gaps.counts(connection, active.compiled.model.id))
                for active in self._desk.engine.active
                if active.compiled.gaps
            ]
        await self._desk.counted(account, "gaps in care")
        answer: Response = request.app.templates.page(
            request,
            "pages/gaps.jinja",
            title="Gaps in care",
            tables=[table for active, counts in told for table in _tables(active, counts)],
            nothing=Empty("No gaps", "Gaps are looked for every night and whenever something is heard of somebody."),
        )
        return answer

    async def people(self, request: Request) -> Response:
        """Who has a gap, the longest open first, a page at a time."""
        account, model, name = current(request), request.path_params["model"], request.path_params["gap"]
        active = next((a for a in self._desk.engine.active if a.compiled.model.id == model), None)
        told = next((g for g in active.compiled.gaps if g.id == name), None) if active else None
        asked, page = request.query_params.get("physician"), filters.page_number(request.query_params)
        physician = "" if asked == _NOBODY else asked
        async with self._desk.reading(account, "see-population") as connection:
            if told is None:
                raise HTTPException(404)
            found = await gaps.people(connection, model, name, physician, _PAGE + 1, (page - 1) * _PAGE)
            people = await people_shown(connection, [each.person_id for each in found[:_PAGE]])
        await self._desk.saw(account, f"gap {told.title}", people, act="see-population")
        zone = self._desk.engine.zone
        today = self._desk.now().astimezone(zone).date()
        rows: list[list[str | Link]] = [
            [
                Link(f"/person/{each.person_id}", name_of(people, each.person_id)),
                str(words.age(born, today)) if (born := people[each.person_id].birth_date) else "",
                each.physician or "Not known",
                words.short_day(each.since, zone),
            ]
            for each in found[:_PAGE]
            if each.person_id in people
        ]
        columns = [Column("Person"), Column("Age", True), Column("Physician"), Column("Known since")]
        path = f"{request.url.path}?physician={asked}" if asked else request.url.path
        answer: Response = request.app.templates.page(
            request,
            "pages/gap.jinja",
            title=told.title,
            rule=str(told.rule),
            table=Table(told.title, columns, rows, False),
            first=(page - 1) * _PAGE + 1,
            before=page_address(path, page - 1) if page > 1 else "",
            after=page_address(path, page + 1) if len(found) > _PAGE else "",
            nothing=Empty("Nobody whom you may see", "Only people in the care of your teams are named."),
        )
        return answer


def _tables(active: Active, counts: list[gaps.Count]) -> list[Table]:
    """A table for each gap: a row for each physician, the last one of all."""
    model, found = active.compiled.model, []
    for gap in active.compiled.gaps:
        address = f"/gaps/{model.id}/{gap.id}"
        have = sorted((each for each in counts if each.gap == gap.id), key=lambda each: not each.physician)
        rows: list[list[str | Link]] = [
            [each.name or "Not known", Link(f"{address}?physician={each.physician or _NOBODY}", str(each.people))]
            for each in have
        ]
        if have:
            rows.append(["All", Link(address, str(sum(each.people for each in have)))])
            found.append(Table(gap.title, [Column("Physician"), Column("People", True)], rows))
    return found
