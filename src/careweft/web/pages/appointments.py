"""Appointments of a person: what is coming, free times to book or move to, groups, requests, a visit of several.

The person books and cancels by themselves as far as the model says; staff do it for them, heed what they prefer, and
plan several appointments as one visit, which prints on a page.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import inf
from secrets import token_hex
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.accounts import Account
from careweft.access.policy import Act
from careweft.base.db import Connection
from careweft.base.errors import BadInput, CareweftError, Conflict, NotFound, Refused
from careweft.care.appointments import preferences, reading, requests
from careweft.care.appointments.agenda import Point, points_of
from careweft.care.appointments.appointments import Appointments, Ask
from careweft.care.appointments.dispensing import pharmacies
from careweft.care.appointments.itinerary import Itinerary, Way
from careweft.care.appointments.reading import Appointment, Place, Slot, Wanted
from careweft.care.appointments.requests import Requests
from careweft.care.directory import search
from careweft.care.resources import OPEN, extension, relative_of
from careweft.feeds.outgoing.address import TEXTS as RECEIVER
from careweft.feeds.outgoing.queue import address_of
from careweft.web import forms
from careweft.web.language import N_, _
from careweft.web.logins import carer, person, staff
from careweft.web.logins import current as logged_in
from careweft.web.pages.person import PersonPages, Shown
from careweft.web.view import FormError
from careweft.web.words import sentence

BOOK: Act = "book-appointments"
SAID = {
    "booked": N_("It is booked."),
    "moved": N_("It is moved."),
    "cancelled": N_("It is cancelled."),
    "joined": N_("You have a place in the group."),
    "waiting": N_("The group is full. You wait for a place, and we tell you when there is one."),
    "left": N_("You have left the group."),
    "prepared": N_("That is kept. It is there when you are seen."),
    "asked": N_("We have your request."),
    "preferred": "That is kept.",
    "visit": "The visit is booked.",
    "answered": "The answer is sent.",
}
STATES = {
    "booked": N_("Booked"),
    "arrived": N_("Here now"),
    "fulfilled": N_("Done"),
    "noshow": N_("Did not come"),
    "cancelled": N_("Cancelled"),
    "waitlist": N_("Waiting for a place"),
}
MODES = {
    "in-person": N_("You come to us."),
    "video": N_("You talk by video."),
    "phone": N_("We call you."),
}
PEERS = {
    preferences.PEER: N_("You would like to talk with somebody"),
    preferences.MENTOR: N_("You would talk with others"),
}
WAYS = {"page": N_("On this page"), "call": N_("With a call"), "letter": N_("With a letter")}
STAFF_MODES = {"in-person": "In person", "video": "By video", "phone": "By telephone"}
_WEEK = 7
_FAR = timedelta(days=366)
_BEFORE = 20
_MOST_DAYS = 7
_MOST_TIMES = 12


@dataclass(frozen=True)
class Row:
    """An appointment with where and with whom; `may` says whether the reader can give it back or move it here, `by`
    which relative booked it on the person's behalf; `points` what the person wants to talk about, and whether they
    still may say so (`prepares`)."""

    it: Appointment
    place: Place | None
    who: str
    may: bool
    by: str = ""
    points: Sequence[Point] = ()
    prepares: bool = False

    @property
    def title(self) -> str:
        """What it is."""
        return self.place.title if self.place else "Appointment"

    @property
    def joins(self) -> bool:
        """Whether it is by video and close enough to go there."""
        return bool(
            self.place and self.place.mode == "video" and self.place.link and self.it.status in ("booked", "arrived")
        )


@dataclass(frozen=True)
class Offer:
    """A free time: whose clinic, what the person prefers that it does not heed, and how far from home it is, where the
    clinic's place ends with a postcode."""

    slot: Slot
    place: Place
    who: str
    unheeded: Sequence[preferences.Preference]
    km: float | None = None

    @property
    def rank(self) -> tuple[int, float, datetime]:
        """Heeding most, nearest and earliest first."""
        return len(self.unheeded), inf if self.km is None else self.km, self.slot.start


class AppointmentPages(PersonPages):
    """Below /person/N for staff and below /me for the person."""

    def routes(self) -> list[Route]:
        """Where these pages are."""
        found = []
        for base, who in (("/person/{person:int}", staff), ("/me", person), ("/for/{person:int}", carer)):
            here = f"{base}/appointments"
            found += [
                Route(here, who(self.overview), methods=["GET"]),
                Route(here, who(self.book), methods=["POST"]),
                Route(f"{here}/visit/{{name}}", who(self.visit), methods=["GET"]),
                Route(f"{here}/groups/{{group}}", who(self.group), methods=["POST"]),
                Route(f"{here}/{{appointment}}/cancel", who(self.cancel), methods=["POST"]),
                Route(f"{base}/requests", who(self.requests), methods=["GET"]),
            ]
        return [
            *found,
            Route("/person/{person:int}/appointments/plan", staff(self.plan), methods=["GET"]),
            Route("/person/{person:int}/appointments/plan", staff(self.book_visit), methods=["POST"]),
            Route("/person/{person:int}/appointments/prefer", staff(self.prefer), methods=["POST"]),
            Route("/me/appointments/prefer", person(self.prefer), methods=["POST"]),
            Route("/me/appointments/{appointment}/agenda", person(self.prepare), methods=["POST"]),
            Route("/for/{person:int}/appointments/{appointment}/agenda", carer(self.prepare), methods=["POST"]),
            Route("/person/{person:int}/requests/{request}", staff(self.answer), methods=["POST"]),
            Route("/me/requests", person(self.ask), methods=["POST"]),
            Route("/for/{person:int}/requests", carer(self.ask), methods=["POST"]),
        ]

    @property
    def _booking(self) -> Appointments:
        return self._desk.engine.contact.appointments

    @property
    def _requests(self) -> Requests:
        return self._desk.engine.contact.requests

    async def overview(
        self,
        request: Request,
        errors: Sequence[FormError] = (),
        given: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        """What is coming and was, groups, and the free times of what is asked for."""
        asked = request.query_params
        service, moves = asked.get("service", ""), asked.get("move", "")
        now = self._desk.now()
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            every = await reading.of_person(connection, shown.person_id)
            before = [each for each in reversed(every) if each.finish <= now][:_BEFORE]
            ahead = [each for each in every if each.finish > now]
            bodies = await self._desk.engine.record.read_many(
                connection, [f"Appointment/{each.id}" for each in (*ahead, *before)]
            )
            clinics = {place.id: place for place in await reading.clinics(connection)}
            wishes = await reading.preferences(connection, shown.person_id)
            by_text = await address_of(connection, RECEIVER) is not None
            moved = next((each for each in every if each.id == moves and each.status == "booked"), None)
            if moved and not service and moved.clinic in clinics:
                service = clinics[moved.clinic].service
            since = self._since(asked.get("from", ""))
            sent = await self._booking.sent(connection, shown.person_id)
            sent |= {clinics[moved.clinic].service} if moved and moved.clinic in clinics else set()
            asks = {each.id: each for each in clinics.values()
                    if each.service not in sent and self._booking.asks_first(shown.account, each)}  # fmt: skip
            offers = [
                each
                for each in (await self._offers(connection, shown, service, since, wishes, clinics) if service else [])
                if each.place.id not in asks
            ]
            sessions = {each.id: await self._sessions(connection, each) for each in clinics.values()
                        if each.kind == "group" and each.active}  # fmt: skip
        known = {each["id"]: each for each in bodies}
        rows = [self._row(each, clinics, shown, known.get(each.id, {})) for each in every]
        coming = [row for row in rows if row.it.finish > now and row.it.status in ("booked", "arrived", "waitlist")]
        mine, may = {row.it.clinic for row in coming}, shown.may(BOOK)
        return await self._told(
            request,
            shown,
            "appointments",
            status=status,
            coming=coming,
            before=[row for row in reversed(rows) if row not in coming][:_BEFORE],
            states=STATES,
            modes=MODES if shown.plain else STAFF_MODES,
            services=self._services(shown.account, [each for each in clinics.values() if each.id not in asks])
            if may else [],
            asks=self._services(shown.account, asks.values()) if may else [],
            service=service,
            since=since,
            earlier=max(since - timedelta(days=_WEEK), self._today()),
            later=since + timedelta(days=_WEEK),
            days=_days(offers, self._desk.engine.zone),
            moved=moved,
            only=_only([each.place for each in offers]),
            ranked=any(wish.kind in preferences.RANKED for wish in wishes),
            groups=[(place, min(each.free for each in sessions[place.id]), place.id in mine, sessions[place.id])
                    for place in clinics.values()
                    if may and sessions.get(place.id) and self._may(shown.account, place)],
            wishes=[(wish, preferences.KINDS[wish.kind], self._wish(wish, shown)) for wish in wishes],
            kinds=preferences.KINDS,
            by_text=by_text and shown.own,
            number=next((wish for wish in wishes if wish.kind == preferences.TEXTS), None),
            ways=WAYS if shown.own and self._booking.reminds else {},
            peers=[(kind, title, next((wish for wish in wishes if wish.kind == kind), None))
                   for kind, title in PEERS.items()] if shown.own and self._desk.engine.contact.peers else [],
            way=next((wish.value for wish in wishes if wish.kind == preferences.REMINDERS), "page"),
            phone=self._desk.engine.entry.phone if self._desk.engine.entry else "",
            requests_offered=may and bool(self._booking.terms.requests),
            errors=list(errors),
            given=given or {"key": token_hex(16)},
        )  # fmt: skip

    async def book(self, request: Request) -> Response:
        """Book a time, or move an appointment to it."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        who, moves = await self._about(request), given.get("move", "")
        try:
            async with self._desk.changing(account, BOOK) as connection:
                based_on = ""
                if given.get("refer") == "yes":
                    found = await reading.slot(connection, given.get("slot", ""))
                    reason = given.get("reason", "")
                    based_on = await self._booking.refer(
                        connection, account, who, found.clinic if found else "", reason
                    )
                ask = Ask(given.get("slot", ""), given.get("reason", ""), given.get("against", ""), based_on)
                if moves:
                    await self._booking.move(connection, account, moves, ask)
                else:
                    await self._booking.book(connection, account, who, ask)
        except CareweftError as wrong:
            return await self._wrong(request, wrong, given, who)
        await self._desk.changed(account, "appointments", who)
        return RedirectResponse(f"{self._home(request)}/appointments?said={'moved' if moves else 'booked'}", 303)

    async def cancel(self, request: Request) -> Response:
        """Give a booking back."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        who, name = await self._about(request), request.path_params["appointment"]
        try:
            async with self._desk.changing(account, BOOK) as connection:
                await _require(connection, name, who)
                await self._booking.cancel(connection, account, name, given.get("why", ""))
        except CareweftError as wrong:
            return await self._wrong(request, wrong, given, who)
        await self._desk.changed(account, "appointments", who)
        return RedirectResponse(f"{self._home(request)}/appointments?said=cancelled", 303)

    async def prepare(self, request: Request) -> Response:
        """Keep what the person wants to talk about at an appointment: one thing on each line."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        who, name = await self._about(request), request.path_params["appointment"]
        try:
            async with self._desk.changing(account, BOOK) as connection:
                await _require(connection, name, who)
                await self._booking.prepare(connection, account, name, given.get("points", "").splitlines())
        except BadInput:
            most, given = self._booking.terms.agenda, {**given, "about": name}
            text = _("Write at most {most} things, each in a few words").format(most=most)
            return await self.overview(request, [FormError(f"points-{name}", text)], given, 400)
        except CareweftError as wrong:
            return await self._wrong(request, wrong, given, who)
        await self._desk.changed(account, "appointments", who)
        return RedirectResponse(f"{self._home(request)}/appointments?said=prepared", 303)

    async def group(self, request: Request) -> Response:
        """Join a group or leave it."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        who, group, said = await self._about(request), request.path_params["group"], "left"
        try:
            async with self._desk.changing(account, BOOK) as connection:
                if given.get("act") == "leave":
                    await self._booking.groups.leave(connection, account, group, who, given.get("why", ""))
                else:
                    said = await self._booking.groups.join(connection, account, group, who)
        except CareweftError as wrong:
            return await self._wrong(request, wrong, given, who)
        await self._desk.changed(account, "appointments", who)
        return RedirectResponse(f"{self._home(request)}/appointments?said={said}", 303)

    async def prefer(self, request: Request) -> Response:
        """Keep what the person prefers, or end it."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        who = await self._about(request)
        try:
            async with self._desk.changing(account, BOOK) as connection:
                if given.get("end"):
                    if given["end"] not in [each.id for each in await reading.preferences(connection, who)]:
                        raise NotFound("there is no such preference")
                    await self._booking.wishes.end(connection, given["end"])
                else:
                    kind, value = given.get("kind", ""), given.get("value", "")
                    await self._booking.wishes.keep(connection, who, kind, value)
        except CareweftError as wrong:
            return await self._wrong(request, wrong, given, who)
        await self._desk.changed(account, "appointments", who)
        return RedirectResponse(f"{self._home(request)}/appointments?said=preferred", 303)

    # A visit of several appointments

    async def plan(
        self,
        request: Request,
        errors: Sequence[FormError] = (),
        given: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        """The best order of one appointment for each service that is asked for."""
        asked = request.query_params
        services = asked.getlist("service")
        since = self._since(asked.get("from", ""))
        until = max(
            since, min(self._day(asked.get("until", ""), since + timedelta(days=6)), since + timedelta(days=27))
        )
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            clinics = {place.id: place for place in await reading.clinics(connection)}
            found: Itinerary | None = None
            missing: list[str] = []
            if services:
                found, missing = await self._booking.visits.propose(
                    connection, shown.account, shown.person_id, services[:8], since, until
                )
            stops = await self._stops(connection, [o.slot for _, o in found.stops] if found else [], clinics)
        titles = dict(self._services(shown.account, clinics.values()))
        return await self._told(
            request,
            shown,
            "visit",
            template="pages/itinerary_plan.jinja",
            status=status,
            services=list(titles.items()),
            chosen=services,
            since=since,
            until=until,
            stops=stops,
            best=found.best if found else True,
            none=bool(services) and found is None,
            missing=[titles.get(each, each) for each in missing],
            errors=list(errors),
            given=given or {"key": token_hex(16)},
        )

    async def book_visit(self, request: Request) -> Response:
        """Book every appointment of a visit, or none."""
        account = logged_in(request)
        every = await forms.read_all(request, request.app.services.limits.form_bytes)
        given, who = dict(every), await self._about(request)
        slots = [value for name, value in every if name == "slot"]
        try:
            async with self._desk.changing(account, BOOK) as connection:
                name = await self._booking.book_itinerary(
                    connection, account, who, slots, given.get("key", "")[:64], given.get("reason", "")
                )
        except NotFound:
            await self._unseen(request, "appointments", who)
        except CareweftError as wrong:
            text = f"{sentence(wrong.what)}, so nothing was booked. Plan it again."
            return await self.plan(request, [FormError("", text)], given, 409)
        await self._desk.changed(account, "appointments", who)
        return RedirectResponse(f"{self._home(request)}/appointments/visit/{name}?said=visit", 303)

    async def visit(self, request: Request) -> Response:
        """A visit of several appointments on one page, to be printed."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await reading.itinerary(connection, shown.person_id, request.path_params["name"])
            clinics = {place.id: place for place in await reading.clinics(connection)}
            stops = await self._stops(connection, [each.slot for each in found], clinics)
        if not found:
            raise HTTPException(404)
        return await self._told(
            request, shown, "visit", template="pages/itinerary.jinja", stops=stops, modes=MODES,
            fasting=[name for name, told in self._booking.terms.conditions.items() if told.fasting],
        )  # fmt: skip

    # Requests

    async def requests(
        self,
        request: Request,
        errors: Sequence[FormError] = (),
        given: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        """What the person asked for and what was answered; for the person, the forms to ask."""
        async with self._desk.reading(*self._asks(request)) as connection:
            shown = await self._shown(connection, request)
            found = await self._requests.of_person(connection, shown.person_id)
            medicines = await self._requests.medicines(connection, shown.person_id) if shown.plain else []
            shops = await pharmacies(connection)
        return await self._told(
            request,
            shown,
            "requests",
            status=status,
            found=found,
            kinds=list(self._booking.terms.requests.values()) if shown.may(BOOK) else [],
            medicines=medicines,
            pharmacies=shops,
            shops=dict(shops),
            may=[each.id for each in found if each.granted is None and each.status in OPEN],
            errors=list(errors),
            given=given or {"key": token_hex(16)},
        )  # fmt: skip

    async def ask(self, request: Request) -> Response:
        """Ask for something."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        who, kind = await self._about(request), self._booking.terms.requests.get(given.get("kind", ""))
        if kind is None:
            raise HTTPException(404)
        new = requests.New(
            given.get("key", "")[:64],
            kind,
            given.get("text", ""),
            given.get("medicine", ""),
            pharmacy=given.get("pharmacy", ""),
        )
        try:
            async with self._desk.changing(account, BOOK) as connection:
                await self._requests.make(connection, account, who, new)
        except BadInput as wrong:
            texts = {"medicine": _("Choose a medicine"), "text": _("Tell us what you need"),
                     "pharmacy": _("Choose a pharmacy")}  # fmt: skip
            error = FormError(f"{wrong.where}-{kind.name}", texts.get(wrong.where, sentence(wrong.what)))
            return await self.requests(request, [error], given, 400)
        await self._desk.changed(account, "requests", who)
        return RedirectResponse(f"{self._home(request)}/requests?said=asked", 303)

    async def answer(self, request: Request) -> Response:
        """Grant a request, or say why not."""
        account, given = logged_in(request), await forms.read(request, request.app.services.limits.form_bytes)
        who, name = await self._about(request), request.path_params["request"]
        version = given.get("version", "")
        try:
            async with self._desk.changing(account, "work-tasks") as connection:
                found = await self._requests.find(connection, name)
                if found is None or found.person_id != who:
                    raise NotFound("there is no such request")
                seen = int(version) if version.isdecimal() and len(version) < 9 else None
                granted = given.get("answer") == "yes"
                await self._requests.answer(
                    connection, account, name, granted=granted, text=given.get("text", ""), version=seen
                )
        except NotFound:
            await self._unseen(request, "requests", who)
        except CareweftError as wrong:
            return await self.requests(request, [FormError(f"text-{name}", sentence(wrong.what))], given, 400)
        await self._desk.changed(account, "requests", who)
        return RedirectResponse(f"{self._home(request)}/requests?said=answered", 303)

    # What they are made of

    async def _told(
        self, request: Request, shown: Shown, what: str, *, template: str = "", status: int = 200, **values: Any
    ) -> Response:
        said = SAID.get(request.query_params.get("said", ""), "")
        return await self._answer(
            request,
            shown,
            what,
            template=template or f"pages/{'own_' if shown.plain else ''}{what}.jinja",
            status=status,
            told=_(said) if shown.plain else said,
            here=f"{shown.base}/{'requests' if what == 'requests' else 'appointments'}",
            **values,
        )

    async def _wrong(self, request: Request, wrong: CareweftError, given: Mapping[str, str], who: int) -> Response:
        if isinstance(wrong, NotFound):
            await self._unseen(request, "appointments", who)
        own = logged_in(request).kind != "staff"
        text = sentence(wrong.what)
        if own and isinstance(wrong, Conflict):
            text = _("This time is not free any more, or you are somewhere else then. Choose another.")
        elif own and isinstance(wrong, Refused):
            text = _("You cannot do this here. Please call us.")
        elif own and given.get("kind") == preferences.TEXTS:
            text = _("Write a number such as 07700 900123")
        elif own and given.get("kind") in PEERS:
            text = _("Write a few words, at most {most} letters").format(most=preferences.MOST_WORDS)
        where = wrong.where if isinstance(wrong, BadInput) else ""
        where = f"peer-{given['kind']}" if own and given.get("kind") in PEERS else where
        return await self.overview(
            request, [FormError(where, text)], given, 409 if isinstance(wrong, Conflict) else 400
        )

    async def _offers(
        self,
        connection: Connection,
        shown: Shown,
        service: str,
        since: date,
        wishes: Sequence[preferences.Preference],
        clinics: Mapping[str, Place],
    ) -> list[Offer]:
        """The free times of a service in the week from a day: on each day those first that heed what is preferred, the
        nearest of them first."""
        zone, account = self._desk.engine.zone, shown.account
        first = datetime.combine(since, time(0), zone)
        wanted = Wanted(
            first, first + timedelta(days=_WEEK), service, by=("person",) if account.kind != "staff" else ("staff",),
            teams=sorted(account.parties),
        )  # fmt: skip
        found, far = [], await _far(connection, shown.banner.postcode or "", clinics.values())
        for each in await reading.free(connection, wanted, self._desk.now(), 400):
            place = clinics[each.clinic]
            unheeded = preferences.unheeded(wishes, place.practitioner, place.mode, place.location)
            who = shown.names.practitioners.get(place.practitioner, "")
            found.append(Offer(each, place, who, unheeded, far.get(place.id)))
        return found

    async def _sessions(self, connection: Connection, place: Place) -> list[Slot]:
        """The sessions of a group that are still to come."""
        now = self._desk.now()
        found = await reading.slots(connection, place.id, now, now + _FAR)
        return [each for each in found if each.state == "open"]

    async def _stops(
        self, connection: Connection, slots: Sequence[str], clinics: Mapping[str, Place]
    ) -> list[tuple[Slot, Place, int | None]]:
        """The stops of a visit in their order, each with the minutes on the way from the one before on that day."""
        found = [each for name in slots if (each := await reading.slot(connection, name)) and each.clinic in clinics]
        found.sort(key=lambda each: each.start)
        way = Way(await reading.travel(connection), self._booking.terms.way.count)
        stops: list[tuple[Slot, Place, int | None]] = []
        for number, each in enumerate(found):
            before = found[number - 1] if number else None
            place = clinics[each.clinic]
            minutes = None
            if before and self._local(before.start) == self._local(each.start):
                minutes = int(way.between(clinics[before.clinic].location, place.location).total_seconds() // 60)
            stops.append((each, place, minutes))
        return stops

    def _row(self, each: Appointment, clinics: Mapping[str, Place], shown: Shown, body: Mapping[str, Any]) -> Row:
        place = clinics.get(each.clinic)
        who = shown.names.practitioners.get(place.practitioner, "") if place else ""
        stands = each.status in ("booked", "waitlist") and each.start > self._desk.now()
        may = self._booking.may_cancel(each.start) or each.status == "waitlist" if shown.plain else True
        by = relative_of((extension(body, "booked-by") or {}).get("valueReference"))
        prepares = each.status == "booked" and bool(place and place.kind == "clinic" and self._booking.terms.agenda)
        return Row(each, place, who, stands and may and shown.may(BOOK), by, points_of(body),
                   prepares and stands and shown.plain and shown.may(BOOK))  # fmt: skip

    def _services(self, account: Account, places: Any) -> list[tuple[str, str]]:
        """What can be booked by the reader: the service and what its clinics are called."""
        found: dict[str, list[str]] = {}
        for place in places:
            if place.kind == "clinic" and place.active and self._may(account, place):
                found.setdefault(place.service, []).append(place.title)
        return [(service, " / ".join(titles[:4])) for service, titles in sorted(found.items())]

    def _may(self, account: Account, place: Place) -> bool:
        return place.team in account.parties or ("person" if account.kind != "staff" else "staff") in place.books

    def _wish(self, wish: preferences.Preference, shown: Shown) -> str:
        if wish.kind == "mode":
            return STAFF_MODES.get(wish.value, wish.value)
        if wish.kind == preferences.REMINDERS:
            return preferences.WAYS.get(wish.value, wish.value)
        return shown.names.practitioners.get(wish.value, wish.value) if wish.kind == "practitioner" else wish.value

    def _since(self, text: str) -> date:
        return max(self._day(text, self._today()), self._today())

    def _day(self, text: str, otherwise: date) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return otherwise

    def _today(self) -> date:
        return self._local(self._desk.now())

    def _local(self, at: datetime) -> date:
        return at.astimezone(self._desk.engine.zone).date()


async def _require(connection: Connection, name: str, who: int) -> None:
    """Raise NotFound where an appointment is none of this person's."""
    found = await reading.find(connection, name)
    if found is None or found.person_id != who:
        raise NotFound("there is no such appointment")


def _only(places: Sequence[Place]) -> Place | None:
    """The place of all of them, where it is one."""
    found = {place.id: place for place in places}
    return next(iter(found.values())) if len(found) == 1 else None


async def _far(connection: Connection, home: str, places: Iterable[Place]) -> dict[str, float]:
    """How many kilometres clinics are from home, as far as both postcodes are known here."""
    codes = {place.id: place.location.rpartition(",")[2] for place in places}
    known = await search.positions(connection, [home, *codes.values()])
    here = known.get(search.key(home))
    if here is None:
        return {}
    return {id_: search.distance(here, known[code]) for id_, at in codes.items() if (code := search.key(at)) in known}


def _days(offers: Sequence[Offer], zone: Any) -> list[tuple[datetime, list[Offer]]]:
    """Offers under their days, at most so many of each."""
    found: dict[date, list[Offer]] = {}
    for offer in offers:
        found.setdefault(offer.slot.start.astimezone(zone).date(), []).append(offer)
    days = []
    for each in list(found.values())[:_MOST_DAYS]:
        days.append((each[0].slot.start, sorted(each, key=lambda offer: offer.rank)[:_MOST_TIMES]))
    return days
