"""Apps as somebody sees them: opening one from a person's page, and stopping what one was let do."""

from urllib.parse import urlencode, urlsplit
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import policy
from careweft.access.accounts import Account
from careweft.access.audit import Entry
from careweft.access.audit import write as write_audit
from careweft.access.oauth import clients, grants, launches, tokens
from careweft.access.oauth.clients import Client
from careweft.web import forms
from careweft.web.frame import POLICY
from careweft.web.language import _
from careweft.web.logins import anybody, current, person, staff
from careweft.web.oauth import words
from careweft.web.oauth.provider import Named, Provider

STOPPED = "The app is stopped. It can see nothing more."


class AppPages:
    """What apps may do in one's name, below /account/apps; opening one about a person, below their page."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/account/apps", anybody(self.apps), methods=["GET"]),
            Route("/account/apps", anybody(self.stop), methods=["POST"]),
            Route("/person/{person:int}/apps", staff(self.openable), methods=["GET"]),
            Route("/person/{person:int}/apps", staff(self.open), methods=["POST"]),
            Route("/me/apps", person(self.openable), methods=["GET"]),
            Route("/me/apps", person(self.open), methods=["POST"]),
        ]

    async def apps(self, request: Request) -> Response:
        """What one let apps do."""
        account = current(request)
        async with self._provider.database.transaction(readonly=True) as connection:
            found = await tokens.standing(connection, account.id)
        async with self._provider.seen.transaction(account.id, readonly=True) as connection:
            who = {each.person_id: await self._provider.persons.named(connection, each.person_id) for each in found}
        shown = [Entry(account.id, each, "read", "apps", "seen") for each, name in who.items() if name]
        if shown:
            await self._provider.auditor.record(*shown)
        answer: Response = request.app.templates.page(
            request,
            "pages/apps.jinja",
            title="Apps",
            found=[(each, who[each.person_id], words.lines(each.scopes)) for each in found],
            said=STOPPED if request.query_params.get("said") == "stopped" else "",
        )
        return answer

    async def stop(self, request: Request) -> Response:
        """End one's grant to an app."""
        account = current(request)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        async with self._provider.database.transaction() as connection:
            found = [each for each in await tokens.standing(connection, account.id) if str(each.id) == given.get("app")]
            for each in found:
                await grants.end(connection, UUID(given["app"]), "the account stopped it")
                entry = Entry(account.id, each.person_id, "stop", f"app {each.app}", "changed")
                await write_audit(connection, [entry])
        return RedirectResponse(f"/account/apps{'?said=stopped' if found else ''}", 303)

    async def openable(self, request: Request) -> Response:
        """The apps that can be opened about a person."""
        account, about = current(request), await self._about(request)
        known = await self._known()
        await self._provider.auditor.record(Entry(account.id, about.id, "read", "apps", "seen"))
        answer: Response = request.app.templates.page(
            request,
            "pages/open_app.jinja",
            title=_("Open an app"),
            about=about,
            known=known,
            back=_base(account, about.id),
        )
        goes = " ".join(clients.origins([client.launch_uri for client in known if client.launch_uri]))
        answer.headers["content-security-policy"] = POLICY.replace("form-action 'self'", f"form-action 'self' {goes}")
        return answer

    async def open(self, request: Request) -> Response:
        """Open one: it comes back to be let in."""
        account, about = current(request), await self._about(request)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        wanted = [client for client in await self._known() if client.id == given.get("app")]
        if not wanted or wanted[0].launch_uri is None:
            raise HTTPException(404)
        uri = wanted[0].launch_uri
        async with self._provider.database.transaction() as connection:
            launch = await launches.begin(connection, wanted[0], account.id, about.id)
            entry = Entry(account.id, about.id, "launch", f"app {wanted[0].name}", "seen")
            await write_audit(connection, [entry])
        query = urlencode({"iss": self._provider.fhir, "launch": launch})
        return RedirectResponse(f"{uri}{'&' if urlsplit(uri).query else '?'}{query}", 303)

    async def _known(self) -> list[Client]:
        async with self._provider.database.transaction(readonly=True) as connection:
            found = await clients.listed(connection)
        return [client for client in found if client.launch_uri and "launch" in client.scopes.plain]

    async def _about(self, request: Request) -> Named:
        """The person, where the account may see them and use apps; else the same 404 as for nobody."""
        account = current(request)
        asked = (account.person_id or 0) if account.kind == "person" else int(request.path_params["person"])
        found = None
        if policy.may(account, "use-fhir") and asked < 2**63:
            async with self._provider.seen.transaction(account.id, readonly=True) as connection:
                found = await self._provider.persons.named(connection, asked)
        if found is None:
            await self._provider.auditor.record(Entry(account.id, 0, "launch", "apps", "refused"))
            raise HTTPException(404)
        return found


def _base(account: Account, about: int) -> str:
    return "/me" if account.kind == "person" else f"/person/{about}"
