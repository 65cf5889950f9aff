"""Value sets and code systems that a request names: those of the R4 definitions, and those kept in the record.

A kept ValueSet serves where it lists its codes (an expansion, or a compose of concepts, whole systems and other value
sets); a kept CodeSystem where its concepts are nested. Filters of a compose need a terminology server: refused.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from careweft.base.errors import BadInput
from careweft.fhir.definitions import codes
from careweft.fhir.search.values import split, unescaped

Pair = tuple[str, str]
_DEPTH: Final = 8


@dataclass
class Terms:
    """What was loaded for one request, by canonical URL without version."""

    value_sets: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    code_systems: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def value_set(self, url: str, name: str, depth: int = 0) -> Iterator[Pair]:
        """The codes of a value set with their systems; a code of "" is the whole system. Raises BadInput."""
        plain = url.partition("|")[0]
        kept = self.value_sets.get(plain)
        if kept is None:
            published = next((found for key, found in codes().items() if key.partition("|")[0] == plain), None)
            if published is None or depth > _DEPTH:
                raise BadInput(
                    f"there is no value set {url[:100]!r} here", where=name, expected="the URL of a ValueSet"
                )
            yield from ((system, code) for system, listed in published.items() for code in listed)
        elif "contains" in kept.get("expansion", ()):
            yield from _expanded(kept["expansion"]["contains"])
        else:
            compose = kept.get("compose", {})
            left = {pair for part in compose.get("exclude", ()) for pair in self._part(part, name, depth)}
            if any(not code for _, code in left):
                raise _too_hard(url, name)
            for part in compose.get("include", ()):
                found = list(self._part(part, name, depth))
                if left and any(not code for _, code in found):
                    raise _too_hard(url, name)
                yield from (pair for pair in found if pair not in left)

    def _part(self, part: Mapping[str, Any], name: str, depth: int) -> Iterator[Pair]:
        """One include or exclude: a listed system, or the codes that all its value sets have."""
        system = part.get("system", "")
        if "filter" in part or (system and "valueSet" in part):
            raise _too_hard(system, name)
        if system:
            concepts = part.get("concept")
            yield from ((system, concept["code"]) for concept in concepts) if concepts else [(system, "")]
            return
        sets = [set(self.value_set(url, name, depth + 1)) for url in part.get("valueSet", ())]
        yield from set.intersection(*sets) if sets else ()

    def related(self, system: str, code: str, modifier: str, name: str) -> Iterator[Pair]:
        """A code of a kept code system with all `below` or `above` it. Raises BadInput."""
        kept = self.code_systems.get(system)
        if kept is None:
            raise BadInput(
                f"no code system {system[:100]!r} is kept here", where=name, expected="one kept as CodeSystem"
            )
        found = False
        for path in _paths(kept.get("concept", ()), ()):
            if modifier == "below" and code in path:
                found = True
                yield system, path[-1]
            elif modifier == "above" and path[-1] == code:
                found = True
                yield from ((system, one) for one in path)
        if not found:
            raise BadInput(f"{system[:100]!r} has no code {code[:60]!r}", where=name, expected="a code of that system")


def needed(pairs: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """The URLs of the value sets and code systems that a request names."""
    sets: list[str] = []
    systems: list[str] = []
    for name, value in pairs:
        modifier = name.rpartition(":")[2]
        for one in split(value, ","):
            if modifier in ("in", "not-in"):
                sets.append(unescaped(one).partition("|")[0])
            elif modifier in ("above", "below") and "|" in one:
                systems.append(unescaped(split(one, "|")[0]))
    return sets, systems


def inner(value_set: Mapping[str, Any]) -> list[str]:
    """The value sets that a value set is composed of."""
    parts = [*value_set.get("compose", {}).get("include", ()), *value_set.get("compose", {}).get("exclude", ())]
    return [url.partition("|")[0] for part in parts for url in part.get("valueSet", ())]


def _expanded(contains: Iterable[Mapping[str, Any]]) -> Iterator[Pair]:
    for one in contains:
        if "code" in one and not one.get("abstract"):
            yield one.get("system", ""), one["code"]
        yield from _expanded(one.get("contains", ()))


def _paths(concepts: Iterable[Mapping[str, Any]], above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every concept with all that it is nested in, the outermost first."""
    for concept in concepts:
        path = (*above, concept["code"])
        yield path
        yield from _paths(concept.get("concept", ()), path)


def _too_hard(url: str, name: str) -> BadInput:
    return BadInput(
        f"{url[:100]!r} cannot be expanded here",
        where=name,
        expected="a value set that lists its codes or has an expansion",
    )
