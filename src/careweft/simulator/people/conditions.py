"""Conditions and grades of frailty: codes, how common they are and for whom, and the medicines that go with them."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Medicine:
    """A repeat medicine: ATC code (WHO), product, dose as text, and share of people with the condition on it."""

    atc: str
    name: str
    dose: str
    share: float


@dataclass(frozen=True)
class ConditionKind:
    """One condition: SNOMED CT and ICD-10 codes, recorded prevalence (QOF 2019/20) among those of `adult` and over,
    relative risk by `BANDS`, prevalence in the most and least deprived tenths, women's risk over men's, and mean years
    since it was recorded. Only the codes, `prevalence` and `tenths` have a source; the rest are parameters."""

    name: str
    snomed: str
    display: str
    icd10: str
    prevalence: float
    by_age: tuple[float, ...]
    adult: int = 0
    tenths: tuple[float, float] | None = None
    women: float = 1.0
    years: float = 9.0
    medicines: tuple[Medicine, ...] = ()


def _m(atc: str, name: str, dose: str, share: float) -> Medicine:
    return Medicine(atc, name, dose, share)


CONDITIONS: Final[tuple[ConditionKind, ...]] = (
    ConditionKind(
        *("hypertension", "38341003", "Hypertensive disorder", "I10", 0.1408),
        by_age=(0, 0, 0.01, 0.12, 0.75, 1.6, 2.1, 2.2),
        medicines=(
            _m("C08CA01", "Amlodipine 5mg tablets", "One daily", 0.5),
            _m("C09AA05", "Ramipril 5mg capsules", "One daily", 0.5),
        ),
    ),
    ConditionKind(
        *("diabetes", "73211009", "Diabetes mellitus", "E11.9", 0.0707),
        by_age=(0, 0.03, 0.08, 0.3, 1.0, 1.9, 2.1, 1.7),
        adult=17,
        tenths=(8.5, 5.8),
        women=0.8,
        medicines=(
            _m("A10BA02", "Metformin 500mg tablets", "Two twice a day with food", 0.7),
            _m("A10BK03", "Empagliflozin 10mg tablets", "One daily", 0.25),
            _m("A10AE04", "Insulin glargine 100units/ml", "20 units at night", 0.15),
        ),
    ),
    ConditionKind(
        *("depression", "35489007", "Depressive disorder", "F32.9", 0.1155),
        by_age=(0, 0.02, 0.8, 1.1, 1.2, 0.8, 0.7, 0.7),
        adult=18,
        tenths=(13.8, 10.7),
        women=1.7,
        medicines=(_m("N06AB06", "Sertraline 50mg tablets", "One daily", 0.5),),
    ),
    ConditionKind(
        *("asthma", "195967001", "Asthma", "J45.9", 0.0648),
        by_age=(0.2, 0.9, 1.0, 1.0, 1.1, 1.1, 1.0, 0.8),
        years=14,
        medicines=(
            _m("R03AC02", "Salbutamol 100micrograms/dose inhaler", "Two puffs when needed", 0.9),
            _m("R03BA01", "Beclometasone 100micrograms/dose inhaler", "Two puffs twice a day", 0.6),
        ),
    ),
    ConditionKind(
        *("ckd", "709044004", "Chronic kidney disease", "N18.3", 0.0405),
        by_age=(0, 0, 0.01, 0.06, 0.4, 1.6, 3.8, 5.5),
        adult=18,
        medicines=(_m("C10AA05", "Atorvastatin 20mg tablets", "One at night", 0.7),),
    ),
    ConditionKind(
        *("chd", "53741008", "Coronary arteriosclerosis", "I25.1", 0.0309),
        by_age=(0, 0, 0, 0.05, 0.6, 1.9, 3.3, 3.9),
        women=0.5,
        medicines=(
            _m("B01AC06", "Aspirin 75mg dispersible tablets", "One daily", 0.8),
            _m("C07AB07", "Bisoprolol 2.5mg tablets", "One daily", 0.6),
            _m("C10AA05", "Atorvastatin 80mg tablets", "One at night", 0.8),
        ),
    ),
    ConditionKind(
        *("cancer", "363346000", "Malignant neoplastic disease", "C80.9", 0.0313),
        by_age=(0.05, 0.05, 0.08, 0.3, 1.0, 2.2, 3.0, 3.0),
        tenths=(2.7, 3.6),
        years=6,
    ),
    ConditionKind(
        *("copd", "13645005", "Chronic obstructive lung disease", "J44.9", 0.0194),
        by_age=(0, 0, 0, 0.06, 0.9, 2.0, 2.6, 2.0),
        tenths=(2.6, 1.5),
        medicines=(_m("R03BB04", "Tiotropium 18microgram inhalation powder capsules", "One daily", 0.7),),
    ),
    ConditionKind(
        *("atrial-fibrillation", "49436004", "Atrial fibrillation", "I48.9", 0.0205),
        by_age=(0, 0, 0, 0.03, 0.3, 1.5, 3.8, 6.5),
        women=0.75,
        years=6,
        medicines=(
            _m("B01AF02", "Apixaban 5mg tablets", "One twice a day", 0.8),
            _m("C07AB07", "Bisoprolol 5mg tablets", "One daily", 0.6),
        ),
    ),
    ConditionKind(
        *("stroke", "230690007", "Cerebrovascular accident", "I63.9", 0.0180),
        by_age=(0, 0, 0.02, 0.08, 0.5, 1.6, 3.1, 4.4),
        medicines=(_m("B01AC04", "Clopidogrel 75mg tablets", "One daily", 0.7),),
    ),
    ConditionKind(
        *("heart-failure", "84114007", "Heart failure", "I50.9", 0.0090),
        by_age=(0, 0, 0, 0.05, 0.35, 1.4, 3.5, 6.5),
        women=0.8,
        years=4,
        medicines=(
            _m("C03CA01", "Furosemide 40mg tablets", "One in the morning", 0.85),
            _m("C07AB07", "Bisoprolol 2.5mg tablets", "One daily", 0.7),
        ),
    ),
    ConditionKind(
        *("smi", "58214004", "Schizophrenia", "F20.9", 0.0093),
        by_age=(0, 0, 0.5, 1.2, 1.4, 1.0, 0.8, 0.6),
        tenths=(1.2, 0.7),
        women=0.9,
        years=15,
        medicines=(_m("N05AH03", "Olanzapine 10mg tablets", "One at night", 0.5),),
    ),
    ConditionKind(
        *("dementia", "52448006", "Dementia", "F03", 0.0078),
        by_age=(0, 0, 0, 0, 0.06, 0.9, 4.0, 12.0),
        women=1.2,
        years=3,
        medicines=(_m("N06DA02", "Donepezil 10mg tablets", "One at night", 0.5),),
    ),
    ConditionKind(
        *("learning-disability", "110359009", "Intellectual disability", "F79", 0.0051),
        by_age=(0.1, 1.2, 1.6, 1.2, 1.0, 0.6, 0.3, 0.1),
        women=0.7,
        years=18,
    ),
)
FRAILTY_CODES: Final = (
    ("", ""),
    ("925791000000100", "Mild frailty"),
    ("925831000000107", "Moderate frailty"),
    ("925861000000102", "Severe frailty"),
)
"""SNOMED CT (UK) codes that GP systems record a grade of frailty with."""
EFI_SCORES: Final = (0.06, 0.17, 0.30, 0.43)
"""A frailty index in the middle of each grade (cut-offs 0.12, 0.24, 0.36)."""
