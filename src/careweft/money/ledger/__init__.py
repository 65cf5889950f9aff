"""The ledger: journals that balance or do not exist, are posted at most once and are never changed.

PostgreSQL keeps the promises (migration 0009): a deferred constraint trigger refuses a journal that does not balance
in every currency, and chains it by hash to the one before; triggers refuse every update and delete. Here is how to
post, correct and read. A journal's `key` is the client's own id for it: sent again with the same content it is the
same journal; with other content it raises Conflict. Amounts are minor units, a debit positive and a credit negative.
"""

from careweft.money.ledger.answer import reverse, settle, void
from careweft.money.ledger.journal import Account, AccountKind, Book, Journal, Line, Posted
from careweft.money.ledger.post import open_accounts, open_book, post, seal
from careweft.money.ledger.read import Fault, balance, head, verify

__all__ = [
    "Account",
    "AccountKind",
    "Book",
    "Fault",
    "Journal",
    "Line",
    "Posted",
    "balance",
    "head",
    "open_accounts",
    "open_book",
    "post",
    "reverse",
    "seal",
    "settle",
    "verify",
    "void",
]
