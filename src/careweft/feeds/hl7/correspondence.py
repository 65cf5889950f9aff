"""What we say about referrals to other organisations' systems: RRI, the answer to whoever referred, and REF, a referral
that is passed on (HL7 v2.5 chapter 11). Pure functions of FHIR resources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from careweft.feeds.hl7.datatypes import NHS_NUMBER, local_system
from careweft.feeds.hl7.write import Field, header, message, segment, stamp

Status = Literal["A", "P", "R", "E"]
"""HL7 table 0283: accepted, pending, rejected, expired (which a referral is that is taken back)."""
US: Final = "CAREWEFT"
_WORDS: Final = {"A": "Accepted", "P": "Pending", "R": "Rejected", "E": "Expired"}
_PRIORITY: Final = {"stat": "S", "asap": "A", "urgent": "A", "routine": "R"}
_SEX: Final = {"male": "M", "female": "F", "other": "O"}


@dataclass(frozen=True)
class Parties:
    """Who is named: the team that writes, the receiver, and who has the referral now (code and name)."""

    team: str
    to: str
    holder: str = ""
    holder_name: str = ""


@dataclass(frozen=True)
class Letter:
    """What a message is made of: the ServiceRequest and its Patient, who is named, the words, our number of the matter
    and the message control id."""

    request: Mapping[str, Any]
    patient: Mapping[str, Any]
    parties: Parties
    text: str
    ours: str
    control: str
    at: datetime


def answer(letter: Letter, status: Status, replies_to: str, trigger: str = "I12") -> bytes:
    """RRI^I12 to I15 to the sender of a referral: their number of it (RF1-6), ours (RF1-11), and where it stands.

    `replies_to` is the control id of the message that told of it last, `trigger` that message's.
    """
    request, parties = letter.request, letter.parties
    number = (request.get("identifier") or [{}])[0]
    theirs = [str(number.get("value", "")), str(number.get("assigner", {}).get("display", ""))]
    segments = [
        header(f"RRI^{trigger}", "RRI_I12", (parties.team, parties.to), letter.control, letter.at),
        segment("MSA", {1: "AA", 2: replies_to}),
        segment("RF1", {1: [status, _WORDS[status], "HL70283"], 6: theirs, 9: stamp(letter.at), 11: [letter.ours, US]}),
        *_providers(request, parties),
        person(letter.patient, parties.to),
        segment("NTE", {1: "1", 3: letter.text}),
    ]
    return message(segments)


def referral(letter: Letter, trigger: Literal["I12", "I14"] = "I12") -> bytes:
    """REF^I12 to an organisation that is asked to take a referral on, or I14 where that is taken back. They answer with
    an RRI under our number (RF1-6)."""
    request, parties = letter.request, letter.parties
    reason = (request.get("reasonCode") or [{}])[0]
    said = reason.get("text") or (reason.get("coding") or [{}])[0].get("display", "")
    notes = [letter.text, *(str(note["text"]) for note in request.get("note", ()) if note.get("text"))]
    rf1: dict[int, Field] = {
        1: ["P", "Pending", "HL70283"],
        2: [_PRIORITY.get(str(request.get("priority")), "R"), "", "HL70280"],
        6: [letter.ours, US],
        7: stamp(letter.at),
        10: ["", str(said)],
    }
    segments = [
        header(f"REF^{trigger}", "REF_I12", (parties.team, parties.to), letter.control, letter.at),
        segment("RF1", rf1),
        *_providers(request, parties),
        person(letter.patient, US),
        *(segment("NTE", {1: str(n), 3: note}) for n, note in enumerate(notes, 1)),
    ]
    return message(segments)


def _providers(request: Mapping[str, Any], parties: Parties) -> list[str]:
    """Who referred (RP), and who has it now (RT); HL7 table 0286."""
    requester = request.get("requester") or {}
    name = str(requester.get("display") or str(requester.get("reference", "")).rpartition("/")[2])
    found = [segment("PRD", {1: ["RP", "Referring Provider", "HL70286"], 2: [name]})] if name else []
    if parties.holder:
        held: dict[int, Field] = {
            1: ["RT", "Referred to Provider", "HL70286"],
            2: [parties.holder_name or parties.holder],
            7: [parties.holder, US],
        }
        found.append(segment("PRD", held))
    return found


def person(patient: Mapping[str, Any], to: str) -> str:
    """PID: by the receiver's own number where we have one, else by ours, and by the NHS number."""
    numbers = {str(i.get("system")): str(i.get("value", "")) for i in patient.get("identifier", ())}
    own = numbers.get(local_system(to)) if to != US else None
    known: list[Sequence[str]] = [[own, "", "", to.upper(), "MR"] if own else [str(patient["id"]), "", "", US, "PI"]]
    if national := numbers.get(NHS_NUMBER):
        known.append([national, "", "", "NHS", "NH"])
    name = (patient.get("name") or [{}])[0]
    given = [str(part) for part in name.get("given", ())]
    address: Mapping[str, Any] = next((each for each in patient.get("address", ()) if each.get("use") != "old"), {})
    fields: dict[int, Field] = {
        1: "1",
        3: known,
        5: [str(name.get("family", "")), *given[:1], " ".join(given[1:]), "", *name.get("prefix", ())[:1]],
        7: str(patient.get("birthDate", "")).replace("-", ""),
        8: _SEX.get(str(patient.get("gender")), "U"),
        11: [*address.get("line", ())[:1], "", str(address.get("city", "")), "", str(address.get("postalCode", ""))],
        13: next((str(each["value"]) for each in patient.get("telecom", ()) if each.get("system") == "phone"), ""),
    }
    return segment("PID", fields)
