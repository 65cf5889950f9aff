"""The single way in: the referrals that wait, the screen, what the rule suggests and why, and the decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.accounts import Account
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound
from careweft.care import referrals
from careweft.care.assessment import library
from careweft.care.assessment.answers import Answer
from careweft.care.assessment.evaluate import Fault, evaluate, faults
from careweft.care.assessment.instrument import Instrument
from careweft.care.assessment.prefill import prefill
from careweft.care.directory import search
from careweft.care.directory.search import Found, Wanted
from careweft.care.entry import queue
from careweft.care.entry.queue import Standing
from careweft.care.record import Record
from careweft.care.referrals import Referral
from careweft.care.resources import OPEN
from careweft.facts import person_facts
from careweft.facts.person_facts import PersonFacts
from careweft.people.person import Banner
from careweft.rules.explain import Explanation
from careweft.web import forms, questions, terms, view, words
from careweft.web.desk import Desk, Names, names_here, people_shown
from careweft.web.logins import current, passive, staff
from careweft.web.pages.work import name_of
from careweft.web.questions import Sheet, parts
from careweft.web.view import Empty, FormError, Link, Organisation, Urgency
from careweft.web.words import explained, sentence

TELL = "Nobody reads here for them, so a task of your team is to tell them."
SAID = {
    "declined": "Declined. Whoever referred the person is told.",
    "declined-tell": f"Declined. {TELL}",
    "screened": "The answers are saved.",
    "asked": "The question is sent. The clock stands still until the answer.",
    "asked-tell": f"The question is kept, and the clock stands still until the answer. {TELL}",
    "redirected": "They are asked to take it on. It stays yours until they do.",
    "redirected-tell": f"It stays yours until they take it on. {TELL}",
    "back": "It is yours again, and they are told.",
    "joined": "Joined: both are decided together, and both senders are answered.",
    "parted": "Taken apart: each is decided by itself again.",
    "replied": "The answer is kept.",
    "passed": "You took it on. It waits for your decision now.",
    "received": "The referral is received.",
    "elsewhere": "The referral is received. It is with the team of the person's GP practice.",
}
_MOST = 200
_NOTHING = Empty("No referrals wait", "New ones appear here by themselves as they arrive.")
_NO_ENTRY = Empty("Nobody comes in by referral here", "No model of care that runs here has a point of entry.")


@dataclass(frozen=True)
class Waiting:
    """A referral in the queue."""

    href: str
    person: str
    age: int | None
    urgent: bool
    reason: str
    sender: Organisation
    at: datetime
    score: str
    due: datetime | None
    urgency: Urgency
    team: str
    means: str
    state: str
    stopped: bool
    others: int


@dataclass(frozen=True)
class Beside:
    """Another open referral of the same person, beside this one."""

    task: str
    href: str
    sender: str
    reason: str
    at: datetime
    urgent: bool


@dataclass(frozen=True)
class Question:
    """A question or an offer about a referral, with its answer where there is one."""

    task: str
    code: str
    text: str
    party: str
    due: datetime | None
    open: bool
    status: str
    reply: str
    version: int


class ReferralPages:
    """The triage queue and a referral's page."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/referrals", staff(self.queue)),
            Route("/referrals/{referral}", staff(self.referral)),
            Route("/referrals/{referral}/screen", staff(self.screen), methods=["POST"]),
            Route("/referrals/{referral}/decide", staff(self.decide), methods=["POST"]),
            Route("/referrals/{referral}/{act:str}", staff(self.act), methods=["POST"]),
        ]

    async def _screen(self, connection: Connection) -> Instrument | None:
        """The instrument that referrals are screened with, as the place has it; None where the model has none."""
        return await library.find(connection, self._screens) if self._screens else None

    @property
    def _screens(self) -> str:
        entry = self._desk.engine.entry
        return (entry.screen if entry else None) or ""

    async def queue(self, request: Request) -> Response:
        """Referrals that wait for a decision, the most urgent first."""
        account, entry = current(request), self._desk.engine.entry
        async with self._desk.reading(account, "triage-referrals") as connection:
            names = await names_here(connection)
            found = [each for each in await referrals.queue(connection, self._screens) if _for(each, account)]
            screen = await self._screen(connection)
            offered = await queue.asked_of(connection, [party for party in account.parties if party in names.teams])
            shown = [each.person_id for each in found] + [each.person_id for each in offered]
            people = await people_shown(connection, shown)
        await self._desk.saw(account, "referrals", shown, by_itself=passive(request.scope))
        answer: Response = request.app.templates.page(
            request,
            "pages/referrals.jinja",
            title="Referrals",
            said=SAID.get(request.query_params.get("said", ""), ""),
            waiting=[self._waiting(each, people, names) for each in found],
            offered=[(each, name_of(people, each.person_id), names.party(each.party)) for each in offered],
            phone=entry.phone if entry else "",
            screen=screen.title if screen else "",
            more=len(found) >= _MOST,
            nothing=_NOTHING if entry else _NO_ENTRY,
        )
        return answer

    def _waiting(self, each: Referral, people: dict[int, Banner], names: Names) -> Waiting:
        return Waiting(
            _address(each),
            name_of(people, each.person_id),
            self._age(people.get(each.person_id)),
            each.urgent,
            each.reason or "No reason given",
            sender_of(each, names),
            each.at,
            "" if each.score is None else f"{each.score:g}",
            each.due,
            view.urgency_of(each.due, self._desk.now(), *self._desk.ends()),
            names.party(each.team),
            terms.MEANS[each.means],
            terms.STATES[each.state].format(names.party(each.target) if each.target else ""),
            each.stopped is not None,
            each.others,
        )

    def _age(self, banner: Banner | None) -> int | None:
        today = self._desk.now().astimezone(self._desk.engine.zone).date()
        return words.age(banner.birth_date, today) if banner and banner.birth_date else None

    async def referral(
        self,
        request: Request,
        errors: list[FormError] | None = None,
        given: Mapping[str, str] | None = None,
        status: int = 400,
        sheet: Sheet | None = None,
    ) -> Response:
        """One referral: who and why, the screen, what the rule says, and the decision."""
        account = current(request)
        async with self._desk.reading(account, "triage-referrals") as connection:
            found = await self._find(connection, request)
            names = await names_here(connection)
            people = await people_shown(connection, [found.person_id] if found else [])
            why = await self._desk.engine.suggestion(connection, found) if found else None
            facts = await person_facts.load(connection, found.person_id) if found else {}
            more = await self._more(connection, found, names) if found else {}
            screen = await self._screen(connection)
            offers = await search.find(connection, Wanted(), self._desk.now(), self._desk.engine.local.fresh)
        if found is None or why is None:
            raise HTTPException(404)
        await self._desk.saw(account, "referral", [found.person_id])
        model = self._desk.engine.entry_model().compiled.model
        sender = sender_of(found, names)
        is_open = found.state in ("waiting", "asked")
        age = self._age(people.get(found.person_id))
        answer: Response = request.app.templates.page(
            request,
            "pages/referral.jinja",
            status=status if errors else 200,
            title="Referral",
            referral=found,
            base=_address(found),
            who=name_of(people, found.person_id),
            about=[
                ("Person", Link(f"/person/{found.person_id}", name_of(people, found.person_id))),
                ("Age", "not known" if age is None else str(age)),
                ("From", f"{sender.name}, {terms.MEANS[found.means]}"),
                ("Arrived", words.when(found.at, self._desk.now(), self._desk.engine.zone)),
                ("Urgency", "Urgent" if found.urgent else "Routine"),
                ("Team", names.party(found.team)),
                ("Stands", terms.STATES[found.state].format(names.party(found.target) if found.target else "")),
                ("Decide", _decide_by(self._desk, found)),
            ],
            sender=sender,
            **(self._screening(screen, facts, sheet) if screen else {"instrument": None}),
            suggests=why.value is True,
            parts=_reasons(why),
            is_for=model.population.eligible,
            rule=self._desk.engine.entry_model().compiled.entry.accept,
            model=model.title,
            open=is_open,
            ours=found.team in account.parties,
            targets=self._targets(found, names, offers),
            **more,
            said=SAID.get(request.query_params.get("said", ""), ""),
            errors=errors or [],
            given=given or {},
        )
        return answer

    def _screening(self, asked: Instrument, facts: PersonFacts, sheet: Sheet | None) -> dict[str, object]:
        """The screen on a referral's page, all of it on one; new, with what the record knows."""
        shown = sheet or Sheet(evaluate(asked, prefill(asked, facts, self._desk.now())))
        return {
            "instrument": asked,
            "rows": [row for part in parts(asked) for row in shown.rows(part)],
            "closer": _closer(asked),
        }

    async def screen(self, request: Request) -> Response:
        """Keep the answers of the screen."""
        account = current(request)
        pairs = await forms.read_all(request, request.app.services.limits.form_bytes)
        async with self._desk.reading(account, "triage-referrals") as connection:
            asked = await self._screen(connection)
        if asked is None:
            raise HTTPException(404)
        given = questions.read(asked, pairs)
        state = evaluate(asked, {name: Answer(values) for name, values in given.answers.items()})
        if wrong := [Fault(*pair) for pair in given.errors.items()] or faults(state):
            sheet = Sheet(state, given.typed, {fault.key: fault.text for fault in wrong})
            return await self.referral(request, questions.form_errors(asked, wrong), sheet=sheet)
        async with self._desk.changing(account, "triage-referrals") as connection:
            found = await self._find(connection, request)
            if found:
                await self._desk.engine.assessments.at_once(
                    connection, account, found.person_id, asked.id, given.answers, focus=found.record
                )
        if found is None:
            raise HTTPException(404)
        await self._desk.changed(account, "referral", found.person_id)
        return RedirectResponse(f"{_address(found)}?said=screened", 303)

    async def decide(self, request: Request) -> Response:
        """Accept or decline; the sender is answered."""
        account, given = current(request), await forms.read(request, request.app.services.limits.form_bytes)
        decision, note, version = given.get("decision", ""), given.get("note", ""), number(given.get("version", ""))
        if decision not in ("accept", "decline"):
            return await self.referral(request, [FormError("accept", "Accept the referral or decline it")], given)
        if decision == "decline" and not note:
            return await self.referral(request, [FormError("note", "Say why, for whoever referred the person")], given)
        try:
            async with self._desk.changing(account, "triage-referrals") as connection:
                found = await self._find(connection, request)
                if found:
                    await self._desk.engine.triage.decide(
                        connection,
                        account,
                        found.task,
                        decision == "accept",
                        note,
                        self._desk.engine.entry_terms(),
                        version,
                    )
        except Conflict as first:
            return await self.referral(request, [FormError("", explained(first))], given, 409)
        if found is None:
            raise HTTPException(404)
        await self._desk.changed(account, "referral", found.person_id)
        tell = await self._tell(account, found)
        if decision == "accept":
            return RedirectResponse(f"/person/{found.person_id}/plan?said=accepted{tell}", 303)
        return RedirectResponse(f"/referrals?said=declined{tell}", 303)

    async def act(self, request: Request) -> Response:
        """Ask, redirect, take back, join or take apart; what was typed is kept where it cannot be done."""
        account, given = current(request), await forms.read(request, request.app.services.limits.form_bytes)
        act = request.path_params["act"]
        if act not in ACTS:
            raise HTTPException(404)
        try:
            async with self._desk.changing(account, "triage-referrals") as connection:
                found = await self._find(connection, request)
                if found:
                    await self._do(connection, account, act, found, given)
        except BadInput as wrong:
            return await self.referral(
                request, [FormError(ACTS[act][1], sentence(wrong.expected or wrong.what))], given
            )
        except Conflict as first:
            return await self.referral(request, [FormError("", explained(first))], given, 409)
        if found is None:
            raise HTTPException(404)
        await self._desk.changed(account, "referral", found.person_id)
        tell = await self._tell(account, found) if act in ("ask", "redirect") else ""
        return RedirectResponse(f"{_address(found)}?said={ACTS[act][0]}{tell}", 303)

    async def _tell(self, account: Account, found: Referral) -> str:
        """What is added to what was done, where nobody is told before somebody of the team tells them."""
        async with self._desk.reading(account, "triage-referrals") as connection:
            return "-tell" if await queue.telling(connection, found.person_id, found.record) else ""

    async def _do(
        self, connection: Connection, account: Account, act: str, found: Referral, given: Mapping[str, str]
    ) -> None:
        engine, version = self._desk.engine, number(given.get("version", ""))
        triage, task, entry = engine.triage, found.task, engine.entry_terms()
        match act:
            case "ask":
                await triage.ask(connection, account, task, given.get("question", ""), entry, version)
            case "redirect":
                names = await names_here(connection)
                to = given.get("to", "")
                offers = await search.find(connection, Wanted(), self._desk.now(), engine.local.fresh)
                if to not in [code for code, _ in self._targets(found, names, offers)]:
                    raise BadInput("nobody is chosen", expected="choose who should take it on")
                await triage.redirect(connection, account, task, to, given.get("why", ""), entry, version)
            case "back":
                await triage.take_back(connection, account, task, version)
            case "join":
                await triage.join(connection, account, given.get("other", ""), task, entry)
            case _:
                await triage.part(connection, account, given.get("other", "") or task)

    async def _more(self, connection: Connection, found: Referral, names: Names) -> dict[str, object]:
        """What stands beside a referral: questions, others of the person, letters, what the sender wrote."""
        engine = self._desk.engine
        standing = await queue.standing(connection, found.record)
        alike = joined = []
        if standing:
            alike = await queue.alike(connection, engine.record, standing, engine.entry_terms().alike_within)
            joined = await queue.joined(connection, found.person_id, found.task)
        asked = await queue.asked_about(connection, found.record)
        body = await engine.record.read(connection, found.record)
        return {
            "alike": [_beside(each, names) for each in alike],
            "joined": [_beside(each, names) for each in joined],
            "asked": [_question(each, names) for each in asked],
            "telling": await queue.telling(connection, found.person_id, found.record),
            "said_by_sender": [note["text"] for note in body.get("note", ()) if "text" in note],
            "letters": await letters_of(connection, engine.record, body),
        }

    def _targets(self, found: Referral, names: Names, offers: Sequence[Found]) -> list[tuple[str, str]]:
        """Who may be asked to take it on: the other teams, the kinds of organisation that the model names, and services
        of the directory that take referrals through this site."""
        kinds = self._desk.engine.entry_model().compiled.entry.redirect.to
        teams = [(code, title) for code, title in names.teams.items() if code not in (found.team, "unallocated")]
        others = [(each.code, each.name) for each in names.organisations.values() if each.kind.value in kinds]
        services = [
            (each.service.organisation, f"{each.service.name}{_free(each)}")
            for each in offers
            if each.service.organisation and "elec" in each.service.refer_by
        ]
        named = {code for code, _ in others}
        others += [pair for pair in services if pair[0] not in named]
        known = [*(teams if "teams" in kinds else ()), *others]
        return sorted((pair for pair in known if pair[0] != found.organisation), key=lambda pair: pair[1])

    async def _find(self, connection: Connection, request: Request) -> Referral | None:
        """The referral of the address, with its open triage task where it has one; None where it may not be seen."""
        record = f"ServiceRequest/{request.path_params['referral']}"
        found = await referrals.queue(connection, self._screens, record)
        if found:
            return min(found, key=lambda each: each.state in ("decided", "withdrawn"))
        await self._desk.refused(current(request), "referral", await self._whose(record))
        return None

    async def _whose(self, record: str) -> int:
        async with self._desk.engine.database.transaction(readonly=True) as connection:
            found = await referrals.queue(connection, self._screens, record)
        return found[0].person_id if found else 0


def _free(each: Found) -> str:
    return f" ({each.service.free} free)" if each.fresh and each.service.free is not None else ""


def _closer(screen: Instrument) -> str:
    """From which score on one should look closer, by the instrument's own bands."""
    if not screen.scores:
        return ""
    bands = [band for band in screen.bands if band.score == screen.scores[0].id and band.tone in ("warn", "alert")]
    return f"{bands[0].least} or more: {bands[0].label.lower()}." if bands else ""


def _address(referral: Referral) -> str:
    return f"/referrals/{referral.record.rpartition('/')[2]}"


ACTS = {
    "ask": ("asked", "question"),
    "redirect": ("redirected", "why"),
    "back": ("back", ""),
    "join": ("joined", ""),
    "part": ("parted", ""),
}
"""What each act says afterwards, and the field that it needs."""


def number(text: str) -> int | None:
    """A version that a form carries."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _for(referral: Referral, account: Account) -> bool:
    """Whether a referral stands on the account's queue: one that is passed on does so on that of its owner."""
    return referral.state != "redirected" or referral.team in account.parties


def sender_of(referral: Referral, names: Names) -> Organisation:
    """Who sent a referral, as pages name them."""
    return party_named(referral.organisation, referral.sender_name, names)


def party_named(party: str, name: str, names: Names) -> Organisation:
    """A sender in words: the person, somebody close to them, an organisation, or just a name."""
    if party.startswith("person/"):
        return Organisation(party, name or "The person")
    if party.startswith("related/"):
        return Organisation(party, name or "Somebody close to the person")
    if not party:
        return Organisation("outside", name or "Somebody who left no name")
    return names.organisation(party)


def _beside(each: Standing, names: Names) -> Beside:
    sender = party_named(each.sender, each.sender_name, names).name
    href = f"/referrals/{each.request.rpartition('/')[2]}"
    return Beside(each.task, href, sender, each.reason or "No reason given", each.at, each.urgent)


def _question(each: queue.Asked, names: Names) -> Question:
    party = party_named(each.party, "", names).name
    is_open = each.status in OPEN
    return Question(each.task, each.code, each.text, party, each.due, is_open, each.status, each.reply, each.version)


async def letters_of(connection: Connection, record: Record, request: Mapping[str, Any]) -> list[Link]:
    """The letters that came with a referral, as links, as far as they may be seen."""
    found = []
    for each in request.get("supportingInfo", ()):
        reference = str(each.get("reference", ""))
        if reference.startswith("DocumentReference/"):
            try:
                document = await record.read(connection, reference)
            except NotFound:
                continue
            title = document["content"][0]["attachment"].get("title", "Letter")
            found.append(Link(f"/letters/{document['id']}", title))
    return found


def _decide_by(desk: Desk, referral: Referral) -> str:
    if referral.state in ("decided", "withdrawn"):
        return "Decided" if referral.state == "decided" else "Withdrawn by its sender"
    if referral.stopped:
        return f"The clock stands still since {words.when(referral.stopped, desk.now(), desk.engine.zone)}"
    return words.due(referral.due, desk.now(), desk.engine.zone) if referral.due else "No due time"


def _reasons(why: Explanation) -> list[tuple[str, str]]:
    """The parts of the rules that decide, each with its value in words."""
    return [(part.text, _value(part.value)) for rule in why.parts for part in rule.parts or (rule,)]


def _value(value: object) -> str:
    if value is None:
        return "not known"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
