"""An HL7 v2 message as notes for the record, with a report of every segment. Pure: the same message, the same notes.

What is understood: patients (PID, PD1, NK1) of any message; visits (PV1, PV2, DG1, ZDL) of admission messages, and
mentions of visits elsewhere; merges (MRG); results (OBX under OBR), allergies and procedures (AL1, PR1); referrals
(RF1, PRD of REF^I12 to I15) and answers to those that we passed on (RRI); documents (TXA and OBX of MDM). Everything
else is named in the report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import pairwise
from typing import Final

from careweft.base.errors import BadInput
from careweft.feeds.hl7.clinical import ClinicalReader
from careweft.feeds.hl7.datatypes import Reader
from careweft.feeds.hl7.document import DocumentReader
from careweft.feeds.hl7.message import Message, Segment
from careweft.feeds.hl7.observation import ObservationReader
from careweft.feeds.hl7.patient import PatientReader, chosen_number, local_id
from careweft.feeds.hl7.referral import ReferralReader
from careweft.feeds.hl7.referral import answer as answer_of
from careweft.feeds.hl7.referral import results as below_referral
from careweft.feeds.hl7.visit import VisitReader, visit_key
from careweft.feeds.moment import Moment, from_ts, natural, sortable
from careweft.feeds.notes import MergeNote, PatientNote, Understood, VisitEvent, VisitNote, resource_id
from careweft.feeds.report import NO_PLACE, Report

HEADER: Final = frozenset({"MSH", "EVN", "SFT", "MSA", "UAC"})
MERGES: Final = frozenset({"A18", "A30", "A34", "A36", "A39", "A40", "A47"})
"""Trigger events after which the number in MRG-1 is the same patient as that in PID-3 (chapter 3.3)."""

_SOFTWARE: Final = "is about the sending software; kept in the raw message"
_READ: Final = frozenset(
    {"PID", "PD1", "NK1", "PV1", "PV2", "DG1", "ZDL", "OBR", "OBX", "NTE", "MRG", "AL1", "PR1", "RF1", "PRD", "TXA"}
)


@dataclass(frozen=True)
class Header:
    """What MSH and EVN say of the message itself. Times are aware, in UTC."""

    kind: str
    trigger: str
    sent: datetime
    recorded: datetime
    occurred: datetime | None
    zone: tzinfo
    stamp: str


def header(message: Message, zone: tzinfo, received: datetime, message_id: str) -> Header:
    """Read MSH and EVN. `zone` holds where the message names none; `received` where it has no time at all.

    The time zone of MSH-7 is that of every time in the message without its own (chapter 2.15.9.7).
    """
    msh, evn = message.header, message.first("EVN")
    sent = _moment(msh, 7, zone)
    zone = _own_zone(msh.text(7)) or zone
    told = _moment(evn, 2, zone) if evn else None
    if told and sent and (told.to_day or told.at.second == told.at.minute == 0) and _same_day(told, sent):
        told = sent if told.to_day else told
    occurred = _moment(evn, 6, zone) if evn else None
    sent_at = sent.at if sent else received
    recorded = told.at if told else sent_at
    sequence = (msh.text(13) or "").zfill(20)
    return Header(
        kind=message.kind,
        trigger=msh.text(9, 2) or (evn.text(1) if evn else None) or "",
        sent=sent_at,
        recorded=recorded,
        occurred=occurred.at if occurred else None,
        zone=zone,
        stamp="|".join((sortable(recorded), sortable(sent_at), sequence, natural(message_id))),
    )


def sent_at(message: Message, zone: tzinfo) -> datetime | None:
    """When a message was sent (MSH-7), where it says so."""
    sent = _moment(message.header, 7, zone)
    return sent.at if sent else None


def _same_day(told: Moment, sent: Moment) -> bool:
    return told.text[:10] == sent.text[:10]


def _moment(segment: Segment, field: int, zone: tzinfo) -> Moment | None:
    text = segment.text(field)
    try:
        return from_ts(text, zone) if text else None
    except BadInput:
        return None


def _own_zone(text: str | None) -> tzinfo | None:
    if not text or text[-5:-4] not in ("+", "-"):
        return None
    try:
        return datetime.strptime(text[-5:], "%z").tzinfo
    except ValueError:
        return None


def understand(message: Message, source: str, zone: tzinfo, received: datetime, message_id: str) -> Understood:
    """All that the message says. `message_id` is the one it is stored under, which settles the order of what was
    recorded at the same instant. Raises BadInput where it is about a patient but gives no number for them."""
    head = header(message, zone, received, message_id)
    report = Report(head.kind or "?")
    _header_report(message, report)
    found = Understood(report)
    if head.kind.startswith("RRI"):
        return _answered(message, head, found)
    for group in _patient_groups(message):
        _Group(group, source, head, report).into(found)
    for segment in message.segments:
        if segment.name not in _READ and segment.name not in HEADER:
            report.miss(segment.name)
    for place in message.strays:
        report.amiss(place, "is no segment: it does not begin with three letters or digits and the field separator")
    return found


def _answered(message: Message, head: Header, found: Understood) -> Understood:
    """An answer tells of the referral alone, whose person we know."""
    if told := answer_of(message, found.report, head.sent):
        found.answers.append(told)
    for segment in message.segments:
        if segment.name not in ("RF1", "PRD", "NTE") and segment.name not in HEADER:
            found.report.miss(segment.name, "an answer tells of the referral alone; kept in the raw message")
    return found


def _header_report(message: Message, report: Report) -> None:
    for name in ("MSH", "EVN"):
        for _ in message.all(name):
            report.understood[name] += 1
    for name in ("SFT", "UAC", "MSA"):
        if message.first(name):
            report.miss(name, _SOFTWARE)
    msh, evn = message.header, message.first("EVN")
    for segment, field in ((msh, 7), *(((evn, 2), (evn, 6)) if evn else ())):
        text = segment.text(field)
        if text and _moment(segment, field, UTC) is None:
            report.amiss(f"{segment.name}-{field}", "is not a time; expected YYYYMMDDHHMMSS with an optional +HHMM")


def _patient_groups(message: Message) -> list[Message]:
    """The message cut at each PID after the first: a merge or a batch of results may be about several patients."""
    starts = [i for i, segment in enumerate(message.segments) if segment.name == "PID"]
    if len(starts) < 2:
        return [message]
    lead = message.segments[: starts[0]]
    edges = [*starts, len(message.segments)]
    cuts = pairwise(edges)
    return [Message([*lead, *message.segments[a:b]], message.delimiters, []) for a, b in cuts]


class _Group:
    """The segments about one patient."""

    def __init__(self, message: Message, source: str, head: Header, report: Report) -> None:
        self._message, self._source, self._head, self._report = message, source, head, report
        self._reader = Reader(source)
        self._dates = PatientReader(self._reader, head.zone, report)

    def into(self, found: Understood) -> None:
        pid = self._message.first("PID")
        if pid is None:
            self._without_patient()
            return
        number = local_id(pid, self._reader)
        if not number:
            raise BadInput("the patient has no number", where="PID-3", expected="an identifier such as 12345^^^HOSP^MR")
        fields = self._dates.fields(pid, self._message.first("PD1"), self._message.all("NK1"))
        found.patients.append(PatientNote(number, self._head.stamp, fields))
        self._merge(found, number)
        visit = self._visit(found, number)
        self._results(found, number, visit)

    def _without_patient(self) -> None:
        for segment in self._message.segments:
            if segment.name in _READ:
                self._report.miss(segment.name, "no PID says whom it is about")

    def _merge(self, found: Understood, number: str) -> None:
        mrg = self._message.first("MRG")
        if mrg is None:
            return
        if self._head.trigger not in MERGES:
            self._report.miss("MRG", f"merges of accounts or visits are not done; {NO_PLACE}")
            return
        self._report.take(mrg, frozenset({1}))
        values = [value for value in mrg.values(1) if value.text(1)]
        retired = chosen_number(values, self._reader) or (values[0].text(1) if values else None)
        if not retired:
            raise BadInput("the merge names no former number", where="MRG-1", expected="the identifier that is retired")
        if retired != number:
            found.merges.append(MergeNote(number, retired, self._head.stamp))

    def _visit(self, found: Understood, number: str) -> str | None:
        pv1 = self._message.first("PV1")
        if pv1 is None:
            for name in ("PV2", "DG1", "ZDL"):
                if self._message.first(name):
                    self._report.miss(name, "no PV1 says to which visit it belongs")
            return None
        reader = VisitReader(self._reader, self._dates, self._report)
        says = reader.says(self._message, pv1, self._head.stamp)
        key = visit_key(self._message, pv1) or self._key_by_time(number, says.get("start"))
        if key is None:
            if pv1.text(2) != "N":
                self._report.amiss("PV1-19", "no visit number and no admission time (PV1-44): no Encounter was made")
            return None
        if self._head.kind.startswith("MDM"):  # a letter says which visit it is of, and nothing of the visit
            return resource_id(self._source, "Encounter", key)
        found.records.extend(reader.shared)
        trigger = self._head.trigger if self._head.kind.startswith("ADT") else self._head.kind
        event = VisitEvent(trigger, self._head.stamp, self._occurred(trigger, says), number, says)
        found.visits.append(VisitNote(key, event))
        return resource_id(self._source, "Encounter", key)

    def _key_by_time(self, number: str, start: list[str] | None) -> str | None:
        return f"{number}@{start[1]}" if start else None

    def _occurred(self, trigger: str, says: dict[str, object]) -> str:
        """When the event happened: EVN-6, else the time of admission or discharge, else when it was recorded."""
        if self._head.occurred:
            return sortable(self._head.occurred)
        stated = says.get({"A01": "start", "A04": "start", "A03": "end"}.get(trigger, ""))
        return str(stated[1]) if isinstance(stated, list) else sortable(self._head.recorded)

    def _results(self, found: Understood, number: str, visit: str | None) -> None:
        results = ObservationReader(self._reader, self._dates, self._report, self._head.stamp)
        clinical = ClinicalReader(self._reader, self._dates, self._report, self._head.stamp)
        told = self._message
        if self._head.kind.startswith("MDM"):
            document = DocumentReader(self._reader, self._dates, self._report, self._head.stamp)
            found.records.extend(document.records(told, number, visit, self._head.trigger, self._head.sent))
            return
        if self._head.kind.startswith("REF"):
            referral = ReferralReader(self._reader, self._dates, self._report, self._head.stamp)
            referral.into(found, told, number, self._head.trigger, self._head.sent)
            told = below_referral(told)
        found.records.extend(results.records(told, number, visit))
        found.records.extend(clinical.records(self._message, number, visit))
