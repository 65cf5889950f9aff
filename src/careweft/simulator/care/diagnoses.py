"""Why people are in hospital: ICD-10 diagnoses, the service that looks after them, and how likely each is for whom."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from careweft.simulator.calendar import NEVER
from careweft.simulator.draws import Draws, Ints, Words
from careweft.simulator.people.conditions import CONDITIONS
from careweft.simulator.people.health import band
from careweft.simulator.people.population import Population

_COLUMN: Final = {kind.name: column for column, kind in enumerate(CONDITIONS)}


@dataclass(frozen=True)
class Diagnosis:
    """ICD-10 code (WHO) and text, treating service, relative weight by `BANDS`, and conditions that make it likelier
    (`boost` times). The weights are parameters."""

    icd10: str
    text: str
    service: str
    weights: tuple[float, ...]
    because: tuple[str, ...] = ()
    boost: float = 1.0


def _d(icd10: str, text: str, service: str, weights: str, because: str = "", boost: float = 1.0) -> Diagnosis:
    return Diagnosis(icd10, text, service, tuple(map(float, weights.split())), tuple(because.split()), boost)


EMERGENCY: Final = (
    _d("J18.9", "Pneumonia, unspecified", "MED", "3 2 1 2 4 7 9 10", "copd dementia", 2),
    _d("N39.0", "Urinary tract infection, site not specified", "MED", "2 1 1 2 2 4 7 9", "dementia", 2),
    _d("I50.0", "Congestive heart failure", "MED", "0 0 0 .1 .6 1 1.5 2", "heart-failure", 20),
    _d(
        "J44.1",
        "Chronic obstructive pulmonary disease with acute exacerbation",
        "MED",
        "0 0 0 .1 .5 .8 .8 .5",
        "copd",
        30,
    ),
    _d("I63.9", "Cerebral infarction, unspecified", "ELD", "0 0 .1 .3 1.5 3 4 4", "stroke atrial-fibrillation", 2.5),
    _d("S72.0", "Fracture of neck of femur", "ORT", "0 0 .1 .1 .4 1.5 4 7"),
    _d("R29.6", "Tendency to fall, not elsewhere classified", "ELD", "0 0 0 .1 .5 2 5 8", "dementia", 2),
    _d("F05.9", "Delirium, unspecified", "ELD", "0 0 0 .1 .2 .8 2 4", "dementia", 6),
    _d("R07.4", "Chest pain, unspecified", "MED", "0 .3 2 5 7 5 4 2.5", "chd", 4),
    _d("I21.4", "Acute subendocardial myocardial infarction", "MED", "0 0 0 .5 2 2.5 2.5 2", "chd diabetes", 2),
    _d(
        "I48.9",
        "Atrial fibrillation and atrial flutter, unspecified",
        "MED",
        "0 0 .1 .4 1.5 2.5 2.5 2",
        "atrial-fibrillation",
        4,
    ),
    _d("A41.9", "Sepsis, unspecified", "MED", "1 .4 .5 .8 2 3 4 5"),
    _d("K52.9", "Gastroenteritis and colitis of unspecified origin", "MED", "4 2 2 2 1.5 1.5 2 2"),
    _d("R10.4", "Other and unspecified abdominal pain", "SUR", "1 5 9 7 4 3 2 2"),
    _d("K35.8", "Acute appendicitis, other and unspecified", "SUR", "0.3 3 4 2 .8 .4 .2 .1"),
    _d("J21.9", "Acute bronchiolitis, unspecified", "PAE", "14 0 0 0 0 0 0 0"),
    _d("J45.9", "Asthma, unspecified", "MED", ".6 .8 .5 .5 .4 .3 .2 .2", "asthma", 10),
    _d("B34.9", "Viral infection, unspecified", "MED", "12 4 2 1 .6 .5 .5 .5"),
    _d("T50.9", "Poisoning by other and unspecified drugs", "MED", ".5 1 6 4 1.5 .4 .2 .1", "depression smi", 4),
    _d("R55", "Syncope and collapse", "MED", ".2 .6 1.5 1.5 2 3 4 4"),
    _d("L03.1", "Cellulitis of other parts of limb", "MED", ".2 .5 1 2 2.5 2.5 2.5 2.5", "diabetes", 3),
)
ATTENDANCE: Final = (
    _d("S93.4", "Sprain and strain of ankle", "EMD", ".2 4 5 4 3 1.5 1 .5"),
    _d("S61.9", "Open wound of wrist and hand", "EMD", "1 2 4 4 3 2 2 1"),
    _d("S06.0", "Concussion", "EMD", "5 4 2 1.5 1.5 2 4 6"),
    _d("S52.5", "Fracture of lower end of radius", "EMD", "1 5 1.5 1 1.5 3 4 4"),
    _d("R07.4", "Chest pain, unspecified", "EMD", "0 .5 2 4 6 5 4 4", "chd", 3),
    _d("R10.4", "Other and unspecified abdominal pain", "EMD", "1.5 3 5 5 4 3 3 3"),
    _d("J06.9", "Acute upper respiratory infection, unspecified", "EMD", "9 4 3 2 1 1 1 1"),
    _d("M54.5", "Low back pain", "EMD", "0 .3 1.5 4 4 3 3 3"),
    _d("B34.9", "Viral infection, unspecified", "EMD", "9 3 2 1 .7 .7 .7 .7"),
    _d("R51", "Headache", "EMD", ".2 1 2 3 2 1 1 1"),
    _d("R29.6", "Tendency to fall, not elsewhere classified", "EMD", "0 0 0 .2 1 3 6 10", "dementia", 2),
    _d("L03.1", "Cellulitis of other parts of limb", "EMD", ".3 .5 1 1.5 2 2 2.5 2.5", "diabetes", 2),
)
ELECTIVE: Final = (
    _d("M16.1", "Primary coxarthrosis", "ORT", "0 0 0 .5 4 7 6 3"),
    _d("M17.1", "Primary gonarthrosis", "ORT", "0 0 0 .5 4 8 7 3"),
    _d("K40.9", "Unilateral inguinal hernia", "SUR", "1 1 1 2 4 4 3 2"),
    _d("K80.2", "Calculus of gallbladder without cholecystitis", "SUR", "0 0 2 5 5 4 2 1"),
    _d("J35.0", "Chronic tonsillitis", "SUR", "6 10 6 2 .3 0 0 0"),
    _d("N40", "Hyperplasia of prostate", "SUR", "0 0 0 0 2 4 4 3"),
    _d("C18.9", "Malignant neoplasm of colon", "SUR", "0 0 0 .5 2 4 4 3", "cancer", 8),
    _d("C50.9", "Malignant neoplasm of breast", "SUR", "0 0 0 1.5 4 3 2 2", "cancer", 8),
)
MATERNITY: Final = (_d("O80.9", "Single spontaneous delivery", "MAT", "0 0 1 1 1 0 0 0"),)
NEWBORN: Final = (_d("Z38.0", "Singleton, born in hospital", "NEO", "1 0 0 0 0 0 0 0"),)

DIAGNOSES: Final = EMERGENCY + ATTENDANCE + ELECTIVE + MATERNITY + NEWBORN
"""All of them; a visit's `diagnosis` is a row here."""


def choose(pool: tuple[Diagnosis, ...], people: Population, rows: Ints, age: Ints, keys: Words, draws: Draws) -> Ints:
    """A row of DIAGNOSES for each visit, by age and by the conditions the person already has."""
    weights = np.array([item.weights for item in pool])[:, band(age)].T + 1e-9
    for column, item in enumerate(pool):
        if item.because:
            has = (people.onset[rows][:, [_COLUMN[name] for name in item.because]] < NEVER).any(axis=1)
            weights[:, column] *= np.where(has, item.boost, 1.0)
    edges = np.cumsum(weights, axis=1)
    u = draws.uniform("visit/diagnosis", keys) * edges[:, -1]
    first = DIAGNOSES.index(pool[0])
    return np.asarray(first + (edges < u[:, None]).sum(axis=1))
