"""The FHIR interactions as functions on a connection and a store. They know nothing of HTTP.

Each gives an Outcome or raises: NotFound, Gone, Conflict, Refused, Invalid, BadInput (see `outcome.of_error`).
"""

from careweft.fhir.interactions.change import create, delete, update
from careweft.fhir.interactions.outcomes import Gone, Outcome, Server
from careweft.fhir.interactions.persons import PersonResolver, by_compartment
from careweft.fhir.interactions.read import history, read, search, vread
from careweft.fhir.interactions.transaction import transaction

__all__ = [
    "Gone",
    "Outcome",
    "PersonResolver",
    "Server",
    "by_compartment",
    "create",
    "delete",
    "history",
    "read",
    "search",
    "transaction",
    "update",
    "vread",
]
