"""The NHS number: ten digits of which the last is a check (NHS Data Dictionary, NHS NUMBER; modulus 11)."""

from __future__ import annotations

import re

SYSTEM = "https://fhir.nhs.uk/Id/nhs-number"
_NOT_DIGITS = re.compile(r"\D")


def check_digit(first_nine: str) -> int | None:
    """The tenth digit for nine digits; None where no valid number begins with them.

    Weights run from 10 down to 2; the digit is 11 less the sum modulo 11, where 11 becomes 0 and 10 is invalid.
    """
    digit = 11 - sum(weight * int(d) for weight, d in zip(range(10, 1, -1), first_nine, strict=True)) % 11
    return None if digit == 10 else digit % 11


def digits(text: str | None) -> str:
    """What was written, without spaces, hyphens and anything else that is no digit."""
    return _NOT_DIGITS.sub("", text) if text else ""


def is_valid(number: str) -> bool:
    """Whether ten digits carry their right check digit; ten equal digits are a placeholder, not a number."""
    return (
        len(number) == 10
        and number.isascii()
        and number.isdigit()
        and len(set(number)) > 1
        and check_digit(number[:9]) == int(number[9])
    )


def normalise(text: str | None) -> str | None:
    """The valid number that was meant, as ten digits; None for a missing or an invalid one."""
    number = digits(text)
    return number if is_valid(number) else None


def spaced(number: str) -> str:
    """As people read it: 3-3-4."""
    return f"{number[:3]} {number[3:6]} {number[6:]}"
