"""The daily list of those who are monitored at home, the worst first; and who is on call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.accounts import Account
from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.care import teams
from careweft.care.monitoring import reading, rota, watch
from careweft.care.monitoring.reading import Line
from careweft.care.monitoring.rota import Gap, Turn
from careweft.care.teams import Practitioner
from careweft.facts.quantities import quantities
from careweft.web import forms
from careweft.web.desk import Desk, names_here, people_shown
from careweft.web.logins import current as logged_in
from careweft.web.logins import passive, staff
from careweft.web.pages.readings import BUTTONS, MONITOR, SAID
from careweft.web.pages.work import name_of
from careweft.web.view import Empty, FormError, Link
from careweft.web.words import explained

DAYS = 14
"""How far the rota is shown ahead."""


@dataclass(frozen=True)
class Row:
    """A person on the list."""

    line: Line
    name: str
    href: str
    latest: Sequence[tuple[str, str, datetime]]
    missing: Sequence[str]


@dataclass(frozen=True)
class Slot:
    """A turn of the rota, or a gap, as the page shows it; `choices` are those who could have it."""

    turn: Turn | Gap
    key: str
    team: str
    who: str
    name: str
    choices: Sequence[Practitioner]
    now: bool

    @property
    def title(self) -> str:
        """What it is called."""
        return self.turn.shift.title if isinstance(self.turn, Turn) else "Nobody is on call"


class MonitoringPages:
    """The daily list and the rota."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/monitoring", staff(self.daily)),
            Route("/monitoring/on-call", staff(self.on_call), methods=["GET"]),
            Route("/monitoring/on-call", staff(self.give), methods=["POST"]),
        ]

    async def daily(self, request: Request) -> Response:
        """Everybody whom one's teams monitor, the worst first."""
        account, engine, now = logged_in(request), self._desk.engine, self._desk.now()
        async with self._desk.reading(account, MONITOR) as connection:
            mine = sorted(account.parties)
            lines = await reading.daily(connection, mine, engine.monitoring.terms, now, engine.zone)
            shown = await people_shown(connection, [line.person_id for line in lines])
        await self._desk.saw(account, "daily list", shown, by_itself=passive(request.scope))
        rows = [self._row(line, name_of(shown, line.person_id), now) for line in lines if line.person_id in shown]
        left = "left" in request.query_params
        answer: Response = request.app.templates.page(
            request,
            "pages/monitoring.jinja",
            title="Readings to look through",
            rows=[row for row in rows if not left or not row.line.reviewed or row.line.alerts],
            everybody=len(rows),
            done=sum(row.line.reviewed for row in rows),
            left=left,
            outcomes=list(BUTTONS.items()),
            said=SAID.get(request.query_params.get("said", ""), ""),
            on_call=await self._now(now),
            zone=engine.zone,
            nothing=Empty(
                "Nobody is to be looked through now",
                "Whoever your teams monitor at home stands here. Begin it on a person's page, under Readings.",
            ),
        )
        return answer

    def _row(self, line: Line, name: str, now: datetime) -> Row:
        asked = dict.fromkeys(ask.name for programme in line.programmes for ask in programme.asks)
        latest = []
        for each in asked:
            kind, rows = quantities()[each], watch.latest(line.facts, each, now)
            if rows:
                latest.append((kind.title, kind.said(rows[0]["value"]), rows[0]["at"]))
        missing = [quantities()[each].title for each in line.missing]
        return Row(line, name, f"/person/{line.person_id}/readings", latest, missing)

    async def _now(self, now: datetime) -> str:
        """Who is on call now, in words; empty where no model has a rota."""
        engine = self._desk.engine
        if not engine.monitoring.terms.rota.shifts:
            return ""
        turn = engine.monitoring.terms.rota.at(now, engine.zone)
        return f"{turn.shift.title} ({turn.shift.by.replace('-', ' ')})" if turn else "Nobody is on call now"

    async def on_call(self, request: Request, errors: Sequence[FormError] = ()) -> Response:
        """The shifts of the next two weeks, who has them, and the gaps."""
        account, engine, now = logged_in(request), self._desk.engine, self._desk.now()
        async with self._desk.reading(account, MONITOR) as connection:
            slots = await self._slots(connection, account, now)
            names = await names_here(connection)
        await self._desk.counted(account, "rota")
        answer: Response = request.app.templates.page(
            request,
            "pages/on_call.jinja",
            status=400 if errors else 200,
            title="Who is on call",
            slots=slots,
            teams=names.teams,
            gaps=sum(isinstance(slot.turn, Gap) for slot in slots),
            unnamed=sum(isinstance(slot.turn, Turn) and not slot.who for slot in slots),
            said="Saved." if request.query_params.get("said") == "given" else "",
            errors=errors,
            back=Link("/monitoring", "Readings to look through"),
            zone=engine.zone,
            nothing=Empty("No model of care here has a rota", "It says so in its section `monitoring`, under `rota`."),
        )
        return answer

    async def give(self, request: Request) -> Response:
        """Name who has a turn."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        now = self._desk.now()
        try:
            async with self._desk.changing(account, MONITOR) as connection:
                slots = await self._slots(connection, account, now)
                slot = next((each for each in slots if each.key == given.get("turn") and each.choices), None)
                if slot is None or not isinstance(slot.turn, Turn):
                    raise BadInput("this turn is over or is not yours to give", expected="one of those below")
                await rota.give(connection, account, slot.turn, slot.team, given.get("who") or None)
        except BadInput as wrong:
            return await self.on_call(request, [FormError("", explained(wrong))])
        return RedirectResponse(f"/monitoring/on-call?said=given#{slot.key}", 303)

    async def _slots(self, connection: Connection, account: Account, now: datetime) -> list[Slot]:
        engine = self._desk.engine
        until = now + timedelta(days=DAYS)
        known = {(each.shift, each.team, each.since): each for each in await rota.named(connection, now, until)}
        own = [team.id for team in await teams.teams(connection) if team.id in account.parties]
        found = []
        for number, turn in enumerate(engine.monitoring.terms.rota.between(now, until, engine.zone)):
            if isinstance(turn, Gap):
                found.append(Slot(turn, f"t{number}", "", "", "", (), turn.since <= now))
                continue
            for team in [turn.shift.team] if turn.shift.team else own:
                has = known.get((turn.shift.name, team, turn.since))
                every = await teams.leads(connection, turn.shift.by) if team in own else []
                choices = [each for each in every if each.team == team]
                key = f"t{turn.since:%Y%m%dT%H%M}-{turn.shift.name}-{team}"
                who, name = (has.practitioner, has.name) if has else ("", "")
                found.append(Slot(turn, key, team, who, name, choices, turn.since <= now))
        return found
