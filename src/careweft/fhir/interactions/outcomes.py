"""What an interaction gives back, and what it acts with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

from careweft.fhir.interactions.persons import PersonResolver, by_compartment
from careweft.fhir.outcome import Gone, Unchosen, Unmet
from careweft.fhir.store import Store
from careweft.fhir.stored import Stored

__all__ = ["Action", "Gone", "Outcome", "Server", "Unchosen", "Unmet", "bundle"]

Action = Literal["read", "created", "updated", "unchanged", "deleted", "found"]


@dataclass(frozen=True)
class Server:
    """The store with the rule of whose a resource is, the address under which it answers, and which ids of resources
    that are not there yet, or are not to be seen, the asker may choose.
    """

    store: Store
    persons: PersonResolver = by_compartment
    base_url: str = ""
    chooses: Callable[[str], bool] = lambda id_: True
    made: set[str] = field(default_factory=set)

    def new_id(self) -> str:
        """An id that nobody chose."""
        made = str(uuid4())
        self.made.add(made)
        return made


@dataclass(frozen=True)
class Outcome:
    """What happened to one resource. `version` and `at` are its current ones, for ETag and Last-Modified."""

    action: Action
    type: str
    id: str
    version: int
    at: datetime
    body: bytes
    person_id: int

    @classmethod
    def of(cls, action: Action, stored: Stored) -> "Outcome":
        """Of a stored version."""
        return cls(action, stored.type, stored.id, stored.version, stored.at, stored.body, stored.person_id)

    @property
    def etag(self) -> str:
        """The weak entity tag of the version."""
        return f'W/"{self.version}"'

    def known(self, if_none_match: str | None, if_modified_since: datetime | None) -> bool:
        """Whether an asker who says this has the version already. The entity tag has the last word over the time."""
        if if_none_match is not None:
            tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
            return bool(tags & {self.etag.removeprefix("W/"), "*"})
        return if_modified_since is not None and self.at.replace(microsecond=0) <= if_modified_since

    @property
    def location(self) -> str:
        """Where the version is, below the base URL."""
        return f"{self.type}/{self.id}/_history/{self.version}"


def bundle(type_: str, entries: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A Bundle of entries; without any, the member is left out, as FHIR has no empty arrays."""
    found = {"resourceType": "Bundle", "type": type_, **{k: v for k, v in more.items() if v is not None}}
    return found | ({"entry": entries} if entries else {})
