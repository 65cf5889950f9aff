"""JSON text in and out with every decimal kept as it was written.

FHIR decimals carry their precision: 1.10 is not 1.1 (R4 §2.24.0.1). A number whose text Python's float would not
give back is read as `Exact`, a float that remembers its text and is written with it.
"""

from typing import Any, Final

import msgspec
import orjson


class Exact(float):
    """A float that keeps the text it was read from."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> "Exact":
        """The number written as `text`."""
        made = super().__new__(cls, text)
        made.text = text
        return made

    def __reduce__(self) -> tuple[type["Exact"], tuple[str]]:
        return Exact, (self.text,)


def _number(text: str) -> float:
    value = float(text)
    return value if repr(value) == text else Exact(text)


_loads: Final = msgspec.json.Decoder(float_hook=_number).decode


def loads(text: bytes | str) -> Any:
    """Read JSON. Raises msgspec.DecodeError or UnicodeDecodeError with the byte where it fails."""
    return _loads(text)


def _default(value: Any) -> Any:
    if isinstance(value, Exact):
        return orjson.Fragment(value.text)
    raise TypeError(f"{type(value).__name__} is not JSON")


def dumps(value: Any) -> bytes:
    """Write JSON without spaces, in the order given."""
    return orjson.dumps(value, default=_default)


def indented(value: Any) -> bytes:
    """Write JSON for people to read."""
    return orjson.dumps(value, default=_default, option=orjson.OPT_INDENT_2)
