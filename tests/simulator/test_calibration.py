"""The lived year against the figures of its sources, with generous statistical bands. Run with -s to see both."""

import numpy as np
import pytest

from careweft.simulator.calendar import DAY, NEVER
from careweft.simulator.care.contacts import Community
from careweft.simulator.care.social import HOME_CARE, Social
from careweft.simulator.care.visits import Kind, Outcome
from careweft.simulator.people.conditions import CONDITIONS

from .conftest import Lived


def near(what: str, found: float, target: float, error: float) -> None:
    print(f"{what}: {found:.4g} (source {target:.4g}, band ±{error:.2g})")
    assert abs(found - target) <= error, what


def share(what: str, which: np.ndarray, target: float, slack: float = 0.0) -> None:
    near(what, float(which.mean()), target, 4 * np.sqrt(target * (1 - target) / len(which)) + slack)


def ages(lived: Lived) -> np.ndarray:
    return lived.people.age(lived.calendar.start_day)[: lived.count]


def inside(lived: Lived, start: np.ndarray) -> np.ndarray:
    return np.asarray((start >= lived.calendar.start) & (start < lived.calendar.end))


def test_ages(lived: Lived) -> None:
    age = ages(lived)
    share("65 and over", age >= 65, 0.186)
    share("under 15", age < 15, 0.174)
    share("90 and over", age >= 90, 0.00886)


def test_frailty(lived: Lived) -> None:
    age, frail = ages(lived), lived.people.frailty[: lived.count] > 0
    share("any frailty at 50-64", frail[(age >= 50) & (age < 65)], 0.10, 0.02)
    share("any frailty at 65+", frail[age >= 65], 0.437, 0.02)
    for low, high, rate in ((50, 65, 0.048), (65, 75, 0.130), (75, 85, 0.214), (85, 130, 0.380)):
        fit = (age >= low) & (age < high) & ~frail
        share(f"fit to frail at {low}", lived.people.frailer[: lived.count][fit] < NEVER, 1 - np.exp(-rate), 0.01)


@pytest.mark.parametrize("column", range(len(CONDITIONS)), ids=[kind.name for kind in CONDITIONS])
def test_prevalence(lived: Lived, column: int) -> None:
    kind = CONDITIONS[column]
    adult = ages(lived) >= kind.adult
    has = lived.people.onset[: lived.count, column][adult] < NEVER
    share(kind.name, has, kind.prevalence)
    if kind.tenths:
        tenth = lived.people.imd[: lived.count][adult]
        for which, target in ((1, kind.tenths[0]), (10, kind.tenths[1])):
            share(f"{kind.name} in tenth {which}", has[tenth == which], target / 100, 0.008)


def test_deprivation_brings_ill_health_earlier(lived: Lived) -> None:
    age, tenth = ages(lived), lived.people.imd[: lived.count]
    many = (lived.people.onset[: lived.count] < NEVER).sum(axis=1) >= 2
    most = many[(tenth <= 2) & (age >= 45) & (age < 55)].mean()
    least = many[(tenth >= 9) & (age >= 45) & (age < 55)].mean()
    print(f"two or more conditions at 45-54: most deprived {most:.3f}, least {least:.3f}")
    assert most > 1.3 * least


def test_emergency_admissions(lived: Lived) -> None:
    stays = lived.stays
    count = (inside(lived, stays.start) & (stays.kind == Kind.EMERGENCY)).sum()
    near("emergency admissions per 1,000", count / lived.count * 1000, 117, 10)


def test_attendances(lived: Lived) -> None:
    count = inside(lived, lived.attendances.start).sum()
    near("A&E attendances per 1,000", count / lived.count * 1000, 420, 25)


def test_readmission(lived: Lived) -> None:
    stays = lived.stays
    window = (stays.end >= lived.calendar.start) & (stays.end < lived.calendar.end - 30 * DAY)
    left = np.isin(stays.kind, (Kind.EMERGENCY, Kind.ELECTIVE)) & (stays.outcome != Outcome.DIED) & window
    follows = (stays.person[1:] == stays.person[:-1]) & (stays.kind[1:] == Kind.EMERGENCY)
    back = np.append(follows & (stays.start[1:] < stays.end[:-1] + 30 * DAY), False)
    share("emergency readmission within 30 days", back[left], 0.138, 0.01)


def test_delayed_discharge(lived: Lived) -> None:
    stays = lived.stays
    waiting = stays.delay >= 0
    adult = np.isin(stays.kind, (Kind.EMERGENCY, Kind.ELECTIVE))
    delayed = float((stays.end - stays.ready)[waiting].sum()) / float((stays.end - stays.start)[adult].sum())
    near("delayed share of bed-days", delayed, 0.13, 0.04)


def test_care_outside_hospital(lived: Lived) -> None:
    social = Social(lived.people, lived.ground, lived.calendar, lived.stays, lived.draws, lived.figures.care)
    community = Community(lived.people, lived.calendar, lived.stays, lived.draws, lived.figures.care)
    seen = community.consultations()
    near("GP and nurse consultations per person-year", len(seen) / lived.count, 5.16, 0.3)
    age = community.age[seen.person]
    per_head = [
        (
            age_low,
            ((age >= age_low) & (age < age_high)).sum()
            / max(1, ((ages(lived) >= age_low) & (ages(lived) < age_high)).sum()),
        )
        for age_low, age_high in ((0, 5), (5, 15), (25, 45), (85, 130))
    ]
    print("consultations by age", per_head)
    assert per_head[3][1] == max(rate for _, rate in per_head)
    assert per_head[0][1] > per_head[1][1]
    packages = social.packages([community.referrals()])
    visits = social.visits(packages)
    home_care = packages.service == HOME_CARE
    assert (packages.weekly[home_care] * 60 == packages.a_day[home_care] * 7 * packages.minutes[home_care] * 2060).all()
    assert (packages.weekly[packages.service == 1] == 84_000).all()
    stay = lived.stays
    during = [
        row
        for row in range(0, len(visits.person), 7)
        if (
            (stay.person == visits.person[row])
            & (stay.start + DAY < visits.planned[row])
            & (stay.end > visits.planned[row])
        ).any()
    ]
    assert not during
