"""Finding code systems and value sets by canonical URL, and what they hold."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

from careweft.base.db import Connection
from careweft.fhir.definitions import codes
from careweft.fhir.jsontext import loads
from careweft.fhir.operations.terminology.concepts import Concepts
from careweft.fhir.search.values import key

_FIND: Final = """SELECT r.id, r.version, r.body FROM fhir.index_string x JOIN fhir.resource r
ON r.person_id = x.person_id AND r.rid = x.rid WHERE x.hash = $1 AND x.value = $2 AND r.body IS NOT NULL
ORDER BY r.at DESC, r.rid DESC LIMIT 50"""
_KEPT: Final = 8
_read: "OrderedDict[tuple[str, int, int], Concepts]" = OrderedDict()  # by id, version and text


class Terms:
    """For one request. `missing` are the canonical URLs that were looked for and are not here."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._systems: dict[str, Concepts | None] = {}
        self._sets: dict[str, Mapping[str, Any] | None] = {}
        self.missing: set[str] = set()

    async def system(self, url: str) -> Concepts | None:
        """A CodeSystem that is loaded, with `|version` or without (then the one written last)."""
        if url not in self._systems:
            row = await self._find("CodeSystem", url)
            self._systems[url] = _concepts(row["id"], row["version"], row["body"]) if row else None
            if row is None:
                self.missing.add(url)
        return self._systems[url]

    async def value_set(self, url: str) -> Mapping[str, Any] | None:
        """A ValueSet that is loaded, or one that R4 itself lists code by code."""
        if url not in self._sets:
            row = await self._find("ValueSet", url)
            self._sets[url] = loads(row["body"]) if row else _published(url)
            if self._sets[url] is None:
                self.missing.add(url)
        return self._sets[url]

    async def resource(self, type_: str, url: str) -> dict[str, Any] | None:
        """Any other resource with a canonical URL."""
        row = await self._find(type_, url)
        return loads(row["body"]) if row else None

    async def _find(self, type_: str, url: str) -> Any:
        plain, _, version = url.partition("|")
        rows = await self._conn.fetch(_FIND, key(type_, f"{type_}.url", "uri"), plain)
        if version:
            return next((row for row in rows if loads(row["body"]).get("version") == version), None)
        return rows[0] if rows else None


def _concepts(id_: str, version: int, body: str) -> Concepts:
    """The concepts of a stored CodeSystem: large ones are read once, not for each request."""
    key_ = (id_, version, hash(body))
    found = _read.pop(key_, None) or Concepts(loads(body))
    _read[key_] = found
    while len(_read) > _KEPT:
        _read.popitem(last=False)
    return found


def _published(url: str) -> Mapping[str, Any] | None:
    plain = url.partition("|")[0]
    listed = next((systems for known, systems in codes().items() if known.partition("|")[0] == plain), None)
    if listed is None:
        return None
    include = [{"system": system, "concept": [{"code": code} for code in found]} for system, found in listed.items()]
    return {"resourceType": "ValueSet", "url": plain, "status": "active", "compose": {"include": include}}
