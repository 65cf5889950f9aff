"""Appointments: clinics with weekly hours and the slots that they give, booking once, groups with places and a waiting
list, and the order of several visits.

Schedule, Slot and Appointment are FHIR resources in the record; the first two are about nobody. A place in a slot is
given once, by a unique key. Who of a person's carers and teams may book is a matter of relationship, as everywhere.
"""
