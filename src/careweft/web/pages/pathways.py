"""Pathways: the line with where everybody is and waits; a person's own pathways, what comes next, and their journey.

Whom a line shows is read under row-level security: counts are of those whom one may see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import policy
from careweft.access.policy import Act
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, Refused
from careweft.care.pathways import objectives, reading, units
from careweft.care.pathways.objectives import Measured
from careweft.care.pathways.pathway import Pathway
from careweft.care.pathways.pathways import Said
from careweft.care.pathways.reading import Course, Place
from careweft.care.pathways.walk import What
from careweft.fhir.labels import labels
from careweft.web import filters, forms, terms, view, words
from careweft.web.charts import lanes, line
from careweft.web.charts.line import Station
from careweft.web.desk import OURS, Names, names_here, people_shown
from careweft.web.filters import Choice, Field
from careweft.web.language import N_, _
from careweft.web.logins import current as logged_in
from careweft.web.logins import person, staff
from careweft.web.pages import journey
from careweft.web.pages.person import PersonPages
from careweft.web.pages.work import name_of
from careweft.web.view import Column, Empty, FormError, Link, Table
from careweft.web.words import explained

FOLLOW: Act = "follow-pathways"
SAID = {
    "started": "The person is on the pathway now.",
    "done": "Kept: it is done.",
    "not-done": "Kept: it is not done, with the reason.",
    "taken": "The person is taken on.",
    "moved": "The person goes to another stage.",
    "why": "The reason is kept.",
    "ended": "The pathway is ended.",
}
KINDS = {
    "late": "Done late",
    "not-done": "Not done",
    "waited": "Taken on late",
    "elsewhere": "Went elsewhere",
    "climbed": "Needed more",
}
_ACTS: dict[str, What] = {each: each for each in ("done", "not-done", "taken", "moved", "why", "ended")}
_SPANS = {"3": N_("3 months"), "12": N_("12 months"), "36": N_("3 years")}
_UNDRAWN = {"reading", "condition"}
"""What is too much for a picture: it stands on the timeline."""
_PATHWAY = "pathway"
_TONES = 8


@dataclass(frozen=True)
class Shown:
    """A person's pathway as pages show it."""

    course: Course
    pathway: Pathway | None
    chart: view.Chart
    stage: str
    waits: bool
    mine: bool
    """Whether the account is of who has the person, or who sent them."""


class PathwayPages(PersonPages):
    """The lines of the place's pathways; pathways of a person; the journey over organisations as a picture."""

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/pathways", staff(self.overview), methods=["GET"]),
            Route("/pathways/{model}/{name}", staff(self.one), methods=["GET"]),
            Route("/person/{person:int}/pathways", staff(self.courses), methods=["GET"]),
            Route("/person/{person:int}/pathways", staff(self.begin), methods=["POST"]),
            Route("/person/{person:int}/pathways/{run}/{act}", staff(self.say), methods=["POST"]),
            Route("/me/next", person(self.courses), methods=["GET"]),
            Route("/person/{person:int}/picture", staff(self.picture), methods=["GET"]),
            Route("/me/picture", person(self.picture), methods=["GET"]),
        ]

    async def overview(self, request: Request) -> Response:
        """Every pathway, with how many of one's people are on it, wait and are late."""
        account, now = logged_in(request), self._desk.now()
        pathways = self._desk.engine.pathway_terms.pathways
        async with self._desk.reading(account, FOLLOW) as connection:
            found = [(pathway, await reading.places(connection, pathway.id)) for pathway in pathways]
            told = await self._objectives(connection)
        await self._desk.counted(account, "pathways")
        rows: list[list[str | Link]] = [
            [
                Link(f"/pathways/{pathway.id}", pathway.title),
                str(len(places)),
                str(sum(place.waits for place in places)),
                str(sum(_late(place, now) for place in places)),
            ]
            for pathway, places in found
        ]
        columns = [Column("Pathway"), *(Column(name, True) for name in ("People", "Waiting between stages", "Late"))]
        answer: Response = request.app.templates.page(
            request,
            "pages/pathways.jinja",
            title="Pathways",
            table=Table("Pathways", columns, rows, False) if rows else None,
            objectives=told,
            nothing=Empty("There are no pathways here", "No model of care that runs here has any."),
        )
        return answer

    async def one(self, request: Request) -> Response:
        """The line of a pathway; whoever is at a stage (`at`) or waits for it (`waits`) by name."""
        account, now = logged_in(request), self._desk.now()
        pathway = self._pathway(request)
        async with self._desk.reading(account, FOLLOW) as connection:
            places = await reading.places(connection, pathway.id)
            people = await people_shown(connection, [place.person_id for place in places])
            taken = await reading.handovers(connection, pathway.id)
            why = await reading.reasons(connection, pathway.id)
            names = await names_here(connection)
            known = await units.titles(connection)
        await self._desk.saw(account, "pathway", people)
        base = f"/pathways/{pathway.id}"
        titles = {stage.id: stage.title for stage in pathway.stages}
        panel = filters.read(base, _line_fields(pathway, places, now), request.query_params)
        kept = [each for each in places if panel.allows("at", each.stage) and panel.allows("how", _how(each, now))]
        stations = [_station(base, stage.id, stage.title, places, now) for stage in pathway.stages]
        rows = [
            (
                name_of(people, each.person_id),
                f"/person/{each.person_id}/pathways",
                f"Waits to be taken on: {titles.get(each.stage, each.stage)}"
                if each.waits
                else titles.get(each.stage, each.stage),
                _party(names, known, each.party),
                each.since,
                each.next or ("Take on" if each.waits else ""),
                each.due,
                _late(each, now),
            )
            for each in kept
        ]
        answer: Response = request.app.templates.page(
            request,
            "pages/pathway.jinja",
            title=pathway.title,
            chart=line.chart("line", pathway.title, stations, line.table(stations), _note(places, now)),
            panel=panel,
            rows=rows,
            handovers=_handovers(pathway, taken),
            reasons=_reasons(pathway, why),
            nothing=Empty("Nobody is here now", "Only people whom you may see are shown."),
        )
        return answer

    async def courses(
        self,
        request: Request,
        errors: Sequence[FormError] = (),
        given: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        """A person's pathways with what comes next, as one schedule; staff say there what is done."""
        follows, zone = self._desk.engine.pathway_terms, self._desk.engine.zone
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await reading.courses(connection, shown.person_id)
            schedule = await reading.schedule(connection, shown.person_id, follows, zone)
            known = await units.titles(connection)
        parties = {stage.party for course in found for stage in course.stages}
        parties |= {stage.sender for course in found for stage in course.stages}
        parties |= {part.party for visit in schedule for part in visit.parts}
        called = {party: _party(shown.names, known, party) for party in parties}
        told = [_shown(each, follows.find(each.pathway), called, shown.account.parties) for each in found]
        on = {each.pathway for each in found if each.open}
        may = policy.may(shown.account, FOLLOW)
        said = SAID.get(request.query_params.get("said", ""), "")
        return await self._answer(
            request,
            shown,
            "pathways",
            template="pages/own_next.jinja" if shown.own else "pages/person_pathways.jinja",
            status=status,
            told=told,
            schedule=[(visit, called.get(visit.first.party, "")) for visit in schedule],
            visits={part.key: visit for visit in schedule for part in visit.parts},
            called=called,
            kinds=KINDS,
            late=self._desk.now(),
            others=[(each.id, each.title) for each in follows.pathways if each.id not in on] if may else [],
            may=may,
            roles=self._desk.roles(),
            words_of=terms.words_of,
            key=uuid4().hex,
            errors=errors,
            given=given or {},
            **({"said": said} if said else {}),
        )

    async def begin(self, request: Request) -> Response:
        """Put the person on a pathway."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        number, engine = int(request.path_params["person"]), self._desk.engine
        if not given.get("pathway"):
            return await self.courses(request, [FormError("pathway", "Choose a pathway")], given, 400)
        key = given.get("key") or uuid4().hex
        try:
            async with self._desk.changing(account, FOLLOW) as connection:
                await engine.pathways.start(connection, account, number, given["pathway"], key, engine.pathway_terms)
        except (BadInput, Conflict) as wrong:
            return await self.courses(request, [FormError("pathway", explained(wrong))], given, 400)
        await self._desk.changed(account, "pathways", number)
        return RedirectResponse(f"/person/{number}/pathways?said=started", 303)

    async def say(self, request: Request) -> Response:
        """Keep what somebody says of a person's pathway."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        number, run, engine = int(request.path_params["person"]), request.path_params["run"], self._desk.engine
        what = _ACTS.get(request.path_params["act"])
        if what is None:
            raise HTTPException(404)
        try:
            at = self._at(given.get("at", ""))
            about, _, role = given.get("about", "").partition(":")  # of a move: the stage, and to which role
            said = Said(given.get("key") or uuid4().hex, what, about, given.get("code", ""), given.get("words", ""), at,
                        role)  # fmt: skip
            async with self._desk.changing(account, FOLLOW) as connection:
                await engine.pathways.say(connection, account, run, said, engine.pathway_terms)
        except (BadInput, Conflict, Refused) as wrong:
            field = f"words-{given.get('field', '')}" if isinstance(wrong, BadInput) and given.get("field") else ""
            return await self.courses(request, [FormError(field, explained(wrong))], given, 400)
        await self._desk.changed(account, "pathways", number)
        return RedirectResponse(f"/person/{number}/pathways?said={what}", 303)

    async def picture(self, request: Request) -> Response:
        """The person's journey over every organisation, as a picture; filtered as the address says."""
        zone, now = self._desk.engine.zone, self._desk.now()
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            sent = await labels(connection, shown.person_id, journey.LABELLED)
            found = await reading.courses(connection, shown.person_id)
        told = journey.Told(shown.facts, sent, shown.names, zone)
        happened = [step for step in journey.journey(told) if step.at <= now and step.kind not in _UNDRAWN]
        steps = [*happened, *_on_pathways(found, shown.names)]
        base = "/me/picture" if shown.own else f"{shown.base}/picture"
        panel = filters.read(base, _picture_fields(steps, shown.own), request.query_params)
        months = int(panel.value("time") or "12")
        since = now - timedelta(days=30.44 * months)
        drawn = _drawn(steps, found, panel, shown.names, (since, now))
        if shown.own:
            drawn = replace(drawn, title=_("Who helped you, and when"))
        return await self._answer(
            request,
            shown,
            "journey",
            template="pages/picture.jinja",
            panel=panel,
            chart=lanes.chart(drawn, zone) if drawn.marks else None,
            nothing=Empty(_("Nothing to show"), link=Link(panel.clear, _("Show everything")) if panel.active else None),
        )

    async def _objectives(self, connection: Connection) -> list[tuple[str, Table]]:
        """What each active model is for, as it shows now: in all, and at each organisation on the way."""
        engine, now = self._desk.engine, self._desk.now()
        names, known = await names_here(connection), await units.titles(connection)
        columns = [Column("Objective"), Column("How it is measured"), Column("Now", True), Column("Share", True)]
        found = []
        for model in (active.compiled for active in engine.active if active.compiled.objectives):
            measured = await objectives.measure(connection, model.model.id, model.objectives, engine.facts_of, now)
            parties = {party: _party(names, known, party) for each in measured for party in each.parties}
            several = len(parties) > 1
            rows: list[list[str | Link]] = [
                [
                    each.objective.title,
                    each.objective.about,
                    f"{each.held} of {each.of}",
                    words.share(each.held / each.of) if each.of else "–",
                    *([_at_each(each, parties)] if several else []),
                ]
                for each in measured
            ]
            shown = [*columns, *([Column("At each organisation")] if several else [])]
            found.append((model.model.title, Table(f"Objectives: {model.model.title}", shown, rows, False)))
        return found

    def _pathway(self, request: Request) -> Pathway:
        name = f"{request.path_params['model']}/{request.path_params['name']}"
        found = self._desk.engine.pathway_terms.find(name)
        if found is None:
            raise HTTPException(404)
        return found

    def _at(self, text: str) -> datetime | None:
        """A local time as a form gives it; None where it was left out."""
        if not text:
            return None
        try:
            return datetime.fromisoformat(text).replace(tzinfo=self._desk.engine.zone)
        except ValueError:
            raise BadInput("this is no time", expected="a day and a time of day") from None


def _at_each(found: Measured, called: Mapping[str, str]) -> str:
    return "; ".join(f"{called[party]} {held} of {of}" for party, (held, of) in found.parties.items()) or "–"


def _late(place: Place, now: datetime) -> bool:
    return place.due is not None and place.due < now


def _how(place: Place, now: datetime) -> str:
    return "late" if _late(place, now) else "waits" if place.waits else "here"


def _station(base: str, stage: str, title: str, places: Sequence[Place], now: datetime) -> Station:
    mine = [place for place in places if place.stage == stage]
    late = sum(_late(place, now) for place in mine)
    waiting = sum(place.waits for place in mine)
    return Station(stage, title, len(mine) - waiting, waiting, late, f"{base}?at={stage}", f"{base}?at={stage}")


def _line_fields(pathway: Pathway, places: Sequence[Place], now: datetime) -> list[Field]:
    counts = {stage.id: sum(place.stage == stage.id for place in places) for stage in pathway.stages}
    hows = {"here": "There", "waits": "Waiting to be taken on", "late": "Late"}
    return [
        Field("at", "Stage", [Choice(stage.id, stage.title, counts[stage.id]) for stage in pathway.stages]),
        Field("how", "How", [Choice(k, text, sum(_how(p, now) == k for p in places)) for k, text in hows.items()]),
    ]


def _note(places: Sequence[Place], now: datetime) -> str:
    waiting, late = sum(place.waits for place in places), sum(_late(place, now) for place in places)
    return f"{words.many(len(places), 'person', 'people')}, {waiting} waiting between stages, {late} late."


def _party(names: Names, known: Mapping[str, str], party: str) -> str:
    """What a party is called: a team or an organisation, else a unit."""
    named = names.party(party) if party else ""
    return known.get(party, named) if named == party else named


def _handovers(pathway: Pathway, taken: Mapping[str, tuple[int, int, float | None]]) -> Table | None:
    rows: list[list[str | Link]] = []
    for stage in pathway.stages:
        count, in_time, seconds = taken.get(stage.id, (0, 0, None))
        if stage.within is not None:
            agreed = str(stage.within)
            took = words.duration(timedelta(seconds=seconds)) if seconds is not None else "–"
            rows.append([stage.title, agreed, str(count), f"{in_time} of {count}" if count else "–", took])
    columns = [
        Column("To"),
        Column("Agreed"),
        Column("Taken on", True),
        Column("In time", True),
        Column("Median", True),
    ]
    return Table("Handovers: how long they take", columns, rows) if rows else None


def _reasons(pathway: Pathway, why: Sequence[tuple[str, str, int]]) -> Table | None:
    rows: list[list[str | Link]] = [
        [KINDS[kind], pathway.reasons.get(code, "In their own words" if code else "No reason chosen"), str(count)]
        for kind, code, count in why
    ]
    return (
        Table("Variation and its reasons", [Column("What"), Column("Why"), Column("How often", True)], rows)
        if rows
        else None
    )


def _shown(course: Course, pathway: Pathway | None, called: Mapping[str, str], parties: frozenset[str]) -> Shown:
    last = course.stages[-1]
    every = [(stage.id, stage.title) for stage in pathway.stages] if pathway else []
    every = every or [(stage.stage, stage.title) for stage in course.stages]
    passed = [stage.stage for stage in course.stages if stage.left]
    here, waits = (last.stage, last.taken is None) if course.open else ("", False)
    states = line.states(passed, here, waits, [name for name, _title in every])
    latest = {stage.stage: stage for stage in course.stages}
    stations = [
        Station(name, _(title), state=state, under=called.get(latest[name].party, "") if name in latest else "")
        for (name, title), state in zip(every, states, strict=True)
    ]
    meaning = {
        "past": _("Done"),
        "here": _("Here now"),
        "waits": _("Waits to be taken on"),
        "ahead": _("Still to come"),
    }
    rows: list[list[str | Link]] = [[each.title, each.under or "–", meaning[each.state]] for each in stations]
    table = Table(
        _("{what}: the stages").format(what=_(course.title)),
        [Column(_("Stage")), Column(_("Who")), Column(_("Where it stands"))],
        rows,
        False,
    )
    drawn = line.chart(f"run-{course.id[:8]}", _(course.title), stations, table)
    mine = not parties.isdisjoint({last.party, last.sender})
    return Shown(course, pathway, drawn, last.title, waits, mine)


def _on_pathways(found: Sequence[Course], names: Names) -> list[journey.Step]:
    """The stages of pathways at whoever had the person, and the steps that were done there."""
    steps = []
    for course in found:
        parties = {stage.number: names.organisation(stage.party) for stage in course.stages}
        steps += [
            journey.Step(stage.taken, _PATHWAY, stage.title, course.title, parties[stage.number],
                         until=stage.left or journey.GOES_ON)
            for stage in course.stages if stage.taken
        ]  # fmt: skip
        steps += [
            journey.Step(step.at, _PATHWAY, step.title, course.title, parties[step.leg])
            for step in course.steps
            if step.at and step.state == "done"
        ]
    return steps


def _picture_fields(steps: Sequence[journey.Step], own: bool) -> list[Field]:
    titles = (journey.OWN_KINDS if own else journey.KINDS) | {_PATHWAY: N_("Steps of my care") if own else "Pathway"}
    kinds = [Choice(kind, text) for kind, text in titles.items() if any(step.kind == kind for step in steps)]
    senders = {step.organisation.code: step.organisation for step in steps}
    who = [
        Choice(code, each.name, tone=each.kind.value) for code, each in sorted(senders.items(), key=lambda e: e[1].name)
    ]
    spans = [Choice(months, text) for months, text in _SPANS.items()]
    fields = [
        Field("time", N_("How far back"), spans, kind="one", nothing="12 months"),
        Field("kind", "What", kinds),
        Field("from", "Who" if own else "Organisation", who),
    ]
    return fields if steps else fields[:1]


def _drawn(
    steps: Sequence[journey.Step],
    found: Sequence[Course],
    panel: filters.Panel,
    names: Names,
    between: tuple[datetime, datetime],
) -> lanes.Journey:
    since, now = between
    kept = [
        step
        for step in steps
        if panel.allows("kind", step.kind)
        and panel.allows("from", step.organisation.code)
        and max(step.at, step.until or step.at) >= since
    ]
    passings = [
        lanes.Passing(stage.sender, stage.party, stage.sent, stage.taken, stage.title)
        for course in found
        for stage in course.stages
        if stage.sender and stage.sender != stage.party and stage.sent >= since
    ]
    codes = dict.fromkeys(step.organisation.code or OURS.code for step in reversed(kept))
    if steps and not panel.chosen("from"):
        codes |= dict.fromkeys(party for each in passings for party in (each.giver, each.taker))
    every = [lanes.Lane(code, names.organisation(code).name, number % _TONES + 1) for number, code in enumerate(codes)]
    marks = [
        lanes.Mark(step.organisation.code or OURS.code, step.at, step.until, *map(journey.in_language, said))
        for step in kept
        for said in [(step.title, step.detail)]
    ]
    first = min((max(mark.at, since) for mark in marks), default=since) - (now - since) / 50
    began = max(since, first)
    return lanes.Journey("journey", "The journey over every organisation", every, marks, passings, began, now)
