"""StructureDefinitions that are loaded in the record, as trees of element definitions.

A profile with a snapshot is read from that; one without is its differential, upon those of the profiles that it is
derived from, down to R4 itself, which the decoders know.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from careweft.fhir.definitions import structures
from careweft.fhir.operations.terminology import Terms
from careweft.fhir.operations.validation.finding import Finding, unchecked

R4: Final = "http://hl7.org/fhir/StructureDefinition/"
_MOST: Final = 60  # profiles that one resource may be checked against, those of its extensions among them
_PLAIN: Final = frozenset({f"{R4}SimpleQuantity", f"{R4}MoneyQuantity"})
_DEPTH: Final = 8


@dataclass
class Node:
    """An element in a profile: its name, the slice that it is ('' for none), what is said of it, and what is in it."""

    name: str
    slice: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)

    def child(self, name: str, slice_: str) -> "Node":
        """The child of a name and slice, made where there is none."""
        for one in self.children:
            if (one.name, one.slice) == (name, slice_):
                return one
        self.children.append(Node(name, slice_))
        return self.children[-1]

    def named(self, name: str) -> list["Node"]:
        """The children of a name, the element itself before its slices."""
        return sorted((one for one in self.children if one.name == name), key=lambda one: bool(one.slice))

    @property
    def profiles(self) -> Sequence[str]:
        """The profiles that the value must conform to (one of them)."""
        types = self.said.get("type", ())
        return types[0].get("profile", ()) if len(types) == 1 else ()

    def constant(self) -> tuple[str, Any] | None:
        """Its fixed or pattern value: `fixed` or `pattern`, and the value."""
        for key, value in self.said.items():
            for kind in ("fixed", "pattern"):
                if key.startswith(kind) and key[len(kind) : len(kind) + 1].isupper():
                    return kind, value
        return None

    def all(self) -> Iterator["Node"]:
        """It and everything in it."""
        yield self
        for one in self.children:
            yield from one.all()


@dataclass(frozen=True)
class Profile:
    """A profile: what it is called, of which type it is, and its elements."""

    url: str
    type: str
    root: Node


def tree(url: str, definition: Mapping[str, Any], part: str) -> Profile:
    """The profile that `snapshot` or `differential` of a StructureDefinition describes."""
    root = Node(definition.get("type", ""))
    for element in definition.get(part, {}).get("element", ()):
        id_ = element.get("id") or element["path"] + (f":{element['sliceName']}" if "sliceName" in element else "")
        node = root
        for segment in id_.split(".")[1:]:
            name, _, slice_ = segment.partition(":")
            node = node.child(name, slice_)
        node.said = element
    return Profile(url, definition.get("type", ""), root)


class Profiles:
    """Those that were loaded for one resource: by canonical URL, each as the trees that all have to be kept."""

    def __init__(self) -> None:
        self.loaded: dict[str, list[Profile]] = {}
        self.notes: list[Finding] = []

    async def load(self, terms: Terms, urls: Sequence[str]) -> None:
        """Load profiles and those that they name for what is within."""
        waiting = [*urls]
        while waiting:
            url = waiting.pop()
            if url in self.loaded or url in _PLAIN:
                continue
            if len(self.loaded) >= _MOST:
                self.notes.append(unchecked("", f"more than {_MOST} profiles"))
                return
            self.loaded[url] = await self._chain(terms, url)
            waiting += [p for one in self.loaded[url] for node in one.root.all() for p in node.profiles]

    async def _chain(self, terms: Terms, url: str) -> list[Profile]:
        found: list[Profile] = []
        at = url
        for _ in range(_DEPTH):
            definition = await terms.resource("StructureDefinition", at)
            if definition is None:
                if found:
                    self.notes.append(unchecked("", f"what {at} says, which {url} is derived from: it is not loaded"))
                return found
            if definition.get("snapshot"):
                return [*found, tree(url, definition, "snapshot")]
            found.append(tree(url, definition, "differential"))
            at = definition.get("baseDefinition", "")
            if not at or (at.startswith(R4) and definition.get("derivation") != "specialization" and _published(at)):
                return found
        return found


def _published(url: str) -> bool:
    return url.removeprefix(R4) in structures()
