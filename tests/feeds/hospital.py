"""HL7 v2 messages as a hospital would send them, for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from careweft.feeds.notes import VisitEvent

START = datetime(2026, 1, 10, 8, tzinfo=UTC)
ADDRESS = "1 High St^^Ambleford^^AB1 2CD"
_numbers = iter(range(1, 1_000_000))


def ts(at: datetime | float) -> str:
    """A time stamp in UTC; a number is hours after the start."""
    when = START + timedelta(hours=at) if isinstance(at, (int, float)) else at
    return when.astimezone(UTC).strftime("%Y%m%d%H%M%S") + "+0000"


def adt(
    trigger: str,
    at: float,
    *,
    patient: str = "H1",
    visit: str | None = "V1",
    ward: str = "MAU",
    occurred: float | None = None,
    message_id: str | None = None,
    family: str = "Oakley",
    klass: str = "I",
    start: float | None = 0,
    end: float | None = None,
    nhs: str = "9990000018",
    extra: str = "",
    pid_extra: str = "",
    disposition: str = "",
    method: str = "E",
    header: str = "P|2.5",
) -> bytes:
    """One ADT message; times are hours after the start."""
    number = message_id or f"M{next(_numbers)}"
    evn6 = "" if occurred is None else f"||||{ts(occurred)}"
    pv1 = [""] * 46
    pv1[0:5] = ["PV1", "1", klass, f"{ward}^^^RX1", method]
    pv1[19], pv1[36] = visit or "", disposition
    pv1[44] = ts(start) if start is not None else ""
    pv1[45] = ts(end) if end is not None else ""
    segments = [
        f"MSH|^~\\&|PAS|acute|CW|place|{ts(at)}||ADT^{trigger}|{number}|{header}",
        f"EVN|{trigger}|{ts(at)}{evn6}",
        f"PID|1||{patient}^^^RX1^MR~{nhs}^^^NHS^NH||{family}^Ann^^^Mrs||19400229|F|||{ADDRESS}||01234567890{pid_extra}",
    ]
    if visit is not None:
        segments.append("|".join(pv1).rstrip("|"))
    if extra:
        segments.append(extra)
    return "\r".join(segments).encode() + b"\r"


def event(trigger: str, at: float, number: int = 0, klass: object = None, **says: object) -> VisitEvent:
    """A visit event recorded `at` hours after the start; `occurred` where it differs."""
    occurred = says.pop("occurred", at)
    assert isinstance(occurred, (int, float))
    if klass:
        says["class"] = klass
    return VisitEvent(trigger, f"{sort(at)}|{number:06}", sort(occurred), "H1", dict(says))


def sort(at: float) -> str:
    return (START + timedelta(hours=at)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def place(ward: str) -> dict[str, str]:
    return {"id": f"id-{ward}", "unit": ward, "display": ward}


def when(at: float) -> list[str]:
    return [sort(at).replace(".000000", ""), sort(at)]
