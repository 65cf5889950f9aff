"""Units as people read them."""

import pytest

from careweft.facts.quantities import quantities
from careweft.facts.units import plain, unit_of


@pytest.mark.parametrize(
    ("unit", "shown"),
    [
        ("mm[Hg]", "mmHg"),
        ("{beats}/min", "a minute"),
        ("Cel", "°C"),
        ("mL/min/{1.73_m2}", "mL/min/1.73 m²"),
        ("10*9/L", "× 10⁹/L"),
        ("10*3/uL", "× 10³/µL"),
        ("umol/L", "µmol/L"),
        ("u[IU]/mL", "µIU/mL"),
        ("[lb_av]", "lb"),
        ("{score}", ""),
        ("mmol/L", "mmol/L"),
        ("cups of tea", "cups of tea"),
        (None, ""),
    ],
)
def test_what_machines_write_is_not_shown(unit: str | None, shown: str) -> None:
    assert plain(unit) == shown


def test_every_unit_of_what_people_measure_is_plain() -> None:
    for each in quantities().values():
        assert not set("[]{}*^") & set(plain(each.unit) + each.shown), each.name


def test_a_code_of_another_system_is_no_unit() -> None:
    assert unit_of({"system": "http://snomed.info/sct", "code": "258797006", "unit": "beats"}) == "beats"
