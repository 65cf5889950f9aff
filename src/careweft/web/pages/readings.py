"""Readings at home: of a person for staff (below /person/N/readings) and the person's own (/me/readings).

Charts with the limits drawn, a form for what was measured, what is watched and what became of alerts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.accounts import Account
from careweft.access.policy import Act
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound
from careweft.care.monitoring import reading, watch
from careweft.care.monitoring.monitoring import plans_of
from careweft.care.monitoring.resource import Monitored, Status
from careweft.care.monitoring.terms import AlertRule, Ask, Programme
from careweft.care.plans.content import Goal
from careweft.care.resources import extension
from careweft.facts.quantities import Quantity, quantities
from careweft.fhir.labels import labels
from careweft.rules.calendar import just_after
from careweft.web import forms, view, words
from careweft.web.charts import readings as drawing
from careweft.web.charts.readings import Point, Series, Threshold
from careweft.web.language import N_
from careweft.web.language import _ as spoken
from careweft.web.logins import carer, person, staff
from careweft.web.logins import current as logged_in
from careweft.web.pages.journey import sender
from careweft.web.pages.person import PersonPages, Shown
from careweft.web.view import FormError
from careweft.web.words import explained, sentence

MONITOR: Act = "monitor"
SEND: Act = "send-readings"
PERIODS = {7: N_("7 days"), 30: N_("30 days"), 90: N_("3 months"), 365: N_("1 year")}
SAID = {
    "entered": "The readings are saved.",
    "started": "Monitoring has begun. The person finds it on their own pages.",
    "limit": "The limit is saved. It counts from now on.",
    "status": "Saved.",
    "answered": "It is written down what was done.",
    "reviewed": "Written down: looked through today.",
}
OWN_SAID = {"entered": N_("Thank you. We have your readings.")}
HOW = {
    "person": N_("On their own page"),
    "carer": N_("By a carer"),
    "nurse": N_("By staff"),
    "device": N_("By a device or another system"),
}
BUTTONS = {
    "well": "All is well",
    "advised": "Advice given",
    "visit": "Ask for a visit",
    "appointment": "Ask for an appointment",
    "emergency": "Ambulance called",
    "false": "False reading or alarm",
    "no-answer": "No answer",
}
"""What is pressed for each answer to an alert."""
_MOST_SHOWN = 120
_READING = ("Observation",)


@dataclass(frozen=True)
class Watched:
    """What somebody is monitored for, as the page shows it."""

    told: Monitored
    programme: Programme
    rules: Sequence[tuple[AlertRule, str, str]]  # the rule, its limit in words, why it is the person's own

    @property
    def level(self) -> str:
        """The level of support, in words."""
        return next((each.title for each in self.programme.levels if each.name == self.told.level), "")


@dataclass(frozen=True)
class Asked:
    """A reading that is asked for: the latest, and whether the next one is overdue."""

    kind: Quantity
    ask: Ask | None
    last: str
    last_at: datetime | None
    due: datetime | None
    late: bool
    chart: view.Chart | None
    summary: str


class ReadingPages(PersonPages):
    """Readings, and what is watched."""

    def routes(self) -> list[Route]:
        """Where these pages are."""
        staffed = "/person/{person:int}/readings"
        return [
            Route(staffed, staff(self.readings), methods=["GET"]),
            Route(staffed, staff(self.enter), methods=["POST"]),
            Route(f"{staffed}/{{act:str}}", staff(self.act), methods=["POST"]),
            Route("/me/readings", person(self.readings), methods=["GET"]),
            Route("/me/readings", person(self.enter), methods=["POST"]),
            Route("/for/{person:int}/readings", carer(self.readings), methods=["GET"]),
            Route("/for/{person:int}/readings", carer(self.enter), methods=["POST"]),
        ]

    async def readings(
        self,
        request: Request,
        errors: Sequence[FormError] = (),
        given: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        """Charts, the form, what is watched, alerts."""
        now, zone, days = self._desk.now(), self._desk.engine.zone, _days(request)
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            plans = await plans_of(connection, self._desk.engine.record, shown.person_id)
            watched = [each for plan in plans if (each := self._watched(plan))]
            told = await reading.alerts(connection, shown.person_id)
            aside = await reading.aside(connection, [shown.person_id], now - timedelta(days=days))
            asked = await self._asked(connection, shown, watched, days)
            plan = await self._desk.engine.plans.current(connection, shown.person_id)
        own = shown.plain
        programmes = self._desk.engine.monitoring.terms.programmes.values()
        going = {each.told.programme for each in watched if each.told.status != "completed"}
        seen = just_after(now)
        suits = [(each, each.suits.selects(shown.facts, seen)) for each in programmes if each.name not in going]
        return await self._answer(
            request,
            shown,
            "readings",
            template=f"pages/{'own_readings' if own else 'readings'}.jinja",
            status=status,
            title=spoken(N_("My readings")) if own else "Readings",
            said=spoken(OWN_SAID.get(_said(request), "")) if own else SAID.get(_said(request), ""),
            watched=watched,
            asked=asked,
            alerts=told,
            aside=aside.get(shown.person_id, []),
            programmes=suits,
            outcomes=BUTTONS,
            may=shown.may(SEND if own else MONITOR),
            days=days,
            periods=PERIODS,
            goals=[goal for goal in plan.of("goal").values() if isinstance(goal, Goal) and goal.status == "open"]
            if plan and plan.open
            else [],
            key=uuid4().hex,
            errors=errors,
            given=given or {},
            zone=zone,
            names=_plain_names(watched),
        )

    async def enter(self, request: Request) -> Response:
        """Keep what was typed in."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        texts = {name.removeprefix("r-"): text for name, text in given.items() if name.startswith("r-")}
        own = account.kind != "staff"
        try:
            at = _instant(given.get("at", ""), self._desk.engine.zone)
            async with self._desk.reading(*self._asks(request)) as connection:
                shown = await self._shown(connection, request)
            async with self._desk.changing(account, SEND if own else MONITOR) as connection:
                await self._desk.engine.monitoring.enter(
                    connection,
                    account,
                    shown.person_id,
                    given.get("key") or uuid4().hex,
                    texts,
                    at,
                    given.get("note", ""),
                )
        except BadInput as wrong:
            field = "at" if wrong.where == "at" else f"r-{wrong.where}"
            text = _plainly(wrong) if own else explained(wrong)
            return await self.readings(request, [FormError(field, text)], given, 400)
        await self._desk.changed(account, "readings", shown.person_id)
        return RedirectResponse(f"{shown.base}/readings?said=entered", 303)

    async def act(self, request: Request) -> Response:
        """Begin, hold or end monitoring, give a limit, answer an alert, say that one has looked."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        act = request.path_params["act"]
        try:
            async with self._desk.reading(account, MONITOR) as connection:
                shown = await self._shown(connection, request)
            async with self._desk.changing(account, MONITOR) as connection:
                await self._do(connection, account, act, shown.person_id, given)
        except BadInput as wrong:
            return await self.readings(request, [FormError(wrong.where, explained(wrong))], given, 400)
        except Conflict as first:
            text = f"{sentence(first.what)}. Nothing was saved; what you typed is kept."
            return await self.readings(request, [FormError("", text)], given, 409)
        except NotFound:
            raise HTTPException(404) from None
        await self._desk.changed(account, "readings", shown.person_id)
        if given.get("back") == "list":
            return RedirectResponse(f"/monitoring?said={act}#p{shown.person_id}", 303)
        return RedirectResponse(f"{shown.base}/readings?said={act}", 303)

    async def _do(self, connection: Connection, account: Account, act: str, who: int, given: Mapping[str, str]) -> None:
        engine, plan = self._desk.engine.monitoring, given.get("monitored", "")
        match act:
            case "started":
                await engine.start(connection, account, who, given.get("programme", ""))
            case "limit":
                own, why = given.get("limit", ""), given.get("why", "")
                await engine.set_limit(connection, account, who, plan, given.get("alert", ""), own, why)
            case "status" if given.get("status") in ("active", "on-hold", "completed"):
                to: Status = given["status"]  # type: ignore[assignment]
                await engine.set_status(connection, account, who, plan, to, given.get("reason", ""))
            case "answered":
                alert, outcome = given.get("alert", ""), given.get("outcome", "")
                await engine.answer(connection, account, who, alert, outcome, given.get("note", ""))
            case "reviewed":
                await engine.review(connection, account, who)
            case _:
                raise HTTPException(404)

    def _watched(self, plan: Monitored) -> Watched | None:
        programme = self._desk.engine.monitoring.terms.programmes.get(plan.programme)
        if programme is None:
            return None
        rules = []
        for rule in programme.alerts:
            own = plan.limits.get(rule.code)
            rules.append((rule, rule.limit_of(own.number if own else ""), f"{own.why} ({own.by})" if own else ""))
        return Watched(plan, programme, rules)

    async def _asked(self, connection: Connection, shown: Shown, watched: Sequence[Watched], days: int) -> list[Asked]:
        """The readings that are asked for, and others that there are in the period."""
        now, zone = self._desk.now(), self._desk.engine.zone
        since = now - timedelta(days=days)
        asks = {
            ask.name: (ask, each.told.since)
            for each in watched
            if each.told.status == "active"
            for ask in each.programme.asks_at(each.told.level)
        }
        rows = [row for row in shown.facts.get("reading", ()) if row["at"] and since <= row["at"] <= now]
        there = {row["name"] for row in rows} | asks.keys()
        names = [*asks, *(name for name in quantities() if name in there and name not in asks)]
        told = await self._told(connection, shown, [row for row in rows if row["name"] in names])
        found = []
        for name in names:
            kind = quantities()[name]
            mine = sorted((row for row in rows if row["name"] == name), key=lambda row: row["at"])[-_MOST_SHOWN:]
            points = [Point(row["at"], row["value"], *told.get(row["record"], ("", ""))) for row in mine]
            series = Series(kind, points, since, now, zone, _thresholds(watched, name))
            latest = next(iter(watch.latest(shown.facts, name, now)), None)
            ask, begun = asks.get(name, (None, now))
            due = watch.due(ask, shown.facts, begun, now, zone) if ask else None
            found.append(
                Asked(
                    kind,
                    ask,
                    drawing.in_words(kind, latest["value"]) if latest else "",
                    latest["at"] if latest else None,
                    due,
                    due is not None and due <= now,
                    drawing.chart(series) if points else None,
                    drawing.summary(series),
                )
            )
        return found

    async def _told(
        self, connection: Connection, shown: Shown, rows: Sequence[Mapping[str, Any]]
    ) -> dict[str, tuple[str, str]]:
        """Who gave each reading and how, by record."""
        called, sent = await self._with_kin(connection, shown), await labels(connection, shown.person_id, _READING)
        records = list(dict.fromkeys(row["record"] for row in rows))[-4 * _MOST_SHOWN :]
        found = {}
        for body in await self._desk.engine.record.read_many(connection, records):
            record, how = f"Observation/{body['id']}", (extension(body, "reading-by") or {}).get("valueCode", "device")
            by = called.organisation(sender(sent[record])).name
            found[record] = (by, N_("On your page") if shown.own and how == "person" else HOW[how])
        return found


def _thresholds(watched: Sequence[Watched], name: str) -> list[Threshold]:
    return [
        Threshold(order, value, own=rule.code in each.told.limits)
        for each in watched
        if each.told.status == "active"
        for rule in each.programme.alerts
        for row, order, value in rule.levels(each.told.limit(rule.code))
        if row == name and (not quantities()[name].answers or value > 0)
    ]


def _plain_names(watched: Sequence[Watched]) -> dict[str, str]:
    """What the person reads of an alert, by its code."""
    return {rule.code: rule.plain for each in watched for rule in each.programme.alerts if rule.plain}


def _days(request: Request) -> int:
    asked = request.query_params.get("days", "30")
    return int(asked) if asked in map(str, PERIODS) else 30


def _said(request: Request) -> str:
    return request.query_params.get("said", "")


def _instant(text: str, zone: Any) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput("the time cannot be read", expected="a day and a time", where="at") from None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _plainly(wrong: BadInput) -> str:
    """What a person gave that cannot be, in their words."""
    kind = quantities().get(wrong.where)
    if wrong.where == "at":
        return spoken(N_("Give a time in the last 31 days"))
    if kind is None or "filled in" in wrong.what:
        return spoken(N_("Please tell us what you measured"))
    said = spoken(N_("{what}: give a value from {low} to {high}"))
    return said.format(what=spoken(kind.title), low=words.number(kind.least), high=words.number(kind.most))
