"""A synthetic region: a place, its people and a period of their care, as its organisations would send it.

`make` writes it to a folder; `play` gives it back message by message.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

import orjson

from careweft.base.errors import BadInput
from careweft.simulator.calendar import Calendar, to_date
from careweft.simulator.care.attendances import Attendances
from careweft.simulator.care.contacts import Community, Referrals
from careweft.simulator.care.hospital import RUN_IN_DAYS, Hospital
from careweft.simulator.care.social import Packages, Social
from careweft.simulator.care.visits import Visits
from careweft.simulator.draws import Draws
from careweft.simulator.identity.records import Registrar
from careweft.simulator.parameters import Parameters
from careweft.simulator.people import population
from careweft.simulator.people.names import Names
from careweft.simulator.people.places import Places
from careweft.simulator.people.population import Population
from careweft.simulator.senders import organisations, tables, truth
from careweft.simulator.senders.acute import Acute
from careweft.simulator.senders.caseloads import Caseloads
from careweft.simulator.senders.fhir_plan import FhirPlanner
from careweft.simulator.senders.folder import HL7_GAP, RegionFolder
from careweft.simulator.senders.organisations import ACUTE, COMMUNITY, MENTAL_HEALTH, Organisation
from careweft.simulator.senders.practice_lists import PracticeLists
from careweft.simulator.senders.stamps import Stamps
from careweft.simulator.senders.write_csv import CsvWriter
from careweft.simulator.senders.write_fhir import FhirWriter
from careweft.simulator.senders.write_hl7 import AcuteWriter, consultant_rota

START: Final = date(2025, 1, 16)
END: Final = date(2026, 1, 16)
"""The default period, half-open: 365 days, of which the last, 2026-01-15, is the one a demonstration plays live."""
Progress = Callable[[str, int, int], None]
_FEWEST, _MOST = 100, 10_000_000
_LONGEST_DAYS: Final = 1_100
_CONSULTANTS: Final = 48


@dataclass(frozen=True)
class RegionSummary:
    """What was made. `messages` counts by source and type; for CSV sources, rows by sheet."""

    out: Path
    people: int
    born: int
    died: int
    records: int
    errors: int
    files: int
    bytes: int
    messages: dict[str, dict[str, int]]


@dataclass
class _Cast:
    """Everybody and everything in the region."""

    calendar: Calendar
    draws: Draws
    names: Names
    population: Population
    ground: Places
    senders: list[Organisation]


def make(
    people: int,
    seed: int,
    out: Path,
    start: date = START,
    end: date = END,
    progress: Progress | None = None,
    parameters: Parameters | None = None,
) -> RegionSummary:
    """Write a region of so many people over [start, end) to `out`, which must not exist or be empty.

    The same arguments give the same bytes. `progress` is called with (what is being done, steps done, steps in all).
    Raises BadInput for a size or period out of range, Conflict where `out` has something in it, Unavailable where it
    cannot be written.
    """
    _check(people, start, end)
    figures = parameters or Parameters()
    steps = _Steps(progress)
    with RegionFolder(out) as folder:
        steps.next("people")
        cast = _cast(people, seed, start, end, figures)
        return _Maker(cast, figures, seed, folder, steps).make(out, people)


def _check(count: int, start: date, end: date) -> None:
    if not _FEWEST <= count <= _MOST:
        raise BadInput(f"a region of {count} people", expected=f"{_FEWEST} to {_MOST}")
    if not 0 < (end - start).days <= _LONGEST_DAYS:
        raise BadInput(
            f"a period from {start} to {end}", expected=f"1 to {_LONGEST_DAYS} days, the end after the start"
        )


def _cast(count: int, seed: int, start: date, end: date, figures: Parameters) -> _Cast:
    calendar = Calendar(start, end, RUN_IN_DAYS, figures.zone)
    draws, names = Draws(seed), Names()
    everybody, ground = population.make(count, calendar, draws, figures.people, names)
    return _Cast(calendar, draws, names, everybody, ground, organisations.organisations(ground, names))


class _Steps:
    def __init__(self, tell: Progress | None) -> None:
        self._tell, self._done, self._total = tell, 0, 8

    def next(self, what: str) -> None:
        if self._tell:
            self._tell(what, self._done, self._total)
        self._done += 1


class _Maker:
    """Lives the period, then has each organisation write what it would send."""

    def __init__(self, cast: _Cast, figures: Parameters, seed: int, folder: RegionFolder, steps: _Steps) -> None:
        self.cast, self.figures, self.seed, self.folder, self.steps = cast, figures, seed, folder, steps
        self.stamps = Stamps(cast.calendar)
        self.surgeries = [sender.name for sender in cast.senders if sender.kind == "gp-practice"]
        self.delays = [reason for reason, _ in figures.care.delay_reasons]

    def make(self, out: Path, count: int) -> RegionSummary:
        cast, figures = self.cast, self.figures
        draws, calendar, population = cast.draws, cast.calendar, cast.population
        self.steps.next("hospital stays")
        hospital = Hospital(population, calendar, draws, figures.care)
        stays = hospital.make()
        attendances = Attendances(hospital).make(stays)
        social = Social(population, cast.ground, calendar, stays, draws, figures.care)
        social.enter_care_homes()
        self.steps.next("care in the community")
        community = Community(population, calendar, stays, draws, figures.care)
        today = calendar.start_day
        self.registrar = Registrar(population, cast.ground, cast.names, draws, figures.identity, today)
        planner = FhirPlanner(self.registrar, calendar, cast.senders, draws)
        referred = self._community(community, planner, attendances)
        packages = social.packages(referred)
        self.steps.next("hospital messages")
        self._hospital(Acute(calendar, stays, attendances, self.registrar, draws, figures))
        self.steps.next("practices, community, mental health and ambulance")
        self._bundles(planner)
        self.steps.next("council, home care and care homes")
        self._sheets(social, packages)
        self.steps.next("who is who")
        self._truth()
        self.steps.next("done")
        return self._summary(out, count)

    def _community(self, community: Community, planner: FhirPlanner, attendances: Visits) -> list[Referrals]:
        lists, caseloads = PracticeLists(planner, self.cast.ground.practices), Caseloads(planner)
        lists.consultations(community.consultations())
        from_gps = community.referrals()
        lists.referrals(from_gps)
        episodes, rounds = community.nursing(from_gps)
        caseloads.caseload(COMMUNITY, episodes, rounds)
        from_nurses = community.nurse_referrals(rounds)
        caseloads.referrals(COMMUNITY, from_nurses)
        caseloads.caseload(MENTAL_HEALTH, *community.mental_health())
        calls = community.ambulance(attendances)
        from_crews = community.ambulance_referrals(calls)
        caseloads.ambulance(calls, from_crews)
        return [from_gps, from_nurses, from_crews]

    def _hospital(self, acute: Acute) -> None:
        cast = self.cast
        draws, names = cast.draws, cast.names
        doctors = organisations.doctors(cast.ground.practices, "doctor/gp", 30_001, "G", names, draws)
        consultants = organisations.doctors(_CONSULTANTS, "doctor/consultant", 7_001, "C", names, draws)
        writer = AcuteWriter(
            acute.plan(),
            self.registrar,
            self.stamps,
            list(zip(self.surgeries, doctors, strict=True)),
            consultant_rota(consultants),
            self.delays,
        )
        self.folder.messages(ACUTE, writer.messages(draws), self.stamps, "hl7", HL7_GAP)

    def _bundles(self, planner: FhirPlanner) -> None:
        cast = self.cast
        writer = FhirWriter(planner.plan(), self.registrar, cast.calendar, cast.senders, self.surgeries, self.seed)
        for number, sender in enumerate(cast.senders):
            if sender.format == "fhir":
                self.folder.messages(sender.id, writer.bundles(number), self.stamps, "ndjson", "\n")

    def _sheets(self, social: Social, packages: Packages) -> None:
        cast = self.cast
        agencies = [sender.name for sender in cast.senders if sender.kind == "home-care"]
        homes = cast.ground.care_home_names
        sources = tables.sources(self.surgeries, agencies, homes)
        writer = CsvWriter(self.registrar, cast.calendar, sources, cast.draws)
        writer.council(packages, social.council_referrals(), self.delays, homes)
        writer.home_care(packages, social.visits(packages))
        writer.care_homes(homes)
        for source in sources.values():
            self.folder.write(f"sources/{source.id}.toml", source.declaration().encode())
            for _, name, content, rows in writer.files(source.id):
                self.folder.write(f"feeds/{source.id}/{name}", content)
                self.folder.tally.count(source.id, name.partition("-")[0], rows)

    def _truth(self) -> None:
        cast, ground = self.cast, self.cast.ground
        self.folder.write("truth/people.csv", truth.people(self.registrar, cast.calendar))
        self.errors = truth.shown_errors(self.registrar)
        self.folder.write("truth/errors.csv", truth.errors(self.errors))
        districts = (
            (code.partition(" ")[0], int(ground.imd[area]))
            for code, area in zip(ground.postcode, ground.area.tolist(), strict=True)
        )
        self.folder.write("reference/areas.csv", truth.postcodes(districts))

    def _summary(self, out: Path, count: int) -> RegionSummary:
        cast, tally = self.cast, self.folder.tally
        self.folder.write("region.json", orjson.dumps(self._described(count), option=orjson.OPT_INDENT_2))
        return RegionSummary(
            out=out,
            people=count,
            born=len(cast.population) - count,
            died=int((cast.population.died < cast.calendar.end).sum()),
            records=len(self.registrar.shown),
            errors=len(self.errors),
            files=tally.files,
            bytes=tally.size,
            messages={source: dict(sorted(kinds.items())) for source, kinds in sorted(tally.messages.items())},
        )

    def _described(self, count: int) -> dict[str, object]:
        """What region.json says."""
        cast, ground = self.cast, self.cast.ground
        return {
            "format": 1,
            "people": count,
            "seed": self.seed,
            "start": to_date(cast.calendar.start_day).isoformat(),
            "end": to_date(cast.calendar.end_day).isoformat(),
            "zone": self.figures.zone,
            "organisations": [
                {
                    "id": sender.id,
                    "name": sender.name,
                    "kind": sender.kind,
                    "source": sender.id,
                    "format": sender.format,
                    "sends_at": f"{sender.sends_at // 60:02d}:{sender.sends_at % 60:02d}" if sender.sends_at else None,
                }
                for sender in cast.senders
            ],
            "practices": {
                organisations.practice_id(number): organisations.zone_id(ground.zone_of(number))
                for number in range(ground.practices)
            },
            "zones": [organisations.zone_id(number) for number in range(ground.zones)],
            "care_homes": ground.care_home_names,
            "segments": {"ZDL": ["ready time (TS): medically fit from", f"reason (ID): {', '.join(self.delays)}"]},
            "parameters": asdict(self.figures),
        }
