"""Taking one's record along: to print, as a PDF, and as an International Patient Summary for another system."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from careweft.base.db import Connection
from careweft.care.plans.package import package
from careweft.fhir.jsontext import dumps
from careweft.fhir.operations.summary import summary
from careweft.web import language, words
from careweft.web.language import N_, _
from careweft.web.logins import address_of, person
from careweft.web.pages.own import entry_line
from careweft.web.pages.person import PersonPages, Shown
from careweft.web.paper import Paper, Part, pdf

JSON: Final = "application/fhir+json"
_TITLES: Final = {
    "10160-0": N_("Medicines"),
    "48765-2": N_("Allergies"),
    "11450-4": N_("Illnesses"),
    "11369-6": N_("Vaccines"),
    "47519-4": N_("Operations and treatments"),
    "46264-8": N_("Devices"),
    "30954-2": N_("Tests"),
    "8716-3": N_("Weight, blood pressure and more"),
    "11348-0": N_("Illnesses of the past"),
    "18776-5": N_("Plans"),
    "29762-2": N_("How I live"),
}
"""The sections of the summary (LOINC), in plain words."""
_UNKNOWN = "absent-unknown-uv-ips"


class TakePages(PersonPages):
    """Taking the record along, below /me/take."""

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/me/take", person(self.choose)),
            Route("/me/take/print", person(self.sheet)),
            Route("/me/take/record.pdf", person(self.paper)),
            Route("/me/take/record.json", person(self.data)),
        ]

    async def choose(self, request: Request) -> Response:
        """The ways to take it along."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
        return await self._answer(request, shown, "take", template="pages/take.jinja")

    async def sheet(self, request: Request) -> Response:
        """A page to print."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            made = await self._paper(connection, request, shown)
        return await self._answer(request, shown, "take", template="pages/take_sheet.jinja", paper=made)

    async def paper(self, request: Request) -> Response:
        """The same as a PDF."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            made = await self._paper(connection, request, shown)
        await self._desk.saw(shown.account, "take", [shown.person_id])
        headers = {"Content-Disposition": 'attachment; filename="my-record.pdf"'}
        return Response(await pdf(made), media_type="application/pdf", headers=headers)

    async def data(self, request: Request) -> Response:
        """The International Patient Summary, for another system to read."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            document = await self._summary(connection, request, shown)
        await self._desk.saw(shown.account, "take", [shown.person_id])
        headers = {"Content-Disposition": 'attachment; filename="my-record.json"'}
        return Response(dumps(document), media_type=JSON, headers=headers)

    async def _summary(self, connection: Connection, request: Request, shown: Shown) -> dict[str, Any]:
        patient = await self._desk.engine.record.patient(connection, shown.person_id)
        if patient is None:
            raise HTTPException(404)
        base = f"{address_of(request)}/fhir"
        _person, document = await summary(connection, patient.partition("/")[2], base, self._desk.now())
        return document

    async def _paper(self, connection: Connection, request: Request, shown: Shown) -> Paper:
        document = await self._summary(connection, request, shown)
        plan = await self._desk.engine.plans.current(connection, shown.person_id)
        case = await package(connection, shown.person_id, shown.facts, self._desk.now())
        zone, born = self._desk.engine.zone, shown.banner.birth_date
        team = shown.names.party(case.team) if case.team else ""
        lead = shown.names.lead(case.coordinator, self._desk.now(), zone)
        about = [
            words.person_name(shown.banner.family or "", shown.banner.given or ""),
            _("Born: %(day)s") % {"day": _flat(words.short_day(born, zone))} if born else "",
            _("NHS number: %(number)s") % {"number": _flat(words.nhs_number(shown.banner.nhs_number))}
            if shown.banner.nhs_number
            else "",
            _("Who looks after me: %(who)s") % {"who": ", ".join(filter(None, (lead, team)))} if lead else "",
        ]
        mine = [language.isolated(part.text) for part in (plan.of("about") if plan else {}).values()]
        goals = [
            language.isolated(part.text)
            for part in (plan.of("goal") if plan else {}).values()
            if part.status != "dropped"
        ]
        parts = [Part(_("About me"), mine)] if mine else []
        parts += [Part(_("My goals"), goals)] if goals else []
        day = _flat(words.moment(self._desk.now(), zone))
        return Paper(
            language.spoken(),
            language.rtl(language.spoken()),
            _("My record"),
            [line for line in about if line],
            [*parts, *_parts(document)],
            _("Made on %(day)s by %(place)s.") % {"day": day, "place": request.app.services.place.name},
            _("There is more. Ask your team for it."),
        )


def _parts(document: dict[str, Any]) -> list[Part]:
    """The sections of a summary, in plain words; where nothing is known it says so, and not that there is nothing."""
    found = {entry["fullUrl"]: entry["resource"] for entry in document["entry"]}
    base = next((url.rpartition("/Patient/")[0] for url in found if "/Patient/" in url), "")
    composition = next(one for one in found.values() if one["resourceType"] == "Composition")
    parts = []
    for section in composition["section"]:
        code = section["code"]["coding"][0]["code"]
        urls = [entry["reference"] for entry in section["entry"]]
        bodies = [found.get(url) or found.get(f"{base}/{url}") for url in urls]
        lines = [_flat(entry_line(body)) for body in bodies if body is not None and not _absent(body)]
        title = _(_TITLES[code]) if code in _TITLES else section["title"]
        parts.append(Part(title, list(dict.fromkeys(lines)), _("We know of none. Ask your GP to be sure.")))
    return parts


def _absent(body: dict[str, Any]) -> bool:
    """Whether an entry only says that nothing is known."""
    concepts = (body.get("code"), body.get("medicationCodeableConcept"))
    return any(_UNKNOWN in c.get("system", "") for each in concepts if each for c in each.get("coding", ()))


def _flat(text: str) -> str:
    return text.replace(words.NBSP, " ")
