"""Setting up a place from a region's description: teams aligned with practices, their members, and log-ins."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.base.db import Connection
from careweft.care import teams
from careweft.care.appointments.appointments import Appointments
from careweft.care.appointments.hours import Hours, Opening
from careweft.care.appointments.resource import Clinic
from careweft.care.pathways import units
from careweft.care.teams import Practice, Practitioner, Team
from careweft.feeds import sources
from careweft.feeds.outgoing.address import TEXTS
from careweft.models.compile import Compiled

PASSWORD = "demo-careweft"  # noqa: S105
_TEAM = {
    "coordinator": ("Carla Reed", "Petra Lowe", "Sami Noor", "Tess Blake", "Omar Finch"),
    "manager": ("Maria Stone", "Ivan Petrov", "Grace Oyelaran", "Hugh Lane", "Lena Fox"),
    "social-worker": ("Sofia Marin", "Ben Carter", "Aisha Khan", "Tom Wells", "Ruth Adler"),
    "district-nurse": ("Nina Park", "Dele Obi", "Kate Moss-Green", "Ravi Patel", "Joan Hill"),
    "community-matron": ("Mae Quinn", "Tilly Ross", "Bea Holt", "Anton Weir", "Dora Lund"),
}
"""A member of each role for each zone, in order."""
_BESIDE = (
    ("Olive Penn", "occupational-therapist"),
    ("Nora Quist", "nurse"),
    ("Pieter Vos", "physician"),
)
"""Whom the models beside the place's own need in a zone: the first has them."""
_SHARED = (
    ("Stella Marsh", "store", "storekeeper"),
    ("Jack Dean", "store", "manager"),
    ("Inge Dahl", "municipality", "home-nurse"),
)
"""Who works for the whole place, in teams that those models have."""
_TITLES = {"store": "Equipment store", "municipality": "Municipal care"}


@dataclass(frozen=True)
class Member:
    """Somebody who works in a team of the demo."""

    username: str
    name: str
    team: str
    role: str


def members(zones: list[str]) -> list[Member]:
    """The demo's staff: one of each role in each zone, in the first a second coordinator and whom the models beside the
    place's own need; and those of the whole place."""
    found = [
        Member(name.split()[0].lower(), name, zone, role)
        for role, names in _TEAM.items()
        for zone, name in zip(zones, names, strict=False)
    ]
    beside = [(name, zones[0], role) for name, role in _BESIDE]
    more = [Member(name.split()[0].lower(), name, team, role) for name, team, role in (*beside, *_SHARED)]
    return [*found, Member("colin", "Colin Ash", zones[0], "coordinator"), *more]


_HOURS = Hours(tuple(Opening.parse(f"{day} 09:00-12:00") for day in ("tuesday", "thursday")), 20)
_CALLS = Hours((Opening.parse("wednesday 14:00-16:00"),), 20)


async def open_clinics(connection: Connection, booking: Appointments, zone: str) -> None:
    """Two clinics of a zone team, for people to book; opening them again changes nothing."""
    video = "https://video.example/zone"
    await booking.clinics.set_up(
        connection, Clinic("demo-falls", "Falls clinic", zone, "falls", location="The Quay", hours=_HOURS)
    )
    await booking.clinics.set_up(
        connection,
        Clinic("demo-video", "Your coordinator by video", zone, "talk", mode="video", link=video, hours=_CALLS),
    )


async def set_up(connection: Connection, region: Mapping[str, Any], compiled: Compiled, data_dir: Path) -> None:
    """Make the region's teams, staff and log-ins; saying it again changes nothing but the passwords' salt."""
    zones = region["zones"]
    names = {told["id"]: told["name"] for told in region["organisations"]}
    staff = members(zones)
    caseloads = {role: told.caseload for team in compiled.model.teams.values() for role, told in team.roles.items()}
    managers = {member.team: member.username for member in staff if member.role == "manager"}
    await teams.set_up(
        connection,
        [
            *(Team(zone, f"Zone {number}", managers.get(zone, "")) for number, zone in enumerate(zones, 1)),
            *(Team(team, title, managers.get(team, "")) for team, title in _TITLES.items()),
        ],
        [Practice(practice, names[practice], zone) for practice, zone in region["practices"].items()],
        [Practitioner(m.username, m.name, m.team, m.role, caseloads.get(m.role)) for m in staff],
    )
    for account in _log_ins(region, staff):
        await accounts.create(connection, account)
    await accounts.create(connection, _machine(region, data_dir))
    await units.set_up(connection, [units.Unit("municipality", _TITLES["municipality"], ("municipal-care",), {})])
    await _outside(connection)


async def _outside(connection: Connection) -> None:
    """Who takes what leaves the demo: a pharmacy and a gateway for texts, both folders to look into."""
    await sources.declare(connection, "quay-pharmacy", name="Quay Pharmacy", kind="pharmacy")
    for code, form in (("quay-pharmacy", "fhir"), (TEXTS, "text")):
        text = f'[outgoing]\naddress = "folder"\nform = "{form}"\n'
        await sources.declare_mapping(connection, code, text, "the demo")


def _log_ins(region: Mapping[str, Any], staff: list[Member]) -> Iterator[NewAccount]:
    for member in staff:
        yield _demo(member.username, f"{member.name}, {member.role.replace('-', ' ')}", member.team, member.role)
    practice = next(iter(region["practices"]))
    yield _demo("george", "Dr George Hale, GP", practice, "gp")
    yield _demo("wendy", "Wendy Hall, ward nurse", "acute", "ward")
    yield _demo("astrid", "Astrid Lind, nurse of Esther’s ward", "acute", "nurse")
    yield _demo("hanna", "Hanna Berg, home care", "homecare-a", "home-care")
    yield _demo("fiona", "Fiona Grant, finance", "care-trust", "finance")
    yield _demo("paula", "Paula Reyes, privacy officer", "care-trust", "privacy-officer")


def _demo(username: str, name: str, party: str, role: str) -> NewAccount:
    return NewAccount(username, PASSWORD, name, memberships=[(party, role)], demo=True)


def _machine(region: Mapping[str, Any], data_dir: Path) -> NewAccount:
    """The account with which organisations' systems send; its password is kept in a file that only we can read."""
    parties = [(told["source"], "feed") for told in region["organisations"]]
    return NewAccount("feeds", feed_password(data_dir), "Organisations' systems", "machine", memberships=parties)


def feed_password(data_dir: Path) -> str:
    """The machine account's password, made when first asked for."""
    file = data_dir / "feeds.secret"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(24))
    return file.read_text()
