"""One written region of 3,000 people, and the lived year of 20,000 without its files, each made once."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from careweft.simulator import play, region
from careweft.simulator.calendar import Calendar
from careweft.simulator.care.attendances import Attendances
from careweft.simulator.care.hospital import RUN_IN_DAYS, Hospital
from careweft.simulator.care.visits import Visits
from careweft.simulator.draws import Draws
from careweft.simulator.parameters import Parameters
from careweft.simulator.people import population
from careweft.simulator.people.names import Names
from careweft.simulator.people.places import Places
from careweft.simulator.people.population import Population


@dataclass(frozen=True)
class Lived:
    """A year lived, before anybody writes anything down."""

    count: int
    calendar: Calendar
    draws: Draws
    figures: Parameters
    people: Population
    ground: Places
    hospital: Hospital
    stays: Visits
    attendances: Visits


def live(count: int, seed: int, figures: Parameters | None = None) -> Lived:
    figures = figures or Parameters()
    calendar = Calendar(region.START, region.END, RUN_IN_DAYS, figures.zone)
    draws = Draws(seed)
    people, ground = population.make(count, calendar, draws, figures.people, Names())
    hospital = Hospital(people, calendar, draws, figures.care)
    stays = hospital.make()
    attendances = Attendances(hospital).make(stays)
    return Lived(count, calendar, draws, figures, people, ground, hospital, stays, attendances)


@pytest.fixture(scope="session")
def lived() -> Lived:
    return live(20_000, 11)


@dataclass(frozen=True)
class Written:
    """A written region and what was said of it."""

    folder: Path
    summary: region.RegionSummary

    @cached_property
    def everything(self) -> dict[str, list[play.Message]]:
        """All messages by source, in the order of their arrival."""
        found: dict[str, list[play.Message]] = defaultdict(list)
        for message in play.through(self.folder, region.END):
            found[message.source].append(message)
        return found

    def messages(self, source: str) -> list[play.Message]:
        """All messages of a source, in the order of their arrival."""
        return self.everything[source]

    def table(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    out = tmp_path_factory.mktemp("region") / "r"
    return Written(out, region.make(3_000, 7, out))


@pytest.fixture(scope="session")
def adt(written: Written) -> list[list[list[str]]]:
    """The hospital's messages as segments and fields."""
    return [segments(message.payload) for message in written.messages("acute")]


def segments(payload: bytes) -> list[list[str]]:
    return [line.split("|") for line in payload.decode().rstrip("\r").split("\r")]


def segment(message: list[list[str]], name: str) -> list[str]:
    found = next((fields for fields in message if fields[0] == name), [])
    return found + [""] * (60 - len(found))
