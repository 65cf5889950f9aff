"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class AuditEvent(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="AuditEvent", tag_field="resourceType"):
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
    type: Coding
    subtype: _Annotated[_list[Coding], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    action: _c.AuditEventAction | _m.UnsetType = _m.UNSET
    _action: Element | _m.UnsetType = _m.UNSET
    period: Period | _m.UnsetType = _m.UNSET
    recorded: _p.Instant | _m.UnsetType = _m.UNSET
    _recorded: Element | _m.UnsetType = _m.UNSET
    outcome: _c.AuditEventOutcome | _m.UnsetType = _m.UNSET
    _outcome: Element | _m.UnsetType = _m.UNSET
    outcomeDesc: _p.String | _m.UnsetType = _m.UNSET
    _outcomeDesc: Element | _m.UnsetType = _m.UNSET
    purposeOfEvent: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    agent: _Annotated[_list[AuditEventAgent], _m.Meta(min_length=1)]
    source: AuditEventSource
    entity: _Annotated[_list[AuditEventEntity], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class AuditEventAgent(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    role: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    who: Reference | _m.UnsetType = _m.UNSET
    altId: _p.String | _m.UnsetType = _m.UNSET
    _altId: Element | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    requestor: _p.Boolean | _m.UnsetType = _m.UNSET
    _requestor: Element | _m.UnsetType = _m.UNSET
    location: Reference | _m.UnsetType = _m.UNSET
    policy: _Annotated[_list[_p.Uri | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _policy: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    media: Coding | _m.UnsetType = _m.UNSET
    network: AuditEventAgentNetwork | _m.UnsetType = _m.UNSET
    purposeOfUse: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class AuditEventAgentNetwork(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    address: _p.String | _m.UnsetType = _m.UNSET
    _address: Element | _m.UnsetType = _m.UNSET
    type: _c.NetworkType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET


class AuditEventSource(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    site: _p.String | _m.UnsetType = _m.UNSET
    _site: Element | _m.UnsetType = _m.UNSET
    observer: Reference
    type: _Annotated[_list[Coding], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class AuditEventEntity(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    what: Reference | _m.UnsetType = _m.UNSET
    type: Coding | _m.UnsetType = _m.UNSET
    role: Coding | _m.UnsetType = _m.UNSET
    lifecycle: Coding | _m.UnsetType = _m.UNSET
    securityLabel: _Annotated[_list[Coding], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    query: _p.Base64Binary | _m.UnsetType = _m.UNSET
    _query: Element | _m.UnsetType = _m.UNSET
    detail: _Annotated[_list[AuditEventEntityDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class AuditEventEntityDetail(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _p.String | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    valueString: _p.String | _m.UnsetType = _m.UNSET
    _valueString: Element | _m.UnsetType = _m.UNSET
    valueBase64Binary: _p.Base64Binary | _m.UnsetType = _m.UNSET
    _valueBase64Binary: Element | _m.UnsetType = _m.UNSET
