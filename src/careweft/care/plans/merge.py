"""Two people change one plan at once: what each wrote is kept or told, and nothing is lost. Pure.

A part is what one of them left as it was and the other changed, added or took out; where both changed it and not to the
same, it stays as the first saved it, and the second is shown both.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from careweft.care.plans.content import Part, Parts, ordered


@dataclass(frozen=True)
class Clash:
    """A part that both changed: as both found it, as the first saved it, as the second wrote it (None: taken out)."""

    key: str
    found: Part | None
    saved: Part | None
    written: Part | None


@dataclass(frozen=True)
class Merged:
    """The plan's parts with all that does not clash; `clashes` is what does."""

    parts: dict[str, Part]
    clashes: tuple[Clash, ...]


def merge(found: Parts, saved: Parts, written: Parts) -> Merged:
    """What becomes of `written`, which was made from `found`, when it is `saved` that is there now."""
    parts: dict[str, Part] = {}
    clashes = []
    for key in dict.fromkeys([*found, *saved, *written]):
        before, theirs, mine = found.get(key), saved.get(key), written.get(key)
        if mine not in (before, theirs) and theirs != before:
            clashes.append(Clash(key, before, theirs, mine))
        kept = theirs if mine == before or theirs != before else mine
        if kept is not None:
            parts[key] = kept
    return Merged(ordered(parts), tuple(clashes))


@dataclass(frozen=True)
class Difference:
    """A part that is other than it was: added where `before` is None, taken out where `after` is."""

    key: str
    before: Part | None
    after: Part | None


def differences(before: Parts, after: Parts) -> list[Difference]:
    """What changed from one version to another, in the order in which a plan is read."""
    keys: Iterable[str] = ordered(dict(before) | dict(after))
    return [Difference(key, before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)]
