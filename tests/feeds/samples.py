"""Where samples that others wrote are, on machines that have them: beside the checkout, or as the environment says."""

import os
from pathlib import Path

SAMPLES = Path(os.environ.get("CAREWEFT_SAMPLES", Path(__file__).parents[3] / "shared" / "data"))
HL7 = sorted((SAMPLES / "hl7v2").glob("*.hl7"))
SYNTHEA = sorted((SAMPLES / "synthea").glob("*.json.gz"))
