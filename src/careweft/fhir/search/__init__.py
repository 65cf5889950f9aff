"""FHIR search: parameters compiled from the definitions, the index rows of a resource, and requests as SQL."""
