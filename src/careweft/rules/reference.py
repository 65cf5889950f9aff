"""The tables of the reference page, made from the code: `python -m careweft.rules.reference PAGE` renews them.

A page says where a table goes: between `<!-- begin NAME -->` and `<!-- end NAME -->`.
"""

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

from careweft.rules.calls import FUNCTIONS
from careweft.rules.catalogue import ONE_ROW
from careweft.rules.names import BUILT_IN
from careweft.rules.vocabulary import starting


def renewed(page: str) -> str:
    """The page with every table made anew. Raises `KeyError` for a table that nobody makes."""
    return _PLACE.sub(lambda place: f"{place[1]}\n{_TABLES[place[2]]()}\n{place[3]}", page)


_PLACE: Final = re.compile(r"(<!-- begin (\S+) -->)\n.*?(<!-- end \2 -->)", re.DOTALL)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _functions() -> str:
    rows = ((f"`{function.usage}`", function.yields, function.means) for function in FUNCTIONS.values())
    return _table(("function", "yields", "meaning"), rows)


def _names() -> str:
    built_in = ((f"`{name}`", means) for name, (_, means) in BUILT_IN.items())
    columns = starting().tables[ONE_ROW].columns
    own = ((f"`{name}`", type_) for name, type_ in columns.items())
    return _table(("name", "meaning or type"), [*built_in, *own])


def _facts() -> str:
    many = [table for table in starting().tables.values() if table.name != ONE_ROW]
    rows = (
        (
            f"`{table.name}`",
            ", ".join(f"`{name}` {type_}" for name, type_ in table.columns.items()),
            " to ".join(f"`{column}`" for column in table.when if column),
        )
        for table in many
    )
    return _table(("rows", "columns", "when"), rows)


def _grammar() -> str:
    text = (files(__package__) / "grammar.lark").read_text(encoding="utf-8")
    return f"```text\n{text.strip()}\n```"


def _words() -> str:
    vocabulary = starting()
    names = ((f"`{name}`", word.title, f"`{word.text}`") for name, word in vocabulary.names.items())
    rows = ((f"`{name}` (rows)", word.title, f"`{word.text}`") for name, word in vocabulary.rows.items())
    return _table(("name", "", "stands for"), [*rows, *names])


def _codelists() -> str:
    rows = (
        (f"`{name}`", entry.title, ", ".join(f"`{other}`" for other in (*entry.includes, *entry.codes)))
        for name, entry in starting().codelists.items()
    )
    return _table(("codelist", "", "holds beside its own name"), rows)


def _events() -> str:
    rows = (
        (f"`{kind}`", f"`event.` or `{event.fact}.` and a column", ", ".join(f"`{name}`" for name in event.also))
        for kind, event in starting().events.items()
    )
    return _table(("event", "its row", "also"), rows)


_TABLES: Final[Mapping[str, Callable[[], str]]] = {
    "functions": _functions,
    "names": _names,
    "facts": _facts,
    "grammar": _grammar,
    "words": _words,
    "codelists": _codelists,
    "events": _events,
}


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(renewed(page.read_text(encoding="utf-8")), encoding="utf-8")
