"""R4's compartments: what of a type refers to a patient, an encounter and so on in a part that the definitions list."""

from typing import Final

from careweft.base.errors import BadInput
from careweft.fhir.definitions import compartments
from careweft.fhir.search.linked import link_hashes, own_hashes, person_of
from careweft.fhir.search.parameters import parameters
from careweft.fhir.search.sql import Condition, Select, among, of_person, select
from careweft.fhir.search.values import MAX_TEXT

COMPARTMENT: Final = "_compartment"  # the name that a search within a compartment has among its parameters


def within(type_: str, value: str) -> Condition:
    """Resources of a type in the compartment `Patient/id`, `Encounter/id` and so on. Raises BadInput."""
    of, _, id_ = value.partition("/")
    codes = [code for code in compartments().get(of, {}).get(type_, ()) if code in parameters(type_)]
    if not codes:
        listed = ", ".join(compartments()) if of not in compartments() else ", ".join(compartments()[of])
        raise BadInput(
            f"nothing of {type_} is in a compartment of {of[:40]}", where="search", expected=f"one of {listed}"
        )
    named = [parameters(type_)[code] for code in codes]
    own = [parameter for parameter in named if of == "Patient" and parameter.owns]
    mine = sorted({hash_ for parameter in own for hash_ in own_hashes(parameter)})
    links = sorted({h for p in named if not (p in own and p.always_own) for h in link_hashes(p, of)})
    if not links:
        return of_person(mine, lambda arguments: person_of((id_,), arguments))
    found: list[Select] = [
        select("index_string", links, lambda arguments, x: f"{x}.value = {arguments.add(id_[:MAX_TEXT])}")
    ]
    if mine:
        found.append(select("index_token", mine, lambda arguments, x: f"{x}.person_id {person_of((id_,), arguments)}"))
    return among(found)
