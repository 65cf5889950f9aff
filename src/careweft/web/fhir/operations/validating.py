"""`$validate` over HTTP: of what is sent, or of what the record holds."""

from typing import Any, Final

from starlette.responses import Response

from careweft.access import policy
from careweft.access.oauth.app import AppAccount
from careweft.access.oauth.scopes import Granted
from careweft.base.db import Connection
from careweft.base.errors import BadInput, NotFound
from careweft.fhir.interactions.persons import by_compartment
from careweft.fhir.invalid import Invalid
from careweft.fhir.operations.given import Given
from careweft.fhir.operations.validation import Finding, outcome
from careweft.fhir.operations.validation import validate as check
from careweft.web.fhir.operations.operation import Need, Operation, answered, reading
from careweft.web.fhir.table import Asked

TAKES: Final = frozenset({"resource", "mode", "profile"})
_LENT: Final = ("StructureDefinition", "ValueSet", "CodeSystem")
MODES: Final = ("create", "update", "delete", "profile")


async def validate(conn: Connection, asked: Asked, given: Given) -> Response:
    """An OperationOutcome of all that is to be said of a resource; 200 whether it is valid or not."""
    mode = given.text("mode")
    if mode is not None and mode not in MODES:
        raise BadInput(f"{mode[:40]!r} is no mode", where="mode", expected=", ".join(MODES))
    if mode == "delete":
        return answered(outcome(await _delete(conn, asked)))
    resource = await _sent(conn, asked, given)
    found = _about(asked, resource, mode) + await check(conn, resource, given.all("profile"))
    if mode in ("create", "update"):
        found += _allowed(asked, resource.get("resourceType", "") if isinstance(resource, dict) else "", mode)
        if not any(one.severity == "error" for one in found):
            found += await _whose(conn, asked, resource)
    return answered(outcome(found))


async def _sent(conn: Connection, asked: Asked, given: Given) -> Any:
    if given.resource is not None:
        return given.resource
    if not asked.id:
        raise BadInput("no resource was sent", where="resource", expected="a resource, or Parameters with one")
    stored = await asked.store.read(conn, asked.type, asked.id)
    if stored is None or stored.deleted:
        raise NotFound(f"there is no {asked.type}/{asked.id}")
    return stored.resource


def _about(asked: Asked, resource: Any, mode: str | None) -> list[Finding]:
    """Whether it is of the type and has the id that the address says."""
    if not isinstance(resource, dict):
        return []
    found = []
    if asked.type and resource.get("resourceType") != asked.type:
        found.append(Finding("error", "structure", "", f"a {asked.type} was expected at this address"))
    if mode == "update" and not isinstance(resource.get("id"), str):
        found.append(Finding("error", "required", f"{resource.get('resourceType')}.id", "an update needs the id"))
    elif asked.id and mode == "update" and resource["id"] != asked.id:
        found.append(Finding("error", "value", f"{resource.get('resourceType')}.id", "the address has another id"))
    return found


def _allowed(asked: Asked, type_: Any, mode: str) -> list[Finding]:
    if not policy.may(asked.account, "write-fhir"):
        return [Finding("error", "forbidden", "", "the roles of this account do not allow writing")]
    if isinstance(asked.account, AppAccount) and not (type_ and asked.account.granted.gives(type_, mode[0])):
        return [Finding("error", "forbidden", "", "the app has no scope for this")]
    return []


async def _whose(conn: Connection, asked: Asked, resource: dict[str, Any]) -> list[Finding]:
    """Whether it can be stored: it is about a person whom the account sees."""
    if resource["resourceType"] == "Patient":
        return []
    try:
        asked.store.seen.update(await by_compartment(conn, [resource], asked.origin))
        asked.store.seen.discard(0)
    except Invalid as wrong:
        return [Finding.of(issue) for issue in wrong.issues]
    return []


async def _delete(conn: Connection, asked: Asked) -> list[Finding]:
    if not asked.id:
        raise BadInput("mode delete is about one resource", where="mode", expected="[type]/[id]/$validate")
    stored = await asked.store.read(conn, asked.type, asked.id)
    if stored is None or stored.deleted:
        return [Finding("error", "not-found", "", "there is no such resource to delete")]
    return _allowed(asked, asked.type, "delete")


def _of_what_is_kept(granted: Granted, asked: Asked, given: Given) -> list[Need]:
    return [Need(asked.type, "rs")] if asked.id else []


VALIDATE: Final = Operation(
    "$validate",
    ("system", "type", "instance"),
    ("GET", "POST"),
    reading(validate, name="validate", lent=_LENT),
    TAKES,
    scopes=_of_what_is_kept,
)
