"""Cards about orders that somebody is about to sign: what is ordered already, and who should know."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.fhir.store import Store
from careweft.web.cds.card import Card, plain
from careweft.web.cds.person import Known, team

_CODES: Final = {
    "MedicationRequest": "medicationCodeableConcept",
    "ServiceRequest": "code",
    "DeviceRequest": "codeCodeableConcept",
}
_MOST: Final = 50


async def cards(
    connection: Connection, store: Store, patient: str, drafts: list[Mapping[str, Any]], of: Known
) -> list[Card]:  # fmt: skip
    """The cards of `order-sign`: an order of the same that is active already, and who coordinates the person's care."""
    found: list[Card] = []
    for draft in drafts[:_MOST]:
        type_ = draft.get("resourceType", "")
        codes = ",".join(_codes(draft.get(_CODES.get(type_, ""))))
        if not codes:
            continue
        pairs = [("subject" if type_ != "DeviceRequest" else "patient", f"Patient/{patient}"), ("status", "active"),
                 ("code", codes), ("_count", "5")]  # fmt: skip
        page = await store.search(connection, type_, pairs)
        found += [_already(type_, stored.resource, of) for stored in page.matches if stored.id != draft.get("id")]
    return [*found, *team(of)]


def _already(type_: str, order: Mapping[str, Any], of: Known) -> Card:
    concept = order.get(_CODES[type_], {})
    name = concept.get("text") or next((c["display"] for c in concept.get("coding", ()) if "display" in c), "the same")
    since = str(order.get("authoredOn", ""))[:10]
    detail = f"Ordered on {since}." if since else ""
    return Card(
        "duplicate", f"Already ordered and active: {name}", "warning", plain(detail), page=f"/person/{of.person}",
        page_label="The person's page",
    )  # fmt: skip


def _codes(concept: Any) -> Iterator[str]:
    """The codings of a draft as a search asks for them; what is not understood asks for nothing."""
    codings = concept.get("coding", ()) if isinstance(concept, Mapping) else ()
    for coding in codings if isinstance(codings, list) else ():
        if (
            isinstance(coding, Mapping)
            and isinstance(coding.get("code"), str)
            and isinstance(coding.get("system"), str)
        ):
            yield f"{_escaped(coding['system'])}|{_escaped(coding['code'])}"


def _escaped(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\,$|" else letter for letter in text)


def read(context: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The orders of a context. Raises BadInput."""
    bundle = context.get("draftOrders")
    entries = bundle.get("entry", []) if isinstance(bundle, Mapping) else None
    if not isinstance(entries, list):
        raise BadInput("there are no draft orders", where="context.draftOrders", expected="a Bundle")
    found = [entry.get("resource") for entry in entries if isinstance(entry, Mapping)]
    return [resource for resource in found if isinstance(resource, Mapping)]
