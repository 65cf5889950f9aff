"""What people are told, in the language that they read: a notice is kept as care wrote it, in English.

Names, titles and what somebody wrote stay as they are; a title that is in the catalogue is said in its language.
"""

import re

from careweft.care.casework import REASONS
from careweft.web.language import N_, _, isolated

_FORMS = (
    (r"(?P<who>.+) can see your record now\.", N_("{who} can see your record now.")),
    (r"(?P<who>.+) looks after the person now", N_("{who} looks after you now.")),
    (
        rf"The case is closed: (?P<what>{'|'.join(REASONS.values())})\. (?P<why>.+)",
        N_("We do not look after you any more. {what}. {why}"),
    ),
    (r"The case is open again: (?P<why>.+)", N_("We look after you again: {why}")),
    (r"There is a place for you now: (?P<what>.+)", N_("There is a place for you now: {what}.")),
    (r"(?P<what>.+) does not take place: (?P<why>.+)", N_("{what} does not take place: {why}")),
    (r"(?P<what>.+) is called back: (?P<why>.+)", N_("{what} must come back to us: {why}")),
    (r"(?P<what>.+): yes\. ?(?P<why>.*)", N_("{what}: yes. {why}")),
    (r"(?P<what>.+): no\. ?(?P<why>.*)", N_("{what}: no. {why}")),
    (r"(?P<what>.+): it is ready to collect at (?P<who>.+)", N_("{what}: you can collect it at {who}.")),
    (r"(?P<what>.+): it was collected from (?P<who>.+)", N_("{what}: it was collected from {who}.")),
    (r"(?P<what>.+): it cannot be had from (?P<who>.+)", N_("{what}: {who} does not have it.")),
    (
        r"You can talk with somebody who lives with it too\. They say: “(?P<what>.+)”",
        N_("You can talk with somebody who lives with it too. They say: “{what}”"),
    ),
    (
        r"Somebody would like to talk with you about living with it\. They say: “(?P<what>.+)”",
        N_("Somebody would like to talk with you about living with it. They say: “{what}”"),
    ),
    (r"You told us about a mistake\. We put it right\.", N_("You told us about a mistake. We put it right.")),
    (
        r"You told us about a mistake\. We did not change it\. You can read why\.",
        N_("You told us about a mistake. We did not change it. You can read why."),
    ),
    (
        r"What we put right for you was written again by its sender\. We put it right once more\.",
        N_("Somebody wrote again what we had put right for you. We put it right once more."),
    ),
    (
        r"What we put right for you was written again by its sender\. It stays as they wrote it: (?P<why>.+)",
        N_("Somebody wrote again what we had put right for you. It stays as they wrote it: {why}"),
    ),
    (r"Your referral was accepted\.? ?(?P<why>.*)", N_("You asked for help. We said yes. {why}")),
    (r"Your referral was not accepted: (?P<why>.*)", N_("You asked for help. We cannot give it: {why}")),
    (
        r"Your referral was passed on and is taken on: (?P<why>.*)",
        N_("You asked for help. Somebody else will help you: {why}"),
    ),
    (
        r"Your referral was passed to another team, who decide on it",
        N_("You asked for help. Another team will tell you more."),
    ),
    (
        r"Another referral of the same person is here already: both are decided together, and you are answered",
        N_("You asked for help. We look at it with what was asked before, and answer you."),
    ),
    (r"Please send us your readings: (?P<what>.+)\.", N_("Please send us your readings: {what}.")),
)
_KNOWN = tuple((re.compile(form, re.DOTALL), text) for form, text in _FORMS)


def news(message: str) -> str:
    """A notice in the language that is spoken; as it is where it was written for this one person."""
    for form, text in _KNOWN:
        if found := form.fullmatch(message):
            parts = {name: isolated(_(part)) if part else "" for name, part in found.groupdict().items()}
            return _(text).format(**parts).strip()
    return message
