"""URLs of our own FHIR extensions that feeds write, each with its place and type."""

_BASE = "https://careweft.org/fhir/StructureDefinition/"

MEDICALLY_FIT = f"{_BASE}medically-fit"
"""Encounter; valueDateTime: from when the person no longer needed to be in hospital (ZDL-1)."""

DELAY_REASON = f"{_BASE}delay-reason"
"""Encounter; valueCode: why a person fit to leave is still in hospital, such as awaiting-care-package (ZDL-2)."""

WEEKLY_COST = f"{_BASE}weekly-cost"
"""ServiceRequest; valueMoney: what a package of care costs in a week."""

STATUS_SENT = f"{_BASE}status-sent"
"""Any resource; valueString: the source's own word for its state, where FHIR's is coarser."""
