"""The answers of `$expand`, `$validate-code` and `$lookup`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from careweft.base.errors import BadInput, NotFound
from careweft.fhir.operations.terminology.concepts import Concept, Concepts
from careweft.fhir.operations.terminology.sets import Contained, contains, members_of
from careweft.fhir.operations.terminology.terms import Terms
from careweft.fhir.stored import stamped

PAGE: Final = 1000
MOST: Final = 10_000
Coding = tuple[str | None, str, str | None]
"""System, code and display as asked."""


@dataclass(frozen=True)
class Page:
    """Which part of an expansion: codes whose words begin with the words of `text`, from `offset`, at most `count`."""

    text: str = ""
    offset: int = 0
    count: int = PAGE
    designations: bool = False
    active: bool = False


async def expand(terms: Terms, value_set: Mapping[str, Any], page: Page, now: datetime) -> dict[str, Any]:
    """The ValueSet with its expansion. Raises NotFound and BadInput (see `members_of`)."""
    members = await members_of(terms, value_set)
    words = page.text.casefold().split()
    found = [one for one in members.found if not (page.active and one.inactive) and _has(one, words)]
    listed = [_listed(one, page.designations) for one in found[page.offset : page.offset + page.count]]
    asked: list[dict[str, Any]] = [{"name": "filter", "valueString": page.text}] if page.text else []
    asked += [{"name": "offset", "valueInteger": page.offset}, {"name": "count", "valueInteger": page.count}]
    asked += [{"name": "version", "valueUri": url} for url in members.used if "|" in url]
    expansion: dict[str, Any] = {
        "identifier": f"urn:uuid:{uuid4()}",
        "timestamp": stamped(now),
        "total": len(found),
        "offset": page.offset,
        "parameter": asked,
    }
    kept = {k: v for k, v in value_set.items() if k not in ("expansion", "text", "contained")}
    return kept | {"expansion": expansion | ({"contains": listed} if listed else {})}


def _has(one: Contained, words: Sequence[str]) -> bool:
    if not words:
        return True
    told = f"{one.display or ''} {one.code}".casefold().replace("-", " ").replace("(", " ").split()
    return all(any(part.startswith(word) for part in (*told, one.code.casefold())) for word in words)


def _listed(one: Contained, designations: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"system": one.system} if one.system else {}
    if one.abstract:
        found["abstract"] = True
    if one.inactive:
        found["inactive"] = True
    found["code"] = one.code
    if one.display:
        found["display"] = one.display
    if designations and one.designation:
        found["designation"] = [{k: v for k, v in said.items() if k != "id"} for said in one.designation]
    return found


async def in_value_set(terms: Terms, value_set: Mapping[str, Any], codings: Sequence[Coding]) -> dict[str, Any]:
    """Parameters that say whether one of the codings is in a value set, and is called as asked."""
    url, doubts = value_set.get("url", "the value set"), []
    for system, code, display in codings:
        found = await contains(terms, value_set, system, code)
        if found:
            concept = await _concept(terms, value_set, system, code)
            return _judged(concept.display if concept else None, display, code)
        if found is None:
            doubts.append(f"{system or ''}|{code}")
    if doubts:
        missing = ", ".join(sorted(terms.missing)) or "a filter that is not supported"
        raise NotFound(f"whether {doubts[0]} is in {url} cannot be told without {missing}", hint="Load it")
    asked = ", ".join(f"{system or ''}|{code}" for system, code, _ in codings) or "no code"
    return _told(False, message=f"{asked} is not in {url}")


async def in_system(system: Concepts, codings: Sequence[Coding]) -> dict[str, Any]:
    """Parameters that say whether one of the codings is in a code system, and is called as asked."""
    for url, code, display in codings:
        concept = system.get(code) if url in (None, system.url) else None
        if concept is not None:
            return _judged(concept.display, display, code)
    if not system.whole:
        raise NotFound(f"only a part of {system.url} is loaded", hint="Load the whole code system")
    return _told(False, message=f"{', '.join(code for _, code, _ in codings) or 'no code'} is not in {system.url}")


async def lookup(terms: Terms, system: str, code: str, properties: Sequence[str]) -> dict[str, Any]:
    """Parameters with what a code system says of a code. Raises NotFound."""
    concepts = await terms.system(system)
    if concepts is None:
        raise NotFound(f"the code system {system[:200]} is not loaded", hint="Store it as a CodeSystem")
    concept = concepts.get(code)
    if concept is None:
        raise NotFound(f"{system[:200]} has no code {code[:60]!r}")
    found: list[dict[str, Any]] = [{"name": "name", "valueString": concepts.name}]
    if concepts.version:
        found.append({"name": "version", "valueString": concepts.version})
    found.append({"name": "display", "valueString": concept.display or concept.code})
    if "definition" in concept.said:
        found.append({"name": "definition", "valueString": concept.said["definition"]})
    found += [_designation(said) for said in concept.said.get("designation", ())]
    found += [one for one in _properties(concept) if not properties or one["part"][0]["valueCode"] in properties]
    return {"resourceType": "Parameters", "parameter": found}


def _properties(concept: Concept) -> list[dict[str, Any]]:
    pairs: list[tuple[str, str, Any]] = [("parent", "valueCode", code) for code in concept.parents]
    pairs += [("child", "valueCode", code) for code in concept.children]
    pairs.append(("inactive", "valueBoolean", concept.inactive))
    said = concept.said.get("property", ())
    pairs += [(one["code"], key, value) for one in said for key, value in one.items() if key.startswith("value")]
    shown = dict.fromkeys((name, key, str(value)) for name, key, value in pairs)
    kept = {(name, key, str(value)): value for name, key, value in pairs}
    return [
        {
            "name": "property",
            "part": [{"name": "code", "valueCode": name}, {"name": "value", key: kept[name, key, text]}],
        }
        for name, key, text in shown
    ]


def _designation(said: Mapping[str, Any]) -> dict[str, Any]:
    types = (("language", "valueCode"), ("use", "valueCoding"), ("value", "valueString"))
    return {"name": "designation", "part": [{"name": n, key: said[n]} for n, key in types if n in said]}


async def _concept(terms: Terms, value_set: Mapping[str, Any], system: str | None, code: str) -> Concept | None:
    systems = [system] if system else [p.get("system") for p in value_set.get("compose", {}).get("include", ())]
    for url in systems:
        concepts = await terms.system(url) if url else None
        if concepts and (concept := concepts.get(code)):
            return concept
    return None


def _judged(name: str | None, asked: str | None, code: str) -> dict[str, Any]:
    if asked and name and asked.casefold() != name.casefold():
        return _told(False, message=f"{code} is called {name!r}, not {asked[:200]!r}", display=name)
    return _told(True, display=name)


def _told(result: bool, **said: str | None) -> dict[str, Any]:
    more = [{"name": name, "valueString": value} for name, value in said.items() if value]
    return {"resourceType": "Parameters", "parameter": [{"name": "result", "valueBoolean": result}, *more]}


def codings_of(coding: Any, concept: Any, code: str | None, system: str | None, display: str | None) -> list[Coding]:
    """The codings that are asked about, given in one of three ways. Raises BadInput for none or several."""
    ways = [way for way in (coding, concept, code) if way is not None]
    if len(ways) != 1:
        raise BadInput(
            f"{len(ways)} ways to name a code", where="code", expected="one of code, coding, codeableConcept"
        )
    if code is not None:
        return [(system, code, display)]
    listed = [coding] if coding is not None else concept.get("coding", []) if isinstance(concept, dict) else []
    if not all(isinstance(one, dict) and isinstance(one.get("code"), str) for one in listed) or not listed:
        raise BadInput("no code in it", where="coding", expected="a Coding or CodeableConcept with a code")
    return [(one.get("system"), one["code"], one.get("display")) for one in listed]
