"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Provenance(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Provenance", tag_field="resourceType"):
    id: _p.Id | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    meta: Meta | _m.UnsetType = _m.UNSET
    implicitRules: _p.Uri | _m.UnsetType = _m.UNSET
    _implicitRules: Element | _m.UnsetType = _m.UNSET
    language: _p.Code | _m.UnsetType = _m.UNSET
    _language: Element | _m.UnsetType = _m.UNSET
    text: Narrative | _m.UnsetType = _m.UNSET
    contained: _Annotated[_list[_m.Raw], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    target: _Annotated[_list[Reference], _m.Meta(min_length=1)]
    occurredPeriod: Period | _m.UnsetType = _m.UNSET
    occurredDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _occurredDateTime: Element | _m.UnsetType = _m.UNSET
    recorded: _p.Instant | _m.UnsetType = _m.UNSET
    _recorded: Element | _m.UnsetType = _m.UNSET
    policy: _Annotated[_list[_p.Uri | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _policy: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    location: Reference | _m.UnsetType = _m.UNSET
    reason: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    activity: CodeableConcept | _m.UnsetType = _m.UNSET
    agent: _Annotated[_list[ProvenanceAgent], _m.Meta(min_length=1)]
    entity: _Annotated[_list[ProvenanceEntity], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    signature: _Annotated[_list[Signature], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ProvenanceAgent(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    role: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    who: Reference
    onBehalfOf: Reference | _m.UnsetType = _m.UNSET


class ProvenanceEntity(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    role: _c.ProvenanceEntityRole | _m.UnsetType = _m.UNSET
    _role: Element | _m.UnsetType = _m.UNSET
    what: Reference
    agent: _Annotated[_list[ProvenanceAgent], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
