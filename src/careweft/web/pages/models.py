"""The models of care that run here and those of the library: how they compare, and what each is for and does."""

from asyncio import to_thread
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import policy
from careweft.base.errors import BadInput, Conflict
from careweft.models import check, drafts, library, load
from careweft.models.compile import Compiled
from careweft.models.engine import Active, active_text
from careweft.models.file import Model
from careweft.models.processes import SIX
from careweft.web import filters
from careweft.web.charts import library as picture
from careweft.web.desk import Desk
from careweft.web.filters import Choice, Field, Panel
from careweft.web.logins import current, staff
from careweft.web.pages import model_words
from careweft.web.pages.model_words import BREADTH, INTEGRATION, INTENSITY, LEVELS, PROCESSES, Realised
from careweft.web.view import Chart, Empty

_NOTE = "A filled square is one organisation, an open one organisations that stay separate."


@dataclass(frozen=True)
class Shown:
    """A model's line in the comparison."""

    href: str
    title: str
    goals: str
    level: str
    kind: str
    breadth: str
    intensity: str
    six: Sequence[Realised]
    runs: str


class ModelPages:
    """The library and a model's page."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/models", staff(self.overview)),
            Route("/models/{model}", staff(self.model)),
            Route("/models/{model}/copy", staff(self.copy), methods=["POST"]),
        ]

    async def overview(self, request: Request) -> Response:
        """How the models compare, those that run here first; filtered by the address."""
        account = current(request)
        may_change = policy.may(account, "change-models")
        async with self._desk.reading(account, "see-models") as connection:
            ours = await drafts.every(connection) if may_change else []
        await self._desk.counted(account, "models")
        active = self._active()
        told = await to_thread(_library)
        every = [each.compiled.model for each in active.values()] + [m for m in told if m.id not in active]
        panel = filters.read("/models", _fields(every), request.query_params)
        shown = [model for model in every if _passes(panel, model, model.id in active)]
        answer: Response = request.app.templates.page(
            request,
            "pages/models.jinja",
            title="Models",
            panel=panel,
            drawing=_picture(shown) if shown else None,
            rows=[self._row(model, active.get(model.id)) for model in shown],
            processes=[PROCESSES[name] for name in SIX],
            total=len(every),
            drafts=ours,
            nothing=Empty("No model is like that", "Take a filter away to see more."),
        )
        return answer

    async def model(self, request: Request, error: str = "") -> Response:
        """One model: in words, and its file. Of a model that runs here, the file that runs."""
        account, name = current(request), request.path_params["model"]
        async with self._desk.reading(account, "see-models") as connection:
            text = await active_text(connection, name)
        active = self._active().get(name)
        if active is None and name not in library.ids():
            raise HTTPException(404)
        await self._desk.counted(account, "models")
        compiled = active.compiled if active else await to_thread(_of_library, name, self._desk.engine.zone)
        answer: Response = request.app.templates.page(
            request,
            "pages/model.jinja",
            status=409 if error else 200,
            title=compiled.model.title,
            since=active.since if active else None,
            text=text if active and text else library.model_file(name).read_text(),
            may_change=policy.may(account, "change-models"),
            error=error,
            **model_words.whole(compiled),
        )
        return answer

    async def copy(self, request: Request) -> Response:
        """Start a draft from a model, and go on writing it."""
        account, name = current(request), request.path_params["model"]
        async with self._desk.changing(account, "change-models") as connection:
            text = await active_text(connection, name)
            if text is None and name not in library.ids():
                raise HTTPException(404)
            text = text or library.model_file(name).read_text()
            try:
                draft = await drafts.copy(connection, name, text, account.display_name, self._desk.now())
            except Conflict as full:
                return await self.model(request, str(full))
        await self._desk.changed(account, "model draft", 0)
        return RedirectResponse(f"/models/drafts/{draft}", 303)

    def _active(self) -> dict[str, Active]:
        return {each.compiled.model.id: each for each in self._desk.engine.active}

    def _row(self, model: Model, active: Active | None) -> Shown:
        return Shown(
            f"/models/{model.id}",
            model.title,
            model.answers.goals,
            LEVELS[model.level],
            INTEGRATION[model.integration],
            BREADTH[model.answers.breadth].partition(":")[0],
            INTENSITY[model.answers.intensity].partition(":")[0],
            model_words.processes(model),
            f"Since {active.since.astimezone(self._desk.engine.zone):%-d %B %Y}" if active else "No",
        )


def _fields(every: Sequence[Model]) -> list[Field]:
    def counted(names: dict[str, str], of: Sequence[str]) -> list[Choice]:
        return [Choice(name, text.partition(":")[0], sum(each == name for each in of)) for name, text in names.items()]

    done = [name for model in every for name in SIX if model_words.realised(model, name).done]
    return [
        Field("level", "For whom", counted(LEVELS, [model.level for model in every])),
        Field("kind", "Joined as", counted(INTEGRATION, [model.integration for model in every])),
        Field("breadth", "How broad", counted(BREADTH, [model.answers.breadth for model in every])),
        Field("intensity", "How close", counted(INTENSITY, [model.answers.intensity for model in every])),
        Field("process", "Its file brings about", counted(PROCESSES, done)),
        Field("runs", "Runs here", [Choice("yes", "Yes"), Choice("no", "No")]),
    ]


def _passes(panel: Panel, model: Model, runs: bool) -> bool:
    simple = {
        "level": model.level,
        "kind": model.integration,
        "breadth": model.answers.breadth,
        "intensity": model.answers.intensity,
        "runs": "yes" if runs else "no",
    }
    wanted = panel.chosen("process")
    return all(panel.allows(name, value) for name, value in simple.items()) and all(
        model_words.realised(model, name).done for name in wanted
    )


def _picture(shown: Sequence[Model]) -> Chart:
    rows, columns = list(LEVELS.values()), [text.partition(":")[0] for text in INTENSITY.values()]
    marks = [
        picture.Mark(
            model.title,
            f"/models/{model.id}",
            LEVELS[model.level],
            INTENSITY[model.answers.intensity].partition(":")[0],
            model.integration == "real",
        )
        for model in shown
    ]
    return picture.chart("library", "For whom, and how closely joined", marks, rows, columns, _NOTE)


def _library() -> list[Model]:
    files = (library.model_file(name) for name in library.ids())
    return [_told(file, file.stat().st_mtime_ns) for file in files]


@lru_cache(maxsize=200)
def _told(file: Path, _changed: int) -> Model:
    """What a file of the library says, its rules not yet read."""
    return load.model(file)[0]


def _of_library(name: str, zone: ZoneInfo) -> Compiled:
    file = library.model_file(name)
    return _read(file, file.stat().st_mtime_ns, zone)


@lru_cache(maxsize=200)
def _read(file: Path, _changed: int, zone: ZoneInfo) -> Compiled:
    """A file of the library, read once as long as it does not change."""
    try:
        return check.read(file, zone)
    except BadInput as wrong:
        raise HTTPException(500) from wrong
