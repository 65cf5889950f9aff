"""Texts of the pages that are in every language: extract what the source says, bring the catalogues in step.

`texts.py extract` writes languages/careweft.pot; `update` brings each careweft.po in step with it, keeps what is
translated and marks what changed as fuzzy (which counts as not translated); `check` says what is missing or wrong.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from careweft.care import words as care_words
from careweft.care.assessment import library
from careweft.care.assessment.evaluate import Wrong
from careweft.care.assessment.instrument import Instrument
from careweft.care.casework import REASONS
from careweft.care.directory.service import REFER_BY
from careweft.care.entry import online
from careweft.care.family.relatives import RELATIONS
from careweft.care.results import glossary
from careweft.facts.quantities import quantities
from careweft.models import library as models
from careweft.web import terms, view
from careweft.web.language import LANGUAGES
from careweft.web.pages import directory, journey, own, person, plan, plan_words, refer

WEB = Path(__file__).parents[1] / "src" / "careweft" / "web"
FOLDER = WEB / "languages"
POT = FOLDER / "careweft.pot"
KEYWORDS = {"_": None, "N_": None, "said": None, "plural": (1, 2)}
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # no date: a catalogue that did not change must not differ


def _named() -> Iterator[tuple[str, str]]:
    """Texts that stand in tables of words, with the table's name: they are translated where they are used."""
    sections = [plan_words.SECTIONS[name] for name in plan_words.OWN_SECTIONS]
    tables: dict[str, Iterable[str]] = {
        "terms.OWN_LOOKS": terms.OWN_LOOKS.values(),
        "terms.OWN_CHANGES": (*terms.OWN_CHANGES.values(), "Changed something for you"),
        "terms.OWN_RELATIONS": terms.OWN_RELATIONS.values(),
        "terms.READINGS": terms.READINGS.values(),
        "terms.WAITING": terms.WAITING.values(),
        "journey.OWN_KINDS": journey.OWN_KINDS.values(),
        "journey titles": ("Stay in hospital", "Emergency department", "Outpatient clinic", "GP appointment",
                           "Home care visit", "Home care", "Care home", "Day care", "Urgent", "Referred",
                           *journey._CONTACTS.values(), *journey._CASES.values(), *terms.SCORES.values(),
                           *care_words._WENT.values()),
        "own.TITLES": own.TITLES.values(),
        "own tasks": ("You", "Your carer"),
        "casework.REASONS": REASONS.values(),
        "plan_words": (*plan_words.ABOUT.values(), *plan_words.ABOUT_HINTS.values(), *plan_words.OWN_STATUS.values(),
                       *plan_words.OWN_GOALS.values(), *plan_words.GOALS.values(),
                       *(text for each in sections for text in (each.own_title, each.own_lead))),
        "plan": (*plan.OWN_SAID.values(), "What I want", "Why it matters to me", "How I will know that it is done",
                 "Add a note on how it goes", "Say whether you agree"),
        "refer": (*refer._OWN_SAID.values(), *refer._OWN.values()),
        "sharing": (person._ACCEPTED["sharing"],),
        "task states": ("To do", "In progress", "On hold", "Done", "Cancelled"),
        "view.URGENCY_WORDS": view.URGENCY_WORDS.values(),
        "banner": ("Lives", "GP practice", "Coordinator", "Female", "Male", "Not known", "Other"),
        "relatives.RELATIONS": RELATIONS.values(),
        "access.category": ("Mental health", "Alcohol and drugs", "Sexual health", "HIV", "Violence and abuse",
                            "Marked as restricted"),
        "glossary": glossary.texts(),
        "quantities": (text for each in quantities().values()
                       for text in (each.title, each.asks, each.shown.strip("%"), *each.answers.values())),
        "units": ("cm",),
        "online triage": online.texts(),
        "models": _models(),
        "directory": (*REFER_BY.values(), *directory.DAYS.values()),
        "times": ("1 week", "2 weeks", "1 month", "3 months", "6 months"),
        "answers": (each.value for each in Wrong),
    }  # fmt: skip
    for name, instrument in library.shipped().items():
        if "person" in instrument.by:
            ours = "" if instrument.licence.kind == "ours" else " (our translation, not an official one)"
            tables[f"instrument {name}{ours}"] = _asked(instrument)
    for table, texts in tables.items():
        for text in texts:
            yield table, text


def _models() -> Iterator[str]:
    """What shipped models say to the people whom they are for: of alerts, requests, pathways and going home."""
    for name in models.ids():
        told = yaml.load(models.model_file(name).read_text(), yaml.CSafeLoader)
        home = told.get("transitions", {})
        yield from _values(told.get("monitoring"), "plain")
        for part in (told.get("pathways"), told.get("appointments", {}).get("requests"), home.get("discharge"),
                     home.get("delays")):  # fmt: skip
            yield from _values(part, "title")


def _values(told: object, name: str) -> Iterator[str]:
    """Every value of a name, at any depth."""
    if isinstance(told, dict):
        yield from ([told[name]] if name in told else [])
        for each in told.values():
            yield from _values(each, name)
    elif isinstance(told, list):
        for each in told:
            yield from _values(each, name)


def _asked(instrument: Instrument) -> Iterator[str]:
    """What a person who fills in an instrument reads of it."""
    yield from (instrument.title, instrument.about)
    for item in instrument.every:
        if item.calculated is None or item.kept:
            yield from (item.text, item.hint, item.unit, *(option.text for option in item.options))
    for band in instrument.bands:
        yield from (band.label, band.tells)
    yield from (alert.tells for alert in instrument.alerts)


def extracted() -> Catalog:
    """Every text of the source that is translated."""
    found = Catalog(project="careweft", version="1", creation_date=_EPOCH, revision_date=_EPOCH, charset="utf-8")
    for path in sorted(WEB.rglob("*.py")):
        for _line, message, comments, _context in extract_from_file("python", path, KEYWORDS):
            _add(found, message, path, comments)
    for path in sorted((WEB / "templates").rglob("*.jinja")):
        with path.open("rb") as opened:
            options = {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true", "encoding": "utf-8"}
            for _line, function, told, comments in babel_extract(opened, ("_", "gettext", "ngettext"), [], options):
                parts = told if isinstance(told, tuple) else (told,)
                _add(found, parts[:2] if function == "ngettext" else parts[0], path, comments)
    for table, text in _named():
        if text:
            found.add(text, auto_comments=[table])
    return found


def _add(catalog: Catalog, message: object, path: Path, comments: Iterable[str]) -> None:
    if message:
        where = (str(path.relative_to(WEB)), 0)
        catalog.add(message, locations=[where], auto_comments=list(comments))  # type: ignore[arg-type]


def catalogue(language: str) -> Path:
    """Where a language's texts are."""
    return FOLDER / language / "LC_MESSAGES" / "careweft.po"


def write(path: Path, catalog: Catalog) -> None:
    """Write a catalogue, without what changes each time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as opened:
        write_po(opened, catalog, sort_output=True, width=120, include_lineno=False, ignore_obsolete=True)


def read(path: Path, language: str | None = None) -> Catalog:
    """Read one."""
    with path.open("rb") as opened:
        return read_po(opened, locale=language)


def update() -> None:
    """Bring every language in step with the source."""
    template = extracted()
    write(POT, template)
    for language in LANGUAGES:
        if language == "en":
            continue
        path = catalogue(language)
        kept = (
            read(path, language)
            if path.is_file()
            else Catalog(locale=language, creation_date=_EPOCH, revision_date=_EPOCH)
        )
        kept.update(template, no_fuzzy_matching=True)
        kept.creation_date = kept.revision_date = _EPOCH
        write(path, kept)


def faults() -> Iterator[str]:
    """What is missing, stale or wrong: texts without a translation, placeholders that differ."""
    source = extracted()
    told = {message.id for message in source if message.id}
    if told != {message.id for message in read(POT) if message.id}:
        yield "languages/careweft.pot is not what the source says: run `make texts`"
    for language in LANGUAGES:
        if language == "en":
            continue
        found = read(catalogue(language), language)
        for message in source:
            if message.id:
                yield from _wrong(language, message.id, found)


def _wrong(language: str, id_: str | tuple[str, ...] | list[str], found: Catalog) -> Iterator[str]:
    """What is wrong with the translation of one text."""
    forms = [id_] if isinstance(id_, str) else list(id_)
    kept = found.get(forms[0])
    told = kept.string if kept else ""
    texts = [told or ""] if isinstance(told, str) or told is None else [text or "" for text in told]
    if kept is None or kept.fuzzy or not all(texts):
        yield f"{language}: not translated: {forms[0]!r}"
        return
    wanted = _places(forms[-1])
    for text in texts:  # forms for one and two may say the number in a word
        if _places(text) != wanted and not (len(texts) > 1 and not _places(text)):
            yield f"{language}: other placeholders: {forms[0]!r}: {text!r}"


def _places(text: str) -> set[str]:
    found = {"".join(groups) for groups in re.findall(r"%\((\w+)\)s|(?<!%)\{(\w+)\}", text)}
    return found | {"%%" for _ in re.findall("%%", text)}


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["extract"]:
            write(POT, extracted())
        case ["update"]:
            update()
        case ["check"]:
            wrong = list(faults())
            print("\n".join(wrong) or "Every text is translated.")
            sys.exit(bool(wrong))
        case _:
            sys.exit("usage: texts.py extract|update|check")
