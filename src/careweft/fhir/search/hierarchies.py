"""References up and down a hierarchy: `location:below=Location/site` finds what refers to the site or to a part of it,
`:above` what refers to a place or to what it is a part of (R4 §3.1.1.4.16).

A hierarchy is where a resource says of which one other of its type it is a part: Encounter, Location, Organization.
"""

from collections.abc import Sequence
from functools import cache

from careweft.base.errors import BadInput
from careweft.fhir.search.linked import Link, link_hashes, links_of, targets
from careweft.fhir.search.parameters import Parameter, parameters
from careweft.fhir.search.paths import single
from careweft.fhir.search.sql import Arguments, Condition, Within, any_of, equals, exists
from careweft.fhir.search.values import MAX_TEXT


def hierarchic(parameter: Parameter, name: str, values: Sequence[str], modifier: str) -> Condition:
    """A reference to one of these or to what is `below` or `above` it. Raises BadInput for what has no parts."""
    found = []
    for value in values:
        links = [link for link in links_of(parameter, value, "") if part_of(link[0])]
        if not links:
            what = f"{value[:60]!r} names nothing that is a part of another"
            raise BadInput(what, where=name, expected="Encounter/id, Location/id or Organization/id")
        for link in links:
            found.append(Condition(exists("index_string", link_hashes(parameter, link[0]), _walked(link, modifier))))
    return any_of(found)


@cache
def part_of(type_: str) -> Parameter | None:
    """The parameter by which a resource of a type says of which other of its type it is a part."""
    return next((p for p in parameters(type_).values() if _leads_up(p, type_)), None)


def _leads_up(parameter: Parameter, type_: str) -> bool:
    there = parameter.kind == "reference" and parameter.paths == (f"{type_}.partOf",) and type_ in targets(parameter)
    return there and single(type_, parameter.paths)


def _walked(link: Link, modifier: str) -> Within:
    type_, id_ = link
    part = part_of(type_)
    assert part is not None
    hashes = link_hashes(part, type_)

    def within(arguments: Arguments, x: str) -> str:
        w, p, r = (arguments.alias(letter) for letter in "wpr")
        found, table, start = f"{r}.id", "resource", f"{p}.value = {w}.id"
        if modifier == "above":
            found, table, start = f"{p}.value", "location", f"{r}.type = '{type_}' AND {r}.id = {w}.id"
        same = f"{p}.person_id = {r}.person_id AND {p}.rid = {r}.rid AND {equals(f'{p}.hash', hashes)}"
        first = f'SELECT {arguments.add(id_[:MAX_TEXT])}::text COLLATE "C"'
        step = f"SELECT {found} FROM {w}, fhir.index_string {p}, fhir.{table} {r} WHERE {start} AND {same}"
        return f"{x}.value IN (WITH RECURSIVE {w} (id) AS ({first} UNION {step}) SELECT {w}.id FROM {w})"

    return within
