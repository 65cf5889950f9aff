"""My work: the tasks of one's teams by urgency, what a task is about, and what one does with it."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.accounts import Account
from careweft.care import notices, tasks
from careweft.care.tasks import STEPS, Filter, Step, Task
from careweft.people.person import Banner
from careweft.web import filters, forms, view, words
from careweft.web.desk import Desk, Names, names_here, people_shown
from careweft.web.filters import Choice, Field, Panel
from careweft.web.logins import current, local_address, staff
from careweft.web.view import Empty, Urgency

STATUS = {
    "requested": "To do",
    "in-progress": "In progress",
    "on-hold": "On hold",
    "completed": "Done",
    "cancelled": "Cancelled",
}
BUTTONS = {
    "in-progress": "Start",
    "on-hold": "Put on hold",
    "requested": "Back to the list",
    "completed": "Done",
    "cancelled": "Cancel it",
}
_CHOICES = {"open": "To do, in progress or on hold", "completed": "Done", "cancelled": "Cancelled", "all": "All"}


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
            Route("/tasks/{task}/done", staff(self.done), methods=["POST"]),
        ]

    async def work(self, request: Request) -> Response:
        """The tasks that one may see, filtered as the address says, the most urgent first."""
        account = current(request)
        async with self._desk.reading(account, "work-tasks") as connection:
            names = await names_here(connection)
            panel = self._panel(request, account, names)
            found = await tasks.worklist(connection, _filter(panel, account))
            told = await notices.inbox(connection, [*account.parties, f"staff/{account.username}"], 8)
            concerned = [task.person_id for task in found] + [notice.person_id for notice in told]
            people = await people_shown(connection, concerned)
        kept = [task for task in found if panel.allows("urgency", self._urgency(task))]
        shown = [task.person_id for task in kept] + [notice.person_id for notice in told]
        await self._desk.saw(account, "worklist", shown)
        answer: Response = request.app.templates.page(
            request,
            "pages/work.jinja",
            title="My work",
            panel=panel,
            groups=self.groups(kept, people, names),
            notices=[(notice, _name(people, notice.person_id), _person(notice.person_id)) for notice in told],
            nothing=Empty("Nothing to do here", "New tasks appear by themselves as messages arrive."),
        )
        return answer

    async def task(self, request: Request) -> Response:
        """One task: what it is, for whom, why, and what can be done with it."""
        account = current(request)
        async with self._desk.reading(account, "work-tasks") as connection:
            task = await tasks.find(connection, request.path_params["task"])
            if task is None:
                raise HTTPException(404)
            names = await names_here(connection)
            people = await people_shown(connection, [task.person_id])
        await self._desk.saw(account, "task", [task.person_id])
        answer: Response = request.app.templates.page(
            request,
            "pages/task.jinja",
            title=task.title,
            task=task,
            shown=self._shown(task, people, names),
            steps=[(status, BUTTONS[status]) for status in BUTTONS if status in STEPS.get(task.status, ())],
            escalates=f"{names.party(task.team)}, {task.escalate}" if task.escalate else "",
        )
        return answer

    async def step(self, request: Request) -> Response:
        """Change a task's status, with a note."""
        given = await forms.read(request, request.app.services.limits.form_bytes)
        status = given.get("status", "")
        if status not in BUTTONS:
            raise HTTPException(400, "Say what should become of the task.")
        version = given.get("version", "")
        step = Step(status, given.get("note", ""), int(version) if version.isdecimal() else None)  # type: ignore[arg-type]
        return await self._change(request, step)

    async def done(self, request: Request) -> Response:
        """Mark a task as done."""
        return await self._change(request, Step("completed"))

    async def take(self, request: Request) -> Response:
        """Give a task to oneself."""
        account = current(request)
        async with self._desk.changing(account, "work-tasks") as connection:
            await self._desk.engine.tasks.assign(connection, request.path_params["task"], account.username)
        return _back(request)

    async def _change(self, request: Request, step: Step) -> Response:
        account = current(request)
        async with self._desk.changing(account, "work-tasks") as connection:
            await self._desk.engine.tasks.step(connection, account, request.path_params["task"], step)
        return _back(request)

    def _panel(self, request: Request, account: Account, names: Names) -> Panel:
        mine = sorted(party for party in account.parties if party in names.teams)
        return filters.read(
            "/work",
            [
                Field("team", "Team", [Choice(team, names.teams[team]) for team in mine], "one"),
                Field("who", "For", [Choice("me", "Me"), Choice("nobody", "Nobody yet")], "one"),
                Field("status", "Status", [Choice(*pair) for pair in _CHOICES.items()], "one"),
                Field("urgency", "Urgency", [Choice(u.value, view.URGENCY_WORDS[u]) for u in Urgency]),
            ],
            request.query_params,
        )

    def _urgency(self, task: Task) -> str:
        if not tasks.is_open(task):
            return Urgency.DONE.value
        return view.urgency_of(task.due, self._desk.now(), *self._desk.ends()).value

    def _shown(self, task: Task, people: dict[int, Banner], names: Names) -> view.Task:
        address, open_now = f"/tasks/{task.id}", tasks.is_open(task)
        return view.Task(
            task.id,
            f"/referrals/{task.focus.rpartition('/')[2]}" if task.code == "triage" and open_now else address,
            task.title,
            Urgency(self._urgency(task)),
            task.due,
            STATUS[task.status],
            person=_name(people, task.person_id),
            person_href=_person(task.person_id),
            about=self._about(people.get(task.person_id)),
            owner=names.practitioners.get(task.practitioner or "", "Nobody yet"),
            team=names.party(task.team),
            reason=task.why,
            escalated=task.escalated is not None and open_now,
            claim="" if task.practitioner or not open_now else f"{address}/take",
            finish=f"{address}/done" if open_now and task.code != "triage" else "",
        )

    def groups(self, found: Sequence[Task], people: dict[int, Banner], names: Names) -> list[view.TaskGroup]:
        """Tasks under headings of urgency."""
        return view.by_urgency([self._shown(task, people, names) for task in found])

    def _about(self, banner: Banner | None) -> str:
        if banner is None or banner.birth_date is None:
            return ""
        return str(words.age(banner.birth_date, self._desk.now().astimezone(self._desk.engine.zone).date()))


def _filter(panel: Panel, account: Account) -> Filter:
    who, team = panel.value("who"), panel.value("team")
    return Filter(
        teams=(team,) if team else (),
        practitioner=account.username if who == "me" else "",
        unassigned=who == "nobody",
        status=panel.value("status") or "open",
    )


def _name(people: dict[int, Banner], person: int) -> str:
    banner = people.get(person)
    return words.person_name(banner.family or "", banner.given or "") if banner else "Name not known"


def _person(person: int) -> str:
    return f"/person/{person}"


def _back(request: Request) -> Response:
    """To the page that the form was on."""
    _, _, path = request.headers.get("referer", "").partition(request.headers.get("host", "\0"))
    return RedirectResponse(local_address(path, "/work"), 303)
