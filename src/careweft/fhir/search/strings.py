"""Strings, URIs and the words of tokens: ranges of fhir.index_string."""

from collections.abc import Sequence

from careweft.base.errors import BadInput
from careweft.fhir.search.parameters import Parameter
from careweft.fhir.search.sql import Arguments, Condition, exists
from careweft.fhir.search.values import LAST, MARK, MAX_TEXT, key, plain, written


def string(parameter: Parameter, values: Sequence[str], modifier: str) -> Condition:
    """A string that starts with one of these values, holds it (`contains`) or is just it (`exact`)."""
    hashes = [key(parameter.resource, path, "string") for path in parameter.paths]
    if modifier == "exact":
        return _equal(hashes, [written(value) for value in values])
    found = [plain(value) for value in values]
    return _holding(hashes, found) if modifier == "contains" else starting(hashes, found)


def words(parameter: Parameter, values: Sequence[str]) -> Condition:
    """A token of which a word for it starts so (`:text`)."""
    return starting([key(parameter.resource, path, ":text") for path in parameter.paths], [plain(v) for v in values])


def uri(parameter: Parameter, name: str, values: Sequence[str], modifier: str) -> Condition:
    """A URI that is one of these, is below one (`below`) or above one, part by part."""
    hashes = [key(parameter.resource, path, "uri") for path in parameter.paths]
    if modifier == "below":
        return _ranges(hashes, [(f"{value.rstrip('/')}/", value.rstrip("/")) for value in values])
    if modifier == "above":
        values = [above for value in values for above in _above(value)]
    if any(value.startswith(("urn:", "urn/")) for value in values) and modifier:
        raise BadInput("a URN is neither above nor below another", where=name, expected="a URL")
    return _equal(hashes, [value[:MAX_TEXT] for value in values])


def _above(value: str) -> list[str]:
    scheme, mark, rest = value.rstrip("/").partition("://")
    parts = rest.split("/")
    return [scheme + mark + "/".join(parts[:n]) for n in range(1, len(parts) + 1)]


def starting(hashes: Sequence[int], starts: Sequence[str]) -> Condition:
    """A string that starts so."""

    def within(arguments: Arguments, x: str) -> str:
        return " OR ".join(
            f"{x}.value >= {arguments.add(start)} AND {x}.value < {arguments.add(start + LAST)}" for start in starts
        )

    return Condition(exists("index_string", hashes, within))


def _equal(hashes: Sequence[int], values: Sequence[str]) -> Condition:
    return Condition(exists("index_string", hashes, lambda arguments, x: one_of(f"{x}.value", values, arguments)))


def one_of(column: str, values: Sequence[str], arguments: Arguments) -> str:
    """That a text column is one of these."""
    return (
        f"{column} = {arguments.add(values[0])}" if len(values) == 1 else f"{column} = ANY ({arguments.add([*values])})"
    )


def _ranges(hashes: Sequence[int], asked: Sequence[tuple[str, str]]) -> Condition:
    def within(arguments: Arguments, x: str) -> str:
        return " OR ".join(
            f"{x}.value = {arguments.add(itself[:MAX_TEXT])} OR {x}.value >= {arguments.add(start)} "
            f"AND {x}.value < {arguments.add(start + LAST)}"
            for start, itself in asked
        )

    return Condition(exists("index_string", hashes, within))


def _holding(hashes: Sequence[int], values: Sequence[str]) -> Condition:
    """No index helps here: all of the parameter's strings that may be seen are read, or those of what else is asked."""

    def within(arguments: Arguments, x: str) -> str:
        text = f"split_part({x}.value, {arguments.add(MARK)}, 1)"
        return " OR ".join(f"strpos({text}, {arguments.add(value)}) > 0" for value in values)

    return Condition(exists("index_string", hashes, within))
