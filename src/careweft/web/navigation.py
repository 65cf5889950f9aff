"""Where the main navigation leads: for staff what their roles may do, for people their own pages."""

from careweft.access import policy
from careweft.access.accounts import Account
from careweft.access.policy import Act
from careweft.web.language import N_
from careweft.web.language import _ as said
from careweft.web.view import Link

STAFF: tuple[tuple[str, str, Act], ...] = (
    ("/work", "My work", "work-tasks"),
    ("/visits", "My round", "do-visits"),
    ("/referrals", "Referrals", "triage-referrals"),
    ("/referrals/sent", "Referrals we sent", "follow-referrals"),
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
PERSON = (
    ("/me", N_("My page")),
    ("/me/record", N_("My record")),
    ("/me/plan", N_("My plan")),
    ("/me/tasks", N_("Things to do")),
    ("/me/refer", N_("Ask for help")),
    ("/me/team", N_("Who helps me")),
)
"""A person's main navigation; everything else is one step from their start page."""
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
SECTIONS = (
    ("", "Timeline"),
    ("/plan", "Plan"),
    ("/pathways", "Pathways"),
    ("/stay", "In hospital"),
    ("/assessments", "Assessments"),
    ("/readings", "Readings"),
    ("/equipment", "Equipment"),
    ("/needs", "Social needs"),
    ("/appointments", "Appointments"),
    ("/messages", "Messages"),
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
    below = [href for href, _ in pages if path == href or (path.startswith(href + "/") and href != "/me")]
    here = max(below, key=len, default="")
    return [Link(href, said(text), current=href == here) for href, text in pages]


def home(account: Account) -> str:
    """Where an account starts: the first page that it may see."""
    return next((href for href, _ in _pages(account)), "/account")


def sections(base: str, path: str, counts: dict[str, int] | None = None) -> list[Link]:
    """The sections of a person's pages below `base`, such as `/person/7`; `counts` by the end of their address."""
    counts = counts or {}
    return [Link(base + end, text, counts.get(end), current=path == base + end) for end, text in SECTIONS]


def _pages(account: Account) -> list[tuple[str, str]]:
    if account.kind == "person":
        return [*PERSON, *(CARER if "carer" in account.roles else ())]
    if account.kind == "carer":
        return list(CARER)
    return [(href, text) for href, text, act in STAFF if policy.may(account, act)]
