"""Parameters that are answered by reading the resources, because no index holds it: `_content`, `_text` and `near`.

Whatever else is asked is asked first; what is left is read one by one, as far as the account may see it. An index of
words would make every write dearer, for a question that is asked seldom.
"""

from collections.abc import Callable, Sequence
from typing import Final

from careweft.base.errors import BadInput
from careweft.fhir.search import words
from careweft.fhir.search.numbers import NUMBER
from careweft.fhir.search.sql import Arguments, Condition
from careweft.fhir.search.values import split, unescaped

NEAR: Final = 10.0  # kilometres, where a request names no distance
_KILOMETRES: Final = {"km": 1.0, "m": 0.001, "[mi_us]": 1.609347218694438, "[mi_i]": 1.609344, "": 1.0}
_FORM: Final = "latitude|longitude, then |distance|unit or nothing, such as 50.43|-3.56|5|km"


def condition(type_: str, code: str, values: Sequence[str]) -> Condition:
    """That a resource of a type has one of these values, which are not unescaped yet. Raises BadInput."""
    if code == "near":
        return _any(type_, [_near(value) for value in values])
    function = "fhir.words" if code == "_content" else "fhir.narrative_words"
    return _any(type_, [words.found(function, code, unescaped(value)) for value in values])


def _any(type_: str, asked: Sequence[Callable[[Arguments, str], str]]) -> Condition:
    def sql(arguments: Arguments, t: str) -> str:
        r = arguments.alias("r")
        found = " OR ".join(one(arguments, f"{r}.body") for one in asked)
        return (
            f"EXISTS (SELECT FROM fhir.resource {r} WHERE {r}.person_id = {t}.person_id AND {r}.rid = {t}.rid "
            f"AND {r}.type = '{type_}' AND ({found}))"
        )

    return Condition(sql)


def _near(value: str) -> Callable[[Arguments, str], str]:
    """`near` of R4: within a distance of a place, both ends included; kilometres where it names no unit."""
    latitude, longitude, distance, unit, *more = [unescaped(part) for part in split(value, "|")] + [""] * 3
    try:
        place = _number(latitude, 90), _number(longitude, 180)
        most = _number(distance, 1e6, 0) * _KILOMETRES[unit] if distance else NEAR
    except (ValueError, KeyError):
        more = [value]
    if any(more):
        units = ", ".join(filter(None, _KILOMETRES))
        raise BadInput(f"{value[:60]!r} is no place", where="near", expected=f"{_FORM}; units are {units}")

    def sql(arguments: Arguments, body: str) -> str:
        north, east, within = (f"{arguments.add(number)}::float8" for number in (*place, most))
        return f"fhir.kilometres({body}, {north}, {east}) <= {within}"

    return sql


def _number(text: str, most: float, least: float | None = None) -> float:
    number = float(text) if NUMBER.fullmatch(text) else most + 1
    if not (-most if least is None else least) <= number <= most:
        raise ValueError(text)
    return number
