"""The addresses of what Questionnaires and their answers say: R4's and SDC's own, and ours where there is none."""

from typing import Final

from careweft.care.resources import EXTENSION

CANONICAL: Final = "https://careweft.org/fhir/Questionnaire"
INSTRUMENTS: Final = "https://careweft.org/fhir/CodeSystem/instrument"
LOINC: Final = "http://loinc.org"

_R4, _SDC = "http://hl7.org/fhir/StructureDefinition", "http://hl7.org/fhir/uv/sdc/StructureDefinition"
TRANSLATION: Final = f"{_R4}/translation"
ORDINAL: Final = f"{_R4}/ordinalValue"
HIDDEN: Final = f"{_R4}/questionnaire-hidden"
EXCLUSIVE: Final = f"{_R4}/questionnaire-optionExclusive"
UNIT: Final = f"{_R4}/questionnaire-unit"
LEAST: Final = f"{_R4}/minValue"
MOST: Final = f"{_R4}/maxValue"
SOURCE: Final = f"{_R4}/cqf-citation"
CALCULATED: Final = f"{_SDC}/sdc-questionnaire-calculatedExpression"
INITIAL: Final = f"{_SDC}/sdc-questionnaire-initialExpression"
EXTRACT: Final = f"{_SDC}/sdc-questionnaire-observationExtract"

LICENCE: Final = f"{EXTENSION}/instrument-licence"
FOR: Final = f"{EXTENSION}/instrument-for"
LABEL: Final = f"{EXTENSION}/instrument-label"
BAND: Final = f"{EXTENSION}/instrument-band"
ALERT: Final = f"{EXTENSION}/instrument-alert"
HINT: Final = f"{EXTENSION}/item-hint"
KNOWN_AT: Final = f"{EXTENSION}/prefill-at"
ANSWERED: Final = f"{EXTENSION}/answered"
ASKED: Final = f"{EXTENSION}/asked"
RULE: Final = "text/careweft-rule"
"""The language of expressions that are rules of the rule language."""
FHIRPATH: Final = "text/fhirpath"
