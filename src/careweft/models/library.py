"""The library of models of care, and files from outside it."""

from importlib.resources import files
from pathlib import Path

from careweft.base.errors import BadInput

SUFFIX, SCENARIO_SUFFIX = ".yaml", ".scenario.yaml"


def folder() -> Path:
    """Where the library's files are."""
    return Path(str(files("careweft.models") / "library"))


def ids() -> list[str]:
    """The ids of the models in the library."""
    found = (entry.name for entry in folder().glob(f"*{SUFFIX}"))
    return sorted(name.removesuffix(SUFFIX) for name in found if not name.endswith(SCENARIO_SUFFIX))


def model_file(name: str) -> Path:
    """The file of a library model by its id, or a file from outside by its path."""
    outside = Path(name)
    if name.endswith((".yaml", ".yml")):
        return outside
    if name not in ids():
        raise BadInput(f"there is no model {name!r}", expected=f"one of {', '.join(ids())}, or the path of a YAML file")
    return folder() / f"{name}{SUFFIX}"


def scenario_file(model: Path, given: str | None = None) -> Path:
    """The scenario given, else the one beside the model's file."""
    if given:
        return Path(given)
    beside = model.with_name(model.name.removesuffix(SUFFIX) + SCENARIO_SUFFIX)
    if not beside.exists():
        raise BadInput(
            "this model has no scenario to play",
            where=str(model),
            hint=f"Write {beside.name} beside it, or name one with --scenario",
        )
    return beside
