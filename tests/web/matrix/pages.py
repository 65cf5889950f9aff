"""Every page of the site, out of its own routes, asked by one account for every person and every record.

What an account does not see it is answered about as if it were not there; nothing hidden is named on any page. Whoever
adds a page is in the matrix; one whose address has a part that nobody here knows fails it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

import httpx
from starlette.routing import Route

from tests.web.matrix.paths import Paths, Record
from tests.web.matrix.town import KIN, MACHINES, MIXED, NAMES, STAFF, Town, parties

PERSON = "{person:int}"
RECORDS = {
    "task": "Task", "referral": "Task", "visit": "Task", "document": "DocumentReference", "thread": "Communication",
    "appointment": "Appointment", "assessment": "QuestionnaireResponse", "run": "CarePlan", "place": "CarePlan",
    "loan": "DeviceRequest", "need": "Condition", "related": "RelatedPerson", "stay": "Encounter", "request": "Task",
    "action": "Task", "call": "Task",
}  # fmt: skip
"""The parts of addresses that name a record, and of which type."""
NOBODYS = {"meeting": "met", "model": "torbay", "section": "about", "act": "x", "act:str": "x", "clinic": "blood",
           "name": "x", "tier": "x", "gap": "x", "flag:int": "1", "other": "x", "draft": "x", "team": "x", "ward": "x",
           "group": "x", "product": "x", "thing": "x", "service": "x", "comment": "x", "improvement": "x", "paper": "x",
           "survey": "x", "step": "x"}  # fmt: skip
"""Those that name nothing of anybody's."""
SEEN = (
    "",
    "/plan",
    "/pathways",
    "/stay",
    "/letters",
    "/tasks",
    "/messages",
    "/appointments",
    "/requests",
    "/team",
    "/access",
)
"""Pages of a person that all staff who see the person have."""
FAMILY = ("", "/record", "/plan", "/tasks", "/team", "/corrections")
"""Pages of who acts or cares for somebody."""
SIGHTED = (STAFF | MIXED).keys() - {"fiona", "pia", "rita", "alan"}
"""Staff whose roles let them see people at all."""
_PART = re.compile(r"\{([^}]+)\}")
_LEFT_OUT = re.compile(
    r"/(static|events|log-in|log-out|oauth|\.well-known|account|invited|style|healthz|visits/worker)"
)
"""What is nobody's: assets, the stream that only says that something changed, accounts' own pages."""
_CHANGES = re.compile(r'request-id="[^"]*"|key" value="[^"]*"')


@dataclass(frozen=True)
class Address:
    """A page: its route, and whose and of which record it is (0, and none, where it is nobody's in particular)."""

    route: str
    person: int = 0
    record: str = ""

    @property
    def path(self) -> str:
        """The address itself."""
        given = dict.fromkeys(RECORDS, self.record) | NOBODYS
        path = self.route.replace(PERSON, str(self.person))
        return _PART.sub(lambda part: given[part[1]], path)

    @property
    def act(self) -> str:
        """What is done there: apps read, on all other pages one works with people."""
        return "use" if self.route.endswith("/apps") else "care"

    def nobodys(self, sees: bool) -> "Address":
        """The same of a record that is not there, and of a person who is not, unless the account sees this one."""
        return replace(self, person=self.person if sees else 9, record=self.record and "not-there")


def addresses(town: Town, method: str) -> Iterator[Address]:
    """Every page, of everybody and of every record."""
    for route in town.site.router.routes:
        if isinstance(route, Route) and method in (route.methods or ()) and not _LEFT_OUT.match(route.path):
            unknown = set(_PART.findall(route.path)) - {PERSON[1:-1], *RECORDS, *NOBODYS}
            assert not unknown, f"{route.path}: say here of what kind of thing {unknown} are"
            types = {RECORDS[part] for part in _PART.findall(route.path) if part in RECORDS}
            records = {id_: of for (type_, id_), of in town.resources.items() if type_ in types}
            if PERSON not in route.path:
                yield from (Address(route.path, 0, record) for record in records or [""])
            elif not types:
                yield from (Address(route.path, person) for person in NAMES)
            for record, of in records.items() if PERSON in route.path else ():  # of this person, and as if of another
                yield from (Address(route.path, person, record) for person in (of, 4 if of == 1 else 1))


async def pages(paths: Paths) -> None:
    """Look at every page, and send an empty form to those that are not to be seen."""
    client = await paths.town.client(paths.who)
    seen = {act: {r for r in paths.town.resources if paths.town.sees(paths.who, r, act)} for act in ("care", "use")}
    hidden = [id_ for type_, id_ in paths.town.resources.keys() - seen["care"] if "-" in id_ and type_ != "Consent"]
    hidden = [id_ for id_ in hidden if id_ not in told_of(paths.who)]
    for address in addresses(paths.town, "GET"):
        if paths.chosen():
            answer = await client.get(address.path)
            paths.check("page", answer.status_code < 500, address.path, answer.text[:300])
            leaked = [id_ for id_ in hidden if id_ in answer.text.replace(address.record or "\0", "")]
            paths.check("page", not leaked, address.path, leaked)
            await _as_it_should(paths, client, address, answer, seen[address.act])
    for address in addresses(paths.town, "POST"):
        visible = seen[address.act]
        if not _there(paths, address, visible) and paths.chosen():
            answer = await client.post(address.path)
            await _as_nobodys(paths, client, "POST", address, answer, visible)
    if paths.chosen():
        await _lists(paths, client, hidden, seen["care"])


def told_of(who: str) -> set[str]:
    """What an account is told of without seeing the record: a referral that it sent, or that was sent to it."""
    sent = {"ann-triage", "ann-wanted"} if "other-hospital" in parties(who) else set()
    return sent | ({"ann-social", "ann-need"} if "charity" in parties(who) else set())


def _there(paths: Paths, address: Address, visible: set[Record]) -> bool:
    """Whether the account sees whom and what a page is about; or it is about nobody."""
    person = not address.person or ("Patient", f"p{address.person}") in visible
    own = {id_ for _, id_ in visible} | told_of(paths.who)
    return person and (not address.record or address.record in own)


async def _as_it_should(
    paths: Paths, client: httpx.AsyncClient, address: Address, answer: httpx.Response, visible: set[Record]
) -> None:
    person, _, end = address.route.partition(PERSON)
    sees = ("Patient", f"p{address.person}") in visible
    if not _there(paths, address, visible):
        await _as_nobodys(paths, client, "GET", address, answer, visible)
    if person == "/for/" and end in FAMILY:
        may = paths.who in KIN and sees
        right = answer.status_code == (200 if may else 404) or (answer.status_code == 303 and not _logs_in(paths))
        paths.check("family", right, address.path, answer.status_code)
    if person == "/person/" and end in SEEN and paths.who in SIGHTED:
        paths.check("page", answer.status_code == (200 if sees else 404), address.path, answer.status_code)


def _logs_in(paths: Paths) -> bool:
    return paths.who != "nobody" and paths.who not in MACHINES


async def _as_nobodys(
    paths: Paths,
    client: httpx.AsyncClient,
    method: str,
    address: Address,
    answer: httpx.Response,
    visible: set[Record],
) -> None:
    """What is not to be seen is answered as what is not there."""
    other = address.nobodys(("Patient", f"p{address.person}") in visible)
    if (method, other.path) not in paths.nobodys:
        paths.nobodys[method, other.path] = await client.request(method, other.path)
    none = paths.nobodys[method, other.path]
    found, nothing = _plain(answer.text, address), _plain(none.text, other)
    new = [line for line in found.splitlines() if line not in nothing.splitlines()]
    same = found == nothing and answer.status_code == none.status_code
    paths.check("page", same, method, address.route, address.path, answer.status_code, none.status_code, new)


def _plain(text: str, address: Address) -> str:
    """A page without its own address."""
    for said in (address.path, quote(address.path, safe="")):
        text = text.replace(said, "")
    text = text.replace(address.record, "") if "-" in address.record else text
    return re.sub(rf"(person|for)(/|%2F){address.person}\b", r"\1", _CHANGES.sub("", text))


async def _lists(paths: Paths, client: httpx.AsyncClient, hidden: Iterable[str], visible: set[Record]) -> None:
    """Looking for people by name finds those who are to be seen."""
    answer = await client.get("/people?q=town")
    for person, name in NAMES.items() if paths.who in SIGHTED else ():
        sees = ("Patient", f"p{person}") in visible
        paths.check("page", (f"TOWN, {name}" in answer.text) == sees, "/people", name)
        if sees:
            text, told = (await client.get(f"/person/{person}")).text, f"{name.lower()}-hiv"
            paths.check("page", (told in text) == (("Condition", told) in visible), person)
    paths.check("page", not [id_ for id_ in hidden if id_ in answer.text], "/people")
