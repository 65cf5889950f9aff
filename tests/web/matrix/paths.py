"""Every way in that there is, asked by one account; what it gives must be what the policy says and nothing more."""

from random import Random
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.web.matrix.town import NAMES, STAFF, Town

FHIR_ACCOUNTS = {"carla", "petra", "george", "gina", "tina", "hugo", "hedda", "fred", "cora", "mum", "mother", "gus"}
FHIR_ACCOUNTS |= {"feeds", "ann", "abe"}
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
TABLES = """
SELECT p.polrelid::regclass::text AS name, coalesce(a.attname, 'told') AS by
FROM pg_policy p LEFT JOIN pg_attribute a ON a.attrelid = p.polrelid AND a.attname IN ('rid', 'record')
WHERE p.polname = 'web' AND (a.attname IS NOT NULL
    OR p.polrelid::regclass::text IN ('facts.event', 'care.task', 'care.notice'))
"""
TOLD_BY = {
    "facts.event": "split_part(key, '/', 1) || '/' || split_part(key, '/', 2)",
    "care.task": "'Task/' || id",
    "care.notice": "'Communication/' || id",
}
PAGES = ("", "/plan", "/tasks", "/team", "/access")


class Paths:
    """The requests of one account, a share of them where `share` is less than 1."""

    def __init__(self, town: Town, who: str, random: Random, share: float = 1.0) -> None:
        self.town, self.who, self._random, self._share = town, who, random, share
        self.asked = 0
        self.expected = {record for record in town.resources if who in FHIR_ACCOUNTS and town.sees(who, record)}
        self.unseen = town.resources.keys() - self.expected

    async def all(self) -> None:
        """Ask in every way."""
        for record in self.town.resources:
            if self._chosen():
                await self.read(*record)
        for type_ in sorted({type_ for type_, _ in self.town.resources}):
            if self._chosen():
                await self.search(type_)
        if self._chosen():
            await self.include()
        await self.pages()
        await self.feed()
        await self.rows()

    def _chosen(self) -> bool:
        return self._random.random() < self._share

    def leaks(self, text: str, *own: str) -> list[str]:
        """The ids of unseen resources in an answer, other than those that were asked for."""
        return [id_ for _, id_ in self.unseen if "-" in id_ and id_ in text and id_ not in own]

    async def fhir(self, method: str, path: str, **more: Any) -> Any:
        self.asked += 1
        answer = await self.town.fhir(self.who, method, path, **more)
        assert answer.status_code < 500, (path, answer.text)
        return answer

    async def read(self, type_: str, id_: str) -> None:
        """Read, read a version, its history, and read it in a transaction."""
        seen = (type_, id_) in self.expected
        for path in (f"{type_}/{id_}", f"{type_}/{id_}/_history/1", f"{type_}/{id_}/_history"):
            found = await self.fhir("GET", path)
            none = await self.fhir("GET", path.replace(id_, "x" * len(id_)))
            assert not self.leaks(found.text, id_), (self.who, path)
            if id_ == "ann-height" and path.endswith(
                "_history/1"
            ):  # a later version had a label, so this is hidden too
                assert (found.status_code == 200) == (seen and ("Immunization", "ann-vaccine") in self.expected), (
                    self.who
                )
            elif seen:
                assert found.status_code == 200, (self.who, path, found.text)
            else:
                assert found.status_code == none.status_code, (self.who, path)
                assert found.text.replace(id_, "") == none.text.replace("x" * len(id_), ""), (self.who, path)
        if self.who in ("carla", "george", "fred"):
            entry = {"request": {"method": "GET", "url": f"{type_}/{id_}"}}
            bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
            answer = await self.fhir("POST", "", json=bundle, headers=JSON)
            assert (answer.status_code == 200 and f'"id":"{id_}"' in answer.text) == seen, (self.who, id_, answer.text)
            assert not self.leaks(answer.text, id_)

    async def search(self, type_: str) -> None:
        """Search for everything of a type, in pages of two, with totals; and by each person."""
        expected = {id_ for kind, id_ in self.expected if kind == type_}
        found, path = set[str](), f"{type_}?_count=2&_total=accurate"
        while path:
            answer = await self.fhir("GET", path)
            assert not self.leaks(answer.text), (self.who, path)
            if answer.status_code != 200:
                break
            bundle = answer.json()
            if "_page" not in path or "total" in bundle:
                assert bundle["total"] == len(expected), (self.who, path)
            found |= {
                entry["resource"]["id"] for entry in bundle.get("entry", ()) if entry["search"]["mode"] == "match"
            }
            path = next((link["url"] for link in bundle.get("link", ()) if link["relation"] == "next"), "")
        assert found == expected, (self.who, type_)
        for person in NAMES:
            counted = await self.fhir("GET", f"{type_}?_summary=count&patient=Patient/p{person}")
            if counted.status_code == 200:
                of_person = {id_ for id_ in expected if self.town.resources[type_, id_] == person}
                assert counted.json()["total"] == len(of_person), (self.who, type_, person)

    async def include(self) -> None:
        """What comes along with a search, and what leads to it."""
        answer = await self.fhir("GET", "Task?_include=Task:focus&_include=Task:patient")
        assert not self.leaks(answer.text), self.who
        if answer.status_code == 200:
            found = {(e["resource"]["resourceType"], e["resource"]["id"]) for e in answer.json().get("entry", ())}
            assert found <= self.expected
        for query in QUERIES:
            answer = await self.fhir("GET", query)
            assert not self.leaks(answer.text.replace(query.partition("?")[2], ""), "ann-hiv"), (self.who, query)
            if answer.status_code == 200:
                found = {(e["resource"]["resourceType"], e["resource"]["id"]) for e in answer.json().get("entry", ())}
                assert found <= self.expected, (self.who, query)

    async def pages(self) -> None:
        """The pages of persons, and the lists that name them."""
        client = await self.town.client(self.who)
        visible = {record for record in self.town.resources if self.town.sees(self.who, record)}
        hidden = [id_ for type_, id_ in self.town.resources.keys() - visible if "-" in id_ and type_ != "Consent"]
        addresses = [f"/me{end}" for end in (*PAGES, "/sharing")] if self.who in ("ann", "abe") else []
        for person in NAMES:
            may = self.who in STAFF and self.who != "fiona" and ("Patient", f"p{person}") in visible
            for end in PAGES:
                answer = await client.get(f"/person/{person}{end}")
                if answer.status_code in (303, 403):
                    assert self.who in ("nobody", "fiona", "feeds"), (self.who, person)
                else:
                    assert answer.status_code == (200 if may else 404), (self.who, person, end)
                leaked = [id_ for id_ in hidden if id_ in answer.text]
                assert not leaked, (self.who, person, end, leaked)
            if may:
                text = (await client.get(f"/person/{person}")).text
                name = NAMES[person].lower()
                assert (f"{name}-hiv" in text) == (("Condition", f"{name}-hiv") in visible)
        for address in (*addresses, "/work", "/people?q=town", "/referrals", "/population", f"/tasks/{'ann-followup'}"):
            answer = await client.get(address)
            told = answer.text.replace(urlsplit(address).path.rpartition("/")[2], "")
            assert not [id_ for id_ in hidden if id_ in told], (self.who, address)
            if address == "/tasks/ann-followup":
                may = self.who in STAFF and self.who not in ("fiona",) and ("Task", "ann-followup") in visible
                assert (answer.status_code == 200) == may, (self.who, address)
            if address.startswith("/people") and self.who in STAFF and self.who != "fiona":
                for person, name in NAMES.items():
                    assert (f"TOWN, {name}" in answer.text) == (("Patient", f"p{person}") in visible), (self.who, name)

    async def rows(self) -> None:
        """Every table of the database that tells of single records, asked directly as the web."""
        async with self.town.worker.transaction() as connection:
            ids = {
                (row["type"], row["id"]): row["rid"] for row in await connection.fetch("SELECT * FROM fhir.location")
            }
            account = await connection.fetchval("SELECT id FROM access.account WHERE username = $1", self.who)
            tables = await connection.fetch(TABLES)
        visible = {record for record in self.town.resources if self.town.sees(self.who, record)}
        rids, records = {ids[record] for record in visible}, {"/".join(record) for record in visible}
        known = {"/".join(record) for record in self.town.resources}
        async with self.town.web.transaction(account, readonly=True) as connection:
            for table, column in tables:
                query = f"SELECT DISTINCT {TOLD_BY.get(table, column)} FROM {table} WHERE person_id = ANY ($1)"
                found = {row[0] for row in await connection.fetch(query, list(NAMES))}
                assert found <= (rids if column == "rid" else records | (found - known)), (self.who, table)
            seen = {
                row[0]
                for row in await connection.fetch(
                    "SELECT rid FROM fhir.resource WHERE person_id = ANY ($1)", list(NAMES)
                )
            }
            assert seen == rids, self.who

    async def feed(self) -> None:
        """What organisations' systems send by: nobody else learns anything there."""
        for id_ in ("ann-hiv", "nothing"):
            client = await self.town.client("nobody")
            auth = httpx.Auth() if self.who == "nobody" else httpx.BasicAuth(self.who, "right")
            body = b'{"resourceType":"Bundle","type":"transaction","entry":[]}'
            answer = await client.post(f"/feeds/{id_}", content=body, headers=JSON, auth=auth)
            assert answer.status_code in (401, 403, 404), (self.who, answer.status_code)
