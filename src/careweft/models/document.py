"""YAML documents that remember where everything stands, so that an error can name file and line.

YAML 1.2's core schema: `on`, `yes` and dates are plain text; only true, false, null and numbers are special.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import yaml

from careweft.base.errors import BadInput


class _Loader(yaml.SafeLoader):
    """SafeLoader with the core schema's scalars only."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # type: ignore[misc]


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(null|~|)$"), ["n", "~", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(0|[1-9][0-9]*)$"), list("-0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^-?[0-9]+\.[0-9]+$"), list("-0123456789"))

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """The content of a YAML file, and the line and column (from 1) of each part by its path."""

    name: str
    content: Any
    places: dict[Path_, tuple[int, int]]

    def where(self, path: Sequence[str | int]) -> str:
        """'file:line:column' of the part at a path; parts of the path that are not in the file are passed over."""
        at: Path_ = ()
        for part in path:
            if (*at, part) in self.places:
                at = (*at, part)
        line, column = self.places.get(at, (1, 1))
        return f"{self.name}:{line}:{column}"


def read(file: Path) -> Document:
    """Read a file; raises BadInput with file and line where it is not there or is not YAML."""
    try:
        text = file.read_text()
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadInput(f"cannot be read ({wrong})", where=str(file), expected="a YAML file") from wrong
    return parse(text, file.name)


def parse(text: str, name: str) -> Document:
    """Parse YAML text that came from `name`."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        places: dict[Path_, tuple[int, int]] = {}
        if node is not None:
            _walk(node, (), places, name)
        content = loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        raise BadInput(f"not YAML: {wrong.problem}", where=place, hint="Check indents, colons and brackets") from wrong
    finally:
        loader.dispose()
    return Document(name, content, places)


def _walk(node: yaml.Node, path: Path_, places: dict[Path_, tuple[int, int]], name: str) -> None:
    places.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            part = (*path, key.value)
            place = (key.start_mark.line + 1, key.start_mark.column + 1)
            if part in places:
                raise BadInput(f"{key.value!r} stands here twice", where=f"{name}:{place[0]}:{place[1]}")
            _walk(value, part, places, name)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            _walk(value, (*path, number), places, name)
