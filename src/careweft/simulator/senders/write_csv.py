"""The council's, home-care agencies' and care homes' files: first everything, then each night what changed that day."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from careweft.simulator.calendar import DAY, NEVER, Calendar, to_date
from careweft.simulator.care.social import CARE_HOME, DAY_CARE, CouncilReferrals, HomeVisits, Packages
from careweft.simulator.care.social import HOME_CARE as HOME_CARE_SERVICE
from careweft.simulator.draws import Draws, Ints
from careweft.simulator.identity.records import Registrar
from careweft.simulator.senders.organisations import CARE_HOMES, COUNCIL, HOME_CARE
from careweft.simulator.senders.tables import Sheet, Source

Row = dict[str, str]
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - wall time
_SHORT: Final = (("Road", "Rd"), ("Street", "St"), ("Avenue", "Ave"), ("Crescent", "Cres"), ("Gardens", "Gdns"))
_SERVICES: Final = {HOME_CARE_SERVICE: "home-care", CARE_HOME: "care-home", DAY_CARE: "day-care"}
_AUTHORISED: Final = 4
"""Days before its start that a package is authorised."""
_STATUS: Final = ("done", "missed", "cancelled")
_REASONS: Final = {
    "awaiting-care-package": "Hospital discharge - package of care",
    "awaiting-care-home": "Hospital discharge - placement",
    "awaiting-assessment": "Hospital discharge - assessment",
    "awaiting-nhs-rehab": "Hospital discharge - support after rehab",
    "family-choice": "Hospital discharge - advice to family",
}


class CsvWriter:
    """Collects rows by source, sheet and day, in the canonical fields; `files` words them as each source would."""

    def __init__(self, registrar: Registrar, calendar: Calendar, sources: dict[str, Source], draws: Draws) -> None:
        self.registrar, self.records, self.people = registrar, registrar.records, registrar.people
        self.calendar, self.sources, self.draws = calendar, sources, draws
        self.rows: dict[tuple[str, str], dict[int, list[Row]]] = {}

    def files(self, source: str) -> Iterator[tuple[int, str, bytes, int]]:
        """(day, file name, content, rows) of one source."""
        found = [
            (day, name, rows) for (of, name), days in self.rows.items() if of == source for day, rows in days.items()
        ]
        for day, name, rows in sorted(found, key=lambda each: (each[0], each[1])):
            yield (
                day,
                f"{name}-{to_date(day).isoformat()}.csv",
                self._worded(self.sources[source], name, rows),
                len(rows),
            )

    def _worded(self, source: Source, name: str, rows: Iterable[Row]) -> bytes:
        sheet = source.sheet(name)
        text = io.StringIO()
        writer = csv.writer(text, delimiter=source.delimiter, lineterminator="\r\n")
        writer.writerow([*sheet.columns.values(), *sheet.extra])
        for row in rows:
            writer.writerow(
                [
                    *(_said(sheet, field, row.get(field, "")) for field in sheet.columns),
                    *(row.get(e, "") for e in sheet.extra),
                ]
            )
        return text.getvalue().encode(source.encoding, errors="replace")

    def _put(self, source: str, sheet: str, day: int, row: Row, record: int = -1) -> None:
        """Keep a row for a day, if within the period; `record` is the one that it shows."""
        if day < self.calendar.end_day:
            if record >= 0:
                self.registrar.shown.add(record)
            self.rows.setdefault((source, sheet), {}).setdefault(max(day, self.calendar.start_day), []).append(row)

    # -- who they look after

    def _clients(self, source: str, sector: str, persons: Ints, since: Ints, prefix: str, first: int) -> dict[int, int]:
        """Records of clients from a day on, with what the source hears of them afterwards; the record of each."""
        calendar = self.calendar
        at = np.maximum(since * DAY + DAY // 3, calendar.start)
        ids = [f"{prefix}{first + 11 * number}" for number in range(len(persons))]
        known = since < calendar.start_day
        record = np.empty(len(persons), dtype=np.int64)
        for rows, before in ((np.flatnonzero(known), True), (np.flatnonzero(~known), False)):
            names = [ids[row] for row in rows.tolist()]
            record[rows] = self.registrar.register(source, sector, persons[rows], at[rows], names, known=before)
        of = dict(zip(persons.tolist(), record.tolist(), strict=True))
        if source != CARE_HOMES:
            self._client_news(source, persons, since, of)
        return of

    def _client_news(self, source: str, persons: Ints, since: Ints, of: dict[int, int]) -> None:
        """A row when somebody becomes a client, moves or dies."""
        people = self.people
        heard = self.draws.chance(f"news/{source}", people.key[persons], 0.7)
        wait = 2 + (14 * self.draws.exponential(f"news/{source}/wait", people.key[persons])).astype(np.int64)
        news: list[tuple[int, int, str]] = []
        for person, day, told, days in zip(
            persons.tolist(), since.tolist(), heard.tolist(), wait.tolist(), strict=True
        ):
            begin = max(day, self.calendar.start_day)
            news.append((begin, person, "new"))
            moved, died = int(people.moved[person]), int(people.died[person])
            if told and moved < NEVER and moved // DAY + days > begin:
                news.append((moved // DAY + days, person, "moved"))
            if told and died < NEVER and source == COUNCIL:
                news.append((died // DAY + days, person, "died"))
        for day, person, what in sorted(news):
            record = of[person]
            if what == "moved":
                self.registrar.rehouse(record, int(people.next_home[person]), day * DAY)
            end = to_date(int(people.died[person]) // DAY).isoformat() if what == "died" else ""
            self._put(source, "clients", day, self._who(record, source) | {"died": end}, record)

    def _who(self, record: int, source: str) -> Row:
        records = self.records
        line = records.line[record]
        if source in HOME_CARE:
            for long, short in _SHORT:
                line = line.replace(long, short)
        number = records.nhs[record]
        if source == COUNCIL and number:
            number = f"{number[:3]} {number[3:6]} {number[6:]}"
        return {
            "local_id": records.local_id[record],
            "family": records.family[record],
            "given": records.given[record],
            "birth_date": records.birth_date[record].isoformat(),
            "sex": "female" if records.female[record] else "male",
            "nhs_number": number,
            "line": line,
            "postcode": records.postcode[record],
            "phone": records.phone[record],
            "practice": f"gp-{records.practice[record] + 1:02d}",
        }

    # -- council

    def council(self, packages: Packages, referrals: CouncilReferrals, delays: list[str], homes: list[str]) -> None:
        """Clients, packages of care and referrals."""
        referred = self.calendar.days(referrals.at)
        persons = np.concatenate([packages.person, referrals.person])
        since = np.concatenate([packages.start - _AUTHORISED, referred])
        order = np.lexsort((since, persons))
        clients, first = np.unique(persons[order], return_index=True)
        of = self._clients(COUNCIL, "council", clients, since[order][first], "", 40_017)
        for row in range(len(packages)):
            self._package(packages, row, self.records.local_id[of[int(packages.person[row])]], homes)
        for row, (person, at, reason) in enumerate(
            zip(referrals.person.tolist(), referrals.at.tolist(), referrals.reason.tolist(), strict=True)
        ):
            self._put(
                COUNCIL,
                "referrals",
                int(referred[row]),
                {
                    "referral_id": f"R{25_000 + row}",
                    "local_id": self.records.local_id[of[person]],
                    "at": self._wall(at),
                    "from": "acute" if reason >= 0 else "family",
                    "reason": _REASONS[delays[reason]] if reason >= 0 else "Needs help at home",
                    "urgent": "true" if reason >= 0 else "false",
                },
            )

    def _package(self, packages: Packages, row: int, client: str, homes: list[str]) -> None:
        start, end, service = int(packages.start[row]), int(packages.end[row]), int(packages.service[row])
        provider = HOME_CARE[int(packages.provider[row])] if service == HOME_CARE_SERVICE else ""
        hours = int(packages.a_day[row]) * int(packages.minutes[row]) * 7 / 60
        said: Row = {
            "package_id": f"P{700_000 + 13 * row}",
            "local_id": client,
            "service": _SERVICES[service],
            "provider": "care-homes" if service == CARE_HOME else provider or "Westhaven Day Centre",
            "start": to_date(start).isoformat(),
            "end": "",
            "hours_per_week": f"{hours:g}" if hours else "",
            "weekly_cost": f"{int(packages.weekly[row]) / 100:.2f}",
            "Home": homes[int(packages.provider[row])] if service == CARE_HOME else "",
        }
        if start - _AUTHORISED > self.calendar.start_day:
            self._put(COUNCIL, "packages", start - _AUTHORISED, said | {"status": "planned"})
        self._put(COUNCIL, "packages", start, said | {"status": "active"})
        if end < NEVER:
            over = {"status": "ended", "end": to_date(end).isoformat()}
            self._put(COUNCIL, "packages", end + (end > start), said | over)

    def _wall(self, at: int) -> str:
        local = _EPOCH + timedelta(seconds=at + self.calendar.offset(at))
        return local.isoformat(" ", "minutes")

    # -- home care

    def home_care(self, packages: Packages, visits: HomeVisits) -> None:
        """Both agencies' clients and visits."""
        care = packages.service == HOME_CARE_SERVICE
        for number, source in enumerate(HOME_CARE):
            mine = np.flatnonzero(care & (packages.provider == number))
            mine = mine[np.argsort(packages.start[mine], kind="stable")]
            persons, first = np.unique(packages.person[mine], return_index=True)
            prefix, begin = (("SU", 1_001), ("", 88_013))[number]
            of = self._clients(source, "home-care", persons, packages.start[mine][first], prefix, begin)
            rows = np.flatnonzero(packages.provider[visits.package] == number)
            self._visits(source, of, visits, rows[np.argsort(visits.planned[rows], kind="stable")])

    def _visits(self, source: str, of: dict[int, int], visits: HomeVisits, rows: Ints) -> None:
        sheet, staff = ("visits", "Carer") if source == HOME_CARE[0] else ("calls", "worker")
        days = self.calendar.days(visits.planned[rows]).tolist()
        columns = (
            visits.person,
            visits.slot,
            visits.planned,
            visits.start,
            visits.minutes,
            visits.status,
            visits.worker,
        )
        for day, person, slot, planned, start, minutes, status, worker in zip(
            days, *(column[rows].tolist() for column in columns), strict=True
        ):
            client = self.records.local_id[of[person]]
            self._put(
                source,
                sheet,
                day,
                {
                    "visit_id": f"{client}-{day}{slot}",
                    "local_id": client,
                    "planned": self._wall(planned),
                    "start": self._wall(start) if start < NEVER else "",
                    "minutes": str(minutes) if minutes else "",
                    "status": _STATUS[status],
                    staff: f"W{worker + 1:02d}",
                },
            )

    # -- care homes

    def care_homes(self, homes: list[str]) -> None:
        """Residents as they come, leave and die; the whole list on the first night."""
        people, calendar = self.people, self.calendar
        lives = np.flatnonzero((people.care_home >= 0) | (people.enters >= 0))
        years = 2.1 * self.draws.exponential("care-home/since", people.key[lives])
        before = calendar.start_day - 10 - (years * 365).astype(np.int64)
        since = np.where(
            people.care_home[lives] >= 0, before, calendar.days(np.minimum(people.moved[lives], calendar.end))
        )
        of = self._clients(CARE_HOMES, "care-home", lives, since, "", 3_007)
        for person, day in zip(lives.tolist(), since.tolist(), strict=True):
            home = max(int(people.care_home[person]), int(people.enters[person]))
            row = self._who(of[person], CARE_HOMES) | {"home": homes[home], "start": to_date(day).isoformat()}
            self._put(CARE_HOMES, "residents", day, row, of[person])
            if people.died[person] < NEVER:
                gone = to_date(int(people.died[person]) // DAY).isoformat()
                self._put(
                    CARE_HOMES, "residents", int(people.died[person]) // DAY + 1, row | {"end": gone, "died": gone}
                )


def _said(sheet: Sheet, field: str, value: str) -> str:
    """A canonical value as this sheet writes it."""
    if not value:
        return ""
    if field in sheet.formats:
        return datetime.fromisoformat(value).strftime(sheet.formats[field])
    return sheet.values.get(field, {}).get(value, value)
