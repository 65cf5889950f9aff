"""Mistakes in the record: a person says what is wrong, who keeps the entry answers in time, and both stay to be read.

What is accepted makes a new version of the entry with a Provenance; the version before it is kept and marked as
replaced. What is refused stays beside the entry with its reason (UK GDPR, articles 12, 16 and 19).
"""
