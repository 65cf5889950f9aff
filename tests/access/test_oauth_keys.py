"""The keys that we sign with: made once, rotated without a restart, never readable by others."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from careweft.access.oauth.keys import KEPT_SECONDS, Keys
from careweft.base.errors import BadInput, Refused


def test_a_key_is_made_once_and_only_we_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    with ThreadPoolExecutor(8) as pool:  # as several web processes start at once
        sets = list(pool.map(lambda _: Keys(folder).public(), range(8)))
    assert all(found == sets[0] for found in sets) and len(sets[0]["keys"]) == 1
    assert [file.name for file in folder.iterdir()] == ["key-1.pem"]
    assert (folder / "key-1.pem").stat().st_mode & 0o777 == 0o600 and folder.stat().st_mode & 0o777 == 0o700
    key = sets[0]["keys"][0]
    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("EC", "P-384", "ES384", "sig") and "d" not in key


def test_a_new_key_signs_at_once_and_the_old_one_is_known_for_a_day(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    old = keys.sign({"n": 1})
    Keys(tmp_path).rotate()  # by another process
    new = keys.sign({"n": 2})
    assert keys.verify(old) == {"n": 1} and keys.verify(new) == {"n": 2}
    assert len(keys.public()["keys"]) == 2
    assert new.split(".")[0] != old.split(".")[0]
    Keys(tmp_path).rotate()
    assert len(keys.public()["keys"]) == 3  # it was replaced a moment ago
    long_ago = time.time() - KEPT_SECONDS - 60
    os.utime(tmp_path / "key-2.pem", (long_ago, long_ago))
    Keys(tmp_path).rotate()
    with pytest.raises(JoseError):
        keys.verify(old)
    assert keys.verify(new) == {"n": 2}


def test_what_others_signed_is_refused(tmp_path: Path) -> None:
    keys, others = Keys(tmp_path / "a"), Keys(tmp_path / "b")
    for token in (others.sign({"n": 1}), keys.sign({"n": 1})[:-4] + "AAAA", "a.b.c", ""):
        with pytest.raises((JoseError, ValueError)):
            keys.verify(token)


def test_a_key_that_others_can_read_or_that_cannot_sign_is_refused(tmp_path: Path) -> None:
    Keys(tmp_path).public()
    (tmp_path / "key-1.pem").chmod(0o640)
    with pytest.raises(Refused, match="can be read by others"):
        Keys(tmp_path).public()
    (tmp_path / "key-1.pem").chmod(0o600)
    for wrong in (
        b"no key",
        ECKey.generate_key("P-256").as_pem(private=True),
        ECKey.generate_key("P-384").as_pem(False),
    ):
        (tmp_path / "key-2.pem").write_bytes(wrong)
        (tmp_path / "key-2.pem").chmod(0o600)
        with pytest.raises(BadInput):
            Keys(tmp_path).sign({})
