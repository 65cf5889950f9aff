"""Strings, URIs and words of criteria, as `search.strings` has them in SQL."""

from collections.abc import Callable, Sequence

from careweft.fhir.search.parameters import Parameter
from careweft.fhir.search.values import LAST, MARK, MAX_TEXT, key, plain, written
from careweft.fhir.subscriptions.asked import Asked, Test


def string(parameter: Parameter, values: Sequence[str], modifier: str) -> Test:
    """A string that starts with one of these, holds it (`contains`) or is it (`exact`)."""
    if modifier == "exact":
        return _any(parameter, "string", _equal([written(value) for value in values]))
    found = [plain(value) for value in values]
    if modifier == "contains":
        return _any(parameter, "string", lambda text: any(one in text.partition(MARK)[0] for one in found))
    return _any(parameter, "string", _starting(found))


def words(parameter: Parameter, values: Sequence[str]) -> Test:
    """A token of which a word starts so (`:text`)."""
    return _any(parameter, ":text", _starting([plain(value) for value in values]))


def uri(parameter: Parameter, values: Sequence[str], modifier: str) -> Test:
    """A URI that is one of these, is below or above one."""
    if modifier == "below":
        selves = {value.rstrip("/")[:MAX_TEXT] for value in values}
        below = _starting([f"{value.rstrip('/')}/" for value in values])
        return _any(parameter, "uri", lambda text: text in selves or below(text))
    if modifier == "above":
        values = [above for value in values for above in _above(value)]
    return _any(parameter, "uri", _equal([value[:MAX_TEXT] for value in values]))


def _above(value: str) -> list[str]:
    scheme, mark, rest = value.rstrip("/").partition("://")
    parts = rest.split("/")
    return [scheme + mark + "/".join(parts[:n]) for n in range(1, len(parts) + 1)]


def _any(parameter: Parameter, kind: str, fits: Callable[[str], bool]) -> Test:
    hashes = frozenset(key(parameter.resource, path, kind) for path in parameter.paths)

    def test(asked: Asked) -> bool:
        return any(fits(value) for hash_, value in asked.rows.strings if hash_ in hashes)

    return test


def _equal(values: Sequence[str]) -> Callable[[str], bool]:
    return frozenset(values).__contains__


def _starting(starts: Sequence[str]) -> Callable[[str], bool]:
    return lambda text: any(start <= text < start + LAST for start in starts)
