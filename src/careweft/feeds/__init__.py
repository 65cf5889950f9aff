"""What organisations send, stored raw first: HL7 v2, FHIR and CSV in; quarantine and replay; notices out.

It turns messages into FHIR resources; it does not decide what should happen next."""
