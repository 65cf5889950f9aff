"""References of criteria, as `search.linked` has them in SQL."""

from collections.abc import Sequence

from careweft.fhir.references import parse
from careweft.fhir.search.linked import Link, is_text, link_hashes, own_hashes, targets
from careweft.fhir.search.parameters import Parameter
from careweft.fhir.search.values import LAST, MAX_TEXT, key
from careweft.fhir.subscriptions.asked import Asked, Test


def reference(parameter: Parameter, values: Sequence[str], type_: str, patients: set[str]) -> Test:
    """A reference to one of these; adds the ids of the patients whom it means by what they are as persons."""
    links = [link for value in values for link in _links(parameter, value, type_)]
    own = [id_ for target, id_ in links if target == "Patient" and parameter.owns]
    patients.update(own)
    mine = frozenset(own_hashes(parameter))
    others = {
        (hash_, id_[:MAX_TEXT])
        for target, id_ in links
        if not (target == "Patient" and parameter.always_own)
        for hash_ in link_hashes(parameter, target)
    }
    whole = frozenset(key(parameter.resource, path, "") for path in parameter.paths)
    wanted = [value[:MAX_TEXT] for value in values if is_text(parameter, value)]

    def test(asked: Asked) -> bool:
        if not others.isdisjoint(asked.rows.strings):
            return True
        if wanted and any(_is_one(text, wanted) for hash_, text in asked.rows.strings if hash_ in whole):
            return True
        persons = {asked.holders[id_] for id_ in own if id_ in asked.holders}
        return asked.person in persons and not mine.isdisjoint(asked.rows.tokens)

    return test


def _links(parameter: Parameter, value: str, type_: str) -> list[Link]:
    found = parse(value)
    if found is not None:
        return [found] if type_ in ("", found[0]) and parameter.only in ("", found[0]) else []
    if ":" in value or "/" in value:
        return []
    return [(target, value) for target in ((type_,) if type_ else targets(parameter))]


def _is_one(text: str, wanted: Sequence[str]) -> bool:
    """Whether a reference is one of these texts, or one with any version (`url|2.0`)."""
    return any(text == one or ("|" not in one and f"{one}|" <= text < f"{one}|{LAST}") for one in wanted)
