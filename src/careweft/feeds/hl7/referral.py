"""REF^I12 to I14 as a FHIR ServiceRequest: RF1, PRD and the notes above the results (HL7 v2.5.1 chapter 11.6); I15, by
which its sender asks where it stands; and RRI, what another organisation answers to a referral that we passed on."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from careweft.base.errors import BadInput
from careweft.feeds.hl7.datatypes import Element, Reader, local_system
from careweft.feeds.hl7.message import Message, Segment
from careweft.feeds.hl7.patient import PatientReader
from careweft.feeds.notes import AnswerNote, RecordNote, ReferralNote, Understood, reference, resource_id
from careweft.feeds.report import Report

RF1_MAPPED: Final = frozenset({1, 2, 3, 6, 7, 10, 11})
PRD_MAPPED: Final = frozenset({1, 2})
NEW, STATUS = "I12", "I15"
TRIGGERS: Final = frozenset({NEW, "I13", "I14", STATUS})
"""A referral, a change of one, the taking back of one, and the question where it stands."""
_PRIORITY: Final = {"S": "stat", "A": "asap", "R": "routine"}
"""HL7 table 0280."""
_ENDED: Final = {"R", "E"}
"""HL7 table 0283: rejected and expired; both are over before they reach us."""
_REFERRAL: Final = {"coding": [{"system": "http://snomed.info/sct", "code": "3457005", "display": "Referral"}]}
_RESULTS: Final = ("OBR", "OBX")


class ReferralReader:
    """Reads the referral of one patient in one message."""

    def __init__(self, reader: Reader, dates: PatientReader, report: Report, stamp: str) -> None:
        self._reader, self._dates, self._report, self._stamp = reader, dates, report, stamp

    def into(self, found: Understood, message: Message, local_id: str, trigger: str, sent: datetime) -> None:
        """The referral that the message speaks of, and what it says of it; raises BadInput where nothing says which
        referral it is."""
        rf1 = message.first("RF1")
        if rf1 is None or trigger not in TRIGGERS:
            self._missed(message)
            return
        self._report.take(rf1, RF1_MAPPED)
        number = rf1.text(6) or rf1.text(11)
        if not number:
            raise BadInput("the referral has no number", where="RF1-6", expected="an identifier such as R123^HOSP")
        id_ = resource_id(self._reader.source, "ServiceRequest", f"{rf1.text(6, 2) or ''}|{number}")
        found.referrals.append(ReferralNote(local_id, id_, number, rf1.text(6, 2), trigger))
        if trigger == STATUS:
            return
        at = self._dates.moment(rf1, 7)
        made: Element = {
            "resourceType": "ServiceRequest",
            "id": id_,
            "identifier": [self._number(number, rf1.text(6, 2))],
            "status": "revoked" if trigger == "I14" or (rf1.text(1) or "").upper() in _ENDED else "active",
            "intent": "order",
            "category": [_REFERRAL],
            "priority": _PRIORITY.get((rf1.text(2) or "R").upper(), "routine"),
            "subject": reference("Patient", resource_id(self._reader.source, "Patient", local_id)),
            "authoredOn": at.text if at else sent.isoformat(),
            "requester": {**reference("Organization", self._reader.source), **self._referrer(message)},
            **self._coded(rf1),
        }
        if notes := self._notes(message):
            made["note"] = [{"text": text} for text in notes]
        found.records.append(RecordNote(local_id, made, self._stamp))

    def _number(self, number: str, authority: str | None) -> Element:
        """The sender's number of the referral, by which it is answered."""
        system = local_system(self._reader.source, *filter(None, ("referral", authority)))
        return {"system": system, "value": number, **({"assigner": {"display": authority}} if authority else {})}

    def _missed(self, message: Message) -> None:
        for name in ("RF1", "PRD"):
            if message.first(name):
                self._report.miss(name, "only I12 to I15 tell of a referral")

    def _referrer(self, message: Message) -> Element:
        """The name of the provider who refers (role RP), where the message gives one."""
        named: Element = {}
        for prd in message.all("PRD"):
            self._report.take(prd, PRD_MAPPED)
            value = prd.value(2)
            name = self._reader.name(value) if value and (prd.text(1) or "RP").upper() == "RP" else None
            if name and not named:
                words = [*name.get("prefix", ()), *name.get("given", ()), name.get("family", "")]
                named = {"display": " ".join(filter(None, words))}
        return named

    def _coded(self, rf1: Segment) -> Element:
        reason, kind = rf1.value(10), rf1.value(3)
        told = self._reader.concept(reason) if reason else None
        service = self._reader.concept(kind, "0281") if kind else None
        return {**({"reasonCode": [told]} if told else {}), **({"code": service} if service else {})}

    def _notes(self, message: Message) -> list[str]:
        return notes(message, self._report)


def answer(message: Message, report: Report, sent: datetime) -> AnswerNote | None:
    """What an RRI says of the Task by which somebody was asked to take a referral on: RF1-6 is its id. Raises BadInput
    where it does not say which one, or not what became of it."""
    rf1 = message.first("RF1")
    if rf1 is None:
        raise BadInput("the answer says nothing of a referral", where="RF1", expected="RF1 with RF1-1 and RF1-6")
    report.take(rf1, frozenset({1, 6, 9, 11}))
    task, status = rf1.text(6), (rf1.text(1) or "").upper()
    if not task:
        raise BadInput("the answer names no referral", where="RF1-6", expected="the number that our REF has in RF1-6")
    if status not in _ANSWERS:
        raise BadInput("the answer does not say what became of it", where="RF1-1", expected="A, R, P or E")
    elsewhere = [name for prd in message.all("PRD") if (name := _referred_to(prd, report))]
    words = [*notes(message, report), *(f"It is with {name}" for name in elsewhere)]
    return AnswerNote(task, _ANSWERS[status], " ".join(words), rf1.text(11) or "", sent)


_ANSWERS: Final = {"A": "accepted", "R": "rejected", "E": "rejected", "P": ""}
"""HL7 table 0283 as a Task's status; a referral that is pending has none yet."""


def _referred_to(prd: Segment, report: Report) -> str:
    report.take(prd, PRD_MAPPED)
    return (prd.text(2) or "") if (prd.text(1) or "").upper() == "RT" else ""


def notes(message: Message, report: Report) -> list[str]:
    """The notes that stand above the first result: those below belong to results."""
    found: list[str] = []
    for segment in message.segments:
        if segment.name in _RESULTS:
            break
        if segment.name == "NTE":
            report.take(segment, frozenset({1, 3}))
            found += filter(None, (value.whole(1) for value in segment.values(3)))
    return found


def results(message: Message) -> Message:
    """A referral message from its first result on, for what reads results."""
    starts = [n for n, segment in enumerate(message.segments) if segment.name in _RESULTS]
    kept = [
        segment
        for n, segment in enumerate(message.segments)
        if segment.name != "NTE" or (starts and n > starts[0])
    ]  # fmt: skip
    return Message(kept, message.delimiters, [])
