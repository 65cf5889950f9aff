"""A model of care in words: when something happens to somebody, what is done, by whom and by when."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from careweft.care.reactions import ASSESS_SEGMENT, Action, Hold, MakeTask, Reaction, Refer, Tell
from careweft.models.compile import Compiled
from careweft.models.file import Model, Role
from careweft.models.processes import SIX
from careweft.models.tiers import InTier
from careweft.web import terms, words

LEVELS = {"macro": "A whole system", "meso": "Organisations together", "micro": "A service or team"}
INTEGRATION = {"real": "One organisation", "virtual": "Organisations that stay separate"}
BREADTH = {
    "horizontal": "Horizontal: services side by side",
    "vertical": "Vertical: from home to hospital",
    "both": "Horizontal and vertical",
}
INTENSITY = {
    "linkage": "Linkage: they know of each other",
    "coordination": "Coordination: they plan together",
    "full": "Full: one organisation, one budget",
}
PROCESSES = {
    "systemic": "Systemic",
    "organisational": "Organisational",
    "clinical": "Clinical",
    "informational": "Informational",
    "financial": "Financial",
    "normative": "Normative",
}
_HAPPENS = {
    "admitted": "is admitted to hospital",
    "discharged": "leaves hospital",
    "attended-ed": "comes to the emergency department",
    "on-leave": "goes on leave from the ward",
    "returned": "comes back from leave",
    "moved": "moves",
    "died": "dies",
    "referred": "is referred",
    "assessed": "is assessed",
    "reading": "has a new reading",
    "plan-agreed": "agrees to the plan",
    "plan-declined": "does not agree to the plan",
    "goal-met": "meets a goal",
    "prescribed": "is prescribed a medicine",
    "alerted": "has an alert",
    "letter-arrived": "has a new letter",
}
_WHO = {
    "case.open": "who has an open case",
    "from.class == 'inpatient'": "who was on a ward",
    "from.emergency": "who came as an emergency",
}
_TOLD = {"gp": "the GP", "case.coordinator": "the coordinator", "team": "the team"}


@dataclass(frozen=True)
class Said:
    """One reaction in words: when (with a rule where words do not say it), and what is done."""

    when: str
    rule: str
    does: Sequence[str]


@dataclass(frozen=True)
class Realised:
    """One of the six processes in a model: what the source says, and which parts of the file bring it about."""

    title: str
    says: str
    by: Sequence[str]

    @property
    def done(self) -> bool:
        """Whether anything in the file brings it about."""
        return bool(self.by)

    @property
    def word(self) -> str:
        """How it stands, in two words."""
        return "In the file" if self.by else "Only said" if self.says else "Not said"


def processes(model: Model) -> list[Realised]:
    """The six integrative processes of a model, in the source's order."""
    return [realised(model, name) for name in SIX]


def realised(model: Model, name: str) -> Realised:
    """One of the six."""
    told = model.processes.each[name] if model.processes else None
    return Realised(PROCESSES[name], told.says if told else "", [_part(each) for each in told.by] if told else [])


def _part(path: str) -> str:
    section, _, name = path.partition(".")
    words_ = section.replace("-", " ").capitalize()
    return f"{words_}: {name.replace('.', ', ').replace('-', ' ')}" if name else words_


def whole(compiled: Compiled) -> dict[str, Any]:
    """All that a model's page says of it in words."""
    model = compiled.model
    return {
        "model": model,
        "answers": [
            ("What is it for?", model.answers.goals),
            ("Where?", model.answers.context),
            ("What kind of joining?", model.answers.type),
            ("How broad?", BREADTH[model.answers.breadth]),
            ("How close?", INTENSITY[model.answers.intensity]),
            ("For whom?", LEVELS[model.level]),
            ("Joined as", INTEGRATION[model.integration]),
        ],
        "processes": processes(model),
        "entry": entry(compiled),
        "reactions": reactions(compiled),
        "teams": teams(compiled),
    }


def reactions(compiled: Compiled) -> list[Said]:
    """Every reaction of a model, its programmes' among them."""
    tiers = {tier.id: tier.title for tier in compiled.tiers}
    return [_said(reaction, _roles(compiled), tiers) for reaction in compiled.reactions]


def teams(compiled: Compiled) -> list[tuple[str, str]]:
    """Each kind of team: how it is aligned, and its roles with their caseloads."""
    aligned = {
        "gp-practice": "Works with GP practices",
        "residence": "Works where people live",
        "place": "Works for the whole place",
    }
    return [
        (team.title, f"{aligned[team.aligned]}. {', '.join(map(_role, team.roles.values()))}.")
        for team in compiled.model.teams.values()
    ]


def _role(role: Role) -> str:
    notes = [
        *(["leads"] if role.leads else []),
        *([f"at most {words.many(role.caseload, 'case')}"] if role.caseload else []),
    ]
    return f"{role.title} ({', '.join(notes)})" if notes else role.title


def entry(compiled: Compiled) -> str:
    """How people come in, in a sentence."""
    told = compiled.model.entry
    if told is None:
        return "Nobody is referred to it: it acts on what happens."
    by = _roles(compiled).get(told.by, terms.words_of(told.by)).lower()
    late = f", else the {told.escalate} is told" if told.escalate else ""
    screen = f", with the help of the {told.screen.upper()} screen" if told.screen else ""
    return f"One way in. The {by} decides within {told.within}{late}{screen}."


def _roles(compiled: Compiled) -> dict[str, str]:
    return {name: role.title for team in compiled.model.teams.values() for name, role in team.roles.items()}


def _said(reaction: Reaction, roles: Mapping[str, str], tiers: Mapping[str, str]) -> Said:
    if isinstance(reaction.where, InTier):
        when = f"When somebody comes into the tier “{tiers[reaction.where.segment]}”"
        return Said(when, "", [_does(action, roles) for action in reaction.actions])
    happens = _HAPPENS.get(reaction.on, f"has this happen: {terms.words_of(reaction.on).lower()}")
    who, rule = _condition(str(reaction.where) if reaction.where else "")
    return Said(f"When somebody{who} {happens}", rule, [_does(action, roles) for action in reaction.actions])


def _condition(rule: str) -> tuple[str, str]:
    """The words for a rule, or none and the rule itself where there is a part without words."""
    if not rule:
        return "", ""
    parts = [part.strip().strip("()") for part in re.split(r"\band\b", rule)]
    if all(part in _WHO for part in parts):
        return f" {' and '.join(_WHO[part] for part in parts)}", ""
    return "", rule


def _does(action: Action, roles: Mapping[str, str]) -> str:
    match action:
        case Tell(to):
            return f"Tell {_and([_TOLD.get(each, f'whoever gives {terms.words_of(each).lower()}') for each in to])}"
        case Hold(act, service):
            name = terms.words_of(service).lower()
            return f"Pause {name}" if act == "pause" else f"Start {name} again"
        case MakeTask():
            by = roles.get(action.by, terms.words_of(action.by)).lower()
            late = f", else tell the {action.escalate}" if action.escalate else ""
            then = "; once it is done, their tier is worked out anew" if action.then == ASSESS_SEGMENT else ""
            return f"Give the {by} a task: {action.title}, within {action.within}{late}{then}"
        case Refer(reason, urgent):
            return f"Refer {'urgently ' if urgent else ''}to the point of entry: {reason}"


def _and(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
