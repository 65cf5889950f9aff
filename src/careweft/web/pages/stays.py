"""Stays in hospital: who is there and what is missing, a person's stay with its discharge plan, and their own page.

Who is on the list is read under row-level security: a hospital sees its own inpatients, a team those it looks after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import policy
from careweft.access.accounts import Account
from careweft.access.policy import Act
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import tasks
from careweft.care.assessment.library import by_name
from careweft.care.family.relatives import name_of as relative_name
from careweft.care.plans.content import id_in
from careweft.care.resources import Resource
from careweft.care.tasks import Filter, Step, Task
from careweft.care.transitions import medicines, notices, reading, rehabilitation
from careweft.care.transitions.days import Clocks, Counted, Delay, count, earliest, law_on
from careweft.care.transitions.known import BEGUN, Stay, Whose
from careweft.care.transitions.medicines import Medicine, Reconciled
from careweft.care.transitions.notices import Kind, Notice, Statements
from careweft.care.transitions.plan import DischargePlan
from careweft.care.transitions.reading import Inpatient
from careweft.care.transitions.rehabilitation import Need, RehabilitationPlan
from careweft.care.transitions.report import Report, Seen
from careweft.care.transitions.settle import is_high
from careweft.care.transitions.stays import keepers
from careweft.care.words import calm
from careweft.web import filters, forms
from careweft.web.desk import Names, names_here, people_shown
from careweft.web.filters import Choice, Field
from careweft.web.language import N_
from careweft.web.logins import current as logged_in
from careweft.web.logins import passive, person, staff
from careweft.web.pages.person import PersonPages, Shown
from careweft.web.pages.plan_words import ABOUT
from careweft.web.pages.work import name_of
from careweft.web.view import Empty, FormError, Link
from careweft.web.words import explained

PLAN: Act = "plan-discharges"
SAID = {
    "begin": "The discharge plan is begun. What must be ready is with those who see to it.",
    "expect": "The expected day is kept. What must be ready is due that morning.",
    "delay": "The delay is written down.",
    "end-delay": "The delay is over.",
    "notice": "The notice is given. Social services have it now.",
    "withdraw": "The notice is taken back. Social services are told.",
    "medicines": "The medicines are reconciled.",
    "rehabilitation": "The rehabilitation plan is kept.",
    "ready": "Kept.",
}
WHAT = {"goes-on": "Goes on", "changes": "Changes", "stops": "Stops", "starts": "Starts"}
OWN_WHAT = {
    "goes-on": N_("Take it as before"),
    "changes": N_("Take it in a new way"),
    "stops": N_("Do not take it any more"),
    "starts": N_("This is new"),
}
_NEW_LINES = 3
_MOST_LINES = 100
_FIELDS = {"expect": "day", "delay": "reason", "end-delay": "until", "withdraw": "why"}


@dataclass(frozen=True)
class Told:
    """All that the page of a stay shows."""

    stay: Stay
    plan: DischargePlan | None
    ready: Sequence[Task] = ()
    after: Sequence[Task] = ()
    notices: Sequence[Notice] = ()
    clocks: Clocks | None = None
    counted: Counted | None = None
    medicines: Reconciled | None = None
    rehabilitation: RehabilitationPlan | None = None
    report: tuple[Report, Seen] | None = None
    letters: Sequence[Link] = ()


class StayPages(PersonPages):
    """Who is in hospital, and each person's stays."""

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/in-hospital", staff(self.in_hospital), methods=["GET"]),
            Route("/person/{person:int}/stay", staff(self.stay), methods=["GET"]),
            Route("/person/{person:int}/stay/{stay}/{act:str}", staff(self.act), methods=["POST"]),
            Route("/me/stay", person(self.own), methods=["GET"]),
        ]

    async def in_hospital(self, request: Request) -> Response:
        """Everybody in hospital now whom one may see, who is expected out first first; filtered as the address says."""
        account, terms = logged_in(request), self._desk.engine.transitions
        async with self._desk.reading(account, PLAN) as connection:
            names = await names_here(connection)
            found = await reading.in_hospital(connection, [each.code for each in terms.ready])
            people = await people_shown(connection, [each.person_id for each in found])
        await self._desk.saw(account, "who is in hospital", people, by_itself=passive(request.scope))
        today = self._today()
        panel = filters.read("/in-hospital", _choices(found, names, today, terms.parties), request.query_params)
        kept = [
            each
            for each in found
            if each.person_id in people
            and panel.allows("where", each.hospital)
            and any(panel.allows("show", state) for state in (*_states(each, today), ""))
            and any(panel.allows("delayed", of) for of in [delay.of for delay in each.delays] or [""])
        ]
        nothing = Empty("Nobody of yours is in hospital", "Whoever is admitted appears here at once.")
        answer: Response = request.app.templates.page(
            request,
            "pages/in_hospital.jinja",
            title="In hospital",
            panel=panel,
            rows=[(name_of(people, each.person_id), each) for each in kept],
            today=today,
            names=names,
            terms=terms,
            unit=lambda each: calm(each.unit),
            high=terms.risk.high if terms.risk else None,
            nothing=Empty("Nobody fits these filters") if panel.active else nothing,
        )
        return answer

    async def stay(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """A stay with its discharge plan: the one of the address (`of`), else the latest."""
        account = logged_in(request)
        async with self._desk.reading(account, "see-people") as connection:
            shown = await self._shown(connection, request)
            whose = self._whose(shown)
            stays = [stay for stay in whose.stays if stay.status in BEGUN]
            wanted = request.path_params.get("stay") or request.query_params.get("of", "")
            stay = next((each for each in stays if each.record == f"Encounter/{wanted}"), None)
            if wanted and stay is None:
                raise HTTPException(404)
            stay = stay or next(iter(stays), None)
            told = await self._told(connection, whose, stay) if stay else None
            begins = told is not None and await self._may_begin(connection, account, whose, told)
            shared = await self._desk.engine.plans.current(connection, shown.person_id)
        today, terms = self._today(), whose.terms
        plan = told.plan if told else None
        law = law_on(terms.laws, today)
        return await self._answer(
            request,
            shown,
            "stay in hospital",
            template="pages/stay.jinja",
            status=400 if errors else 200,
            title="Stay in hospital",
            stays=stays,
            told=told,
            terms=terms,
            names=shown.names,
            unit=calm(told.stay.unit) if told else "",
            told_by_home=_from_home(told.report[1], shown.names) if told and told.report else [],
            today=today,
            begins=begins,
            about=[(ABOUT[id_in(key)], part) for key, part in (shared.of("about") if shared else {}).items()],
            may_write=shown.may("write-plan"),
            lists=policy.may(account, PLAN),
            mine=_may(account, whose, plan),
            afterwards=_may(account, whose, plan, self._desk.now()),
            parties=account.parties,
            taken=medicines.taken(shown.facts, told.stay.start) if told else [],
            lines=_lines(shown, told) if told else [],
            kinds=rehabilitation.KINDS,
            notice_kinds=notices.KINDS,
            law=law,
            earliest=earliest(law, self._desk.now(), self._desk.engine.zone) if law else None,
            counts_as=lambda each: notices.counts_as(each, terms.laws, self._desk.engine.zone),
            high=is_high(plan.risk if plan else None, terms),
            questions=_questions(plan),
            key=uuid4().hex,
            changes=WHAT,
            errors=list(errors),
            given=given or {},
            done=SAID.get(request.query_params.get("said", ""), ""),
        )

    async def own(self, request: Request) -> Response:
        """The person's own page of their latest stay, in plain words."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            whose = self._whose(shown)
            stay = next((each for each in whose.stays if each.status in BEGUN), None)
            told = await self._told(connection, whose, stay) if stay else None
        return await self._answer(
            request,
            shown,
            "stay in hospital",
            template="pages/own_stay.jinja",
            title=N_("My stay in hospital"),
            told=told,
            where=shown.names.organisation(told.stay.hospital).name if told else "",
            reasons=[whose.terms.reasons[each.reason].title for each in told.plan.open_delays]
            if told and told.plan
            else [],
            changes=OWN_WHAT,
            kinds=OWN_KINDS,
        )

    async def act(self, request: Request) -> Response:
        """Change something of a stay; what was typed is kept where it cannot be done."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        act, stay = request.path_params["act"], request.path_params["stay"]
        if act not in SAID:
            raise HTTPException(404)
        try:
            async with self._desk.changing(account, PLAN) as connection:
                shown = await self._shown(connection, request)
                await self._do(connection, account, self._whose(shown), given, act, f"Encounter/{stay}")
        except BadInput as wrong:
            return await self.stay(request, [FormError(_field(act, wrong.where, given), explained(wrong))], given)
        except (Conflict, Refused) as no:
            return await self.stay(request, [FormError("", explained(no))], given)
        await self._desk.changed(account, "stay in hospital", shown.person_id)
        return RedirectResponse(f"/person/{shown.person_id}/stay?of={stay}&said={act}#{_ANCHORS[act]}", 303)

    async def _do(
        self, connection: Connection, account: Account, whose: Whose, given: Mapping[str, str], act: str, stay: str
    ) -> None:
        stays = self._desk.engine.stays
        version = _number(given.get("version", ""))
        match act:
            case "begin":
                await stays.begin(connection, account, whose, stay)
            case "expect":
                await stays.expect(connection, account, whose, stay, _day(given, "day"), version)
            case "delay":
                key = given.get("key", "")
                made = key if key.isalnum() and len(key) <= 40 else uuid4().hex
                delay = Delay(made, given.get("reason", ""), "", _day(given, "since"), note=given.get("note", ""))
                await stays.delay(connection, account, whose, stay, delay)
            case "end-delay":
                await stays.end_delay(connection, account, whose, stay, given.get("delay", ""), _day(given, "until"))
            case "notice":
                kind: Kind = "discharge" if given.get("kind") == "discharge" else "assessment"
                says = Statements(
                    "consulted" in given,
                    "considered" in given,
                    given.get("objects", ""),
                    _day(given, "proposed") if kind == "discharge" else None,
                )
                await stays.notify(connection, account, whose, stay, kind, says)
            case "withdraw":
                await stays.withdraw(connection, account, whose, stay, given.get("notice", ""), given.get("why", ""))
            case "medicines":
                await stays.reconcile(connection, account, whose, stay, _medicines(given), version or 0)
            case "rehabilitation":
                need = Need(
                    given.get("before", ""), given.get("now", ""), given.get("need", ""), given.get("kind", ""),  # type: ignore[arg-type]
                    _day(given, "start") if given.get("start") else None,
                )  # fmt: skip
                await stays.rehabilitate(connection, account, whose, stay, need, version or 0)
            case _:
                await self._ready(connection, account, whose, given)

    async def _may_begin(self, connection: Connection, account: Account, whose: Whose, told: Told) -> bool:
        """Whether the account can begin the plan that this stay has not."""
        can = not told.plan and told.stay.here and whose.terms.plans and policy.may(account, PLAN)
        return can and await self._desk.engine.stays.may_begin(connection, account, whose, told.stay)

    async def _ready(self, connection: Connection, account: Account, whose: Whose, given: Mapping[str, str]) -> None:
        task = await tasks.find(connection, given.get("task", ""))
        if task is None or task.person_id != whose.person_id:
            raise NotFound("there is no such task")
        needed = given.get("is") != "not-needed"
        if not needed and not given.get("why-not"):
            raise BadInput("the reason is missing", where=f"why-not-{task.id}", expected="why this is not needed")
        step = Step("completed" if needed else "cancelled", given.get("why-not", ""), _number(given.get("version", "")))
        await self._desk.engine.tasks.step(connection, account, task.id, step)

    async def _told(self, connection: Connection, whose: Whose, stay: Stay) -> Told:
        stays, zone = self._desk.engine.stays, self._desk.engine.zone
        plan = await stays.find(connection, stay.record)
        if plan is None or plan.status == "revoked":
            return Told(stay, None)
        found = await tasks.worklist(connection, Filter(person_id=whose.person_id, status="all"))
        papers = {plan.record, f"CarePlan/{rehabilitation.plan_id(stay.record)}"}
        held = await stays.notices_of(connection, plan)
        known = notices.clocks_of(held, whose.terms.laws, zone)
        left = plan.end is not None
        last = plan.end.astimezone(zone).date() if plan.end else self._today() + timedelta(days=1)
        law = notices.law_of(known, whose.terms.laws)
        return Told(
            stay,
            plan,
            sorted((each for each in found if each.id in plan.tasks), key=lambda each: plan.tasks.index(each.id)),
            [each for each in found if each.focus in papers and each.id not in plan.tasks],
            held,
            known,
            count(plan.delays, last, left=left, law=law, known=known),
            await stays.medicines_of(connection, plan),
            await stays.rehabilitation_of(connection, plan),
            await stays.report_of(connection, whose, plan),
            _letters(whose, stay),
        )

    def _whose(self, shown: Shown) -> Whose:
        return Whose(shown.person_id, shown.facts, self._desk.engine.transitions)

    def _today(self) -> date:
        return self._desk.now().astimezone(self._desk.engine.zone).date()


OWN_KINDS = {
    "general": N_("Your team helps you with it."),
    "specialised": N_("The hospital helps you with it."),
    "self-training": N_("You do it by yourself, as we showed you."),
}
_ANCHORS = {
    "begin": "expected",
    "expect": "expected",
    "delay": "delays",
    "end-delay": "delays",
    "notice": "notices",
    "withdraw": "notices",
    "medicines": "medicines",
    "rehabilitation": "rehabilitation",
    "ready": "ready",
}


def _may(account: Account, whose: Whose, plan: DischargePlan | None, now: datetime | None = None) -> bool:
    """Whether the account may change the plan; where `now` is said, its medicines and rehabilitation."""
    return plan is not None and policy.may(account, PLAN) and bool(keepers(whose, plan, now) & account.parties)


def _letters(whose: Whose, stay: Stay) -> list[Link]:
    """The letters of a stay."""
    rows = {row["record"]: row for row in whose.facts.get("letter", ())}
    base = f"/person/{whose.person_id}/letters"
    return [Link(f"{base}/{each.partition('/')[2]}", rows[each]["title"] or "A letter")
            for each in whose.letters(stay.record)]  # fmt: skip


def _from_home(seen: Seen, names: Names) -> list[tuple[str, list[str]]]:
    """The admission report in words: what each part says, as far as the reader may see it."""
    return [
        ("Services at home", [_service(row, names) for row in seen.services]),
        ("What they can do", [f"{by_name(row['instrument']).title}: {row['score']:g}, answered {row['at']:%d/%m/%Y}"
                              for row in seen.function]),
        ("Medicines", list(seen.medicines)),
        ("Whom to call", [_contact(body) for body in seen.contacts]),
    ]  # fmt: skip


def _service(row: Mapping[str, Any], names: Names) -> str:
    hours = f", {row['weekly_minutes'] / 60:g} hours a week" if row["weekly_minutes"] else ""
    by = f" by {names.organisation(row['organisation']).name}" if row["organisation"] else ""
    return f"{str(row['kind']).replace('-', ' ').capitalize()}{by}{hours}"


def _contact(body: Resource) -> str:
    relation = (body.get("relationship") or [{}])[0]
    told = relation.get("text") or (relation.get("coding") or [{}])[0].get("display", "")
    phones = [str(each["value"]) for each in body.get("telecom", ()) if each.get("system") in ("phone", "sms")]
    return ", ".join(filter(None, [relative_name(body), str(told), *phones]))


def _lines(shown: Shown, told: Told) -> list[Medicine]:
    """The medicines for the form: as they were reconciled, and what the record tells of that was not decided yet."""
    known = list(told.medicines.medicines) if told.medicines else []
    decided = {each.before for each in known}
    taken = medicines.taken(shown.facts, told.stay.start)
    fresh = [Medicine("goes-on", name) for name in taken if name not in decided]
    return [*known, *fresh, *(Medicine("starts") for _ in range(_NEW_LINES))]


def _medicines(given: Mapping[str, str]) -> list[Medicine]:
    found = []
    for number in range(min(_number(given.get("lines", "")) or 0, _MOST_LINES)):
        before, after = given.get(f"before-{number}", ""), given.get(f"after-{number}", "")
        why = given.get(f"why-{number}", "")
        what = given.get(f"what-{number}", "starts" if not before else "")
        if not before and not after:
            continue
        if what == "goes-on":
            found.append(Medicine("goes-on", before, before))
        elif what == "stops" and before:
            found.append(Medicine("stops", before, "", why))
        elif what == "changes" and before:
            found.append(Medicine("changes", before, after, why))
        elif not before:
            found.append(Medicine("starts", "", after, why))
    return found


def _questions(plan: DischargePlan | None) -> list[str]:
    """The questions of the risk that nobody has answered yet, in words."""
    if plan is None or plan.risk is None:
        return []
    asked = by_name(plan.risk.instrument)
    return [asked.item[name].text for name in plan.risk.missing if name in asked.item]


def _choices(found: Sequence[Inpatient], names: Names, today: date, parties: Mapping[str, str]) -> list[Field]:
    hospitals = sorted({each.hospital for each in found})
    states = [state for each in found for state in _states(each, today)]
    delayed = [delay.of for each in found for delay in each.delays]
    return [
        Field("show", "Show", [Choice(key, text, states.count(key)) for key, text in _SHOW.items()]),
        Field("delayed", "Delayed by", [Choice(key, text, delayed.count(key)) for key, text in parties.items()]),
        Field(
            "where",
            "Hospital",
            [
                Choice(code, names.organisation(code).name, sum(each.hospital == code for each in found))
                for code in hospitals
            ],
        ),
    ]


_SHOW = {"soon": "Expected out by tomorrow", "late": "Past the expected day", "missing": "Something is not ready"}


def _states(each: Inpatient, today: date) -> list[str]:
    states = []
    if each.expected and each.expected <= today + timedelta(days=1):
        states.append("soon")
    if each.expected and each.expected < today:
        states.append("late")
    if each.missing:
        states.append("missing")
    return states


def _day(given: Mapping[str, str], field: str) -> date:
    if (found := forms.day(given.get(field, ""))) is None:
        raise BadInput("the day is missing or cannot be read", where=field, expected="a date")
    return found


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _field(act: str, where: str, given: Mapping[str, Any]) -> str:
    """The field on the page that an error is about."""
    if act == "medicines":
        for name, value in given.items():
            if name.startswith(("before-", "after-")) and value == where:
                number = name.partition("-")[2]
                reason = given.get(f"what-{number}") in ("changes", "starts") and not given.get(f"after-{number}")
                return f"{'after' if reason else 'why'}-{number}"
        return "what-0"
    if act == "end-delay":
        return f"until-{given.get('delay', '')}"
    if act == "withdraw":
        return f"why-{given.get('notice', '')}"
    if act == "notice":
        return f"{given.get('kind', 'assessment')}-{where}"
    return where or _FIELDS.get(act, "")
