"""Dates, money and numbers in the words that pages use, in the language that is spoken (careweft.web.language). The
place's zone and present are arguments."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import dates, numbers

from careweft.base.errors import CareweftError, Conflict
from careweft.web.language import _, isolated, locale, plural, spoken

NBSP = "\N{NO-BREAK SPACE}"


def sentence(text: str) -> str:
    """What is said of something, such as by an error, as the beginning of a sentence."""
    return f"{text[:1].upper()}{text[1:]}"


def explained(wrong: CareweftError) -> str:
    """What went wrong, on a page that is shown again: with what was expected, or that another came first."""
    what = sentence(wrong.what)
    if wrong.expected:
        return f"{what}. Say {wrong.expected}"
    hint = f" {wrong.hint}." if wrong.hint else ""
    if isinstance(wrong, Conflict):
        return f"{what}, so nothing was done.{hint} This is how it stands now."
    return f"{what}.{hint}" if hint else what


def day(value: date | datetime, zone: ZoneInfo) -> str:
    """`Thursday 15 January 2026`."""
    local = _local(value, zone)
    if spoken() != "en":
        return dates.format_date(local, "full", locale())
    return f"{local:%A} {local.day} {local:%B %Y}"


def short_day(value: date | datetime, zone: ZoneInfo) -> str:
    """`15 Jan 2026`."""
    local = _local(value, zone)
    if spoken() != "en":
        return dates.format_date(local, "d MMM y", locale()).replace(" ", NBSP)
    return f"{local.day}{NBSP}{local:%b}{NBSP}{local.year}"


def dated(text: str, zone: ZoneInfo) -> str:
    """A line that ends in a FHIR date in brackets, with the date as people write it: `Weight: 69 kg (13 Jan 2026)`."""
    told, _, day = text.rpartition(" (")
    try:
        return f"{told} ({short_day(date.fromisoformat(day.removesuffix(')')), zone)})"
    except ValueError:
        return text


def day_of_month(value: date) -> str:
    """`15 Jan`, for an axis."""
    return dates.format_date(value, "d MMM", locale()) if spoken() != "en" else f"{value.day} {value:%b}"


def month(value: date) -> str:
    """`Jan 2026`, for an axis."""
    return dates.format_date(value, "MMM y", locale()) if spoken() != "en" else f"{value:%b %Y}"


def time(value: datetime, zone: ZoneInfo) -> str:
    """`09:14`."""
    return f"{value.astimezone(zone):%H:%M}"


def moment(value: datetime, zone: ZoneInfo) -> str:
    """`15 Jan 2026, 09:14`."""
    return _("{day}, {time}").format(day=short_day(value, zone), time=time(value, zone))


def long_moment(value: datetime, zone: ZoneInfo) -> str:
    """`Thursday 15 January 2026, 09:14`."""
    return _("{day}, {time}").format(day=day(value, zone), time=time(value, zone))


def when(value: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A past or future instant as people say it: `today 09:14`, `yesterday 17:00`, `Monday 10:00`, `3 Jan 2026`."""
    days = (value.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days in _NEAR:
        return f"{_near(days)}{NBSP}{time(value, zone)}"
    if 1 < days < 7:
        weekday = dates.format_date(value.astimezone(zone).date(), "EEEE", locale())
        return f"{weekday}{NBSP}{time(value, zone)}"
    return short_day(value, zone)


def due(value: datetime, now: datetime, zone: ZoneInfo) -> str:
    """`overdue by 3 hours`, `due in 40 minutes`, `due tomorrow 10:00`, `due 3 Feb 2026`."""
    gap = value - now
    if gap < timedelta(0):
        return _("overdue by {time}").format(time=duration(-gap))
    if gap < timedelta(hours=12):
        return _("due in {time}").format(time=duration(gap))
    return _("due {time}").format(time=when(value, now, zone))


def duration(value: timedelta) -> str:
    """A length of time in its largest whole unit, at least one minute: `40 minutes`, `3 hours`, `2 days`."""
    minutes = max(1, int(value.total_seconds() // 60))
    if (count := minutes // (7 * 1440)) >= 2:
        said = plural("{count} week", "{count} weeks", count)
    elif count := minutes // 1440:
        said = plural("{count} day", "{count} days", count)
    elif count := minutes // 60:
        said = plural("{count} hour", "{count} hours", count)
    else:
        count = minutes
        said = plural("{count} minute", "{count} minutes", count)
    return said.format(count=count).replace(" ", NBSP)


def age(born: date, on: date) -> int:
    """Whole years; someone born on 29 February has a birthday on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def pounds(pence: int) -> str:
    """Whole pence as pounds: `£1,234.50`; whole pounds lose their noughts: `£1,234`."""
    whole, rest = divmod(abs(pence), 100)
    sign = "\N{MINUS SIGN}" if pence < 0 else ""
    return f"{sign}£{whole:,}" + (f".{rest:02d}" if rest else "")


def short_pounds(pence: int) -> str:
    """Money for a chart: `£940`, `£12.4k`, `£3.1m`."""
    sign, value = ("\N{MINUS SIGN}" if pence < 0 else ""), abs(pence) / 100
    for size, letter in ((1_000_000, "m"), (1_000, "k")):
        if value >= size * 0.9995:
            return f"{sign}£{value / size:.3g}{letter}" if value < size * 100 else f"{sign}£{value / size:,.0f}{letter}"
    return f"{sign}£{value:.0f}"


def count(value: int) -> str:
    """`12,345`."""
    return f"{value:,}" if spoken() == "en" else numbers.format_decimal(value, locale=locale())


def many(value: int, one: str, more: str | None = None) -> str:
    """`1 task`, `3 tasks`, `0 people` (with `more` where the plural is not `one` and an s)."""
    return f"{value:,}{NBSP}{one if value == 1 else more or one + 's'}"


def share(value: float) -> str:
    """A part of one as a percentage, with a decimal below ten: `0.5%`, `34%`."""
    percent = value * 100
    return f"{percent:.1f}%" if abs(percent) < 9.95 and percent != 0 else f"{percent:.0f}%"


def number(value: float) -> str:
    """A plain number for an axis or a table: at most three figures after the point, no needless noughts."""
    if spoken() != "en":
        return numbers.format_decimal(round(value, 2 if abs(value) < 10 else 1), locale=locale())
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.{2 if abs(value) < 10 else 1}f}"


def decimal(text: str) -> str:
    """A text whose numbers have the decimal sign of the language."""
    if spoken() == "en":
        return text
    return _POINT.sub(numbers.get_decimal_symbol(locale()), text)


def quantity(value: str, unit: str) -> str:
    """A number with its plain unit (careweft.facts.units), as people write it: `37.4 °C`, `96%`."""
    return isolated(f"{decimal(value)}{'' if unit == '%' else ' '}{_(unit)}".rstrip())


def nhs_number(value: str) -> str:
    """Ten digits in the groups that people read out: `943 476 5919`; anything else as it is."""
    if len(value) == 10 and value.isdigit():
        return f"{value[:3]}{NBSP}{value[3:6]}{NBSP}{value[6:]}"
    return value


def person_name(family: str, given: str = "", prefix: str = "") -> str:
    """`SMITH, Jane (Mrs)`: the order of the NHS patient banner guidance, so that lists sort and scan by family name."""
    name = family.upper() if family else "Name not known"
    if given:
        name += f", {given}"
    return f"{name} ({prefix})" if prefix else name


_NEAR = (-1, 0, 1)
_POINT = re.compile(r"(?<=\d)\.(?=\d)")


def _near(days: int) -> str:
    return {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}[days]


def _local(value: date | datetime, zone: ZoneInfo) -> date:
    return value.astimezone(zone).date() if isinstance(value, datetime) else value
