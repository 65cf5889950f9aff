"""As what somebody does something in a person's record: as staff, as the person, or as a relative on their behalf.

Asked in the transaction that does it, by the relationship that stands at that instant: who has lost it half-way through
a form has lost it.
"""

from dataclasses import dataclass
from typing import Literal

from careweft.access.accounts import Account
from careweft.access.policy import ON_BEHALF, Act
from careweft.access.relationships import acts_for
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


async def acting(connection: Connection, by: Account, person_id: int, subject: str, act: Act) -> Acting:
    """As what an account does something for a person whose Patient is `subject`.

    Refused for who neither is the person nor, by a relationship that holds now, may do this for them. What staff may do
    is a matter of role, which is asked for elsewhere (`policy.require`).
    """
    if by.kind == "staff":
        return Acting("staff", f"Practitioner/{by.username}", by.display_name)
    if by.person_id == person_id:
        return Acting("person", subject, by.display_name)
    found = next((each for each in await acts_for(connection) if each.person_id == person_id), None)
    if found is None or act not in ON_BEHALF.get(found.kind, frozenset()):
        raise Refused("you may not do this for them", hint="Ask the person, or their team")
    return Acting("relative", f"RelatedPerson/{found.party.partition('/')[2]}", by.display_name)
