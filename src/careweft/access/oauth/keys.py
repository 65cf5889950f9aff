"""The keys that ID tokens are signed with: files in one folder, read again when they change, so that a new one needs
no restart.

`key-1.pem`, `key-2.pem` …: private keys on the curve P-384. The one with the highest number signs (ES384); the others
are published until `careweft client rotate` takes them away, a day after they were replaced, when every token that they
signed has long ended.
"""

import os
import secrets
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from careweft.base.errors import BadInput, Refused

ALGORITHM: Final = "ES384"
KEPT_SECONDS: Final = 86_400
"""How long a key is published after another took its place; ID tokens are good for ten minutes."""


class Keys:
    """The keys of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[tuple[str, int], ...] = ()
        self._keys: list[ECKey] = []

    def public(self) -> dict[str, Any]:
        """Every key that is good for verifying, as a JWK set."""
        keys = [key.as_dict(private=False) | {"use": "sig", "alg": ALGORITHM} for key in reversed(self._read())]
        return {"keys": keys}

    def sign(self, claims: dict[str, Any]) -> str:
        """A JWT of these claims, signed with the newest key."""
        key = self._read()[-1]
        return jwt.encode({"alg": ALGORITHM, "typ": "JWT", "kid": key.kid}, claims, key, algorithms=[ALGORITHM])

    def verify(self, token: str) -> dict[str, Any]:
        """The claims of a JWT that one of these keys signed, whatever its times. Raises joserfc's errors."""
        keys = KeySet([*self._read()])
        return jwt.decode(token, keys, algorithms=[ALGORITHM]).claims

    def rotate(self) -> Path:
        """Make the next key, and take away those that were replaced long enough ago. Returns its file."""
        files = _files(self._folder)
        replaced = [after.stat().st_mtime for after in files[1:]] + [time.time()]
        for file, at in zip(files, replaced, strict=False):
            if at < time.time() - KEPT_SECONDS:
                file.unlink()
        return _make(self._folder, _number(files[-1]) + 1 if files else 1)

    def _read(self) -> list[ECKey]:
        files = _files(self._folder)
        if not files:
            _make(self._folder, 1)
            files = _files(self._folder)
        seen = tuple((file.name, file.stat().st_mtime_ns) for file in files)
        if seen != self._seen:
            self._keys, self._seen = [_load(file) for file in files], seen
        return self._keys


def _files(folder: Path) -> list[Path]:
    return sorted((file for file in folder.glob("key-*.pem") if _number(file)), key=_number)


def _number(file: Path) -> int:
    text = file.stem.removeprefix("key-")
    return int(text) if text.isdecimal() else 0


def _load(file: Path) -> ECKey:
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Refused(f"{file.name} can be read by others", hint=f"chmod 600 {file}")
    try:
        key = ECKey.import_key(file.read_bytes())
    except ValueError as wrong:
        raise BadInput("this is not a private key", where=str(file), expected="a PEM file") from wrong
    if key.curve_name != "P-384" or not key.is_private:
        raise BadInput("this key cannot sign", where=str(file), expected="a private key on the curve P-384 (ES384)")
    key.ensure_kid()
    return key


def _make(folder: Path, number: int) -> Path:
    """Write a new key as a whole; where another process was first, its key stands."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target, draft = folder / f"key-{number}.pem", folder / f".{secrets.token_hex(8)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(ECKey.generate_key("P-384").as_pem(private=True))
    with suppress(FileExistsError):
        os.link(draft, target)
    draft.unlink()
    return target
