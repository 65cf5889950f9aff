"""A device that makes passkeys and signs with them, honest or not, in a few lines."""

import hashlib
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any

import cbor2
import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, MAY_SYNC, SYNCED, NEW = 1, 4, 8, 16, 64


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def data(told: str) -> bytes:
    return urlsafe_b64decode(told + "==")


@dataclass
class Device:
    """One passkey on one device. What it says of itself can be changed by the test."""

    origin: str = "https://place.test"
    party: str = "place.test"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    counts: bool = True
    client: dict[str, Any] = field(default_factory=dict)
    handle: bytes = b""
    credential: bytes = field(default_factory=lambda: token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, told: dict[str, Any]) -> str:
        """Answer `navigator.credentials.create`."""
        self.handle = data(told["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})
        about = bytes(16) + struct.pack(">H", len(self.credential)) + self.credential + public
        said = {"fmt": "none", "attStmt": {}, "authData": self._said(NEW) + about}
        return self._answer("webauthn.create", told, {"attestationObject": text(cbor2.dumps(said))})

    def sign(self, told: dict[str, Any]) -> str:
        """Answer `navigator.credentials.get`."""
        self.count += self.counts
        said = self._said(0)
        client = self._client("webauthn.get", told)
        signature = self.key.sign(said + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {"authenticatorData": text(said), "signature": text(signature), "userHandle": text(self.handle)}
        return self._answer("webauthn.get", told, response)

    def _said(self, more: int) -> bytes:
        return hashlib.sha256(self.party.encode()).digest() + struct.pack(">BI", self.flags | more, self.count)

    def _client(self, type_: str, told: dict[str, Any]) -> bytes:
        plain = {"type": type_, "challenge": told["challenge"], "origin": self.origin, "crossOrigin": False}
        return orjson.dumps(plain | self.client)

    def _answer(self, type_: str, told: dict[str, Any], response: dict[str, str]) -> str:
        response["clientDataJSON"] = text(self._client(type_, told))
        id_ = text(self.credential)
        return orjson.dumps({"id": id_, "rawId": id_, "type": "public-key", "response": response}).decode()
