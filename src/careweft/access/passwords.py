"""Passwords, kept as Argon2id hashes (RFC 9106, low-memory profile of argon2-cffi)."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()


async def make_hash(password: str) -> str:
    """The hash to keep of a password."""
    return await asyncio.to_thread(_hasher.hash, password)


async def verify(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; takes as long where there is no such account, so that nobody learns which exist."""
    return await asyncio.to_thread(_fits, password_hash, password) and password_hash is not None


def _fits(password_hash: str | None, password: str) -> bool:
    try:
        return _hasher.verify(password_hash or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False


def _nobodys() -> str:
    """A hash that is of no password, as dear to check as any other."""
    cost = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v=19${cost}${'A' * 22}${'A' * 43}"
