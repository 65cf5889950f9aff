"""How a place is governed, and how far its model is put into practice: seats, sittings, the rating from live data."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import policy
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict
from careweft.care import governance
from careweft.care.governance import Governance, Seat, Word
from careweft.models.compile import Compiled
from careweft.models.figures import Rated, rate
from careweft.models.governance import Body
from careweft.models.rating import VARIANCES
from careweft.web import forms, words
from careweft.web.charts import rating as picture
from careweft.web.desk import Desk
from careweft.web.logins import current, staff
from careweft.web.view import Empty, FormError
from careweft.web.words import sentence

_SAID = {"seat": "The seat is given.", "sit": "The meeting is kept.", "say": "It is kept."}
_LEVELS = {"strategic": "Strategic", "tactical": "Tactical"}


@dataclass(frozen=True)
class Row:
    """An item of a rating as the page shows it."""

    title: str
    figure: str
    points: str
    most: int
    note: str


@dataclass(frozen=True)
class Shown:
    """A body with who sits there."""

    id: str
    body: Body
    seats: Sequence[tuple[str, Seat]]
    empty: Sequence[str]

    @property
    def level(self) -> str:
        """Its level in words."""
        return _LEVELS[self.body.level]


class GoverningPages:
    """The bodies of the active models, and their ratings."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/models/{model}/rating", staff(self.rating)),
            Route("/governance", staff(self.bodies), methods=["GET"]),
            Route("/governance", staff(self.keep), methods=["POST"]),
        ]

    async def rating(self, request: Request) -> Response:
        """The rating as it stands now; numbers of everybody, without anybody's data."""
        account, name = current(request), request.path_params["model"]
        async with self._desk.reading(account, "see-measures"):
            active = next((each for each in self._desk.engine.active if each.compiled.model.id == name), None)
        if active is None:
            raise HTTPException(404)
        async with self._desk.engine.database.transaction(readonly=True) as connection:
            found = await rate(connection, active.compiled, self._desk.now(), self._desk.engine.zone)
        if found is None:
            raise HTTPException(404)
        await self._desk.counted(account, "rating")
        told = found.rating
        parts = [picture.Part(each.title, found.points(key), each.points) for key, each in told.components.items()]
        answer: Response = request.app.templates.page(
            request,
            "pages/rating.jinja",
            title=told.title,
            model=active.compiled.model,
            total=f"{found.total:.1f}",
            source=told.source,
            over=told.over,
            drawing=picture.chart("rating", "Points by component", parts, "The pale part is what is still to be won."),
            components=[
                (
                    each.title,
                    f"{found.points(key):.1f}",
                    each.points,
                    [_row(item) for item in found.items[key].values()],
                )
                for key, each in told.components.items()
            ],
        )
        return answer

    async def bodies(
        self,
        request: Request,
        errors: Sequence[FormError] = (),
        given: Mapping[str, str] | None = None,
        status: int = 400,
    ) -> Response:
        """Who governs: bodies, seats, what was held and said; forms for who may keep it."""
        account = current(request)
        told = [each.compiled for each in self._desk.engine.active if each.compiled.model.governance]
        async with self._desk.reading(account, "see-measures") as connection:
            seats = await governance.seats(connection)
            held, said = await governance.sittings(connection), await governance.said(connection)
            names = await self._partners(connection, told)
        await self._desk.counted(account, "governance")
        bodies = [
            _shown(key, body, seats, names, each.model.governance.groups)
            for each in told
            if each.model.governance
            for key, body in each.model.governance.bodies.items()
        ]
        titles = {each.id: each.body.title for each in bodies}
        answer: Response = request.app.templates.page(
            request,
            "pages/governance.jinja",
            status=status if errors else 200,
            title="Who governs",
            bodies=bodies,
            names=names,
            held=[(titles.get(each.body, each.body), each) for each in held],
            words=said,
            models=[each.model for each in told if each.model.rating],
            may=policy.may(account, "govern"),
            errors=errors,
            given=given or {},
            said=_SAID.get(request.query_params.get("said", ""), ""),
            nothing=Empty("Nobody governs together here", "No model of care that runs here says who governs."),
        )
        return answer

    async def keep(self, request: Request) -> Response:
        """Keep a seat, a meeting or a word."""
        account = current(request)
        pairs = await forms.read_all(request, request.app.services.limits.form_bytes)
        given = dict(pairs)
        act, kept = given.get("act", ""), Governance(self._desk.engine.database.clock)
        told = [each.compiled for each in self._desk.engine.active if each.compiled.model.governance]
        try:
            async with self._desk.changing(account, "govern") as connection:
                names = await self._partners(connection, told)
                bodies = {key for each in told if each.model.governance for key in each.model.governance.bodies}
                body, partner = given.get("body", ""), given.get("partner", "")
                if act in ("seat", "sit") and body not in bodies:
                    raise BadInput("no body is chosen", expected="one of the bodies")
                if act in ("seat", "say") and partner not in names:
                    raise BadInput("no partner is chosen", expected="one of the partners")
                match act:
                    case "seat":
                        await kept.seat(connection, body, partner, given.get("holder", ""))
                    case "sit":
                        present = {value for name, value in pairs if name == "present"}
                        await kept.sit(connection, account, body, self._at(given), present, given.get("note", ""))
                    case "say":
                        kind: Word = "criticised" if given.get("kind") == "criticised" else "told"
                        await kept.say(connection, account, partner, kind, given.get("text", ""))
                    case _:
                        raise HTTPException(404)
        except (BadInput, Conflict) as wrong:
            text = sentence(str(wrong))
            return await self.bodies(
                request, [FormError(act, text)], given, 409 if isinstance(wrong, Conflict) else 400
            )
        await self._desk.changed(account, "governance", 0)
        return RedirectResponse(f"/governance?said={act}", 303)

    def _at(self, given: Mapping[str, str]) -> datetime:
        try:
            local = datetime.fromisoformat(f"{given.get('day', '')}T{given.get('time', '')}")
        except ValueError as wrong:
            raise BadInput("no day and time", expected="when the meeting was held") from wrong
        return local.replace(tzinfo=self._desk.engine.zone)

    async def _partners(self, connection: Connection, told: Sequence[Compiled]) -> dict[str, str]:
        """Who may have a seat: the partners of the place and the groups that the models name."""
        found: dict[str, str] = {}
        for each in told:
            if each.model.governance:
                kinds = each.model.governance.partners
                found |= {partner.code: partner.name for partner in await governance.partners(connection, kinds)}
                found |= each.model.governance.groups
        return found


def _shown(key: str, body: Body, seats: Sequence[Seat], names: Mapping[str, str], groups: Collection[str]) -> Shown:
    here = [(names.get(seat.partner, seat.partner), seat) for seat in seats if seat.body == key]
    seated = {seat.partner for _, seat in here}.union(groups)
    without = [name for code, name in names.items() if code not in seated] if body.members == "one per partner" else []
    return Shown(key, body, here, without)


def _row(rated: Rated) -> Row:
    item, counted = rated.item, rated.counted
    if rated.share is None:
        return Row(item.title, f"Nothing to count yet: 0 {counted.what}", "0.0", item.points, item.note)
    of = words.number(round(counted.of, 2))
    part = words.number(round(counted.part, 2))
    figure = f"{part} of {of} {counted.what}"
    if item.figure in VARIANCES:
        figure = f"{part} against {of} {counted.what}; {rated.variance:.0%} off"
    return Row(item.title, figure, f"{rated.points:.1f}", item.points, item.note)
