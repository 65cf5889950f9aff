"""Apps that act for an account, by real tokens: what its scopes, its one person and the account leave open together."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from random import Random

from careweft.access.oauth import clients, grants
from careweft.access.oauth.clients import Client
from careweft.access.oauth.grants import Ask
from careweft.access.oauth.scopes import parse
from tests.web.matrix.paths import Paths, Record, Tally
from tests.web.matrix.town import Town

BACK, VERIFIER = "https://app.example/back", "v" * 50


@dataclass(frozen=True)
class App:
    """Scopes, about one person or (0) nobody in particular, and, in words of its own, what they let be seen."""

    scopes: str
    person: int
    lets: Callable[[str, str], bool]


APPS = (
    App("user/*.rs", 0, lambda type_, id_: True),
    App("launch/patient patient/*.rs", 1, lambda type_, id_: True),
    App("launch/patient patient/*.rs", 4, lambda type_, id_: True),
    App("user/Patient.rs user/Condition.rs", 0, lambda type_, id_: type_ in ("Patient", "Condition")),
    App("launch/patient patient/Patient.rs patient/Task.rs patient/Observation.rs", 1,
        lambda type_, id_: type_ in ("Patient", "Task", "Observation")),
    App("user/Patient.rs user/Condition.rs?code=http://example.org|ann-hiv", 0,
        lambda type_, id_: type_ == "Patient" or (type_ == "Condition" and id_ in ("ann-hiv", ""))),
)  # fmt: skip


async def token(town: Town, who: str, number: int) -> str:
    """What an app gets that this account let in."""
    app, client_id = APPS[number], f"app{number}"
    account = await town.account(who)
    challenge = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    async with town.worker.transaction() as connection:
        client = await clients.find(connection, client_id)
        if client is None:
            client = Client(client_id, f"App {number}", "public", parse(app.scopes), (BACK,))
            await clients.add(connection, client)
        code = await grants.begin(connection, Ask(client, account, parse(app.scopes), BACK, challenge, app.person))
        got = await grants.redeem(connection, client, code, BACK, VERIFIER)
    assert got is not None
    return got.access


async def paths_of(town: Town, who: str, number: int, tally: Tally, random: Random, share: float) -> Paths:
    """The ways of an app that this account let in."""
    app = APPS[number]

    def within(record: Record) -> bool:
        type_, id_ = record
        of_person = not app.person or not id_ or town.resources[record] == app.person
        return app.lets(type_, id_) and of_person

    made = Paths(town, who, tally, random, share, await token(town, who, number), within)
    made.named |= {id_ for _, id_ in town.resources if id_ in app.scopes}  # links repeat the app's own scopes
    return made


async def ask(paths: Paths) -> None:
    """What an app may ask besides operations."""
    for record in paths.town.resources:
        if paths.chosen():
            await read(paths, *record)
    for type_ in paths.types:
        if paths.chosen():
            await search(paths, type_)
    if paths.chosen():
        await paths.include()
        await paths.through()


async def read(paths: Paths, type_: str, id_: str) -> None:
    answer = await paths.fhir("GET", f"{type_}/{id_}")
    expected = 200 if (type_, id_) in paths.expected else 404 if paths.within((type_, "")) else 403
    paths.check("app", answer.status_code == expected, type_, id_, answer.text)
    paths.check("app", not paths.leaks(answer.text, id_), id_)


async def search(paths: Paths, type_: str) -> None:
    if paths.within((type_, "")):
        await paths.search(type_)
    else:
        answer = await paths.fhir("GET", f"{type_}?_total=accurate")
        paths.check("app", answer.status_code == 403 and not paths.leaks(answer.text), type_, answer.text)
