"""Products, things and loans as FHIR, and the round that a thing goes. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal

from careweft.base.errors import BadInput
from careweft.care.resources import EXTENSION, Resource, extension, id_of, last_part
from careweft.fhir.jsontext import Exact

State = Literal["in-stock", "ordered", "delivered", "on-loan", "recalled", "collected", "cleaning", "scrapped"]
LoanState = Literal["waiting", "reserved", "delivered", "on-loan", "to-collect", "returned", "cancelled", "lost"]
MOVES: Final[Mapping[State, frozenset[State]]] = {
    "in-stock": frozenset({"ordered", "collected", "scrapped"}),
    "ordered": frozenset({"delivered", "in-stock", "collected"}),
    "delivered": frozenset({"on-loan", "recalled", "collected"}),
    "on-loan": frozenset({"recalled", "collected", "scrapped"}),
    "recalled": frozenset({"on-loan", "collected", "scrapped"}),
    "collected": frozenset({"cleaning", "scrapped"}),
    "cleaning": frozenset({"in-stock", "scrapped"}),
    "scrapped": frozenset(),
}
"""The round of a thing. To `collected` from stock goes what a recall takes out; `recalled` is back `on-loan` where it
was made safe at the person's home; what is lost is `scrapped` from where it was."""
OUT: Final = ("delivered", "on-loan", "recalled")
HELD: Final = ("delivered", "on-loan", "to-collect")
"""Loans of which the person has the thing."""
DELIVER: Final = "deliver-equipment"
FIT: Final = "fit-equipment"
COLLECT: Final = "collect-equipment"
MEND: Final = "mend-equipment"
SERVICE: Final = "service-equipment"
TASKS: Final = frozenset({DELIVER, FIT, COLLECT, MEND, SERVICE})
"""The codes of tasks that are done by moving the thing."""
PRODUCTS: Final = "https://careweft.org/fhir/CodeSystem/equipment"
_STATE, _BY, _AT, _WHY, _RECALL, _SERVICE = (
    "equipment-state", "equipment-moved-by", "equipment-moved-at", "equipment-why", "equipment-recall",
    "equipment-service-due",
)  # fmt: skip


@dataclass(frozen=True)
class Product:
    """Something that the store lends. `price` and `handling` (one delivery with its collection and cleaning) are in
    minor units of `currency`; `service_every` is a duration, empty where it needs none."""

    id: str
    name: str
    kind: str
    about: str
    price: int
    handling: int
    currency: str
    life_days: int
    service_every: str = ""
    version: int = 0


@dataclass(frozen=True)
class Move:
    """A thing's next place in its round, who says so, when and why."""

    to: State
    by: str
    at: datetime
    why: str = ""


def product_resource(product: Product) -> Resource:
    """The DeviceDefinition of a product."""
    extensions: list[dict[str, Any]] = [
        {"url": f"{EXTENSION}/equipment-price", "valueMoney": _money(product.price, product.currency)},
        {"url": f"{EXTENSION}/equipment-handling", "valueMoney": _money(product.handling, product.currency)},
        {"url": f"{EXTENSION}/equipment-life-days", "valueInteger": product.life_days},
    ]
    if product.service_every:
        extensions.append({"url": f"{EXTENSION}/equipment-service-every", "valueString": product.service_every})
    return {
        "resourceType": "DeviceDefinition",
        "id": product.id,
        "extension": extensions,
        "deviceName": [{"name": product.name, "type": "user-friendly-name"}],
        "type": {
            "coding": [{"system": PRODUCTS, "code": product.id}],
            **({"text": product.kind} if product.kind else {}),
        },
        **({"note": [{"text": product.about}]} if product.about else {}),
    }


def product_of(body: Mapping[str, Any], version: int) -> Product:
    """The product of a DeviceDefinition of ours."""
    price, handling = _amount(body, "equipment-price"), _amount(body, "equipment-handling")
    life, every = extension(body, "equipment-life-days"), extension(body, "equipment-service-every")
    return Product(
        body["id"],
        (body.get("deviceName") or [{"name": body["id"]}])[0]["name"],
        body.get("type", {}).get("text", ""),
        (body.get("note") or [{"text": ""}])[0]["text"],
        price[0],
        handling[0],
        price[1],
        int(life["valueInteger"]) if life else 3650,
        str(every["valueString"]) if every else "",
        version,
    )


def item_id(product: str, serial: str) -> str:
    """The id of the thing with a serial number."""
    return id_of(f"equipment/{product}/{serial}")


def item_resource(product: Product, serial: str, batch: str, store: str, move: Move, due: date | None) -> Resource:
    """The Device of a thing that comes into the store."""
    made: Resource = {
        "resourceType": "Device",
        "id": item_id(product.id, serial),
        "definition": {"reference": f"DeviceDefinition/{product.id}"},
        "status": "active",
        **({"lotNumber": batch} if batch else {}),
        "serialNumber": serial,
        "deviceName": [{"name": product.name, "type": "user-friendly-name"}],
        "owner": {"reference": f"Organization/{store}"},
    }
    return with_service(moved(made, move, first=True), due)


def moved(body: Resource, move: Move, *, first: bool = False) -> Resource:
    """The Device after a move. BadInput for one that its round does not have."""
    if not first and move.to not in MOVES[state_of(body)]:
        raise BadInput(
            f"a thing that is {WORDS[state_of(body)].lower()} cannot become {WORDS[move.to].lower()}",
            expected=" or ".join(sorted(WORDS[each].lower() for each in MOVES[state_of(body)])) or "nothing more",
        )
    body = _marked(body, _STATE, valueCode=move.to)
    body = _marked(body, _BY, valueString=move.by)
    body = _marked(body, _AT, valueDateTime=move.at.isoformat())
    body = _marked(body, _WHY, **({"valueString": move.why} if move.why else {}))
    return body | {"status": "inactive" if move.to == "scrapped" else "active"}


def with_recall(body: Resource, recall: str) -> Resource:
    """The Device under a recall, or (empty) no more."""
    return _marked(body, _RECALL, **({"valueString": recall} if recall else {}))


def with_service(body: Resource, due: date | None) -> Resource:
    """The Device with the day on which its next service is due."""
    return _marked(body, _SERVICE, **({"valueDate": due.isoformat()} if due else {}))


def state_of(body: Mapping[str, Any]) -> State:
    """Where a thing is in its round."""
    found = extension(body, _STATE)
    return found["valueCode"] if found else "in-stock"


def recall_of(body: Mapping[str, Any]) -> str:
    """The recall that a thing is under; empty for none."""
    found = extension(body, _RECALL)
    return str(found["valueString"]) if found else ""


def is_ours(body: Mapping[str, Any]) -> bool:
    """Whether a Device is a thing of the store."""
    return extension(body, _STATE) is not None


def item_row(body: Mapping[str, Any], version: int) -> tuple[Any, ...]:
    """The row of care.item of a Device."""
    at, due = extension(body, _AT), extension(body, _SERVICE)
    return (
        body["id"],
        last_part(body.get("definition")),
        body.get("serialNumber", ""),
        body.get("lotNumber", ""),
        last_part(body.get("owner")),
        state_of(body),
        datetime.fromisoformat(at["valueDateTime"]) if at else None,
        recall_of(body),
        date.fromisoformat(due["valueDate"]) if due else None,
        version,
    )


def move_row(before: Mapping[str, Any] | None, body: Mapping[str, Any], version: int) -> tuple[Any, ...]:
    """The row of care.item_move of a version of a Device that moved it."""
    by, at, why = (extension(body, name) for name in (_BY, _AT, _WHY))
    return (
        body["id"],
        version,
        state_of(before) if before else "",
        state_of(body),
        datetime.fromisoformat(at["valueDateTime"]) if at else None,
        by["valueString"] if by else "",
        why["valueString"] if why else "",
    )


def loan_row(person_id: int, body: Mapping[str, Any], version: int) -> tuple[Any, ...]:
    """The row of care.loan of a DeviceRequest of ours."""
    given = {name: extension(body, name) for name in (
        "loan-state", "loan-item", "loan-team", "loan-delivered", "loan-ended", "loan-cost", "loan-note",
        "loan-place")}  # fmt: skip
    cost = given["loan-cost"]
    amount = _minor(cost["valueMoney"]) if cost else (None, "")
    code = body["codeCodeableConcept"]
    note, item, team, place = (given[f"loan-{name}"] for name in ("note", "item", "team", "place"))
    due = body.get("occurrenceDateTime")
    return (
        person_id,
        body["id"],
        code["coding"][0]["code"],
        code.get("text", ""),
        last_part(item["valueReference"]) if item else "",
        given["loan-state"]["valueCode"] if given["loan-state"] else "waiting",
        last_part(body.get("performer")),
        last_part(team["valueReference"]) if team else "",
        body.get("priority") == "urgent",
        (body.get("reasonCode") or [{"text": ""}])[0].get("text", ""),
        note["valueString"] if note else "",
        datetime.fromisoformat(body["authoredOn"]),
        last_part(body.get("requester")),
        datetime.fromisoformat(due) if due else None,
        _instant(given["loan-delivered"]),
        _instant(given["loan-ended"]),
        amount[0],
        amount[1],
        body["subject"]["reference"],
        place["valueString"] if place else "",
        version,
    )


def loan_state(body: Mapping[str, Any]) -> LoanState:
    """Where a loan stands."""
    found = extension(body, "loan-state")
    return found["valueCode"] if found else "waiting"


def is_loan(body: Mapping[str, Any]) -> bool:
    """Whether a DeviceRequest is one to the store."""
    return extension(body, "loan-state") is not None


def with_loan(body: Resource, state: LoanState, **more: Mapping[str, Any]) -> Resource:
    """The DeviceRequest in another state; `more` are further marks, `item={"valueReference": …}`, empty to drop one."""
    body = _marked(body, "loan-state", valueCode=state)
    for name, value in more.items():
        body = _marked(body, f"loan-{name}", **value)
    ended = {"returned": "completed", "lost": "completed", "cancelled": "revoked"}
    return body | {"status": ended.get(state, "active")}


def cost(product: Product, delivered: datetime, ended: datetime) -> int:
    """What a loan cost, in minor units: handling, and for each day begun the price spread evenly over the product's
    life, at most the whole price."""
    days = max(1, -(-int((ended - delivered).total_seconds()) // 86_400))
    return product.handling + min(product.price, -(-product.price * days // product.life_days))


WORDS: Final[Mapping[str, str]] = {
    "in-stock": "In stock",
    "ordered": "Set aside",
    "delivered": "Delivered",
    "on-loan": "On loan",
    "recalled": "Called back",
    "collected": "Back at the store",
    "cleaning": "Being cleaned",
    "scrapped": "Scrapped",
}


def money(minor: int, currency: str) -> dict[str, Any]:
    """An amount of minor units as FHIR Money."""
    return _money(minor, currency)


def _money(minor: int, currency: str) -> dict[str, Any]:
    return {"value": Exact(f"{minor // 100}.{minor % 100:02}"), "currency": currency}


def _minor(found: Mapping[str, Any]) -> tuple[int, str]:
    return int(Decimal(str(found["value"])) * 100), str(found.get("currency", ""))


def _amount(body: Mapping[str, Any], name: str) -> tuple[int, str]:
    found = extension(body, name)
    return _minor(found["valueMoney"]) if found else (0, "")


def _instant(found: Mapping[str, Any] | None) -> datetime | None:
    return datetime.fromisoformat(found["valueDateTime"]) if found else None


def _marked(body: Resource, name: str, **value: Any) -> Resource:
    url = f"{EXTENSION}/{name}"
    kept = [each for each in body.get("extension", ()) if each["url"] != url]
    kept += [{"url": url, **value}] if value else []
    rest = {key: found for key, found in body.items() if key != "extension"}
    return {**rest, **({"extension": kept} if kept else {})}
