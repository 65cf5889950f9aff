"""A person's case: who leads it, handing it over, closing it with everything decided one by one, opening it again."""

from collections.abc import Mapping, Sequence
from itertools import chain

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import policy
from careweft.access.accounts import Account
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict
from careweft.care import casework, teams
from careweft.care.casework import GOALS, REASONS, Case, Casework, Closing, Fate, Handing
from careweft.care.plans.content import Plan, Status
from careweft.web import forms
from careweft.web.logins import current as logged_in
from careweft.web.logins import staff
from careweft.web.pages.person import PersonPages, Shown
from careweft.web.pages.referrals import number
from careweft.web.view import FormError, Link
from careweft.web.words import explained, sentence

SAID = {
    "handed": "Handed over, with all open work. The person and the GP are told.",
    "closed": "Closed. It counts for nobody's caseload from now on.",
    "reopened": "Open again.",
}
_FIELDS = {"hand-over": "to", "close": "reason", "reopen": "why"}


class CasePages(PersonPages):
    """The case of a person, for staff."""

    def routes(self) -> list[Route]:
        """Where this page is."""
        return [
            Route("/person/{person:int}/case", staff(self.case), methods=["GET"]),
            Route("/person/{person:int}/case/{act:str}", staff(self.act), methods=["POST"]),
        ]

    async def case(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """The case as it stands, with what may be done with it."""
        account, given = logged_in(request), given or {}
        async with self._desk.reading(account, "see-people") as connection:
            shown = await self._shown(connection, request)
            found = await casework.case_of(connection, self._desk.engine.record, shown.person_id)
            tasks, services = await casework.to_decide(connection, shown.person_id, shown.facts, self._desk.now())
            others = await self._others(connection, found)
            plan = await self._plan(connection, shown.person_id)
        mine = [task for task in tasks if not (plan and task.focus == f"CarePlan/{plan.id}")]
        fates = [(f"Task/{task.id}", f"Task: {task.title}", shown.names.party(task.team)) for task in mine]
        if plan:
            fates.insert(0, (f"CarePlan/{plan.id}", "The plan", "with what is to be done in it"))
        given_now = [(each.record, _kind(each.kind), shown.names.party(each.organisation)) for each in services]
        ours = found is not None and found.team in account.parties and policy.may(account, "run-cases")
        said = SAID.get(request.query_params.get("said", ""), "")
        return await self._answer(
            request,
            shown,
            "case",
            template="pages/case.jinja",
            case=found,
            coordinator=shown.names.lead(found.coordinator, self._desk.now(), self._desk.engine.zone) if found else "",
            team=shown.names.party(found.team) if found else "",
            others=others,
            fates=list(chain(fates, given_now)),
            reasons=list(REASONS.items()),
            goals=list(GOALS.items()),
            tell=_tell(shown, services),
            ours=ours,
            errors=list(errors),
            given=given,
            done=said,
            status=400 if errors else 200,
            refer=Link(f"/person/{shown.person_id}/refer", "Refer to the team")
            if policy.may(account, "refer")
            else None,
        )

    async def act(self, request: Request) -> Response:
        """Hand over, close or open again; what was typed is kept where it cannot be done."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        act = request.path_params["act"]
        if act not in _FIELDS:
            raise HTTPException(404)
        try:
            async with self._desk.changing(account, "run-cases") as connection:
                person_id = await self._do(connection, request, account, act, given)
        except BadInput as wrong:
            field = wrong.where if wrong.where in given or "/" in wrong.where else _FIELDS[act]
            return await self.case(request, [FormError(field.replace("/", "-"), explained(wrong))], given)
        except Conflict as first:
            return await self.case(request, [FormError("", explained(first))], given)
        await self._desk.changed(account, "case", person_id)
        said = {"hand-over": "handed", "close": "closed", "reopen": "reopened"}[act]
        return RedirectResponse(f"/person/{person_id}/case?said={said}", 303)

    async def _do(
        self, connection: Connection, request: Request, account: Account, act: str, given: Mapping[str, str]
    ) -> int:
        shown = await self._shown(connection, request)
        engine, case = self._desk.engine, given.get("case", "")
        work, version = Casework(engine.record), number(given.get("version", ""))
        if act == "hand-over":
            handing = Handing(given.get("to", ""), given.get("why", ""), given.get("beyond") == "yes")
            await work.hand_over(connection, account, case, handing, shown.facts, version)
        elif act == "close":
            fates: dict[str, Fate] = {
                name.removeprefix("fate-"): value  # type: ignore[misc]
                for name, value in given.items()
                if name.startswith("fate-") and value in ("ends", "goes-on")
            }
            fates |= await self._end_plan(connection, account, shown, given, fates)
            told = frozenset(name.removeprefix("tell-") for name in given if name.startswith("tell-"))
            closing = Closing(given.get("reason", ""), given.get("outcome", ""), given.get("goals", ""), told, fates)
            await work.close(connection, account, case, closing, shown.facts, version)
        else:
            await work.reopen(connection, account, case, given.get("again", ""), shown.facts, version)
        return shown.person_id

    async def _plan(self, connection: Connection, person_id: int) -> Plan | None:
        """The person's plan, where there is one that is open."""
        plan = await self._desk.engine.plans.current(connection, person_id)
        return plan if plan and plan.open else None

    async def _end_plan(
        self,
        connection: Connection,
        account: Account,
        shown: Shown,
        given: Mapping[str, str],
        fates: Mapping[str, Fate],
    ) -> dict[str, Fate]:
        """End the person's plan with the case, or let it go on; what is to be done in it follows the plan."""
        plan, engine = await self._plan(connection, shown.person_id), self._desk.engine
        if plan is None:
            return {}
        where = f"CarePlan/{plan.id}"
        if where not in fates:
            raise BadInput("it is not said of each whether it ends", where=where, expected="that it ends, or goes on")
        tasks, _ = await casework.to_decide(connection, shown.person_id, shown.facts, self._desk.now())
        if fates[where] == "ends":
            status: Status = "completed" if given.get("goals") == "all" and plan.status != "draft" else "revoked"
            why = f"Case closed: {REASONS.get(given.get('reason', ''), '')}"
            await engine.plans.set_status(connection, account, shown.person_id, status, engine.plan_terms, why)
        return {f"Task/{task.id}": "goes-on" for task in tasks if task.focus == where}

    async def _others(self, connection: Connection, case: Case | None) -> list[tuple[str, str]]:
        """Who could lead the case instead, with how much room they have."""
        if case is None or not case.open:
            return []
        role = self._desk.engine.lead
        found = []
        for team in dict.fromkeys([case.team, *(each.team for each in await teams.leads(connection, role))]):
            for load in await teams.loads(connection, team, role):
                told, most = load.practitioner, load.practitioner.caseload
                if told.id != case.coordinator:
                    room = f"{load.open} of {most} cases" if most is not None else f"{load.open} cases"
                    found.append((told.id, f"{told.name}, {room}"))
        return found


def _kind(kind: str) -> str:
    return sentence(kind).replace("-", " ")


def _tell(shown: Shown, services: Sequence[casework.Service]) -> list[tuple[str, str]]:
    """Who may be told of the end besides the person, who always is."""
    providers = sorted({each.organisation for each in services if each.organisation})
    return [("gp", "the GP practice"), *((each, shown.names.party(each)) for each in providers)]
