"""Clinics of one's teams: which there are, the day's list, hours and closed days; groups with places and attendance."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Literal, cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.policy import Act
from careweft.base.errors import BadInput, CareweftError, NotFound
from careweft.care.appointments import preferences, reading
from careweft.care.appointments.agenda import points_of
from careweft.care.appointments.appointments import Appointments
from careweft.care.appointments.groups import Session
from careweft.care.appointments.hours import Hours, Opening
from careweft.care.appointments.resource import Clinic, Mode
from careweft.care.resources import id_of
from careweft.web import forms
from careweft.web.desk import Desk, names_here, people_shown
from careweft.web.logins import current as logged_in
from careweft.web.logins import passive, staff
from careweft.web.pages.appointments import STAFF_MODES, STATES
from careweft.web.pages.work import name_of
from careweft.web.view import Empty, FormError
from careweft.web.words import explained

RUN: Act = "run-clinics"
SAID = {
    "kept": "The clinic is kept, and its times are open.",
    "planned": "The group is planned.",
    "closed": "The clinic is closed that day. What was booked is on the list of tasks.",
    "marked": "That is kept.",
    "called-off": "The group does not take place. Everybody who is in it, or waits, is told.",
}


class ClinicPages:
    """What a team needs to run its clinics."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/clinics", staff(self.overview), methods=["GET"]),
            Route("/clinics", staff(self.keep), methods=["POST"]),
            Route("/clinics/{clinic}", staff(self.day), methods=["GET"]),
            Route("/clinics/{clinic}/close", staff(self.close), methods=["POST"]),
            Route("/clinics/{clinic}/call-off", staff(self.call_off), methods=["POST"]),
            Route("/clinics/{clinic}/{appointment}", staff(self.mark), methods=["POST"]),
        ]

    @property
    def _booking(self) -> Appointments:
        return self._desk.engine.contact.appointments

    async def overview(
        self, request: Request, errors: Sequence[FormError] = (), given: Mapping[str, str] | None = None
    ) -> Response:
        """The clinics and groups of one's teams, with how many times are free, and the forms for new ones."""
        account, now = logged_in(request), self._desk.now()
        async with self._desk.reading(account, RUN) as connection:
            names = await names_here(connection)
            teams = sorted(party for party in account.parties if party in names.teams)
            clinics = await reading.clinics(connection, teams) if teams else []
            rows = await connection.fetch(
                "SELECT clinic, min(start) AS next, sum(places - taken) AS free, sum(places) AS places FROM care.slot "
                "WHERE clinic = ANY ($1) AND start > $2 AND start < $3 AND state = 'open' GROUP BY clinic",
                [place.id for place in clinics],
                now,
                now + timedelta(days=14),
            )
        await self._desk.counted(account, "clinics")
        counts = {row["clinic"]: row for row in rows}
        answer: Response = request.app.templates.page(
            request,
            "pages/clinics.jinja",
            status=400 if errors else 200,
            title="Clinics",
            rows=[
                (place, names.party(place.team), names.practitioners.get(place.practitioner, ""), row,
                 self._local(row["next"]).isoformat() if row else "")
                for place in clinics for row in (counts.get(place.id),)
            ],
            modes=STAFF_MODES,
            peers=self._desk.engine.contact.peers is not None,
            teams=[(team, names.teams[team]) for team in teams],
            practitioners=sorted(names.practitioners.items(), key=lambda pair: pair[1]),
            said=SAID.get(request.query_params.get("said", ""), ""),
            nothing=Empty("Your teams have no clinics yet", "Open one below."),
            errors=list(errors),
            given=given or {},
        )  # fmt: skip
        return answer

    def _local(self, at: datetime) -> date:
        return at.astimezone(self._desk.engine.zone).date()

    async def keep(self, request: Request) -> Response:
        """Open a clinic or plan a group, in the name of one's own team."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        group = given.get("what") == "group"
        try:
            clinic, sessions = _read(given, group, self._desk.engine.zone)
            async with self._desk.changing(account, RUN) as connection:
                if group:
                    await self._booking.groups.plan(connection, account, clinic, sessions)
                else:
                    if clinic.team not in account.parties:
                        raise BadInput("this is not your team", where="team", expected="one of your teams")
                    await self._booking.clinics.set_up(connection, clinic)
        except CareweftError as wrong:
            where = wrong.where if isinstance(wrong, BadInput) else ""
            return await self.overview(request, [FormError(where, explained(wrong))], given)
        return RedirectResponse(f"/clinics?said={'planned' if group else 'kept'}", 303)

    async def day(self, request: Request, errors: Sequence[FormError] = ()) -> Response:
        """A clinic's list of a day, or a group's sessions with who is in it and who waits."""
        account, zone, now = logged_in(request), self._desk.engine.zone, self._desk.now()
        async with self._desk.reading(account, RUN) as connection:
            place = await reading.clinic(connection, request.path_params["clinic"])
            if place is None or place.team not in account.parties:
                raise HTTPException(404)
            names = await names_here(connection)
            today = now.astimezone(zone).date()
            asked = _day(request.query_params.get("day", ""), today)
            since = (
                datetime.combine(asked, time(0), zone) if place.kind == "clinic" else datetime(2000, 1, 1, tzinfo=zone)
            )
            until = since + timedelta(days=1) if place.kind == "clinic" else datetime(2200, 1, 1, tzinfo=zone)
            slots = await reading.slots(connection, place.id, since, until)
            booked = await reading.of_clinic(connection, place.id, since, until)
            people = await people_shown(connection, [each.person_id for each in booked])
            wishes = {person: await reading.preferences(connection, person) for person in people}
            record = self._desk.engine.record
            bodies = await record.read_many(connection, [f"Appointment/{each.id}" for each in booked])
            asked_for = await record.read_many(connection, {each.based_on for each in booked if each.based_on})
        await self._desk.saw(account, "clinic", people, by_itself=passive(request.scope))
        points = {body["id"]: points_of(body) for body in bodies}
        said_online = {f"ServiceRequest/{body['id']}": [note["text"] for note in body.get("note", ())]
                       for body in asked_for}  # fmt: skip
        stands = [each for each in booked if each.status not in ("cancelled", "waitlist")]
        of_slot = {slot.id: [each for each in stands if each.slot == slot.id] for slot in slots}
        answer: Response = request.app.templates.page(
            request,
            "pages/clinic.jinja",
            status=409 if errors else 200,
            title=place.title,
            clinic=place,
            team=names.party(place.team),
            who=names.practitioners.get(place.practitioner, ""),
            mode=STAFF_MODES[place.mode],
            day=asked,
            before=asked - timedelta(days=1),
            after=asked + timedelta(days=1),
            at=since if place.kind == "clinic" else now,
            lines=[(slot, [(each, name_of(people, each.person_id), _wishes(wishes.get(each.person_id, ())),
                            points.get(each.id, ()), said_online.get(each.based_on, ()))
                            for each in of_slot[slot.id]]) for slot in slots],
            waiting=list(dict.fromkeys((each.person_id, name_of(people, each.person_id))
                                       for each in sorted(booked, key=lambda e: e.made) if each.status == "waitlist")),
            states=STATES,
            now=now,
            said=SAID.get(request.query_params.get("said", ""), ""),
            errors=list(errors),
        )  # fmt: skip
        return answer

    async def close(self, request: Request) -> Response:
        """Close a clinic on a day."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        clinic, day = request.path_params["clinic"], _day(given.get("day", ""), date.min)
        if day == date.min:
            raise HTTPException(404)
        try:
            async with self._desk.changing(account, RUN) as connection:
                await self._booking.clinics.close_day(connection, account, clinic, day, given.get("why", ""))
        except NotFound:
            raise HTTPException(404) from None
        except CareweftError as wrong:
            return await self.day(request, [FormError("", explained(wrong))])
        return RedirectResponse(f"/clinics/{clinic}?day={day.isoformat()}&said=closed", 303)

    async def call_off(self, request: Request) -> Response:
        """Say that a group does not take place any more."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        clinic = request.path_params["clinic"]
        try:
            async with self._desk.changing(account, RUN) as connection:
                await self._booking.groups.call_off(connection, account, clinic, given.get("why", ""))
        except NotFound:
            raise HTTPException(404) from None
        except CareweftError as wrong:
            return await self.day(request, [FormError("why", explained(wrong))])
        return RedirectResponse(f"/clinics/{clinic}?said=called-off", 303)

    async def mark(self, request: Request) -> Response:
        """Keep that somebody is here, was seen, or did not come."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        clinic, name, status = (
            request.path_params["clinic"],
            request.path_params["appointment"],
            given.get("status", ""),
        )
        if status not in ("arrived", "fulfilled", "noshow"):
            raise HTTPException(404)
        try:
            async with self._desk.changing(account, RUN) as connection:
                found = await reading.find(connection, name)
                if found is None or found.clinic != clinic:
                    raise NotFound("there is no such appointment")
                kept = cast(Literal["arrived", "fulfilled", "noshow"], status)
                answers = {text: given.get(f"answer-{field.removeprefix('says-')}", "")
                           for field, text in given.items() if field.startswith("says-")}  # fmt: skip
                await self._booking.mark(connection, account, name, kept, given.get("outcome", ""), answers)
        except NotFound:
            raise HTTPException(404) from None
        except CareweftError as wrong:
            return await self.day(request, [FormError("", explained(wrong))])
        await self._desk.changed(account, "appointments", found.person_id)
        day = f"?day={found.start.astimezone(self._desk.engine.zone).date().isoformat()}&said=marked#a-{name}"
        return RedirectResponse(f"/clinics/{clinic}{day}", 303)


def _read(given: Mapping[str, str], group: bool, zone: object) -> tuple[Clinic, list[Session]]:
    """A clinic or group as a form says it."""
    title, team, service = (given.get(name, "").strip() for name in ("title", "team", "service"))
    if not title:
        raise BadInput("it has no name", where="title", expected="what people call it")
    mode = given.get("mode", "in-person")
    if mode not in STAFF_MODES:
        raise BadInput("how is it held?", where="mode", expected="in person, by video or by telephone")
    link = given.get("link", "").strip()
    if link and not link.startswith("https://"):
        raise BadInput("the link is not safe", where="link", expected="an address that begins with https://")
    books = frozenset(who for who in ("person", "staff") if given.get(f"books-{who}"))
    code = "-".join("".join(c if c.isalnum() else " " for c in (service or title).lower()).split())[:60] or "clinic"
    clinic = Clinic(
        id_of(f"clinic/{team}/{title.casefold()}"), title[:120], team, code, "group" if group else "clinic",
        given.get("practitioner", ""), given.get("location", "").strip()[:120], cast(Mode, mode), link[:500], books,
    )  # fmt: skip
    lines = [line.strip() for line in given.get("hours", "").splitlines() if line.strip()]
    minutes = _number(given.get("minutes", ""), "minutes")
    if not group:
        try:
            openings = tuple(Opening.parse(line) for line in lines[:50])
        except BadInput as wrong:
            raise BadInput(wrong.what, where="hours", expected=wrong.expected) from wrong
        return replace(clinic, hours=Hours(openings, minutes)), []
    least, most = _number(given.get("least", ""), "least"), _number(given.get("most", ""), "most")
    sessions = []
    for line in lines[:60]:
        try:
            at = datetime.fromisoformat(line.replace(" ", "T", 1))
        except ValueError:
            expected = "one line for each session, such as 2026-02-03 14:00"
            raise BadInput(f"{line!r} is no time", where="hours", expected=expected) from None
        sessions.append(Session(at.replace(tzinfo=zone), minutes))  # type: ignore[arg-type]
    return replace(clinic, least=least, places=most), sessions


def _number(text: str, where: str) -> int:
    if not text.isdecimal() or len(text) > 4:
        raise BadInput("this is no number", where=where, expected="a whole number")
    return int(text)


def _day(text: str, otherwise: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return found if 2000 <= found.year < 2200 else otherwise


def _wishes(found: Sequence[preferences.Preference]) -> list[str]:
    return [f"{preferences.KINDS[each.kind]}: {each.value}" for each in found]
