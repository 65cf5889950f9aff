"""What people do with equipment: ask for it, deliver, fit, report a fault, ask it back, collect, clean, lend again; and
call a batch back.

Each act is one transaction and says which version it saw, so that it happens once. Whoever asks first gets the thing
that waited longest in stock; who comes when there is none waits, and gets the next one by urgency and time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import resources
from careweft.care.durations import Duration
from careweft.care.equipment import reading, things
from careweft.care.equipment.reading import Loan
from careweft.care.equipment.things import COLLECT, DELIVER, FIT, HELD, MEND, SERVICE, Move, Product, State
from careweft.care.record import Record
from careweft.care.resources import OPEN, Resource, id_of

SHARED: Final = 0
TITLES: Final = {
    DELIVER: "Deliver: {}",
    FIT: "See that it fits: {}",
    COLLECT: "Collect: {}",
    MEND: "Mend or change: {}",
    SERVICE: "Service: {}",
}


@dataclass(frozen=True)
class Terms:
    """What the model of care says of the store: who runs it (a team and a role), who may ask, and the times."""

    store: str
    by: str
    requests: frozenset[str]
    deliver: Duration
    urgent: Duration
    fit: Duration
    collect: Duration
    mend: Duration
    recall: Duration
    service: Duration
    escalate: str = ""
    collects_after: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ask:
    """What somebody asks for. `key` makes it one, however often it is sent; `plan` is the plan it comes from, `place`
    where it goes if not to the person's home, such as a school."""

    key: str
    product: str
    why: str
    team: str
    urgent: bool = False
    plan: str = ""
    place: str = ""


@dataclass(frozen=True)
class Called:
    """A recall: its id, why, and whether it cannot wait."""

    id: str
    reason: str
    urgent: bool


@dataclass(frozen=True)
class Todo:
    """A task about a loan: for the store, or for the team that asked (`team`)."""

    code: str
    due: datetime
    why: str
    urgent: bool = False
    team: str = ""


class Equipment:
    """The store, through the record."""

    def __init__(self, record: Record, zone: ZoneInfo) -> None:
        self._record, self._zone = record, zone

    # What the store has

    async def offer(self, connection: Connection, by: Account, product: Product, terms: Terms) -> None:
        """Put a product into the catalogue, or say anew what it is."""
        _require_store(by, terms)
        if not product.id or not product.name:
            raise BadInput("a product needs a code and a name", where="name", expected="both")
        if product.price < 0 or product.handling < 0:
            raise BadInput("a price below nothing", where="price", expected="an amount from 0")
        if product.service_every:
            Duration.parse(product.service_every)
        await self._record.write(connection, SHARED, things.product_resource(product))

    async def add(
        self, connection: Connection, by: Account, product: str, serial: str, batch: str, terms: Terms
    ) -> str:
        """Take a new thing into stock; its id. One that is here already stays as it is."""
        _require_store(by, terms)
        if not serial.strip():
            raise BadInput("no serial number is given", where="serial", expected="the number on the thing")
        found = await self._product(connection, product)
        made = things.item_id(product, serial.strip())
        if await reading.item(connection, made) is None:
            move = Move("in-stock", by.display_name, self._record.clock.now())
            due = self._next_service(found, move.at)
            body = things.item_resource(found, serial.strip(), batch.strip(), terms.store, move, due)
            if recall := await self._recalled(connection, product, batch.strip()):
                body = things.with_recall(things.moved(body, replace(move, to="collected")), recall)
            await self._record.write(connection, SHARED, body, expected=0)
            await self._serve(connection, product, terms)
        return made

    # A loan

    async def request(self, connection: Connection, by: Account, person_id: int, ask: Ask, terms: Terms) -> str:
        """Ask for a thing for somebody; the loan's id. The store gets a task with the model's time."""
        await require_sight(connection, [person_id])
        if terms.requests and not by.roles & terms.requests:
            raise Refused("your role does not ask for equipment here", hint="Ask somebody of the person's team")
        if ask.team not in by.parties:
            raise Refused("this is another team", hint="Ask in the name of your own team")
        if not ask.why.strip():
            raise BadInput("nothing says what it is for", where="why", expected="what the person needs it for")
        product = await self._product(connection, ask.product)
        subject = await self._record.patient(connection, person_id)
        if subject is None:
            raise NotFound("this person has no record here")
        made = id_of(f"{ask.key}/loan")
        if await connection.fetchval("SELECT true FROM fhir.location WHERE type = 'DeviceRequest' AND id = $1", made):
            return made
        now = self._record.clock.now()
        due = (terms.urgent if ask.urgent else terms.deliver).after(now, self._zone)
        body: Resource = {
            "resourceType": "DeviceRequest",
            "id": made,
            **({"basedOn": [{"reference": ask.plan}]} if ask.plan else {}),
            "status": "active",
            "intent": "order",
            "priority": "urgent" if ask.urgent else "routine",
            "codeCodeableConcept": {
                "coding": [{"system": things.PRODUCTS, "code": product.id}],
                "text": product.name,
            },
            "subject": {"reference": subject},
            "occurrenceDateTime": due.isoformat(),
            "authoredOn": now.isoformat(),
            "requester": {"reference": f"Practitioner/{by.username}", "display": by.display_name},
            "performer": {"reference": f"Organization/{terms.store}"},
            "reasonCode": [{"text": ask.why.strip()}],
        }
        place = {"valueString": ask.place.strip()} if ask.place.strip() else {}
        team = {"valueReference": {"reference": f"CareTeam/{ask.team}"}}
        body = things.with_loan(body, "waiting", team=team, place=place)
        await self._record.write(connection, person_id, body, expected=0)
        loan = await self._loan(connection, made)
        await self._task(connection, loan, Todo(DELIVER, due, ask.why.strip(), ask.urgent), terms)
        await self._serve(connection, product.id, terms)
        return made

    async def cancel(
        self, connection: Connection, by: Account, loan_: str, why: str, terms: Terms, version: int | None = None
    ) -> None:
        """Take back a request before the thing is delivered; what was set aside goes to who waits next."""
        loan = await self._held(connection, by, loan_, version, terms, "waiting", "reserved")
        if not why.strip():
            raise BadInput("nothing says why", where="why", expected="why it is no longer needed")
        if loan.item:
            await self._move(connection, by, loan.item, "in-stock", "The request was taken back")
        await self._put(connection, loan, "cancelled", item={}, note={"valueString": why.strip()}, ended=self._now())
        await self._close(connection, loan, "cancelled", DELIVER)
        await self._serve(connection, loan.product, terms)

    async def deliver(
        self, connection: Connection, by: Account, loan_: str, fitted: bool, terms: Terms, version: int | None = None
    ) -> None:
        """The thing is at the person's home; `fitted`: and they were shown how to use it. Else their team is asked to
        see to it."""
        loan = await self._held(connection, by, loan_, version, terms, "reserved", store=True)
        await self._move(connection, by, loan.item, "delivered")
        await self._put(connection, loan, "delivered", delivered=self._now())
        await self._record.write(connection, loan.person_id, self._supply(loan, by, "delivery"))
        await self._close(connection, loan, "completed", DELIVER)
        loan = await self._loan(connection, loan_)
        if fitted:
            await self._fitted(connection, by, loan)
        else:
            due = terms.fit.after(self._record.clock.now(), self._zone)
            await self._task(connection, loan, Todo(FIT, due, "It was delivered and not fitted", team=loan.team), terms)

    async def fit(
        self, connection: Connection, by: Account, loan_: str, terms: Terms, version: int | None = None
    ) -> None:
        """Say that the thing fits and that the person was shown how to use it."""
        loan = await self._held(connection, by, loan_, version, terms, "delivered")
        await self._fitted(connection, by, loan)

    async def fault(
        self, connection: Connection, by: Account, loan_: str, text: str, urgent: bool, terms: Terms
    ) -> None:
        """Tell the store that a thing does not work; also the person themselves."""
        loan = await self._held(connection, by, loan_, None, terms, *HELD)
        if not text.strip():
            raise BadInput("nothing says what is wrong", where="text", expected="what does not work")
        due = (terms.urgent if urgent else terms.mend).after(self._record.clock.now(), self._zone)
        await self._task(connection, loan, Todo(MEND, due, text.strip(), urgent), terms)

    async def mended(self, connection: Connection, by: Account, loan_: str, terms: Terms) -> None:
        """The thing works again, or is safe again after a recall: what the store was asked is done."""
        loan = await self._held(connection, by, loan_, None, terms, "on-loan", "delivered", "to-collect", store=True)
        _, version, body = await self._record.find(connection, f"Device/{loan.item}")
        product = await self._product(connection, loan.product)
        due = self._next_service(product, self._record.clock.now())
        body = things.with_service(things.with_recall(body, ""), due)
        if things.state_of(body) == "recalled":
            body = things.moved(body, self._by(by, "on-loan", "Made safe at home"))
            await self._put(connection, loan, "on-loan", note={})
            await self._close(connection, loan, "cancelled", COLLECT)
        await self._record.write(connection, SHARED, body, expected=version)
        await self._close(connection, loan, "completed", MEND, SERVICE)

    async def ask_back(
        self, connection: Connection, by: Account | None, loan_: str, why: str, terms: Terms, urgent: bool = False
    ) -> None:
        """Ask the store to collect a thing: somebody of the team, the person, or (None) the place itself. Asking again
        changes nothing."""
        loan = await self._held(connection, by, loan_, None, terms, *HELD)
        if loan.state == "to-collect":
            return
        if not why.strip():
            raise BadInput("nothing says why", where="why", expected="why it should be collected")
        now = self._record.clock.now()
        await self._put(connection, loan, "to-collect", note={"valueString": why.strip()})
        await self._close(connection, loan, "cancelled", FIT)
        wanted = terms.recall if urgent else terms.collect
        due = wanted.after(now, self._zone)
        await self._task(connection, loan, Todo(COLLECT, due, why.strip(), urgent), terms)

    async def collect(
        self, connection: Connection, by: Account, loan_: str, terms: Terms, version: int | None = None
    ) -> None:
        """The thing is back at the store; what the loan cost is settled."""
        loan = await self._held(connection, by, loan_, version, terms, *HELD, store=True)
        await self._move(connection, by, loan.item, "collected", loan.note)
        await self._record.write(connection, loan.person_id, self._supply(loan, by, "collection"))
        await self._ended(connection, loan, "returned")

    async def lost(
        self, connection: Connection, by: Account, loan_: str, why: str, terms: Terms, version: int | None = None
    ) -> None:
        """The thing is not to be had back."""
        loan = await self._held(connection, by, loan_, version, terms, "on-loan", "to-collect", store=True)
        if not why.strip():
            raise BadInput("nothing says why", where="why", expected="what became of it")
        await self._move(connection, by, loan.item, "scrapped", f"Lost: {why.strip()}")
        await self._ended(connection, loan, "lost")

    # In the store

    async def step(
        self, connection: Connection, by: Account, item: str, to: State, why: str, terms: Terms, version: int
    ) -> None:
        """Move a thing that is at the store on in its round: cleaned, back in stock, scrapped."""
        _require_store(by, terms)
        found = await reading.item(connection, item)
        if found is None:
            raise NotFound("there is no such thing here")
        if found.version != version:
            raise Conflict("somebody else moved this thing meanwhile", hint="Look at it again")
        if found.state in ("ordered", *things.OUT):
            raise Conflict("this thing is lent", hint="Do it on the page of whoever has it")
        if to not in ("cleaning", "in-stock", "scrapped"):
            raise BadInput("a thing at the store can be cleaned, put in stock or scrapped")
        if to == "scrapped" and not why.strip():
            raise BadInput("nothing says why", where="why", expected="why it is scrapped")
        if to == "in-stock" and found.recall and not why.strip():
            raise BadInput(
                "this thing was called back", where="why", expected="what was done so that it is safe to lend"
            )
        _, _, body = await self._record.find(connection, f"Device/{item}")
        body = things.moved(body, self._by(by, to, why.strip()))
        if to == "in-stock":
            product = await self._product(connection, found.product)
            today = self._record.clock.now().astimezone(self._zone).date()
            if found.service_due and found.service_due <= today:
                body = things.with_service(body, self._next_service(product, self._record.clock.now()))
            body = things.with_recall(body, "")
        await self._record.write(connection, SHARED, body, expected=version)
        if to == "in-stock":
            await self._serve(connection, found.product, terms)

    async def recall(
        self, connection: Connection, by: Account, product: str, batch: str, reason: str, urgent: bool, terms: Terms
    ) -> str:
        """Call a batch back: what is in stock is taken out, whoever has one is found and told, and the store is asked
        to collect each. Calling the same batch back again finds what came since and does nothing twice."""
        _require_store(by, terms)
        if not batch.strip() or not reason.strip():
            field = "batch" if not batch.strip() else "reason"
            raise BadInput("a recall needs the batch and the reason", where=field, expected="both")
        await self._product(connection, product)
        made = id_of(f"recall/{product}/{batch.strip()}")
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 33))", f"stock/{product}")
        now = self._record.clock.now()
        await connection.execute(
            "INSERT INTO care.recall (id, product, batch, reason, urgent, at, by) VALUES ($1, $2, $3, $4, $5, $6, $7) "
            "ON CONFLICT DO NOTHING",
            made,
            product,
            batch.strip(),
            reason.strip(),
            urgent,
            now,
            by.display_name,
        )
        rows = await connection.fetch(
            "SELECT id, state FROM care.item WHERE product = $1 AND batch = $2 AND state <> 'scrapped' "
            "AND recall = '' ORDER BY id",
            product,
            batch.strip(),
        )
        called = Called(made, reason.strip(), urgent)
        for row in rows:
            await self._call_back(connection, by, row["id"], row["state"], called, terms)
        await self._serve(connection, product, terms)
        return made

    async def _call_back(
        self,
        connection: Connection,
        by: Account,
        item: str,
        state: State,
        called: Called,
        terms: Terms,
    ) -> None:
        _, version, body = await self._record.find(connection, f"Device/{item}")
        body = things.with_recall(body, called.id)
        loan = await reading.holder(connection, item)
        why = f"Called back: {called.reason}"
        if state in ("in-stock", "ordered"):
            body = things.moved(body, self._by(by, "collected", why))
        elif state in ("delivered", "on-loan"):
            body = things.moved(body, self._by(by, "recalled", why))
        await self._record.write(connection, SHARED, body, expected=version)
        if loan is None:
            return
        if state == "ordered":  # the person still waits for one
            await self._put(connection, loan, "waiting", item={})
            return
        if loan.state != "to-collect":
            await self.ask_back(connection, None, loan.id, why, terms, called.urgent)
        for to in dict.fromkeys((f"person/{loan.person_id}", loan.team)):
            told = resources.communication(
                id_of(f"{loan.id}/{called.id}/{to}"),
                loan.subject,
                f"DeviceRequest/{loan.id}",
                to,
                f"{loan.title} is called back: {called.reason}",
                self._record.clock.now(),
            )
            await self._record.write(connection, loan.person_id, told)

    # What the clock asks for

    async def tick(self, connection: Connection, terms: Terms) -> None:
        """Services that are due, and things of people who died: each becomes a task of the store once."""
        now = self._record.clock.now()
        until = terms.service.after(now, self._zone).astimezone(self._zone).date()
        rows = await connection.fetch(
            "SELECT l.id, i.service_due FROM care.item i JOIN care.loan l ON l.item = i.id "
            "AND l.state IN ('delivered', 'on-loan') WHERE i.service_due <= $1 AND i.state <> 'scrapped' "
            "AND NOT EXISTS (SELECT FROM care.task t WHERE t.person_id = l.person_id AND t.code = $2 "
            "AND t.focus = 'DeviceRequest/' || l.id AND t.due::date >= i.service_due) ORDER BY i.id LIMIT 200",
            until,
            SERVICE,
        )
        for row in rows:
            loan = await self._loan(connection, row["id"])
            due = datetime.combine(row["service_due"], time(17), self._zone)
            await self._task(connection, loan, Todo(SERVICE, due, "Its service is due"), terms)
        if "died" in terms.collects_after:
            dead = await connection.fetch(
                "SELECT l.id FROM care.loan l WHERE l.state IN ('delivered', 'on-loan') AND EXISTS (SELECT FROM "
                "facts.person p WHERE p.person_id = l.person_id AND p.known_to = 'infinity' AND p.died <= $1) "
                "ORDER BY l.id LIMIT 200",
                now,
            )
            for row in dead:
                await self.ask_back(connection, None, row["id"], "The person has died", terms)

    # How it is kept

    async def _serve(self, connection: Connection, product: str, terms: Terms) -> None:
        """Set things in stock aside for those who wait, by urgency and then by time; each once, whoever does it."""
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 33))", f"stock/{product}")
        today = self._record.clock.now().astimezone(self._zone).date()
        waiting = await connection.fetch(
            "SELECT id FROM care.loan WHERE product = $1 AND store = $2 AND state = 'waiting' "
            "ORDER BY urgent DESC, requested, id",
            product,
            terms.store,
        )
        free = await connection.fetch(
            "SELECT id FROM care.item WHERE product = $1 AND store = $2 AND state = 'in-stock' AND recall = '' "
            "AND (service_due IS NULL OR service_due > $3) ORDER BY since, serial, id LIMIT $4",
            product,
            terms.store,
            today,
            len(waiting),
        )
        for request, thing in zip(waiting, free, strict=False):
            loan = await self._loan(connection, request["id"])
            _, version, body = await self._record.find(connection, f"Device/{thing['id']}")
            move = Move("ordered", "The store", self._record.clock.now(), "Set aside for a request")
            await self._record.write(connection, SHARED, things.moved(body, move), expected=version)
            await self._put(connection, loan, "reserved", item=_device(thing["id"]))

    async def _fitted(self, connection: Connection, by: Account, loan: Loan) -> None:
        await self._move(connection, by, loan.item, "on-loan")
        await self._put(connection, loan, "on-loan")
        await self._close(connection, loan, "completed", FIT)

    async def _ended(self, connection: Connection, loan: Loan, state: Any) -> None:
        product = await self._product(connection, loan.product)
        now = self._record.clock.now()
        amount = things.cost(product, loan.delivered or now, now)
        settled = {"valueMoney": things.money(amount, product.currency)}
        await self._put(connection, loan, state, ended=self._now(), cost=settled)
        await self._close(connection, loan, "completed", COLLECT)
        await self._close(connection, loan, "cancelled", MEND, SERVICE, FIT)

    async def _held(
        self,
        connection: Connection,
        by: Account | None,
        id_: str,
        version: int | None,
        terms: Terms,
        *states: str,
        store: bool = False,
    ) -> Loan:
        """A loan that `by` sees and may change, as they saw it, in one of these states. None is the place itself."""
        loan = await self._loan(connection, id_)
        if by is not None:
            await require_sight(connection, [loan.person_id], f"DeviceRequest/{id_}")
            if store:
                _require_store(by, terms)
            elif by.kind == "person":
                if by.person_id != loan.person_id:
                    raise NotFound("you have no such thing")
            elif not by.parties & {loan.team, loan.store} and not by.roles & terms.requests:
                raise Refused("somebody else looks after this loan", hint="Ask the store or the team that asked for it")
        if version is not None and version != loan.version:
            raise Conflict("somebody else changed this meanwhile", hint="Look at it again, then decide")
        if loan.state not in states:
            raise Conflict(f"this is {LOANS[loan.state].lower()}, so that cannot be done with it now")
        return loan

    async def _loan(self, connection: Connection, id_: str) -> Loan:
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 33))", f"loan/{id_}")
        found = await reading.loan(connection, id_)
        if found is None:
            raise NotFound("there is no such loan that you may see")
        return found

    async def _product(self, connection: Connection, id_: str) -> Product:
        found = await reading.product(connection, id_)
        if found is None:
            raise BadInput("the store has no such thing", where="product", expected="something from the catalogue")
        return found

    async def _recalled(self, connection: Connection, product: str, batch: str) -> str:
        found = await connection.fetchval(
            "SELECT id FROM care.recall WHERE product = $1 AND batch = $2", product, batch
        )
        return str(found or "")

    async def _move(self, connection: Connection, by: Account, item: str, to: State, why: str = "") -> None:
        _, version, body = await self._record.find(connection, f"Device/{item}")
        await self._record.write(connection, SHARED, things.moved(body, self._by(by, to, why)), expected=version)

    async def _put(self, connection: Connection, loan: Loan, state: Any, **more: Mapping[str, Any]) -> None:
        _, version, body = await self._record.find(connection, f"DeviceRequest/{loan.id}")
        await self._record.write(connection, loan.person_id, things.with_loan(body, state, **more), expected=version)

    async def _task(self, connection: Connection, loan: Loan, todo: Todo, terms: Terms) -> None:
        """A task about a loan: one as long as one of its code is open."""
        if await self._tasks(connection, loan, todo.code):
            return
        code, due, team = todo.code, todo.due, todo.team
        practitioner = loan.requested_by if team else None
        content = {
            "code": code,
            "title": TITLES[code].format(loan.title),
            "role": terms.by if not team else await self._role(connection, loan.requested_by),
            "team": team or terms.store,
            "practitioner": practitioner,
            "due": due.isoformat(),
            "escalate": terms.escalate,
            "urgent": todo.urgent,
            "why": todo.why,
        }
        now = self._record.clock.now()
        made = id_of(f"{loan.id}/{code}/{due.isoformat()}")
        task = resources.task(made, loan.subject, f"DeviceRequest/{loan.id}", content, now)
        await self._record.write(connection, loan.person_id, task)

    async def _role(self, connection: Connection, practitioner: str) -> str:
        found = await connection.fetchval("SELECT role FROM care.practitioner WHERE id = $1", practitioner)
        return str(found or "coordinator")

    async def _tasks(self, connection: Connection, loan: Loan, *codes: str) -> list[str]:
        rows = await connection.fetch(
            "SELECT id FROM care.task WHERE person_id = $1 AND focus = $2 AND code = ANY ($3) AND status = ANY ($4)",
            loan.person_id,
            f"DeviceRequest/{loan.id}",
            list(codes),
            list(OPEN),
        )
        return [row["id"] for row in rows]

    async def _close(self, connection: Connection, loan: Loan, status: str, *codes: str) -> None:
        for task in await self._tasks(connection, loan, *codes):
            body = await self._record.read(connection, f"Task/{task}")
            body |= {"status": status, "lastModified": self._record.clock.now().isoformat()}
            await self._record.write(connection, loan.person_id, body)

    def _supply(self, loan: Loan, by: Account, what: str) -> Resource:
        return {
            "resourceType": "SupplyDelivery",
            "id": id_of(f"{loan.id}/{what}"),
            "extension": [
                {"url": f"{resources.EXTENSION}/loan", "valueReference": {"reference": f"DeviceRequest/{loan.id}"}},
                {"url": f"{resources.EXTENSION}/supply", "valueCode": what},
            ],
            "status": "completed",
            "patient": {"reference": loan.subject},
            "type": {
                "coding": [{"system": "http://terminology.hl7.org/CodeSystem/supply-item-type", "code": "device"}]
            },
            "suppliedItem": {"quantity": {"value": 1}, "itemReference": {"reference": f"Device/{loan.item}"}},
            "occurrenceDateTime": self._record.clock.now().isoformat(),
            "supplier": {"reference": f"Practitioner/{by.username}", "display": by.display_name},
        }

    def _by(self, by: Account, to: State, why: str = "") -> Move:
        return Move(to, by.display_name, self._record.clock.now(), why)

    def _now(self) -> dict[str, str]:
        return {"valueDateTime": self._record.clock.now().isoformat()}

    def _next_service(self, product: Product, at: datetime) -> date | None:
        if not product.service_every:
            return None
        return Duration.parse(product.service_every).after(at, self._zone).astimezone(self._zone).date()


LOANS: Final = {
    "waiting": "Waiting for one",
    "reserved": "Set aside, to be delivered",
    "delivered": "Delivered, not fitted yet",
    "on-loan": "On loan",
    "to-collect": "To be collected",
    "returned": "Given back",
    "cancelled": "Taken back",
    "lost": "Not to be had back",
}


def _device(item: str) -> dict[str, Any]:
    return {"valueReference": {"reference": f"Device/{item}"}}


def _require_store(by: Account, terms: Terms) -> None:
    if terms.store not in by.parties:
        raise Refused("this is the store's to say", hint="Ask the equipment store")
