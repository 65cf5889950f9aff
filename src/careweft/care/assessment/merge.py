"""Two people on one assessment: what each answered is kept, and whoever comes second is told. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from careweft.care.assessment.answers import Answer, Answers
from careweft.care.assessment.instrument import Value


@dataclass(frozen=True)
class Clash:
    """An item that two people answered differently: what stands now, and what the second one gave."""

    key: str
    theirs: Answer | None
    mine: tuple[Value, ...]


@dataclass(frozen=True)
class Merged:
    """What is to be kept, and what is left to the second one to decide."""

    answers: Answers
    clashes: tuple[Clash, ...]


def merge(base: Answers, now: Answers, given: Mapping[str, tuple[Value, ...]], author: Answer) -> Merged:
    """Bring what somebody gave for the items of a form together with what others answered since they opened it.

    `base` is what the form showed, `now` what stands; `given` has every item of the form (no values: left blank).
    Items that the form did not show stay. `author` says by whom and when.
    """
    kept, clashes = dict(now), []
    for key, mine in given.items():
        shown, stands = _values(base, key), _values(now, key)
        if mine in (shown, stands):
            continue
        if stands != shown:
            clashes.append(Clash(key, now.get(key), mine))
        elif mine:
            kept[key] = Answer(mine, author.by, author.name, author.at)
        else:
            kept.pop(key, None)
    return Merged(kept, tuple(clashes))


def confirmed(answers: Answers, shown: Collection[str], author: Answer) -> Answers:
    """What was filled in from the record and stood in a form that was saved is from now on that person's answer."""
    return {
        key: Answer(held.values, author.by, author.name, author.at, held.told)
        if key in shown and held.told and not held.by
        else held
        for key, held in answers.items()
    }


def _values(answers: Answers, key: str) -> tuple[Value, ...]:
    return answers[key].values if key in answers else ()
