"""`/oauth/authorize`: somebody chooses whom an app is about, reads what it would see, and says yes or no.

Until somebody is logged in, faults go back to the app at once. From then on every answer is a page with a button: a
browser follows no redirect to another site that comes of a form which named only ours.
"""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import policy
from careweft.access.accounts import Account
from careweft.access.audit import Entry
from careweft.access.audit import write as write_audit
from careweft.access.oauth import clients, grants, launches
from careweft.access.oauth.grants import Ask
from careweft.access.oauth.scopes import Scopes
from careweft.base.errors import BadInput
from careweft.web.frame import POLICY
from careweft.web.logins import anybody, current
from careweft.web.oauth import asking, words
from careweft.web.oauth.asking import Asking, GoBack
from careweft.web.oauth.client import FORM
from careweft.web.oauth.provider import Named, Provider

_MOST_BYTES: Final = 64 * 1024


@dataclass(frozen=True)
class _Told:
    """A request of an app with what is known of it once somebody is logged in; `people` is who may be chosen."""

    asking: Asking
    account: Account
    scopes: Scopes
    person: Named | None
    patient: str | None
    people: tuple[Named, ...] = ()
    fault: tuple[str, str] | None = None


class AuthorizePages:
    """Choosing a person, and the consent."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/oauth/authorize", self.ask, methods=["GET"]),
            Route("/oauth/authorize", self.decide, methods=["POST"]),
        ]

    async def ask(self, request: Request) -> Response:
        """What the app asks, as a page; to log in first where nobody is."""
        read = await self._read(request, list(request.query_params.multi_items()))
        if isinstance(read, Response):
            return read
        return await anybody(lambda _: self._page(request, read, dict(request.query_params)))(request)

    async def decide(self, request: Request) -> Response:
        """The choice of a person, or yes or no."""
        body = await request.body()
        if request.headers.get("content-type", "").partition(";")[0] != FORM or len(body) > _MOST_BYTES:
            return _problem(request, "A form was expected.")
        pairs = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
        read = await self._read(request, pairs)
        if isinstance(read, Response):
            return read
        given = dict(pairs)
        if given.get("decision") not in ("yes", "no"):
            return await anybody(lambda _: self._page(request, read, given))(request)
        return await anybody(lambda _: self._decided(request, read, given))(request)

    async def _read(self, request: Request, pairs: list[tuple[str, str]]) -> Asking | Response:
        if any("\0" in part for pair in pairs for part in pair):
            return _problem(request, "There is a NUL in the request.")
        provider = self._provider
        try:
            given = asking.once(pairs)
            async with provider.database.transaction(readonly=True) as connection:
                client = await clients.find(connection, given.get("client_id", ""))
            uri = asking.address(client, given)
        except BadInput as wrong:
            return _problem(request, f"The app asked for something that cannot be: {wrong.what}.")
        assert client is not None, "an address belongs to a client"
        try:
            return asking.understood(client, given, uri, provider.fhir)
        except GoBack as wrong:
            said = {"error": wrong.code, "error_description": wrong.text}
            return RedirectResponse(asking.back(uri, provider.issuer, given.get("state"), **said), 303)

    async def _told(self, asked: Asking, account: Account, given: dict[str, str]) -> _Told:
        """Whom it is about, so far as that is known: of the launch, the only one there is, or the one chosen."""
        scopes = _allowed(asked.scopes, account)
        told = _Told(asked, account, scopes, None, None)
        if not scopes:
            return _faulty(told, "access_denied", "Your account has no right to what this app asks for.")
        if not asked.needs_person:
            return told
        provider = self._provider
        launched: int | None = None
        if "launch" in asked.scopes.plain and asked.launch:
            async with provider.database.transaction(readonly=True) as connection:
                launched = await launches.person(connection, asked.launch, asked.client, account.id)
            if launched is None:
                return _faulty(told, "invalid_request", "This was opened too long ago, or by somebody else.")
        async with provider.seen.transaction(account.id, readonly=True) as connection:
            people = tuple(await provider.persons.mine(connection)) if account.kind == "person" else ()
            chosen = launched or _number(given.get("person", "")) or (people[0].id if len(people) == 1 else 0)
            person = await provider.persons.named(connection, chosen) if chosen else None
            patient = await provider.persons.patient(connection, chosen) if person else None
            if person is None and account.kind == "staff" and given.get("q"):
                people = tuple(await provider.persons.find(connection, given["q"]))
        if launched and (person is None or patient is None):
            return _faulty(told, "access_denied", "You may not see the record that this was opened from.")
        return _Told(asked, account, scopes, person if patient else None, patient, people)

    async def _page(self, request: Request, asked: Asking, given: dict[str, str]) -> Response:
        told = await self._told(asked, current(request), given)
        choosing = told.fault is None and asked.needs_person and told.person is None
        if choosing and given.get("q"):
            shown = [Entry(told.account.id, each.id, "read", "search for people", "seen") for each in told.people]
            await self._provider.auditor.record(
                *(shown or [Entry(told.account.id, 0, "read", "search for people", "empty")])
            )
        values = {
            "app": asked.client.name,
            "told": told,
            "kept": asked.pairs,
            "choosing": choosing,
            "q": given.get("q", ""),
            "lines": words.lines(told.scopes),
            "goes": clients.origins([asked.redirect_uri])[0],
        }
        title = "Whom is it about?" if choosing else f"Let {asked.client.name} in?"
        return self._answer(request, asked, "pages/consent.jinja", title=title, **values)

    async def _decided(self, request: Request, asked: Asking, given: dict[str, str]) -> Response:
        told = await self._told(asked, current(request), given)
        if given["decision"] == "no" or told.fault:
            return await self._refused(told, *(told.fault or ("access_denied", "it was refused")))
        if asked.needs_person and told.person is None:
            return await self._page(request, asked, given)
        code = await self._begin(told)
        if code is None:
            return await self._refused(told, "invalid_request", "the launch is not good any more")
        return RedirectResponse(asking.back(asked.redirect_uri, self._provider.issuer, asked.state, code=code), 303)

    async def _begin(self, told: _Told) -> str | None:
        """The code of a new grant, written down with it; None where its launch was used meanwhile."""
        asked, provider = told.asking, self._provider
        person = told.person.id if told.person else 0
        async with provider.database.transaction() as connection:
            if "launch" in asked.scopes.plain and asked.launch:
                taken = await launches.take(connection, asked.launch, asked.client, told.account.id)
                if taken != person:
                    return None
            code = await grants.begin(
                connection,
                Ask(
                    asked.client,
                    told.account.id,
                    told.scopes,
                    asked.redirect_uri,
                    asked.challenge,
                    person,
                    asked.nonce,
                    await self._context(told),
                ),
            )
            entry = Entry(told.account.id, person, "authorise", f"app {asked.client.name}", "changed", str(told.scopes))
            await write_audit(connection, [entry])
        return code

    async def _context(self, told: _Told) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if told.patient:
            found |= {"patient": told.patient, "need_patient_banner": True}
        if "fhirUser" in told.scopes.plain and told.account.person_id is not None:
            async with self._provider.seen.transaction(told.account.id, readonly=True) as connection:
                own = await self._provider.persons.patient(connection, told.account.person_id)
            found |= {"fhirUser": f"{self._provider.fhir}/Patient/{own}"} if own else {}
        return found

    async def _refused(self, told: _Told, code: str, text: str) -> Response:
        asked, person = told.asking, told.person.id if told.person else 0
        entry = Entry(told.account.id, person, "authorise", f"app {asked.client.name}", "refused", str(told.scopes))
        await self._provider.auditor.record(entry)
        said = {"error": code, "error_description": text}
        return RedirectResponse(asking.back(asked.redirect_uri, self._provider.issuer, asked.state, **said), 303)

    def _answer(self, request: Request, asked: Asking, template: str, **values: Any) -> Response:
        """A page whose form may lead to the app, and nowhere else."""
        answer: Response = request.app.templates.page(request, template, **values)
        goes = clients.origins([asked.redirect_uri])[0]
        answer.headers["content-security-policy"] = POLICY.replace("form-action 'self'", f"form-action 'self' {goes}")
        return answer


def _allowed(scopes: Scopes, account: Account) -> Scopes:
    """What of the scopes the account's roles leave: an app is never given what the account does not have."""
    if not policy.may(account, "use-fhir"):
        return Scopes(scopes.plain)
    adding = "Observation" if policy.may(account, "send-readings") else ""
    found = scopes if policy.may(account, "write-fhir") else scopes.reading(adding)
    if account.kind != "person":
        found = Scopes(found.plain - {"fhirUser"}, found.clinical)  # there is no resource that stands for staff yet
    return found


def _faulty(told: _Told, code: str, text: str) -> _Told:
    return _Told(told.asking, told.account, told.scopes, None, None, (), (code, text))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _problem(request: Request, text: str) -> Response:
    answer: Response = request.app.templates.page(
        request, "pages/problem.jinja", status=400, title="The app asked wrongly", text=text, code=400, request_id=""
    )
    return answer
