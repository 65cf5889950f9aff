"""What pages weigh and how long the place takes to make them, as JSON: `python -m bench.pages [TIMES] [PEOPLE]`.

The real web on an embedded database: people with open cases, a hundred tasks for each of forty coordinators, the model
`torbay` active. Each page is asked for so many times with nothing else going on; `p50_ms` is from the question to the
last byte of the answer on a connection that is open. `kb` is the page as it is sent, packed; `first_load_kb` the page
with every file that it needs, as a browser loads it that never was here. `limit` is what pages may take: 100 ms and 150
KB; `over` names those that take more.
"""

import asyncio
import re
import time
from typing import Any

import httpx

from bench import common
from bench.place import Place, running
from bench.worklists import prepare

MS, KB = 100.0, 150.0
PAGES = (
    "/work", "/work?who=me", "/referrals", "/meetings", "/team", "/population", "/money", "/measures", "/models",
    "/models/torbay", "/people?q=ford", "/account", "/help",
    "/person/{person}", "/person/{person}/plan", "/person/{person}/assessments", "/person/{person}/case",
    "/person/{person}/tasks", "/person/{person}/team", "/person/{person}/access", "/tasks/{task}",
)  # fmt: skip
_FILES = re.compile(r'(?:href|src)="(/static/[^"]+)"')
_IMPORTS = re.compile(r"""from\s*['"](\.[^'"]+)['"]""")


def run(times: str = "20", people: str = "400") -> dict[str, Any]:
    teams = 4
    with running(int(people), teams, each=10) as place:
        token = asyncio.run(prepare(place, 40, 100, teams))[0]
        found = measured(place, token, int(times))
    over = [page for page, each in found.items() if each["p50_ms"] > MS or each["first_load_kb"] > KB]
    return {"people": int(people), "times": int(times), "limit": {"ms": MS, "kb": KB}, "over": over, "pages": found}


def measured(place: Place, token: str, times: int) -> dict[str, Any]:
    site, found = f"http://127.0.0.1:{place.port}", {}
    sizes: dict[str, int] = {}
    headers = {"sec-fetch-site": "same-origin", "accept-encoding": "gzip"}
    with httpx.Client(base_url=site, cookies={"careweft": token}, headers=headers, timeout=60) as client:
        person = re.search(r"/person/(\d+)", client.get("/work?who=me").text)
        task = re.search(r'href="/tasks/([^"]+)"', client.get("/work?who=me").text)
        assert person and task, "the worklist shows people and tasks"
        for page in PAGES:
            path = page.format(person=person[1], task=task[1])
            took, answer = [], client.get(path)
            assert answer.status_code == 200, f"{path}: {answer.status_code}"
            for _ in range(times):
                began = time.perf_counter()
                client.get(path)
                took.append(time.perf_counter() - began)
            each = common.percentiles(took)
            weight = int(answer.headers["content-length"])
            files = needed(client, answer.text, sizes)
            found[page] = {
                "p50_ms": each["p50"],
                "p99_ms": each["p99"],
                "html_kb": round(len(answer.content) / 1000, 1),
                "kb": round(weight / 1000, 1),
                "first_load_kb": round((weight + sum(sizes[file] for file in files)) / 1000, 1),
            }
    return found


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
