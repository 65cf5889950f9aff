"""FHIR operations that need nothing but the record: everything, validate, terminology, export, import, summary.

They know nothing of HTTP and decide nothing about access: what they read, they read on the caller's connection, under
its row-level security.
"""
