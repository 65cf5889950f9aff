"""Messages between a person, their carers and their team, and advice between clinicians, kept in the record.

A conversation is FHIR Communications: the first one, and those in response to it. What a person and their team write to
each other is marked so that carers do not read it, unless they wrote it or the person lets them. Whoever has to answer
has a Task with the model's time. Messages are text: they carry no attachments.
"""
