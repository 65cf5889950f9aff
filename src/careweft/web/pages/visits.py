"""Short visits at home: the round, the form of a visit, and the little script that keeps both on a telephone.

The form works as any other. With the script it works without a network too: what the visit needs is kept on the
telephone for some hours, and what is brought back is kept there until it is sent, once.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal
from uuid import uuid4

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from careweft.base.db import Connection
from careweft.base.errors import BadInput, CareweftError, Conflict, NotFound, Refused
from careweft.care import submissions, tasks
from careweft.care.tasks import Filter, Task
from careweft.care.visits.sheet import sheet
from careweft.care.visits.terms import Terms
from careweft.care.visits.visits import Brought
from careweft.people.person import Banner
from careweft.web import forms, view
from careweft.web.desk import Desk, people_shown
from careweft.web.logins import current, staff
from careweft.web.pages.work import name_of
from careweft.web.view import FormError
from careweft.web.words import explained

HOURS = 12
"""How long a telephone keeps a round that was taken along."""
FILES = (
    "careweft.css",
    "careweft.js",
    "visits.js",
    "mark.svg",
    "favicon.svg",
    "vendor/nhsuk-frontend/nhsuk-frontend.min.css",
    "vendor/nhsuk-frontend/nhsuk-frontend.min.js",
    "vendor/htmx/htmx.min.js",
)
"""What a page needs to be shown, of the static files."""
_SAID = {
    "seen": "The visit is written down.",
    "concerns": "The visit is written down, and what worried them is passed on.",
    "nobody-in": "Written down: nobody was in. The visit stays on your round.",
}
_WORKER = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/visits"}
_STATUS = {BadInput: 400, NotFound: 404, Refused: 403, Conflict: 409}


class VisitPages:
    """The round of somebody who visits, and the form of each visit."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/visits", staff(self.round)),
            Route("/visits/worker.js", worker),
            Route("/visits/{visit}", staff(self.visit)),
            Route("/visits/{visit}", staff(self.keep), methods=["POST"]),
        ]

    async def round(self, request: Request) -> Response:
        """The visits that are to be made, the next one first."""
        account = current(request)
        async with self._desk.reading(account, "do-visits") as connection:
            listed: list[Task] = []
            for name in self._desk.engine.visit_terms:
                found = await tasks.worklist(connection, Filter(teams=tuple(account.parties), code=name))
                listed += [task for task in found if task.practitioner in (None, account.username)]
            people = await people_shown(connection, [task.person_id for task in listed])
        listed.sort(key=lambda task: (task.due is None, task.due, task.id))
        await self._desk.saw(account, "round of visits", [task.person_id for task in listed])
        now, ends = self._desk.now(), self._desk.ends()
        shown = [
            (
                task,
                name_of(people, task.person_id),
                _address(people.get(task.person_id)),
                view.urgency_of(task.due, now, *ends),
            )
            for task in listed
        ]
        answer: Response = request.app.templates.page(
            request,
            "pages/visits.jinja",
            title="My round",
            visits=shown,
            hours=HOURS,
            said=_SAID.get(request.query_params.get("said", ""), ""),
        )
        return answer

    async def visit(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] = {}, status: int = 200
    ) -> Response:
        """The form of a visit, with what it needs and nothing else."""
        account = current(request)
        async with self._desk.reading(account, "do-visits") as connection:
            known = await self._known(connection, request)
            shown = await sheet(connection, *known, self._desk.now(), self._desk.engine.zone) if known else None
        if known is None or shown is None or known[0].team not in account.parties:
            await self._desk.refused(account, "visit", await self._desk.whose(request.path_params["visit"]))
            raise HTTPException(404)
        task, terms = known
        await self._desk.saw(account, "visit", [task.person_id])
        answer: Response = request.app.templates.page(
            request,
            "pages/visit.jinja",
            status=status,
            title=terms.title,
            sheet=shown,
            address=f"/visits/{task.id}",
            open=tasks.is_open(task),
            errors=errors,
            given=given,
            key=uuid4(),
            late=status == 409,
        )
        return answer

    async def keep(self, request: Request) -> Response:
        """Keep what was brought back; a telephone that sends by itself is answered in JSON."""
        account, name = current(request), request.path_params["visit"]
        given = await forms.read(request, request.app.services.limits.form_bytes)
        by_itself = "application/json" in request.headers.get("accept", "")
        try:
            key = submissions.key_of(given.get("key", ""))
            async with self._desk.changing(account, "do-visits") as connection:
                known = await self._known(connection, request)
                if known is None:
                    raise NotFound("there is no such visit that you may see")
                brought = _brought(given, known[1], self._desk.now())
                kept, fresh = await self._desk.engine.visits.keep(connection, account, name, known[1], key, brought)
        except CareweftError as wrong:
            status = _STATUS.get(type(wrong), 400)
            if by_itself:
                return JSONResponse({"problem": explained(wrong)}, status)
            if status in (403, 404):
                await self._desk.refused(account, "visit", await self._desk.whose(name))
                raise HTTPException(status, explained(wrong)) from wrong
            return await self.visit(request, [FormError(wrong.where, explained(wrong))], given, status)
        if fresh:
            await self._desk.changed(account, "visit", await self._desk.whose(name))
        said = "nobody-in" if brought.outcome == "nobody-in" else "concerns" if kept.concerns else "seen"
        if by_itself:
            return JSONResponse({"said": said})
        return RedirectResponse(f"/visits?said={said}", 303)

    async def _known(self, connection: Connection, request: Request) -> tuple[Task, Terms] | None:
        """The visit and what the model says of such; None where there is none that the account may see."""
        task = await tasks.find(connection, request.path_params["visit"])
        terms = self._desk.engine.visit_terms.get(task.code) if task else None
        return (task, terms) if task and terms else None


async def worker(request: Request) -> Response:
    """The script that keeps a round on the telephone; below /visits, so that it rules these pages and no others."""
    assets = request.app.assets
    told = {"files": [assets.url(name) for name in FILES], "version": assets.hash, "hours": HOURS}
    text = b"const TOLD = " + orjson.dumps(told) + b"\n" + assets.text("visits-worker.js")
    return Response(text, media_type="text/javascript; charset=utf-8", headers=_WORKER)


def _brought(given: Mapping[str, str], terms: Terms, now: datetime) -> Brought:
    outcome: Literal["seen", "nobody-in"] = "nobody-in" if given.get("outcome") == "nobody-in" else "seen"
    return Brought(
        _when(given.get("at", ""), now),
        outcome,
        frozenset(value for name, value in given.items() if name.startswith("packet-")),
        given.get("reminded") == "yes",
        {each.id: given.get(f"answer-{each.id}", "") for each in terms.asks},
        {each.id: given[f"words-{each.id}"] for each in terms.asks if given.get(f"words-{each.id}")},
        given.get("note", ""),
        given.get("late") == "yes",
    )


def _address(banner: Banner | None) -> str:
    return ", ".join(part for part in (banner.line, banner.postcode) if part) if banner else ""


def _when(text: str, now: datetime) -> datetime:
    """When a telephone says that it was; now, where it says nothing that can be read."""
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return now
    return at if at.tzinfo else at.replace(tzinfo=UTC)
