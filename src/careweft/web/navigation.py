"""Where the main navigation leads: for staff what their roles may do, for people their own pages."""

from careweft.access import policy
from careweft.access.accounts import Account
from careweft.access.policy import Act
from careweft.web.view import Link

STAFF: tuple[tuple[str, str, Act], ...] = (
    ("/work", "My work", "work-tasks"),
    ("/referrals", "Referrals", "triage-referrals"),
    ("/referrals/sent", "Referrals we sent", "follow-referrals"),
    ("/meetings", "Meetings", "hold-meetings"),
    ("/team", "Team", "hold-meetings"),
    ("/population", "Population", "see-population"),
    ("/money", "Money", "see-money"),
    ("/measures", "Measures", "see-measures"),
    ("/models", "Models", "see-models"),
    ("/privacy", "Unusual looks", "review-access"),
)
PERSON = (
    ("/me", "My record"),
    ("/me/plan", "My plan"),
    ("/me/refer", "Ask for help"),
    ("/me/tasks", "Things to do"),
    ("/me/assessments", "Questions for me"),
    ("/me/team", "Who helps me"),
    ("/me/meetings", "What my team said"),
    ("/me/access", "Who looked"),
    ("/me/sharing", "Sharing"),
)
SECTIONS = (
    ("", "Timeline"),
    ("/plan", "Plan"),
    ("/assessments", "Assessments"),
    ("/case", "Case"),
    ("/tasks", "Tasks"),
    ("/meetings", "Meetings"),
    ("/team", "Who is involved"),
    ("/access", "Who looked"),
    ("/apps", "Apps"),
)


def main(account: Account, path: str) -> list[Link]:
    """The main navigation of an account, with the page one is on marked."""
    pages = _pages(account)
    here = max((href for href, _ in pages if path == href or path.startswith(href + "/")), key=len, default="")
    return [Link(href, text, current=href == here) for href, text in pages]


def home(account: Account) -> str:
    """Where an account starts: the first page that it may see."""
    return next((href for href, _ in _pages(account)), "/account")


def sections(base: str, path: str, counts: dict[str, int] | None = None) -> list[Link]:
    """The sections of a person's pages below `base`, such as `/person/7`; `counts` by the end of their address."""
    counts = counts or {}
    return [Link(base + end, text, counts.get(end), current=path == base + end) for end, text in SECTIONS]


def _pages(account: Account) -> list[tuple[str, str]]:
    if account.kind == "person":
        return list(PERSON)
    return [(href, text) for href, text, act in STAFF if policy.may(account, act)]
