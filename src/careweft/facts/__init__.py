"""Flat, person-centred tables made from the record by SQL-on-FHIR views, events from their changes, and the lake.

`projection.Projection` keeps them in step with the record; `catalogue.TABLES` says what they are; `person_facts.load`
reads one person's, `lake.open` everybody's; `events` are what happened. A projection: everything here can be rebuilt
from the record (`rebuild.rebuild`), and nothing here knows what a fact is used for."""
