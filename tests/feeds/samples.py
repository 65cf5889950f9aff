"""Where the samples that others wrote are."""

from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "data"
HL7 = sorted((SAMPLES / "hl7v2").glob("*.hl7"))
SYNTHEA = sorted((SAMPLES / "synthea").glob("*.json.gz"))
