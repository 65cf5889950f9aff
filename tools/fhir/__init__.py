"""Generators of what careweft.fhir needs at run time from the published R4 definitions."""
