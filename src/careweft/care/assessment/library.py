"""The instruments of a place: those shipped here, and those imported into the record for everybody.

What is imported comes before what is shipped where that is only a total by hand, so that a place with a licence asks
the instrument itself. A free instrument that is shipped cannot be replaced.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound
from careweft.care.assessment import form, names
from careweft.care.assessment.instrument import Instrument, read
from careweft.feeds.sources import HERE
from careweft.fhir.decode import decode
from careweft.fhir.jsontext import loads
from careweft.fhir.store import Store
from careweft.fhir.stored import Origin

SHARED = 0
"""Whose a Questionnaire is: everybody's."""


@cache
def shipped() -> Mapping[str, Instrument]:
    """The instruments that come with Careweft, by id."""
    folder = files("careweft.care.assessment") / "instruments"
    found = (parse(entry.read_text("utf-8"), entry.name) for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return {made.id: made for made in sorted(found, key=lambda each: each.id)}


def by_name(name: str) -> Instrument:
    """A shipped instrument; raises BadInput where there is none of that id."""
    if name not in shipped():
        raise BadInput(f"there is no instrument {name!r}", expected=f"one of {', '.join(shipped())}")
    return shipped()[name]


def parse(text: str, where: str) -> Instrument:
    """An instrument from a file: our YAML, or the JSON of a FHIR Questionnaire that says its licence."""
    return read(content(text, where), where)


def content(text: str, where: str) -> dict[str, Any]:
    """The FHIR Questionnaire of a file, well formed. Raises BadInput (Invalid names each fault)."""
    if not text.lstrip().startswith("{"):
        return decode(form.questionnaire(text, where))
    found = decode(text.encode())
    if found["resourceType"] != "Questionnaire":
        raise BadInput(f"this is a {found['resourceType']}", where=where, expected="a Questionnaire")
    return found


async def find(connection: Connection, name: str) -> Instrument:
    """The instrument of an id, imported or shipped; NotFound where there is neither."""
    made = await imported(connection, name) if may_replace(name) else None
    if made is None and name not in shipped():
        raise NotFound(f"there is no instrument {name!r}", hint="See careweft instrument list")
    return made or shipped()[name]


async def every(connection: Connection) -> list[Instrument]:
    """Every instrument of the place, by title."""
    rows = await connection.fetch(f"{_IMPORTED} ORDER BY l.id")
    found = {**shipped(), **{row["id"]: _compiled(row["body"]) for row in rows if may_replace(row["id"])}}
    return sorted(found.values(), key=lambda each: each.title.casefold())


_IMPORTED = """
SELECT l.id, r.body FROM fhir.location l JOIN fhir.resource r ON r.person_id = l.person_id AND r.rid = l.rid
WHERE l.type = 'Questionnaire' AND l.person_id = 0 AND r.body IS NOT NULL AND r.source = 'careweft'
    AND r.body LIKE '%https://careweft.org/fhir/StructureDefinition/instrument-licence%'
"""


def may_replace(name: str) -> bool:
    """Whether what is imported counts under an id: not where something that asks more than a total is shipped."""
    return name not in shipped() or shipped()[name].licence.kind == "licensed"


async def imported(connection: Connection, name: str) -> Instrument | None:
    """The imported instrument of an id: only what an operator imported, not what a system sent to the record."""
    row = await connection.fetchrow(f"{_IMPORTED} AND l.id = $1", name)
    return _compiled(row["body"]) if row else None


@lru_cache(maxsize=64)
def _compiled(body: str) -> Instrument:
    return read(loads(body))


def licensed(
    found: Mapping[str, Any], kind: Literal["free", "licensed"] | None, holder: str, terms: str
) -> dict[str, Any]:
    """A Questionnaire with the licence under which this place uses it, under an address of ours.

    Raises BadInput where it is not said whether it is free, or who holds the licence.
    """
    told = [e for e in found.get("extension", ()) if e.get("url") == names.LICENCE]
    if kind is None and not told:
        raise BadInput("nobody says whether this place may use it", expected="--licence free or --licence licensed")
    if kind is not None and not holder.strip():
        raise BadInput("nobody is said to hold it", expected="--holder: who has the licence, or whose work it is")
    if not (terms or found.get("copyright")):
        raise BadInput("nobody says on what terms", expected="--terms, such as the number and end of the licence")
    if "id" not in found:
        raise BadInput("the questionnaire has no id", expected="an id such as zarit-22")
    said = {
        "url": names.LICENCE,
        "extension": [{"url": "kind", "valueCode": kind}, {"url": "holder", "valueString": holder}],
    }
    others = [e for e in found.get("extension", ()) if e.get("url") != names.LICENCE]
    made = {**found, "extension": [*others, *([said] if kind else told)]}
    own = f"{names.CANONICAL}/{found['id']}"
    if found.get("url") not in (None, own):
        made["derivedFrom"] = [*found.get("derivedFrom", ()), found["url"]]
    made |= {"url": own, "copyright": terms or found["copyright"]}
    return made


async def keep(connection: Connection, store: Store, found: Mapping[str, Any], at: datetime) -> Instrument:
    """Keep an instrument for everybody; the same again changes nothing. Raises BadInput, or Conflict where its id is
    that of a shipped one that asks more than a total."""
    made = read(decode(dict(found)))
    if not may_replace(made.id):
        raise Conflict(f"{made.id!r} is shipped and cannot be replaced", hint="Give yours another id")
    await store.put(connection, SHARED, [dict(made.content)], Origin(HERE, None, at))
    return made
