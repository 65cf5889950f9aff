"""Scopes in plain words: what an app would see and do, as the consent page and the list of looks say it."""

import re
from collections.abc import Iterable
from typing import Final

from careweft.access.oauth.scopes import Scope, Scopes, known

TYPES: Final = {
    "*": "everything in the record",
    "AllergyIntolerance": "allergies",
    "Appointment": "appointments",
    "Bundle": "several things at once",
    "CarePlan": "care plans",
    "CareTeam": "who is in the care team",
    "Communication": "messages",
    "Condition": "health conditions",
    "Consent": "choices about sharing",
    "Coverage": "who pays for care",
    "DiagnosticReport": "reports of tests",
    "DocumentReference": "letters and documents",
    "Encounter": "visits and hospital stays",
    "EpisodeOfCare": "times in care",
    "Flag": "warnings",
    "Goal": "goals",
    "Immunization": "vaccinations",
    "MedicationRequest": "prescriptions",
    "MedicationStatement": "medicines",
    "Observation": "tests and measurements",
    "Organization": "names of organisations",
    "Patient": "name, date of birth, address and phone number",
    "Practitioner": "names of staff",
    "Procedure": "operations and procedures",
    "QuestionnaireResponse": "answers to questions",
    "RelatedPerson": "family and carers",
    "ServiceRequest": "referrals",
    "Task": "tasks",
}
_PLAIN: Final = {
    "openid": "Know that it is you, by a number that stands for your account.",
    "fhirUser": "Know which record in this place is yours.",
    "offline_access": "Go on for up to 90 days, also when you are not there. You can stop it at any time.",
}
_ACTS: Final = (("rs", "See"), ("c", "Add"), ("u", "Change"), ("d", "Delete"))


ACTS: Final = frozenset({"authorise", "launch", "stop"})
"""What the audit calls it when somebody lets an app in, opens one, or stops one."""


def act(action: str, what: str, outcome: str, *, themselves: bool, own: bool) -> str:
    """Such an act in words; `what` is `app` and its name, `themselves` whether the person did it."""
    app, record = what.removeprefix("app "), "your record" if own else "the record"
    if action == "launch":
        return f"Opened the app {app}" if outcome == "seen" else "Tried to open an app. Nothing was shown"
    if action == "stop":
        return f"Stopped the app {app}"
    if outcome == "refused":
        return f"Said no to the app {app}"
    return f"Let the app {app} in" if themselves else f"Let the app {app} see {record}"


def lines(scopes: Scopes) -> list[str]:
    """What the scopes let an app do, a sentence each, the most telling first."""
    found = []
    for letters, act in _ACTS:
        things = [_thing(scope) for scope in sorted(scopes.clinical) if set(letters) & set(scope.letters)]
        if things:
            found.append(f"{act}: {_listed(dict.fromkeys(things))}.")
    return [*found, *(text for name, text in _PLAIN.items() if name in scopes.plain)]


def brief(text: str) -> str:
    """Scopes as they are kept in the audit, in one line of words."""
    return " ".join(lines(Scopes(frozenset(), known(text).clinical)))


def thing(type_: str) -> str:
    """What a type of resource holds, in words."""
    return TYPES.get(type_) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type_).lower()


def _thing(scope: Scope) -> str:
    name = thing(scope.type)
    only = " and ".join(f"{code} {value.rpartition('|')[2]}" for code, value in scope.criteria)
    return f"{name} (only {only})" if only else name


def _listed(things: Iterable[str]) -> str:
    return "; ".join(things)
