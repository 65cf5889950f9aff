"""The organisations that send, by their short codes: who they are, and how their CSV files are to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from careweft.base.db import Connection
from careweft.feeds.outgoing.address import TEXTS
from careweft.feeds.tables.mapping import Mapping as FileMapping
from careweft.feeds.tables.mapping import parse
from careweft.fhir.stored import HERE as HERE
from careweft.fhir.stored import OURS as OURS
from careweft.fhir.stored import refuse_ours


@dataclass(frozen=True)
class Source:
    """A sending organisation. `mapping` says how to read its CSV files, where it sends any."""

    code: str
    name: str
    kind: str
    mapping: FileMapping | None


class Sources:
    """The sources as the database has them, read again only where a mapping has changed."""

    def __init__(self) -> None:
        self._mappings: dict[tuple[str, str], FileMapping] = {}

    async def read(self, connection: Connection) -> dict[str, Source]:
        """Every source by its code."""
        rows = await connection.fetch("SELECT code, name, kind, md5(mapping) AS version FROM feeds.source")
        new = [row["code"] for row in rows if row["version"] and (row["code"], row["version"]) not in self._mappings]
        if new:
            texts = await connection.fetch(
                "SELECT code, md5(mapping) AS version, mapping FROM feeds.source WHERE code = ANY ($1::text[])", new
            )
            for row in texts:
                self._mappings[row["code"], row["version"]] = parse(row["mapping"], f"{row['code']}.toml")
        return {
            row["code"]: Source(
                row["code"], row["name"], row["kind"], self._mappings.get((row["code"], row["version"]))
            )
            for row in rows
        }


async def declare(connection: Connection, code: str, *, name: str = "", kind: str = "") -> None:
    """Make a source known, or say anew who it is. Raises BadInput for a code that is this place's own."""
    refuse_ours(code)
    await connection.execute(
        "INSERT INTO feeds.source (code, name, kind) VALUES ($1, $2, $3) ON CONFLICT (code) DO UPDATE "
        "SET name = excluded.name, kind = excluded.kind",
        code,
        name,
        kind,
    )


async def declare_mapping(connection: Connection, code: str, text: str, where: str) -> None:
    """Say how a source's CSV files are to be read. Raises BadInput as `declare`, and for wrong TOML by its line."""
    refuse_ours(code)
    parse(text, where)
    await connection.execute(
        "INSERT INTO feeds.source (code, mapping) VALUES ($1, $2) "
        "ON CONFLICT (code) DO UPDATE SET mapping = excluded.mapping",
        code,
        text,
    )


def organisation_ids(sources: Mapping[str, Source]) -> dict[str, str]:
    """The id of the Organization of each source, by its code: the code itself."""
    return {code: code for code in sources}


async def names(connection: Connection) -> list[tuple[str, str, str]]:
    """Code, name and kind of every source that is an organisation, for pages."""
    rows = await connection.fetch(
        "SELECT code, coalesce(nullif(name, ''), code) AS name, kind FROM feeds.source WHERE code <> $1", TEXTS
    )
    return [(row["code"], row["name"], row["kind"]) for row in rows]
