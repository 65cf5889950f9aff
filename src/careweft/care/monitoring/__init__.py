"""Monitoring at home: readings by device, app, nurse or the person; alerts by rule; the daily review; who is on call.

The way in is `monitoring.Monitoring`. A person's monitoring is a FHIR CarePlan, an alert a DetectedIssue, a reading an
Observation; what pages list is kept beside them (`projection`).
"""
