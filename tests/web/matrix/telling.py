"""Subscriptions by rest-hook and by web socket: all in town changes, and who subscribed is told what they see."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import orjson

from tests.web.fhir.subscribing import TOPIC, Receiver, Telling, listening, subscription
from tests.web.fhir.test_subscriptions_sockets import Wire, opened
from tests.web.matrix.paths import JSON, WRITERS, Paths, Record
from tests.web.matrix.town import NAMES, Town

SUBSCRIBED = ("Patient", "Condition", "Observation", "MedicationRequest", "Encounter", "Task", "Communication",
              "Procedure", "AllergyIntolerance", "DocumentReference", "Immunization", "RelatedPerson",
              "Flag")  # fmt: skip


async def telling(town: Town, url: str, all_paths: Sequence[Paths]) -> None:
    """Subscribe as every account that may write; change every resource; look at what each is told."""
    place = Telling(town.worker, town.web, url)
    async with listening() as receiver:
        hooks: dict[str, tuple[Paths, str]] = {}
        sockets: dict[str, dict[str, str]] = {}
        for paths in all_paths:
            for type_ in paths.types:
                if type_ in SUBSCRIBED and paths.chosen():
                    ids = [await subscribe(paths, type_, to) for to in (receiver, None)]
                    if ids[0]:
                        hooks[ids[0]] = paths, type_
                        sockets.setdefault(paths.who, {})[ids[1]] = type_
        await place.tell()
        receiver.heard.clear()
        wires = {paths.who: await bound(paths, sockets[paths.who]) for paths in all_paths if paths.who in sockets}
        changed = await touch(town)
        await place.tell()
        await by_hook(receiver, hooks, changed)
        for paths in all_paths:
            if paths.who in sockets:
                await by_socket(place, paths, wires[paths.who], sockets[paths.who], changed)


async def subscribe(paths: Paths, type_: str, to: Receiver | None) -> str:
    """The id of a new subscription to all changes of a type; empty where the account may not have one."""
    wanted = subscription(to, f"{TOPIC}{type_}", content="full-resource" if to else "id-only")
    answer = await paths.fhir("POST", "Subscription", json=wanted, headers=JSON)
    paths.check("subscription", (answer.status_code == 201) == (paths.who in WRITERS), type_, answer.text)
    return str(answer.json()["id"]) if answer.status_code == 201 else ""


async def touch(town: Town) -> set[Record]:
    """A new version of every resource to which somebody may have subscribed."""
    changed = set()
    for person in NAMES:
        async with town.worker.transaction() as connection:
            rows = await connection.fetch(
                "SELECT type, id FROM fhir.resource WHERE person_id = $1 AND type = ANY ($2) "
                "AND body IS NOT NULL ORDER BY rid", person, list(SUBSCRIBED),
            )  # fmt: skip
            found = await town.desk.engine.store.read_many(connection, [(row["type"], row["id"]) for row in rows])
        bodies = [each.resource for each in found]
        await town.put(person, *(_anew(body) for body in bodies))
        changed |= {(row["type"], row["id"]) for row in rows if (row["type"], row["id"]) in town.resources}
    return changed


def _anew(body: dict[str, Any]) -> dict[str, Any]:
    meta = {"security": body["meta"]["security"]} if "security" in body.get("meta", {}) else {}
    return {name: value for name, value in body.items() if name != "meta"} | {"language": "en", "meta": meta}


async def by_hook(receiver: Receiver, hooks: dict[str, tuple[Paths, str]], changed: set[Record]) -> None:
    """What came to the endpoints: exactly what is to be seen, numbered from 1 without a gap."""
    told, numbers = defaultdict[str, set[Record]](set), defaultdict[str, list[int]](list)
    for _, _, body in receiver.heard:
        bundle = orjson.loads(body)
        status = bundle["entry"][0]["resource"]["parameter"]
        reference = next(p["valueReference"]["reference"] for p in status if p["name"] == "subscription")
        id_ = reference.rpartition("/")[2]
        hooks[id_][0].check("subscription", not hooks[id_][0].leaks(body.decode()), hooks[id_][1])
        for event in (p["part"] for p in status if p["name"] == "notification-event"):
            parts = {part["name"]: part for part in event}
            numbers[id_].append(int(parts["event-number"]["valueString"]))
        for entry in bundle["entry"][1:]:
            if "resource" in entry:
                told[id_].add((entry["resource"]["resourceType"], entry["resource"]["id"]))
    for id_, (paths, type_) in hooks.items():
        expected = {record for record in paths.expected & changed if record[0] == type_}
        paths.check("subscription", told[id_] == expected, type_, told[id_] ^ expected)
        paths.check("subscription", numbers[id_] == [*range(1, len(expected) + 1)], type_, numbers[id_])


async def bound(paths: Paths, ids: dict[str, str]) -> tuple[Any, Wire]:
    """A web socket that is bound to subscriptions of the account."""
    asked = "&".join(f"id={id_}" for id_ in ids)
    answer = await paths.fhir("GET", f"Subscription/$get-ws-binding-token?{asked}")
    paths.check("websocket", answer.status_code == 200, answer.text)
    token = next(p["valueString"] for p in answer.json()["parameter"] if p["name"] == "token")
    opening = opened(paths.town.site)
    wire = await opening.__aenter__()
    await wire.hear()
    wire.say(f"bind-with-token: {token}")
    for _ in ids:
        paths.check("websocket", (await wire.told())[0] == "handshake")
    return opening, wire


async def by_socket(
    place: Telling, paths: Paths, opened_wire: tuple[Any, Wire], ids: dict[str, str], changed: set[Record]
) -> None:
    """What came over the socket: as many events as there are to be seen, and none besides."""
    opening, wire = opened_wire
    expected = {record for record in paths.expected & changed if record[0] in ids.values()}
    for id_, type_ in ids.items():
        of_type = {record for record in expected if record[0] == type_}
        paths.check("websocket", (await place.row(id_))["last"] == len(of_type), type_)
    many = sum([(await place.row(id_))["last"] for id_ in ids])
    found, events = set[Record](), 0
    while events < many:
        text = (await wire.hear())["text"]
        paths.check("websocket", not paths.leaks(text))
        parameters = orjson.loads(text)["entry"][0]["resource"]["parameter"]
        for event in (p["part"] for p in parameters if p["name"] == "notification-event"):
            events += 1
            focus = next((p["valueReference"]["reference"] for p in event if p["name"] == "focus"), "//")
            type_, _, id_ = "/".join(focus.split("/")[-2:]).partition("/")
            found.add((type_, id_))
    paths.check("websocket", found == expected, found ^ expected)
    async with asyncio.timeout(20):
        await opening.__aexit__(None, None, None)
    paths.check("websocket", wire.got.empty(), "more was told")
