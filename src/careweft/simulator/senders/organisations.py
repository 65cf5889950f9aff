"""The organisations of the region: what they are called, what they send and when, and who works in the hospital."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from careweft.simulator.draws import Draws
from careweft.simulator.people.names import Names
from careweft.simulator.people.places import Places

Format = Literal["hl7v2", "fhir", "csv"]
ACUTE, COMMUNITY, MENTAL_HEALTH, AMBULANCE = "acute", "community", "mental-health", "ambulance"
COUNCIL, CARE_HOMES = "council", "care-homes"
HOME_CARE: Final = ("homecare-a", "homecare-b")


@dataclass(frozen=True)
class Organisation:
    """One sender. `sends_at` is the local minute of the day of its nightly files; of feeds that send as things happen
    it is that of what they send nightly, if anything."""

    id: str
    name: str
    kind: str
    format: Format
    sends_at: int


@dataclass(frozen=True)
class Doctor:
    """A doctor as an HL7 XCN has one."""

    code: str
    family: str
    given: str

    @property
    def xcn(self) -> str:
        """HL7 XCN: code, family, given, prefix."""
        return f"{self.code}^{self.family}^{self.given}^^^Dr"


def practice_id(number: int) -> str:
    """The source code of a practice."""
    return f"gp-{number + 1:02d}"


def zone_id(number: int) -> str:
    """The code of a zone."""
    return f"zone-{number + 1}"


def organisations(ground: Places, names: Names) -> list[Organisation]:
    """Everybody who sends something."""
    town = names.towns[0]
    practices = [
        Organisation(practice_id(number), names.practice(number), "gp-practice", "fhir", 21 * 60 + 30 + number * 3)
        for number in range(ground.practices)
    ]
    return [
        Organisation(ACUTE, f"{town} General Hospital", "acute-hospital", "hl7v2", 0),
        *practices,
        Organisation(COMMUNITY, f"{town} Community Nursing", "community", "fhir", 22 * 60 + 40),
        Organisation(MENTAL_HEALTH, f"{town} Mental Health", "mental-health", "fhir", 22 * 60 + 50),
        Organisation(COUNCIL, f"{town} Council Adult Social Care", "council", "csv", 23 * 60),
        Organisation(HOME_CARE[0], "Helping Hands Homecare", "home-care", "csv", 23 * 60 + 10),
        Organisation(HOME_CARE[1], "Brightside Care at Home", "home-care", "csv", 23 * 60 + 20),
        Organisation(AMBULANCE, f"{town} Ambulance Service", "ambulance", "fhir", 0),
        Organisation(CARE_HOMES, "Tidewater Care Homes", "care-home", "csv", 23 * 60 + 30),
    ]


def doctors(count: int, process: str, first_code: int, prefix: str, names: Names, draws: Draws) -> list[Doctor]:
    """Made-up doctors."""
    keys = np.arange(count)
    group = draws.pick(process + "/group", keys, (0.55, 0.08, 0.16, 0.07, 0.05, 0.01, 0.03, 0.02, 0.03))
    family = names.family(draws, process + "/family", keys, group)
    female = draws.chance(process + "/female", keys, 0.5)
    given = names.given(draws, keys + (7 << 42) + first_code, group, female, np.full(count, 1975))
    return [Doctor(f"{prefix}{first_code + n}", family[n], given[n]) for n in range(count)]
