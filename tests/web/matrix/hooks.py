"""CDS Hooks, asked by one account: who sees a person is told what they may know of them, nobody else anything."""

from uuid import uuid4

from tests.web.matrix.paths import Paths
from tests.web.matrix.town import MACHINES, NAMES


async def hooks(paths: Paths) -> None:
    """Both hooks, about everybody."""
    for person, name in NAMES.items():
        if paths.chosen():
            await view(paths, person, name.lower())
            await sign(paths, person, name.lower())


async def call(paths: Paths, hook: str, patient: str, **context: object) -> tuple[int, str]:
    """The answer, without what differs from call to call."""
    about = {"userId": "Practitioner/d", "patientId": patient} | context
    body = {"hook": hook, "hookInstance": str(uuid4()), "context": about}
    answer = await paths.town.machine(paths.who, "POST", f"/cds-services/{hook}", json=body)
    paths.check("CDS", answer.status_code == 200 or paths.who not in MACHINES, answer.status_code, answer.text)
    return answer.status_code, answer.text


async def view(paths: Paths, person: int, name: str) -> None:
    """A task that is overdue is a card, to who sees the task."""
    status, text = await call(paths, "patient-view", f"p{person}")
    paths.check("CDS", not paths.leaks(text), person, text)
    if ("Patient", f"p{person}") not in paths.expected or paths.who not in MACHINES:
        paths.check("CDS", (status, text) == await call(paths, "patient-view", "p9"), person, text)
    late = ("Task", f"{name}-followup") in paths.expected and paths.who in MACHINES
    paths.check("CDS", (f"A task is overdue: {name}-followup" in text) == late, person, text)


async def sign(paths: Paths, person: int, name: str) -> None:
    """An order of what is ordered already is a card, to who sees the order."""
    drug = {"system": "http://example.org", "code": f"{name}-drug"}
    draft = {"resourceType": "MedicationRequest", "id": "draft", "medicationCodeableConcept": {"coding": [drug]}}
    orders = {"resourceType": "Bundle", "entry": [{"resource": draft}]}
    status, text = await call(paths, "order-sign", f"p{person}", draftOrders=orders)
    paths.check("CDS", not paths.leaks(text), person, text)
    if ("Patient", f"p{person}") not in paths.expected or paths.who not in MACHINES:
        paths.check("CDS", (status, text) == await call(paths, "order-sign", "p9", draftOrders=orders), person, text)
    already = ("MedicationRequest", f"{name}-drug") in paths.expected and paths.who in MACHINES
    paths.check("CDS", ("Already ordered" in text) == already, person, text)
