"""The page on which a person sees who may see their record, and changes it."""

from collections.abc import Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import consent, relationships
from careweft.access.consent import Sharing
from careweft.access.relationships import Involved
from careweft.base.db import Connection
from careweft.base.errors import BadInput, NotFound
from careweft.care.plans.package import package
from careweft.care.record import Record
from careweft.care.timeline import timeline
from careweft.fhir.labels import labels
from careweft.web import forms
from careweft.web.logins import current as logged_in
from careweft.web.logins import person
from careweft.web.pages import journey, people
from careweft.web.pages.journey import Step, Told
from careweft.web.pages.person import PersonPages, Shown
from careweft.web.view import Organisation, OrganisationKind

_ENTRIES = 30
_NOT_ORGANISATIONS = (OrganisationKind.CAREWEFT, OrganisationKind.OTHER)


class SharingPages(PersonPages):
    """A person's choices about sharing, below /me/sharing."""

    def routes(self) -> list[Route]:
        """Where this page is."""
        return [
            Route("/me/sharing", person(self.sharing), methods=["GET"]),
            Route("/me/sharing", person(self.choose), methods=["POST"]),
        ]

    async def sharing(self, request: Request) -> Response:
        """Who may see the record, what the person chose, and what they can choose."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            chosen = await self._chosen(connection, shown.person_id)
            categories = await consent.categories(connection)
            found = await relationships.involved(connection, shown.person_id)
            case = await package(connection, shown.person_id, shown.facts, self._desk.now())
            called = await labels(connection, shown.person_id, journey.LABELLED)
            names = await self._with_kin(connection, shown)
        parties = sorted({each.party for each in found if each.kind not in ("self", "break-glass")})
        return await self._answer(
            request,
            shown,
            "sharing",
            sharing=chosen,  # `chosen` is the macro of filters in the template
            categories=categories,
            uses=[(use, people.USES[f"for {use}"]) for use in consent.PURPOSES],
            members=people.involved(found, case, names, self._desk.engine.zone, True),
            now_with=[(party, names.party(party)) for party in parties if party not in chosen.also_with],
            not_with=[(party, names.party(party)) for party in sorted(chosen.not_with)],
            also_with=[(party, names.party(party)) for party in sorted(chosen.also_with)],
            others=_others(shown, {*parties, *chosen.not_with, *chosen.also_with}),
            entries=_entries(Told(shown.facts, called, shown.names, self._desk.engine.zone), chosen),
        )

    async def choose(self, request: Request) -> Response:
        """One choice, made or taken back."""
        account = logged_in(request)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        async with self._desk.changing(account, "choose-sharing") as connection:
            shown = await self._shown(connection, request)
            await relationships.require_sight(connection, [shown.person_id])
            chosen = await self._chosen(connection, shown.person_id)
            changed = chosen.changed(given.get("choice", ""), given.get("what", ""), given.get("on") == "1")
            _check(shown, chosen, changed, await relationships.involved(connection, shown.person_id))
            if changed != chosen:
                await self._keep(connection, shown.person_id, changed)
        await self._desk.changed(account, "sharing", shown.person_id)
        return RedirectResponse("/me/sharing?said=sharing", 303)

    async def _chosen(self, connection: Connection, person_id: int) -> Sharing:
        try:
            return consent.read(await self._record.read(connection, f"Consent/{consent.id_of(person_id)}"))
        except NotFound:
            return Sharing()

    async def _keep(self, connection: Connection, person_id: int, chosen: Sharing) -> None:
        subject = await self._record.patient(connection, person_id)
        if subject is None:
            raise NotFound("there is no record of you yet that a choice could be about")
        at = self._desk.now().isoformat()
        await self._record.write(connection, person_id, consent.resource(chosen, consent.id_of(person_id), subject, at))

    @property
    def _record(self) -> Record:
        return Record(self._desk.engine.store, self._desk.engine.database.clock)


def _check(shown: Shown, chosen: Sharing, changed: Sharing, found: Sequence[Involved]) -> None:
    """Raise BadInput for a party or a record that is not of this place or this person."""
    parties = {*shown.names.organisations, *shown.names.teams, *(each.party for each in found)}
    records = {moment.record for moment in timeline(shown.facts)}
    new = (changed.not_with | changed.also_with) - chosen.not_with - chosen.also_with - parties
    if new or changed.hidden - chosen.hidden - records:
        raise BadInput("that cannot be chosen", expected="one of the choices on the page")


def _others(shown: Shown, known: set[str]) -> list[Organisation]:
    """Organisations that do not see the record, with which the person may share it."""
    found = [each for code, each in shown.names.organisations.items() if code not in known]
    return sorted((each for each in found if each.kind not in _NOT_ORGANISATIONS), key=lambda each: each.name)


def _entries(told: Told, chosen: Sharing) -> list[tuple[str, Step, bool]]:
    """What is in the record, newest first: each record once, what it says, and whether it is kept from others."""
    found = [
        (record, replace(step, title=journey.in_language(step.title)), record in chosen.hidden)
        for record, step in journey.by_record(told).items()
    ]
    return [each for number, each in enumerate(found) if each[2] or number < _ENTRIES]
