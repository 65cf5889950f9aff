"""The privacy officer's page: looks that are unusual, and what was found of each."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import unusual
from careweft.access.audit import Entry
from careweft.base.errors import BadInput
from careweft.web import forms
from careweft.web.desk import Desk, names_here
from careweft.web.logins import current, staff

_MOST_BIGINT = 2**63
WHAT = "unusual looks"


class PrivacyPages:
    """The list of flags, and the judgement of one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where this page is."""
        return [
            Route("/privacy", staff(self.flags), methods=["GET"]),
            Route("/privacy/{flag:int}", staff(self.judge), methods=["POST"]),
        ]

    async def flags(self, request: Request) -> Response:
        """What is to be judged, or, where asked, everything."""
        account, everything = current(request), "all" in request.query_params
        async with self._desk.changing(account, "review-access") as connection:
            await unusual.find(connection)
        async with self._desk.reading(account, "review-access") as connection:
            found = await unusual.flags(connection, only_open=not everything)
            names = await names_here(connection)
        people = dict.fromkeys(each.person_id for each in found if each.person_id)
        looks = [Entry(account.id, person, "read", WHAT, "seen", "review") for person in people]
        await self._desk.auditor.record(*(looks or [Entry(account.id, 0, "read", WHAT, "empty")]))
        answer: Response = request.app.templates.page(
            request,
            "pages/privacy.jinja",
            title="Unusual looks",
            flags=[(each, ", ".join(names.party(party) for party in each.parties)) for each in found],
            kinds=unusual.KINDS,
            everything=everything,
            said="said" in request.query_params,
        )
        return answer

    async def judge(self, request: Request) -> Response:
        """Keep what was found of one."""
        account = current(request)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        flag, verdict = int(request.path_params["flag"]), given.get("verdict", "")
        if verdict not in ("justified", "unjustified") or flag >= _MOST_BIGINT:
            raise BadInput("that is no verdict", expected="justified or unjustified")
        async with self._desk.changing(account, "review-access") as connection:
            await unusual.judge(connection, flag, verdict == "justified", given.get("note", ""))
            await self._desk.auditor.write(connection, Entry(account.id, 0, "change", WHAT, "changed", verdict))
        return RedirectResponse("/privacy?said=1", 303)
