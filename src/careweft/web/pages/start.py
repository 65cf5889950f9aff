"""The person's start page: whom to call, what is new, and the way to everything else in one step."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from careweft.care import notices, tasks
from careweft.care.plans.package import package
from careweft.care.tasks import Filter
from careweft.web import navigation
from careweft.web.logins import person
from careweft.web.pages.news import news
from careweft.web.pages.person import PersonPages

_NEWS = 5


class StartPages(PersonPages):
    """The start page, at /me."""

    def routes(self) -> list[Route]:
        """Where this page is."""
        return [Route("/me", person(self.start))]

    async def start(self, request: Request) -> Response:
        """Whom to call, what is new, where everything is."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            case = await package(connection, shown.person_id, shown.facts, self._desk.now())
            told = await notices.inbox(connection, [f"person/{shown.person_id}"], _NEWS)
            to_do = await tasks.worklist(connection, Filter(person_id=shown.person_id))
        return await self._answer(
            request,
            shown,
            "start",
            template="pages/start.jinja",
            groups=navigation.OWN,
            cares="carer" in shown.account.roles,
            coordinator=shown.names.lead(case.coordinator, self._desk.now(), self._desk.engine.zone),
            team=shown.names.party(case.team) if case.team else "",
            phone=self._phone,
            line=self._desk.engine.advice.phone,
            told=[(news(notice.message), notice.sent) for notice in told if notice.state == "sent"],
            mine=[task for task in to_do if task.team == "self"],
        )
