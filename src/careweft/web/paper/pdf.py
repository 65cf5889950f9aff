"""Sets a paper by Typst: the template is a constant, what is in the record goes in as JSON and is set as text."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.resources import as_file, files
from typing import Final

import orjson
import typst

MOST: Final = 4000
"""Lines of a paper; more are left out, and the paper says so."""
_AT_ONCE: Final = asyncio.Semaphore(2)


@dataclass(frozen=True)
class Part:
    """A heading and what stands below it: lines, or what is said where there are none."""

    title: str
    lines: Sequence[str]
    nothing: str = ""


@dataclass(frozen=True)
class Paper:
    """A paper: language ('en', 'pl', 'ar'), title, who it is about, parts, a line at the foot, what to say where lines
    were left out."""

    language: str
    rtl: bool
    title: str
    about: Sequence[str]
    parts: Sequence[Part]
    foot: str
    more: str


async def pdf(paper: Paper) -> bytes:
    """The paper as PDF/UA-1."""
    async with _AT_ONCE:
        return await asyncio.to_thread(_set, _cut(paper))


def _cut(paper: Paper) -> Paper:
    left, kept = MOST, []
    for part in paper.parts:
        lines = part.lines[:left]
        left -= len(lines)
        kept.append(Part(part.title, [*lines, *([paper.more] if len(lines) < len(part.lines) else [])], part.nothing))
    return Paper(paper.language, paper.rtl, paper.title, paper.about, kept, paper.foot, paper.more)


def _set(paper: Paper) -> bytes:
    with as_file(files("careweft.web.paper") / "paper.typ") as template:
        made = typst.compile(
            str(template),
            root=str(template.parent),
            sys_inputs={"paper": orjson.dumps(asdict(paper)).decode()},
            pdf_standards="ua-1",
        )
    assert isinstance(made, bytes)
    return made
