"""As what somebody does something in a person's record: as staff, as the person, or as a relative on their behalf.

Asked in the transaction that does it, by the relationship that stands at that instant: who has lost it half-way through
a form has lost it.
"""

from dataclasses import dataclass
from typing import Literal

from careweft.access.accounts import Account
from careweft.access.policy import ON_BEHALF, Act, may
from careweft.access.relationships import Acts, acts_for
from careweft.base.db import Connection
from careweft.base.errors import Refused


@dataclass(frozen=True)
class Acting:
    """As what somebody acts, and how FHIR names them: 'Practitioner/…', the person's 'Patient/…', 'RelatedPerson/…'."""

    role: Literal["staff", "person", "relative"]
    reference: str
    name: str

    @property
    def who(self) -> dict[str, str]:
        """The reference with the name, as resources hold it."""
        return {"reference": self.reference, "display": self.name}


def allows(by: Account, acts: Acts | None, act: Act) -> bool:
    """Whether an account may do something: by its role and, where it acts for somebody else, by that relationship."""
    return may(by, act) and (acts is None or act in ON_BEHALF.get(acts.kind, frozenset()))


async def acting(connection: Connection, by: Account, person_id: int, subject: str, act: Act) -> Acting:
    """As what an account does something for a person whose Patient is `subject`.

    Refused for who neither is the person nor, by a relationship that holds now, may do this for them. What staff may do
    is a matter of role, which is asked for elsewhere (`policy.require`).
    """
    if by.kind == "staff":
        return Acting("staff", f"Practitioner/{by.username}", by.display_name)
    if by.kind == "machine":
        return Acting("staff", f"Organization/{min(by.parties, default='')}", by.display_name)
    if by.person_id == person_id:
        return Acting("person", subject, by.display_name)
    found = next((each for each in await acts_for(connection) if each.person_id == person_id), None)
    if found is None or not allows(by, found, act):
        raise Refused("you may not do this for them", hint="Ask the person, or their team")
    return Acting("relative", f"RelatedPerson/{found.party.partition('/')[2]}", by.display_name)
