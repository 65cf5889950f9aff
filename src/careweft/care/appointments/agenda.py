"""What a person wants to talk about at a visit, said before it, and what was answered to each point: a part of the
Appointment, so that every organisation reads it there. Pure functions.

"Preparing patients for the consultation using agenda-setting tools" (S2, case study 16).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from careweft.base.errors import BadInput
from careweft.care.appointments.resource import without
from careweft.care.resources import EXTENSION, Resource, extension

MOST_TEXT: Final = 300
_NAME: Final = "agenda"


@dataclass(frozen=True)
class Point:
    """One thing that the person wants to talk about, in their words; the answer, and who gave it."""

    says: str
    answer: str = ""
    by: str = ""


def points_of(body: Mapping[str, Any]) -> tuple[Point, ...]:
    """The points of an Appointment, in their order."""
    told = (extension(body, _NAME) or {}).get("extension", ())
    return tuple(Point(**{each["url"]: each["valueString"] for each in point["extension"]}) for point in told)


def with_points(body: Resource, points: Sequence[Point]) -> Resource:
    """The Appointment with these points in place of those that it has."""
    body = without(body, _NAME)
    if not points:
        return body
    told = [
        {"url": "point", "extension": [{"url": name, "valueString": text} for name, text in vars(each).items() if text]}
        for each in points
    ]
    return {**body, "extension": [*body.get("extension", ()), {"url": f"{EXTENSION}/{_NAME}", "extension": told}]}


def said(now: Sequence[Point], says: Iterable[str], most: int) -> list[Point]:
    """The points where the person says anew what they want to talk about: what was answered stays."""
    known = {each.says: each for each in now}
    words = dict.fromkeys(" ".join(each.split()) for each in says)
    points = [each for each in now if each.answer and each.says not in words]
    points += [known.get(each, Point(each)) for each in words if each]
    if len(points) > most or any(len(each.says) > MOST_TEXT for each in points):
        expected = f"at most {most} things, each in at most {MOST_TEXT} characters"
        raise BadInput("this is too much for one visit", where="points", expected=expected)
    return points


def answered(now: Sequence[Point], answers: Mapping[str, str], by: str) -> list[Point]:
    """The points with these answers, by what each says: an answer to what is asked no more is none."""
    given = {says: text.strip() for says, text in answers.items() if text.strip()}
    return [
        replace(each, answer=given[each.says], by=by) if given.get(each.says, each.answer) != each.answer else each
        for each in now
    ]
