"""What pages weigh and how long the place takes to make them, as JSON: `python -m bench.pages [TIMES] [PEOPLE]`.

The real web on an embedded database: people with open cases, a hundred tasks for each of forty coordinators, the model
`torbay` active and three beside it. Every kind of page is asked for that anybody gets to by links, so many times with
nothing else going on; `p50_ms` is from the question to the last byte of the answer on an open connection. `kb` is
the page as it is sent, packed; `first_load_kb` the page with every file that it needs, as a browser loads it that never
was here. `limit` is what pages may take: 100 ms and 150 KB; `over` names those that take more, `absent` those that this
place has not: they need another model of care or record.
"""

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx

from bench import common
from bench.place import PASSWORD, ZONE, Place, running
from bench.walk import routes, walk
from bench.worklists import prepare
from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.base.clock import SystemClock
from careweft.base.db import WORKER, Database
from careweft.models import library
from careweft.models.engine import activate

MS, KB = 100.0, 150.0
BESIDE = ("esther", "partnerships", "va-ccht")
"""What runs beside the place's own model: a pathway, an equipment store, monitoring at home."""
STAFF = (
    ("boss", "zone-1", "manager"),
    ("nurse", "zone-1", "district-nurse"),
    ("stores", "store", "storekeeper"),
    ("ward", "acute", "ward"),
    ("money", "care-trust", "finance"),
    ("privacy", "care-trust", "privacy-officer"),
)
WHO = ("c1", "own", "ann", *(name for name, _, _ in STAFF))
"""Who looks: a coordinator with a hundred tasks, a person, who cares for them, and the others who work here."""
_CLINIC = {"team": "zone-1", "location": "The Quay", "mode": "in-person", "minutes": "20"}
_CLINIC |= {"hours": "thursday 09:00-12:00", "books-person": "yes", "books-staff": "yes"}
WRITTEN: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("boss", "/models/torbay/copy", {}),
    ("boss", "/groups", {"title": "Older people", "purpose": "To be heard", "kind": "people"}),
    ("boss", "/surveys", {"title": "How are you?", "instrument": "gad-7", "closes": "31/12/2099", "asks": "both"}),
    ("boss", "/clinics", _CLINIC | {"title": "Falls clinic"}),
    ("boss", "/clinics", _CLINIC | {"title": "Blood test"}),
    ("c1", "/meetings", {"series": "zone-review", "team": "zone-1", "act": "open"}),
    ("c1", "/person/{person}/messages", {"title": "Sunday", "text": "Is Sunday well?", "team": "zone-1"}),
    ("c1", "/person/{person}/assessments", {"instrument": "gad-7"}),
    ("c1", "/person/{person}/assessments", {"instrument": "phq-9", "ask": "1"}),
    ("own", "/me/say", {"text": "Please ring before you come"}),
)
"""What people write first, through their forms, so that its pages are there too."""
_FILES = re.compile(r'(?:href|src)="(/static/[^"]+)"')
_IMPORTS = re.compile(r"""from\s*['"](\.[^'"]+)['"]""")


def run(times: str = "20", people: str = "400") -> dict[str, Any]:
    teams = 4
    with running(int(people), teams, each=10) as place:
        asyncio.run(prepare(place, 40, 100, teams))
        pages = measured(place, int(times))
    return {
        "people": int(people),
        "times": int(times),
        "limit": {"ms": MS, "kb": KB},
        "over": [page for page, each in pages.items() if each["p50_ms"] > MS or each["first_load_kb"] > KB],
        "absent": [route.path for route in routes() if route.path not in pages],
        "slowest_ms": max(each["p50_ms"] for each in pages.values()),
        "heaviest_kb": max(each["first_load_kb"] for each in pages.values()),
        "pages": pages,
    }


def measured(place: Place, times: int) -> dict[str, dict[str, float]]:
    """Each kind of page that anybody gets to by links, by whom it is reached first."""
    found: dict[str, dict[str, float]] = {}
    sizes: dict[str, int] = {}
    with _client(place, "c1") as client:
        person = re.search(r"/person/(\d+)", client.get("/work?who=me").text)
        assert person, "the worklist shows people"
    asyncio.run(_furnish(place, int(person[1])))
    _taken_over(place)
    write(partial(_client, place), person[1])
    with _client(place, "boss") as boss:
        book_visit(boss, person[1])
    with _client(place, "own") as own, _client(place, "") as ann:
        let_in(own, ann, PASSWORD)
    for who in ("", *WHO):
        with _client(place, who) as client:
            starts = ["/", f"/person/{person[1]}", "/people?q=ford"] if who else ["/log-in", "/community", "/services"]
            for page, address in walk(client, starts)[0].items():
                if page and page not in found:
                    found[page] = _page(client, address, times, sizes)
    return found


@contextmanager
def _client(place: Place, who: str) -> Iterator[httpx.Client]:
    headers = {"sec-fetch-site": "same-origin", "accept-encoding": "gzip"}
    with httpx.Client(base_url=f"http://127.0.0.1:{place.port}", headers=headers, timeout=60) as client:
        if who:
            assert client.post("/log-in", data={"username": who, "password": PASSWORD}).status_code == 303, who
        yield client


async def _furnish(place: Place, person: int) -> None:
    """Log-ins for the person whose record is looked at and for those who work here; the models beside."""
    async with (
        await Database.open(place.server.url(), WORKER, SystemClock(), size=1) as database,
        database.transaction() as connection,
    ):
        await accounts.create(connection, NewAccount("own", PASSWORD, "Own", "person", person))
        for name, party, role in STAFF:
            await accounts.create(connection, NewAccount(name, PASSWORD, name, memberships=[(party, role)]))
        for name in BESIDE:
            await activate(connection, library.model_file(name).read_text(), name, ZONE, datetime.now(UTC))


def write(log_in: Callable[[str], AbstractContextManager[httpx.Client]], person: str) -> None:
    """Write what people write first, each logged in by their name."""
    for number, (who, path, given) in enumerate(WRITTEN):
        with log_in(who) as client:
            answer = client.post(path.format(person=person), data=given | {"key": f"bench-{number}"})
            assert answer.status_code == 303, f"{path}: {answer.status_code}"


def book_visit(client: httpx.Client, person: str) -> None:
    """Book two appointments as one visit, in the order that the page proposes."""
    here = f"/person/{person}/appointments/plan"
    services = re.findall(r'name="service"[^>]*value="([^"]+)"', client.get(here).text)
    proposed = client.get(here, params={"service": services}).text
    slots = re.findall(r'name="slot" value="([^"]+)"', proposed)
    assert client.post(here, data={"slot": slots, "key": "bench-visit", "reason": "Fell"}).status_code == 303, services


def let_in(own: httpx.Client, ann: httpx.Client, password: str) -> None:
    """A person lets somebody in who may act for them, and who makes a log-in."""
    told = {"name": "Ann", "relation": "FRND", "acts": "yes", "key": "bench-carer"}
    code = re.search(r'class="cw-call"><bdi[^>]*>([^<]+)<', own.post("/me/carers", data=told).text)
    assert code, "who is let in gets a code"
    given = {"code": code[1], "name": "Ann", "username": "ann", "password": password}
    assert ann.post("/invited", data=given).status_code == 303


def _taken_over(place: Place) -> None:
    with _client(place, "c1") as client:
        until = time.monotonic() + 60
        while "Esther" not in client.get("/pathways").text:  # the web takes new models over within seconds
            assert time.monotonic() < until, "the web does not take models over"
            time.sleep(0.5)


def _page(client: httpx.Client, path: str, times: int, sizes: dict[str, int]) -> dict[str, float]:
    """How long a page takes, asked for so many times after a first one, and what it weighs."""
    took, answer = [], client.get(path)
    for _ in range(times):
        began = time.perf_counter()
        client.get(path)
        took.append(time.perf_counter() - began)
    each = common.percentiles(took)
    weight = int(answer.headers["content-length"])
    return {
        "p50_ms": each["p50"],
        "p99_ms": each["p99"],
        "html_kb": round(len(answer.content) / 1000, 1),
        "kb": round(weight / 1000, 1),
        "first_load_kb": round((weight + sum(sizes[file] for file in needed(client, answer.text, sizes))) / 1000, 1),
    }


def needed(client: httpx.Client, page: str, sizes: dict[str, int]) -> set[str]:
    """The files that a page needs, and those that they need; `sizes` keeps their bytes as sent."""
    waiting, found = list(_FILES.findall(page)), set()
    while waiting:
        file = waiting.pop()
        if file in found:
            continue
        found.add(file)
        answer = client.get(file)
        sizes[file] = int(answer.headers["content-length"])
        base = httpx.URL(file)
        waiting += [str(base.join(name)) for name in _IMPORTS.findall(answer.text)] if file.endswith(".js") else []
    return found


if __name__ == "__main__":
    common.show("pages", run)
