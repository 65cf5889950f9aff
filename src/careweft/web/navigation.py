"""Where the main navigation leads: for staff what their roles may do, for people their own pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from careweft.access import policy
from careweft.access.accounts import Account
from careweft.access.policy import Act
from careweft.web.language import N_
from careweft.web.language import _ as said
from careweft.web.view import Link, Sections

_Groups = Sequence[tuple[str, Sequence[tuple[str, str]]]]

STAFF: tuple[tuple[str, str, Act], ...] = (
    ("/work", "My work", "work-tasks"),
    ("/visits", "My round", "do-visits"),
    ("/referrals", "Referrals", "triage-referrals"),
    ("/referrals/sent", "Referrals we sent", "follow-referrals"),
    ("/advice", "Calls for advice", "advise-callers"),
    ("/meetings", "Meetings", "hold-meetings"),
    ("/team", "Team", "hold-meetings"),
    ("/population", "Population", "see-population"),
    ("/money", "Money", "see-money"),
    ("/measures", "Measures", "see-measures"),
    ("/models", "Models", "see-models"),
    ("/privacy", "Unusual looks", "review-access"),
    ("/store", "Equipment store", "run-store"),
    ("/partner", "Requests for us", "help-as-partner"),
    ("/community", "You and us", "say-what-i-think"),
)
WITHIN = {
    "/work": ("/tasks", "/messages", "/clinics", "/peers", "/monitoring", "/in-hospital", "/wards", "/pathways"),
    "/population": ("/gaps",),
    "/models": ("/governance",),
    "/community": ("/say", "/comments", "/improvements", "/groups", "/papers", "/surveys"),
}
"""Which page of the main navigation of staff leads to those that do not stand below its address."""
OWN: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        N_("My health"),
        (
            ("/me/record", N_("My record"), N_("What happened to you, from all who help you.")),
            ("/me/results", N_("Results and letters"), N_("Your tests and your post, and what they mean.")),
            ("/me/readings", N_("My readings"), N_("What you measure at home, and how it goes.")),
            ("/me/assessments", N_("Questions for me"), N_("Questions we ask you, and what you told us.")),
        ),
    ),
    (
        N_("My plan"),
        (
            ("/me/plan", N_("My plan"), N_("What you want, and how we help.")),
            ("/me/tasks", N_("Things to do"), N_("What people do for you, and by when.")),
            ("/me/next", N_("What comes next"), N_("The next steps of your care.")),
            ("/me/stay", N_("My stay in hospital"), N_("When you can go home, and what must be ready.")),
        ),
    ),
    (
        N_("Get help"),
        (
            ("/me/appointments", N_("My appointments"), N_("When you are seen. Book or change a time.")),
            ("/me/requests", N_("My requests"), N_("Ask for your medicine again, or for a time with us.")),
            ("/me/refer", N_("Ask for help"), N_("Tell us what you need.")),
            ("/me/equipment", N_("My equipment"), N_("Things that help you at home.")),
            ("/me/help-near-me", N_("Help near me"), N_("Places and groups that can help you.")),
            ("/me/needs", N_("What would help"), N_("Food, home, money and company.")),
        ),
    ),
    (
        N_("My people"),
        (
            ("/me/team", N_("Who helps me"), N_("Your team, and the one to call.")),
            ("/me/messages", N_("Messages"), N_("Write to your team, and read what they say.")),
            ("/me/meetings", N_("What my team said"), N_("What they said when they met.")),
            ("/me/carers", N_("Family and carers"), N_("Let someone in who cares for you, or end it.")),
            ("/me/say", N_("Say what you think"), N_("Tell us what was good or bad. We answer you.")),
            ("/surveys", N_("Surveys"), N_("What we ask many people, and what they said.")),
            ("/community", N_("You and us"), N_("Ideas that we try, groups for you, and what came of it.")),
        ),
    ),
    (
        N_("My record is mine"),
        (
            ("/me/access", N_("Who looked"), N_("Who read your record, when and why.")),
            ("/me/sharing", N_("Sharing"), N_("Choose who can see your record.")),
            ("/me/corrections", N_("Put a mistake right"), N_("Tell us what is wrong, and read what we said.")),
            ("/me/take", N_("Take it with me"), N_("Print your record, or save it.")),
            ("/me/apps", N_("Apps"), N_("Apps that can read your record.")),
        ),
    ),
)
"""Where everything of a person's own pages is: headings, and below each address, title and one plain sentence."""
CARER = (("/for", N_("People I care for")),)
SECTIONS: _Groups = (
    (
        "Health",
        (
            ("", "Timeline"),
            ("/picture", "Picture"),
            ("/readings", "Readings"),
            ("/assessments", "Assessments"),
            ("/stay", "In hospital"),
            ("/letters", "Letters"),
        ),
    ),
    (
        "Care",
        (
            ("/plan", "Plan"),
            ("/case", "Case"),
            ("/tasks", "Tasks"),
            ("/pathways", "Pathways"),
            ("/meetings", "Meetings"),
        ),
    ),
    ("Contacts", (("/appointments", "Appointments"), ("/requests", "Requests"), ("/messages", "Messages"))),
    ("Support", (("/needs", "Social needs"), ("/services", "Services near by"), ("/equipment", "Equipment"))),
    ("People", (("/team", "Who is involved"), ("/access", "Who looked"), ("/apps", "Apps"))),
)
"""The sections of a person's pages for staff, in groups: the end of each address and its title."""
FAMILY: _Groups = (
    (N_("Start"), (("", N_("Start")),)),
    (
        N_("Health"),
        (
            ("/record", N_("Record")),
            ("/results", N_("Results and letters")),
            ("/readings", N_("Readings")),
            ("/assessments", N_("Questions")),
        ),
    ),
    (N_("Plan"), (("/plan", N_("Plan")), ("/tasks", N_("Things to do")))),
    (N_("Get help"), (("/appointments", N_("Appointments")), ("/requests", N_("Requests")))),
    (N_("People"), (("/team", N_("Who helps")), ("/messages", N_("Messages")))),
)
"""The same for who acts or cares for somebody."""


def main(account: Account, path: str) -> list[Link]:
    """The main navigation of an account, with the page one is on marked."""
    if account.kind != "person":
        first = f"/{path.split('/')[1]}"
        return _marked(_pages(account), next((page for page, below in WITHIN.items() if first in below), path))
    cares = _marked(CARER, path) if "carer" in account.roles else []
    return [Link("/me", said(N_("My page")), current=path == "/me"), *_own(path).groups, *cares]


def home(account: Account) -> str:
    """Where an account starts: the first page that it may see."""
    return "/me" if account.kind == "person" else next((href for href, _ in _pages(account)), "/account")


def beside(account: Account | None, path: str) -> Sections:
    """The pages beside the one where a person is on their own pages."""
    return Sections((), _own(path).pages) if account is not None and account.kind == "person" else Sections()


def sections(base: str, path: str, counts: Mapping[str, int] | None = None, *, apps: bool = True) -> Sections:
    """The sections of a person's pages below `base`, such as `/person/7`; `counts` by the end of their address; without
    `apps` where one may use none."""
    groups = [(title, [page for page in pages if apps or page[0] != "/apps"]) for title, pages in SECTIONS]
    return _below(base, groups, path, counts or {})


def family(base: str, path: str) -> Sections:
    """The sections below `base`, such as `/for/7`, for who acts or cares for somebody."""
    return _below(base, FAMILY, path, {})


def _below(base: str, groups: _Groups, path: str, counts: Mapping[str, int]) -> Sections:
    here = [(title, [(base + end, text) for end, text in pages]) for title, pages in groups]
    found = _grouped(here, path, base)
    counted = [replace(each, count=counts.get(each.href.removeprefix(base))) for each in found.pages]
    return Sections(found.groups, counted or _marked(here[0][1], path, base))


def _own(path: str) -> Sections:
    return _grouped([(title, [page[:2] for page in pages]) for title, pages in OWN], path)


def _grouped(groups: _Groups, path: str, root: str = "") -> Sections:
    """Groups with the one marked where the reader is, and its pages with theirs."""
    within = {title: _marked(pages, path, root) for title, pages in groups}
    here = next((title for title, links in within.items() if any(link.current for link in links)), "")
    heads = [Link(links[0].href, said(title), current=title == here) for title, links in within.items()]
    return Sections(heads, within.get(here, []))


def _marked(pages: Iterable[tuple[str, str]], path: str, root: str = "") -> list[Link]:
    """Links of which the one is marked that leads to this page or, but for `root`, to the closest one above it."""
    pages = list(pages)
    above = [href for href, _ in pages if path == href or (path.startswith(href + "/") and href != root)]
    here = max(above, key=len, default="")
    return [Link(href, said(text), current=href == here) for href, text in pages]


def _pages(account: Account) -> Sequence[tuple[str, str]]:
    if account.kind == "carer":
        return CARER
    return [(href, text) for href, text, act in STAFF if policy.may(account, act)]
