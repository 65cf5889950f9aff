"""Deprivation of areas, by postcode: what `person.imd` is looked up from.

A region loads its areas once, before its feeds. The longest match holds: a sector ('TQ1 4') before its district
('TQ1'). The figure is the tenth of the Index of Multiple Deprivation, 1 the most deprived.
"""

from collections.abc import Mapping

from careweft.base.db import Connection


async def load(connection: Connection, imd: Mapping[str, int]) -> None:
    """Add areas, or change those that are there; people already chosen keep their figure until they are rebuilt."""
    await connection.execute(
        "INSERT INTO facts.area (postcode, imd) SELECT * FROM unnest($1::text[], $2::integer[]) "
        "ON CONFLICT (postcode) DO UPDATE SET imd = excluded.imd",
        list(imd),
        list(imd.values()),
    )
