"""Write the msgspec decoders in careweft.fhir.generated from the trimmed definitions.

    python -m tools.fhir.make_decoders

One module for the data types, one for each resource type, so that a process loads only what it meets.
"""

import keyword
import shutil
from pathlib import Path

from careweft.fhir.definitions import Field, Shape, codes, structures

OUT = Path(__file__).parents[2] / "src/careweft/fhir/generated"
HEADER = '"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""\n'


def class_name(type_: str) -> str:
    """`Patient.contact` → `PatientContact`."""
    return "".join(part[0].upper() + part[1:] for part in type_.split("."))


def code_name(url: str) -> str:
    """The name of a value set's Literal."""
    return "".join(part[0].upper() + part[1:] for part in url.rpartition("/")[2].replace(".", "-").split("-"))


def many(item: str) -> str:
    """A list of at least one."""
    return f"_Annotated[_list[{item}], _m.Meta(min_length=1)]"


def annotation(field: Field) -> str:
    """The Python type of one JSON property."""
    if field.type == "Resource":
        text = "_m.Raw"
    elif field.type == "code" and field.codes in codes():
        text = f"_c.{code_name(field.codes)}"
    elif structures()[field.type].kind == "primitive":
        text = "_p." + field.type[0].upper() + field.type[1:]
    else:
        text = class_name(field.type)
    if field.max == 1:
        return text
    item = f"{text} | None" if field.primitive else text
    return many(item)


def attributes(shape: Shape) -> dict[str, tuple[str, bool]]:
    """JSON property → its Python type and whether msgspec may demand it."""
    out: dict[str, tuple[str, bool]] = {}
    for name, field in shape.fields.items():
        out[name] = (annotation(field), field.min > 0 and not field.primitive and field.choice is None)
        if field.primitive:
            sibling = "Element" if field.max == 1 else many("Element | None")
            out["_" + name] = (sibling, False)
    return out


def python_name(name: str) -> str:
    """An attribute name that is legal in Python."""
    return name + "_" if keyword.iskeyword(name) else name


def struct(name: str, shape: Shape) -> str:
    """One class."""
    options = ["eq=False", "forbid_unknown_fields=True", "gc=False", "kw_only=True"]
    if shape.kind == "resource":
        options.append(f'tag="{name}", tag_field="resourceType"')
    renamed = {python_name(n): n for n in attributes(shape) if python_name(n) != n}
    if renamed:
        options.append(f"rename={renamed}")
    lines = [f"class {class_name(name)}(_m.Struct, {', '.join(options)}):"]
    for attribute, (type_, required) in attributes(shape).items():
        lines.append(
            f"    {python_name(attribute)}: {type_}"
            if required
            else f"    {python_name(attribute)}: {type_} | _m.UnsetType = _m.UNSET"
        )
    return "\n".join(lines)


def module(names: list[str], imports: str) -> str:
    """One module of classes."""
    head = HEADER + "\nfrom __future__ import annotations\n\nfrom typing import Annotated as _Annotated\n\n"
    head += "import msgspec as _m\n\n" + imports + "\n\n_list = list  # elements have these names"
    return head + "\n\n\n" + "\n\n\n".join(struct(name, structures()[name]) for name in names) + "\n"


def main() -> None:
    """Write every module."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    (OUT / "__init__.py").write_text(HEADER)
    lists = [
        f"{code_name(url)} = Literal[{', '.join(sorted({repr(c) for cs in systems.values() for c in cs}))}]"
        for url, systems in codes().items()
    ]
    (OUT / "codes.py").write_text(HEADER + "\nfrom typing import Literal\n\n" + "\n".join(lists) + "\n")
    groups: dict[str, list[str]] = {}
    for name in structures():
        root = name.split(".")[0]
        if structures()[root].kind != "primitive":
            groups.setdefault("types" if structures()[root].kind == "complex-type" else root, []).append(name)
    both = "from .. import primitives as _p\nfrom . import codes as _c"
    for root, names in groups.items():
        if root == "types":
            (OUT / "types.py").write_text(module(names, both))
        elif root not in ("Resource", "DomainResource"):
            text = module(names, both + "\nfrom .types import *")
            (OUT / f"{root.lower()}.py").write_text(text)
    print(f"{len(groups)} modules")


if __name__ == "__main__":
    main()
