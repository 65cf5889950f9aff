"""What others wrote to try FHIR software with, tried on ours: passed, failed, not supported."""

import json
import tarfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from gzip import decompress
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from careweft.base.clock import SetClock
from careweft.base.db import WORKER, Connection, Database
from careweft.base.errors import BadInput
from careweft.facts.view import compile_view
from careweft.feeds.moving import Mover
from careweft.fhir import interactions as fhir
from careweft.fhir.decode import decode
from careweft.fhir.fhirpath import compile_path
from careweft.fhir.fhirpath.clock import as_at
from careweft.fhir.fhirpath.conversions import text as spoken
from careweft.fhir.invalid import Invalid
from careweft.fhir.jsontext import dumps, loads
from careweft.fhir.store import Origin, Store
from careweft.models.check import scratch_database
from careweft.people.index import Index
from careweft.people.patient import PersonResolver

Report = Callable[[str, int, int], None]
_AT_ONCE = 500


@dataclass
class Suite:
    """What became of each test of a suite; the names of those that failed or are not supported, with the reason."""

    name: str
    source: str
    passed: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    unsupported: list[tuple[str, str]] = field(default_factory=list)

    @property
    def tests(self) -> int:
        """How many there were."""
        return self.passed + len(self.failed) + len(self.unsupported)


@asynccontextmanager
async def record(url: str) -> AsyncIterator[tuple[Database, fhir.Server]]:
    """An empty record on a scratch database of the server at `url`."""
    async with (
        scratch_database(url) as scratch,
        await Database.open(scratch, WORKER, SetClock(datetime(2026, 1, 1, tzinfo=UTC)), size=2) as database,
    ):
        store = Store()
        persons = PersonResolver(Index([Mover(store)]))
        yield database, fhir.Server(store, persons, "https://example.org/fhir")


_ORIGIN = Origin("conform", None, datetime(2026, 1, 1, tzinfo=UTC))


def examples(package: Path) -> Iterator[tuple[str, bytes]]:
    """The resources of a FHIR package: a folder of JSON files, or a tar file of them."""
    if package.is_dir():
        found: Iterator[tuple[str, bytes]] = (
            (file.name, file.read_bytes()) for file in sorted(package.rglob("*.json"))
        )
    else:
        found = _in_tar(package)
    return (each for each in found if each[0] not in ("package.json", ".index.json"))


def _in_tar(package: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(package) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isfile() and member.name.endswith(".json") else None
            if content:
                yield Path(member.name).name, content.read()


async def try_examples(url: str, package: Path, report: Report) -> Suite:
    """Each resource into the record and out again: its content is what it was."""
    suite, sent = Suite("Examples: in and out", package.name), []
    for name, raw in examples(package):
        try:
            sent.append((name, decode(raw)))
        except Invalid as wrong:
            first = wrong.issues[0]
            suite.failed.append((name, f"{first.path}: {first.found}; expected {first.expected}"))
    async with record(url) as (database, server):
        for at in range(0, len(sent), _AT_ONCE):
            some = sent[at : at + _AT_ONCE]
            async with database.transaction() as connection:
                await _in_and_out(connection, server.store, some, suite)
            report(suite.name, min(at + _AT_ONCE, len(sent)), len(sent))
    return suite


async def _in_and_out(
    connection: Connection, store: Store, sent: Sequence[tuple[str, dict[str, Any]]], suite: Suite
) -> None:
    for name, resource in sent:
        if "id" not in resource:
            suite.failed.append((name, "it has no id"))
            continue
        await store.put(connection, 0, [resource], _ORIGIN)
        (kept,) = await store.read_many(connection, [(resource["resourceType"], resource["id"])])
        if _content(kept.resource) == _content(resource):
            suite.passed += 1
        else:
            suite.failed.append((name, "its content came out changed"))


def _content(resource: dict[str, Any]) -> str:
    """A resource as text in one order, without what the server says of its version; decimals as they were written."""
    meta = {k: v for k, v in resource.get("meta", {}).items() if k not in ("versionId", "lastUpdated")}
    plain = {k: v for k, v in resource.items() if k != "meta"} | ({"meta": meta} if meta else {})
    return json.dumps(json.loads(dumps(plain), parse_float=str), sort_keys=True)


async def try_bundles(url: str, folder: Path, report: Report) -> Suite:
    """Each transaction bundle into the record; each of its resources is what it was, but for ids and references."""
    files = _bundles(folder)
    suite = Suite("Transaction bundles: in and out", folder.name)
    async with record(url) as (database, server):
        for number, file in enumerate(files, 1):
            raw = file.read_bytes()
            bundle = decode(decompress(raw) if file.suffix == ".gz" else raw)
            async with database.transaction() as connection:
                await _transact(connection, server, file.name, bundle, suite)
            report(suite.name, number, len(files))
    return suite


def _bundles(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.json"), *folder.glob("*.json.gz")], key=_hospitals_first)


def _hospitals_first(file: Path) -> tuple[bool, str]:
    """Synthea's bundles of persons refer to those of hospitals and practitioners."""
    return not file.name.startswith(("hospital", "practitioner")), file.name


async def _transact(
    connection: Connection, server: fhir.Server, name: str, bundle: dict[str, Any], suite: Suite
) -> None:
    answers = loads(await fhir.transaction(connection, server, bundle, _ORIGIN))["entry"]
    places = {
        entry["fullUrl"]: answer["response"]["location"].rpartition("/_history")[0].rpartition("/fhir/")[2]
        for entry, answer in zip(bundle["entry"], answers, strict=True)
    }
    found = await server.store.read_many(connection, [_key(place) for place in places.values()])
    for number, (entry, kept) in enumerate(zip(bundle["entry"], found, strict=True)):
        wanted = _placed(entry["resource"], places) | {"id": kept.id}
        if _content(kept.resource) == _content(wanted):
            suite.passed += 1
        else:
            suite.failed.append((f"{name}, entry {number}", "its content came out changed"))


def _key(place: str) -> tuple[str, str]:
    type_, _, id_ = place.partition("/")
    return type_, id_


def _placed(value: Any, places: dict[str, str]) -> Any:
    """The value with references within the bundle as the server has resolved them."""
    if isinstance(value, list):
        return [_placed(each, places) for each in value]
    if isinstance(value, dict):
        return {k: places.get(v, v) if k == "reference" else _placed(v, places) for k, v in value.items()}
    return value


_INPUTS = {
    "patient-example": "Patient-example.json",
    "observation-example": "Observation-example.json",
    "questionnaire-example": "Questionnaire-3141.json",
    "valueset-example-expansion": "ValueSet-example-expansion.json",
    "appointment-examplereq": "Appointment-examplereq.json",
    "explanationofbenefit-example": "ExplanationOfBenefit-EB3500.json",
    "codesystem-example": "CodeSystem-example.json",
}
"""The resources of the FHIRPath suite, by their file names in the examples package."""


def try_fhirpath(file: Path, package: Path) -> Suite:
    """HL7's FHIRPath test suite (tests-fhir-r4.xml), on the resources of the examples package."""
    suite = Suite("FHIRPath", file.name)
    known = {name: loads(raw) for name, raw in examples(package) if name in _INPUTS.values()}
    for test in ElementTree.parse(file).getroot().iter("test"):  # noqa: S314 - a file that the operator gives
        name, expression = test.get("name", "?"), test.find("expression")
        input_ = _INPUTS.get(Path(test.get("inputfile") or "patient-example.xml").stem)
        if expression is None or input_ not in known:
            suite.unsupported.append((name, f"the package has no {test.get('inputfile')}"))
            continue
        outputs = [(each.get("type", ""), each.text or "") for each in test.findall("output")]
        wanted = None if expression.get("invalid") else outputs
        _evaluate(suite, name, (expression.text or "", test.get("predicate") == "true"), known[input_], wanted)
    return suite


def _evaluate(
    suite: Suite, name: str, asked: tuple[str, bool], resource: Any, wanted: list[tuple[str, str]] | None
) -> None:
    """Try one expression; `wanted` None: it must be refused."""
    expression, predicate = asked
    try:
        with as_at(datetime.now(UTC), UTC):
            found = compile_path(expression)(resource)
    except BadInput as wrong:
        if wanted is None:
            suite.passed += 1
        else:
            suite.unsupported.append((f"{name}: {expression}", str(wrong)))
        return
    if predicate and not (len(found) == 1 and isinstance(found[0], bool)):
        found = [bool(found)]
    if wanted is not None and len(found) == len(wanted) and all(map(_is, found, wanted)):
        suite.passed += 1
    else:
        expected = "an error" if wanted is None else [text for _, text in wanted]
        suite.failed.append((f"{name}: {expression}", f"found {found!s:.80}, expected {expected}"))


def _is(found: Any, wanted: tuple[str, str]) -> bool:
    type_, text = wanted
    said = spoken(found)
    try:
        if not isinstance(found, bool | str | dict):
            return Decimal(said) == Decimal(text)
    except InvalidOperation:
        return False
    text = (
        text.removeprefix("@").removeprefix("T") if type_ in ("date", "dateTime", "time") or text[:1] == "@" else text
    )
    return said == text


def try_views(folder: Path) -> Suite:
    """The test suite of SQL on FHIR v2: a folder of JSON files, each with resources, views and the rows expected."""
    suite = Suite("SQL on FHIR", folder.name)
    for file in sorted(folder.glob("*.json")):
        content = json.loads(file.read_text())
        for test in content.get("tests", ()):
            _view(suite, f"{file.stem}: {test['title']}", test, content["resources"])
    return suite


def _view(suite: Suite, name: str, test: dict[str, Any], resources: list[dict[str, Any]]) -> None:
    try:
        view = compile_view(test["view"])
        rows = [row for resource in resources for row in view.rows(resource)]
    except BadInput as wrong:
        if test.get("expectError"):
            suite.passed += 1
        else:
            suite.unsupported.append((name, str(wrong)))
        return
    good = not test.get("expectError")
    good = good and ("expect" not in test or _lines(rows) == _lines(test["expect"]))
    good = good and ("expectColumns" not in test or [each.name for each in view.columns] == test["expectColumns"])
    if good:
        suite.passed += 1
    else:
        suite.failed.append((name, f"found {len(rows)} rows that differ"))


def _lines(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in rows)
