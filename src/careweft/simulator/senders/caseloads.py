"""What community nursing, mental health and the ambulance service send."""

import numpy as np

from careweft.simulator.care.contacts import Contacts, Episodes, Referrals
from careweft.simulator.draws import Ints
from careweft.simulator.senders.fhir_plan import FIRST_LOAD, FhirPlanner, What
from careweft.simulator.senders.organisations import AMBULANCE, COMMUNITY


class Caseloads:
    """Those who are looked after for a time, and those who are picked up once."""

    def __init__(self, planner: FhirPlanner) -> None:
        self.planner, self.people, self.draws = planner, planner.people, planner.draws
        self.record: dict[str, Ints] = {}

    def caseload(self, code: str, episodes: Episodes, contacts: Contacts) -> None:
        """Community or mental health: its patients from the first episode on, its contacts, and what it hears."""
        planner, start = self.planner, self.planner.calendar.start
        source = planner.senders[code]
        order = np.argsort(episodes.start, kind="stable")
        persons, first = np.unique(episodes.person[order], return_index=True)
        begin = episodes.start[order][first]
        standing = begin == start
        record = np.full(len(self.people), -1, dtype=np.int64)
        for rows, known in ((np.flatnonzero(standing), True), (np.flatnonzero(~standing), False)):
            record[persons[rows]] = planner.register(code, persons[rows], begin[rows], known=known)
        self.record[code] = record
        sent = np.where(standing, start + FIRST_LOAD + 300, planner.nightly(source, begin))
        planner.add(What.PATIENT, source, sent, record[persons], begin)
        planner.meet(source, record[contacts.person], contacts)
        everybody = np.ones(len(self.people), dtype=bool)
        planner.news(code, np.full(len(self.people), source), record, everybody)
        if code == COMMUNITY:
            self._barthel(source, record, contacts)

    def _barthel(self, source: int, record: Ints, contacts: Contacts) -> None:
        """Activities of daily living, scored at everybody's first visit."""
        started = np.append(True, contacts.person[1:] != contacts.person[:-1])[: len(contacts)]
        rows = np.flatnonzero(started)
        who = contacts.person[rows]
        frail = self.people.frailty_at(who, contacts.at[rows])
        index = 92 - 17 * frail + 9 * self.draws.normal("barthel", contacts.key[rows])
        score: Ints = np.asarray(np.clip(index, 0, 100) // 5 * 5, dtype=np.int64)
        self.planner.add_nightly(What.BARTHEL, source, record[who], contacts.at[rows] + 60, score)

    def referrals(self, code: str, referred: Referrals) -> None:
        """Referrals by somebody with a caseload."""
        self.planner.refer(self.planner.senders[code], self.record[code][referred.person], referred)

    def ambulance(self, calls: Contacts, referred: Referrals) -> None:
        """Crews make a record of the patient at every call, and send it when the call is over."""
        planner = self.planner
        source = planner.senders[AMBULANCE]
        record = planner.register(AMBULANCE, calls.person, calls.at, known=False)
        over = calls.at + calls.minutes * 60 + 600
        planner.add(What.PATIENT, source, over, record, calls.at)
        planner.meet(source, record, calls, over)
        made = dict(zip(calls.key.tolist(), record.tolist(), strict=True))
        of_call = np.array([made[key] for key in referred.contact.tolist()], dtype=np.int64)
        planner.refer(source, of_call, referred)
