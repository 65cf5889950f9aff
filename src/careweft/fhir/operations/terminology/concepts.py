"""A code system as a graph: its concepts by code, what is above and below each, and filters on their properties."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from careweft.base.errors import BadInput

_PARENT: Final = frozenset({"parent", "subsumedBy"})
_CHILD: Final = "child"
_INACTIVE: Final = frozenset({"retired", "deprecated", "inactive"})


@dataclass(eq=False)
class Concept:
    """One concept as declared (`said`), with the codes directly above and below it."""

    code: str
    said: Mapping[str, Any]
    parents: list[str] = field(default_factory=list)
    children: list[str] = field(default_factory=list)

    @property
    def display(self) -> str | None:
        """Its name."""
        return self.said.get("display")

    def properties(self, name: str) -> list[Any]:
        """The values of a property."""
        found = (one for one in self.said.get("property", ()) if one.get("code") == name)
        return [value for one in found for key, value in one.items() if key.startswith("value")]

    @property
    def inactive(self) -> bool:
        """Whether it is no longer to be used."""
        return True in self.properties("inactive") or not _INACTIVE.isdisjoint(map(str, self.properties("status")))

    @property
    def abstract(self) -> bool:
        """Whether it only groups others."""
        return True in [*self.properties("notSelectable"), *self.properties("abstract")]


class Concepts:
    """The concepts of one CodeSystem resource."""

    def __init__(self, system: Mapping[str, Any]) -> None:
        self.url: str = system.get("url", "")
        self.version: str | None = system.get("version")
        self.name: str = system.get("name") or system.get("title") or self.url
        self.whole = system.get("content") == "complete"
        self._folds = system.get("caseSensitive") is False
        self._by_code: dict[str, Concept] = {}
        self._add(system.get("concept", ()), None)
        for concept in self._by_code.values():
            self._link(concept)

    def _add(self, listed: Iterable[Mapping[str, Any]], parent: str | None) -> None:
        for said in listed:
            concept = self._by_code.setdefault(self._key(said["code"]), Concept(said["code"], said))
            if parent is not None:
                concept.parents.append(parent)
                self._by_code[self._key(parent)].children.append(concept.code)
            self._add(said.get("concept", ()), said["code"])

    def _link(self, concept: Concept) -> None:
        """Relations that are told as properties, as of hierarchies with several parents."""
        for name in _PARENT:
            for code in concept.properties(name):
                above = self.get(code)
                if above and above.code not in concept.parents:
                    concept.parents.append(above.code)
                    above.children.append(concept.code)
        for code in concept.properties(_CHILD):
            below = self.get(code)
            if below and below.code not in concept.children:
                concept.children.append(below.code)
                below.parents.append(concept.code)

    def _key(self, code: str) -> str:
        return code.casefold() if self._folds else code

    def get(self, code: Any) -> Concept | None:
        """The concept of a code; its case does not matter where the system says so."""
        return self._by_code.get(self._key(code)) if isinstance(code, str) else None

    def __iter__(self) -> Iterator[Concept]:
        return iter(self._by_code.values())

    def below(self, code: str) -> set[str]:
        """The code and all below it."""
        return self._reached(code, lambda concept: concept.children)

    def above(self, code: str) -> set[str]:
        """The code and all above it."""
        return self._reached(code, lambda concept: concept.parents)

    def _reached(self, code: str, step: Any) -> set[str]:
        found: set[str] = set()
        waiting = [code]
        while waiting:
            concept = self.get(waiting.pop())
            if concept is not None and concept.code not in found:
                found.add(concept.code)
                waiting += step(concept)
        return found

    def filtered(self, filters: Sequence[Mapping[str, Any]]) -> list[Concept]:
        """The concepts that fulfil all filters of a ValueSet's include. Raises BadInput for one not understood."""
        found = list(self)
        for one in filters:
            keep = self._filter(one.get("property", ""), one.get("op", ""), one.get("value", ""))
            found = [concept for concept in found if keep(concept)]
        return found

    def _filter(self, name: str, op: str, value: str) -> Any:
        if name in ("concept", "code") and op in ("is-a", "descendent-of", "is-not-a", "generalizes"):
            reached = self.above(value) if op == "generalizes" else self.below(value)
            if op == "descendent-of":
                reached.discard(value)
            return lambda concept: (concept.code in reached) is (op != "is-not-a")
        wanted = {part.strip() for part in value.split(",")} if op in ("in", "not-in") else {value}
        if op in ("=", "in"):
            return lambda concept: not wanted.isdisjoint(_told(concept, name))
        if op == "not-in":
            return lambda concept: wanted.isdisjoint(_told(concept, name))
        if op == "exists" and value in ("true", "false"):
            return lambda concept: bool(_told(concept, name)) is (value == "true")
        raise BadInput(
            f"the filter {name} {op} is not supported",
            where=self.url,
            expected="is-a, descendent-of, is-not-a, generalizes of concept; =, in, not-in, exists of a property",
        )


def _told(concept: Concept, name: str) -> set[str]:
    """What a concept says under a name, as text."""
    if name in ("code", "concept"):
        return {concept.code}
    if name in ("display", "definition"):
        return {concept.said[name]} if name in concept.said else set()
    if name in _PARENT:
        return set(concept.parents)
    if name == _CHILD:
        return set(concept.children)
    values = concept.properties(name)
    return {v.get("code", "") if isinstance(v, Mapping) else str(v).lower() if v is True or v is False else str(v)
            for v in values}  # fmt: skip
