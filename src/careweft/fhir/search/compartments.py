"""The patient compartment: what of a type is about a patient or names them in a part that the definitions list."""

from typing import Final

from careweft.base.errors import BadInput
from careweft.fhir.definitions import compartment
from careweft.fhir.search.linked import link_hashes, own_hashes, person_of
from careweft.fhir.search.parameters import parameters
from careweft.fhir.search.sql import Condition, Select, among, of_person, select
from careweft.fhir.search.values import MAX_TEXT

COMPARTMENT: Final = "_compartment"  # the name that a search within a compartment has among its parameters


def within(type_: str, value: str) -> Condition:
    """Resources of a type in the compartment `Patient/id`. Raises BadInput for other compartments and types."""
    of, _, id_ = value.partition("/")
    codes = [code for code in compartment().get(type_, ()) if code in parameters(type_)]
    if of != "Patient" or not codes:
        what = f"the compartment of a {of[:40]}" if of != "Patient" else f"{type_} in the compartment of a patient"
        raise BadInput(f"there is no {what}", where="search", expected="a type of the patient compartment")
    named = [parameters(type_)[code] for code in codes]
    mine = sorted({hash_ for parameter in named if parameter.owns for hash_ in own_hashes(parameter)})
    links = sorted({h for p in named if not p.always_own for h in link_hashes(p, "Patient")})
    if not links:
        return of_person(mine, lambda arguments: person_of((id_,), arguments))
    found: list[Select] = [
        select("index_string", links, lambda arguments, x: f"{x}.value = {arguments.add(id_[:MAX_TEXT])}")
    ]
    if mine:
        found.append(select("index_token", mine, lambda arguments, x: f"{x}.person_id {person_of((id_,), arguments)}"))
    return among(found)
