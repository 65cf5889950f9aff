"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class RequestGroup(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="RequestGroup", tag_field="resourceType"):
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
    identifier: _Annotated[_list[Identifier], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    instantiatesCanonical: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _instantiatesCanonical: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    instantiatesUri: _Annotated[_list[_p.Uri | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _instantiatesUri: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    basedOn: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    replaces: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    groupIdentifier: Identifier | _m.UnsetType = _m.UNSET
    status: _c.RequestStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    intent: _c.RequestIntent | _m.UnsetType = _m.UNSET
    _intent: Element | _m.UnsetType = _m.UNSET
    priority: _c.RequestPriority | _m.UnsetType = _m.UNSET
    _priority: Element | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    subject: Reference | _m.UnsetType = _m.UNSET
    encounter: Reference | _m.UnsetType = _m.UNSET
    authoredOn: _p.DateTime | _m.UnsetType = _m.UNSET
    _authoredOn: Element | _m.UnsetType = _m.UNSET
    author: Reference | _m.UnsetType = _m.UNSET
    reasonCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reasonReference: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    action: _Annotated[_list[RequestGroupAction], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class RequestGroupAction(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    prefix: _p.String | _m.UnsetType = _m.UNSET
    _prefix: Element | _m.UnsetType = _m.UNSET
    title: _p.String | _m.UnsetType = _m.UNSET
    _title: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    textEquivalent: _p.String | _m.UnsetType = _m.UNSET
    _textEquivalent: Element | _m.UnsetType = _m.UNSET
    priority: _c.RequestPriority | _m.UnsetType = _m.UNSET
    _priority: Element | _m.UnsetType = _m.UNSET
    code: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    documentation: _Annotated[_list[RelatedArtifact], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    condition: _Annotated[_list[RequestGroupActionCondition], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    relatedAction: _Annotated[_list[RequestGroupActionRelatedAction], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    timingDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _timingDateTime: Element | _m.UnsetType = _m.UNSET
    timingAge: Age | _m.UnsetType = _m.UNSET
    timingPeriod: Period | _m.UnsetType = _m.UNSET
    timingDuration: Duration | _m.UnsetType = _m.UNSET
    timingRange: Range | _m.UnsetType = _m.UNSET
    timingTiming: Timing | _m.UnsetType = _m.UNSET
    participant: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    groupingBehavior: _c.ActionGroupingBehavior | _m.UnsetType = _m.UNSET
    _groupingBehavior: Element | _m.UnsetType = _m.UNSET
    selectionBehavior: _c.ActionSelectionBehavior | _m.UnsetType = _m.UNSET
    _selectionBehavior: Element | _m.UnsetType = _m.UNSET
    requiredBehavior: _c.ActionRequiredBehavior | _m.UnsetType = _m.UNSET
    _requiredBehavior: Element | _m.UnsetType = _m.UNSET
    precheckBehavior: _c.ActionPrecheckBehavior | _m.UnsetType = _m.UNSET
    _precheckBehavior: Element | _m.UnsetType = _m.UNSET
    cardinalityBehavior: _c.ActionCardinalityBehavior | _m.UnsetType = _m.UNSET
    _cardinalityBehavior: Element | _m.UnsetType = _m.UNSET
    resource: Reference | _m.UnsetType = _m.UNSET
    action: _Annotated[_list[RequestGroupAction], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class RequestGroupActionCondition(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    kind: _c.ActionConditionKind | _m.UnsetType = _m.UNSET
    _kind: Element | _m.UnsetType = _m.UNSET
    expression: Expression | _m.UnsetType = _m.UNSET


class RequestGroupActionRelatedAction(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    actionId: _p.Id | _m.UnsetType = _m.UNSET
    _actionId: Element | _m.UnsetType = _m.UNSET
    relationship: _c.ActionRelationshipType | _m.UnsetType = _m.UNSET
    _relationship: Element | _m.UnsetType = _m.UNSET
    offsetDuration: Duration | _m.UnsetType = _m.UNSET
    offsetRange: Range | _m.UnsetType = _m.UNSET
