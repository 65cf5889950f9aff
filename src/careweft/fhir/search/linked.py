"""References of a request: to resources by id, by URL or by identifier."""

from collections.abc import Sequence

from careweft.fhir.references import parse
from careweft.fhir.search.parameters import Parameter
from careweft.fhir.search.sql import Arguments, Condition, Within, among, exists, of_person, select
from careweft.fhir.search.strings import one_of
from careweft.fhir.search.values import LAST, MAX_TEXT, OWN, key

Link = tuple[str, str]  # type and id


def reference(parameter: Parameter, values: Sequence[str], type_: str) -> Condition:
    """A reference to one of these; `type_` is the type that `:Type` names.

    To the patient whom a resource is about, that is: to the person. All that every source sent of the person is found.
    """
    links = [link for value in values for link in links_of(parameter, value, type_)]
    own = tuple(id_ for target, id_ in links if target == "Patient" and parameter.owns)
    others = [link for link in links if not (link[0] == "Patient" and parameter.always_own)]
    found = [_linked(parameter, *group) for group in _groups(others)]
    texts = [value[:MAX_TEXT] for value in values if is_text(parameter, value)]
    if texts:
        hashes = [key(parameter.resource, path, "") for path in parameter.paths]
        found.append((hashes, lambda arguments, x: _is_one(x, texts, arguments)))
    if own and not found:
        return of_person(own_hashes(parameter), lambda arguments: person_of(own, arguments))
    if not own and len(found) == 1:
        return Condition(exists("index_string", *found[0]))
    selects = [select("index_string", *one) for one in found]
    if own:
        mine = own_hashes(parameter)
        selects.append(select("index_token", mine, lambda arguments, x: f"{x}.person_id {person_of(own, arguments)}"))
    return among(selects)


def _linked(parameter: Parameter, types: list[str], ids: list[str]) -> tuple[list[int], Within]:
    hashes = [hash_ for type_ in types for hash_ in link_hashes(parameter, type_)]
    return hashes, lambda arguments, x: one_of(f"{x}.value", ids, arguments)


def is_text(parameter: Parameter, value: str) -> bool:
    """Whether a value can be the whole of a reference: a URL, a URN or a canonical."""
    if any(part.type in ("canonical", "uri") for part in parameter.parts):
        return True
    return value.startswith(("http://", "https://", "urn:")) or (parse(value) is None and not _bare(value))


def _bare(value: str) -> bool:
    return ":" not in value and "/" not in value


def targets(parameter: Parameter) -> tuple[str, ...]:
    """The types of resources that a parameter's references may name."""
    return (parameter.only,) if parameter.only else parameter.targets


def own_hashes(parameter: Parameter) -> list[int]:
    """The hashes of references to the person."""
    return [key(parameter.resource, path, OWN) for path in parameter.paths]


def link_hashes(parameter: Parameter, type_: str) -> list[int]:
    """The hashes of references to resources of a type."""
    return [key(parameter.resource, path, type_) for path in parameter.paths]


def links_of(parameter: Parameter, value: str, type_: str) -> list[Link]:
    """What a value of a request may refer to; `type_` is the type that `:Type` names."""
    found = parse(value)
    if found is not None:
        return [found] if type_ in ("", found[0]) and parameter.only in ("", found[0]) else []
    if not _bare(value):
        return []
    return [(target, value) for target in ((type_,) if type_ else targets(parameter))]


def person_of(ids: tuple[str, ...], arguments: Arguments) -> str:
    """`= (…)` or `IN (…)`: the persons that hold these Patients."""
    found = "SELECT l.person_id FROM fhir.location l WHERE l.type = 'Patient' AND"
    in_ids = one_of("l.id", ids, arguments)
    return f"= ({found} {in_ids})" if len(ids) == 1 else f"IN ({found} {in_ids})"


def _groups(links: Sequence[Link]) -> list[tuple[list[str], list[str]]]:
    """Types and ids of links such that every type goes with every id."""
    of_type: dict[str, list[str]] = {}
    for type_, id_ in links:
        of_type.setdefault(type_, []).append(id_[:MAX_TEXT])
    found: dict[tuple[str, ...], list[str]] = {}
    for type_, ids in of_type.items():
        found.setdefault(tuple(ids), []).append(type_)
    return [(types, list(ids)) for ids, types in found.items()]


def _is_one(x: str, texts: Sequence[str], arguments: Arguments) -> str:
    """That a reference is one of these texts, or one with any version (`url|2.0`)."""
    any_version = "".join(
        f" OR {x}.value >= {arguments.add(f'{text}|')} AND {x}.value < {arguments.add(f'{text}|{LAST}')}"
        for text in texts
        if "|" not in text
    )
    return one_of(f"{x}.value", texts, arguments) + any_version
