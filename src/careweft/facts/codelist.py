"""Code lists: the name that a condition, a reading or an instrument goes by, from the codes that a source gave.

A file of `codelists/` names, for each short system name, the FHIR system URIs it stands for, and for each list the
codes in it. Codes of ICD-10 stand for everything below them ('I50' holds 'I50.0'), and may be ranges ('E10-E14').
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from careweft.base.errors import BadInput


@dataclass(frozen=True)
class CodeList:
    """Which name each code has: `exact` by (system, code), `prefixes` by system for those that hold what is below."""

    exact: Mapping[tuple[str, str], str]
    prefixes: Mapping[str, tuple[tuple[str, str, str], ...]]

    def name(self, system: str | None, code: str | None) -> str | None:
        """The name of a code, or None where no list has it."""
        if not system or not code:
            return None
        found = self.exact.get((system, code))
        return found if found or system not in self.prefixes else self._below(system, code)

    def _below(self, system: str, code: str) -> str | None:
        plain = code.replace(".", "")
        for first, last, name in self.prefixes[system]:
            if first <= plain[: len(first)] and plain[: len(last)] <= last:
                return name
        return None

    def coded(self, codings: Iterable[Mapping[str, Any]]) -> tuple[str | None, str | None]:
        """The code and name to keep of several codings of one concept: the first with a name, else the first code."""
        first: str | None = None
        for coding in codings:
            code = coding.get("code")
            if name := self.name(coding.get("system"), code):
                return code, name
            first = first or code
        return first, None


@cache
def code_list(file: str) -> CodeList:
    """The code lists of one file of `codelists/`, by its name without the ending."""
    text = (files("careweft.facts") / "codelists" / f"{file}.yaml").read_text("utf-8")
    return parse(text, f"{file}.yaml")


def parse(text: str, where: str) -> CodeList:
    """Read a code list file; BadInput where a system is not declared or two lists claim one code."""
    content = yaml.safe_load(text)
    exact: dict[tuple[str, str], str] = {}
    prefixes: dict[str, list[tuple[str, str, str]]] = {}
    for name, by_system in content["lists"].items():
        for short, codes in by_system.items():
            if short not in content["systems"]:
                raise BadInput(f"{short!r} is not a system", where=f"{where}: {name}", expected="one of `systems`")
            for uri in content["systems"][short]:
                if short == "icd10":
                    prefixes.setdefault(uri, []).extend((*_range(code), name) for code in codes)
                else:
                    _claim(exact, uri, codes, name, where)
    return CodeList(exact, {uri: tuple(ranges) for uri, ranges in prefixes.items()})


def _claim(exact: dict[tuple[str, str], str], uri: str, codes: Iterable[Any], name: str, where: str) -> None:
    for code in codes:
        other = exact.setdefault((uri, str(code)), name)
        if other != name:
            raise BadInput(f"{code} is in {other} and in {name}", where=where, expected="each code in one list")


def _range(text: str) -> tuple[str, str]:
    first, _, last = text.replace(".", "").partition("-")
    return first, last or first
