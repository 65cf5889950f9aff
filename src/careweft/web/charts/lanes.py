"""A person's journey as a picture: a lane for each organisation, time from left to right, handovers across."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, datetime, timedelta
from zoneinfo import ZoneInfo

from careweft.web import view, words
from careweft.web.charts import svg
from careweft.web.language import _

Place = Callable[[datetime], float]
_LANE = 34.0
_HEAD = 20.0


@dataclass(frozen=True)
class Lane:
    """An organisation; `tone` numbers its colour."""

    code: str
    name: str
    tone: int


@dataclass(frozen=True)
class Mark:
    """Something that happened, at an instant or over some time."""

    lane: str
    at: datetime
    until: datetime | None
    title: str
    detail: str = ""


@dataclass(frozen=True)
class Passing:
    """A handover from one organisation to another; `taken` None while it waits."""

    giver: str
    taker: str
    sent: datetime
    taken: datetime | None
    title: str


@dataclass(frozen=True)
class Journey:
    """What is drawn, in [since, until)."""

    id: str
    title: str
    lanes: Sequence[Lane]
    marks: Sequence[Mark]
    passings: Sequence[Passing]
    since: datetime
    until: datetime


def chart(journey: Journey, zone: ZoneInfo, note: str = "") -> view.Chart:
    """The picture at two widths, and everything in it as a table."""
    return view.Chart(
        id=journey.id,
        title=journey.title,
        wide=_draw(journey, f"{journey.id}-wide", 880.0, zone, beside=True),
        narrow=_draw(journey, f"{journey.id}-narrow", 264.0, zone, beside=False),
        table=_table(journey, zone),
        note=note,
        legend=(
            ('<path class="ch-bar" d="M0 4h14v6H0z"/>', _("Over some time")),
            ('<circle class="ch-bar" cx="7" cy="7" r="5"/>', _("At one time")),
            ('<path class="ch-passing" d="M2 1v12"/>', _("Passed on")),
        ),
    )


def _draw(journey: Journey, identity: str, width: float, zone: ZoneInfo, *, beside: bool) -> str:
    left = min(220.0, 16 + max((svg.width_of(lane.name) for lane in journey.lanes), default=0)) if beside else 4.0
    lane_height = _LANE if beside else _LANE + 16
    span = (journey.until - journey.since).total_seconds()
    scale = svg.scale(0, max(1.0, span), left + 8, width - 8)

    def x(at: datetime) -> float:
        return scale(min(max(0.0, (at - journey.since).total_seconds()), span))

    middle = {lane.code: _HEAD + lane_height * (index + 1) - _LANE / 2 for index, lane in enumerate(journey.lanes)}
    bottom = _HEAD + lane_height * len(journey.lanes)
    body = [*_axis(journey, x, bottom, width, zone, 9 if beside else 3)]
    for lane in journey.lanes:
        y = middle[lane.code]
        body.append(svg.line("grid", left, y, width - 4, y))
        body.append(svg.text(4, y + 4 if beside else y - 14, lane.name, "bold"))
    body += [_passing(each, x, middle) for each in journey.passings if {each.giver, each.taker} <= middle.keys()]
    tones = {lane.code: lane.tone for lane in journey.lanes}
    for mark in journey.marks:
        if mark.lane in middle:
            body.append(_mark(mark, x, middle[mark.lane], tones[mark.lane]))
    said = _("Entries: {count}. Organisations: {lanes}.").format(count=len(journey.marks), lanes=len(journey.lanes))
    return svg.drawing(identity, (width, bottom + 26), journey.title, said, body)


def _mark(mark: Mark, x: Place, y: float, tone: int) -> str:
    start = x(mark.at)
    if mark.until is None:
        return f'<circle class="ch-tone-{tone}" cx="{start:.1f}" cy="{y:.1f}" r="5"/>'
    wide = max(4.0, x(mark.until) - start)
    return f'<rect class="ch-tone-{tone}" x="{start:.1f}" y="{y - 7:.1f}" width="{wide:.1f}" height="14" rx="3"/>'


def _passing(each: Passing, x: Place, middle: dict[str, float]) -> str:
    start, end = x(each.sent), x(each.taken or each.sent)
    kind = "passing" if each.taken else "passing-waits"
    head = middle[each.taker] - middle[each.giver]
    tip = middle[each.taker] - (9 if head > 0 else -9)
    arrow = "l-4 -6h8z" if head > 0 else "l-4 6h8z"
    return (
        f'<path class="ch-{kind}" d="M{start:.1f} {middle[each.giver]:.1f}L{end:.1f} {tip:.1f}"/>'
        f'<path class="ch-passing-head" d="M{end:.1f} {tip:.1f}{arrow}"/>'
    )


def _axis(journey: Journey, x: Place, bottom: float, width: float, zone: ZoneInfo, most: int) -> Iterator[str]:
    days = max(1, (journey.until - journey.since).days)
    step = next((each for each in (1, 2, 7, 14, 30, 61, 91, 182, 365) if days / each <= most), max(1, days // most))
    first = journey.since.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    for number in range(days // step + 1):
        at = first + timedelta(days=step * (number + 1))
        if at >= journey.until:
            return
        label = words.day_of_month(at) if step < 61 else words.month(at)
        place = x(at)
        yield svg.line("grid", place, _HEAD - 6, place, bottom)
        half = svg.width_of(label) / 2
        if half < place < width - half:
            yield svg.text(place, bottom + 18, label, "quiet", "middle")


def _table(journey: Journey, zone: ZoneInfo) -> view.Table:
    names = {lane.code: lane.name for lane in journey.lanes}
    told = [
        (mark.at, _span(mark.at, mark.until, zone), names.get(mark.lane, mark.lane), mark.title, mark.detail)
        for mark in journey.marks
    ]
    for each in journey.passings:
        if not {each.giver, each.taker} <= names.keys():
            continue
        who = _("{giver} to {taker}").format(giver=names[each.giver], taker=names[each.taker])
        took = _("Waits to be taken on")
        if each.taken:
            took = _("Taken on after {time}").format(time=words.duration(each.taken - each.sent))
        passed = _("Passed on: {what}").format(what=each.title)
        told.append((each.sent, words.moment(each.sent, zone), who, passed, took))
    rows: list[list[str | view.Link]] = [
        [when, who, title, detail or "–"] for _at, when, who, title, detail in sorted(told, reverse=True)
    ]
    columns = [view.Column(name) for name in (_("When"), _("Who"), _("What"), _("More"))]
    caption = _("{what}: everything in it").format(what=journey.title)
    return view.Table(caption, columns, rows, show_caption=False)


def _span(at: datetime, until: datetime | None, zone: ZoneInfo) -> str:
    start = words.short_day(at, zone)
    if until is not None and until.year == MAXYEAR:
        return _("Since {day}").format(day=start)
    end = words.short_day(until, zone) if until else ""
    return start if end in ("", start) else _("{start} to {end}").format(start=start, end=end)
