"""What a ValueSet holds: its codes in order, and whether a code is among them."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from careweft.base.errors import BadInput, NotFound
from careweft.fhir.operations.terminology.concepts import Concept, Concepts
from careweft.fhir.operations.terminology.terms import Terms

MOST: Final = 200_000  # codes that are held at once for one request
_DEPTH: Final = 8
Part = Mapping[str, Any]


@dataclass(frozen=True)
class Contained:
    """One code of a value set."""

    system: str
    code: str
    display: str | None = None
    inactive: bool = False
    abstract: bool = False
    designation: tuple[Any, ...] = ()

    @classmethod
    def of(cls, system: str, concept: Concept) -> "Contained":
        """A concept of a code system."""
        said = tuple(concept.said.get("designation", ()))
        return cls(system, concept.code, concept.display, concept.inactive, concept.abstract, said)

    @property
    def key(self) -> tuple[str, str]:
        """What makes it one code."""
        return self.system, self.code


@dataclass(frozen=True)
class Members:
    """The codes of a value set, each once, and the code systems (with versions) that they were taken from."""

    found: Sequence[Contained]
    used: Sequence[str]


async def members_of(terms: Terms, value_set: Mapping[str, Any]) -> Members:
    """Every code of a value set. Raises NotFound for a code system or value set that is not loaded, BadInput for what
    cannot be listed (unsupported filters, more codes than are held).
    """
    used: dict[str, None] = {}
    found = {one.key: one async for one in _all(terms, value_set, used, 0)}
    return Members(list(found.values()), list(used))


async def _all(terms: Terms, value_set: Part, used: dict[str, None], depth: int) -> AsyncIterator[Contained]:
    if depth > _DEPTH:
        raise BadInput("value sets are nested too deep", where=_url(value_set), expected=f"at most {_DEPTH}")
    if "compose" not in value_set:
        if "contains" not in value_set.get("expansion", ()):
            raise BadInput("it has neither compose nor expansion", where=_url(value_set), expected="one of them")
        for one in _expanded(value_set["expansion"]["contains"]):
            yield one
        return
    compose = value_set["compose"]
    left = {one.key for part in compose.get("exclude", ()) for one in await _part(terms, part, used, depth)}
    counted = 0
    for part in compose.get("include", ()):
        for one in await _part(terms, part, used, depth):
            if one.key in left or (one.inactive and compose.get("inactive") is False):
                continue
            counted += 1
            if counted > MOST:
                raise BadInput(f"more than {MOST:,} codes", where=_url(value_set), expected="a smaller value set")
            yield one


async def _part(terms: Terms, part: Part, used: dict[str, None], depth: int) -> list[Contained]:
    """One include or exclude: of a system and in all of its value sets."""
    within = []
    for url in part.get("valueSet", ()):
        inner = await terms.value_set(url)
        if inner is None:
            raise NotFound(f"the value set {url[:200]} is not loaded", hint="Store it as a ValueSet")
        within.append({one.key: one async for one in _all(terms, inner, used, depth + 1)})
    if "system" in part:
        found = await _of_system(terms, part, used)
        return [one for one in found if all(one.key in other for other in within)]
    if not within:
        return []
    return [one for one in within[0].values() if all(one.key in other for other in within[1:])]


async def _of_system(terms: Terms, part: Part, used: dict[str, None]) -> list[Contained]:
    url = part["system"] + (f"|{part['version']}" if "version" in part else "")
    system = await terms.system(url)
    if "concept" in part:
        used[_used(url, system)] = None
        return [_listed(part["system"], said, system) for said in part["concept"]]
    if system is None or not system.whole:
        what = "is not loaded" if system is None else "is loaded in part only"
        raise NotFound(f"the code system {url[:200]} {what}", hint="Store it as a CodeSystem with all its concepts")
    used[_used(url, system)] = None
    return [Contained.of(part["system"], concept) for concept in system.filtered(part.get("filter", ()))]


def _listed(system: str, said: Part, concepts: Concepts | None) -> Contained:
    concept = concepts.get(said["code"]) if concepts else None
    known = Contained.of(system, concept) if concept else Contained(system, said["code"])
    designation = (*said.get("designation", ()), *known.designation)
    return Contained(system, said["code"], said.get("display") or known.display, known.inactive, known.abstract,
                     designation)  # fmt: skip


async def contains(terms: Terms, value_set: Part, system: str | None, code: str, depth: int = 0) -> bool | None:
    """Whether a code is in a value set, without listing it; None where what it says of that is not loaded.

    Without a system the code of any system counts.
    """
    if depth > _DEPTH:
        return None
    if "compose" not in value_set:
        listed = value_set.get("expansion", {}).get("contains")
        return None if listed is None else any(_same(one, system, code) for one in _expanded(listed))
    answers = [await _in_part(terms, p, system, code, depth) for p in value_set["compose"].get("include", ())]
    found = True if True in answers else None if None in answers else False
    if found is not False:
        left = [await _in_part(terms, p, system, code, depth) for p in value_set["compose"].get("exclude", ())]
        if True in left:
            return False
        return None if None in left else found
    return found


async def _in_part(terms: Terms, part: Part, system: str | None, code: str, depth: int) -> bool | None:
    answers: list[bool | None] = []
    if "system" in part:
        if system is not None and system != part["system"]:
            return False
        answers.append(await _in_system(terms, part, code))
    for url in part.get("valueSet", ()):
        inner = await terms.value_set(url)
        answers.append(None if inner is None else await contains(terms, inner, system, code, depth + 1))
    return False if False in answers or not answers else None if None in answers else True


async def _in_system(terms: Terms, part: Part, code: str) -> bool | None:
    if "concept" in part:
        return any(said["code"] == code for said in part["concept"])
    system = await terms.system(part["system"] + (f"|{part['version']}" if "version" in part else ""))
    if system is None:
        return None
    concept = system.get(code)
    if concept is None:
        return False if system.whole else None
    try:
        return concept in system.filtered(part["filter"]) if "filter" in part else True
    except BadInput:
        return None


def _same(one: Contained, system: str | None, code: str) -> bool:
    return one.code == code and (system is None or one.system == system)


def _expanded(contains_: Iterable[Part]) -> Iterator[Contained]:
    for one in contains_:
        if "code" in one:
            yield Contained(
                one.get("system", ""), one["code"], one.get("display"), one.get("inactive") is True,
                one.get("abstract") is True, tuple(one.get("designation", ())),
            )  # fmt: skip
        yield from _expanded(one.get("contains", ()))


def _used(url: str, system: Concepts | None) -> str:
    return f"{url}|{system.version}" if system and system.version and "|" not in url else url


def _url(value_set: Part) -> str:
    return str(value_set.get("url", "ValueSet"))[:200]
