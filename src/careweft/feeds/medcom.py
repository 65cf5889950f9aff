"""What MedCom's HospitalNotification says in its own way: leave from the ward, as the status history that FHIR has.

A notification that leave starts or ends carries the leave's period in an extension, and no status history. Pure.
"""

from typing import Any, Final

LEAVE: Final = (
    "http://medcomfhir.dk/ig/hospitalnotification/StructureDefinition/medcom-hospitalnotifiation-leave-period-extension"
)
"""The extension's address as MedCom spells it."""


def with_history(encounter: dict[str, Any]) -> dict[str, Any]:
    """An Encounter with the history that its leave periods tell; as it is where it says one itself or tells of none."""
    leaves = [each["valuePeriod"] for each in encounter.get("extension", ()) if each.get("url") == LEAVE]
    leaves = [leave for leave in leaves if leave.get("start")]
    if not leaves or encounter.get("statusHistory"):
        return encounter
    history: list[dict[str, Any]] = []
    since = encounter.get("period", {}).get("start")
    for leave in sorted(leaves, key=lambda each: str(each["start"])):
        history.append(_spell("in-progress", since, leave["start"]))
        history.append(_spell("onleave", leave["start"], leave.get("end")))
        since = leave.get("end")
    if since:
        history.append(_spell("in-progress", since, encounter.get("period", {}).get("end")))
    return {**encounter, "statusHistory": history}


def _spell(status: str, start: str | None, end: str | None) -> dict[str, Any]:
    period = {name: at for name, at in (("start", start), ("end", end)) if at}
    return {"status": status, "period": period}
