"""What people read on their own pages: the record that staff see, in short words, and nothing to press by mistake."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from careweft.care.corrections.amendment import text_and_day
from careweft.web import words
from careweft.web.language import N_, isolated
from careweft.web.view import TaskGroup

TITLES = {
    "start": "My page",
    "timeline": "My record",
    "pathways": "What comes next",
    "journey": "My care as a picture",
    "plan": "My plan",
    "tasks": "Things to do",
    "who is involved": "Who helps me",
    "who looked": "Who looked",
    "sharing": "Sharing",
    "team meetings": "What my team said",
    "equipment": "My equipment",
    "help near by": "Help near me",
    "social needs": "What would help",
    "stay in hospital": "My stay in hospital",
    "results": "Results and letters",
    "readings": "My readings",
    "letter": "A letter",
    "entry": "Is this right?",
    "corrections": "Put a mistake right",
    "carers": "Family and carers",
    "take": "Take it with me",
    "messages": "Messages",
    "message": "Messages",
    "appointments": "My appointments",
    "visit": "My visit",
    "requests": "My requests",
}
INTERNAL = frozenset({"review-readings"})
"""The codes of tasks by which staff remind one another: they say nothing of what will happen to the person."""


TASKS = {
    "answer-message": N_("Answer your message"),
    "correct-record": N_("Tell you about the mistake"),
    "call-instead": N_("Call you"),
    "allocate": N_("Find someone to look after you"),
    "rebook-appointment": N_("Find another time for you"),
}
"""What the house's own tasks for staff are to the person. Their reasons are written for staff."""


def entry_line(body: Mapping[str, Any]) -> str:
    """What an entry of the record says, with its day as people write it."""
    text, day = text_and_day(body)
    if len(day) == len("2026-01-15"):
        day = words.short_day(date.fromisoformat(day), ZoneInfo("UTC"))  # a day is a day in every zone
    return f"{isolated(text)} ({isolated(day)})" if day else isolated(text)


def _team(name: str) -> str:
    """Whose it is, in the person's words."""
    return {"The person": "You", "A carer": "Your carer"}.get(name, name)


def plain(groups: Sequence[TaskGroup]) -> list[TaskGroup]:
    """Tasks without what only staff may do, see or follow."""
    return [
        replace(
            group,
            tasks=[
                replace(task, href="", person_href="", claim="", finish="", team=_team(task.team))
                for task in group.tasks
            ],
        )
        for group in groups
    ]
