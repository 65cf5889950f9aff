"""The models of care that run here and those of the library: what each is for and does, and where it comes from."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from careweft.base.errors import BadInput
from careweft.models import check, library
from careweft.models.compile import Compiled
from careweft.web.desk import Desk
from careweft.web.logins import current, staff
from careweft.web.view import Column, Link, Table


class ModelPages:
    """The library and a model's page."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [Route("/models", staff(self.overview)), Route("/models/{model}", staff(self.model))]

    async def overview(self, request: Request) -> Response:
        """The library, with what is active here."""
        async with self._desk.reading(current(request), "see-models"):
            active = {model.compiled.model.id: model.since for model in self._desk.engine.active}
        rows: list[list[str | Link]] = []
        for name in library.ids():
            told = self._read(name).model
            state = f"Active since {active[name]:%-d %B %Y}" if name in active else "In the library"
            rows.append([Link(f"/models/{name}", told.title), told.level, told.integration, told.answers.goals, state])
        columns = [Column(title) for title in ("Model", "Level", "Integration", "Goals", "State")]
        answer: Response = request.app.templates.page(
            request, "pages/models.jinja", title="Models", table=Table("Models of care", columns, rows, False)
        )
        return answer

    async def model(self, request: Request) -> Response:
        """One model: in words, and its file."""
        async with self._desk.reading(current(request), "see-models"):
            name = request.path_params["model"]
        if name not in library.ids():
            raise HTTPException(404)
        answer: Response = request.app.templates.page(
            request,
            "pages/model.jinja",
            title=self._read(name).model.title,
            compiled=self._read(name),
            text=library.model_file(name).read_text(),
        )
        return answer

    def _read(self, name: str) -> Compiled:
        try:
            return check.read(library.model_file(name), self._desk.engine.zone)
        except BadInput as wrong:
            raise HTTPException(500) from wrong
