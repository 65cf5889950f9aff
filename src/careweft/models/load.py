"""Reading models and scenarios: every error names file, line, what was found and what was expected."""

from pathlib import Path
from textwrap import shorten
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from careweft.base.errors import BadInput
from careweft.models import document
from careweft.models.document import Document
from careweft.models.file import Model
from careweft.models.scenario import Scenario

_Part = TypeVar("_Part", bound=BaseModel)


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
        raise BadInput("\n".join(_line(read, error) for error in wrong.errors())) from wrong


def _line(read: Document, error: ErrorDetails) -> str:
    path = [part for part in error["loc"] if not str(part).startswith("<")]
    name = ".".join(str(part) for part in path) or "the file"
    return f"{read.where(path)}: {name}: {_say(error)}"


def _say(error: ErrorDetails) -> str:
    found = _shown(error["input"])
    match error["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is not known here; expected one of the names in the reference, or nothing"
        case "literal_error":
            return f"found {found}; expected {error['ctx']['expected']}"
        case "string_pattern_mismatch":
            return f"found {found}; expected text of the form {error['ctx']['pattern']}"
        case "unknown_part":
            return f"found {found}; expected {error['msg']}"
        case _:
            return f"found {found}; {error['msg'].removeprefix('Value error, ')}"


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "keys " + shorten(", ".join(str(key) for key in value), 120, placeholder=" …")
    return shorten(repr(value), 120, placeholder=" …") if not isinstance(value, list) else f"a list of {len(value)}"
