"""Where somebody stands on a pathway: worked out from the log of what happened. Pure functions.

The log's entries are put in the order in which things happened, so that one which comes late lies where it belongs and
one which is taken back is as if it had never been.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from careweft.care.pathways.pathway import STAGE, START, Pathway, Stage, Step

What = Literal["party", "seen", "taken", "needed", "done", "not-done", "moved", "why", "ended"]
State = Literal["open", "done", "not-done"]
Kind = Literal["late", "not-done", "waited", "elsewhere", "climbed"]
_ORDER = {"taken": 0, "needed": 1, "moved": 2, "done": 3, "not-done": 3, "seen": 4, "why": 5, "ended": 6}
RULE = "rule/"
"""How the keys of entries begin by which a rule made a step needed."""
Needs = Callable[[Step, datetime], bool]
"""Whether a step is needed as at an instant, by its rule."""


@dataclass(frozen=True)
class Entry:
    """Something that happened: `about` is a stage, a step or its turn (`step/2`), or for a reason what it is that of.

    `key` makes it happen once: an event's, or that of the form by which somebody said it. `seen` is something that did
    nothing but after which rules are asked again; `party` settles whose a stage (`stage/number of its turn`) is.
    """

    key: str
    what: What
    about: str
    at: datetime
    party: str = ""
    by: str = ""
    code: str = ""
    words: str = ""
    role: str = ""


@dataclass(frozen=True)
class Leg:
    """A stage's turn: whose, sent when and by whom, to be taken on by when, taken on and left when; to which role,
    where that was said."""

    number: int
    stage: str
    party: str
    sender: str
    sent: datetime
    due: datetime | None = None
    taken: datetime | None = None
    left: datetime | None = None
    role: str = ""

    @property
    def waits(self) -> bool:
        """Whether it is sent and not taken on yet."""
        return self.taken is None and self.left is None


@dataclass(frozen=True)
class Turn:
    """A step's turn: since when it can be done, by when it should be, and when it was (or was given up)."""

    step: str
    number: int
    leg: int
    ready: datetime
    due: datetime
    state: State = "open"
    at: datetime | None = None
    by: str = ""

    @property
    def key(self) -> str:
        """Its name in the log."""
        return f"{self.step}/{self.number}"


@dataclass(frozen=True)
class Variation:
    """Where what happened differs from the pathway, with the reason (empty: nobody has given one)."""

    about: str
    kind: Kind
    stage: str
    at: datetime
    code: str = ""
    words: str = ""
    by: str = ""

    @property
    def explained(self) -> bool:
        """Whether there is a reason."""
        return bool(self.code or self.words)


@dataclass(frozen=True)
class Standing:
    """Where somebody stands. `wants`: the next stage, whose party is not settled yet; `used`: the keys of the entries
    that changed something; `needed`: what rules were found to make needed."""

    legs: tuple[Leg, ...]
    turns: tuple[Turn, ...]
    variations: tuple[Variation, ...]
    ended: datetime | None = None
    outcome: str = ""
    wants: str = ""
    used: frozenset[str] = frozenset()
    needed: tuple[Entry, ...] = ()

    @property
    def wanted_party(self) -> str:
        """The name under which the log settles whose the next stage is."""
        return f"{self.wants}/{len(self.legs) + 1}"

    @property
    def leg(self) -> Leg | None:
        """The stage that it is at."""
        return self.legs[-1] if self.legs else None

    @property
    def open(self) -> list[Turn]:
        """What is to be done now."""
        return [turn for turn in self.turns if turn.state == "open"] if self.ended is None else []

    def turn(self, key: str) -> Turn | None:
        """A step's turn by its name in the log."""
        return next((turn for turn in self.turns if turn.key == key), None)


def walk(
    pathway: Pathway, start: datetime, told_by: str, log: Iterable[Entry], zone: ZoneInfo, needs: Needs | None = None
) -> Standing:
    """Where somebody stands who started at an instant, told by a party. Rules are asked where `needs` is given."""
    entries = list(log)
    walker = _Walker(pathway, start, zone, {entry.about: entry.party for entry in entries if entry.what == "party"})
    walker.needs = needs
    walker.enter(pathway.first, start, told_by)
    walker.advance(start)
    timed = [entry for entry in entries if entry.what != "party" and entry.at >= start]
    for entry in sorted(timed, key=lambda each: (each.at, _ORDER[each.what], each.key)):
        if walker.ended is None or entry.what == "why":
            walker.take(entry)
            walker.advance(entry.at)
    return Standing(
        tuple(walker.legs),
        tuple(walker.turns),
        tuple(walker.explained()),
        walker.ended,
        walker.outcome,
        walker.wants,
        frozenset(walker.used),
        tuple(walker.found),
    )


class _Walker:
    def __init__(self, pathway: Pathway, start: datetime, zone: ZoneInfo, parties: dict[str, str]) -> None:
        self.pathway, self.start, self.zone, self.parties = pathway, start, zone, parties
        self.legs: list[Leg] = []
        self.turns: list[Turn] = []
        self.variations: list[Variation] = []
        self.needed: set[tuple[int, str]] = set()
        self.needs: Needs | None = None
        self.found: list[Entry] = []
        self.used: set[str] = set()
        self.reasons: dict[str, Entry] = {}
        self.ended: datetime | None = None
        self.outcome = self.wants = ""

    def take(self, entry: Entry) -> None:
        match entry.what:
            case "taken":
                self._taken(entry)
            case "needed":
                self.needed.add((len(self.legs), entry.about))
                self.used.add(entry.key)
            case "moved":
                self._moved(entry)
            case "done" | "not-done":
                self._over(entry)
            case "why":
                self.reasons[entry.about] = entry
            case "ended":
                self.used.add(entry.key)
                self._end(entry.at, entry.code or entry.words or "ended")

    def enter(self, stage: Stage, at: datetime, sender: str, party: str = "", role: str = "") -> bool:
        """Send to a stage; not before its party is settled."""
        party = party or self.parties.get(f"{stage.id}/{len(self.legs) + 1}", "")
        if not party:
            self.wants = stage.id
            return False
        self.wants = ""
        due = stage.within.after(at, self.zone) if stage.within else None
        at_once = stage.within is None or party == sender
        number = len(self.legs) + 1
        due, taken = (None, at) if at_once else (due, None)
        self.legs.append(Leg(number, stage.id, party, sender, at, due, taken, role=role))
        return True

    def advance(self, at: datetime) -> None:
        """Open what can be done now, and go on to the next stage where nothing is left to do."""
        while self.ended is None and self.legs and (leg := self.legs[-1]).taken is not None:
            stage = self.pathway.stage(leg.stage)
            if stage is None:
                return
            self._open(stage, leg, at)
            mine = [turn for turn in self.turns if turn.leg == leg.number]
            if self.pathway.ladder or any(turn.state == "open" for turn in mine):
                return
            if any(not turn for step in stage.steps if step.when is None for turn in [self._turn(step.id, leg.number)]):
                return
            following = self.pathway.after(leg.stage)
            if following is None:
                self._end(at, "completed")
            elif self.enter(following, at, leg.party):
                self.legs[-2] = replace(leg, left=at)
            else:
                return

    def _open(self, stage: Stage, leg: Leg, at: datetime) -> None:
        for step in stage.steps:
            last = self._turn(step.id, leg.number)
            if last is None:
                if (due := self._due(step, leg)) is not None and self._wanted(step, leg, at):
                    self.turns.append(Turn(step.id, self._number(step.id), leg.number, at, due))
            elif step.every is not None and last.state != "open" and last.at is not None:
                due = step.every.after(last.at, self.zone)
                self.turns.append(Turn(step.id, self._number(step.id), leg.number, last.at, due))

    def _wanted(self, step: Step, leg: Leg, at: datetime) -> bool:
        before = [self._turn(name, None) for name in step.after]
        if not all(turn is not None and turn.state != "open" for turn in before):
            return False
        if step.when is None or (leg.number, step.id) in self.needed:
            return True
        if self.needs is None or not self.needs(step, at):
            return False
        self.needed.add((leg.number, step.id))
        self.found.append(Entry(f"{RULE}{leg.number}/{step.id}", "needed", step.id, at))
        return True

    def _due(self, step: Step, leg: Leg) -> datetime | None:
        assert leg.taken is not None
        since: datetime | None = {STAGE: leg.taken, START: self.start}.get(step.since)
        if since is None:
            other = self._turn(step.since, None)
            since = other.at if other and other.state == "done" else None
        return step.within.after(since, self.zone) if since else None

    def _turn(self, step: str, leg: int | None) -> Turn | None:
        """The last turn of a step (in a leg)."""
        return next((t for t in reversed(self.turns) if t.step == step and leg in (None, t.leg)), None)

    def _number(self, step: str) -> int:
        return 1 + sum(turn.step == step for turn in self.turns)

    def _taken(self, entry: Entry) -> None:
        leg, stage = self.legs[-1] if self.legs else None, self.pathway.stage(entry.about)
        if leg is None or stage is None:
            return
        if leg.stage != stage.id or not leg.waits:
            onwards = self.pathway.place(stage.id) > self.pathway.place(leg.stage) or self.pathway.ladder
            if leg.stage == stage.id or not onwards or entry.party in ("", leg.party):
                return
            self.used.add(entry.key)
            self._leave(leg, entry.at)
            self.enter(stage, entry.at, leg.party, entry.party or leg.party)
            self._climbed(leg.stage, stage.id, entry)
            leg = self.legs[-1]
            self.legs[-1] = replace(leg, taken=entry.at)
            return
        self.used.add(entry.key)
        if entry.party and entry.party != leg.party:
            self._vary(f"stage/{leg.number}/elsewhere", "elsewhere", stage.id, entry)
        if leg.due is not None and entry.at > leg.due:
            self._vary(f"stage/{leg.number}/waited", "waited", stage.id, entry)
        self.legs[-1] = replace(leg, taken=entry.at, party=entry.party or leg.party)

    def _moved(self, entry: Entry) -> None:
        leg, stage = self.legs[-1] if self.legs else None, self.pathway.stage(entry.about)
        if leg is None or stage is None or leg.stage == stage.id:
            return
        self._leave(leg, entry.at)
        self.enter(stage, entry.at, leg.party, entry.party, entry.role)
        self._climbed(leg.stage, stage.id, entry)

    def _climbed(self, was: str, now: str, entry: Entry) -> None:
        if self.pathway.ladder and self.pathway.place(now) > self.pathway.place(was):
            self._vary(f"stage/{len(self.legs)}/climbed", "climbed", now, entry)

    def _leave(self, leg: Leg, at: datetime) -> None:
        """What was not done when the person went on was not done."""
        self.legs[leg.number - 1] = replace(leg, left=at)
        for place, turn in enumerate(self.turns):
            if turn.leg == leg.number and turn.state == "open":
                self.turns[place] = replace(turn, state="not-done", at=at)
                if not self.pathway.ladder:
                    self.variations.append(Variation(turn.key, "not-done", leg.stage, at))

    def _over(self, entry: Entry) -> None:
        turn = next((t for t in self.turns if entry.about in (t.key, t.step) and t.state == "open"), None)
        if turn is None:
            return
        self.used.add(entry.key)
        state: State = "done" if entry.what == "done" else "not-done"
        self.turns[self.turns.index(turn)] = replace(turn, state=state, at=entry.at, by=entry.by)
        kind: Kind | None = "not-done" if state == "not-done" else "late" if entry.at > turn.due else None
        if kind:
            self._vary(turn.key, kind, self.legs[turn.leg - 1].stage, entry)

    def _vary(self, about: str, kind: Kind, stage: str, entry: Entry) -> None:
        self.variations.append(Variation(about, kind, stage, entry.at, entry.code, entry.words, entry.by))

    def _end(self, at: datetime, outcome: str) -> None:
        self.ended, self.outcome = at, outcome
        self.legs[-1] = replace(self.legs[-1], left=at)
        for place, turn in enumerate(self.turns):
            if turn.state == "open":
                self.turns[place] = replace(turn, state="not-done", at=at)

    def explained(self) -> Sequence[Variation]:
        """The variations, with the reasons that were given for them afterwards."""
        return [
            replace(each, code=why.code, words=why.words, by=why.by) if (why := self.reasons.get(each.about)) else each
            for each in self.variations
        ]
