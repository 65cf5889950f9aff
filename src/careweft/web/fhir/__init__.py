"""FHIR R4 over HTTP, at `/fhir`: a route table over `careweft.fhir.interactions`.

Everybody logs in (HTTP Basic or a session); what somebody asks for without a relationship does not exist for them
(404, never 403); every access is in the audit before the answer leaves.
"""

from careweft.web.fhir.app import FhirApp
from careweft.web.fhir.table import Record

__all__ = ["FhirApp", "Record"]
