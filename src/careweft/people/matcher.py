"""How two records, or a record and a person, stand to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from careweft.people.compare import compare
from careweft.people.record import Key
from careweft.people.score import Score, score
from careweft.people.traits import Traits
from careweft.people.view import Seen, View
from careweft.people.weights import Weights

Verdict = Literal["no", "doubt", "link"]
Method = Literal["number", "probabilistic"]
Kind = Literal["doubtful", "shared-number", "different-numbers", "ambiguous", "contradiction"]

_RANK: dict[Verdict, int] = {"no": 0, "doubt": 1, "link": 2}
_NAME_HELD = frozenset({"exact", "nickname", "middle", "initial", "close"})


class Pair(NamedTuple):
    """How two records stand to each other; `kind` says what would be asked about them."""

    verdict: Verdict
    method: Method
    kind: Kind
    score: Score

    @property
    def rank(self) -> tuple[int, bool, float]:
        """Orders pairs: links first, those by number before others, then by weight."""
        return _RANK[self.verdict], self.verdict == "link" and self.method == "number", self.score.bits


class Standing(NamedTuple):
    """How a record stands to a person: by `key`, the person's record that speaks loudest for it."""

    person: int
    key: Key
    pair: Pair

    @property
    def bits(self) -> float:
        """The match weight."""
        return self.pair.score.bits


@dataclass(frozen=True)
class Matcher:
    """The rules with their weights. `family_share` gives how common a family name is here, where that is known."""

    weights: Weights
    family_share: Mapping[str, float]

    def pair(self, a: Traits, b: Traits, *, other_number: bool = False) -> Pair:
        """Two records: one person's, doubtful or not. `other_number`: their persons hold different valid numbers."""
        found = compare(a, b)
        if other_number:
            found["number"] = "different"
        weighed = score(found, self.weights, self.family_share.get(a.family))
        doubtful = weighed.bits >= self.weights.doubt
        number = found.get("number")
        if number == "same":
            return self._same_number(found, weighed)
        if number == "different":
            return Pair("doubt" if doubtful else "no", "number", "different-numbers", weighed)
        if weighed.bits >= self.weights.link and "given" in found and not _different_name(found):
            return Pair("link", "probabilistic", "doubtful", weighed)
        return Pair("doubt" if doubtful else "no", "probabilistic", "doubtful", weighed)

    def _same_number(self, found: Mapping[str, str], weighed: Score) -> Pair:
        """One number: one person where the birth date agrees too, unless the names say that it was copied."""
        if not _different_name(found):
            if found.get("birth_date") == "exact":
                return Pair("link", "number", "shared-number", weighed)
            if weighed.bits >= self.weights.link:
                return Pair("link", "probabilistic", "shared-number", weighed)
        return Pair("doubt", "number", "shared-number", weighed)

    def standing(self, view: View, record: Seen, person: int) -> Standing:
        """A record and the other records of a person; what somebody ruled different stays apart."""
        others = [seen for key, seen in view.members[person].items() if key != record.key]
        numbers = {seen.traits.number for seen in others} - {None}
        other_number = bool(record.traits.number and numbers and record.traits.number not in numbers)
        pairs = [(seen.key, self.pair(record.traits, seen.traits, other_number=other_number)) for seen in others]
        key, best = min(pairs, key=lambda found: (*(-part for part in found[1].rank), found[0]))
        if view.ruled((record.key,), person, "different"):
            best = best._replace(verdict="no")
        return Standing(person, key, best)

    def compatible(self, view: View, one: int, other: int, record: Key) -> bool:
        """Whether nothing but `record`, one of `one`'s, is needed to hold two persons for one.

        Two valid numbers, a ruling, or a record that contradicts all of the other person's stand against it.
        """
        ours, theirs = view.numbers(one), view.numbers(other)
        if (ours and theirs and ours.isdisjoint(theirs)) or view.ruled(view.members[one], other, "different"):
            return False
        rest = [seen for key, seen in view.members[one].items() if key != record]
        return all(self.closest(view, seen, other).score.bits >= self.weights.contradict for seen in rest)

    def closest(self, view: View, record: Seen, person: int) -> Pair:
        """The record of a person that is nearest to another record, whatever was ruled."""
        return max(
            (self.pair(record.traits, seen.traits) for seen in view.members[person].values()), key=lambda p: p.rank
        )


def _different_name(found: Mapping[str, str]) -> bool:
    """Whether the given names are two people's: quite different, or merely alike where the sexes differ."""
    given = found.get("given")
    return given == "different" or (given not in _NAME_HELD and given is not None and found.get("sex") == "different")
