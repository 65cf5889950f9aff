"""Tokens of a request: codes with or without their system, and the modifiers that are about codes."""

from collections.abc import Iterable, Sequence

from careweft.base.errors import BadInput
from careweft.fhir.definitions import codes
from careweft.fhir.search.parameters import Parameter
from careweft.fhir.search.sql import MAX_CODES, Condition, not_, tokens
from careweft.fhir.search.strings import words
from careweft.fhir.search.terms import Terms
from careweft.fhir.search.values import key, split, unescaped


def token(parameter: Parameter, name: str, values: Sequence[str], modifier: str, terms: Terms) -> Condition:
    """That a resource has one of these codes; `values` are not unescaped yet."""
    match modifier:
        case "":
            return tokens(_hashes(parameter, (form for v in values for form in forms(parameter, name, v))))
        case "not":
            return not_(token(parameter, name, values, "", terms))
        case "text":
            return words(parameter, [unescaped(value) for value in values])
        case "in":
            found = [pair for value in values for pair in terms.value_set(unescaped(value), name)]
            return tokens(_hashes(parameter, _each(parameter, name, found)))
        case "not-in":
            return not_(token(parameter, name, values, "in", terms))
        case "of-type":
            return tokens(_hashes(parameter, (_of_type(name, value) for value in values), ":of-type"))
        case _:
            found = [pair for value in values for pair in terms.related(*_coded(name, value, modifier), modifier, name)]
            return tokens(_hashes(parameter, _each(parameter, name, found)))


def identified(parameter: Parameter, name: str, values: Sequence[str]) -> Condition:
    """That a reference has one of these identifiers (`:identifier`)."""
    return tokens(_hashes(parameter, (_form(name, value) for value in values), ":identifier"))


def forms(parameter: Parameter, name: str, value: str) -> list[str]:
    """How a value of a request stands in the index: `code`, `system|code`, `|code` or `system|`."""
    form = _form(name, value)
    system, mark, code = form.partition("|")
    bound = [part for part in parameter.parts if system and system in part.systems]
    if not mark or form.startswith("=") or not bound:
        return [form]
    if code:
        return [form, f"={code}"]
    listed = {c for part in bound for c in codes().get(part.codes or "", {}).get(system, ())}
    return [form, *(f"={c}" for c in sorted(listed))]


def _form(name: str, value: str) -> str:
    parts = [unescaped(part) for part in split(value, "|")]
    if len(parts) == 1:
        return f"={parts[0]}"
    if len(parts) > 2 or not any(parts):
        raise BadInput(f"{value[:40]!r} is not a token", where=name, expected="code, system|code, |code or system|")
    return "|".join(parts)


def _of_type(name: str, value: str) -> str:
    parts = [unescaped(part) for part in split(value, "|")]
    if len(parts) != 3 or not parts[1] or not parts[2]:
        raise BadInput(f"{value[:40]!r} is no identifier with its type", where=name, expected="system|code|value")
    return "|".join(parts)


def _coded(name: str, value: str, modifier: str) -> tuple[str, str]:
    parts = [unescaped(part) for part in split(value, "|")]
    if len(parts) != 2 or not all(parts):
        raise BadInput(f"{value[:40]!r} has no system", where=name, expected=f"system|code with :{modifier}")
    return parts[0], parts[1]


def _each(parameter: Parameter, name: str, found: Sequence[tuple[str, str]]) -> Iterable[str]:
    """The forms of codes with their systems; a code of "" stands for the whole system."""
    if len(found) > MAX_CODES:
        raise BadInput(f"{len(found)} codes are too many", where=name, expected=f"at most {MAX_CODES}")
    plain = {system for part in parameter.parts for system in part.systems}
    for system, code in found:
        yield f"{system}|{code}"
        if system in plain and code:
            yield f"={code}"


def _hashes(parameter: Parameter, found: Iterable[str], *kind: str) -> list[int]:
    listed = list(found)
    return [key(parameter.resource, path, *kind, form) for path in parameter.paths for form in listed]
