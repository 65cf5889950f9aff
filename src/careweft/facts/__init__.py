"""Flat, person-centred tables made from the record by SQL-on-FHIR views, events from their changes, and the lake.

A projection: everything here can be rebuilt from the record."""
