"""Settings: a wrong one says which, what was found and what to do."""

import pytest

from careweft.base import settings
from careweft.base.errors import BadInput


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ZONE", "Mars/Olympus", "is not a time zone"),
        ("PORT", "99999", "less than or equal to 65535"),
        ("PORT", "x", "integer"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str) -> None:
    monkeypatch.setenv(f"CAREWEFT_{name}", value)
    with pytest.raises(BadInput) as error:
        settings.load()
    assert says in str(error.value)
    assert f"Set CAREWEFT_{name}" in str(error.value)


def test_secrets_are_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAREWEFT_DATABASE_URL", "postgresql://u:hush@h/d")
    assert "hush" not in repr(settings.load())
