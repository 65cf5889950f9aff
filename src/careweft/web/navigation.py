"""Where the main navigation leads, for staff and for people with their own pages."""

from careweft.web.view import Link

STAFF = (
    ("/work", "My work"),
    ("/referrals", "Referrals"),
    ("/population", "Population"),
    ("/money", "Money"),
    ("/measures", "Measures"),
    ("/models", "Models"),
)
PERSON = (
    ("/me", "My record"),
    ("/me/plan", "My plan"),
    ("/me/access", "Who looked"),
)
SECTIONS = (
    ("", "Timeline"),
    ("/plan", "Plan"),
    ("/tasks", "Tasks"),
    ("/team", "Who is involved"),
    ("/access", "Who looked"),
)


def main(kind: str, path: str) -> list[Link]:
    """The main navigation of a kind of account, with the page one is on marked."""
    pages = PERSON if kind == "person" else STAFF
    here = max((href for href, _ in pages if path == href or path.startswith(href + "/")), key=len, default="")
    return [Link(href, text, current=href == here) for href, text in pages]


def home(kind: str) -> str:
    """Where a kind of account starts."""
    return "/me" if kind == "person" else "/work"


def sections(base: str, path: str, counts: dict[str, int] | None = None) -> list[Link]:
    """The sections of a person's pages below `base`, such as `/person/7`; `counts` by the end of their address."""
    counts = counts or {}
    return [Link(base + end, text, counts.get(end), current=path == base + end) for end, text in SECTIONS]
