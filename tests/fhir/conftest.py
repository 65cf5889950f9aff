"""The Synthea sample, and small resources."""

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from careweft.fhir.store import Origin

SYNTHEA = Path(__file__).parents[1] / "data" / "synthea"
ORIGIN = Origin("test", 7, datetime(2026, 1, 15, 8, 59, tzinfo=UTC))


def synthea_files() -> list[Path]:
    return sorted(SYNTHEA.glob("*.json.gz"))


def read(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


@pytest.fixture
def origin() -> Origin:
    return ORIGIN


def patient(id_: str = "p1", **more: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": id_, "name": [{"family": "Brânză", "given": ["Éva", "Mary"]}], **more}


def observation(id_: str = "o1", subject: str = "Patient/p1", **more: Any) -> dict[str, Any]:
    coding = {"system": "http://loinc.org", "code": "8302-2", "display": "Body height"}
    return {
        "resourceType": "Observation",
        "id": id_,
        "status": "final",
        "code": {"coding": [coding]},
        "subject": {"reference": subject},
        "effectiveDateTime": "2026-01-10T10:00:00Z",
        "valueQuantity": {"value": 171.5, "unit": "cm", "system": "http://unitsofmeasure.org", "code": "cm"},
        **more,
    }
