"""My work: the tasks of one's teams by urgency, what one was told, and what one does with a task."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.accounts import Account
from careweft.base.errors import Conflict
from careweft.care import notices, tasks
from careweft.care.staffing.cover import standing_in
from careweft.care.tasks import STEPS, Filter, Step, Task
from careweft.people.person import Banner
from careweft.web import filters, forms, view, words
from careweft.web.desk import Desk, Names, names_here, people_shown
from careweft.web.filters import Choice, Field, Panel
from careweft.web.logins import current, local_address, passive, staff
from careweft.web.view import Empty, FormError, Urgency

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
}
"""What a page says after one did something; its key comes back in the address."""
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
            Route("/tasks/{task}", staff(self.task)),
            Route("/tasks/{task}", staff(self.step), methods=["POST"]),
            Route("/tasks/{task}/take", staff(self.take), methods=["POST"]),
            Route("/tasks/{task}/give-back", staff(self.give_back), methods=["POST"]),
            Route("/tasks/{task}/done", staff(self.done), methods=["POST"]),
        ]

    async def work(self, request: Request) -> Response:
        """The tasks of one's teams, filtered as the address says, the most urgent first; and what one was told."""
        account = current(request)
        async with self._desk.reading(account, "work-tasks") as connection:
            names = await names_here(connection)
            mine = sorted(party for party in account.parties if party in names.teams)
            panel = _panel(request, mine, names)
            others = tuple(await standing_in(connection, account.username, self._desk.now()))
            found = await tasks.worklist(connection, _filter(panel, account, mine, others), _MOST + 1) if mine else []
            selves = [f"staff/{name}" for name in (account.username, *others)]
            told = await notices.inbox(connection, [*account.parties, *selves], _TOLD)
            concerned = [task.person_id for task in found] + [notice.person_id for notice in told]
            people = await people_shown(connection, concerned)
        kept = [task for task in found[:_MOST] if panel.allows("urgency", self._urgency(task))]
        shown = [task.person_id for task in kept] + [notice.person_id for notice in told]
        await self._desk.saw(account, "worklist", shown, by_itself=passive(request.scope))
        answer: Response = request.app.templates.page(
            request,
            "pages/work.jinja",
            title="My work",
            panel=panel if mine else None,
            said=SAID.get(request.query_params.get("said", ""), ""),
            groups=self.groups(kept, people, names, account),
            more=_MOST if len(found) > _MOST else 0,
            standing_in=[names.practitioners.get(name, name) for name in others],
            notices=[(notice, name_of(people, notice.person_id), f"/person/{notice.person_id}") for notice in told],
            nothing=_nothing(panel),
        )
        return answer

    async def task(
        self, request: Request, errors: Sequence[FormError] = (), note: str = "", status: int = 200
    ) -> Response:
        """One task: what it is, for whom, why, and what can be done with it."""
        account = current(request)
        async with self._desk.reading(account, "work-tasks") as connection:
            task = await tasks.find(connection, request.path_params["task"])
            names = await names_here(connection)
            people = await people_shown(connection, [task.person_id] if task else [])
        if task is None:
            await self._desk.refused(account, "task", await self._desk.whose(request.path_params["task"]))
            raise HTTPException(404)
        await self._desk.saw(account, "task", [task.person_id])
        ours = task.team in account.parties
        answer: Response = request.app.templates.page(
            request,
            "pages/task.jinja",
            status=status,
            title=task.title,
            task=task,
            address=f"/tasks/{task.id}",
            shown=self._shown(task, people, names, account),
            said=SAID.get(request.query_params.get("said", ""), ""),
            errors=errors,
            note=note,
            ours=ours,
            mine=ours and tasks.is_open(task) and task.practitioner == account.username,
            person_link=view.Link(f"/person/{task.person_id}", name_of(people, task.person_id)),
            steps=[(to, BUTTONS[to]) for to in BUTTONS if ours and to in STEPS.get(task.status, ())],
            escalates=f"{names.party(task.team)}'s {task.escalate}" if task.escalate else "",
        )
        return answer

    async def step(self, request: Request) -> Response:
        """Change a task's status, with a note."""
        given = await forms.read(request, request.app.services.limits.form_bytes)
        status = given.get("status", "")
        if status not in BUTTONS:
            raise HTTPException(400, "Say what should become of the task.")
        step = Step(status, given.get("note", ""), _version(given))  # type: ignore[arg-type]
        return await self._change(request, step)

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

    async def _change(self, request: Request, step: Step) -> Response:
        account, task = current(request), request.path_params["task"]
        try:
            async with self._desk.changing(account, "work-tasks") as connection:
                await self._desk.engine.tasks.step(connection, account, task, step)
        except Conflict as first:
            return await self._told(request, first, step.note)
        await self._desk.changed(account, "task", await self._desk.whose(task))
        return _back(request, step.status)

    async def _told(self, request: Request, first: Conflict, note: str = "") -> Response:
        """The task as somebody else has made it meanwhile, with what one wrote kept."""
        kept = " What you wrote is kept below." if note else ""
        text = f"{first.what[:1].upper()}{first.what[1:]}, so nothing was done. This is how it stands now.{kept}"
        return await self.task(request, [FormError("", text)], note, 409)

    def _urgency(self, task: Task) -> str:
        if not tasks.is_open(task):
            return Urgency.DONE.value
        return view.urgency_of(task.due, self._desk.now(), *self._desk.ends()).value

    def _shown(self, task: Task, people: dict[int, Banner], names: Names, account: Account) -> view.Task:
        address, triage = f"/tasks/{task.id}", task.code == "triage"
        form = f"/person/{task.person_id}/assessments" if task.code in ("assess", "re-assess") else ""
        ours = tasks.is_open(task) and task.team in account.parties
        return view.Task(
            task.id,
            f"/referrals/{task.focus.rpartition('/')[2]}" if triage and ours else form if form and ours else address,
            task.title,
            Urgency(self._urgency(task)),
            task.due,
            STATUS[task.status],
            person=name_of(people, task.person_id),
            person_href=f"/person/{task.person_id}",
            about=self._about(people.get(task.person_id)),
            owner=names.practitioners.get(task.practitioner or "", "Nobody yet"),
            team=names.party(task.team),
            reason=task.why,
            escalated=task.escalated is not None and tasks.is_open(task),
            claim=f"{address}/take" if ours and not task.practitioner else "",
            finish=f"{address}/done" if ours and not (triage or form) else "",
            version=task.version,
        )

    def groups(
        self, found: Sequence[Task], people: dict[int, Banner], names: Names, account: Account
    ) -> list[view.TaskGroup]:
        """Tasks under headings of urgency, with what the account may do with each."""
        return view.by_urgency([self._shown(task, people, names, account) for task in found])

    def _about(self, banner: Banner | None) -> str:
        if banner is None or banner.birth_date is None:
            return ""
        today = self._desk.now().astimezone(self._desk.engine.zone).date()
        return f"aged {words.age(banner.birth_date, today)}"


def _panel(request: Request, mine: Sequence[str], names: Names) -> Panel:
    team = Field("team", "Team", [Choice(each, names.teams[each]) for each in mine], "one", nothing="All my teams")
    who = Field("who", "Whose", [Choice("me", "Mine"), Choice("nobody", "Nobody's yet")], "one", nothing="Anybody's")
    status = Field("status", "Status", [Choice(*pair) for pair in _CHOICES.items()], "one", nothing="Still to do")
    urgencies = [Choice(u.value, view.URGENCY_WORDS[u]) for u in Urgency if u is not Urgency.DONE]
    fields = [*([team] if len(mine) > 1 else []), who, status, Field("urgency", "Urgency", urgencies)]
    return filters.read("/work", fields, request.query_params)


def _filter(panel: Panel, account: Account, mine: Sequence[str], standing_in: tuple[str, ...]) -> Filter:
    who = panel.value("who")
    team = panel.value("team") if len(mine) > 1 else ""
    return Filter(
        teams=(team,) if team else tuple(mine),
        practitioner=account.username if who == "me" else "",
        standing_in=standing_in if who == "me" else (),
        unassigned=who == "nobody",
        status=panel.value("status") or "open",
    )


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
    kept = [part for part in query.split("&") if part and not part.startswith("said=")]
    if page.endswith(("/take", "/done", "/give-back")):  # the form was on the page that told of a conflict
        page = page.rpartition("/")[0]
    return RedirectResponse(f"{page}?{'&'.join([*kept, f'said={said}'])}", 303)
