"""What organisations send, stored raw first: HL7 v2, FHIR and CSV in; quarantine and replay; notices out.

One way in: `process.Feeds` (receive, process). Around it: `mllp.Listener`, `watch.Watch`, `load.folder`,
`quarantine.quarantine` and `quarantine.replay`. It turns messages into FHIR resources; it does not decide what should
happen next."""
