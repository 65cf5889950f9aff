"""The policy of whom and what, said again in plain Python: slow, and written from the rules, not from the SQL."""

from dataclasses import dataclass, field
from datetime import datetime

ALL = frozenset(
    {"mental-health", "substance-use", "sexual-health", "hiv", "safeguarding", "restricted", "private", "withheld"}
)
LABELS = {
    "MH": "mental-health",
    "PSY": "mental-health",
    "ETH": "substance-use",
    "SEX": "sexual-health",
    "HIV": "hiv",
    "SDV": "safeguarding",
    "R": "restricted",
    "V": "private",
    "NOPAT": "withheld",
    "SOMETHING-NEW": "restricted",
    "N": "",
}
NEVER_OPENED = {"safeguarding", "private"}
OPENED_UNLESS_REFUSED = {"substance-use", "sexual-health", "hiv"}


@dataclass(frozen=True)
class Reason:
    """A relationship."""

    party: str
    kind: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Wish:
    """Yes or no, to a party or to everybody (''), about categories ('ordinary' for the record), in [since, until)."""

    yes: bool
    party: str
    about: frozenset[str]
    since: datetime
    until: datetime


@dataclass
class Known:
    """All that is known of one person's sharing; `marks` are the categories of each resource."""

    reasons: list[Reason] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    marks: dict[str, frozenset[str]] = field(default_factory=dict)
    objections: set[str] = field(default_factory=set)  # what else than care the record is not to be used for


def not_shown_by_kind(kind: str) -> set[str]:
    """What a kind of relationship does not show by itself."""
    match kind:
        case "self":
            return {"withheld"}
        case "guardian":
            return {"withheld", "safeguarding"}
        case "parent":
            return {"withheld", "safeguarding", "sexual-health", "private"}
        case "young-persons-parent" | "carer" | "reading-carer" | "share":
            return set(ALL)
        case "care-team":
            return {"sexual-health", "hiv", "private"}
        case "registered-practice":
            return {"sexual-health", "private"}
        case "stay":
            return {"sexual-health", "safeguarding", "private"}
        case "service" | "task" | "appointment" | "pathway":
            return set(ALL) - {"withheld"}
        case "conversation":
            return set(ALL) - {"withheld", "restricted"}
    return {"ordinary", *ALL}


def hidden(known: Known, reason: Reason, now: datetime) -> set[str]:
    """The categories that a relationship that holds does not show."""
    wishes = [wish for wish in known.wishes if wish.since <= now < wish.until]
    refused = {what for wish in wishes if not wish.yes for what in wish.about}
    if reason.kind == "break-glass":
        return NEVER_OPENED | (OPENED_UNLESS_REFUSED & refused)
    if reason.kind == "self":
        return {"withheld"}
    found = not_shown_by_kind(reason.kind)
    for wish in wishes:
        if not wish.yes and not wish.party:
            found |= heeded(reason.kind, wish)
    for wish in wishes:
        if wish.yes and wish.party == reason.party:
            found -= wish.about
    for wish in wishes:
        if not wish.yes and wish.party == reason.party:
            found |= wish.about
    return found


def heeded(kind: str, wish: Wish) -> set[str]:
    """What of a no to everybody a kind of relationship heeds."""
    if kind in ("guardian", "parent", "young-persons-parent"):
        return set()
    keeps_the_record = kind in ("registered-practice", "carer", "reading-carer", "share")
    return {what for what in wish.about if not (what == "ordinary" and keeps_the_record)}


def sees(known: Known, parties: set[str], now: datetime, what: str | None = None, purpose: str = "") -> bool:
    """Whether somebody of these parties, who looks for care or another purpose, sees the person, or one resource."""
    if purpose in known.objections:
        return False
    for reason in known.reasons:
        if reason.party not in parties or not reason.since <= now < reason.until:
            continue
        hides = hidden(known, reason, now)
        if "ordinary" in hides:
            continue
        if what is None or not (known.marks[what] & hides):
            return True
    return False
