"""Filters and paging that live in the address."""

from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from careweft.web.filters import Choice, Field, Paging, page_number, read

FIELDS = [
    Field("q", "Words", kind="text"),
    Field("team", "Team", [Choice("zone-1", "Zone 1"), Choice("zone-2", "Zone 2")], "one"),
    Field("status", "Status", [Choice("open", "To do"), Choice("hold", "On hold")]),
]


def test_what_is_chosen_is_read_shown_and_taken_away() -> None:
    panel = read("/work", FIELDS, QueryParams("q=o'neill & sons&team=zone-2&status=open&status=hold"), keep=["section"])
    assert panel.value("team") == "zone-2" and panel.chosen("status") == ("open", "hold")
    assert [link.text for link in panel.active] == [
        "Words: o'neill",
        "Team: Zone 2",
        "Status: To do",
        "Status: On hold",
    ]
    without = QueryParams(urlsplit(panel.active[2].href).query)
    assert without.getlist("status") == ["hold"] and without["team"] == "zone-2"
    assert panel.clear == "/work"
    assert panel.allows("status", "hold") and not panel.allows("team", "zone-1")


def test_what_is_not_offered_is_left_out() -> None:
    panel = read("/work", FIELDS, QueryParams("team=zone-9&status=&status=gone&page=3&x=1"))
    assert not panel.active and panel.href() == "/work"
    assert panel.allows("team", "anything")


def test_other_parts_of_the_address_stay() -> None:
    panel = read("/person/7", FIELDS, QueryParams("section=plan&status=open"), keep=["section"])
    assert panel.href() == "/person/7?section=plan&status=open"
    assert panel.clear == "/person/7?section=plan"


@given(st.text(), st.sets(st.sampled_from(["open", "hold"])))
def test_an_address_says_what_it_was_made_from(words: str, statuses: set[str]) -> None:
    query = QueryParams([("q", words), *(("status", status) for status in statuses)])
    panel = read("/work", FIELDS, query)
    again = read("/work", FIELDS, QueryParams(parse_qsl(urlsplit(panel.href()).query, keep_blank_values=True)))
    assert again == panel


def test_paging() -> None:
    panel = read("/people", FIELDS, QueryParams("status=open"))
    middle = Paging(panel, 2, 25, 60)
    assert (middle.first, middle.last, middle.pages) == (26, 50, 3)
    assert middle.previous == "/people?status=open" and middle.next == "/people?status=open&page=3"
    assert Paging(panel, 3, 25, 60).next == "" and Paging(panel, 3, 25, 60).last == 60
    empty = Paging(panel, 1, 25, 0)
    assert (empty.first, empty.last, empty.pages, empty.previous, empty.next) == (0, 0, 1, "", "")


def test_odd_page_numbers_are_page_one() -> None:
    assert [page_number(QueryParams(f"page={odd}")) for odd in ("x", "-1", "0", "", "9" * 30, "3")] == [
        1,
        1,
        1,
        1,
        1,
        3,
    ]
