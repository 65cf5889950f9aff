"""The person's results and letters, with what they mean in plain words; what we have no words for is shown as sent. For
staff, the letters that others wrote of a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from careweft.base.db import Connection
from careweft.base.errors import NotFound
from careweft.care.corrections import corrections
from careweft.care.corrections.amendment import amendment
from careweft.care.entry import letters
from careweft.care.letters import text_of, title_of
from careweft.care.results import glossary
from careweft.care.results.glossary import Meaning
from careweft.care.results.results import Result, results
from careweft.facts.codelist import code_list
from careweft.fhir.labels import labels
from careweft.web.logins import carer, person, staff
from careweft.web.pages.journey import sender
from careweft.web.pages.person import PersonPages, Shown

_MOST = 300
_DOCUMENTS = ("DiagnosticReport", "DocumentReference")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Test:
    """Results of one kind, newest first, with what they mean where we have words for it."""

    key: str
    name: str
    latest: Result
    earlier: Sequence[Result]
    meaning: Meaning | None
    sender: str
    amended: str


@dataclass(frozen=True)
class Post:
    """A letter or a report: what it is called, from whom, when; its text where it has one, else a file."""

    record: str
    title: str
    sender: str
    at: datetime | None
    text: str
    files: tuple[int, ...]
    stay: str = ""


class ResultPages(PersonPages):
    """Results and letters, below /me; letters, below /person/N."""

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/me/results", person(self.overview)),
            Route("/me/letters/{document}", person(self.letter)),
            Route("/me/letters/{document}/file", person(self.file)),
            Route("/for/{person:int}/results", carer(self.overview)),
            Route("/for/{person:int}/letters/{document}", carer(self.letter)),
            Route("/for/{person:int}/letters/{document}/file", carer(self.file)),
            Route("/person/{person:int}/letters", staff(self.letters)),
            Route("/person/{person:int}/letters/{document}", staff(self.letter)),
            Route("/person/{person:int}/letters/{document}/file", staff(self.file)),
        ]

    async def overview(self, request: Request) -> Response:
        """Every kind of result with its newest value, and the letters."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            said = await corrections.about(connection, shown.person_id)
            tests = await self.tests(connection, shown, {each.record: each.party for each in said})
            post = await self._post(connection, shown)
        told = {each.record for each in said if each.state == "asked"}
        return await self._answer(
            request, shown, "results", template="pages/results.jinja", tests=tests, post=post, told=told,
            corrects=shown.may("ask-correction"),
        )  # fmt: skip

    async def letters(self, request: Request) -> Response:
        """The letters and reports of a person, for staff."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            post = await self._post(connection, shown)
        return await self._answer(request, shown, "letters", template="pages/letters.jinja", post=post)

    async def tests(self, connection: Connection, shown: Shown, keepers: Mapping[str, str]) -> list[Test]:
        """The person's results by kind, the newest kind first; `keepers` are who keeps what was said to be wrong."""
        sent = await labels(connection, shown.person_id, ("Observation",))
        called = await self._with_kin(connection, shown)
        bodies = await self._record.read_many(connection, list(sent))
        amended = {f"Observation/{body['id']}": amendment(body) for body in bodies}
        found = sorted(
            (each for body in bodies for each in results(body)), key=lambda each: each.at or _LONG_AGO, reverse=True
        )
        kinds: dict[str, list[Result]] = {}
        for each in found[:_MOST]:
            kinds.setdefault(_kind(each), []).append(each)
        return [
            Test(
                key,
                meaning.name if (meaning := glossary.meanings().get(key)) else group[0].name,
                group[0],
                group[1:],
                meaning,
                called.party(keepers.get(group[0].record, ""))
                if group[0].record in keepers
                else called.organisation(sender(sent[group[0].record])).name,
                amended[group[0].record],
            )
            for key, group in kinds.items()
        ]

    async def _post(self, connection: Connection, shown: Shown) -> list[Post]:
        sent = await labels(connection, shown.person_id, _DOCUMENTS)
        bodies = await self._record.read_many(connection, list(sent))
        found = [
            _letter(body, shown.names.organisation(sent[f"{body['resourceType']}/{body['id']}"].source).name)
            for body in bodies
            if _holds(body)
        ]
        return sorted(found, key=lambda each: each.at or _LONG_AGO, reverse=True)[:_MOST]

    async def letter(self, request: Request) -> Response:
        """One letter or report, with the short forms that it uses."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            body, source = await self._document(connection, shown, request)
            found = _letter(body, shown.names.organisation(source).name)
            text = found.text or await text_of(connection, self._record, body)
        return await self._answer(
            request, shown, "letter", template="pages/letter.jinja", letter=found, text=text,
            short=glossary.short_in(text), source=glossary.short_source(), corrects=shown.may("ask-correction"),
        )  # fmt: skip

    async def file(self, request: Request) -> Response:
        """A file of a letter: a picture as such, a text as text, anything else to be downloaded; nothing active."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            body, _ = await self._document(connection, shown, request)
            try:
                attachment = body["content"][int(request.query_params.get("n", "0"))]["attachment"]
                binary = attachment if "data" in attachment else await self._record.read(connection, attachment["url"])
            except (NotFound, KeyError, IndexError, ValueError):
                raise HTTPException(404) from None
        await self._desk.saw(shown.account, "letter", [shown.person_id])
        found = letters.content_of(binary, attachment.get("title", "Letter"))
        inline = found.kind in letters.SHOWN or found.kind == "text/plain"
        kind = f"{found.kind}; charset=utf-8" if found.kind == "text/plain" else found.kind
        name = "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "_" for c in found.title)
        headers = {
            "Content-Disposition": f'{"inline" if inline else "attachment"}; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        }
        return Response(found.content, media_type=kind, headers=headers)

    async def _document(self, connection: Connection, shown: Shown, request: Request) -> tuple[dict[str, Any], str]:
        for kind in _DOCUMENTS:
            reference = f"{kind}/{request.path_params['document']}"
            try:
                owner, _, body = await self._record.find(connection, reference)
                _, source = await self._record.sent(connection, reference)
            except NotFound:
                continue
            if owner == shown.person_id and _holds(body):
                return body, source
        await self._desk.refused(shown.account, "letter")
        raise HTTPException(404)

    @property
    def _record(self) -> Any:
        return self._desk.engine.record


def _holds(body: Mapping[str, Any]) -> bool:
    """Whether a letter is one: no draft, and neither taken back nor replaced."""
    return body.get("status") not in ("entered-in-error", "superseded") and body.get("docStatus") != "preliminary"


def _kind(found: Result) -> str:
    """The kind that a result is put together with: what it is called here, else its code or its sender's name."""
    readings = code_list("readings")
    for system, code in found.codes:
        if name := readings.name(system, code):
            return name
    return found.codes[0][1] if found.codes and found.codes[0][1] else found.name


def _letter(body: dict[str, Any], sender: str) -> Post:
    parts = [each["attachment"] for each in body.get("content", ())]
    told = body.get("date") or body.get("issued") or body.get("effectiveDateTime")
    at = datetime.fromisoformat(told) if told and len(told) >= 10 else None
    at = at if at is None or at.tzinfo else at.replace(tzinfo=UTC)
    text = body.get("conclusion", "")
    files = tuple(n for n, part in enumerate(parts) if "url" in part or "data" in part)
    stay = next((each["reference"] for each in body.get("context", {}).get("encounter", ())), "")
    return Post(f"{body['resourceType']}/{body['id']}", title_of(body), sender, at, text, files, stay)
