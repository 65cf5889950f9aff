"""Bad requests by the thousand, to everything that a place serves: none is answered with 5xx, none hangs, none tells of
somebody whom one may not see.

`CAREWEFT_FUZZ` says how many (1,500 where it does not; the nightly run takes 200,000); a failure names the seed of its
request, which alone makes it again.
"""

import asyncio
import os
import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import orjson
import pytest
from starlette.routing import Route

import careweft.web
from careweft.base.clock import SetClock
from careweft.fhir.definitions import resource_types
from careweft.fhir.search.parameters import parameters
from tests.fhir.conftest import observation, patient
from tests.web.matrix.here import made_here
from tests.web.matrix.town import Town, made, sample

MARK = "zyxomark"
"""In everything that is kept of the person whom the account may not see."""
SECONDS = 20.0
TYPES = sorted(resource_types())
# fmt: off
USED = ["Patient", "Observation", "Encounter", "Task", "Consent", "Bundle", "Binary", "Group", "Questionnaire"]
IDS = ["p1", "o1", f"{MARK}-p", f"{MARK}-o", "none", "a" * 64, "a" * 65, "..", "%00", "1 OR 1=1", "é", "_history", "$x",
       "ann-plain", "ann-followup", "ann-shared"]
SYMBOLS = ["", " ", "\x00", "\n", "'", '"', "\\", "%", "%zz", "*", "|", "||", ",", "$", "\ud7ff", "\U0001f9ea", "{"]
DATES = ["2020", "2020-02-30", "eq2020-01", "sa9999-12-31", "ge0000", "ap2020-01-01T00:00:00Z", "ne2020-13", "lt-1"]
NUMBERS = ["0", "-1", "1e308", "1e-400", "NaN", "5.4|http://unitsofmeasure.org|mg", "gt5.40e-3||", "9" * 400]
SUFFIXES = [":exact", ":contains", ":missing", ":not", ":text", ":in", ":above", ":of-type", ":identifier", ":Patient"]
SPECIAL = [
    "_id", "_sort", "_count", "_total", "_include", "_revinclude", "_has", "_elements", "_summary", "_lastUpdated",
    "_tag", "_security", "_profile", "_source", "_format", "_pretty", "_list", "_type", "_since", "_at", "_filter",
    "_page", "_query", "_text", "_content", "_contained", "_score", "near",
]
SHAPES = [
    "T", "T/I", "T/I", "T/I/_history", "T/I/_history/V", "T/_history", "_history", "", "T/_search", "T/I/T", "T/I/$",
    "T/$", "$", "metadata", "T/I/x/y/z",
]
OPERATIONS = [
    "$everything", "$validate", "$export", "$expand", "$match", "$merge", "$meta", "$lookup", "$summary", "$import",
    "$validate-code", "$merge-undo", "$viewdefinition-run", "$evaluate-measure", "$job-status", "$job-file",
    "$status", "$events", "$get-ws-binding-token",
]
METHODS = ["GET", "GET", "GET", "POST", "POST", "PUT", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "X"]
HEADERS = {
    "if-match": ['W/"1"', "W/1", '"', "*", 'W/"99999999999999999999"', "\x7f"],
    "if-none-match": ['W/"1"', "*", "x"],
    "if-modified-since": ["Sun, 06 Nov 1994 08:49:37 GMT", "yesterday", "9999"],
    "if-none-exist": ["identifier=x", "", "&&", "?", "name:exact=a", f"_id={MARK}-p", "nonsense=1"],
    "prefer": ["return=minimal", "handling=strict", "handling=lenient", "respond-async", ",;="],
    "accept": ["*/*", "application/fhir+json", "application/fhir+xml", "text/html", "x", "application/json;q=x"],
    "content-type": [
        *["application/fhir+json"] * 8,
        "application/json-patch+json", "application/fhir+xml", "text/plain", "x/y;charset=utf-7",
    ],
    "content-encoding": ["gzip", "br", "identity"],
}
BY = ["carla", "carla", "mira", "surgery", "ann", "gus", "nobody"]
WORDS = ["yes", "no", "1", "on", "all", "zone-1", "acute", "torbay", "2026-01-15", "09:30", "accept", "begin", "end",
         "add", "ann-plain", "Condition/ann-plain", "related/carer", "opted_out", "not_about", "hiv", "carla"]
MACHINES = ["/feeds/acute", "/feeds/gp-01", "/feeds/x", "/texts/replies", "/cds-services", "/cds-services/patient-view",
            "/cds-services/order-sign", "/oauth/token", "/oauth/introspect", "/oauth/revoke", "/subscriptions"]
# fmt: on
BODIES = [orjson.dumps(body) for body in (*(body for body, _ in sample(1)), *(one.body for one in made_here("ann", 1)))]
"""What care makes of, where it is written: a resource of each type that stands in the town."""
LEFT_OUT = re.compile(r"/(events|log-out)")
"""A stream that does not end; what would log everybody out."""
SOURCES = "".join(file.read_text() for file in sorted(Path(careweft.web.__file__).parent.rglob("*.py")))
FIELDS = sorted(set(re.findall(r'(?:given|query_params|params)(?:\.get\(|\[)"([\w-]+)"', SOURCES)))
"""What the pages' forms and addresses hold, as their sources say it."""


class Fuzz:
    """Requests made of a seed."""

    def __init__(self, seed: int, routes: list[tuple[str, str]]) -> None:
        self.draws, self.routes = random.Random(seed), routes

    def one(self, choices: list[Any]) -> Any:
        return self.draws.choice(choices)

    def chance(self, share: float) -> bool:
        return self.draws.random() < share

    def type(self) -> str:
        return str(self.one(USED)) if self.chance(0.8) else str(self.one([*TYPES, "patient", "Nonsense", "$x", ""]))

    def text(self) -> str:
        parts = [
            self.one([*SYMBOLS, *DATES, *NUMBERS, *IDS, "a", "Patient/p1", MARK, "(a OR b*) NOT c"])
            for _ in range(self.draws.randint(1, 3))
        ]
        return "".join(parts) * self.draws.choice([1, 1, 1, 1, 50])

    def path(self) -> str:
        shape = self.one(SHAPES)
        made: dict[str, Callable[[], str]] = {
            "T": self.type,
            "I": lambda: str(self.one(IDS)),
            "V": lambda: str(self.one(["1", "0", "-1", "x", "9" * 30])),
            "$": lambda: str(self.one(OPERATIONS)),
        }
        return "/fhir/" + "/".join(
            quote(made[part](), safe="$%") if part in made else part for part in shape.split("/")
        )

    def query(self, type_: str) -> str:
        known = list(parameters(type_)) if type_ in TYPES else ["code"]
        pairs = []
        for _ in range(self.draws.choice([0, 1, 1, 2, 5])):
            name = str(self.one(known)) if self.chance(0.6) else str(self.one(SPECIAL))
            if self.chance(0.25):
                name += str(self.one(SUFFIXES))
            if self.chance(0.15):
                name += "." + str(self.one(["name", "subject.name", "identifier", "", "subject:Patient.name"]))
            if self.chance(0.05):
                name = f"_has:{self.type()}:{self.one(['subject', 'patient', 'x'])}:{name}"
            pairs.append(f"{quote(name, safe=':._')}={quote(self.text(), safe='|,:/')}")
        return "&".join(pairs)

    def value(self, depth: int = 0) -> Any:
        plain: list[Callable[[], Any]] = [
            self.text,
            lambda: None,
            lambda: True,
            lambda: -1,
            lambda: 1.5,
            lambda: 10**25,
            list,
            dict,
        ]
        if depth < 3 and self.chance(0.3):
            return self.one([[self.value(depth + 1)] * 2, {self.text() or "a": self.value(depth + 1)}])
        return self.draws.choice(plain)()

    def resource(self) -> Any:
        made = self.one([patient(str(self.one(IDS))), observation(str(self.one(IDS)), f"Patient/{self.one(IDS)}")])
        if self.chance(0.6):
            made = orjson.loads(self.one(BODIES))
        if self.chance(0.2):
            entries = [
                {
                    "resource": self.resource(),
                    "request": {
                        "method": self.one(["PUT", "POST", "DELETE", "GET", "x"]),
                        "url": self.path().removeprefix("/fhir/"),
                    },
                }
                for _ in range(self.draws.randint(0, 3))
            ]
            made = {
                "resourceType": "Bundle",
                "type": self.one(["transaction", "batch", "history", "x"]),
                "entry": entries,
            }
        if self.chance(0.15):
            names = ["resource", "code", "url", "viewReference", "patient", "source-patient", "target-patient", "event"]
            kinds = ["resource", "valueReference", "valueString", "valueCode", "valueInteger", "part", "valueUri"]
            values = [made, {"reference": f"Patient/{self.one(IDS)}"}, "Patient/p1", "persons", 1, self.value()]
            made = {
                "resourceType": "Parameters",
                "parameter": [
                    {"name": self.one(names), self.one(kinds): self.one(values)}
                    for _ in range(self.draws.randint(0, 3))
                ],
            }
        if self.chance(0.1):
            made = [
                {
                    "op": self.one(["add", "remove", "replace", "move", "copy", "test", "x"]),
                    "path": f"/{self.text()}",
                    "from": "/id",
                    "value": self.value(),
                }
            ]
        return self.bent(made)

    def bent(self, made: Any) -> Any:
        """The value with something in it changed."""
        for _ in range(self.draws.choice([0, 1, 1, 2, 6])):
            at = made
            while isinstance(at, dict | list) and at and self.chance(0.6):
                at = self.one(list(at.values()) if isinstance(at, dict) else at)
            if isinstance(at, dict):
                if at and self.chance(0.4):
                    del at[self.one(list(at))]
                else:
                    at[self.one([*at, "extension", "x", "contained", "meta", "valueString", "text"])] = self.value()
            elif isinstance(at, list):
                at.append(self.value())
        return made

    def body(self) -> bytes:
        try:
            raw = orjson.dumps(self.resource())
        except (TypeError, ValueError):
            raw = b"{"
        match self.draws.randint(0, 15):
            case 0:
                return raw[: self.draws.randint(0, len(raw))]
            case 1:
                return raw + raw
            case 2:
                return b"[" * self.draws.choice([10, 5_000]) + raw
            case 3:
                return raw.replace(b'"', bytes([self.draws.randint(0, 255)]), 1)
            case 4:
                return raw.replace(b":", self.one([b":NaN", b":1e999", b':"\\ud800"', b":-0", b"::"]), 1)
            case 5:
                return b'{"a":' * 2_000 + b"1" + b"}" * 2_000
        return raw

    def page(self) -> dict[str, Any]:
        method, route = self.one(self.routes)
        path = re.sub(r"\{[^:}]+(:int)?\}", lambda of: self.part(whole=of[1] is not None), route)
        pairs = [(self.one(FIELDS), self.field()) for _ in range(self.draws.choice([0, 1, 3, 8]))]
        if method == "GET":
            return {"method": method, "url": f"{path}?{urlencode(pairs, errors='replace')}"}
        kind = self.one(["application/x-www-form-urlencoded"] * 8 + ["multipart/form-data; boundary=x", "text/plain"])
        content = urlencode(pairs, errors="replace").encode() if self.chance(0.9) else self.body()
        return {"method": method, "url": path, "content": content, "headers": {"content-type": kind}}

    def part(self, *, whole: bool) -> str:
        return str(self.one([0, 1, 1, 1, 4, 5, 9**30])) if whole else quote(str(self.one([*IDS, *WORDS])), safe="%")

    def field(self) -> str:
        return str(self.one(WORDS)) if self.chance(0.6) else self.text()

    def machine(self) -> dict[str, Any]:
        headers = {"content-type": self.one(["application/fhir+json", "application/json", "application/hl7-v2", "x"])}
        body = self.body() if self.chance(0.7) else b"MSH|^~\\&|" + self.text().encode(errors="replace")
        path = str(self.one(MACHINES))
        if path.startswith("/oauth"):
            headers = {"content-type": "application/x-www-form-urlencoded"}
            names = ["grant_type", "client_id", "client_secret", "client_assertion", "code", "token", "scope", "x"]
            body = urlencode([(self.one(names), self.field()) for _ in range(4)], errors="replace").encode()
        return {"method": self.one(["POST", "POST", "GET"]), "url": path, "headers": headers, "content": body}

    def fhir(self) -> dict[str, Any]:
        path = self.path()
        method = self.one(METHODS)
        query = self.query(path.split("/")[2] if path.count("/") > 1 else "")
        headers = {name: self.one(values) for name, values in HEADERS.items() if self.chance(0.12)}
        if method in ("POST", "PUT", "PATCH"):
            headers.setdefault("content-type", self.one(HEADERS["content-type"]))
            if path.endswith("_search"):
                headers["content-type"] = "application/x-www-form-urlencoded"
                return {"method": method, "url": path, "headers": headers, "content": query.encode()}
        content = self.body() if method in ("POST", "PUT", "PATCH") or self.chance(0.02) else b""
        if method in ("POST", "PUT") and self.chance(0.7):  # to where such a resource is written
            type_, id_ = (re.search(rb'"%b":"([^"]+)"' % name, content) for name in (b"resourceType", b"id"))
            path = f"/fhir/{type_[1].decode(errors='replace')}" if type_ else path
            path += f"/{quote(id_[1])}" if id_ and method == "PUT" else ""
            headers["content-type"], query = "application/fhir+json", ""
        return {"method": method, "url": f"{path}?{query}" if query else path, "headers": headers, "content": content}


@pytest.fixture
async def town(database: str, clock: SetClock) -> AsyncIterator[Town]:
    """A town with a person whom nobody in it may see: a mark in all that there is of them."""
    told = patient(f"{MARK}-p") | {"name": [{"family": MARK, "given": [MARK]}], "identifier": [{"value": MARK}]}
    seen = observation(f"{MARK}-o", f"Patient/{MARK}-p") | {"note": [{"text": MARK}]}
    async with made(database, clock) as place:
        await place.put(5, told, seen)
        yield place


async def asked(town: Town, fuzz: Fuzz) -> tuple[str, dict[str, Any], httpx.Response]:
    """Who asks, what, and what is answered. Pages are asked in a session, all else by name and password."""
    who, share = str(fuzz.one(BY)), fuzz.draws.random()
    if share < 0.25:
        what = fuzz.page()
        return who, what, await (await town.client(who)).request(**what)
    what = fuzz.machine() if share < 0.3 else fuzz.fhir()
    path, more = what["url"], {name: value for name, value in what.items() if name not in ("method", "url")}
    return who, what, await town.machine(who, what["method"], path, **more)


@pytest.mark.parametrize(
    "many",
    [pytest.param(int(os.environ.get("CAREWEFT_FUZZ", "1500"))), pytest.param(200_000, marks=pytest.mark.nightly)],
)
async def test_bad_requests_are_refused_in_order(town: Town, many: int) -> None:
    statuses: Counter[int] = Counter()
    routes = [(method, route.path) for route in town.site.router.routes if isinstance(route, Route)
              for method in (route.methods or ()) if not LEFT_OUT.match(route.path)]  # fmt: skip
    for seed in range(many):
        try:
            async with asyncio.timeout(SECONDS):
                who, what, answer = await asked(town, Fuzz(seed, sorted(routes)))
        except (httpx.InvalidURL, httpx.LocalProtocolError, UnicodeEncodeError):
            continue  # the client itself cannot send it
        statuses[answer.status_code] += 1
        assert answer.status_code < 500, (seed, who, what, answer.status_code, answer.content[:500])
        sent = str(answer.request.url) + str(what)
        told = answer.content.replace(MARK.encode() + b"-", b"")
        assert MARK in sent or MARK.encode() not in told, (seed, who, what, answer.content[:500])
    assert statuses[200] > many / 50
    assert statuses[400] > many / 10
    assert statuses[404] > many / 50
