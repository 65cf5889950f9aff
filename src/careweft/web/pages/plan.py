"""The plan's pages: for staff below /person/N/plan, for persons below /me/plan. Read, write, agree, review, print.

Whoever writes second is told what the first changed; what clashes is not saved, and stays in the form as it was typed.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.accounts import Account
from careweft.access.policy import Act
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import notices, teams
from careweft.care.plans.content import Action, Part, Parts, Plan, id_in, moved_on
from careweft.care.plans.governed import action_id
from careweft.care.plans.merge import Clash
from careweft.care.plans.package import package
from careweft.care.plans.plans import STEPS, Answer, Saved
from careweft.care.tasks import Filter, worklist
from careweft.web import forms
from careweft.web.language import N_
from careweft.web.logins import carer, person, staff
from careweft.web.logins import current as logged_in
from careweft.web.pages import people, plan_forms, plan_words
from careweft.web.pages.person import PersonPages, Shown
from careweft.web.pages.plan_words import Section, Speaker
from careweft.web.pages.work import STATUS as TASKS
from careweft.web.view import FormError
from careweft.web.words import explained

SAID = {
    "plan-saved": "The plan is saved.",
    "plan-merged": "The plan is saved, with what others wrote meanwhile.",
    "plan-nothing": "Nothing was changed.",
    "plan-agreed": "It is written down that the person agrees.",
    "plan-declined": "It is written down that the person does not agree.",
    "plan-active": "The plan is in force. What is to be done is on the worklists.",
    "plan-on-hold": "The plan is on hold, and so is what is to be done.",
    "plan-completed": "The plan is finished. What was still to be done is cancelled.",
    "plan-revoked": "The plan is stopped. What was still to be done is cancelled.",
    "plan-reviewed": "The review is written down. The next one is due as shown.",
    "plan-done": "Marked as done.",
    "plan-joined": "The two plans are one. Read it through: what stood in both may stand here twice.",
}
OWN_SAID = {
    "plan-saved": "We have saved what you wrote.",
    "plan-merged": "We have saved what you wrote. Someone else wrote too. You can read it below.",
    "plan-nothing": "You did not change a thing.",
    "plan-agreed": "Thank you. Your team can see that you agree.",
    "plan-declined": "Thank you. Your team can see that you do not agree, and why.",
    "plan-done": "Well done. It is marked as done.",
}


@dataclass(frozen=True)
class Drawn:
    """A plan as its pages show it."""

    plan: Plan | None
    speaker: Speaker
    status: tuple[str, str]
    agreement: str
    since_review: list[str]
    meanwhile: list[str]
    who_wrote: list[str]
    history: list[tuple[int, str, datetime, bool]]
    tasks: Mapping[str, str]
    missing: list[str]
    others: list[Plan]

    @property
    def parts(self) -> Parts:
        """The parts, none where there is no plan."""
        return self.plan.parts if self.plan else {}


_Act = Callable[[Connection, Account, int], Awaitable[str]]


class PlanPages(PersonPages):
    """The plan: read, written section by section, agreed to, put into force, reviewed, printed."""

    def routes(self) -> list[Route]:
        """Where these pages are."""
        found: list[Route] = []
        for base, only in (("/person/{person:int}", staff), ("/me", person), ("/for/{person:int}", carer)):
            found += [
                Route(f"{base}/plan", only(self.plan)),
                Route(f"{base}/plan/print", only(self.sheet)),
                Route(f"{base}/plan/write/{{section}}", only(self.form)),
                Route(f"{base}/plan/write/{{section}}", only(self.save), methods=["POST"]),
                Route(f"{base}/plan/done/{{action}}", only(self.done), methods=["POST"]),
                Route(f"{base}/plan/agree", only(self.agree), methods=["POST"]),
            ]
        return [
            *found,
            Route("/person/{person:int}/plan/status", staff(self.status), methods=["POST"]),
            Route("/person/{person:int}/plan/review", staff(self.review), methods=["POST"]),
            Route("/person/{person:int}/plan/join/{other}", staff(self.join), methods=["POST"]),
        ]

    async def plan(
        self,
        request: Request,
        errors: Sequence[FormError] = (),
        given: Mapping[str, str] | None = None,
        code: int = 200,
    ) -> Response:
        """The whole plan, what was and is to be done, and the services that there are."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await package(connection, shown.person_id, shown.facts, self._desk.now())
            told = await notices.about(connection, shown.person_id, 10)
            called = await self._with_kin(connection, shown)
            drawn = await self._drawn(connection, request, shown)
        said = (OWN_SAID if shown.plain else SAID).get(request.query_params.get("said", ""))
        return await self._answer(
            request,
            shown,
            "plan",
            template="pages/own_plan.jinja" if shown.plain else "pages/plan.jinja",
            status=code,
            **({"said": said} if said else {}),
            drawn=drawn,
            words=plan_words,
            kinds=plan_words.TITLES,
            terms=self._desk.engine.plan_terms,
            steps=STEPS[drawn.plan.status] if drawn.plan else (),
            may_write=shown.may(self._writes(shown.account)),
            may_agree=shown.may("agree-plan"),
            errors=list(errors),
            given=given or {},
            package=found,
            coordinator=shown.names.lead(found.coordinator, self._desk.now(), self._desk.engine.zone),
            team=shown.names.party(found.team) if found.team else "",
            services=people.services(found.services, shown.names, self._desk.engine.zone, shown.plain),
            to_do=self._groups(found.to_do, shown),
            told=[
                (notice, called.party(notice.recipient))
                for notice in told
                if not (shown.plain and notice.recipient.startswith(("person/", "related/")))
            ],
        )

    async def sheet(self, request: Request) -> Response:
        """The plan on one page of paper."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await package(connection, shown.person_id, shown.facts, self._desk.now())
            drawn = await self._drawn(connection, request, shown)
        if drawn.plan is None:
            raise HTTPException(404)
        return await self._answer(
            request, shown, "plan", template="pages/plan_sheet.jinja", drawn=drawn, words=plan_words,
            coordinator=shown.names.lead(found.coordinator, self._desk.now(), self._desk.engine.zone),
            team=shown.names.party(found.team) if found.team else "",
        )  # fmt: skip

    async def form(self, request: Request) -> Response:
        """One section of the plan, to be written in."""
        return await self._form(request, {}, [])

    async def save(self, request: Request) -> Response:
        """Keep what was written; where somebody else wrote meanwhile, merge and tell."""
        account, section = logged_in(request), self._section(request)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            plan = await self._desk.engine.plans.current(connection, shown.person_id)
            choices = await self._choices(connection, shown, plan)
        parts, errors = plan_forms.written(section, given, choices)
        if errors:
            return await self._form(request, given, errors, 400)
        version = _number(given)
        try:
            async with self._desk.changing(account, self._writes(account)) as connection:
                plans, terms = self._desk.engine.plans, self._desk.engine.plan_terms
                saved = await plans.write(connection, account, shown.person_id, version, parts, terms)
        except (Conflict, BadInput) as wrong:
            return await self._form(request, given, [FormError("", explained(wrong))], 409)
        await self._desk.changed(account, "plan", shown.person_id)
        if saved.clashes:
            return await self._clashed(request, shown, given, saved)
        ours = saved.plan.version
        said = "plan-merged" if saved.meanwhile else "plan-saved" if ours != version else "plan-nothing"
        since = f"&since={version}&until={ours - 1}" if saved.meanwhile and version else ""
        return RedirectResponse(f"{shown.base}/plan?said={said}{since}", 303)

    async def agree(self, request: Request) -> Response:
        """The person, or who acts for them by law, agrees or does not, with reasons; staff write it down as well."""
        given = await forms.read(request, request.app.services.limits.form_bytes)
        if given.get("agreed") not in ("yes", "no"):
            return await self.plan(request, [FormError("agreed", "Say whether you agree or not")], given, 400)
        agreed, version = given["agreed"] == "yes", _number(given)

        async def act(connection: Connection, account: Account, person_id: int) -> str:
            spoken = ("reasons", "behalf", "why") if account.kind == "staff" else ("reasons",)
            answer = Answer(agreed, **{name: given.get(name, "") for name in spoken})
            terms = self._desk.engine.plan_terms
            await self._desk.engine.plans.agree(connection, account, person_id, version, answer, terms)
            return "plan-agreed" if agreed else "plan-declined"

        return await self._do(request, given, act, {"reasons": "reasons", "why somebody": "why"})

    async def status(self, request: Request) -> Response:
        """Put the plan into force, hold it, or end it; its tasks follow."""
        given = await forms.read(request, request.app.services.limits.form_bytes)
        chosen = given.get("status", "")
        if chosen not in plan_words.STEPS:
            raise HTTPException(400, "Say what should become of the plan.")

        async def act(connection: Connection, account: Account, person_id: int) -> str:
            await self._desk.engine.plans.set_status(
                connection, account, person_id, chosen, self._desk.engine.plan_terms,  # type: ignore[arg-type]
                given.get("reason", ""), _number(given),
            )  # fmt: skip
            return f"plan-{chosen}"

        return await self._do(request, given, act, {"the reason": "reason"})

    async def review(self, request: Request) -> Response:
        """Say that the plan was reviewed."""
        given = await forms.read(request, request.app.services.limits.form_bytes)

        async def act(connection: Connection, account: Account, person_id: int) -> str:
            await self._desk.engine.plans.review(connection, account, person_id, self._desk.engine.plan_terms)
            return "plan-reviewed"

        return await self._do(request, given, act, {})

    async def join(self, request: Request) -> Response:
        """Take the person's other open plan into this one."""
        other = str(request.path_params["other"])

        async def act(connection: Connection, account: Account, person_id: int) -> str:
            await self._desk.engine.plans.join(connection, account, person_id, other)
            return "plan-joined"

        return await self._do(request, {}, act, {})

    async def done(self, request: Request) -> Response:
        """Mark an action as done that is the person's own, a carer's or an organisation's."""

        async def act(connection: Connection, account: Account, person_id: int) -> str:
            action = f"action/{request.path_params['action']}"
            await self._desk.engine.plans.finish(connection, account, person_id, action)
            return "plan-done"

        return await self._do(request, {}, act, {})

    async def _do(self, request: Request, given: Mapping[str, str], act: _Act, fields: Mapping[str, str]) -> Response:
        account = logged_in(request)
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
        try:
            async with self._desk.changing(account, self._writes(account)) as connection:
                said = await act(connection, account, shown.person_id)
        except NotFound:
            raise HTTPException(404) from None
        except (Conflict, BadInput) as wrong:
            field = next((field for words, field in fields.items() if words in wrong.what), "")
            code = 409 if isinstance(wrong, Conflict) else 400
            return await self.plan(request, [FormError(field, explained(wrong))], given, code)
        await self._desk.changed(account, "plan", shown.person_id)
        return RedirectResponse(f"{shown.base}/plan?said={said}", 303)

    async def _form(
        self,
        request: Request,
        given: Mapping[str, str],
        errors: Sequence[FormError],
        code: int = 200,
        clashes: Sequence[Clash] = (),
        meanwhile: Sequence[str] = (),
    ) -> Response:
        section = self._section(request)
        account = logged_in(request)
        async with self._desk.reading(account, self._writes(account)) as connection:
            shown = await self._shown(connection, request)
            if not shown.may(self._writes(account)):
                raise Refused("you may read this plan, and not write in it", hint="Ask the person, or their team")
            plan = await self._desk.engine.plans.current(connection, shown.person_id)
            choices = await self._choices(connection, shown, plan)
        speaker = self._speaker(shown)
        parts = plan.parts if plan and plan.open else moved_on(plan.parts) if plan else {}
        version = given.get("version") if given and not clashes else None
        return await self._answer(
            request,
            shown,
            "plan",
            template="pages/plan_write.jinja",
            status=code,
            written=section,
            heading=section.own_title if shown.plain else section.title,
            lead=section.own_lead if shown.plain else section.lead,
            version=version or (plan.version if plan else 0),
            items=plan_forms.items(section, _theirs(parts, shown), speaker, choices, given, clashes),
            errors=list(errors),
            meanwhile=list(meanwhile),
        )

    async def _clashed(self, request: Request, shown: Shown, given: Mapping[str, str], saved: Saved) -> Response:
        """The form again, with what clashed as it was typed and the first's words beside it; the rest as it is now."""
        speaker = self._speaker(shown)
        keys = {clash.key for clash in saved.clashes}
        typed = {name: value for name, value in given.items() if name.partition(".")[0] in keys}
        parts = " and ".join(speaker.name(clash.key, part) for clash in saved.clashes if (part := _any(clash)))
        one = len(saved.clashes) == 1
        text = (
            f"Someone else changed {parts} while you wrote. What they wrote stands; what you wrote is kept below. "
            f"Look at both, then save {'it' if one else 'them'} again, as {'it' if one else 'they'} should be."
        )
        errors = [FormError("", text)]
        meanwhile = plan_words.lines(saved.meanwhile, speaker)
        return await self._form(request, typed, errors, 409, saved.clashes, meanwhile)

    async def _drawn(self, connection: Connection, request: Request, shown: Shown) -> Drawn:
        plans, speaker = self._desk.engine.plans, self._speaker(shown)
        plan = await plans.current(connection, shown.person_id)
        if plan is None:
            return Drawn(None, speaker, ("", ""), "", [], [], [], [], {}, [], [])
        zone = self._desk.engine.zone
        since, until = _version(request, "since"), _version(request, "until")
        history = await plans.history(connection, plan.id)
        meanwhile, wrote = [], []
        if 0 < since < until <= plan.version:
            later = await plans.at_version(connection, plan.id, until)
            meanwhile = plan_words.lines(await plans.since(connection, later, since), speaker)
            wrote = sorted({changed.by for version, changed in history if since < version <= until})
        changed = plan_words.lines(await plans.since(connection, plan, plan.reviewed), speaker) if plan.reviewed else []
        moved = plan.agreement is not None and bool(await plans.since(connection, plan, plan.agreement.version))
        found = await worklist(connection, Filter(person_id=shown.person_id, status="all", code="plan-action"))
        states = {task.id: task.status for task in found}
        tasks = {key: states.get(action_id(plan.id, id_in(key)), "") for key in plan.of("action")}
        return Drawn(
            plan,
            speaker,
            plan_words.STATUS[plan.status],
            plan_words.agreement(plan.agreement, moved, shown.plain, zone),
            changed,
            meanwhile,
            wrote,
            [(v, plan_words.did(change, v), change.at, change.what == "changed" and v > 1) for v, change in history],
            {key: TASKS.get(state, "") for key, state in tasks.items()},
            plan_words.without_part(plan, speaker) if self._desk.engine.plan_terms.holds else [],
            [] if shown.plain else await plans.others(connection, shown.person_id, plan),
        )

    def _speaker(self, shown: Shown) -> Speaker:
        return Speaker(shown.names, self._desk.engine.zone, self._desk.roles(), shown.plain)

    async def _choices(self, connection: Connection, shown: Shown, plan: Plan | None) -> list[tuple[str, str]]:
        """Whoever may act in the plan, the person's team first, with those who act in it already; only themselves in a
        person's own form."""
        if shown.plain:
            return [("person", N_("Me"))]
        speaker, team = replace(self._speaker(shown), own=False), await teams.of_person(connection, shown.person_id)
        everybody = await teams.everybody(connection)
        ours = [each for each in everybody if each.team == team]
        roles = {each.role for each in ours} if ours else self._desk.roles()
        found = {who: speaker.party(who) for who in ("person", "carer", *(f"role/{role}" for role in sorted(roles)))}
        found |= {f"staff/{each.id}": each.name for each in ours}
        others = [each for each in everybody if each.team != team]
        found |= {f"staff/{each.id}": f"{each.name}, {shown.names.party(each.team)}" for each in others}
        known = [f"organisation/{code}" for code in shown.names.organisations]
        known += [part.who for part in (plan.parts if plan else {}).values() if hasattr(part, "who")]
        found |= {who: speaker.party(who) for who in known if who not in found}
        return [("", "Choose"), *found.items()]

    def _section(self, request: Request) -> Section:
        name = request.path_params["section"]
        own = logged_in(request).kind != "staff"
        if name not in (plan_words.OWN_SECTIONS if own else plan_words.SECTIONS):
            raise HTTPException(404)
        return plan_words.SECTIONS[name]

    def _writes(self, account: Account) -> Act:
        return "write-plan" if account.kind == "staff" else "write-own-plan"


def _theirs(parts: Parts, shown: Shown) -> Parts:
    """The parts that somebody can write in: in a person's own form, of what is to be done only what is theirs."""
    others = {key for key, part in parts.items() if isinstance(part, Action) and part.who != "person"}
    return {key: part for key, part in parts.items() if not (shown.plain and key in others)}


def _any(clash: Clash) -> Part | None:
    return clash.saved or clash.found or clash.written


def _number(given: Mapping[str, str]) -> int:
    version = given.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else 0


def _version(request: Request, name: str) -> int:
    return _number({"version": request.query_params.get(name, "")})
