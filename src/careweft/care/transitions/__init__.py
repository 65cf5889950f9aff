"""Transitions: from admission to a safe discharge, and the beds between hospital and home.

A stay is the hospital's Encounter. From the moment of admission it has a discharge plan: a FHIR CarePlan with the day
that is expected, the Tasks of what must be ready, delays with their reasons and whose they are, the notices to social
services, the medicines before and after, and the rehabilitation plan. `stays` keeps it in step with what the hospital
says; `days` counts. Step-up beds, step-down beds and virtual wards are places (`wards`) that people have for a time.
"""
