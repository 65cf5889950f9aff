"""The FHIR interactions as functions on a connection and a store. They know nothing of HTTP.

Each gives an Outcome or raises: NotFound, Gone, Conflict, Unmet, Unchosen, Refused, Invalid, BadInput (see
`outcome.of_error`).
"""

from careweft.fhir.interactions.address import Address
from careweft.fhir.interactions.batch import batch, check_batch
from careweft.fhir.interactions.change import create, delete, delete_matching, refuse_chosen, update, update_matching
from careweft.fhir.interactions.entries import writes
from careweft.fhir.interactions.history import history
from careweft.fhir.interactions.outcomes import Gone, Outcome, Server, Unmet
from careweft.fhir.interactions.patch import patch, patch_matching
from careweft.fhir.interactions.persons import PersonResolver, by_compartment
from careweft.fhir.interactions.read import read, search, vread
from careweft.fhir.interactions.transaction import transaction

__all__ = [
    "Address",
    "Gone",
    "Outcome",
    "PersonResolver",
    "Server",
    "Unmet",
    "batch",
    "by_compartment",
    "check_batch",
    "create",
    "delete",
    "delete_matching",
    "history",
    "patch",
    "patch_matching",
    "read",
    "refuse_chosen",
    "search",
    "transaction",
    "update",
    "update_matching",
    "vread",
    "writes",
]
