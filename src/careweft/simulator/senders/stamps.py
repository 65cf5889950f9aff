"""Instants as text, fast: HL7 time stamps and FHIR dateTimes in the place's zone with its offset of that moment."""

from careweft.simulator.calendar import DAY, Calendar, to_date


class Stamps:
    """Writes UTC seconds as local text. Correct across changes of clocks."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._days: dict[int, tuple[str, str]] = {}
        self._zones: dict[int, tuple[str, str]] = {}

    def _split(self, utc: int) -> tuple[tuple[str, str], int, int, int, tuple[str, str]]:
        offset = self._calendar.offset(utc)
        day, second = divmod(utc + offset, DAY)
        hour, rest = divmod(second, 3600)
        minute, second = divmod(rest, 60)
        if day not in self._days:
            text = to_date(day).isoformat()
            self._days[day] = (text.replace("-", ""), text)
        if offset not in self._zones:
            sign, away = ("-", -offset) if offset < 0 else ("+", offset)
            hours, minutes = f"{away // 3600:02d}", f"{away % 3600 // 60:02d}"
            self._zones[offset] = (f"{sign}{hours}{minutes}", f"{sign}{hours}:{minutes}")
        return self._days[day], hour, minute, second, self._zones[offset]

    def hl7(self, utc: int) -> str:
        """HL7 TS: YYYYMMDDHHMMSS+ZZZZ."""
        day, hour, minute, second, zone = self._split(utc)
        return f"{day[0]}{hour:02d}{minute:02d}{second:02d}{zone[0]}"

    def fhir(self, utc: int) -> str:
        """FHIR dateTime."""
        day, hour, minute, second, zone = self._split(utc)
        return f"{day[1]}T{hour:02d}:{minute:02d}:{second:02d}{zone[1]}"

    def day(self, utc: int) -> int:
        """Local day number."""
        return (utc + self._calendar.offset(utc)) // DAY
