"""Spending on packages of care, posted as the days pass and put right when a package turns out to be otherwise.

The unique key of a posting is (pool, person, package, days, revision). A package that did not change is only carried
on; one that did is compared with what was posted for it: what is still right stays, what is not is reversed, and the
days left are posted anew. What the postings of a package sum to is at every moment the exact cost of its days.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.money import ledger
from careweft.money.calendar import DAY, Period, gaps, midnight, months
from careweft.money.ledger import Account, Journal, Line
from careweft.money.pool.agreement import Pool
from careweft.money.pool.package import Package
from careweft.money.pool.packages import Key

CHUNK = 1000


@dataclass(frozen=True)
class Accrual:
    """A posting for some days of a package; `live` unless it was reversed."""

    days: Period
    revision: int
    key: str
    live: bool
    amount: int
    kind: str
    organisation: str


@dataclass(frozen=True)
class Books:
    """Where and how to post: the pool, its zone, the days that are complete, and the first that is not yet closed."""

    pool: Pool
    zone: ZoneInfo
    accrued: date
    until: date
    open_from: date


@dataclass(frozen=True)
class Posting:
    """Days of a package to be posted, as which revision."""

    package: Package
    days: Period
    revision: int

    def journal(self, books: Books) -> Journal:
        """What is posted: the cost against the service, owed to its provider, effective on the last of the days."""
        package, days = self.package, self.days
        amount = package.due(days)
        return Journal(
            books.pool.id,
            f"spend/{package.person_id}/{package.record}/{days.start}/{days.end}/{self.revision}",
            midnight(max(days.end - DAY, books.open_from), books.zone),
            f"{package.kind} from {package.organisation}, {days.start} up to {days.end}",
            (Line(f"spend/{package.kind}", amount), Line(f"payable/{package.organisation}", -amount)),
            package.person_id,
        )


_STORED = "SELECT person_id, record, terms FROM money.package WHERE pool = $1"
_POSTED = """
SELECT a.person_id, a.record, a.starts, a.ends, a.revision, j.key, NOT EXISTS (
        SELECT FROM money.journal r WHERE r.of = j.id) AS live,
    d.amount, substr(s.name, length('spend/') + 1) AS kind, substr(p.name, length('payable/') + 1) AS organisation
FROM unnest($2::bigint[], $3::text[]) AS k(person_id, record)
    JOIN money.accrual a ON (a.person_id, a.record, a.pool) = (k.person_id, k.record, $1)
    JOIN money.journal j ON (j.person_id, j.id) = (a.person_id, a.journal)
    JOIN money.line d ON (d.person_id, d.journal, d.no) = (j.person_id, j.id, 1)
    JOIN money.line c ON (c.person_id, c.journal, c.no) = (j.person_id, j.id, 2)
    JOIN money.account s ON s.id = d.account JOIN money.account p ON p.id = c.account
"""
_KEEP_ACCRUALS = """
INSERT INTO money.accrual (person_id, record, pool, starts, ends, revision, journal)
SELECT p, r, $1, s, e, v, j
FROM unnest($2::bigint[], $3::text[], $4::date[], $5::date[], $6::smallint[], $7::bigint[]) AS a(p, r, s, e, v, j)
"""
_KEEP_PACKAGES = """
INSERT INTO money.package (person_id, record, pool, terms)
SELECT p, r, $1, t FROM unnest($2::bigint[], $3::text[], $4::jsonb[]) AS k(p, r, t)
ON CONFLICT (person_id, record, pool) DO UPDATE SET terms = excluded.terms
"""


async def post_spending(connection: Connection, books: Books, now: dict[Key, Package]) -> tuple[int, int]:
    """Bring the postings of all packages up to date; return how many journals were posted and how many reversed."""
    stored = {(row["person_id"], row["record"]): row["terms"] for row in await connection.fetch(_STORED, books.pool.id)}
    gone = {key: _nothing(key, terms) for key, terms in stored.items() if key not in now}
    changed = {key: package for key, package in {**now, **gone}.items() if package.terms() != stored.get(key)}
    wanted = [posting for key, package in now.items() if key not in changed for posting in _carried_on(package, books)]
    wrong: list[str] = []
    posted = await _posted(connection, books.pool.id, list(changed))
    for key, package in changed.items():
        kept = [each for each in posted[key] if each.live and _is_right(each, package)]
        wrong.extend(each.key for each in posted[key] if each.live and each not in kept)
        wanted.extend(_anew(package, books, kept, posted[key]))
    await ledger.reverse(connection, books.pool.id, wrong, "the package was corrected", not_before=_open(books))
    await _post(connection, books, wanted)
    await connection.execute(
        _KEEP_PACKAGES,
        books.pool.id,
        [key[0] for key in changed],
        [key[1] for key in changed],
        [package.terms() for package in changed.values()],
    )
    return len(wanted), len(wrong)


def _nothing(key: Key, terms: dict[str, str]) -> Package:
    """A package that is no longer there: it costs nothing on any day."""
    return Package(*key, terms["kind"], terms["organisation"], 0, ())


def _is_right(accrual: Accrual, package: Package) -> bool:
    same = (accrual.kind, accrual.organisation) == (package.kind, package.organisation)
    return same and accrual.amount == package.due(accrual.days)


def _carried_on(package: Package, books: Books) -> Iterator[Posting]:
    for month in months(Period(books.accrued, books.until)):
        if package.due(month):
            yield Posting(package, month, 1)


def _anew(package: Package, books: Books, kept: Sequence[Accrual], posted: Sequence[Accrual]) -> Iterator[Posting]:
    """The days that nothing is rightly posted for, by months."""
    if not package.active:
        return
    whole = Period(min(each.start for each in package.active), books.until)
    revisions = defaultdict(int, {each.days: each.revision for each in sorted(posted, key=lambda each: each.revision)})
    for gap in gaps(whole, [each.days for each in kept]):
        for month in months(gap):
            if package.due(month):
                yield Posting(package, month, revisions[month] + 1)


async def _posted(connection: Connection, pool: str, keys: Sequence[Key]) -> dict[Key, list[Accrual]]:
    found: dict[Key, list[Accrual]] = defaultdict(list)
    rows = await connection.fetch(_POSTED, pool, [key[0] for key in keys], [key[1] for key in keys])
    for row in rows:
        found[row["person_id"], row["record"]].append(Accrual(Period(row["starts"], row["ends"]), *tuple(row)[4:]))
    return found


async def _post(connection: Connection, books: Books, postings: Sequence[Posting]) -> None:
    pool = books.pool
    kinds = sorted({each.package.kind for each in postings})
    providers = sorted({each.package.organisation for each in postings})
    await ledger.open_accounts(
        connection,
        pool.id,
        [Account(f"spend/{kind}", "expense", pool.id, pool.currency) for kind in kinds]
        + [Account(f"payable/{provider}", "liability", provider, pool.currency) for provider in providers],
    )
    for first in range(0, len(postings), CHUNK):
        chunk = postings[first : first + CHUNK]
        made = await ledger.post(connection, [posting.journal(books) for posting in chunk])
        await connection.execute(
            _KEEP_ACCRUALS,
            pool.id,
            [each.package.person_id for each in chunk],
            [each.package.record for each in chunk],
            [each.days.start for each in chunk],
            [each.days.end for each in chunk],
            [each.revision for each in chunk],
            [each.id for each in made],
        )


def _open(books: Books) -> datetime | None:
    return midnight(books.open_from, books.zone) if books.open_from > date.min else None
