"""Every way in that there is, asked by one account; what it gives must be what the policy says and nothing more."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

from tests.web.matrix.town import KIN, MACHINES, MIXED, NAMES, Town

WRITERS = {*MACHINES, *MIXED}
WRITERS |= {"carla", "petra", "george", "gina", "tina", "hugo", "hedda", "fred", "clio", "lena", "rosa"}
FHIR_ACCOUNTS = {*WRITERS, *KIN, "rita", "ann", "abe"}
JSON = {"content-type": "application/fhir+json"}
QUERIES = (
    "Condition?code=ann-hiv",
    "Condition?code=ann-hiv&_total=accurate",
    "Observation?_lastUpdated=gt2000",
    "Encounter?_revinclude=Task:focus",
    "Patient?_has:Condition:patient:code=ann-hiv",
    "Observation?subject:Patient.birthdate=1950-02-03",
    "Condition?_security=HIV",
)
Record = tuple[str, str]


@dataclass
class Tally:
    """The cells of the matrix that were looked at, by way, and those that are not as the policy says."""

    cells: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[Any, ...]] = field(default_factory=list)

    def check(self, way: str, right: bool, *about: Any) -> None:
        self.cells[way] += 1
        if not right:
            self.wrong.append((way, *about))


class Paths:
    """The requests of one account, a share of them where `share` is less than 1. With `token`, of an app that acts for
    it, and `within` says which of what the account sees the app may see.
    """

    def __init__(
        self,
        town: Town,
        who: str,
        tally: Tally,
        random: Random,
        share: float = 1.0,
        token: str = "",
        within: Callable[[Record], bool] = lambda record: True,
    ) -> None:
        self.town, self.who, self.tally, self._random, self._share = town, who, tally, random, share
        self.token, self.within, self.wary = token, within, who + (" by an app" if token else "")
        may = {record for record in town.resources if who in FHIR_ACCOUNTS and town.sees(who, record)}
        self.expected = {record for record in may if within(record)}
        self.unseen = town.resources.keys() - self.expected
        self.untouched = self.unseen | {record for record in self.expected if not town.sees(who, record, "care")}
        # A task that an app may see says which encounter it is about, whether or not the app has a scope for that.
        told = " ".join(town.texts[record] for record in self.expected) if token else ""
        self.named = {id_ for _, id_ in town.resources if id_ in told}
        self._nothing: dict[str, Any] = {}
        self.nobodys: dict[tuple[str, str], Any] = {}  # what pages answer about what is not there
        self.types = sorted({type_ for type_, _ in town.resources})

    async def all(self) -> None:
        """Ask in every way that needs no worker."""
        for record in self.town.resources:
            if self.chosen():
                await self.read(*record)
        for type_ in self.types:
            if self.chosen():
                await self.search(type_)
        if self.chosen():
            await self.include()
            await self.through()
            await self.histories()
        await self.feed()

    def chosen(self) -> bool:
        return self._random.random() < self._share

    def check(self, way: str, right: bool, *about: Any) -> None:
        self.tally.check(way, right, self.wary, *about)

    def leaks(self, text: str, *own: str) -> list[str]:
        """The ids of unseen resources in an answer, other than those that were asked for."""
        known = {*own, *self.named}
        return [id_ for _, id_ in self.unseen if "-" in id_ and id_ in text and id_ not in known]

    def of(self, person: int) -> set[Record]:
        """What is to be seen of a person."""
        return {record for record in self.expected if self.town.resources[record] == person}

    async def fhir(self, method: str, path: str, **more: Any) -> Any:
        answer = await self.town.fhir(self.who, method, path, token=self.token, **more)
        self.check("no failure", answer.status_code < 500, path, answer.text[:300])
        return answer

    async def nothing(self, path: str) -> Any:
        """What is answered to something that is not there; asked once."""
        if path not in self._nothing:
            self._nothing[path] = await self.fhir("GET", path)
        return self._nothing[path]

    async def read(self, type_: str, id_: str) -> None:
        """Read, read a version, its history, and read it in a transaction."""
        seen = (type_, id_) in self.expected
        for path in (f"{type_}/{id_}", f"{type_}/{id_}/_history/1", f"{type_}/{id_}/_history"):
            way = "history" if "_history" in path else "read"
            found = await self.fhir("GET", path)
            none = await self.nothing(path.replace(id_, "x" * len(id_)))
            self.check(way, not self.leaks(found.text, id_), path)
            if id_ == "ann-height" and path.endswith(
                "_history/1"
            ):  # a later version had a label, so this is hidden too
                may = seen and ("Immunization", "ann-vaccine") in self.expected
                self.check(way, (found.status_code == 200) == may, path)
            elif seen:
                self.check(way, found.status_code == 200, path, found.text)
                for other in self.town.named((type_, id_)):  # and this part of it just where that is seen
                    shown = f'"{"/".join(other)}"' in found.text
                    self.check(way, shown == self.town.sees(self.who, other), path, other)
            else:
                self.check(way, found.status_code == none.status_code, path)
                same = found.text.replace(id_, "") == none.text.replace("x" * len(id_), "")
                self.check(way, same, path, found.text, none.text)
        if self.who in ("carla", "george", "fred", "surgery"):
            entry = {"request": {"method": "GET", "url": f"{type_}/{id_}"}}
            for kind in ("transaction", "batch"):
                bundle = {"resourceType": "Bundle", "type": kind, "entry": [entry]}
                answer = await self.fhir("POST", "", json=bundle, headers=JSON)
                told = answer.status_code == 200 and f'"id":"{id_}"' in answer.text
                self.check("bundle", told == seen, id_, answer.text)
                self.check("bundle", not self.leaks(answer.text, id_), id_)

    async def search(self, type_: str) -> None:
        """Search for everything of a type, in pages of two, with totals; and by each person."""
        expected = {id_ for kind, id_ in self.expected if kind == type_}
        found, path = set[str](), f"{type_}?_count=2&_total=accurate"
        while path:
            answer = await self.fhir("GET", path)
            self.check("paging", not self.leaks(answer.text), path)
            if answer.status_code != 200:
                break
            bundle = answer.json()
            if "_page" not in path or "total" in bundle:
                self.check("total", bundle["total"] == len(expected), path, bundle["total"])
            found |= {
                entry["resource"]["id"] for entry in bundle.get("entry", ()) if entry["search"]["mode"] == "match"
            }
            path = next((link["url"] for link in bundle.get("link", ()) if link["relation"] == "next"), "")
        self.check("search", found == expected, type_, found, expected)
        for person in NAMES:
            counted = await self.fhir("GET", f"{type_}?_summary=count&patient=Patient/p{person}")
            if counted.status_code == 200:
                of_person = {id_ for kind, id_ in self.of(person) if kind == type_}
                self.check("total", counted.json()["total"] == len(of_person), type_, person)

    async def include(self) -> None:
        """What comes along with a search, and what leads to it."""
        answer = await self.fhir("GET", "Task?_include=Task:focus&_include=Task:patient")
        self.check("include", not self.leaks(answer.text))
        if answer.status_code == 200:
            self.check("include", records(answer) <= self.expected)
        for query in QUERIES:
            answer = await self.fhir("GET", query)
            told = answer.text.replace(query.partition("?")[2], "")
            self.check("include", not self.leaks(told, "ann-hiv"), query)
            if answer.status_code == 200:
                self.check("include", records(answer) <= self.expected, query)

    async def through(self) -> None:
        """Chains and `_has`: what leads to something has to be seen, and so has what is led to."""
        if self.who not in FHIR_ACCOUNTS:
            return
        whole = not self.token
        for person, name in NAMES.items():
            seen = ("Patient", f"p{person}") in self.expected
            for condition in (f"{name.lower()}-plain", f"{name.lower()}-hiv"):
                answer = await self.fhir("GET", f"Patient?_has:Condition:patient:code={condition}")
                if whole or answer.status_code == 200:
                    led = seen and ("Condition", condition) in self.expected
                    found = records(answer)
                    self.check("_has", found == ({("Patient", f"p{person}")} if led else set()), condition, found)
            answer = await self.fhir("GET", f"Observation?subject:Patient._id=p{person}&_total=accurate")
            if whole or answer.status_code == 200:
                led_to = {record for record in self.of(person) if record[0] == "Observation" and seen}
                self.check("chain", records(answer) == led_to, person)
                self.check("chain", answer.json()["total"] == len(led_to), person)
            await self.by_diagnosis(person, name.lower())
            focus = f"Task?focus:Encounter.reason-code={name.lower()}-abuse"
            answer = await self.fhir("GET", focus)
            if whole or answer.status_code == 200:
                pair = {("Task", f"{name.lower()}-followup"), ("Encounter", f"{name.lower()}-abuse")}
                led_to = {record for record in pair if record[0] == "Task"} if pair <= self.expected else set()
                self.check("chain", records(answer) == led_to, focus, answer.text[:300])

    async def by_diagnosis(self, person: int, name: str) -> None:
        """What a stay was for: of a diagnosis that is kept from anybody, nobody finds the stay."""
        stay, whole = {("Encounter", f"{name}-stay")} & self.expected, not self.token
        kept = {one: bool(self.town.known[person].marks[f"Condition/{name}-{one}"]) for one in ("plain", "hiv")}
        asked = [(f"diagnosis=Condition/{name}-{one}", hidden) for one, hidden in kept.items()]
        asked.append((f"diagnosis:missing=false&patient=Patient/p{person}", all(kept.values())))
        for query, hidden in asked:
            answer = await self.fhir("GET", f"Encounter?{query}&_total=accurate")
            if whole or answer.status_code == 200:
                expected = set() if hidden else stay
                self.check("search", records(answer) == expected, query, answer.text[:300])
                self.check("total", answer.json()["total"] == len(expected), query)

    async def histories(self) -> None:
        """The history of a type and of everything, page by page."""
        if self.who not in FHIR_ACCOUNTS or self.token:
            return
        for path in ("Observation/_history?_count=3", "_history?_count=20"):
            expected = {record for record in self.expected if record[0] == "Observation" or path.startswith("_")}
            found, page = set[Record](), path
            old = False
            while page:
                answer = await self.fhir("GET", page)
                self.check("history", answer.status_code == 200 and not self.leaks(answer.text), page)
                found |= records(answer)
                versions = [
                    (e["resource"]["id"], e["resource"]["meta"]["versionId"]) for e in answer.json().get("entry", ())
                ]
                old |= ("ann-height", "1") in versions
                page = next((link["url"] for link in answer.json()["link"] if link["relation"] == "next"), "")
            self.check("history", {record for record in found if record in self.town.resources} == expected, path)
            may = {("Observation", "ann-height"), ("Immunization", "ann-vaccine")} <= self.expected
            self.check("history", old == may, path, "the first version of ann-height")

    async def feed(self) -> None:
        """What organisations' systems send by: nobody else learns anything there."""
        for id_ in ("ann-hiv", "nothing"):
            client = await self.town.client("nobody")
            auth = httpx.Auth() if self.who == "nobody" else httpx.BasicAuth(self.who, "right")
            body = b'{"resourceType":"Bundle","type":"transaction","entry":[]}'
            answer = await client.post(f"/feeds/{id_}", content=body, headers=JSON, auth=auth)
            self.check("feed", answer.status_code in (401, 403, 404), answer.status_code)


def records(answer: httpx.Response) -> set[Record]:
    """The resources of a Bundle."""
    if answer.status_code != 200:
        return set()
    entries = answer.json().get("entry", ())
    return {(e["resource"]["resourceType"], e["resource"]["id"]) for e in entries if "resource" in e}
