"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""
