"""What the ledger is made of: books, accounts, journals and their lines."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

import orjson

AccountKind = Literal["asset", "liability", "reserve", "income", "expense"]


@dataclass(frozen=True)
class Book:
    """A body's set of accounts. Journals stay within it. A pooled one takes money in and only ever spends it.

    `zone` is the calendar (IANA name) by whose days its totals are kept.
    """

    id: str
    title: str
    zone: str
    pooled: bool = False


@dataclass(frozen=True)
class Account:
    """An account of a book in one currency (ISO 4217); `holder` is the partner, provider or pool whose it is."""

    name: str
    kind: AccountKind
    holder: str
    currency: str = "GBP"


@dataclass(frozen=True)
class Line:
    """An amount on an account, in minor units: a debit positive, a credit negative."""

    account: str
    amount: int


@dataclass(frozen=True)
class Journal:
    """What a client asks to be posted: under its own `key`, effective at an instant, about one person or none (0)."""

    book: str
    key: str
    effective: datetime
    narrative: str
    lines: tuple[Line, ...]
    person_id: int = 0
    pending: bool = False

    @property
    def content(self) -> bytes:
        """A digest of everything that was asked for: two requests are the same where it is the same."""
        lines = [[line.account, line.amount] for line in self.lines]
        asked = [self.effective, self.narrative, lines, self.person_id, self.pending]
        return sha256(orjson.dumps(asked, option=orjson.OPT_UTC_Z)).digest()


@dataclass(frozen=True)
class Posted:
    """A journal that is in the ledger: its number there, its key, and whether this call put it there."""

    id: int
    key: str
    fresh: bool
