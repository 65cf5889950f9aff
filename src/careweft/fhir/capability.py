"""The CapabilityStatement, made from the routes that are there and the search parameters that are compiled."""

from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any, Final, NamedTuple

from careweft.fhir.definitions import compartments, resource_types, searches
from careweft.fhir.search import several
from careweft.fhir.search.conditions import MODIFIERS
from careweft.fhir.search.include import references
from careweft.fhir.search.linked import targets
from careweft.fhir.search.parameters import APART, looked, parameters
from careweft.fhir.subscriptions.notification import sockets_of
from careweft.fhir.subscriptions.topics import TOPICS

_SOCKETS: Final = "http://hl7.org/fhir/StructureDefinition/capabilitystatement-websocket"
_TOPIC: Final = (
    "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/capabilitystatement-subscriptiontopic-canonical"
)
_RELEASED: Final = "2026-11-22"


class Claims(NamedTuple):
    """What the routes can do: FHIR's codes of interactions with a type and with the whole record, the media types of
    patches, and what else may be said of each type.
    """

    types: tuple[str, ...]
    whole: tuple[str, ...]
    patches: tuple[str, ...]
    facts: tuple[tuple[str, Any], ...]


@lru_cache(8)
def statement(base_url: str, claims: Claims) -> dict[str, Any]:
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
        "patchFormat": [*claims.patches],
        "rest": [
            {
                "mode": "server",
                "extension": [{"url": _SOCKETS, "valueUri": sockets_of(base_url)}],
                "documentation": _modifiers(),
                "resource": [_resource(type_, claims) for type_ in resource_types()],
                "interaction": [{"code": code} for code in claims.whole],
                "searchParam": [{"name": several.TYPE, "type": "special"}, *_apart(), *_of_all()],
                "compartment": [
                    f"http://hl7.org/fhir/CompartmentDefinition/{one[0].lower()}{one[1:]}" for one in compartments()
                ],
            }
        ],
    }


def _resource(type_: str, claims: Claims) -> dict[str, Any]:
    return {
        "type": type_,
        **(_topics() if type_ == "Subscription" else {}),
        "interaction": [{"code": code} for code in claims.types],
        **dict(claims.facts),
        **({"searchInclude": ["*", *forth]} if (forth := [f"{type_}:{p.code}" for p in references(type_)]) else {}),
        **({"searchRevInclude": [*back]} if (back := _referring()[type_]) else {}),
        "searchParam": [*_apart(), *_compiled(type_)],
    }


@cache
def _referring() -> dict[str, list[str]]:
    """By type, the parameters that name it: but not those that may name any type, which would be most of the text."""
    found: dict[str, list[str]] = {type_: [] for type_ in resource_types()}
    for source in resource_types():
        for parameter in references(source):
            named = targets(parameter)
            for type_ in named if len(named) < len(found) // 2 else ():
                found[type_].append(f"{source}:{parameter.code}")
    return found


def _compiled(type_: str) -> list[dict[str, str]]:
    found = {p.code: p.kind for p in parameters(type_).values()} | looked(type_)
    return [{"name": code, "type": kind} for code, kind in found.items()]


def _topics() -> dict[str, Any]:
    return {"extension": [{"url": _TOPIC, "valueCanonical": url} for url in TOPICS]}


def _of_all() -> list[dict[str, str]]:
    """The parameters that every type has: by these several types are searched at once."""
    common = set.intersection(*({one["name"] for one in _compiled(type_)} for type_ in resource_types()))
    return [one for one in _compiled("Basic") if one["name"] in common]


def _modifiers() -> str:
    """Which modifiers are understood: R4 has no element to say it in."""
    listed = "; ".join(f"{kind}: {' '.join(f':{one}' for one in ones) or 'none'}" for kind, ones in MODIFIERS.items())
    return f"Modifiers of search parameters. {listed}. A reference takes the name of a type as well."


def _apart() -> list[dict[str, str]]:
    return [{"name": s.code, "type": s.type} for s in searches() if s.code in APART and "Resource" in s.base]
