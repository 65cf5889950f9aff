"""The first steps: what somebody who is new here is shown first, by what they may do. Kept with the account."""

from collections.abc import Sequence
from dataclasses import dataclass

from careweft.access import policy
from careweft.access.accounts import Account
from careweft.access.policy import Act
from careweft.web import navigation
from careweft.web.language import N_

_MOST = 4


@dataclass(frozen=True)
class Step:
    """One thing to look at: its page, what to do there, and why."""

    id: str
    href: str
    title: str
    why: str


@dataclass(frozen=True)
class Tour:
    """The steps of an account and which it has taken."""

    steps: Sequence[Step]
    taken: Sequence[str]

    @property
    def done(self) -> bool:
        """Whether every step was taken."""
        return all(step.id in self.taken for step in self.steps)


_STAFF: tuple[tuple[Act, Step], ...] = (
    ("do-visits", Step("round", "/visits", "Look at today’s round", "Its forms work without a network too.")),
    ("work-tasks", Step("work", "/work?who=me", "See what is yours to do", "Each task says why it is there.")),
    ("triage-referrals", Step("referrals", "/referrals", "See who asks for help", "Each waits for a decision.")),
    ("hold-meetings", Step("meetings", "/meetings", "Look at the next meeting", "Its agenda is made by rule.")),
    ("monitor", Step("readings", "/monitoring", "Look through today’s readings", "What is measured at home.")),
    ("run-clinics", Step("clinics", "/clinics", "See your clinics", "People book the times that you open.")),
    ("run-store", Step("store", "/store", "See what is in the store", "On loan, coming back, to be cleaned.")),
    ("help-as-partner", Step("partner", "/partner", "See who was sent to you", "Whoever asked hears your answer.")),
    ("review-access", Step("privacy", "/privacy", "See looks that are unusual", "Say of each if it was right.")),
    ("see-money", Step("money", "/money", "See the pooled fund", "What was paid in, what was spent, who bears it.")),
    ("see-population", Step("population", "/population", "See who needs how much", "The pyramid of need.")),
    ("see-measures", Step("measures", "/measures", "See whether it gets better", "What is change, what is chance.")),
    ("see-models", Step("models", "/models", "Read the rules of this place", "What happens, and when.")),
)
"""The first of these that a role allows are the steps of somebody in it."""
_SAFE = Step("log-in", "/account", "Make your log-in safe", "A second step, or a passkey, takes a minute.")
_PERSON = (
    Step("team", "/me/team", N_("See who helps you"), N_("And whom to call.")),
    Step("plan", "/me/plan", N_("Write what matters to you"), N_("All who help you read it first.")),
    Step("record", "/me/record", N_("Read your record"), N_("Is it right? Tell us if not.")),
    Step("sharing", "/me/sharing", N_("Choose who can see it"), N_("And see who looked.")),
    Step("reading", "/settings", N_("Make it easy to read"), N_("Your language, bigger letters, more contrast.")),
)
_CARER = (
    Step("for", "/for", N_("See whom you are here for"), N_("And what you may do for them.")),
    Step("reading", "/settings", N_("Make it easy to read"), N_("Your language, bigger letters, more contrast.")),
)


def steps(account: Account) -> Sequence[Step]:
    """The first steps of an account."""
    if account.kind == "staff":
        return [*[step for act, step in _STAFF if policy.may(account, act)][:_MOST], _SAFE]
    return {"person": _PERSON, "carer": _CARER}.get(account.kind, ())


def shown(account: Account | None, path: str) -> Tour | None:
    """The tour as the account's first page shows it; nothing on other pages and for who wants to see it no more."""
    if account is None or account.tour is None or path != navigation.home(account):
        return None
    found = steps(account)
    return Tour(found, account.tour) if found else None
