"""The words of the plan's pages, in one place: headings of the PRSB standards, questions, and what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from zoneinfo import ZoneInfo

from careweft.care.plans.content import (
    Action,
    Agreement,
    Carer,
    Changed,
    Contribution,
    Goal,
    IfThen,
    Kind,
    Part,
    Parts,
    Plan,
    Text,
    id_in,
    kind_of,
)
from careweft.care.plans.merge import Difference
from careweft.web import terms, words
from careweft.web.desk import Names
from careweft.web.language import N_, _

ABOUT = {
    "most-important": "What is most important to me",
    "people": "People who are important to me",
    "communication": "How I communicate and how to communicate with me",
    "do-and-dont": "Please do and please don’t",
    "wellness": "My wellness",
    "support": "How and when to support me",
}
ABOUT_HINTS = {
    "most-important": "What matters most to you: people, places, things you like to do",
    "people": "Who they are, and how they are part of your life",
    "communication": "How you talk, read and hear best. Which language you like",
    "do-and-dont": "What you want us to do, and what you do not want",
    "wellness": "How you are on a good day, and how we can tell when you are not well",
    "support": "What you need help with, when, and how you like it done",
}


@dataclass(frozen=True)
class Section:
    """A section of the plan that is written on one page: its kinds, headings and how many empty places it offers."""

    kinds: tuple[Kind, ...]
    title: str
    lead: str
    own_title: str = ""
    own_lead: str = ""


SECTIONS: Mapping[str, Section] = {
    "about": Section(
        ("about",),
        "About me",
        "In the person’s own words, as they say them.",
        "About me",
        "Write what you want people to know about you. Leave out what you like.",
    ),
    "goals": Section(
        ("goal", "progress"),
        "Goals",
        "What the person wants, why, and how they will know.",
        "My goals",
        "Write what you want to do or change. It can be small.",
    ),
    "needs": Section(("need",), "Needs", "What the person needs help with."),
    "actions": Section(
        ("action",),
        "Actions",
        "Who does what, and by when. They become tasks when the plan is in force.",
        "What I will do",
        "Write what you will do, how often and by when. Small steps are good.",
    ),
    "parts": Section(("practitioner",), "Each practitioner’s part", "What each of those involved does, in short."),
    "contingency": Section(
        ("contingency", "emergency"), "If things change", "When this happens, do that, and whom to call."
    ),
    "carers": Section(("carer",), "Carers", "Who cares for the person unpaid, and what they need themselves."),
}
OWN_SECTIONS = ("about", "goals", "actions")
TITLES: Mapping[Kind, str] = {
    "about": "About me",
    "goal": "Goals",
    "progress": "Progress",
    "need": "Needs",
    "action": "Actions",
    "practitioner": "Each practitioner’s part",
    "contingency": "Contingency plan",
    "emergency": "Emergency plan",
    "carer": "Carers and what they need",
}
ONE: Mapping[Kind, str] = {
    "goal": N_("Goal"),
    "progress": "Note",
    "need": "Need",
    "action": N_("Action"),
    "practitioner": "Part",
    "contingency": "Contingency",
    "emergency": "Emergency",
    "carer": "Carer",
}
STATUS = {
    "draft": ("Draft", "plain"),
    "active": ("In force", "good"),
    "on-hold": ("On hold", "warn"),
    "completed": ("Finished", "plain"),
    "revoked": ("Stopped", "plain"),
}
OWN_STATUS = {
    "draft": "We are still writing this plan.",
    "active": "This is your plan now.",
    "on-hold": "Your plan is on hold for now.",
    "completed": "This plan is done.",
    "revoked": "This plan has ended.",
}
STEPS = {
    "active": "Put it in force",
    "on-hold": "Put it on hold",
    "completed": "Finish it",
    "revoked": "Stop it",
}
GOALS = {"open": "Working on it", "met": "Met", "unmet": "Not going well", "dropped": "No longer wanted"}
OWN_GOALS = {
    "open": "I work on it",
    "met": "I have done it",
    "unmet": "It does not go well",
    "dropped": "I do not want it now",
}
DID = {
    "started": "started the plan",
    "changed": "changed the plan",
    "agreed": "agreed to the plan",
    "declined": "did not agree to the plan",
    "agreed-told": "wrote down that the person agrees",
    "declined-told": "wrote down that the person does not agree",
    "reviewed": "reviewed the plan",
    "active": "put the plan in force",
    "on-hold": "put the plan on hold",
    "completed": "finished the plan",
    "revoked": "stopped the plan",
}
_FIELDS = {
    "text": "it",
    "matters": "why it matters",
    "measure": "how they will know",
    "target": "by when",
    "status": "how it goes",
    "reason": "why not",
    "who": "who",
    "due": "by when",
    "often": "how often",
    "goal": "for which goal",
    "when": "when",
    "then": "what to do",
    "call": "whom to call",
    "name": "who",
}


@dataclass(frozen=True)
class Speaker:
    """Says parts in words, with the place's names."""

    names: Names
    zone: ZoneInfo
    roles: Mapping[str, str]
    own: bool = False

    def party(self, who: str) -> str:
        """Whoever acts, in words."""
        kind, name = who.split("/", 1) if "/" in who else (who, "")
        match kind:
            case "staff":
                return self.names.practitioners.get(name, name)
            case "organisation":
                return self.names.organisation(name).name
            case "role":
                return self.roles.get(name, terms.words_of(name))
            case "carer":
                return _("My carer") if self.own else "A carer"
            case _:
                return _("Me") if self.own else "The person"

    def day(self, day: date | None) -> str:
        """A day in words; empty for none."""
        return words.short_day(day, self.zone).replace(words.NBSP, " ") if day else ""

    def name(self, key: str, part: Part) -> str:
        """A part by its heading and first words: `Goal “Walk to the shop”`."""
        kind = kind_of(key)
        if kind == "about":
            return f"“{ABOUT[id_in(key)]}”"
        return f"{ONE[kind]} “{_first(part)}”"

    def difference(self, found: Difference) -> str:
        """What changed in one part, in one sentence without its full stop."""
        if found.before is None and found.after is not None:
            return f"New: {self.name(found.key, found.after)}{self._says(found.key, found.after)}"
        if found.before is not None and found.after is None:
            return f"Taken out: {self.name(found.key, found.before)}"
        assert found.before is not None
        assert found.after is not None
        return f"Changed: {self.name(found.key, found.after)}: {self._turned(found.before, found.after)}"

    def _says(self, key: str, part: Part) -> str:
        return f": {_clip(part.text)}" if kind_of(key) == "about" and isinstance(part, Text) else ""

    def _turned(self, before: Part, after: Part) -> str:
        changed = [each.name for each in fields(after) if getattr(before, each.name) != getattr(after, each.name)]
        return "; ".join(
            f"{_FIELDS.get(name, name)} was {self._value(name, getattr(before, name))}, "
            f"now {self._value(name, getattr(after, name))}"
            for name in changed
        )

    def _value(self, name: str, value: object) -> str:
        if isinstance(value, date):
            return self.day(value)
        if name == "status":
            return f"“{GOALS.get(str(value), str(value))}”"
        if name == "who":
            return self.party(str(value))
        return f"“{_clip(str(value))}”" if value else "nothing"

    def part(self, key: str, part: Part | None) -> str:
        """All that a part says, in one line; for showing what the first wrote beside what the second typed."""
        if part is None:
            return "Taken out"
        said = [
            self._value(each.name, getattr(part, each.name)).strip("“”")
            for each in fields(part)
            if getattr(part, each.name) and each.name != "goal"
        ]
        return ". ".join(said)


def agreement(said: Agreement | None, changed: bool, own: bool, zone: ZoneInfo) -> str:
    """Whether the person agrees, who said so, and whether the plan has changed since: in one or two sentences."""
    if own:
        return _own_agreement(said, changed, zone)
    if said is None:
        return "The person has not said yet whether they agree."
    what = ("agreed" if said.agreed else "did not agree") + f" on {words.short_day(said.at, zone)}"
    who = f"{said.behalf} {what} for the person" if said.behalf else f"The person {what}"
    why = f" ({said.why})" if said.why else ""
    by = "" if said.own or said.signed else f"; {said.by} wrote it down"
    reasons = f" Their reasons: {said.reasons}" if said.reasons else ""
    since = " The plan has changed since then." if changed else ""
    return f"{who}{why}{by}.{reasons}{since}"


def _own_agreement(said: Agreement | None, changed: bool, zone: ZoneInfo) -> str:
    if said is None:
        return _("You have not said yet if you agree.")
    day = words.short_day(said.at, zone)
    if said.behalf:
        text = _("{who} agreed for you on {day}.") if said.agreed else _("{who} did not agree for you on {day}.")
    else:
        text = _("You agreed on {day}.") if said.agreed else _("You did not agree on {day}.")
    told = [text.format(who=said.behalf, day=day)]
    told += [] if said.own or said.signed else [_("{who} wrote it down.").format(who=said.by)]
    if said.reasons:
        text = _("They said: {what}") if said.signed else _("You said: {what}")
        told.append(text.format(what=said.reasons))
    told += [_("The plan has changed since then.")] if changed else []
    return " ".join(told)


def did(changed: Changed, version: int) -> str:
    """Who did what: `Carla Reed changed the plan`."""
    behalf = ", on behalf of the person" if changed.behalf else ""
    return f"{changed.by} {DID.get(changed.what, changed.what)}{behalf}"


def without_part(plan: Plan, speaker: Speaker) -> list[str]:
    """Practitioners, roles and organisations that act in the plan but whose own part does not stand in it."""
    acts = {part.who for part in plan.of("action").values() if "/" in part.who}
    acts -= {part.who for part in plan.of("practitioner").values()}
    return sorted(speaker.party(who) for who in acts)


def _first(part: Part) -> str:
    match part:
        case IfThen():
            return _clip(part.when, 60)
        case Carer():
            return _clip(part.name or part.text, 60)
        case Text() | Goal() | Action() | Contribution():
            return _clip(part.text, 60)
        case _:
            return _clip(getattr(part, "text", ""), 60)


def _clip(text: str, most: int = 160) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def lines(found: Sequence[Difference], speaker: Speaker) -> list[str]:
    """What changed, a sentence each."""
    return [speaker.difference(each) for each in found]


def notes_of(parts: Parts, goal: str) -> list[Part]:
    """The notes on a goal, newest first."""
    found = [part for part in parts.values() if getattr(part, "goal", "") == goal and hasattr(part, "at")]
    return sorted(found, key=lambda note: note.at, reverse=True)
