"""Reading models and scenarios: every error names file, line, what was found and what was expected."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from textwrap import shorten
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from careweft.base.errors import BadInput
from careweft.models import document
from careweft.models.document import Document
from careweft.models.file import Model
from careweft.models.scenario import Scenario

_Part = TypeVar("_Part", bound=BaseModel)
_WANTED = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "string": "text",
    "list": "a list, such as [one, two]",
    "tuple": "a list, such as [one, two]",
    "dict": "parts with names of their own",
    "model": "parts with names of their own",
}
"""What is wanted where a value is of another kind, by the kind in the error's type."""


def model(file: Path) -> tuple[Model, Document]:
    """Read a model of care; the document tells where each part stands."""
    read = document.read(file)
    return validate(Model, read), read


def scenario(file: Path) -> Scenario:
    """Read a scenario."""
    return validate(Scenario, document.read(file))


def validate(kind: type[_Part], read: Document) -> _Part:
    """Check a document's content; raises BadInput with one line for each error."""
    try:
        return kind.model_validate(read.content)
    except ValidationError as wrong:
        raise BadInput("\n".join(_line(kind, read, error) for error in wrong.errors())) from wrong


def _line(kind: type[BaseModel], read: Document, error: ErrorDetails) -> str:
    path = [part for part in error["loc"] if not re.fullmatch("<[^<>]+>", str(part))]  # a step's kind is no part
    name = ".".join(str(part) for part in path) or "the file"
    if error["type"] == "extra_forbidden":
        return f"{read.named(path)}: {name}: {_not_known(str(path[-1]), sorted(_names(kind, path[:-1])))}"
    return f"{read.where(path)}: {name}: {_say(error)}"


def _not_known(name: str, names: Sequence[str]) -> str:
    near = get_close_matches(name, names, 1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    return f"is not known here{meant}; expected one of {', '.join(names)}"


def _names(kind: Any, path: Sequence[str | int]) -> Iterator[str]:
    """The names that a part may have which stands at a path in something of a kind."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        if not path:
            yield from fields
        elif path[0] in fields:
            yield from _names(fields[str(path[0])].annotation, path[1:])
        return
    holds = get_origin(kind) in (
        list,
        tuple,
        dict,
    )  # what stands in it is one step further; one of several kinds is not
    if path or not holds:
        for each in get_args(kind):
            yield from _names(each, path[1:] if holds else path)


def _say(error: ErrorDetails) -> str:
    found = _shown(error["input"])
    wanted = _WANTED.get(error["type"].removesuffix("_type").removesuffix("_parsing"))
    match error["type"]:
        case "missing":
            return "is missing"
        case "literal_error":
            return f"found {found}; expected {error['ctx']['expected']}"
        case "string_pattern_mismatch":
            return f"found {found}; expected text of the form {error['ctx']['pattern']}"
        case "unknown_part":
            return f"found {found}; expected {error['msg']}"
        case _ if wanted:
            return f"found {found}; expected {wanted}"
        case _:
            return f"found {found}; {error['msg'].removeprefix('Value error, ')}"


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "keys " + shorten(", ".join(str(key) for key in value), 120, placeholder=" …")
    return shorten(repr(value), 120, placeholder=" …") if not isinstance(value, list) else f"a list of {len(value)}"
