"""Terminology of the CodeSystems and ValueSets that are loaded in the record, and of the value sets that R4 requires.

`Terms` is the way in: it finds them on a connection, under its row-level security, and keeps them for one request.
What a code system says beyond its tree and its properties (grammars, supplements, post-coordination) is not read.
"""

from careweft.fhir.operations.terminology.concepts import Concept, Concepts
from careweft.fhir.operations.terminology.sets import Contained, Members, members_of
from careweft.fhir.operations.terminology.terms import Terms

__all__ = ["Concept", "Concepts", "Contained", "Members", "Terms", "members_of"]
