"""What can be subscribed to: topics by their canonical URL, one for each resource type and some transitions."""

from dataclasses import dataclass
from typing import Final, Literal

from careweft.fhir.definitions import resource_types

Happening = Literal["create", "update", "delete"]
CANONICAL: Final = "https://careweft.org/fhir/SubscriptionTopic/"


@dataclass(frozen=True)
class Topic:
    """Which changes of a type it is about: `before` and `now` are criteria on the versions before and after a change.

    A resource that is made has no version before, which fulfils any `before`.
    """

    url: str
    type: str
    title: str
    happenings: frozenset[Happening] = frozenset({"create", "update", "delete"})
    before: str = ""
    now: str = ""


_CHANGES: Final[frozenset[Happening]] = frozenset({"create", "update"})
_TRANSITIONS: Final = (
    Topic(
        f"{CANONICAL}encounter-start", "Encounter", "A visit or stay has begun", _CHANGES,
        "Encounter?status:not=in-progress", "Encounter?status=in-progress",
    ),
    Topic(
        f"{CANONICAL}encounter-end", "Encounter", "A visit or stay has ended", _CHANGES,
        "Encounter?status:not=finished", "Encounter?status=finished",
    ),
    Topic(
        f"{CANONICAL}task-done", "Task", "A task was done", _CHANGES,
        "Task?status:not=completed", "Task?status=completed",
    ),
)  # fmt: skip
TOPICS: Final = {topic.url: topic for topic in _TRANSITIONS} | {
    f"{CANONICAL}{type_}": Topic(f"{CANONICAL}{type_}", type_, f"{type_} was created, changed or deleted")
    for type_ in resource_types()
    if type_ != "Subscription"
}
