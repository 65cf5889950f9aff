"""The record's material: FHIR R4 definitions, decoding and validation, FHIRPath, search, store, interactions.

It knows nothing of who may see (access), of persons across sources (people), or of HTTP (web)."""
