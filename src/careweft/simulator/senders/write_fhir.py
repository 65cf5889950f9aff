"""The FHIR senders' transaction bundles as JSON, one a line, in time order for each sender."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import orjson

from careweft.simulator.calendar import Calendar, to_date
from careweft.simulator.care.contacts import Mode, Reason
from careweft.simulator.identity.records import Registrar
from careweft.simulator.people.conditions import CONDITIONS
from careweft.simulator.people.names import ETHNIC_CATEGORY, ETHNIC_NAME
from careweft.simulator.senders import fhir_resources as make
from careweft.simulator.senders.fhir_plan import MEDICINES, FhirPlan, What
from careweft.simulator.senders.fhir_resources import Resource, uid
from careweft.simulator.senders.organisations import Organisation, practice_id
from careweft.simulator.senders.stamps import Stamps
from careweft.simulator.senders.write_hl7 import Message

_READINGS: Final = tuple(make.READINGS)


class FhirWriter:
    """Words the plan, bundle by bundle, keeping what each sender knows of its patients as it goes."""

    def __init__(
        self,
        plan: FhirPlan,
        registrar: Registrar,
        calendar: Calendar,
        senders: list[Organisation],
        practices: list[str],
        seed: int,
    ) -> None:
        self.plan, self.registrar, self.records = plan, registrar, registrar.records
        self.stamps, self.calendar, self.senders, self.practices, self.seed = (
            Stamps(calendar),
            calendar,
            senders,
            practices,
            seed,
        )
        self.contacts = list(
            zip(plan.contacts.minutes.tolist(), plan.contacts.mode.tolist(), plan.contacts.key.tolist(), strict=True)
        )
        self.referred = list(
            zip(
                plan.referrals.reason.tolist(), plan.referrals.urgent.tolist(), plan.referrals.key.tolist(), strict=True
            )
        )
        measured = plan.measured
        self.measured = list(
            zip(measured.name.tolist(), measured.first.tolist(), measured.second.tolist(), strict=True)
        )
        self.died: dict[int, str] = {}
        self.left: set[int] = set()
        self.moved: dict[int, str] = {}

    def bundles(self, sender: int) -> Iterator[Message]:
        """One sender's bundles, in time order; the first says who the sender is."""
        name = self.senders[sender].id
        yield self._bundle(
            name, self.calendar.start, [make.organisation(name, self.senders[sender].name)], "organisation"
        )
        plan = self.plan
        rows = (plan.source == sender).nonzero()[0]
        columns = (plan.sent, plan.record, plan.what, plan.at, plan.ref)
        now, whose = -1, -1
        entries: list[Resource] = []
        for sent, record, what, at, ref in zip(*(column[rows].tolist() for column in columns), strict=True):
            if (sent, record) != (now, whose):
                if entries:
                    yield self._bundle(name, now, entries, whose)
                now, whose, entries = sent, record, []
            entries.append(self._resource(What(what), name, record, at, ref))
        if entries:
            yield self._bundle(name, now, entries, whose)

    def _bundle(self, source: str, sent: int, entries: list[Resource], what: object) -> Message:
        base = f"https://{source}.example.org/fhir"
        last = {f"{entry['resourceType']}/{entry['id']}": entry for entry in entries}
        number = uid(self.seed, source, sent, what)
        bundle: dict[str, Any] = {
            "resourceType": "Bundle",
            "id": number,
            "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{number}"},
            "type": "transaction",
            "timestamp": self.stamps.fhir(sent),
            "entry": [
                {"fullUrl": f"{base}/{url}", "resource": entry, "request": {"method": "PUT", "url": url}}
                for url, entry in last.items()
            ],
        }
        return Message(sent, "Bundle", orjson.dumps(bundle).decode())

    def _resource(self, what: What, source: str, record: int, at: int, ref: int) -> Resource:
        patient = self.records.local_id[record]
        if what <= What.INACTIVE:
            return self._patient(what, source, record, at, ref)
        if what in (What.CONDITION, What.FRAILTY, What.MEDICATION):
            return self._listed(what, patient, at, ref)
        stamp = self.stamps.fhir(at)
        if what == What.ENCOUNTER:
            minutes, mode, key = self.contacts[ref]
            end = self.stamps.fhir(at + minutes * 60)
            return make.encounter(uid(patient, "encounter", key), patient, source, Mode(mode), stamp, end)
        if what == What.REFERRAL:
            reason, urgent, key = self.referred[ref]
            return make.referral(uid(patient, "referral", key), patient, source, Reason(reason), urgent, stamp)
        return self._observation(what, patient, stamp, ref)

    def _listed(self, what: What, patient: str, at: int, ref: int) -> Resource:
        since = to_date(at // 86_400).isoformat()
        if what == What.CONDITION:
            return make.condition(uid(patient, "condition", ref), patient, ref, since)
        if what == What.FRAILTY:
            return make.frailty(uid(patient, "frailty", ref), patient, ref, since)
        column, number = MEDICINES[ref]
        return make.medication(uid(patient, "medicine", ref), patient, CONDITIONS[column].medicines[number], since)

    def _observation(self, what: What, patient: str, stamp: str, ref: int) -> Resource:
        identifier = uid(patient, what.name, stamp, ref)
        if what == What.INDEX:
            return make.frailty_index(identifier, patient, ref, stamp)
        if what == What.BARTHEL:
            return make.barthel(identifier, patient, ref, stamp)
        name, first, second = self.measured[ref]
        if what == What.PRESSURE:
            return make.blood_pressure(identifier, patient, int(first), int(second), stamp)
        return make.reading(identifier, patient, _READINGS[name], first if name == 2 else int(first), stamp)

    def _patient(self, what: What, source: str, record: int, at: int, ref: int) -> Resource:
        if what == What.DIED:
            self.died[record] = self.stamps.fhir(int(self.registrar.people.died[self.records.person[record]]))
        elif what == What.INACTIVE:
            self.left.add(record)
        elif what == What.REHOUSED:
            self.registrar.rehouse(record, ref, None if source.startswith("gp-") else at)
            moved = int(self.registrar.people.moved[self.records.person[record]])
            self.moved[record] = to_date(self.stamps.day(moved)).isoformat()
        return self._who(source, record)

    def _who(self, source: str, record: int) -> Resource:
        self.registrar.shown.add(record)
        records = self.records
        identifiers = [{"system": f"urn:careweft:source:{source}", "value": records.local_id[record]}]
        if records.nhs[record]:
            identifiers.append({"use": "official", "system": make.NHS_NUMBER, "value": records.nhs[record]})
        number = records.practice[record]
        patient: Resource = {
            "resourceType": "Patient",
            "id": records.local_id[record],
            "identifier": identifiers,
            "active": record not in self.left,
            "name": [{"use": "official", "family": records.family[record], "given": [records.given[record]]}],
            "gender": "female" if records.female[record] else "male",
            "birthDate": _iso(records.birth_date[record]),
            "address": [self._address(record)],
            "generalPractitioner": [
                {**make.ref("Organization", practice_id(number)), "display": self.practices[number]}
            ],
            "managingOrganization": make.ref("Organization", source),
        }
        if source.startswith("gp-"):
            group = int(self.registrar.people.group[records.person[record]])
            patient["extension"] = make.ethnicity(ETHNIC_CATEGORY[group], ETHNIC_NAME[group])
        if records.phone[record]:
            patient["telecom"] = [{"system": "phone", "value": records.phone[record], "use": "home"}]
        if record in self.died:
            patient["deceasedDateTime"] = self.died[record]
        return patient

    def _address(self, record: int) -> Resource:
        records = self.records
        address: Resource = {
            "use": "home",
            "line": [records.line[record]],
            "city": records.town[record],
            "postalCode": records.postcode[record],
        }
        if record in self.moved:
            address["period"] = {"start": self.moved[record]}
        return address


def _iso(day: date) -> str:
    return day.isoformat()
