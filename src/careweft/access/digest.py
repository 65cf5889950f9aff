"""How what is secret is kept."""

from hashlib import sha256


def hashed(secret: str) -> bytes:
    """How secrets, codes and tokens of 256 random bits are kept: as their SHA-256, because no guess can hit them."""
    return sha256(secret.encode()).digest()
