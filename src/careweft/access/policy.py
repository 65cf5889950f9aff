"""What each role may do: the whole policy, to be read in one sitting.

Whom somebody may see is a matter of relationship, and the database enforces it on every row (`access.protect` in
migration 0002). What somebody may do is a matter of role, and is decided here. What is not listed is refused.
"""

from typing import Literal

from careweft.access.accounts import Account
from careweft.base.errors import Refused

Act = Literal[
    "see-own-record",
    "see-people",
    "work-tasks",
    "triage-referrals",
    "see-population",
    "see-money",
    "see-measures",
    "see-models",
    "use-fhir",
    "write-fhir",
    "register-people",
    "send-feed",
]

STAFF: frozenset[Act] = frozenset({"see-people", "work-tasks", "see-measures", "see-models", "use-fhir"})

MAY: dict[str, frozenset[Act]] = {
    "self": frozenset({"see-own-record", "use-fhir"}),
    "coordinator": STAFF | {"triage-referrals", "see-population", "see-money", "write-fhir"},
    "manager": STAFF | {"triage-referrals", "see-population", "see-money"},
    "social-worker": STAFF | {"triage-referrals"},
    "district-nurse": STAFF | {"write-fhir"},
    "gp": STAFF | {"see-population", "write-fhir", "register-people"},
    "home-care": frozenset({"see-people", "work-tasks"}),
    "finance": frozenset({"see-money", "see-measures", "see-models"}),
    "analyst": frozenset({"see-population", "see-measures", "see-models"}),
    "feed": frozenset({"send-feed", "use-fhir", "write-fhir", "register-people"}),
}


def may(account: Account, act: Act) -> bool:
    """Whether any role of the account allows the act."""
    return any(act in MAY.get(role, frozenset()) for role in account.roles)


def require(account: Account, act: Act) -> None:
    """Raise Refused where no role of the account allows the act."""
    if not may(account, act):
        raise Refused(f"your roles do not allow this ({act})", hint="Ask your manager if you need it for your work")
