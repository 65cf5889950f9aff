"""Writes the reference pages that are made from the code: the model file, the settings, the command line.

`python tools/reference.py` writes them into docs/reference; a test holds them to the code.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from careweft.base.settings import Settings
from careweft.cli import main as command
from careweft.models.file import Model

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
NOTE = "<!-- Made by tools/reference.py from the code; change the code, not this page. -->\n"


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    return {
        "model-file.md": NOTE + "\n".join(model_file()) + "\n",
        "settings.md": NOTE + "\n".join(settings()) + "\n",
        "command-line.md": NOTE + "\n".join(command_line()) + "\n",
    }


def model_file() -> Iterator[str]:
    """The parts of a model-of-care file, from its JSON Schema."""
    schema = Model.model_json_schema()
    yield "# The model-of-care file\n"
    yield "YAML 1.2. `careweft model check FILE` names file, line, what was found and what was expected; "
    yield "`careweft model schema` prints the JSON Schema for editors. Rules are of [the rule language](rules.md).\n"
    for name, part in [("Model", schema), *sorted(schema["$defs"].items())]:
        if "properties" not in part:
            continue
        yield f"## {name}\n\n{part.get('description', '')}\n"
        yield "| key | form | needed | |\n|---|---|---|---|"
        for key, told in part["properties"].items():
            needed = "yes" if key in part.get("required", ()) else ""
            yield f"| `{key}` | {form(told)} | {needed} | {told.get('description', '')} |"
        yield ""


def form(told: dict[str, Any]) -> str:
    """A property's form in a few words."""
    if "$ref" in told:
        name = told["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in told:
        return ", ".join(f"`{value}`" if value != "" else "nothing" for value in told["enum"])
    if "const" in told:
        return f"`{told['const']}`"
    for several in ("anyOf", "oneOf"):
        if several in told:
            return " or ".join(form(each) for each in told[several] if each.get("type") != "null")
    if told.get("type") == "array":
        return f"list of {form(told.get('items', {}))}"
    if told.get("type") == "object":
        patterns = list(told.get("patternProperties", {}).values())
        return f"name → {form(told.get('additionalProperties') or (patterns or [{}])[0])}"
    example = f", such as `{told['examples'][0]}`" if told.get("examples") else ""
    return f"{told.get('type', 'anything')}{example}"


def settings() -> Iterator[str]:
    """Every setting, with its default."""
    yield "# Settings\n"
    yield "From the environment first, then the file `careweft.toml` in the working folder, then the default. "
    yield "`careweft doctor` shows them, secrets masked.\n"
    yield "| environment | in careweft.toml | default | |\n|---|---|---|---|"
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        yield f"| `CAREWEFT_{name.upper()}` | `{name}` | {default} | {field.description} |"


def command_line() -> Iterator[str]:
    """Every command with its options."""
    yield "# The command line\n"
    yield from commands("careweft", command)


def commands(path: str, here: click.Command) -> Iterator[str]:
    """A command and those below it."""
    if here.hidden:
        return
    context = click.Context(here, info_name=path, terminal_width=100, max_content_width=100)
    yield f"## {path}\n\n```text\n{here.get_help(context)}\n```\n"
    if isinstance(here, click.Group):
        for name in sorted(here.list_commands(context)):
            if below := here.get_command(context, name):
                yield from commands(f"{path} {name}", below)


def write() -> None:
    """Write the pages."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    write()
