"""What each role may do: half of the policy, to be read in one sitting with the other half.

Whom somebody may see, and what of them, is a matter of relationship, consent and labels. The database decides it and
enforces it on every row: the tables `access.category` and `access.kind` and the view `access.decided` of migration
0014 are that half. What somebody may do is a matter of role, and is decided here. What is not listed is refused.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from careweft.access.accounts import Account
from careweft.base.errors import Refused

Act = Literal[
    "see-people", "see-own-record", "see-family-record", "see-population", "see-money", "see-measures",
    "see-models",
    "work-tasks", "do-visits", "triage-referrals", "refer", "follow-referrals", "refer-self", "refer-social",
    "run-cases", "advise-callers",
    "hold-meetings", "follow-pathways", "assess", "answer-questions", "write-plan", "write-own-plan",
    "agree-plan", "plan-discharges",
    "monitor", "send-readings", "order-equipment", "run-store", "keep-service", "help-as-partner",
    "write-messages", "book-appointments", "run-clinics", "say-what-i-think", "answer-comments", "run-community",
    "improve",
    "choose-sharing", "invite-carers", "ask-correction", "answer-corrections", "break-glass", "review-access",
    "use-fhir", "export-fhir", "write-fhir", "choose-ids", "register-people", "send-feed", "change-models",
    "govern",
]  # fmt: skip

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch

STAFF: frozenset[Act] = frozenset(
    {"see-people", "work-tasks", "answer-corrections", "refer", "see-measures", "see-models", "use-fhir"}
)
CONTACT: frozenset[Act] = frozenset({"write-messages", "book-appointments"})
SPEAK: frozenset[Act] = frozenset({"say-what-i-think", "improve"})
RUNNING: frozenset[Act] = frozenset({"answer-comments", "run-community"})
CLINICAL: frozenset[Act] = STAFF | SPEAK | CONTACT | {"run-clinics", "assess", "follow-pathways"}
PLANNING: frozenset[Act] = CLINICAL | {"write-plan", "plan-discharges", "monitor", "order-equipment", "refer-social"}
MEETING: frozenset[Act] = PLANNING | {"follow-referrals", "hold-meetings"}
LEADING: frozenset[Act] = MEETING | {"triage-referrals", "run-cases", "see-population", "write-fhir"}
DOOR: frozenset[Act] = STAFF | SPEAK | {"assess", "triage-referrals", "hold-meetings"}
OWN: frozenset[Act] = frozenset(
    {"see-own-record", "answer-questions", "write-own-plan", "agree-plan", "invite-carers", "ask-correction",
     "send-readings"}
)  # fmt: skip
BEHALF: frozenset[Act] = CONTACT | {"answer-questions", "send-readings", "write-own-plan", "ask-correction"}

# What a relative may do for a person, by the relationship that shows them the record; never more than the role allows.
ON_BEHALF: dict[str, frozenset[Act]] = {
    "guardian": BEHALF | {"agree-plan"},
    "parent": BEHALF | {"agree-plan"},
    "young-persons-parent": CONTACT,
    "carer": BEHALF - {"ask-correction"},
    "reading-carer": frozenset({"write-messages"}),
}

# In bulk the record goes to the person, and from system to system; not to staff, who look at one person at a time.
MAY: dict[str, frozenset[Act]] = {
    "self": OWN | CONTACT | {"say-what-i-think", "choose-sharing", "refer-self", "use-fhir", "export-fhir"},
    "carer": BEHALF | {"agree-plan", "use-fhir", "refer-self", "see-family-record", "say-what-i-think"},
    "coordinator": PLANNING
    | {"triage-referrals", "run-cases", "hold-meetings", "see-population", "see-money", "write-fhir"},
    "manager": PLANNING
    | RUNNING
    | {"change-models", "govern", "triage-referrals", "run-cases", "hold-meetings", "see-population", "see-money"},
    "director": SPEAK | RUNNING | {"see-measures", "see-models"},
    "social-worker": PLANNING | {"triage-referrals", "run-cases", "hold-meetings"},
    "district-nurse": MEETING | {"write-fhir", "do-visits"},
    "gp": PLANNING | {"follow-referrals", "see-population", "write-fhir", "register-people"},
    "ward": CLINICAL | {"plan-discharges"},
    "responder": CLINICAL | {"monitor"},
    "occupational-therapist": PLANNING | {"hold-meetings"},
    # Roles of the models of care, by what they do there: who leads cases, takes referrals, or works with those who do.
    **dict.fromkeys(("case-manager", "care-manager", "care-coordinator"), LEADING),
    "nurse-case-manager": LEADING | {"advise-callers"},
    "advice-nurse": DOOR | {"advise-callers", "monitor"},
    **dict.fromkeys(("nurse", "coach", "physician", "family-doctor", "specialist-nurse", "endocrinologist"), LEADING),
    **dict.fromkeys(("intake-worker", "duty-worker", "adviser"), DOOR),
    "scheduler": DOOR | CLINICAL,
    **dict.fromkeys(("family-physician", "psychiatrist", "cardiologist", "pharmacist", "medical-assistant"), MEETING),
    **dict.fromkeys(("behavioural-health", "dietician", "midwife", "practice-nurse"), MEETING),
    **dict.fromkeys(
        ("home-nurse", "home-care-nurse", "adult-care", "support-worker", "community-matron"), MEETING | {"do-visits"}
    ),
    **dict.fromkeys(("doctor", "specialist", "therapist"), PLANNING),
    **dict.fromkeys(("stroke-doctor", "stroke-nurse", "community-therapist"), PLANNING),
    **dict.fromkeys(("school", "community"), frozenset[Act]({"see-people", "work-tasks", "hold-meetings"})),
    "administrator": STAFF | SPEAK | CONTACT | {"run-clinics"},
    "storekeeper": SPEAK | {"see-people", "work-tasks", "run-store"},
    "partner": SPEAK | {"help-as-partner", "keep-service"},
    "home-care": SPEAK
    | {"see-people", "assess", "work-tasks", "answer-corrections", "refer", "follow-referrals", "keep-service"},
    "postal-worker": frozenset({"do-visits"}),
    "finance": frozenset({"see-money", "see-measures", "see-models"}),
    "privacy-officer": frozenset({"review-access"}),
    # These look for something else than care, and see nobody who said no to that: access.purpose of migration 0014.
    "researcher": frozenset({"use-fhir", "export-fhir"}),
    "analyst": frozenset({"see-population", "see-measures", "see-models", "change-models"}),
    "feed": frozenset(
        {"send-feed", "use-fhir", "export-fhir", "write-fhir", "choose-ids", "register-people", "book-appointments"}
    ),
}


# Those whom access.break_glass (migration 0014) lets do it: the two lists are the same.
MAY |= {
    role: MAY[role] | {"break-glass"} for role in ("coordinator", "manager", "social-worker", "district-nurse", "gp")
}


# Roles that look for something else than care, and for what: as access.purpose (migration 0014) has them.
LOOKS_FOR: dict[str, str] = {
    "analyst": "planning", "director": "planning", "researcher": "research", "finance": "payment",
}  # fmt: skip


def acting(account: Account, *acts: Act) -> Mapping[str, str]:
    """The setting that holds a transaction to the roles that allow all of these acts: what an act is for follows from
    them. Nothing where all that an account does is for the same.
    """
    if len(account.roles) < 2 or not account.roles & LOOKS_FOR.keys():
        return {}
    return {"careweft.roles": f"{{{','.join(sorted(_allowing(account, acts)))}}}"}


def purposes(account: Account, *acts: Act) -> list[str]:
    """What the account looks for when it does these; nothing where that is care."""
    found = {LOOKS_FOR.get(role, "") for role in _allowing(account, acts)}
    return [] if "" in found else sorted(found)


def _allowing(account: Account, acts: Iterable[Act]) -> set[str]:
    return {role for role in account.roles if MAY.get(role, frozenset()).issuperset(acts)}


def may(account: Account, act: Act) -> bool:
    """Whether any role of the account allows the act."""
    return any(act in MAY.get(role, frozenset()) for role in account.roles)


def may_choose(account: Account, id_: str) -> bool:
    """Whether an account may make a resource under this id: a system, under UUIDs and ids that begin with its own
    organisation and a dot. Somebody else's of these cannot be guessed, so that one that is taken tells nothing new.
    """
    organisation, dot, _ = id_.partition(".")
    own = bool(dot) and organisation in account.parties
    return (own or _UUID(id_) is not None) and may(account, "choose-ids")


def require(account: Account, act: Act) -> None:
    """Raise Refused where no role of the account allows the act."""
    if not may(account, act):
        raise Refused(f"your roles do not allow this ({act})", hint="Ask your manager if you need it for your work")
