"""What is changed in a model or in its scenario changes what comes out."""

import contextlib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from careweft.base.errors import BadInput
from careweft.base.postgres import Embedded
from careweft.models import check, library

ZONE = ZoneInfo("Europe/London")
Change = tuple[str, str, str, str, str]
"""A model of the library; whether its `model` or its `scenario` is changed; a text that is there once, and what takes
its place; a part of the promise that breaks by it, or of what is said of a step that can no longer be done."""


async def broken(postgres: Embedded, folder: Path, change: Change) -> list[str]:
    """What breaks when a changed model is played as far as the promise that the change is about."""
    name, which, before, after, about = change
    file = library.model_file(name)
    texts = {"model": file.read_text(), "scenario": library.scenario_file(file).read_text()}
    assert texts[which].count(before) == 1
    texts[which] = texts[which].replace(before, after)
    for part, text in texts.items():
        (folder / f"{part}.yaml").write_text(text)
    compiled, found = check.read(folder / "model.yaml", ZONE), []
    promises: Any = check.play(postgres.url(), compiled, folder / "scenario.yaml")
    async with contextlib.aclosing(promises):
        try:
            async for kept in promises:
                if kept.faults:
                    found.append(str(kept.promise))
                if about in kept.promise:
                    break
        except BadInput as wrong:
            found.append(str(wrong))
    return found
