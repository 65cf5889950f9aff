"""Every figure that the region is made from, each with its source, or marked as a parameter of ours.

`population.md` names the public sources. A figure marked "parameter" was not found in an open source: it is a plain
choice, there to be changed, and says nothing about any real place.
"""

from dataclasses import dataclass, field
from typing import Final

BANDS: Final = (0, 5, 15, 25, 45, 65, 75, 85)
"""Lower ages of the bands that age-dependent figures below are given for."""


@dataclass(frozen=True)
class People:
    """Who lives here."""

    ages: tuple[float, ...] = (
        *(5.5, 5.9, 6.0, 5.7, 6.0, 6.6, 7.0, 6.7, 6.3, 6.4, 6.9, 6.7, 5.7),
        *(4.9, 5.0, 3.6, 2.6, 1.61, 0.89),
    )
    """Share of people by five years of age, the last 90 and over. Census 2021: 17.4 % under 15, 18.6 % 65 and over,
    527,900 of 59.6 m 90 and over; the shape between is a parameter."""
    groups: tuple[float, ...] = (0.765, 0.062, 0.031, 0.040, 0.025, 0.013, 0.009, 0.030, 0.025)
    """Shares of ethnicity groups, in the order of `people.GROUPS` (parameter)."""
    care_home: float = 0.025
    """Share of those 65+ in a care home; `care_home_85` of them are 85+ (ONS)."""
    care_home_85: float = 0.564
    twins: float = 0.015
    """Share of maternities (parameter)."""
    births: float = 10.5
    """Per 1,000 people a year (parameter)."""
    moves: float = 0.07
    """Share of households that move within the region in a year (parameter)."""
    reregister: float = 0.5
    """Share of movers into another practice's area that join that practice (parameter)."""
    life: tuple[tuple[int, float, float], ...] = ((65, 18.8, 21.3), (75, 11.6, 13.3), (85, 5.9, 6.9))
    """Years of life remaining at an age, men and women (NHS demand model, 2023)."""
    frail: tuple[float, ...] = (0, 0, 0, 0.035, 0.10, 0.30, 0.54, 0.77)
    """Share with any electronic frailty, by BANDS: 10 % at 50–64, 43.7 % at 65+ (10.1186/s12877-021-02684-y)."""
    frail_grades: tuple[float, float, float] = (0.67, 0.25, 0.08)
    """Of those frail: mild, moderate, severe (parameter; older people are shifted up)."""
    frail_onset: tuple[float, ...] = (0, 0, 0, 0, 0.048, 0.130, 0.214, 0.380)
    """Fit to frail, per person-year (PMC10158172)."""
    frail_worse: float = 0.10
    """One grade worse, per person-year of the frail (parameter)."""
    death_ratio: tuple[float, ...] = (1.0, 1.92, 3.10, 4.52)
    """Hazard ratio of death: fit, mild, moderate, severe (Clegg 2016)."""


@dataclass(frozen=True)
class Care:
    """What care people use in a year."""

    emergency: float = 117.0
    """Emergency admissions per 1,000 (Nuffield Trust 2017/18)."""
    attendances: float = 420.0
    """A&E attendances per 1,000, those who are then admitted included (2016/17)."""
    readmission: float = 0.138
    """Emergency readmission in 30 days; `readmission_slope` is most over least deprived: 14.9 % / 12.7 %."""
    readmission_slope: float = 1.173
    hospital_ratio: tuple[float, ...] = (1.0, 1.93, 3.04, 4.73)
    """Hazard ratio of hospital: fit, mild, moderate, severe (Clegg 2016)."""
    emergency_by_age: tuple[float, ...] = (1.3, 0.45, 0.7, 0.7, 0.85, 1.15, 1.6, 2.1)
    """Relative rate by BANDS, frailty apart (parameter)."""
    attendance_by_age: tuple[float, ...] = (1.6, 0.9, 1.1, 0.9, 0.8, 0.9, 1.2, 1.6)
    """Relative rate of A&E attendances not admitted, by BANDS (parameter)."""
    via_ed: float = 0.75
    """Share of emergency admissions that come through A&E (parameter)."""
    elective: float = 45.0
    """Planned overnight admissions per 1,000 (parameter)."""
    stay_days: tuple[float, ...] = (0.9, 1.0, 1.4, 1.7, 2.8, 4.2, 5.6, 7.0)
    """Median stay of an emergency admission that lasts the night, by BANDS (parameter)."""
    same_day: float = 0.32
    """Share of emergency admissions home within a day (parameter)."""
    delayed_beds: float = 0.13
    """Share of occupied bed-days that are delayed discharge (13,000 of 100,000; Health Foundation, December 2022)."""
    delay_days: float = 9.0
    """Mean length of a delay (parameter)."""
    delay_reasons: tuple[tuple[str, float], ...] = (
        ("awaiting-care-package", 0.38),
        ("awaiting-care-home", 0.17),
        ("awaiting-assessment", 0.20),
        ("awaiting-nhs-rehab", 0.18),
        ("family-choice", 0.07),
    )
    """Why, and how often (parameter)."""
    hospital_deaths: float = 0.33
    """Share of deaths that are given an admission of their own; others die where they are (parameter)."""
    cancelled_admission: float = 0.012
    cancelled_transfer: float = 0.015
    cancelled_discharge: float = 0.012
    corrected_admission: float = 0.03
    """Shares of messages that are taken back or corrected (parameters)."""
    leave: float = 0.06
    """Share of stays of ten days or more with a leave of absence (parameter)."""
    consultations: float = 5.16
    """GP and nurse consultations per person-year, highest at 0–4 and 85+ (Hobbs, Lancet 2016)."""
    consultations_by_age: tuple[float, ...] = (1.5, 0.55, 0.75, 0.85, 1.0, 1.3, 1.6, 1.9)
    """Relative rate by BANDS, conditions apart (parameter)."""
    referrals: tuple[float, ...] = (0.006, 0.07, 0.18, 0.32)
    """GP referrals to the single point of access per person-year of those 65+: fit to severe (parameter)."""
    nursing: tuple[float, ...] = (0.004, 0.03, 0.10, 0.25)
    """Share of those 65+ on the community nursing caseload: fit to severe (parameter)."""
    home_care: tuple[float, ...] = (0.001, 0.009, 0.045, 0.16)
    """Share of those 65+ with council home care: fit to severe (parameter)."""
    council_home: float = 0.6
    """Share of care-home residents the council pays for (parameter)."""
    not_conveyed: float = 0.3
    """Ambulance calls that end at home, per call that ends at A&E (parameter)."""
    home_care_hour: int = 2060
    care_home_week: int = 84000
    """Prices in pence: £20.60 an hour and £840 a week (King's Fund and trade press, 2023/24)."""
    day_care_week: int = 9000
    """A day centre, two days a week, in pence (parameter)."""


@dataclass(frozen=True)
class Sector:
    """How well one kind of organisation writes down who somebody is. Rates are of its records; all are parameters
    except where a source is named. Each is multiplied by what makes the person hard to record and by the site."""

    missing_nhs: float
    """No NHS number (by sector: unknown in open sources, so a parameter)."""
    birth_date: float
    """Wrong birth date. Hospitals: sex or birth date wrong or missing in 0.11 %."""
    name: float
    """A nickname, maiden name, or a typing, hearing or scanning error."""
    stale_address: float
    """The address before this one. Hospitals: the postcode differs in about half of records."""
    copied: float
    """A field copied from somebody in the same household."""
    other: float
    """Sex, NHS number digits, postcode typing, each."""


SECTORS: Final = {
    "acute": Sector(0.03, 0.0009, 0.035, 0.50, 0.0015, 0.0006),
    "gp": Sector(0.002, 0.0007, 0.012, 0.04, 0.0006, 0.0004),
    "community": Sector(0.02, 0.004, 0.03, 0.10, 0.002, 0.001),
    "mental-health": Sector(0.03, 0.005, 0.035, 0.15, 0.002, 0.001),
    "council": Sector(0.30, 0.012, 0.06, 0.12, 0.004, 0.003),
    "home-care": Sector(0.65, 0.02, 0.08, 0.08, 0.006, 0.004),
    "ambulance": Sector(0.28, 0.025, 0.10, 0.06, 0.005, 0.006),
    "care-home": Sector(0.35, 0.012, 0.06, 0.0, 0.004, 0.003),
}
"""Error rates by kind of organisation."""


@dataclass(frozen=True)
class Identity:
    """Errors in who a record says somebody is, and what makes them cluster."""

    sectors: dict[str, Sector] = field(default_factory=lambda: dict(SECTORS))
    group_weight: tuple[float, ...] = (0.8, 1.5, 1.4, 1.6, 1.8, 1.1, 1.8, 1.0, 2.0)
    """Multiplier by ethnicity group, in the order of `people.GROUPS` (parameter: names that desks mishear)."""
    default_january: tuple[float, ...] = (0.3, 0.5, 2.0, 4.0, 5.0, 1.0, 1.5, 0.7, 6.0)
    """Relative chance that a wrong birth date is 1 January, by group (parameter)."""
    deprived_weight: float = 1.6
    """Multiplier in the most deprived tenth; its inverse in the least (parameter)."""
    site_spread: float = 0.5
    """Log standard deviation of the multiplier of one site, desk or practice (parameter)."""
    duplicates: float = 0.012
    """Share of people seen in A&E who are registered there again under a second number (parameter)."""
    joined: float = 0.75
    """Share of those later joined by A40 (parameter)."""
    address_told: float = 0.55
    """Chance that a hospital desk corrects an old address at a visit (parameter)."""
    traced: float = 0.4
    """Chance that a missing NHS number is traced and sent on (parameter)."""


@dataclass(frozen=True)
class Parameters:
    """All figures of one region."""

    people: People = field(default_factory=People)
    care: Care = field(default_factory=Care)
    identity: Identity = field(default_factory=Identity)
    zone: str = "Europe/London"
