"""The language that a page speaks: chosen on the account, in a cookie, or by the browser; texts, dates, numbers in it.

Texts are gettext catalogues (`languages/<code>/LC_MESSAGES/careweft.po`, made by `make texts`). English is in the
source itself. Pages of staff are in English; the person's own pages, a carer's, and those before the log-in are in
every language. What others wrote into the record stays as they wrote it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LANGUAGES = {"en": "English", "pl": "Polski", "ar": "العربية"}
"""Every language, by what it calls itself."""
_LOCALES = {"en": "en_GB", "pl": "pl_PL", "ar": "ar"}
_spoken: ContextVar[str] = ContextVar("language", default="en")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything inside speaks this language; English where it is none of ours."""
    token = _spoken.set(language if language in LANGUAGES else "en")
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> str:
    """The language that is spoken now."""
    return _spoken.get()


def locale() -> Locale:
    """Its dates, numbers and plurals."""
    return _locale(spoken())


def _(text: str) -> str:
    """A text in the language that is spoken; as it is where it has no translation."""
    return _catalogue(spoken()).gettext(text) if text else ""


def plural(one: str, many: str, number: int) -> str:
    """The form of a text that goes with a number."""
    return _catalogue(spoken()).ngettext(one, many, number)


def N_(text: str) -> str:  # noqa: N802
    """A text that is translated where it is used: this only marks it for the catalogues."""
    return text


def preferred(header: str) -> str:
    """The language of ours that a browser asks for first (RFC 9110, 12.5.4); English where it asks for none of them."""
    ranked: list[tuple[float, int, str]] = []
    for number, part in enumerate(header[:1000].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        language = tag.partition("-")[0].lower()
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        if language in LANGUAGES and 0 < quality <= 1:
            ranked.append((-quality, number, language))
    return min(ranked)[2] if ranked else "en"


def rtl(language: str) -> bool:
    """Whether it is written from right to left."""
    return _locale(language).text_direction == "rtl"


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES[language])


@cache
def _catalogue(language: str) -> NullTranslations:
    """The catalogue of a language, compiled in memory from its .po file: there is no built file that could be stale."""
    path = files("careweft.web") / "languages" / language / "LC_MESSAGES" / "careweft.po"
    if language == "en" or not path.is_file():
        return NullTranslations()
    return _compiled(path.read_bytes(), language)


def _compiled(text: bytes, language: str) -> Translations:
    built = BytesIO()
    write_mo(built, read_po(BytesIO(text), locale=_LOCALES[language]))
    built.seek(0)
    return Translations(built)


def isolated(text: str) -> str:
    """A text of figures or of Latin letters that keeps its own order inside what is written from right to left, where
    no element does it: in a drawing, or in the middle of a sentence (Unicode Standard Annex 9, isolates)."""
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}" if text and rtl(spoken()) else text


def warm(languages: Sequence[str] = tuple(LANGUAGES)) -> None:
    """Read the catalogues, so that the first visitor does not wait for it."""
    for language in languages:
        _catalogue(language)
