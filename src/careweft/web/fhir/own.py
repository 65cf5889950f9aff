"""What people may write into the record by an app: their own readings, by the rules of the page for them.

Of what the app sends, the numbers and their time are taken, and nothing else. The same sent again is the same reading.
"""

from typing import Any

from careweft.access.accounts import Account
from careweft.access.behalf import acting
from careweft.base.db import Connection
from careweft.base.errors import BadInput, NotFound, Refused
from careweft.care.monitoring.resource import LATE, Given, observations, sent
from careweft.fhir import interactions as fhir
from careweft.fhir.interactions.change import write_one
from careweft.fhir.interactions.persons import not_known
from careweft.fhir.invalid import Invalid
from careweft.fhir.store import Origin


async def send(
    conn: Connection, server: fhir.Server, account: Account, body: dict[str, Any], origin: Origin
) -> fhir.Outcome:
    """Keep a reading that the account may send for the person whom it is of.

    BadInput for what is no reading, or several; Invalid, as where nobody is so called, for whom it may not.
    """
    values, at = sent(body)
    if not origin.received - LATE <= at <= origin.received:
        raise BadInput("the time cannot be right", expected="a time in the last 31 days", where="Observation.effective")
    subject = str(body.get("subject", {}).get("reference", ""))
    of_whom = {"resourceType": "Observation", "subject": {"reference": subject}}
    (person,) = await server.persons(conn, [of_whom], origin)
    try:
        who = await acting(conn, account, person, subject, "send-readings")
    except (NotFound, Refused):
        raise Invalid([not_known("Observation")]) from None
    key = f"{subject}/app/{account.id}/{at.isoformat()}"
    made = observations(key, subject, values, Given(at, who.who, "device"))
    if len(made) != 1:
        raise BadInput("these are several readings", expected="an Observation for each", where="Observation.component")
    server.made.add(made[0]["id"])
    return await write_one(conn, server, made[0], origin, expected=None)
