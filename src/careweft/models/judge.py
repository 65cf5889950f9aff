"""What judges an expectation of a scenario: each area says which function judges which of its expectations."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from careweft.base.db import Connection

Judge = Callable[[Any, Connection, Any], Awaitable[list[str]]]
"""Of the player, a connection and what is expected: what is not so, in words."""


def each(judge: Callable[[Any, Connection, str, Any], Awaitable[list[str]]]) -> Judge:
    """Judges each entry of a mapping: its name and what is expected of it."""

    async def judged(player: Any, connection: Connection, expected: Mapping[str, Any]) -> list[str]:
        return [fault for pair in expected.items() for fault in await judge(player, connection, *pair)]

    return judged


def different(what: str, found: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """What was found otherwise than wanted; None is not asked about."""
    return [
        f"{what}: {name} is {'none' if found[name] in (None, '', [], {}) else found[name]}; expected {value}"
        for name, value in wanted.items()
        if value is not None and found[name] != value
    ]
