"""The page on which staff open the record of somebody whom they have no relationship with, in an emergency."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import emergencies
from careweft.access.accounts import Account
from careweft.access.audit import Entry
from careweft.base.errors import BadInput, Refused
from careweft.people import search
from careweft.web import forms
from careweft.web.buckets import Buckets
from careweft.web.desk import Desk
from careweft.web.logins import current, staff
from careweft.web.view import FormError
from careweft.web.words import sentence

_TRIES, _EACH_SECONDS = 5, 120.0
WHAT = "break the glass"
NOBODY = "Nobody here has this NHS number and date of birth. Check both."
FORBIDDEN = "This record may not be opened in this way. That is the person's own choice, or the law."


class GlassPages:
    """The form, and what it does."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._tries = Buckets(1 / _EACH_SECONDS, _TRIES)

    def routes(self) -> list[Route]:
        """Where this page is."""
        return [
            Route("/break-glass", staff(self.form), methods=["GET"]),
            Route("/break-glass", staff(self.open), methods=["POST"]),
        ]

    async def form(self, request: Request) -> Response:
        """Who, why and for how long."""
        async with self._desk.reading(current(request), "break-glass"):
            return _page(request, {}, [], 200)

    async def open(self, request: Request) -> Response:
        """Open the record, and go to it."""
        account = current(request)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        async with self._desk.reading(account, "break-glass"):
            pass
        if self._tries.take(account.id):
            return _page(request, given, [FormError("", "Too many tries. Wait two minutes.")], 429)
        if errors := _missing(given):
            return _page(request, given, errors, 400)
        person = await self._find(given)
        if person is None:
            await self._desk.auditor.record(Entry(account.id, 0, "break-glass", WHAT, "empty", given["reason"]))
            return _page(request, given, [FormError("number", NOBODY)], 400)
        try:
            await self._break(account, person, given)
        except BadInput as wrong:
            return _page(request, given, [FormError("reason", sentence(wrong.expected))], 400)
        except Refused:
            await self._desk.auditor.record(Entry(account.id, person, "break-glass", WHAT, "refused", given["reason"]))
            return _page(request, given, [FormError("", FORBIDDEN)], 403)
        return RedirectResponse(f"/person/{person}", 303)

    async def _find(self, given: dict[str, str]) -> int | None:
        """The one person of a number and a birth date, whoever asks: why it is asked is kept either way."""
        wanted = search.parse(f"{given['number']} {given['born']}")
        if not wanted.number or not wanted.birth_date:
            return None
        async with self._desk.engine.database.transaction(readonly=True) as connection:
            found = await search.find(connection, f"{wanted.number} {wanted.birth_date.isoformat()}")
        return found[0].person_id if len(found) == 1 else None

    async def _break(self, account: Account, person: int, given: dict[str, str]) -> None:
        hours = int(given["hours"]) if given["hours"].isdecimal() and len(given["hours"]) < 3 else 0
        async with self._desk.database.transaction(account.id) as connection:
            await emergencies.break_glass(connection, person, given["reason"], given["purpose"], hours)
            await self._desk.auditor.write(
                connection, Entry(account.id, person, "break-glass", WHAT, "changed", given["reason"])
            )


def _missing(given: dict[str, str]) -> list[FormError]:
    wanted = {
        "number": "Enter the NHS number",
        "born": "Enter the date of birth",
        "purpose": "Choose what for",
        "reason": "Write why you need it",
        "hours": "Choose for how long",
    }
    return [FormError(name, text) for name, text in wanted.items() if not given.get(name)]


def _page(request: Request, given: dict[str, str], errors: list[FormError], status: int) -> Response:
    answer: Response = request.app.templates.page(
        request,
        "pages/glass.jinja",
        status=status,
        title="Open a record in an emergency",
        given=given,
        errors=errors,
        purposes=emergencies.PURPOSES,
        most=emergencies.MOST_HOURS,
    )
    return answer
