"""My work: the tasks of one's teams by urgency, what one was told, and what one does with a task."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import policy
from careweft.access.accounts import Account
from careweft.access.policy import Act
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict
from careweft.care import bulk, notices, submissions, tasks, teams
from careweft.care.advice import CALL
from careweft.care.bulk import Became, Many
from careweft.care.corrections.projection import AGAIN
from careweft.care.corrections.projection import CODE as CORRECT
from careweft.care.equipment.things import TASKS as EQUIPMENT
from careweft.care.letters import title_of
from careweft.care.resources import Resource
from careweft.care.staffing.cover import covered_by
from careweft.care.tasks import STEPS, Filter, Step, Task
from careweft.care.teams import Practitioner
from careweft.care.transitions.tasks import letters_beside
from careweft.people.person import Banner
from careweft.web import filters, forms, terms, view, words
from careweft.web.desk import Desk, Names, names_here, people_shown
from careweft.web.filters import Choice, Field, Panel
from careweft.web.logins import current, local_address, passive, staff
from careweft.web.view import Empty, FormError, OrganisationKind, Urgency
from careweft.web.words import explained

STATUS = {
    "requested": "To do",
    "in-progress": "In progress",
    "on-hold": "On hold",
    "completed": "Done",
    "cancelled": "Cancelled",
}
BUTTONS = {
    "completed": "Done",
    "in-progress": "Start",
    "on-hold": "Put on hold",
    "requested": "Back to the list",
    "cancelled": "Cancel it",
}
SAID = {
    "completed": "Marked as done.",
    "in-progress": "Started.",
    "on-hold": "Put on hold.",
    "requested": "Back on the list.",
    "cancelled": "Cancelled.",
    "taken": "It is yours now.",
    "given-back": "Given back to the team.",
    "give": "Given to a colleague.",
    "give-back": "Given back to the team.",
    "pass-on": "Passed on. They are told, and you will be told what becomes of it.",
    "postpone": "It has a new due time.",
    "given": "The task is given.",
}
"""What a page says after one did something; its key comes back in the address."""
KINDS = {
    "completed": "Mark as done",
    "in-progress": "Start",
    "give": "Give to a colleague",
    "give-back": "Give back to the team",
    "postpone": "Give another due day",
    "on-hold": "Put on hold",
    "requested": "Put back on the list",
    "pass-on": "Pass on to another team or organisation",
    "cancelled": "Cancel",
}
"""What may be done with several tasks at once."""
_CHOICES = {"on-hold": "On hold", "completed": "Done", "cancelled": "Cancelled", "all": "All"}
_MOST = 200
_TOLD = 12


class WorkPages:
    """The worklist and a task's page."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/work", staff(self.work)),
            Route("/tasks/many", staff(self.many), methods=["POST"]),
            Route("/tasks/{task}", staff(self.task)),
            Route("/tasks/{task}", staff(self.step), methods=["POST"]),
            Route("/tasks/{task}/more", staff(self.more), methods=["POST"]),
            Route("/tasks/{task}/take", staff(self.take), methods=["POST"]),
            Route("/tasks/{task}/give-back", staff(self.give_back), methods=["POST"]),
            Route("/tasks/{task}/done", staff(self.done), methods=["POST"]),
        ]

    async def work(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] = {}, status: int = 200
    ) -> Response:
        """The tasks of one's teams, filtered as the address says, the most urgent first; and what one was told."""
        account = current(request)
        async with self._desk.reading(account, "work-tasks", often=True) as connection:
            names = await names_here(connection)
            mine = sorted(p for p in account.parties if p in names.teams or p in names.organisations)
            members = await teams.members(connection, mine)
            panel = _panel(request, mine, names, members, await tasks.codes(connection, mine), self._desk.roles())
            others = tuple(covered_by(names.away, account.username, self._desk.now()))
            chosen = _filter(panel, account, mine, others, self._spans(panel))
            found = await tasks.worklist(connection, chosen, _MOST + 1) if mine else []
            selves = [f"staff/{name}" for name in (account.username, *others)]
            told = await notices.inbox(connection, [*account.parties, *selves], _TOLD)
            became = await self._became(connection, account, request.query_params.get("did", ""))
            done = {each.task: await tasks.find(connection, each.task) for each in became if each.fault}
            concerned = [task.person_id for task in [*found, *filter(None, done.values())]]
            people = await people_shown(connection, [*concerned, *(notice.person_id for notice in told)])
        urgency = self._urgency()
        kept = [task for task in found[:_MOST] if panel.allows("urgency", urgency(task).value)]
        shown = [task.person_id for task in kept] + [notice.person_id for notice in told]
        await self._desk.saw(account, "worklist", shown, by_itself=passive(request.scope))
        answer: Response = request.app.templates.page(
            request,
            "pages/work.jinja",
            status=status,
            title="My work",
            panel=panel if mine else None,
            lists=self._lists(account),
            said=SAID.get(request.query_params.get("said", ""), ""),
            groups=self.groups(kept, people, names, account),
            more=_MOST if len(found) > _MOST else 0,
            standing_in=[names.practitioners.get(name, name) for name in others],
            notices=[(notice, name_of(people, notice.person_id), f"/person/{notice.person_id}") for notice in told],
            nothing=_nothing(panel),
            errors=errors,
            given=given,
            many=_choices(names, members) if any(tasks.is_open(task) for task in kept) else None,
            alone=passive(request.scope),
            key=given.get("key") or uuid4(),
            became=[(each.fault, done.get(each.task)) for each in became],
            called={each.person_id: name_of(people, each.person_id) for each in done.values() if each},
        )
        return answer

    async def _became(self, connection: Connection, account: Account, key: str) -> list[Became]:
        """What became of the tasks that were sent under a key."""
        try:
            known = await submissions.find(connection, account.id, submissions.key_of(key)) if key else None
        except BadInput:
            return []
        return [Became(**each) for each in known or ()]

    async def task(
        self,
        request: Request,
        errors: Sequence[FormError] = (),
        note: str = "",
        status: int = 200,
        given: Mapping[str, str] = {},
    ) -> Response:
        """One task: what it is, for whom, why, and what can be done with it."""
        account = current(request)
        async with self._desk.reading(account, "work-tasks") as connection:
            task = await tasks.find(connection, request.path_params["task"])
            names = await names_here(connection)
            people = await people_shown(connection, [task.person_id] if task else [])
            members = await teams.members(connection, [task.team]) if task else []
            bodies = await self._desk.engine.record.read_many(connection, [f"Task/{task.id}"] if task else [])
            body = next(iter(bodies), {})
            papers = await self._papers(connection, task.person_id, body) if task else []
        if task is None:
            await self._desk.refused(account, "task", await self._desk.whose(request.path_params["task"]))
            raise HTTPException(404)
        await self._desk.saw(account, "task", [task.person_id])
        ours = task.team in account.parties
        asked = body.get("requester", {}).get("display", "") if task.code == tasks.BY_HAND else ""
        answer: Response = request.app.templates.page(
            request,
            "pages/task.jinja",
            status=status,
            title=task.title,
            task=task,
            address=f"/tasks/{task.id}",
            shown=self._shown(task, people, names, account, self._urgency()(task)),
            said=SAID.get(request.query_params.get("said", ""), ""),
            errors=errors,
            note=note,
            given=given,
            ours=ours,
            mine=ours and tasks.is_open(task) and task.practitioner == account.username,
            person_link=view.Link(f"/person/{task.person_id}", name_of(people, task.person_id)),
            steps=[(to, BUTTONS[to]) for to in BUTTONS if ours and to in STEPS.get(task.status, ())],
            members=[(each.id, each.name) for each in members if each.id != task.practitioner],
            parties=_parties(names, task.team) if tasks.may_pass_on(task) else [],
            clock=tasks.has_due_of_ours(task),
            asked_by=names.party(task.requester) if task.requester else asked,
            papers=papers,
            escalates=f"{names.party(task.team)}'s {task.escalate}" if task.escalate else "",
        )
        return answer

    async def _papers(self, connection: Connection, person_id: int, body: Resource) -> list[tuple[str, view.Link]]:
        """What lies beside a task: the letters of the stay that it is of, and that stay."""
        record, base = self._desk.engine.record, f"/person/{person_id}"
        letters = await record.read_many(connection, letters_beside(body))
        found = [("Letter", view.Link(f"{base}/letters/{e['id']}", title_of(e) or "A letter")) for e in letters]
        focus = str(body.get("focus", {}).get("reference", ""))
        for plan in await record.read_many(connection, [focus] if focus.startswith("CarePlan/") else []):
            if stay := str(plan.get("encounter", {}).get("reference", "")).partition("/")[2]:
                found.append(("Stay", view.Link(f"{base}/stay?of={stay}", "The stay in hospital")))
        return found

    async def many(self, request: Request) -> Response:
        """Do the same with several tasks, each checked by itself, once however often it is sent."""
        account = current(request)
        pairs = await forms.read_all(request, request.app.services.limits.form_bytes)
        given = dict(pairs)
        chosen = [_ticked(value) for name, value in pairs if name == "task"]
        try:
            key = submissions.key_of(given.get("key", ""))
            order = self._order(given)
            async with self._desk.changing(account, "work-tasks") as connection:
                became, fresh = await bulk.do(connection, self._desk.engine.tasks, account, key, order, chosen)
        except BadInput as wrong:
            return await self.work(request, [FormError(wrong.where or "kind", explained(wrong))], given, 400)
        for each in became if fresh else ():
            if not each.fault:
                await self._desk.changed(account, "task", await self._desk.whose(each.task))
        page = local_address(given.get("back", ""), "/work").partition("#")[0]
        return RedirectResponse(f"{page}{'&' if '?' in page else '?'}did={key}", 303)

    async def more(self, request: Request) -> Response:
        """Give a task to a colleague, pass it on, or give it another due time."""
        account, task = current(request), request.path_params["task"]
        given = await forms.read(request, request.app.services.limits.form_bytes)
        try:
            order = self._order(given)
            async with self._desk.changing(account, "work-tasks") as connection:
                await bulk.act(connection, self._desk.engine.tasks, account, order, task, _version(given))
        except BadInput as wrong:
            return await self.task(request, [FormError(wrong.where or "kind", explained(wrong))], "", 400, given)
        except Conflict as first:
            return await self._told(request, first, given.get("note", ""))
        await self._desk.changed(account, "task", await self._desk.whose(task))
        if order.kind == "pass-on":  # whoever gives a task back may see it no more
            return RedirectResponse(f"/work?said={order.kind}", 303)
        return _back(request, order.kind)

    def _order(self, given: Mapping[str, str]) -> Many:
        kind = given.get("kind", "")
        if kind not in KINDS:
            raise BadInput("nothing is chosen", where="kind", expected="what to do")
        to = given.get("to", "") or given.get("party", "")
        if kind in ("give", "pass-on"):
            to = given.get("to" if kind == "give" else "party", "")
        return Many(kind, to, given.get("note", ""), self._at(given))  # type: ignore[arg-type]

    def _at(self, given: Mapping[str, str]) -> datetime | None:
        """The day and time of a form in the place's zone: nine in the morning where no time is said."""
        if not (day := given.get("day", "")):
            return None
        try:
            hour = time.fromisoformat(given.get("time", "") or "09:00")
            return datetime.combine(date.fromisoformat(day), hour, self._desk.engine.zone)
        except ValueError:
            raise BadInput("this is no day and time", where="day", expected="a day of the calendar") from None

    def _spans(self, panel: Panel) -> tuple[tuple[datetime | None, datetime | None], ...]:
        """The due times that the chosen urgencies mean."""
        day, week = self._desk.ends()
        spans = {
            "overdue": (None, self._desk.now()),
            "today": (self._desk.now(), day),
            "week": (day, week),
            "later": (week, None),
        }
        return tuple(spans[each] for each in panel.chosen("urgency"))

    def _lists(self, account: Account) -> list[tuple[str, str]]:
        """Lists beside one's tasks, text and address: those that one may open and that the place has."""
        engine, watched = self._desk.engine, self._desk.engine.monitoring.terms
        lists: tuple[tuple[Act, bool, str, str], ...] = (
            ("write-messages", True, "Messages", "/messages"),
            ("run-clinics", True, "Clinics", "/clinics"),
            ("monitor", bool(watched.programmes or watched.alarms), "Readings to look through", "/monitoring"),
            ("plan-discharges", bool(engine.transitions.plans), "Who is in hospital", "/in-hospital"),
            ("follow-pathways", bool(engine.pathway_terms.pathways), "Pathways", "/pathways"),
        )
        return [(text, href) for act, there, text, href in lists if there and policy.may(account, act)]

    async def step(self, request: Request) -> Response:
        """Change a task's status, with a note."""
        given = await forms.read(request, request.app.services.limits.form_bytes)
        status = given.get("status", "")
        if status not in BUTTONS:
            raise HTTPException(400, "Say what should become of the task.")
        try:
            until = self._at(given) if status == "on-hold" else None
        except BadInput as wrong:
            return await self.task(request, [FormError("day", explained(wrong))], given.get("note", ""), 400, given)
        step = Step(status, given.get("note", ""), _version(given), until)  # type: ignore[arg-type]
        return await self._change(request, step, given)

    async def done(self, request: Request) -> Response:
        """Mark a task as done."""
        given = await forms.read(request, request.app.services.limits.form_bytes)
        return await self._change(request, Step("completed", "", _version(given)))

    async def take(self, request: Request) -> Response:
        """Give a task to oneself."""
        return await self._assign(request, current(request).username)

    async def give_back(self, request: Request) -> Response:
        """Give a task back to the whole team."""
        return await self._assign(request, None)

    async def _assign(self, request: Request, to: str | None) -> Response:
        account, task = current(request), request.path_params["task"]
        given = await forms.read(request, request.app.services.limits.form_bytes)
        try:
            async with self._desk.changing(account, "work-tasks") as connection:
                await self._desk.engine.tasks.assign(connection, account, task, to, _version(given))
        except Conflict as first:
            return await self._told(request, first)
        await self._desk.changed(account, "task", await self._desk.whose(task))
        return _back(request, "taken" if to else "given-back")

    async def _change(self, request: Request, step: Step, given: Mapping[str, str] = {}) -> Response:
        account, task = current(request), request.path_params["task"]
        try:
            async with self._desk.changing(account, "work-tasks") as connection:
                await self._desk.engine.tasks.step(connection, account, task, step)
        except BadInput as wrong:
            where = {"until": "day"}.get(wrong.where or "", wrong.where or "note")
            return await self.task(request, [FormError(where, explained(wrong))], step.note, 400, given)
        except Conflict as first:
            return await self._told(request, first, step.note)
        await self._desk.changed(account, "task", await self._desk.whose(task))
        return _back(request, step.status)

    async def _told(self, request: Request, first: Conflict, note: str = "") -> Response:
        """The task as somebody else has made it meanwhile, with what one wrote kept."""
        kept = " What you wrote is kept below." if note else ""
        text = f"{explained(first)}{kept}"
        return await self.task(request, [FormError("", text)], note, 409)

    def _urgency(self) -> Callable[[Task], Urgency]:
        """How urgent tasks are at this instant."""
        now, ends = self._desk.now(), self._desk.ends()
        return lambda task: view.urgency_of(task.due, now, *ends) if tasks.is_open(task) else Urgency.DONE

    def _shown(
        self, task: Task, people: dict[int, Banner], names: Names, account: Account, urgency: Urgency
    ) -> view.Task:
        address, triage = f"/tasks/{task.id}", task.code == "triage"
        form = f"/person/{task.person_id}/assessments" if task.code in ("assess", "re-assess") else ""
        form = f"/corrections/{task.id}" if task.code == CORRECT else form
        form = f"/corrections/{task.focus.rpartition('/')[2]}" if task.code == AGAIN else form
        form = f"/advice/{task.id}" if task.code == CALL else form
        form = f"/person/{task.person_id}/equipment" if task.code in EQUIPMENT else form
        if triage and policy.may(account, "triage-referrals"):
            form = f"/referrals/{task.focus.rpartition('/')[2]}"
        ours = tasks.is_open(task) and task.team in account.parties
        return view.Task(
            task.id,
            form if form and ours else address,
            task.title,
            urgency,
            task.due,
            STATUS[task.status],
            person=name_of(people, task.person_id),
            person_href=f"/person/{task.person_id}",
            about=self._about(people.get(task.person_id)),
            owner=names.practitioners.get(task.practitioner, task.practitioner) if task.practitioner else "",
            role=self._desk.roles().get(task.role, ""),
            own=task.team in ("self", "carer"),
            team=names.party(task.team),
            reason=task.why,
            escalated=task.escalated is not None and tasks.is_open(task),
            claim=f"{address}/take" if ours and not task.practitioner else "",
            finish=f"{address}/done" if ours and not (triage or form) else "",
            version=task.version,
            hold=self._hold(task),
            ticks=ours,
        )

    def _hold(self, task: Task) -> str:
        if task.status not in tasks.REASONED:
            return ""
        until = f" Until {words.moment(task.held_until, self._desk.engine.zone)}." if task.held_until else ""
        return f"{task.reason or 'Nothing says why'}.{until}".replace("..", ".")

    def groups(
        self, found: Sequence[Task], people: dict[int, Banner], names: Names, account: Account
    ) -> list[view.TaskGroup]:
        """Tasks under headings of urgency, with what the account may do with each."""
        urgency = self._urgency()
        return view.by_urgency([self._shown(task, people, names, account, urgency(task)) for task in found])

    def _about(self, banner: Banner | None) -> str:
        if banner is None or banner.birth_date is None:
            return ""
        today = self._desk.now().astimezone(self._desk.engine.zone).date()
        return f"aged {words.age(banner.birth_date, today)}"


def _panel(
    request: Request,
    mine: Sequence[str],
    names: Names,
    members: Sequence[Practitioner],
    codes: Sequence[tuple[str, str]],
    roles: Mapping[str, str],
) -> Panel:
    team = Field("team", "Team", [Choice(each, names.party(each)) for each in mine], "one", nothing="All my teams")
    people = [Choice(each.id, each.name) for each in members if each.id != current(request).username]
    who = Field(
        "who", "Whose", [Choice("me", "Mine"), Choice("nobody", "Nobody's yet"), *people], "one", nothing="Anybody's"
    )
    known = dict.fromkeys(each.role for each in members)
    role = Field(
        "role", "For", [Choice(each, terms.words_of(each, roles)) for each in known], "one", nothing="All roles"
    )
    status = Field("status", "Status", [Choice(*pair) for pair in _CHOICES.items()], "one", nothing="Still to do")
    what = [Choice(code, "Given by hand" if code == tasks.BY_HAND else title) for code, title in codes]
    kinds = Field("code", "What", what, "one", nothing="Everything")
    urgent = Field("priority", "Priority", [Choice("urgent", "Urgent or escalated")], "one", nothing="Any")
    urgencies = [Choice(u.value, view.URGENCY_WORDS[u]) for u in Urgency if u is not Urgency.DONE]
    due = Field("urgency", "Due", urgencies)
    fields = [*([team] if len(mine) > 1 else []), who, *([role] if len(known) > 1 else []), status, kinds, urgent, due]
    return filters.read("/work", fields, request.query_params)


def _filter(
    panel: Panel,
    account: Account,
    mine: Sequence[str],
    standing_in: tuple[str, ...],
    due: tuple[tuple[datetime | None, datetime | None], ...],
) -> Filter:
    who = panel.value("who")
    team = panel.value("team") if len(mine) > 1 else ""
    return Filter(
        teams=(team,) if team else tuple(mine),
        practitioner=account.username if who == "me" else "" if who == "nobody" else who,
        standing_in=standing_in if who == "me" else (),
        unassigned=who == "nobody",
        role=next((field.value for field in panel.fields if field.name == "role"), ""),
        status=panel.value("status") or "open",
        code=panel.value("code"),
        urgent=panel.value("priority") == "urgent",
        due=due,
    )


def _choices(names: Names, members: Sequence[Practitioner]) -> dict[str, list[tuple[str, str]]]:
    """What may be done with several tasks, and who could do them."""
    return {
        "kinds": list(KINDS.items()),
        "members": [(each.id, each.name) for each in members],
        "parties": _parties(names, ""),
    }


def _parties(names: Names, but: str) -> list[tuple[str, str]]:
    """Teams and organisations of the place by name, but one."""
    known = {code: each.name for code, each in names.organisations.items() if each.kind is not OrganisationKind.OTHER}
    known |= names.teams
    some = [(code, name) for code, name in known.items() if code not in (but, teams.UNALLOCATED)]
    return sorted(some, key=lambda pair: pair[1])


def _ticked(value: str) -> tuple[str, int]:
    """A task that was chosen, with the version that was shown."""
    task, _, version = value.rpartition(":")
    return task, int(version) if version.isdecimal() and len(version) < 10 else 0


def _nothing(panel: Panel) -> Empty:
    if panel.active:
        return Empty("No task fits these filters", link=view.Link(panel.clear, "Show everything that is to do"))
    return Empty("Nothing to do now", "New tasks appear here by themselves as messages arrive.")


def name_of(people: dict[int, Banner], person: int) -> str:
    """Somebody's name as lists show it."""
    banner = people.get(person)
    return words.person_name(banner.family or "", banner.given or "") if banner else "Name not known"


def _version(given: dict[str, str]) -> int | None:
    version = given.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else None


def _back(request: Request, said: str) -> Response:
    """To the page that the form was on, which then says what was done."""
    _, _, path = request.headers.get("referer", "").partition(request.headers.get("host", "\0"))
    address = local_address(path, "/work").partition("#")[0]
    page, _, query = address.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith(("said=", "did="))]
    if page.endswith(("/take", "/done", "/give-back", "/more")):  # the form was on the page that told of a conflict
        page = page.rpartition("/")[0]
    return RedirectResponse(f"{page}?{'&'.join([*kept, f'said={said}'])}", 303)
