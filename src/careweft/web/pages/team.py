"""A team: who is in it and what they hold, who is away and who stands in, what is coming, and what could move."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import policy
from careweft.access.accounts import Account
from careweft.access.policy import Act
from careweft.base.errors import BadInput, Conflict
from careweft.care.staffing import balance, caseload
from careweft.care.staffing.allocation import Asked, choose
from careweft.care.staffing.balance import Held, Move
from careweft.care.staffing.caseload import Coming
from careweft.care.staffing.cover import Absence, Away, absence_of, absences, acting, whole_days
from careweft.care.staffing.handover import Order
from careweft.care.teams import Load
from careweft.people.person import Banner
from careweft.web import forms, view
from careweft.web.desk import Desk, Names, names_here, people_shown
from careweft.web.logins import current, passive, staff
from careweft.web.pages.work import name_of
from careweft.web.view import Figure, FormError, Link, Table
from careweft.web.words import explained

SEE: Act = "hold-meetings"
SAID = {
    "away": "Kept. Tasks and notices follow to whoever stands in.",
    "back": "The absence has ended.",
    "handed": "Handed over, with all open work. The people and their GPs are told.",
    "nothing": "There was nothing to hand over.",
}
_FIELDS = {"away": "first", "back": "", "hand-over": "taker"}


@dataclass(frozen=True)
class Member:
    """Somebody of a team as the page shows them."""

    load: Load
    away: Absence | None
    acting: str
    next: bool
    cases: Sequence[tuple[int, str, str]]

    @property
    def share(self) -> int:
        """How much of the limit is used, in hundredths, at most a hundred; nought without a limit."""
        limit = self.load.practitioner.caseload
        return min(100, round(100 * self.load.open / limit)) if limit else 0


class TeamPages:
    """One's teams."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/team", staff(self.team), methods=["GET"]),
            Route("/team/{act:str}", staff(self.act), methods=["POST"]),
        ]

    async def team(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """A team of the account: members with what they hold, absences, the forecast, and suggestions."""
        account, now = current(request), self._desk.now()
        async with self._desk.reading(account, SEE) as connection:
            names = await names_here(connection)
            mine = sorted(party for party in account.parties if party in names.teams)
            if not mine:
                raise HTTPException(404)
            asked = request.query_params.get("team", "") or (given or {}).get("team", "")
            team = asked if asked in mine else mine[0]
            loads = await caseload.members(connection, team)
            held = await caseload.held(connection, team)
            gone = await absences(connection, now, team)
            coming = await caseload.coming(connection, team, now)
            people = await people_shown(connection, [case.person_id for cases in held.values() for case in cases])
        if people:
            await self._desk.saw(account, "team list", people, by_itself=passive(request.scope))
        away = {each.practitioner for each in gone if each.holds(now)}
        choice = self._next(loads, away)
        answer: Response = request.app.templates.page(
            request,
            "pages/team.jinja",
            status=400 if errors else 200,
            title="Team",
            team=team,
            called=names.teams[team],
            teams=[Link(f"/team?team={each}", names.teams[each], current=each == team) for each in mine],
            members=[self._member(load, gone, held, people, names, choice[0]) for load in loads],
            choice=choice[1],
            absences=[self._absence(each, names, account) for each in gone],
            figures=_figures(coming, policy.may(account, "triage-referrals")),
            forecast=_forecast(coming, loads),
            has_pace=coming.has_pace,
            moves=[_move(each, people, names) for each in _moves(loads, held, away)],
            manager="manager" in account.roles,
            me=account.username,
            everybody=[(load.practitioner.id, load.practitioner.name) for load in loads],
            said=SAID.get(request.query_params.get("said", ""), ""),
            errors=errors,
            given=given or {},
        )
        return answer

    async def act(self, request: Request) -> Response:
        """Say who is away, or back; hand cases over. What was typed is kept where it cannot be done."""
        account, given = current(request), await forms.read(request, request.app.services.limits.form_bytes)
        act = request.path_params["act"]
        if act not in _FIELDS:
            raise HTTPException(404)
        people: tuple[int, ...] = ()
        said = act
        try:
            async with self._desk.changing(account, SEE) as connection:
                if act == "away":
                    await self._desk.engine.cover.plan(connection, account, self._away(account, given))
                elif act == "back":
                    await self._desk.engine.cover.end(connection, account, given.get("absence", ""))
                else:
                    order = _order(given)
                    people = (await self._desk.engine.handover.carry(connection, account, order)).people
                    said = "handed" if people else "nothing"
        except BadInput as wrong:
            return await self.team(request, [FormError(wrong.where or _FIELDS[act], explained(wrong))], given)
        except Conflict as first:
            return await self.team(request, [FormError(_FIELDS[act], explained(first))], given)
        for person in people:
            await self._desk.changed(account, "case", person)
        return RedirectResponse(f"/team?team={given.get('team', '')}&said={said}", 303)

    def _next(self, loads: Sequence[Load], away: set[str]) -> tuple[str, str]:
        """Who takes the next case of somebody nobody here has led before, and why."""
        engine = self._desk.engine
        rule, lead = engine.cases.allocation, engine.lead
        in_order = sorted(loads, key=lambda load: (load.open, load.practitioner.id))
        by_role = {role: [load for load in in_order if load.practitioner.role == role] for role in rule.roles(lead)}
        chosen = choose(rule, lead, Asked({}, self._desk.now(), engine.zone), by_role, away)
        who = chosen.practitioner
        return (who.id, f"{who.name}. {chosen.reason}") if who else ("", chosen.reason)

    def _member(
        self,
        load: Load,
        gone: Sequence[Absence],
        held: Mapping[str, Sequence[Held]],
        people: dict[int, Banner],
        names: Names,
        chosen: str,
    ) -> Member:
        now, who = self._desk.now(), load.practitioner.id
        stands_in = acting(gone, who, now)
        cases = [(case.person_id, name_of(people, case.person_id), f"{case.tasks} open") for case in held.get(who, ())]
        return Member(
            load,
            absence_of(gone, who, now),
            names.practitioners.get(stands_in or "", "nobody") if stands_in != who else "",
            who == chosen,
            sorted(cases, key=lambda case: case[1]),
        )

    def _away(self, account: Account, given: Mapping[str, str]) -> Away:
        first, last = _day(given, "first"), _day(given, "last")
        if first is None or last is None:
            raise BadInput("a day is missing", expected="a first and a last day", where="last" if first else "first")
        since, until = whole_days(first, last, self._desk.engine.zone)
        who = given.get("who", "") or account.username
        return Away(who, given.get("cover") or None, since, until, given.get("note", ""))

    def _absence(self, each: Absence, names: Names, account: Account) -> tuple[Absence, str, str, bool, bool]:
        """An absence with who is away, who stands in, whether it is now, and whether the account may end it."""
        called = names.practitioners
        cover = called.get(each.cover, each.cover) if each.cover else "nobody"
        may = account.username == each.practitioner or "manager" in account.roles
        return each, called.get(each.practitioner, each.practitioner), cover, each.holds(self._desk.now()), may


def _day(given: Mapping[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(given.get(name, ""))
    except ValueError:
        return None


def _order(given: Mapping[str, str]) -> Order:
    if not given.get("taker"):
        raise BadInput("nobody is chosen", expected="who takes over")
    chosen = [name.removeprefix("case-") for name in given if name.startswith("case-")]
    some = tuple(int(each) for each in chosen if each.isdecimal() and len(each) < 18)
    if given.get("all") != "yes" and not some:
        raise BadInput("no case is chosen", expected="the cases, or all of them", where="all")
    people = None if given.get("all") == "yes" else some
    return Order(given.get("giver", ""), given["taker"], people, given.get("why", ""))


def _moves(loads: Sequence[Load], held: Mapping[str, Sequence[Held]], away: set[str]) -> list[Move]:
    """Suggested moves, role by role: only those who hold cases in a role share them."""
    by_role = groupby(sorted(loads, key=lambda load: load.practitioner.role), key=lambda load: load.practitioner.role)
    found: list[Move] = []
    for _, each in by_role:
        colleagues = list(each)
        if any(load.open for load in colleagues):
            found += balance.moves(colleagues, held, away)
    return found


def _move(move: Move, people: dict[int, Banner], names: Names) -> tuple[Move, str, str, str]:
    called = names.practitioners
    return move, name_of(people, move.person_id), called[move.giver], called[move.taker]


def _figures(coming: Coming, decides: bool) -> list[Figure]:
    share = (
        f"{coming.share:.0%} become cases" if coming.decided else "none was decided lately: half are expected as cases"
    )
    return [
        Figure("Open cases", str(coming.open), f"{coming.unled} led by nobody yet" if coming.unled else ""),
        Figure("Referrals that wait", str(coming.waiting), share, "/referrals" if decides else ""),
        Figure("In hospital now", str(coming.in_hospital), f"{coming.ready} fit to leave"),
        Figure("Reviews due", str(coming.reviews), "within 4 weeks"),
    ]


def _forecast(coming: Coming, loads: Sequence[Load]) -> Table:
    leads = [load for load in loads if load.open or load.practitioner.caseload]
    limits = [load.practitioner.caseload for load in leads]
    room = sum(limit for limit in limits if limit is not None) if all(limit is not None for limit in limits) else None
    columns = [view.Column("At the end of"), view.Column("Cases", True), view.Column("Places left", True)]
    rows = [
        ["this week" if n == 0 else f"week {n + 1}", str(cases), "no limit" if room is None else str(room - cases)]
        for n, cases in enumerate(coming.forecast())
    ]
    return Table("Cases in the next four weeks", columns, rows, False)
