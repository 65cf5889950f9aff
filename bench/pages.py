"""What pages weigh and how long the place takes to make them, as JSON: `python -m bench.pages [TIMES] [PEOPLE]`.

The real web on an embedded database: people with open cases, a hundred tasks for each of forty coordinators, the model
`torbay` active. Each page is asked for so many times with nothing else going on; `p50_ms` is from the question to the
last byte of the answer on a connection that is open. `kb` is the page as it is sent, packed; `first_load_kb` the page
with every file that it needs, as a browser loads it that never was here. `limit` is what pages may take: 100 ms and 150
KB; `over` names those that take more, `absent` those that this place has not.
"""

import asyncio
import re
import time
from typing import Any

import httpx

from bench import common
from bench.place import PASSWORD, Place, running
from bench.worklists import prepare
from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.base.clock import SystemClock
from careweft.base.db import WORKER, Database

MS, KB = 100.0, 150.0
PAGES = (
    "/work",
    "/work?who=me",
    "/referrals",
    "/referrals/new",
    "/referrals/sent",
    "/meetings",
    "/team",
    "/population",
    "/money",
    "/measures",
    "/models",
    "/models/torbay",
    "/people?q=ford",
    "/messages",
    "/clinics",
    "/monitoring",
    "/in-hospital",
    "/wards",
    "/pathways",
    "/community",
    "/surveys",
    "/tasks/new",
    "/account",
    "/account/second",
    "/account/apps",
    "/settings",
    "/help",
    "/accessibility",
    "/get-help",
    *(
        f"/person/{{person}}{end}"
        for end in (
            "",
            "/picture",
            "/readings",
            "/assessments",
            "/stay",
            "/plan",
            "/plan/print",
            "/plan/write/goals",
            "/case",
            "/tasks",
            "/pathways",
            "/meetings",
            "/appointments",
            "/appointments/plan",
            "/requests",
            "/messages",
            "/needs",
            "/services",
            "/equipment",
            "/team",
            "/access",
            "/apps",
            "/refer",
        )
    ),
    "/tasks/{task}",
)
OWN = (
    "/me", *(f"/me/{end}" for end in (
        "record", "picture", "results", "readings", "assessments", "plan", "plan/print", "plan/write/about", "tasks",
        "next", "stay", "appointments", "requests", "refer", "equipment", "help-near-me", "needs", "team", "messages",
        "meetings", "carers", "say", "access", "sharing", "corrections", "take", "take/print", "apps")),
)  # fmt: skip
"""What the person sees of the same record."""
_FILES = re.compile(r'(?:href|src)="(/static/[^"]+)"')
_IMPORTS = re.compile(r"""from\s*['"](\.[^'"]+)['"]""")


def run(times: str = "20", people: str = "400") -> dict[str, Any]:
    teams = 4
    with running(int(people), teams, each=10) as place:
        token = asyncio.run(prepare(place, 40, 100, teams))[0]
        found = measured(place, token, int(times))
    pages = {page: each for page, each in found.items() if each}
    over = [page for page, each in pages.items() if each["p50_ms"] > MS or each["first_load_kb"] > KB]
    return {
        "people": int(people),
        "times": int(times),
        "limit": {"ms": MS, "kb": KB},
        "over": over,
        "absent": [page for page, each in found.items() if not each],
        "pages": pages,
    }


def measured(place: Place, token: str, times: int) -> dict[str, Any]:
    site, found = f"http://127.0.0.1:{place.port}", {}
    sizes: dict[str, int] = {}
    headers = {"sec-fetch-site": "same-origin", "accept-encoding": "gzip"}
    with httpx.Client(base_url=site, cookies={"careweft": token}, headers=headers, timeout=60) as client:
        worklist = client.get("/work?who=me").text
        person, task = re.search(r"/person/(\d+)", worklist), re.search(r'href="/tasks/([^"]+)"', worklist)
        assert person and task, "the worklist shows people and tasks"
        for page in PAGES:
            found[page] = _page(client, page.format(person=person[1], task=task[1]), times, sizes)
    asyncio.run(_own(place, int(person[1])))
    with httpx.Client(base_url=site, headers=headers, timeout=60) as client:
        assert client.post("/log-in", data={"username": "own", "password": PASSWORD}).status_code == 303
        for page in OWN:
            found[page] = _page(client, page, times, sizes)
    return found


async def _own(place: Place, person: int) -> None:
    """A log-in for the person whose record was looked at."""
    async with (
        await Database.open(place.server.url(), WORKER, SystemClock(), size=1) as database,
        database.transaction() as connection,
    ):
        await accounts.create(connection, NewAccount("own", PASSWORD, "Own", "person", person))


def _page(client: httpx.Client, path: str, times: int, sizes: dict[str, int]) -> dict[str, float]:
    """How long a page takes, asked for so many times after a first one, and what it weighs; nothing where it is not
    there: some need a model of care or a record that this place has not."""
    took, answer = [], client.get(path)
    if answer.status_code == 404:
        return {}
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
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
