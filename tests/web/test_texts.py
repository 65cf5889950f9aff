"""Every text of the person's pages is in every language; dates, numbers and plurals are the language's own."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from careweft.web import language, words
from careweft.web.language import preferred, speaking
from tests.site.reading import grade
from tools import texts

ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 1, 15, 9, tzinfo=UTC)


def test_every_text_is_translated_and_its_places_agree() -> None:
    assert list(texts.faults()) == []


def test_a_translation_that_lost_a_place_is_found() -> None:
    found = texts.read(texts.catalogue("pl"), "pl")
    message = found.get("From %(who)s.")
    assert message
    message.string = "Od kogo"
    assert list(texts._wrong("pl", "From %(who)s.", found)) == ["pl: other placeholders: 'From %(who)s.': 'Od kogo'"]
    message.string = ""
    assert list(texts._wrong("pl", "From %(who)s.", found)) == ["pl: not translated: 'From %(who)s.'"]


def test_what_only_runs_knows_is_translated_by_the_filter() -> None:
    """`_(text)` in a template takes the text for a pattern, which a unit such as % ends; `text | told` does not."""
    found = [
        f"{path.name}: {call}"
        for path in (texts.WEB / "templates").rglob("*.jinja")
        for call in re.findall(r"""(?<![\w.])_\((?!["'])[^)]*\)""", path.read_text())
    ]
    assert found == []


def test_every_link_of_a_template_is_quoted() -> None:
    """Outside quotation marks nothing is filled in: a link would lead to the name of what it should say."""
    found = [
        f"{path.name}: {link}"
        for path in (texts.WEB / "templates").rglob("*.jinja")
        for link in re.findall(r"""\s(?:href|action|src)=[^"{][^>]*""", path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("pl", "pl"),
        ("ar-EG,ar;q=0.9,en;q=0.8", "ar"),
        ("de, pl;q=0.3, en;q=0.5", "en"),
        ("de", "en"),
        ("", "en"),
        ("pl;q=0", "en"),
        ("pl;q=nonsense, ar;q=0.1", "ar"),
        ("pl;q=9", "en"),
        ("*" * 5000, "en"),
    ],
)
def test_the_browser_says_which_language_comes_first(header: str, expected: str) -> None:
    assert preferred(header) == expected


def test_dates_and_numbers_are_the_languages() -> None:
    with speaking("pl"):
        assert words.day(date(2026, 1, 15), ZONE) == "czwartek, 15 stycznia 2026"
        assert words.when(NOW + timedelta(days=1), NOW, ZONE).startswith("jutro")
        assert words.duration(timedelta(hours=3)).replace(words.NBSP, " ") == "3 godziny"
        assert words.number(1234.5).replace(words.NBSP, " ") == "1 234,5"
    with speaking("ar"):
        assert "يناير" in words.short_day(date(2026, 1, 15), ZONE)
        for days in (1, 2, 3, 12, 30):
            assert "أ" in words.duration(timedelta(days=days)) or "يوم" in words.duration(timedelta(days=days))
        assert language.rtl(language.spoken())
    assert words.day(date(2026, 1, 15), ZONE) == "Thursday 15 January 2026"


def test_what_people_read_is_read_at_about_nine() -> None:
    """Whole sentences of ours; the words of forms that others made are theirs."""
    found = [
        re.sub(r"%%|%\(\w+\)s|\{\w+\}", "Ann", message.id)
        for message in texts.read(texts.POT)
        if isinstance(message.id, str)
        and message.id.endswith((".", "?"))
        and not any("not an official" in comment for comment in message.auto_comments)
    ]
    assert len(found) > 300
    assert grade(" ".join(found)) < 3.5
    assert [text for text in found if len(text.split()) > 9 and grade(text) > 9] == []


def test_a_language_ends_with_its_request() -> None:
    with speaking("ar"), speaking("nonsense"):
        assert language.spoken() == "en"
    assert language.spoken() == "en"


@pytest.mark.parametrize(("number", "expected"), [(1, "kod zapasowy"), (3, "kody zapasowe"), (7, "kodów zapasowych")])
def test_plurals_are_the_languages(number: int, expected: str) -> None:
    with speaking("pl"):
        assert expected in language.plural("%(num)s recovery code is left.", "%(num)s recovery codes are left.", number)
