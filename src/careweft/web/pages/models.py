"""The models of care that run here and those of the library: what each is for and does, and where it comes from."""

from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from careweft.base.errors import BadInput
from careweft.models import check, library
from careweft.models.compile import Compiled
from careweft.models.engine import Active, active_text
from careweft.web.desk import Desk
from careweft.web.logins import current, staff
from careweft.web.pages import model_words
from careweft.web.view import Column, Link, Table


class ModelPages:
    """The library and a model's page."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [Route("/models", staff(self.overview)), Route("/models/{model}", staff(self.model))]

    async def overview(self, request: Request) -> Response:
        """What runs here, then the rest of the library."""
        account = current(request)
        async with self._desk.reading(account, "see-models"):
            active = self._active()
        await self._desk.counted(account, "models")
        rest = [name for name in library.ids() if name not in active]
        rows: list[list[str | Link]] = [
            _row(each.compiled, f"Since {each.since.astimezone(self._desk.engine.zone):%-d %B %Y}")
            for each in active.values()
        ]
        rows += [_row(_of_library(name, self._desk.engine.zone), "No") for name in rest]
        columns = [Column(title) for title in ("Model", "What it is for", "Joins", "Runs here")]
        answer: Response = request.app.templates.page(
            request, "pages/models.jinja", title="Models", table=Table("Models of care", columns, rows, False)
        )
        return answer

    async def model(self, request: Request) -> Response:
        """One model: in words, and its file. Of a model that runs here, the file that runs."""
        account, name = current(request), request.path_params["model"]
        async with self._desk.reading(account, "see-models") as connection:
            text = await active_text(connection, name)
        active = self._active().get(name)
        if active is None and name not in library.ids():
            raise HTTPException(404)
        await self._desk.counted(account, "models")
        compiled = active.compiled if active else _of_library(name, self._desk.engine.zone)
        model = compiled.model
        answer: Response = request.app.templates.page(
            request,
            "pages/model.jinja",
            title=model.title,
            model=model,
            since=active.since if active else None,
            answers=[
                ("What is it for?", model.answers.goals),
                ("Where?", model.answers.context),
                ("What kind of joining?", model.answers.type),
                ("How broad?", model_words.BREADTH[model.answers.breadth]),
                ("How close?", model_words.INTENSITY[model.answers.intensity]),
            ],
            entry=model_words.entry(compiled),
            reactions=model_words.reactions(compiled),
            teams=model_words.teams(compiled),
            text=text if active and text else library.model_file(name).read_text(),
        )
        return answer

    def _active(self) -> dict[str, Active]:
        return {each.compiled.model.id: each for each in self._desk.engine.active}


def _row(compiled: Compiled, state: str) -> list[str | Link]:
    told = compiled.model
    joins = f"{model_words.LEVELS[told.level]}; {model_words.INTEGRATION[told.integration].lower()}"
    return [Link(f"/models/{told.id}", told.title), told.answers.goals, joins, state]


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
