"""The glossary of common results and of short forms in letters (glossary.yaml, which names the source of each)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class Meaning:
    """What a result measures; what a value above or below its range can mean, empty where nothing can be said."""

    name: str
    about: str
    source: str
    higher: str = ""
    lower: str = ""


@cache
def _read() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load((files("careweft.care.results") / "glossary.yaml").read_text("utf-8"))
    return found


@cache
def meanings() -> Mapping[str, Meaning]:
    """What each kind of reading means, by its name (facts/codelists/readings.yaml)."""
    return {name: Meaning(**told) for name, told in _read()["readings"].items()}


@cache
def short_forms() -> Mapping[str, str]:
    """What short forms in letters stand for."""
    return {str(short): told for short, told in _read()["short"]["words"].items()}


def short_source() -> str:
    """Where the short forms come from."""
    return str(_read()["short"]["source"])


@cache
def _forms() -> re.Pattern[str]:
    longest = sorted(short_forms(), key=len, reverse=True)
    return re.compile(r"(?<![\w&/])(" + "|".join(map(re.escape, longest)) + r")(?![\w&/])")


def short_in(text: str) -> dict[str, str]:
    """The short forms that a text uses, in their order, with what they stand for. They count as they are written."""
    found = dict.fromkeys(match[0] for match in _forms().finditer(text[:100_000]))
    return {form: short_forms()[form] for form in found}


def texts() -> Iterator[str]:
    """Every text that is translated."""
    for meaning in meanings().values():
        yield from filter(None, (meaning.name, meaning.about, meaning.higher, meaning.lower))
    yield from short_forms().values()
