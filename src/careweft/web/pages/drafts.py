"""The editor of a draft: its text, what is wrong with it while one types, and its file to activate."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.base.errors import BadInput, Conflict, NotFound
from careweft.models import drafts
from careweft.models.drafts import Checked, Draft, Fault
from careweft.web import forms
from careweft.web.desk import Desk
from careweft.web.logins import current, staff
from careweft.web.pages import model_words
from careweft.web.view import FormError

_SAID = {"saved": "Saved."}
_MEANWHILE = (
    "{} changed this draft meanwhile, so yours is not saved. What you typed is below; saving again replaces theirs."
)


_BEFORE, _AFTER = 30, 60
"""How many characters of a line are shown on either side of where its fault begins."""


@dataclass(frozen=True)
class Line:
    """A fault with the line of the file that it is in: what stands before it, and what from there on."""

    fault: Fault
    before: str
    at: str

    @property
    def says(self) -> str:
        """What was found and expected, without the rule's own excerpt."""
        return self.fault.says.partition("\n")[0]

    @property
    def excerpt(self) -> str:
        """The rule at fault, marked; empty where the fault is in no rule."""
        return self.fault.says.partition("\n")[2]


class DraftPages:
    """Writing, checking and keeping drafts."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/models/drafts/{draft}", staff(self.draft), methods=["GET"]),
            Route("/models/drafts/{draft}", staff(self.write), methods=["POST"]),
            Route("/models/drafts/{draft}/check", staff(self.check), methods=["POST"]),
            Route("/models/drafts/{draft}/file", staff(self.file)),
        ]

    async def draft(self, request: Request) -> Response:
        """The editor."""
        found = await self._read(request)
        return await self._page(request, found, found.content)

    async def write(self, request: Request) -> Response:
        """Check, save or delete: what the button says. What was typed stays."""
        account = current(request)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        found, text = await self._read(request), _text(given.get("text", ""))
        act, version = given.get("act", "check"), _number(given.get("version", ""))
        if act == "check":
            return await self._page(request, found, text, version=version)
        read = Draft(found.id, found.made_from, found.content, found.by, found.changed, version)
        try:
            async with self._desk.changing(account, "change-models") as connection:
                if act == "delete":
                    await drafts.delete(connection, found.id, version)
                else:
                    await drafts.save(connection, read, text, account.display_name, self._desk.now())
        except (Conflict, NotFound):
            found = await self._read(request)
            return await self._page(request, found, text, [FormError("text", _MEANWHILE.format(found.by))], 409)
        except BadInput as wrong:
            return await self._page(request, found, text, [FormError("text", str(wrong))], 400, version)
        await self._desk.changed(account, "model draft", 0)
        return RedirectResponse("/models" if act == "delete" else f"/models/drafts/{found.id}?said=saved", 303)

    async def check(self, request: Request) -> Response:
        """What is wrong with a text that is being typed: a part of the page."""
        found = await self._read(request)
        given = await forms.read(request, request.app.services.limits.form_bytes)
        text = _text(given.get("text", ""))
        checked = await drafts.check(text, f"{found.id}.yaml", self._desk.engine.zone)
        answer: Response = request.app.templates.page(
            request, "pages/draft_faults.jinja", checked=checked, lines=_lines(checked, text), draft=found
        )
        return answer

    async def file(self, request: Request) -> Response:
        """The draft as a file, to check with its scenario and to activate."""
        found = await self._read(request)
        headers = {"content-disposition": f'attachment; filename="{found.id}.yaml"'}
        return Response(found.content, media_type="application/yaml", headers=headers)

    async def _read(self, request: Request) -> Draft:
        account = current(request)
        async with self._desk.reading(account, "change-models") as connection:
            try:
                found = await drafts.read(connection, request.path_params["draft"])
            except NotFound as gone:
                raise HTTPException(404) from gone
        await self._desk.counted(account, "model draft")
        return found

    async def _page(
        self,
        request: Request,
        draft: Draft,
        text: str,
        errors: Sequence[FormError] = (),
        status: int = 200,
        version: int | None = None,
    ) -> Response:
        checked = await drafts.check(text, f"{draft.id}.yaml", self._desk.engine.zone)
        compiled = checked.compiled
        answer: Response = request.app.templates.page(
            request,
            "pages/draft.jinja",
            status=status,
            title=f"Draft: {compiled.model.title if compiled else draft.id}",
            draft=draft,
            version=draft.version if version is None else version,
            text=text,
            errors=errors,
            checked=checked,
            lines=_lines(checked, text),
            reactions=model_words.reactions(compiled) if compiled else [],
            said=_SAID.get(request.query_params.get("said", ""), ""),
            longest=drafts.LONGEST,
        )
        return answer


def _lines(checked: Checked, text: str) -> list[Line]:
    lines = text.split("\n")
    return [_line(fault, lines[fault.line - 1] if fault.line <= len(lines) else "") for fault in checked.faults]


def _line(fault: Fault, text: str) -> Line:
    begins = fault.column - 1
    before, at = text[:begins].lstrip(), text[begins:].rstrip()
    return Line(
        fault,
        f"…{before[-_BEFORE:]}" if len(before) > _BEFORE else before,
        f"{at[:_AFTER]}…" if len(at) > _AFTER else at,
    )


def _text(typed: str) -> str:
    """A text as browsers send it, with our ends of line and one at the end."""
    plain = typed.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return f"{plain}\n" if plain else ""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
