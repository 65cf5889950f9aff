"""Assessments: what is known of somebody by them, and the forms to answer them, for staff and for the person.

Staff find them below /person/N/assessments, the person below /me/assessments, where only what they were asked can be
answered. A form is a page for each section; saving a page shows what follows from it. With JavaScript it shows at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.policy import Act
from careweft.base.db import Connection
from careweft.base.errors import CareweftError, Conflict
from careweft.care.assessment import library, standing
from careweft.care.assessment.answers import Answer, item_of, turn_of
from careweft.care.assessment.assessments import DONE, OPEN, Assessment, Saved
from careweft.care.assessment.evaluate import Fault, State, evaluate, faults
from careweft.care.assessment.instrument import Instrument
from careweft.care.assessment.merge import Clash
from careweft.care.assessment.standing import Score, Standing
from careweft.web import forms, questions, view, words
from careweft.web.charts import scores
from careweft.web.desk import person_banner
from careweft.web.language import N_, _
from careweft.web.logins import carer, passive, person, staff
from careweft.web.logins import current as logged_in
from careweft.web.pages.person import PersonPages, Shown
from careweft.web.questions import Given, Part, Sheet
from careweft.web.view import Empty, FormError
from careweft.web.words import sentence

SAID = {
    "saved": "Saved. You can go on when you like.",
    "asked": "The person is asked. They find it on their own pages.",
    "withdrawn": "Taken back. It counts no more.",
    "finished": "Finished.",
}
OWN_SAID = {
    "saved": N_("We kept your answers. You can go on when you like."),
    "finished": N_("Thank you. We have your answers."),
    "withdrawn": N_("Your answers were not sent."),
}
TONES = {"good": "good", "plain": "plain", "warn": "warn", "alert": "alert"}
_NOT_NOW = "Somebody else answered meanwhile"


@dataclass(frozen=True)
class Held:
    """An instrument by which something is known of somebody, in words."""

    standing: Standing
    scores: Sequence[tuple[str, str, Score]]  # what, how much of how much, and what it means
    chart: view.Chart | None
    due: str
    href: str
    by: str


class AssessmentPages(PersonPages):
    """The assessments of a person, and their forms."""

    def routes(self) -> list[Route]:
        """Where these pages are."""
        found = []
        for base, guard in (("/person/{person:int}", staff), ("/me", person), ("/for/{person:int}", carer)):
            one = f"{base}/assessments/{{assessment}}"
            found += [
                Route(f"{base}/assessments", guard(self.overview), methods=["GET"]),
                Route(one, guard(self.assessment), methods=["GET"]),
                Route(one, guard(self.save), methods=["POST"]),
                Route(f"{one}/live", guard(self.live), methods=["POST"]),
                Route(f"{one}/check", guard(self.check), methods=["GET"]),
                Route(f"{one}/finish", guard(self.finish), methods=["POST"]),
                Route(f"{one}/withdraw", guard(self.withdraw), methods=["POST"]),
                Route(f"{base}/assessments", guard(self.begin), methods=["POST"]),
            ]
        return found

    async def overview(self, request: Request) -> Response:
        """What is known by assessments, what is not finished, and what can be begun."""
        terms = self._desk.engine.assessment_terms
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            store, zone = self._desk.engine.store, self._desk.engine.zone
            held = await standing.standings(connection, store, shown.facts, terms, zone)
            open_ = await standing.drafts(connection, shown.person_id)
            every = await library.every(connection)
        may = shown.may(self._answers(request))
        drafts = [draft for draft in open_ if may and (draft.asked if shown.plain else not draft.own)]
        own = self._desk.engine.self_assessments - {draft.instrument.id for draft in drafts} if may else frozenset()
        now = self._desk.now()
        return await self._page(
            request,
            shown,
            "assessments",
            title=_("Questions for me") if shown.plain else "Assessments",
            held=[self._held(each, shown, now) for each in held],
            drafts=[(draft, f"{shown.base}/assessments/{draft.id}") for draft in drafts],
            by_self=[each for each in every if each.id in own] if shown.plain else [],
            offered=[] if shown.plain else _offered(every, held, [draft.instrument.id for draft in drafts], now),
            askable=[] if shown.plain else [each for each in every if "person" in each.by],
            nothing=Empty(
                _("You have not answered any questions yet") if shown.plain else "No assessments yet",
                "" if shown.plain else "Scores that other organisations send appear here too.",
            ),
        )

    async def begin(self, request: Request) -> Response:
        """Begin an assessment or take up the open one; or ask the person to fill it in, as people ask themselves."""
        account, given = logged_in(request), await self._form(request)
        name = given.get("instrument", "")
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)  # what the account may see, not what the place knows
        base = f"{shown.base}/assessments"
        async with self._desk.changing(account, self._answers(request)) as connection:
            assessments = self._desk.engine.assessments
            if shown.plain or given.get("ask"):
                found = await assessments.ask(connection, account, shown.person_id, name)
            else:
                found = await assessments.begin(connection, account, shown.person_id, name, shown.facts)
        made = f"{base}?said=asked" if given.get("ask") else f"{base}/{found.id}"
        await self._desk.changed(account, "assessment", shown.person_id)
        return RedirectResponse(made, 303)

    async def assessment(self, request: Request) -> Response:
        """A page of the form; of what is finished, the answers and what they mean."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await self._found(connection, request, shown)
        if found.status != OPEN:
            return await self._finished(request, shown, found)
        part = _part(found, request.query_params.get("part", ""))
        return await self._form_page(request, shown, found, part, Sheet(found.state))

    async def save(self, request: Request) -> Response:
        """Keep the answers of a page, and go where the button says."""
        account = logged_in(request)
        pairs = await forms.read_all(request, request.app.services.limits.form_bytes)
        sent = dict(pairs)
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            before = await self._found(connection, request, shown)
        given = questions.read(before.instrument, pairs)
        try:
            async with self._desk.changing(account, self._answers(request)) as connection:
                done = await self._desk.engine.assessments.save(
                    connection, account, before.id, _version(sent), given.answers
                )
        except Conflict as first:
            return await self._told(request, shown, before, first)
        await self._desk.changed(account, "assessment", shown.person_id)
        return await self._after(request, shown, done, given, sent)

    async def _after(
        self, request: Request, shown: Shown, done: Saved, given: Given, sent: Mapping[str, str]
    ) -> Response:
        """Where one goes after a save: the same page where something is wrong or new, else on."""
        found, address = done.assessment, self._address(shown, done.assessment)
        part = _part(found, sent.get("part", ""))
        ids = {item.id for top in part.items for item in top.walk()}
        wrong = [Fault(name, text) for name, text in given.errors.items()]
        here = [fault for fault in done.faults if item_of(fault.key) in ids and fault.key not in given.errors]
        if sent.get("add"):
            first = _first_of(found.instrument, sent["add"])
            turn = sum(1 for name in given.answers if item_of(name) in first) + 1
            return RedirectResponse(f"{address}?part={part.id}&more={sent['add']}:{turn}", 303)
        leaving = sent.get("go") == "later"
        follow = [fault for fault in here if fault.key not in given.answers]
        missing = [] if leaving else [fault for fault in here if fault.key in given.answers]
        if wrong or done.clashes or missing or (follow and not leaving):
            sheet = Sheet(
                found.state,
                {**given.typed, **{clash.key: [questions.text_of(v) for v in clash.mine] for clash in done.clashes}},
                {fault.key: fault.text for fault in [*wrong, *missing]}
                | {clash.key: self._clash(found.instrument, clash) for clash in done.clashes},
                _more(found.instrument, given),
            )
            return await self._form_page(request, shown, found, part, sheet, followed=bool(follow))
        if leaving:
            return RedirectResponse(f"{shown.base}/assessments?said=saved", 303)
        following = _next(found, part)
        return RedirectResponse(f"{address}?part={following.id}" if following else f"{address}/check", 303)

    async def live(self, request: Request) -> Response:
        """A page as its answers make it, without keeping them: for forms that follow while one answers."""
        pairs = await forms.read_all(request, request.app.services.limits.form_bytes)
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await self._found(connection, request, shown)
        given = questions.read(found.instrument, pairs)
        answers = {name: held for name, held in found.answers.items() if name not in given.answers}
        for name, values in given.answers.items():
            kept = found.answers.get(name)
            if values:
                answers[name] = kept if kept and kept.values == values else Answer(values)
        more = _more(found.instrument, given)
        sheet = Sheet(evaluate(found.instrument, answers), given.typed, given.errors, more)
        part = _part(found, dict(pairs).get("part", ""))
        return await self._form_page(request, shown, found, part, sheet, status=200, looked=False)

    async def check(self, request: Request, errors: Sequence[FormError] = (), status: int = 200) -> Response:
        """Every answer before it is finished, and what is still missing."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await self._found(connection, request, shown)
        if found.status != OPEN:
            return RedirectResponse(self._address(shown, found), 303)
        return await self._page(
            request,
            shown,
            "assessment",
            title=_("Check your answers"),
            template="assessment_check",
            status=status,
            **self._common(shown, found),
            sections_=self._answers_by_part(shown, found),
            missing=[
                (questions.say(found.instrument, fault.text),
                 f"{self._address(shown, found)}?part={_part_of(found, fault.key).id}"
                 f"#{questions.field_id(found.instrument, fault.key)}")
                for fault in faults(found.state)
            ],
            errors=errors,
        )  # fmt: skip

    async def finish(self, request: Request) -> Response:
        """Complete it, with its scores."""
        account, given = logged_in(request), await self._form(request)
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            before = await self._found(connection, request, shown)
        try:
            async with self._desk.changing(account, self._answers(request)) as connection:
                done = await self._desk.engine.assessments.finish(connection, account, before.id, _version(given))
        except Conflict as first:
            return await self._told(request, shown, before, first)
        if done.faults:
            return await self.check(request, [FormError("missing", _("Some questions have no answer yet"))], 400)
        await self._desk.changed(account, "assessment", shown.person_id)
        return RedirectResponse(f"{self._address(shown, before)}?said=finished", 303)

    async def withdraw(self, request: Request) -> Response:
        """Take an assessment back, with a reason; or do not send what was asked, which needs none."""
        account, given = logged_in(request), await self._form(request)
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await self._found(connection, request, shown)
        reason = "not sent" if shown.plain else given.get("reason")
        if not reason:
            wrong = [FormError("reason", "Say why it is taken back")]
            return await self._finished(request, shown, found, wrong)
        try:
            async with self._desk.changing(account, self._answers(request)) as connection:
                assessments = self._desk.engine.assessments
                await assessments.withdraw(connection, account, found.id, reason, _version(given))
        except Conflict as first:
            return await self._told(request, shown, found, first)
        await self._desk.changed(account, "assessment", shown.person_id)
        return RedirectResponse(f"{shown.base}/assessments?said=withdrawn", 303)

    async def _form(self, request: Request) -> dict[str, str]:
        return await forms.read(request, request.app.services.limits.form_bytes)

    def _answers(self, request: Request) -> Act:
        return "assess" if logged_in(request).kind == "staff" else "answer-questions"

    async def _found(self, connection: Connection, request: Request, shown: Shown) -> Assessment:
        """The assessment of the address, where it is this person's and the account may see it."""
        try:
            found = await self._desk.engine.assessments.find(connection, request.path_params["assessment"])
        except CareweftError:
            raise HTTPException(404) from None
        asked = found.asked and shown.may(self._answers(request)) if shown.plain else not found.own
        asked = asked or found.status in DONE
        if found.person_id != shown.person_id or not asked:
            await self._desk.refused(shown.account, "assessment", shown.person_id)
            raise HTTPException(404)
        return found

    def _address(self, shown: Shown, found: Assessment) -> str:
        return f"{shown.base}/assessments/{found.id}"

    async def _told(self, request: Request, shown: Shown, before: Assessment, first: Conflict) -> Response:
        """How it stands now, and that somebody else was first."""
        async with self._desk.reading(*self._asks(request)) as connection:
            found = await self._desk.engine.assessments.find(connection, before.id)
        why = N_("Someone else was first") if shown.plain else sentence(first.what)
        told = FormError("", _("{why}, so nothing was done. This is how it stands now.").format(why=_(why)))
        if found.status == OPEN:
            return await self.check(request, [told], 409)
        return await self._finished(request, shown, found, [told], 409)

    def _clash(self, instrument: Instrument, clash: Clash) -> str:
        """What somebody else answered meanwhile, in words."""
        item = instrument.item[item_of(clash.key)]
        if clash.theirs is None:
            return _("Someone else took their answer away meanwhile. Yours is not saved yet: save again to keep it.")
        said = ", ".join(questions.in_words(instrument, item, value) for value in clash.theirs.values)
        text = _(
            "{who} answered “{said}” meanwhile, and that stands. Yours is not saved yet: save again to put it in its "
            "place."
        )
        return text.format(who=clash.theirs.name or _("Someone else"), said=said)

    async def _form_page(  # noqa: PLR0913 - what is filled in, by whom, and how it came to be shown again
        self,
        request: Request,
        shown: Shown,
        found: Assessment,
        part: Part,
        sheet: Sheet,
        *,
        followed: bool = False,
        status: int = 0,
        looked: bool = True,
    ) -> Response:
        more = request.query_params.get("more", "")
        if more.partition(":")[2].isdecimal():
            group, _, times = more.partition(":")
            sheet = Sheet(sheet.state, sheet.typed, sheet.errors, {group: min(50, int(times))})
        rows = sheet.rows(part)
        wrong = [Fault(name, text) for name, text in sheet.errors.items()]
        visible = questions.asked_parts(sheet.state)
        return await self._page(
            request,
            shown,
            "assessment",
            title=questions.say(found.instrument, part.title),
            template="assessment_form",
            status=status or (400 if wrong else 200),
            looked=looked,
            **self._common(shown, found, sheet.state),
            part=part,
            rows=rows,
            steps=[
                view.Link(
                    f"{self._address(shown, found)}?part={each.id}",
                    questions.say(found.instrument, each.title),
                    current=each.id == part.id,
                )
                for each in visible
            ],
            last=_next(found, part) is None,
            followed=followed,
            errors=questions.form_errors(found.instrument, wrong),
            so_far=[] if shown.plain else self._numbers(sheet),
        )

    def _numbers(self, sheet: Sheet) -> list[tuple[str, str]]:
        """The scores as they are so far."""
        state = sheet.state
        found = [(item, state.score(item)) for item in state.instrument.scores]
        if not any(state.instrument.item[item_of(name)].asks for name in state.answers):
            return []
        return [(item.text, words.number(float(value))) for item, value in found[:1] if value is not None]

    def _common(self, shown: Shown, found: Assessment, state: State | None = None) -> dict[str, Any]:
        alerts = (state or found.state).alerts() if found.status in (OPEN, *DONE) else []
        return {
            "assessment": found,
            "instrument": found.instrument,
            "title_of": questions.say(found.instrument, found.instrument.title),
            "about": questions.say(found.instrument, found.instrument.about),
            "our_words": shown.plain and questions.ours(found.instrument),
            "address": self._address(shown, found),
            "overview": f"{shown.base}/assessments",
            "alerts": [
                questions.say(found.instrument, each.tells) if shown.plain else each.says
                for each in alerts
                if each.tells or not shown.plain
            ],
        }

    async def _finished(
        self,
        request: Request,
        shown: Shown,
        found: Assessment,
        errors: Sequence[FormError] = (),
        status: int = 0,
    ) -> Response:
        state = found.state
        told = []
        for item in found.instrument.scores:
            if (value := state.score(item)) is not None:
                what = questions.say(found.instrument, item.text)
                told.append((what, _amount(item.most, float(value)), found.instrument.band(item.id, value)))
        return await self._page(
            request,
            shown,
            "assessment",
            title=questions.say(found.instrument, found.instrument.title),
            template="assessment_done",
            status=status or (400 if errors else 200),
            **self._common(shown, found),
            by=found.body.get("author", {}).get("display", ""),
            withdrawn=found.status not in (OPEN, *DONE),
            scores=told,
            sections_=self._answers_by_part(shown, found),
            errors=errors,
        )

    def _answers_by_part(
        self, shown: Shown, found: Assessment
    ) -> list[tuple[str, str, list[tuple[str, str, Answer | None, list[str]]]]]:
        """Each page's title and address with its questions, their answers in words, who gave them, and what they are
        told."""
        state, zone = found.state, self._desk.engine.zone
        made = []
        for part in questions.asked_parts(state):
            rows: list[tuple[str, str, Answer | None, list[str]]] = []
            for row in Sheet(state).rows(part):
                if isinstance(row, questions.Question):
                    item = found.instrument.item[item_of(row.key)]
                    values = row.answered.values if row.answered else ()
                    said = ", ".join(
                        questions.in_words(found.instrument, item, v, lambda d: words.short_day(d, zone))
                        for v in values
                    )
                    told = [questions.say(found.instrument, text) for text in state.feedback(row.key)]
                    rows.append((row.text, said, row.answered, told))
            made.append(
                (questions.say(found.instrument, part.title), f"{self._address(shown, found)}?part={part.id}", rows)
            )
        return made

    def _held(self, held: Standing, shown: Shown, now: datetime) -> Held:
        zone = self._desk.engine.zone
        first = held.scores[0]
        until = ""
        if held.until is not None and not shown.plain:
            day = words.short_day(held.until, zone)
            until = f"Holds until {day}" if now < held.until else f"Expired on {day}"
        instrument = held.instrument
        bands = [
            scores.Band(float(b.least), questions.say(instrument, b.label))
            for b in instrument.bands
            if b.score == first.item.id
        ]
        points = [
            scores.Point(
                each.at.astimezone(zone).date(), each.score, questions.say(instrument, band.label) if band else ""
            )
            for each in first.results
            for band in [instrument.band(first.item.id, each.score)]
        ]
        low = min([*(p.value for p in points), float(str(first.item.least or 0))])
        high = max([*(p.value for p in points), float(str(first.item.most or 0))])
        title = _("{what} over time").format(what=questions.say(instrument, instrument.title))
        series = scores.Series(f"history-{instrument.id}", title, points, bands, low, high)
        return Held(
            held,
            [(each.item.text, _amount(each.item.most, each.latest.score), each) for each in held.scores],
            scores.chart(series) if len(points) > 1 else None,
            until,
            f"{shown.base}/assessments/{held.assessment}" if held.assessment else "",
            shown.names.organisation(held.by).name if held.by else "",
        )

    async def _page(
        self,
        request: Request,
        shown: Shown,
        what: str,
        *,
        title: str,
        template: str = "assessments",
        status: int = 200,
        looked: bool = True,
        **values: object,
    ) -> Response:
        by_itself = passive(request.scope) or not looked
        await self._desk.saw(shown.account, what, [shown.person_id], by_itself=by_itself)
        said = request.query_params.get("said", "")
        answer: Response = request.app.templates.page(
            request,
            f"pages/{template}.jinja",
            status=status,
            title=title,
            own=shown.plain,
            family=self._family_head(shown, request.url.path),
            said=_(((SAID | OWN_SAID) if shown.plain else SAID).get(said, "")),
            person=person_banner(self._desk, shown.banner, shown.facts, shown.names, shown.base),
            sections=[] if shown.plain else self._sections(shown, f"{shown.base}/assessments"),
            base=f"{shown.base}/assessments",
            say=questions.say,
            **values,
        )
        return answer


def _amount(most: object, value: float) -> str:
    shown = words.number(value)
    return shown if most is None else _("{value} of {most}").format(value=shown, most=most)


def _offered(
    every: Sequence[Instrument], held: Sequence[Standing], open_: Sequence[str], now: datetime
) -> list[tuple[Instrument, str]]:
    """What can be begun, totals of licensed forms last, with a word on those of which one still holds."""
    valid = {each.instrument.id for each in held if each.until is not None and each.holds(now)}
    ordered = sorted(every, key=lambda each: (each.licence.kind == "licensed", each.title.casefold()))
    return [(each, "still holds" if each.id in valid else "") for each in ordered if each.id not in open_]


def _version(sent: Mapping[str, str]) -> int:
    version = sent.get("version", "")
    if not (version.isdecimal() and len(version) < 10):
        raise HTTPException(400, "The form does not say which version it is of.")
    return int(version)


def _part(found: Assessment, name: str) -> Part:
    """The page of a name, else the first on which something is missing, else the first."""
    visible = questions.asked_parts(found.state) or questions.parts(found.instrument)
    named = next((part for part in visible if part.id == name), None)
    if named is not None:
        return named
    missing = faults(found.state)
    return _part_of(found, missing[0].key) if missing else visible[0]


def _part_of(found: Assessment, name: str) -> Part:
    """The page on which a question stands."""
    item = item_of(name)
    every = questions.parts(found.instrument)
    return next(p for p in every if any(i.id == item for top in p.items for i in top.walk()))


def _next(found: Assessment, part: Part) -> Part | None:
    visible = questions.asked_parts(found.state)
    place = next((n for n, each in enumerate(visible) if each.id == part.id), len(visible))
    return visible[place + 1] if place + 1 < len(visible) else None


def _more(instrument: Instrument, given: Given) -> dict[str, int]:
    """How often a form shows each repeating group, also where the last is still blank."""
    found: dict[str, int] = {}
    for name in [*given.answers, *given.typed]:
        group = instrument.repeating.get(item_of(name))
        if group is not None:
            found[group.id] = max(found.get(group.id, 1), turn_of(name) or 1)
    return found


def _first_of(instrument: Instrument, group: str) -> set[str]:
    """The first question of a repeating group: it stands once in each turn."""
    held = instrument.item.get(group)
    if held is None or not held.repeats or held.type != "group":
        raise HTTPException(400, "There is nothing to add there.")
    return {next(item.id for item in held.walk() if item.asks)}
