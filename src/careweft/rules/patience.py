"""How long reading rules may take, where the rules come from somebody who may mean no good.

Words that stand for words that stand for words can make a short text mean a rule without end.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

from careweft.base.errors import BadInput

_UNTIL: ContextVar[float] = ContextVar("until", default=float("inf"))


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Within this, reading rules gives up after so many seconds of wall time, with BadInput."""
    held = _UNTIL.set(monotonic() + seconds)
    try:
        yield
    finally:
        _UNTIL.reset(held)


def check() -> None:
    """Give up where the time is over."""
    if monotonic() > _UNTIL.get():
        raise BadInput("these rules take too long to read", expected="fewer, or names that stand on fewer names")
