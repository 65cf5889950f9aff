"""Where to go: the nearest unit of a designation in range, else the nearest of another; and the file that says them."""

from pathlib import Path

import pytest

from careweft.base.db import Database
from careweft.base.errors import BadInput
from careweft.care.pathways import units
from careweft.care.pathways.units import Unit
from careweft.cli.units import load

ROYAL = Unit("royal", "Royal", ("hyper-acute", "emergency"), {"N1": 18, "EN4": 27})
NEAR = Unit("near", "Near", ("emergency",), {"N1": 6, "EN4": 12})
FAR = Unit("far", "Far", ("hyper-acute",), {})


async def test_the_nearest_of_a_designation_in_range_else_of_another(worker_db: Database) -> None:
    async with worker_db.transaction() as connection:
        await units.set_up(connection, [ROYAL, NEAR])
        await units.set_up(connection, [ROYAL, NEAR, FAR])
        assert await units.every(connection) == [FAR, NEAR, ROYAL]

        async def go(designation: str, postcode: str, minutes: float | None = None, otherwise: str = "") -> str:
            found = await units.nearest(connection, designation, postcode, minutes, otherwise)
            return f"{found.unit} {found.minutes} {found.designated}" if found else ""

        assert await go("hyper-acute", "N1 9GU", 30, "emergency") == "royal 18 True"
        assert await go("hyper-acute", "n1 9gu", 17, "emergency") == "near 6 False"
        assert await go("hyper-acute", "EN4 8AA", 26) == ""
        assert await go("hyper-acute", "ZZ1 1ZZ", 30, "emergency") == "near None False"  # no distance is in no range
        assert await go("hyper-acute", "ZZ1 1ZZ") == "far None True"
        assert await go("nothing", "N1 9GU", otherwise="nothing-else") == ""
        await units.set_up(connection, [NEAR])
        assert await units.titles(connection) == {"near": "Near"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("royal: {titel: Royal, designations: []}", "titel"),
        ("royal: {title: Royal, designations: acute}", "Expected `array`"),
        ("royal: {title: Royal, designations: [acute], minutes: {N1: far}}", "Expected `int`"),
        ("royal: {title: Royal, designations: [acute], minutes: {N1: -1}}", "minutes below nought for royal"),
        ("royal: [", "units.yaml"),
        ("", "Expected `object`"),
    ],
)
def test_a_file_of_units_that_is_wrong_says_how(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "units.yaml"
    file.write_text(text)
    with pytest.raises(BadInput) as found:
        load.main([str(file)], standalone_mode=False)
    assert says in str(found.value)
