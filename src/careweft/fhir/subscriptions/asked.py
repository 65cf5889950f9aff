"""What a resource is asked by: its index rows and what else a search knows of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from careweft.fhir.search.index import Rows


@dataclass(frozen=True)
class Asked:
    """One version of a resource. `holders` are the persons of the Patients that the criteria name, by the
    Patients' ids; `now` is the place's instant.
    """

    rows: Rows
    person: int
    id: str
    at: datetime
    holders: Mapping[str, int]
    now: datetime


Test = Callable[[Asked], bool]
