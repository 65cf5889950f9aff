"""The hospital's messages as HL7 v2 text: ADT of its patient administration system (2.5), ORU of its laboratory (2.4).

Positions used: MSH 3 4 5 6 7 9 10 11 12 15 16 17 18; EVN 1 2 6; PID 1 3 5 7 8 11 13 22 24 25 29 30; PD1 3 4;
PV1 1 2 3 4 6 7 8 10 14 19 36 37 44 45; PV2 3; DG1 1 3 4 5 6; MRG 1; OBR 1 3 4 7 22 25; OBX 1 2 3 5 6 7 8 11 14; and
`ZDL|ready|reason`, the place's own: from when the person was medically fit (TS), and why they are still there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from careweft.simulator.care import results
from careweft.simulator.care.beds import SERVICE_CODES, services
from careweft.simulator.care.diagnoses import DIAGNOSES
from careweft.simulator.care.visits import Kind, Outcome
from careweft.simulator.draws import Draws
from careweft.simulator.identity.records import Registrar
from careweft.simulator.people.names import ETHNIC_CATEGORY
from careweft.simulator.senders.acute import Plan, Say
from careweft.simulator.senders.organisations import Doctor, practice_id
from careweft.simulator.senders.stamps import Stamps

_STRUCTURE: Final = {
    **dict.fromkeys(("A01", "A04", "A08", "A13"), "ADT_A01"),
    "A02": "ADT_A02",
    "A03": "ADT_A03",
    "A11": "ADT_A09",
    "A12": "ADT_A12",
    "A21": "ADT_A21",
    "A22": "ADT_A21",
    "A28": "ADT_A05",
    "A31": "ADT_A05",
    "A40": "ADT_A39",
}
_CLASS: Final = {Kind.ED: "E"}
_TYPE: Final = {Kind.ED: "E", Kind.EMERGENCY: "E", Kind.ELECTIVE: "C", Kind.MATERNITY: "L", Kind.NEWBORN: "N"}
"""HL7 table 0007, admission type."""
DISPOSITION: Final = {
    Outcome.HOME: "01",
    Outcome.HOME_WITH_CARE: "06",
    Outcome.CARE_HOME: "03",
    Outcome.DIED: "20",
    Outcome.OTHER_HOSPITAL: "02",
    Outcome.LEFT: "07",
    Outcome.ADMITTED: "09",
}
"""HL7 table 0112, discharge disposition (suggested values)."""
_ESCAPES: Final = str.maketrans({"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\"})


@dataclass(frozen=True)
class Message:
    """One message of a feed: when it was sent (UTC seconds), its type, its text."""

    at: int
    kind: str
    text: str


class AcuteWriter:
    """Words the plan, message by message in time order, keeping what the hospital knows of each patient as it goes."""

    def __init__(
        self,
        plan: Plan,
        registrar: Registrar,
        stamps: Stamps,
        practices: list[tuple[str, Doctor]],
        consultants: dict[str, list[Doctor]],
        delays: list[str],
    ) -> None:
        self.plan, self.registrar, self.records, self.stamps = plan, registrar, registrar.records, stamps
        self.practices, self.delays = practices, delays
        visits = plan.visits
        self.kind, self.outcome = visits.kind.tolist(), visits.outcome.tolist()
        self.admitted, self.diagnosis = visits.start.tolist(), visits.diagnosis.tolist()
        self.ready, self.delay = visits.ready.tolist(), visits.delay.tolist()
        self.service = services(visits)
        self.spell: list[int] = plan.spells.first.tolist()
        key = visits.key.tolist()
        self.doctor = [
            consultants[name][key[row] % len(consultants[name])].xcn for row, name in enumerate(self.service)
        ]
        led = set(zip(visits.person.tolist(), visits.end.tolist(), self.outcome, strict=True))
        starts = zip(visits.person.tolist(), visits.start.tolist(), strict=True)
        self.via_ed = [(who, at, int(Outcome.ADMITTED)) in led for who, at in starts]
        self.died: dict[int, int] = {}
        self.pid: dict[int, str] = {}
        self.count: dict[int, int] = {}

    def messages(self, draws: Draws) -> Iterator[Message]:
        """Every message, in time order."""
        plan = self.plan
        measured = {Say.VITALS: self._measured(Say.VITALS, draws), Say.BLOODS: self._measured(Say.BLOODS, draws)}
        columns = (plan.say, plan.sent, plan.record, plan.visit, plan.at, plan.extra)
        for say, sent, record, visit, at, extra in zip(*(column.tolist() for column in columns), strict=True):
            if say in measured:
                text = self._result(Say(say), sent, record, visit, at, next(measured[Say(say)]))
                yield Message(sent, "ORU^R01", text)
            elif not (say == Say.A31_HOME and self.records.home[record] == extra):
                trigger = Say(say).name[:3]
                yield Message(sent, f"ADT^{trigger}", self._adt(Say(say), trigger, sent, record, visit, at, extra))

    def _measured(self, say: Say, draws: Draws) -> Iterator[list[str]]:
        rows = np.flatnonzero(self.plan.say == say)
        visit, day = self.plan.visit[rows], self.plan.extra[rows]
        keys = draws.words(f"result/{say.name}", self.plan.visits.key[visit], day)
        panel = results.VITALS if say == Say.VITALS else results.BLOODS
        return iter(results.measure(panel, keys, day, draws))

    # -- segments

    def _msh(self, sent: int, system: str, kind: str, version: str) -> str:
        day = self.stamps.day(sent)
        self.count[day] = self.count.get(day, 0) + 1
        stamp = self.stamps.hl7(sent)
        control = f"{system}{stamp[:8]}{self.count[day]:06d}"
        sent_by = f"MSH|^~\\&|{system}|ACUTE|SHARED RECORD|REGION|{stamp}"
        return f"{sent_by}||{kind}|{control}|P|{version}|||AL|NE|GBR|UNICODE UTF-8"

    def _patient(self, record: int) -> str:
        """PID and PD1."""
        found = self.pid.get(record)
        self.registrar.shown.add(record)
        if found is None:
            found = self.pid[record] = self._written(record)
        return found

    def _written(self, record: int) -> str:
        records, people = self.records, self.registrar.people
        person = records.person[record]
        ids = f"{records.local_id[record]}^^^ACUTE^MR"
        if records.nhs[record]:
            ids += f"~{records.nhs[record]}^^^NHS^NH"
        name = f"{records.family[record].upper().translate(_ESCAPES)}^{records.given[record].translate(_ESCAPES)}"
        born = records.birth_date[record].isoformat().replace("-", "")
        sex = "F" if records.female[record] else "M"
        line, town = records.line[record].translate(_ESCAPES), records.town[record].translate(_ESCAPES)
        home = f"{line}^^{town}^^{records.postcode[record]}^GBR^H"
        phone = f"{records.phone[record]}^PRN^PH" if records.phone[record] else ""
        twin = int(people.twin[person])
        twins = "" if twin < 0 else f"Y|{1 if person < twin else 2}"
        tail = f"|||||||||{ETHNIC_CATEGORY[int(people.group[person])]}||{twins}"
        if record in self.died:
            tail += "|" * (29 - 25 + (twin < 0)) + f"{self.stamps.hl7(self.died[record])}|Y"
        pid = f"PID|1||{ids}||{name}||{born}|{sex}|||{home}||{phone}{tail}".rstrip("|")
        practice, doctor = self.practices[records.practice[record]]
        code = practice_id(records.practice[record])
        return f"{pid}\rPD1|||{practice.translate(_ESCAPES)}^^^^^^^^^{code}|{doctor.xcn}"

    def _pv1(self, record: int, visit: int, *, before: str = "", left: str = "", gone: str = "") -> str:
        """`before` is the bed they came from, `left` the disposition and `gone` the time of a discharge."""
        kind = Kind(self.kind[visit])
        place = self.plan.spells.place[self.spell[visit]]
        doctor = self.practices[self.records.practice[record]][1].xcn
        service = SERVICE_CODES[self.service[visit]]
        source = "7" if self.via_ed[visit] or kind == Kind.ED else "1"
        number = f"V{2_000_000 + 7 * visit}^^^ACUTE^VN"
        return (
            f"PV1|1|{_CLASS.get(kind, 'I')}|{place}|{_TYPE[kind]}||{before}|{self.doctor[visit]}|{doctor}||{service}"
            f"||||{source}|||||{number}|||||||||||||||||{left}|||||||{self.stamps.hl7(self.admitted[visit])}|{gone}"
        ).rstrip("|")

    def _reason(self, visit: int, sent: int, use: str) -> list[str]:
        found = DIAGNOSES[self.diagnosis[visit]]
        reason = f"PV2|||^{found.text}"
        return [reason, f"DG1|1||{found.icd10}^{found.text}^I10|{found.text}|{self.stamps.hl7(sent)}|{use}"]

    # -- messages

    def _adt(self, say: Say, trigger: str, sent: int, record: int, visit: int, at: int, extra: int) -> str:
        self._learn(say, record, at, extra)
        msh = self._msh(sent, "PAS", f"ADT^{trigger}^{_STRUCTURE[trigger]}", "2.5")
        evn = f"EVN|{trigger}|{self.stamps.hl7(sent)}||||{self.stamps.hl7(at)}"
        if say == Say.A40:
            pid = self._patient(record).partition("\r")[0]
            return "\r".join((msh, evn, pid, f"MRG|{self.records.local_id[extra]}^^^ACUTE^MR"))
        if visit < 0:
            return "\r".join((msh, evn, self._patient(record), "PV1|1|N"))
        return "\r".join((msh, evn, *self._visit(say, sent, record, visit, at, extra)))

    def _learn(self, say: Say, record: int, at: int, extra: int) -> None:
        """What a message changes in what the hospital knows of the patient."""
        records, people = self.records, self.registrar.people
        if say == Say.A31_HOME:
            self.registrar.rehouse(record, extra, at)
        elif say == Say.A31_NHS:
            records.nhs[record] = str(int(people.nhs[records.person[record]]))
        elif say == Say.A31_NAME:
            records.given[record] = people.given[records.person[record]]
        elif say == Say.A31_DIED:
            self.died[record] = at
        else:
            return
        self.pid.pop(record, None)

    def _visit(self, say: Say, sent: int, record: int, visit: int, at: int, extra: int) -> list[str]:
        before = ""
        if say in (Say.A02, Say.A12):
            before = self.plan.spells.place[self.spell[visit]]
        if say in (Say.A01, Say.A01_WRONG, Say.A04, Say.A02, Say.A12):
            self.spell[visit] = extra
        if say in (Say.A01, Say.A01_WRONG, Say.A04, Say.A08_RIGHT):
            self.admitted[visit] = at
        left = gone = ""
        if say in (Say.A03, Say.A03_EARLY):
            outcome = Outcome(self.outcome[visit])
            left, gone = f"{DISPOSITION[outcome]}|{_DESTINATION[outcome]}", self.stamps.hl7(at)
            if outcome == Outcome.DIED:
                self.died[record] = at
                self.pid.pop(record, None)
        segments = [self._patient(record), self._pv1(record, visit, before=before, left=left or "|", gone=gone)]
        if say in (Say.A01, Say.A01_WRONG, Say.A04, Say.A03, Say.A08_RIGHT):
            segments += self._reason(visit, sent, "F" if say == Say.A03 else "A")
        if say == Say.A08_DELAY:
            segments.append(f"ZDL|{self.stamps.hl7(self.ready[visit])}|{self.delays[self.delay[visit]]}")
        return segments

    def _result(self, say: Say, sent: int, record: int, visit: int, at: int, values: list[str]) -> str:
        panel = results.VITALS if say == Say.VITALS else results.BLOODS
        msh = self._msh(sent, "LAB", "ORU^R01", "2.4")
        taken, reported = self.stamps.hl7(at), self.stamps.hl7(sent)
        number = f"{msh.split('|', 10)[9]}^LAB"
        obr = f"OBR|1||{number}|{panel.code}|||{taken}|||||||||||||||{reported}|||F"
        lines = [msh, self._patient(record).partition("\r")[0], self._pv1(record, visit, left="|"), obr]
        for row, (test, value) in enumerate(zip(panel.tests, values, strict=True)):
            unit, decimals = f"{test.unit}^{test.unit}^UCUM", test.decimals
            usual, flag = f"{test.low:.{decimals}f}-{test.high:.{decimals}f}", results.flag(test, value)
            lines.append(f"OBX|{row + 1}|NM|{test.loinc}^{test.name}^LN||{value}|{unit}|{usual}|{flag}|||F|||{taken}")
        return "\r".join(lines)


_DESTINATION: Final = {
    Outcome.HOME: "HOME",
    Outcome.HOME_WITH_CARE: "HOME WITH CARE",
    Outcome.CARE_HOME: "CARE HOME",
    Outcome.DIED: "",
    Outcome.OTHER_HOSPITAL: "OTHER HOSPITAL",
    Outcome.LEFT: "SELF DISCHARGE",
    Outcome.ADMITTED: "WARD",
}
"""PV1-37, as this hospital's staff write it."""


def consultant_rota(doctors: list[Doctor]) -> dict[str, list[Doctor]]:
    """Doctors by service, dealt out in turn."""
    names = list(SERVICE_CODES)
    return {name: doctors[number :: len(names)] for number, name in enumerate(names)}
