"""CDS Hooks over HTTP: which services there are, calls of them, and feedback on their cards.

What a system asks is answered from the record, under row-level security as its account, and is in the audit before the
answer leaves. Of somebody whom it has no relationship with it gets no cards, just as of somebody who is not known.
What it sends along (prefetch) is compared with the record, and never taken instead of it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from careweft.access import audit, policy
from careweft.access.accounts import Account
from careweft.access.audit import Entry
from careweft.base.db import Connection
from careweft.base.errors import BadInput, CareweftError, NotFound
from careweft.fhir.store import Store
from careweft.web.cds import feedback, orders, person
from careweft.web.cds.asking import Askers, Call, content, read
from careweft.web.cds.card import Card
from careweft.web.desk import Desk

_PREFETCH: Final = {"patient": "Patient/{{context.patientId}}"}
SERVICES: Final[Mapping[str, Mapping[str, Any]]] = {
    "patient-view": {
        "hook": "patient-view",
        "title": "What the place knows of this person",
        "description": "Who coordinates the person's care, what is overdue, and gaps in care by the place's own rules",
        "id": "patient-view",
        "prefetch": _PREFETCH,
    },
    "order-sign": {
        "hook": "order-sign",
        "title": "Before an order is signed",
        "description": "What is ordered already in the place, and who coordinates the person's care",
        "id": "order-sign",
        "prefetch": _PREFETCH,
    },
}
_ADD: Final = """INSERT INTO care.cds_card (person_id, id, account_id, service, kind, indicator, shown)
SELECT $1, c.id, $2, $3, c.kind, c.indicator, base.now()
FROM unnest($4::uuid[], $5::text[], $6::text[]) c (id, kind, indicator)"""
_PERSON: Final = "SELECT person_id FROM fhir.location WHERE type = 'Patient' AND id = $1"
_COMPARED: Final = {
    "birthDate": "birth date",
    "gender": "gender",
    "deceasedBoolean": "death",
    "deceasedDateTime": "death",
}


class CdsApp:
    """The ASGI application of `/cds-services`. `site` is the address of the site."""

    def __init__(self, desk: Desk, askers: Askers, site: str) -> None:
        self._desk, self._askers, self._site = desk, askers, site
        self._store = Store(zone=str(desk.engine.zone))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        request = Request(scope, receive)
        try:
            answer = await self._answer(request)
        except HTTPException as error:
            answer = _said({"error": error.detail}, error.status_code)
            answer.headers.update(error.headers or {})
        except NotFound as error:
            answer = _said({"error": str(error)}, 404)
        except CareweftError as error:
            answer = _said({"error": str(error)}, 400)
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path = request.scope["path"].strip("/").split("/")[1:]
        request.state.route = "/cds-services"
        if not path:
            if request.method != "GET":
                raise HTTPException(405, "Ask for the services by GET.", {"Allow": "GET"})
            return _said({"services": list(SERVICES.values())})
        if path[0] not in SERVICES or path[1:] not in ([], ["feedback"]):
            raise HTTPException(404, "There is no such service; GET /cds-services says which there are.")
        if request.method != "POST":
            raise HTTPException(405, "Call a service by POST.", {"Allow": "POST"})
        request.state.route = f"/cds-services/{'/'.join(path)}"
        account = await self._askers.account(request, f"{self._site}/cds-services/{'/'.join(path)}")
        if not policy.may(account, "use-fhir"):
            await self._desk.refused(account, f"cds {path[0]}")
            raise HTTPException(403, "The roles of this account do not allow this (use-fhir).")
        body = await request.body()
        if len(path) == 2:
            async with self._desk.database.transaction(account.id) as connection:
                await feedback.keep(connection, content(body), self._desk.now())
            return _said({})
        return await self._call(account, path[0], read(body))

    async def _call(self, account: Account, service: str, call: Call) -> Response:
        if call.hook != SERVICES[service]["hook"]:
            raise BadInput(f"{call.hook[:40]!r} is another hook", where="hook", expected=service)
        _check_prefetch(call)
        drafts = orders.read(call.context) if service == "order-sign" else []
        async with self._desk.database.transaction(account.id) as connection:
            who = await connection.fetchval(_PERSON, call.patient)
            found = await self._cards(connection, who, service, call, drafts) if who else []
            await _keep(connection, who, account, service, found)
            outcome: audit.Outcome = "seen" if who else "empty"
            await audit.write(connection, [Entry(account.id, who or 0, f"cds {service}", "Patient", outcome)])
        return _said({"cards": [card.told(self._site) for card in found]})

    async def _cards(
        self, connection: Connection, who: int, service: str, call: Call, drafts: list[Mapping[str, Any]]
    ) -> list[Card]:  # fmt: skip
        of = await person.known(connection, who, self._desk.now())
        differs = await self._differs(connection, call)
        if service == "order-sign":
            return [*differs, *await orders.cards(connection, self._store, call.patient, drafts, of)]
        return [*differs, *await person.cards(connection, self._desk.engine, of)]

    async def _differs(self, connection: Connection, call: Call) -> list[Card]:
        """A card where the Patient that was sent along is not as the record has it; it does not say how."""
        sent = call.prefetch.get("patient")
        kept = await self._store.read(connection, "Patient", call.patient) if isinstance(sent, Mapping) else None
        if kept is None or kept.deleted or not isinstance(sent, Mapping):
            return []
        ours = kept.resource
        names = dict.fromkeys(word for name, word in _COMPARED.items() if name in sent and sent[name] != ours.get(name))
        if not names:
            return []
        return [Card("differs", f"Your system and the shared record differ: {', '.join(names)}", "warning")]


def _check_prefetch(call: Call) -> None:
    sent = call.prefetch.get("patient")
    if isinstance(sent, Mapping) and sent.get("id") != call.patient:
        raise BadInput("this is another patient", where="prefetch.patient", expected="the patient of the context")


async def _keep(connection: Connection, who: int | None, account: Account, service: str, cards: Sequence[Card]) -> None:
    """Remember the cards, so that feedback on them finds them."""
    if who and cards:
        await connection.execute(
            _ADD, who, account.id, service, [card.id for card in cards], [card.kind for card in cards],
            [card.indicator for card in cards],
        )  # fmt: skip


def _said(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
