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

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """A part, where it is not too deep; nothing may stand for another part, or a short text could hold millions."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        mark: Any = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem=f"found *{event.anchor}; write it out", problem_mark=mark)
        self._depth += 1
        if self._depth > _DEEPEST:
            problem = f"parts too deep within parts; expected at most {_DEEPEST}"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=mark)
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(null|~|)$"), ["n", "~", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(0|[1-9][0-9]*)$"), list("-0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^-?[0-9]+\.[0-9]+$"), list("-0123456789"))

Path_ = tuple[str | int, ...]
_LONGEST, _DEEPEST = 128 * 1024, 24
"""The most that a file holds: characters, and parts within parts."""


_HINT = "Check indents, colons and brackets"
_PLAIN = (
    ("found '<block", "the indents of this line and of its neighbours differ"),
    ("'\\t'", "a tab; indents are blanks"),
    ("mapping values are not allowed", "the indents differ, or a text with a colon lacks its quotes"),
)
"""What the reader of YAML says of the mistakes that are made most, in plain words."""


def _plainly(problem: str | None) -> str:
    return next((plain for part, plain in _PLAIN if part in (problem or "")), problem or "it cannot be read")


@dataclass(frozen=True)
class Document:
    """The content of a YAML file; the line and column (from 1) of each part, and of its name, by its path."""

    name: str
    content: Any
    places: dict[Path_, tuple[int, int]]
    names: dict[Path_, tuple[int, int]]

    def named(self, path: Sequence[str | int]) -> str:
        """'file:line:column' of the name of the part at a path, which need not stand where the part begins."""
        line, column = self.names[tuple(path)]
        return f"{self.name}:{line}:{column}"

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
    if len(text) > _LONGEST:
        raise BadInput(f"{len(text)} characters", where=f"{name}:1:1", expected=f"at most {_LONGEST}")
    try:
        loader = _Loader(text)
    except yaml.reader.ReaderError as wrong:
        place = f"{name}:{text.count(chr(10), 0, wrong.position) + 1}:1"
        raise BadInput(f"a character that no text has (U+{ord(text[wrong.position]):04X})", where=place) from wrong
    try:
        node = loader.get_single_node()
        places: dict[Path_, tuple[int, int]] = {}
        names: dict[Path_, tuple[int, int]] = {}
        if node is not None:
            _walk(node, (), places, names, name)
        content = loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        raise BadInput(f"not YAML: {_plainly(wrong.problem)}", where=place, hint=_HINT) from wrong
    except ValueError as wrong:
        raise BadInput("a number that cannot be read", where=f"{name}:1:1", expected="shorter numbers") from wrong
    finally:
        loader.dispose()
    return Document(name, content, places, names)


def _walk(
    node: yaml.Node, path: Path_, places: dict[Path_, tuple[int, int]], names: dict[Path_, tuple[int, int]], name: str
) -> None:
    places.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise BadInput(
                    "a name that is a list or has parts of its own",
                    where=f"{name}:{key.start_mark.line + 1}:{key.start_mark.column + 1}",
                    expected="a word",
                )
            part = (*path, key.value)
            place = names[part] = (key.start_mark.line + 1, key.start_mark.column + 1)
            if part in places:
                raise BadInput(f"{key.value!r} stands here twice", where=f"{name}:{place[0]}:{place[1]}")
            _walk(value, part, places, names, name)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            _walk(value, (*path, number), places, names, name)
