"""MedCom's HospitalNotification as a hospital sends it, written out for scenarios."""

from datetime import datetime
from typing import Any

import orjson

from careweft.feeds.medcom import LEAVE
from careweft.models.wire import NHS_NUMBER, Person

_STARTS = {"STAA": "EMER", "STIN": "IMP"}


def notification(code: str, person: Person, visit: str, sent: datetime, at: datetime, times: dict[str, Any]) -> bytes:
    """One message of what happened `at` an instant.

    `times` is what the hospital holds of the stay, and is brought up to date: its class, when it began and ended, and
    when leave did. `AN_` takes the last such thing back, `RE_` says it anew with the instant given.
    """
    cancels, what = code.startswith("AN_"), code.removeprefix("AN_").removeprefix("RE_")
    name = {"STAA": "admitted", "STIN": "admitted", "STOR": "left", "SLOR": "returned"}.get(what, "discharged")
    if cancels and name != "admitted":
        times.pop(name, None)
    elif not cancels:
        times[name] = at
        times["died"] = what == "MORS"
    times["cancelled"] = code in ("AN_STIN", "AN_STAA")
    times["class"] = _STARTS.get(what) or times.get("class", "IMP")
    entries = [_header(code, sent, visit), _encounter(person, visit, times), _patient(person, bool(times.get("died")))]
    bundle = {
        "resourceType": "Bundle",
        "identifier": {"system": "https://example.org/medcom", "value": f"{visit}-{code}-{sent.isoformat()}"},
        "type": "message",
        "timestamp": sent.isoformat(),
        "entry": [
            {"fullUrl": f"https://example.org/{each['resourceType']}/{each['id']}", "resource": each}
            for each in entries
        ],
    }
    return orjson.dumps(bundle)


def _header(code: str, at: datetime, visit: str) -> dict[str, Any]:
    return {
        "resourceType": "MessageHeader",
        "id": f"{visit}-{code}-{at:%Y%m%d%H%M}".replace("_", "-"),
        "eventCoding": {"code": "hospital-notification-message"},
        "source": {"endpoint": "https://example.org/hospital"},
        "focus": [{"reference": f"Encounter/{visit}"}],
    }


def _encounter(person: Person, visit: str, times: dict[str, Any]) -> dict[str, Any]:
    began, ended = times.get("admitted"), times.get("discharged")
    away = times.get("left") and not times.get("returned")
    status = "finished" if ended else "onleave" if away else "in-progress"
    leave = [("start", times.get("left")), ("end", times.get("returned"))]
    period = {name: moment.isoformat() for name, moment in leave if moment and times.get("left")}
    stay = {name: moment.isoformat() for name, moment in (("start", began), ("end", ended)) if moment}
    return {
        "resourceType": "Encounter",
        "id": visit,
        **({"extension": [{"url": LEAVE, "valuePeriod": period}]} if period else {}),
        "status": "cancelled" if times["cancelled"] else status,
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": times["class"]},
        "subject": {"reference": f"Patient/{person.id}"},
        **({"period": stay} if stay else {}),
        "serviceProvider": {"reference": "Organization/acute"},
    }


def _patient(person: Person, died: bool) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": person.id,
        "identifier": [{"system": NHS_NUMBER, "value": person.nhs}],
        "name": [{"use": "official", "family": person.family, "given": [person.given]}],
        "gender": person.sex,
        "birthDate": person.born.isoformat(),
        "deceasedBoolean": died,
    }
