"""`$expand`, `$validate-code` and `$lookup` over HTTP."""

from typing import Any, Final

from starlette.responses import Response

from careweft.base.db import Connection
from careweft.base.errors import BadInput, NotFound
from careweft.fhir.decode import decode
from careweft.fhir.operations.given import Given
from careweft.fhir.operations.terminology import Concepts, Terms
from careweft.fhir.operations.terminology import lookup as terminology
from careweft.web.fhir.operations.operation import Operation, answered, of_type, reading
from careweft.web.fhir.table import Asked

_CODE: Final = frozenset({"code", "system", "display", "coding", "codeableConcept", "version", "systemVersion"})
_PAGE: Final = frozenset({"filter", "offset", "count", "includeDesignations", "activeOnly"})
_SET: Final = frozenset({"url", "valueSet", "valueSetVersion"})


async def expand(conn: Connection, asked: Asked, given: Given) -> Response:
    """The codes of a value set."""
    terms = Terms(conn)
    found = await _subject(terms, conn, asked, given, ("valueSet", "valueSetVersion"))
    page = terminology.Page(
        given.text("filter") or "",
        given.number("offset", 0, 10**9),
        given.number("count", terminology.PAGE, terminology.MOST),
        given.flag("includeDesignations"),
        given.flag("activeOnly"),
    )
    return answered(await terminology.expand(terms, found, page, asked.record.clock.now()))


async def validate_code(conn: Connection, asked: Asked, given: Given) -> Response:
    """Whether a code is in a value set or a code system."""
    terms, codings = Terms(conn), _codings(given)
    if asked.type == "ValueSet":
        found = await _subject(terms, conn, asked, given, ("valueSet", "valueSetVersion"))
        return answered(await terminology.in_value_set(terms, found, codings))
    if not asked.id and given.content("codeSystem") is None and given.text("url") is None and codings[0][0]:
        given = Given({**given.values, "url": [codings[0][0]]})
    found = await _subject(terms, conn, asked, given, ("codeSystem", "version"))
    return answered(await terminology.in_system(Concepts(found), codings))


async def lookup(conn: Connection, asked: Asked, given: Given) -> Response:
    """What a code system says of a code."""
    system, code, _ = _codings(given)[0]
    if not system:
        raise BadInput("system is missing", where="system", expected="the URL of a code system")
    version = given.text("version")
    url = f"{system}|{version}" if version else system
    return answered(await terminology.lookup(Terms(conn), url, code, given.all("property")))


def _codings(given: Given) -> list[terminology.Coding]:
    coding, concept = given.content("coding"), given.content("codeableConcept")
    return terminology.codings_of(coding, concept, given.text("code"), given.text("system"), given.text("display"))


async def _subject(
    terms: Terms, conn: Connection, asked: Asked, given: Given, names: tuple[str, str]
) -> dict[str, Any]:  # fmt: skip
    """The value set or code system: the one at the address, in the request, or of a canonical URL."""
    if asked.id:
        stored = await asked.store.read(conn, asked.type, asked.id)
        if stored is None or stored.deleted:
            raise NotFound(f"there is no {asked.type}/{asked.id}")
        return stored.resource
    sent = given.content(names[0]) if given.content(names[0]) is not None else given.resource
    if sent is not None:
        resource = decode(sent if isinstance(sent, dict) else b"null")
        if resource["resourceType"] != asked.type:
            raise BadInput(f"a {resource['resourceType']}", where=names[0], expected=f"a {asked.type}")
        return resource
    url, version = given.need("url"), given.text(names[1])
    full = f"{url}|{version}" if version and "|" not in url else url
    if asked.type == "ValueSet":
        found = await terms.value_set(full)
    else:
        found = await terms.resource("CodeSystem", full)
    if found is None:
        raise NotFound(f"the {asked.type} {full[:200]} is not loaded", hint=f"Store it as a {asked.type}")
    return dict(found)


_LENT: Final = ("ValueSet", "CodeSystem")
OPERATIONS: Final = (
    Operation("$expand", ("type", "instance"), ("GET", "POST"), reading(expand, name="expand", lent=_LENT),
              _SET | _PAGE | {"resource"}, frozenset({"ValueSet"}), scopes=of_type()),
    Operation("$validate-code", ("type", "instance"), ("GET", "POST"),
              reading(validate_code, name="validate-code", lent=_LENT),
              _CODE | _SET | {"codeSystem", "resource"}, frozenset({"ValueSet", "CodeSystem"}), scopes=of_type()),
    Operation("$lookup", ("type",), ("GET", "POST"), reading(lookup, name="lookup", lent=_LENT),
              _CODE | {"property"}, frozenset({"CodeSystem"}), scopes=of_type()),
)  # fmt: skip
