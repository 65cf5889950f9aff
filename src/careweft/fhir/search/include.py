"""`_include` and `_revinclude`: what goes with the matches of a page, found by one statement and given page by page."""

from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from careweft.fhir.definitions import resource_types
from careweft.fhir.invalid import UnsupportedError
from careweft.fhir.search.linked import link_hashes, own_hashes, targets
from careweft.fhir.search.parameters import Parameter, parameters
from careweft.fhir.search.sql import Arguments

MAX_INCLUDED: Final = 1000  # on one page
MAX_MATCHES: Final = 100  # on a page that includes: a link can name them
_TYPES: Final = frozenset(resource_types())


class Include(NamedTuple):
    """One rule: follow `parameter` (forth, or back where `reverse`) to or from the target type, "" for any.

    `iterate`: also from what was included, not from the matches alone.
    """

    parameter: Parameter
    target: str
    reverse: bool
    iterate: bool


def read(type_: str, name: str, value: str) -> list[Include]:
    """The rules of `_include=Source:parameter:Target`, `Source:*` or `*`. Raises UnsupportedError."""
    word, _, modifier = name.partition(":")
    reverse, iterate = word == "_revinclude", modifier == "iterate"
    if modifier not in ("", "iterate"):
        raise UnsupportedError(f"{word} has no modifier {modifier[:40]!r}", where=name[:100], expected=":iterate")
    source, _, rest = value.partition(":")
    code, _, target = rest.partition(":")
    if value == "*":
        sources = [*_TYPES] if reverse or iterate else [type_]
        return [
            Include(p, "", reverse, iterate) for s in sources for p in references(s) if not reverse or _to(p, type_)
        ]
    if source not in _TYPES or (not reverse and not iterate and source != type_):
        raise UnsupportedError(f"cannot include {value[:100]!r}", where=name[:100], expected=f"{type_}:parameter")
    if target and target not in _TYPES:
        raise UnsupportedError(f"{target[:40]!r} is not an R4 resource type", where=name[:100], expected="a type")
    found = [p for p in references(source) if code in ("*", p.code)]
    if reverse and not iterate:
        found = [p for p in found if _to(p, type_) and target in ("", type_)]
    if not found:
        able = ", ".join(p.code for p in references(source) if not reverse or iterate or _to(p, type_))
        raise UnsupportedError(
            f"cannot include {value[:100]!r}",
            where=name[:100],
            expected=f"{source}: and one of {able or 'no parameter'}",
        )
    return [Include(p, target or (type_ if reverse and not iterate else ""), reverse, iterate) for p in found]


@cache
def references(type_: str) -> tuple[Parameter, ...]:
    """The reference parameters of a type."""
    return tuple(p for _, p in sorted(parameters(type_).items()) if p.kind == "reference")


def _to(parameter: Parameter, type_: str) -> bool:
    return not targets(parameter) or type_ in targets(parameter)


def page_sql(
    rules: Sequence[Include], persons: Sequence[int], rids: Sequence[int], type_: str, after: int, columns: str,
    arguments: Arguments,
) -> str:  # fmt: skip
    """The included resources after a rid, in the order of their rids, one more than a page has."""
    roots = f"unnest({arguments.add(list(persons))}::bigint[], {arguments.add(list(rids))}::bigint[]) u (person, rid)"
    steps = " UNION ALL ".join(_steps(rules, arguments)) or "SELECT 0::bigint, 0::bigint WHERE false"
    return (
        "WITH RECURSIVE g (person_id, rid, type, id, owner, root) AS ("
        f"SELECT r.person_id, r.rid, r.type, r.id, r.owner, true FROM {roots} "
        f"JOIN fhir.resource r ON r.person_id = u.person AND r.rid = u.rid AND r.type = '{type_}' "
        "WHERE r.body IS NOT NULL UNION "
        f"SELECT r.person_id, r.rid, r.type, r.id, r.owner, false FROM g m CROSS JOIN LATERAL ({steps}) "
        "f (person_id, rid) JOIN fhir.resource r ON r.person_id = f.person_id AND r.rid = f.rid "
        f"WHERE r.body IS NOT NULL) SELECT {columns}, r.rid "
        "FROM (SELECT g.person_id, g.rid FROM g GROUP BY g.person_id, g.rid "
        f"HAVING NOT bool_or(g.root) AND g.rid > {arguments.add(after)} "
        f"ORDER BY g.rid LIMIT {arguments.add(MAX_INCLUDED + 1)}) k "
        "JOIN fhir.resource r ON r.person_id = k.person_id AND r.rid = k.rid ORDER BY r.rid"
    )


def _steps(rules: Sequence[Include], arguments: Arguments) -> list[str]:
    """What one step adds to `m`: along links and along the reference to the person, forth and back."""
    forth = [rule for rule in rules if not rule.reverse]
    back = [rule for rule in rules if rule.reverse]
    found = []
    if links := _links(forth):
        found.append(
            f"SELECT l.person_id, l.rid FROM fhir.index_string x JOIN {_table(links, arguments)} ON p.hash = x.hash "
            "JOIN fhir.location l ON l.type = p.type AND l.id = x.value "
            "WHERE x.person_id = m.person_id AND x.rid = m.rid AND (m.root OR p.iterate)"
        )
    if mine := _own(forth):
        found.append(
            f"SELECT l.person_id, l.rid FROM fhir.index_token x JOIN {_table(mine, arguments)} ON p.hash = x.hash "
            "JOIN fhir.location l ON l.type = 'Patient' AND l.id = m.owner "
            "WHERE x.person_id = m.person_id AND x.rid = m.rid AND (m.root OR p.iterate)"
        )
    if links := _links(back):
        found.append(
            f"SELECT x.person_id, x.rid FROM {_table(links, arguments)} JOIN fhir.index_string x ON x.hash = p.hash "
            "WHERE x.value = m.id AND p.type = m.type AND (m.root OR p.iterate)"
        )
    if mine := _own(back):
        found.append(
            f"SELECT x.person_id, x.rid FROM {_table(mine, arguments)} JOIN fhir.index_token x ON x.hash = p.hash "
            "WHERE x.person_id = m.person_id AND p.type = m.type AND (m.root OR p.iterate)"
        )
    return found


def _links(rules: Sequence[Include]) -> list[tuple[int, str, bool]]:
    """(hash, type of what is referred to, iterate) of every link that the rules follow."""
    found: dict[tuple[int, str], bool] = {}
    for rule in rules:
        allowed = targets(rule.parameter) or resource_types()
        for target in (rule.target,) if rule.target else allowed:
            if target == "Patient" and rule.parameter.always_own:
                continue
            for hash_ in link_hashes(rule.parameter, target):
                found[hash_, target] = found.get((hash_, target), False) or rule.iterate
    return [(hash_, target, iterate) for (hash_, target), iterate in found.items()]


def _own(rules: Sequence[Include]) -> list[tuple[int, str, bool]]:
    found: dict[int, bool] = {}
    for rule in rules:
        if rule.parameter.owns and rule.target in ("", "Patient"):
            for hash_ in own_hashes(rule.parameter):
                found[hash_] = found.get(hash_, False) or rule.iterate
    return [(hash_, "Patient", iterate) for hash_, iterate in found.items()]


def _table(rows: Sequence[tuple[int, str, bool]], arguments: Arguments) -> str:
    hashes, types, iterates = (arguments.add([row[n] for row in rows]) for n in range(3))
    return f"unnest({hashes}::bigint[], {types}::text[], {iterates}::boolean[]) p (hash, type, iterate)"
