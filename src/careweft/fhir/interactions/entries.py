"""The entries of a batch or transaction: what each asks, and its part of the answer."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson

from careweft.base.errors import BadInput, CareweftError
from careweft.fhir.fhirpath.times import interval
from careweft.fhir.interactions.address import Address
from careweft.fhir.interactions.conditions import Criteria, criteria
from careweft.fhir.interactions.outcomes import Outcome, Server
from careweft.fhir.invalid import Invalid, Issue, shown
from careweft.fhir.patching import Patch, read_fhirpath_patch, read_json_patch
from careweft.fhir.stored import Stored, stamped

ORDER: Final = ("DELETE", "POST", "PUT", "PATCH", "GET", "HEAD")
"""In which the entries are done, whatever their order in the Bundle (R4 §3.1.0.11.2)."""
_SENDS: Final = frozenset({"POST", "PUT", "PATCH"})
_STATUS: Final = {
    "created": "201", "updated": "200", "unchanged": "200", "found": "200", "read": "200", "deleted": "204",
}  # fmt: skip


@dataclass
class Entry:
    """One entry.

    In a transaction `key` is where its resource goes (`fresh`: where there must be none yet), `present` what is there
    already of a conditional create, `done` its answer.
    """

    index: int
    method: str
    address: Address
    request: Mapping[str, Any]
    full_url: str | None
    resource: dict[str, Any] | None
    key: tuple[str, str] | None = None
    fresh: bool = False
    present: Stored | None = None
    done: dict[str, Any] | None = None

    @property
    def path(self) -> str:
        """Its place, as FHIRPath."""
        return f"Bundle.entry[{self.index}]"

    @property
    def if_match(self) -> str | None:
        """The version that must be current."""
        return self.request.get("ifMatch")

    @property
    def since(self) -> datetime | None:
        """Only if changed since then."""
        text = self.request.get("ifModifiedSince")
        return interval(text, ZoneInfo("UTC"))[0] if text else None

    @property
    def patch(self) -> Patch:
        """The patch that it carries: Parameters, or a Binary of JSON Patch. Raises Invalid."""
        assert self.resource is not None
        if self.resource["resourceType"] != "Binary":
            return read_fhirpath_patch(self.resource)
        kind = self.resource["contentType"].partition(";")[0].strip()
        if kind != "application/json-patch+json":
            path = f"{self.path}.resource.contentType"
            raise Invalid([Issue(path, repr(kind), "application/json-patch+json", "not-supported")])
        try:
            return read_json_patch(base64.b64decode(self.resource.get("data", "")))
        except binascii.Error:
            raise Invalid([Issue(f"{self.path}.resource.data", "text", "base64", "value")]) from None

    def fault(self, element: str, found: str, expected: str, code: str = "value") -> Invalid:
        """That something is wrong with one of its elements."""
        return Invalid([Issue(f"{self.path}{element}", found, expected, code)])


def read_entry(server: Server, index: int, entry: Any) -> Entry:
    """An entry with what its method needs. Raises Invalid with its path."""
    path = f"Bundle.entry[{index}]"
    request = entry.get("request")
    if not isinstance(request, dict):
        raise Invalid([Issue(f"{path}.request", "nothing", "the request to do", "required")])
    method, resource = request["method"], entry.get("resource")
    address = Address.read(request["url"], server.base_url)
    found = Entry(index, method, address, request, entry.get("fullUrl"), resource)
    if resource is not None and (not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str)):
        raise found.fault(".resource", shown(resource), "a resource: a JSON object with a resourceType", "structure")
    if (resource is None) == (method in _SENDS):
        expected = "a resource" if resource is None else f"no resource with {method}"
        raise found.fault(".resource", "nothing" if resource is None else "a resource", expected, "required")
    if not address.known or "?" in address.shape:
        raise found.fault(".request.url", repr(request["url"]), "an address of this interface", "not-supported")
    if method == "PUT" and resource is not None and resource["resourceType"] != address.type:
        raise found.fault(".resource.resourceType", resource["resourceType"], address.type)
    if method == "POST" and resource is not None and address.shape == "T" and resource["resourceType"] != address.type:
        raise found.fault(".request.url", repr(request["url"]), repr(resource["resourceType"]))
    return found


def condition(entry: Entry) -> Criteria | None:
    """The condition of an entry, by which it finds its resource. Raises BadInput."""
    if entry.method == "POST" and "ifNoneExist" in entry.request:
        return criteria(entry.address.type, entry.request["ifNoneExist"], f"{entry.path}.request.ifNoneExist")
    if entry.method in ("PUT", "PATCH", "DELETE") and entry.address.shape == "T":
        return criteria(entry.address.type, entry.address.query, f"{entry.path}.request.url")
    return None


def held(entry: Entry) -> str | None:
    """What an entry holds while a Bundle is done: its criteria, or the resource that it changes by id."""
    asked = condition(entry)
    if asked is not None:
        return asked.key
    return f"{entry.address.type}/{entry.address.id}" if entry.method in ("PUT", "PATCH", "DELETE") else None


def writes(bundle: dict[str, Any]) -> bool:
    """Whether anything in a Bundle may change the record."""
    requests = [entry.get("request", {}) for entry in bundle.get("entry", ())]
    return any(request.get("method") not in ("GET", "HEAD") for request in requests)


def answer(outcome: Outcome, *, full: bool = False) -> dict[str, Any]:
    """The entry that answers; `full` with the resource."""
    response: dict[str, Any] = {"status": _STATUS[outcome.action]}
    if outcome.action != "deleted":
        response["location"] = outcome.location
    response |= {"etag": outcome.etag, "lastModified": stamped(outcome.at)}
    held = {"resource": orjson.Fragment(outcome.body)} if full and outcome.body else {}
    return held | {"response": response}


def placed(error: CareweftError, entry: Entry) -> CareweftError:
    """The same error with the entry's place in it."""
    if isinstance(error, Invalid):
        return type(error)([_placed(issue, entry) for issue in error.issues])
    if not error.where.startswith(entry.path):
        error.where = f"{entry.path} {error.where}".strip()
    return error


def _placed(issue: Issue, entry: Entry) -> Issue:
    if issue.path.startswith("Bundle."):
        return issue
    rest = issue.path.partition(".")[2] if issue.path[:1].isupper() else issue.path
    path = f"{entry.path}.resource" + (f".{rest}" if rest else "")
    return Issue(path, issue.found, issue.expected, issue.code)


def unsupported(entry: Entry) -> BadInput:
    """That there is no such interaction."""
    return entry.fault(
        ".request", f"{entry.method} {entry.address.shape}", "an interaction of /metadata", "not-supported"
    )
