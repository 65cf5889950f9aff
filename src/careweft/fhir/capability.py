"""The CapabilityStatement, made from what the store and the compiled search parameters can do."""

from importlib.metadata import version
from typing import Any, Final

from careweft.fhir.definitions import resource_types, searches
from careweft.fhir.search.parameters import APART, parameters

_RELEASED: Final = "2026-11-22"
_INTERACTIONS: Final = ("read", "vread", "update", "delete", "history-instance", "create", "search-type")


def statement(base_url: str) -> dict[str, Any]:
    """What the server at this address can do with every R4 resource type."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": _RELEASED,
        "kind": "instance",
        "software": {"name": "Careweft", "version": version("careweft")},
        "implementation": {"description": "The shared record of a place", "url": base_url},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "resource": [_resource(type_) for type_ in resource_types()],
                "interaction": [{"code": "transaction"}],
            }
        ],
    }


def _resource(type_: str) -> dict[str, Any]:
    references = sorted(code for code, p in parameters(type_).items() if p.kind == "reference")
    return {
        "type": type_,
        "interaction": [{"code": code} for code in _INTERACTIONS],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": True,
        "conditionalCreate": True,
        "conditionalUpdate": False,
        "conditionalDelete": "not-supported",
        **({"searchInclude": [f"{type_}:{code}" for code in references]} if references else {}),
        "searchParam": [*_apart(), *_compiled(type_)],
    }


def _compiled(type_: str) -> list[dict[str, str]]:
    return [{"name": p.code, "type": p.kind} for p in parameters(type_).values()]


def _apart() -> list[dict[str, str]]:
    return [{"name": s.code, "type": s.type} for s in searches() if s.code in APART and "Resource" in s.base]
