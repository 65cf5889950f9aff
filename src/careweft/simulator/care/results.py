"""Measurements as the hospital's systems report them: LOINC codes, units, ranges and flags."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from careweft.simulator.draws import Draws, Words


@dataclass(frozen=True)
class Test:
    """One measurement: LOINC, name, UCUM unit, usual range, decimals, and mean and spread in people who are ill.
    The distributions are parameters."""

    loinc: str
    name: str
    unit: str
    low: float
    high: float
    decimals: int
    mean: float
    spread: float


@dataclass(frozen=True)
class Panel:
    """What is measured together; `code` is an HL7 CE."""

    code: str
    tests: tuple[Test, ...]


VITALS: Final = Panel(
    "85353-1^Vital signs panel^LN",
    (
        Test("8867-4", "Heart rate", "/min", 51, 90, 0, 88, 16),
        Test("9279-1", "Respiratory rate", "/min", 12, 20, 0, 18.5, 3.2),
        Test("8310-5", "Body temperature", "Cel", 36.1, 38.0, 1, 36.9, 0.6),
        Test("8480-6", "Systolic blood pressure", "mm[Hg]", 111, 219, 0, 133, 21),
        Test("8462-4", "Diastolic blood pressure", "mm[Hg]", 60, 90, 0, 76, 11),
        Test("59408-5", "Oxygen saturation", "%", 96, 100, 0, 95.6, 2.2),
    ),
)
BLOODS: Final = Panel(
    "BLOODS^Blood tests^L",
    (
        Test("718-7", "Haemoglobin", "g/L", 120, 165, 0, 128, 18),
        Test("6690-2", "White cell count", "10*9/L", 4.0, 11.0, 1, 9.6, 3.4),
        Test("777-3", "Platelets", "10*9/L", 150, 410, 0, 255, 70),
        Test("2951-2", "Sodium", "mmol/L", 133, 146, 0, 137.5, 4.0),
        Test("2823-3", "Potassium", "mmol/L", 3.5, 5.3, 1, 4.3, 0.5),
        Test("22664-7", "Urea", "mmol/L", 2.5, 7.8, 1, 7.6, 3.6),
        Test("14682-9", "Creatinine", "umol/L", 45, 104, 0, 88, 34),
        Test("1988-5", "C-reactive protein", "mg/L", 0, 5, 0, 34, 40),
    ),
)


def measure(panel: Panel, keys: Words, days: np.ndarray, draws: Draws) -> list[list[str]]:
    """What each test of the panel gave for each key: further from the middle on the first days than later."""
    columns = []
    for test in panel.tests:
        middle = (test.low + test.high) / 2
        calm = 1 / (1 + 0.25 * days)
        value = (
            middle
            + (test.mean - middle) * calm
            + test.spread * (0.5 + 0.5 * calm) * draws.normal(f"result/{test.loinc}", keys)
        )
        value = np.clip(value, test.low * 0.45, 100.0 if test.unit == "%" else test.high * 4 + 5)
        columns.append([f"{number:.{test.decimals}f}" for number in value.tolist()])
    return [list(row) for row in zip(*columns, strict=True)]


def flag(test: Test, value: str) -> str:
    """HL7 table 0078: L or H outside the usual range, N within."""
    number = float(value)
    return "L" if number < test.low else "H" if number > test.high else "N"
