"""How a name, a date or a number is written down wrongly. Each takes what is right and a number that says which of
its ways to go wrong, and gives what is recorded; the same again where there is no such way."""

from datetime import date
from typing import Final

_NEIGHBOURS: Final = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
_SOUNDS: Final = (
    *(("ph", "f"), ("ck", "k"), ("ie", "y"), ("y", "ie"), ("c", "k"), ("k", "c"), ("ee", "ea"), ("ea", "ee")),
    *(("ou", "u"), ("z", "s"), ("s", "z"), ("th", "t"), ("ll", "l"), ("l", "ll"), ("nn", "n"), ("tt", "t"), ("v", "w")),
    *(("ae", "e"), ("oo", "u"), ("h", ""), ("i", "e"), ("e", "a")),
)
_SCANS: Final = (("m", "rn"), ("rn", "m"), ("l", "1"), ("o", "0"), ("i", "l"), ("d", "cl"), ("s", "5"), ("e", "c"))


def typed(text: str, which: int) -> str:
    """A slip at the keyboard: a letter doubled, dropped, swapped with the next, or its neighbour struck."""
    if len(text) < 3:
        return text
    at, way = 1 + which // 4 % (len(text) - 2), which % 4
    if way == 0:
        return text[:at] + text[at + 1 :]
    if way == 1:
        return text[: at + 1] + text[at:]
    if way == 2 and text[at] != text[at + 1]:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    near = _NEIGHBOURS.get(text[at].lower(), "e")
    return text[:at] + near[which // 4 % len(near)] + text[at + 1 :]


def heard(text: str, which: int) -> str:
    """Written as it sounded."""
    return _swapped(text, which, _SOUNDS)


def scanned(text: str, which: int) -> str:
    """Read wrongly off paper by a machine."""
    return _swapped(text, which, _SCANS)


def _swapped(text: str, which: int, pairs: tuple[tuple[str, str], ...]) -> str:
    tail = text[1:]
    fits = [(old, new) for old, new in pairs if old in tail]
    if not fits:
        return typed(text, which)
    old, new = fits[which % len(fits)]
    return text[0] + tail.replace(old, new, 1)


def default_january(day: date) -> date:
    """The year alone was known, and the form wanted a whole date."""
    return day.replace(month=1, day=1)


def day_and_month(day: date) -> date:
    """Day and month the wrong way round, where that is a date."""
    return day.replace(month=day.day, day=day.month) if day.day <= 12 else day


def mistyped_date(day: date, which: int) -> date:
    """One figure wrong: the year by one or ten, or the day's digits."""
    way = which % 4
    if way == 3:
        swapped = day.day % 10 * 10 + day.day // 10
        return (
            day.replace(day=swapped) if 1 <= swapped <= 28 and swapped != day.day else day.replace(day=day.day % 28 + 1)
        )
    shift = (1, -1, 10)[way]
    return day.replace(year=day.year - shift, day=min(day.day, 28))


def swapped_digits(number: str, which: int) -> str:
    """Two neighbouring digits the wrong way round: nearly always caught by the check digit."""
    for step in range(len(number) - 1):
        at = (which + step) % (len(number) - 1)
        if number[at] != number[at + 1]:
            return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    return number


def wrong_postcode(code: str, which: int) -> str:
    """One letter of the unit, or its digit, wrong."""
    if which % 3 == 0:
        return code[:-3] + str((int(code[-3]) % 9) + 1) + code[-2:]
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    at = letters.find(code[-1])
    return code[:-1] + letters[(at + 1 + which % 5) % len(letters)]
