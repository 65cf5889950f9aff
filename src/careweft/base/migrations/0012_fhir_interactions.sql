-- History of a type and of the whole record, newest first: prior versions by time. Current ones are found by
-- resource_type_at, type by type.
CREATE INDEX history_at ON fhir.history (at, rid, version);
