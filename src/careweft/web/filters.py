"""Filters of a list that live in the page's address, so that they can be shared, kept and used without JavaScript."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from careweft.web.language import _
from careweft.web.view import Link


@dataclass(frozen=True)
class Choice:
    """One value that a filter may take, as it is shown, and how many rows it would leave."""

    value: str
    text: str
    count: int | None = None
    tone: str = ""  # class of a swatch before the words, such as an organisation's


@dataclass(frozen=True)
class Field:
    """One filter. `kind` is `many` (tick boxes), `one` (a list to choose from) or `text` (free words)."""

    name: str
    title: str
    choices: Sequence[Choice] = ()
    kind: str = "many"
    chosen: tuple[str, ...] = ()
    nothing: str = "All"  # what a list to choose from says where nothing is chosen

    @property
    def value(self) -> str:
        """The only or first value, or nothing."""
        return self.chosen[0] if self.chosen else ""


@dataclass(frozen=True)
class Panel:
    """The filters of a list with what is chosen, made by `read`."""

    action: str
    fields: Sequence[Field]
    kept: tuple[tuple[str, str], ...] = ()  # other parts of the address that stay, such as the section

    def chosen(self, name: str) -> tuple[str, ...]:
        """The values chosen for a filter. Nothing chosen means no filter."""
        return next(field.chosen for field in self.fields if field.name == name)

    def value(self, name: str) -> str:
        """The only value of a filter, or nothing."""
        return next(iter(self.chosen(name)), "")

    def allows(self, name: str, value: str) -> bool:
        """Whether a row with this value is let through by a filter of tick boxes or a list."""
        return not self.chosen(name) or value in self.chosen(name)

    @property
    def active(self) -> list[Link]:
        """Each value chosen, as a link that takes it away."""
        return [
            Link(self.href(without=(field.name, value)), f"{_(field.title)}: {_(_text(field, value))}")
            for field in self.fields
            for value in field.chosen
        ]

    @property
    def clear(self) -> str:
        """The address with no filter."""
        return _address(self.action, list(self.kept))

    def href(self, *, without: tuple[str, str] | None = None, **more: str) -> str:
        """The address of the list as filtered now, less one value, with other parts (such as `page`) added."""
        pairs = [(f.name, value) for f in self.fields for value in f.chosen if (f.name, value) != without]
        return _address(self.action, [*self.kept, *pairs, *more.items()])


def read(action: str, fields: Sequence[Field], query: QueryParams, *, keep: Sequence[str] = ()) -> Panel:
    """What the address chooses. Values that are not offered (an old link, a guess) are left out."""
    known = [replace(field, chosen=_chosen(field, query)) for field in fields]
    return Panel(action, known, tuple((name, query[name]) for name in keep if name in query))


def _chosen(field: Field, query: QueryParams) -> tuple[str, ...]:
    given = [value.strip() for value in query.getlist(field.name) if value.strip()]
    if field.kind == "text":
        return tuple(given[:1])
    offered = {choice.value for choice in field.choices}
    found = tuple(dict.fromkeys(value for value in given if value in offered))
    return found if field.kind == "many" else found[:1]


def _text(field: Field, value: str) -> str:
    return next((choice.text for choice in field.choices if choice.value == value), value)


def _address(action: str, pairs: list[tuple[str, str]]) -> str:
    return f"{action}?{urlencode(pairs)}" if pairs else action


@dataclass(frozen=True)
class Paging:
    """Where one is in a long list."""

    panel: Panel
    page: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Number of the first row shown, from one; nought for an empty list."""
        return min(self.total, (self.page - 1) * self.size + 1)

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return min(self.total, self.page * self.size)

    def href(self, page: int) -> str:
        """The address of a page."""
        return self.panel.href(page=str(page)) if page > 1 else self.panel.href()

    @property
    def previous(self) -> str:
        """The address of the page before, or nothing."""
        return self.href(self.page - 1) if self.page > 1 else ""

    @property
    def next(self) -> str:
        """The address of the page after, or nothing."""
        return self.href(self.page + 1) if self.page < self.pages else ""


def page_number(query: QueryParams) -> int:
    """The page that the address asks for, from one; anything odd is page one."""
    asked = query.get("page", "1")
    return min(max(1, int(asked)), 1_000_000) if asked.isdecimal() and len(asked) < 8 else 1
