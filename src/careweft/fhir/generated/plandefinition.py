"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class PlanDefinition(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="PlanDefinition", tag_field="resourceType"):
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
    url: _p.Uri | _m.UnsetType = _m.UNSET
    _url: Element | _m.UnsetType = _m.UNSET
    identifier: _Annotated[_list[Identifier], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    version: _p.String | _m.UnsetType = _m.UNSET
    _version: Element | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    title: _p.String | _m.UnsetType = _m.UNSET
    _title: Element | _m.UnsetType = _m.UNSET
    subtitle: _p.String | _m.UnsetType = _m.UNSET
    _subtitle: Element | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    status: _c.PublicationStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    experimental: _p.Boolean | _m.UnsetType = _m.UNSET
    _experimental: Element | _m.UnsetType = _m.UNSET
    subjectCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    subjectReference: Reference | _m.UnsetType = _m.UNSET
    date: _p.DateTime | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    publisher: _p.String | _m.UnsetType = _m.UNSET
    _publisher: Element | _m.UnsetType = _m.UNSET
    contact: _Annotated[_list[ContactDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    description: _p.Markdown | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    useContext: _Annotated[_list[UsageContext], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    jurisdiction: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    purpose: _p.Markdown | _m.UnsetType = _m.UNSET
    _purpose: Element | _m.UnsetType = _m.UNSET
    usage: _p.String | _m.UnsetType = _m.UNSET
    _usage: Element | _m.UnsetType = _m.UNSET
    copyright: _p.Markdown | _m.UnsetType = _m.UNSET
    _copyright: Element | _m.UnsetType = _m.UNSET
    approvalDate: _p.Date | _m.UnsetType = _m.UNSET
    _approvalDate: Element | _m.UnsetType = _m.UNSET
    lastReviewDate: _p.Date | _m.UnsetType = _m.UNSET
    _lastReviewDate: Element | _m.UnsetType = _m.UNSET
    effectivePeriod: Period | _m.UnsetType = _m.UNSET
    topic: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    author: _Annotated[_list[ContactDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    editor: _Annotated[_list[ContactDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reviewer: _Annotated[_list[ContactDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    endorser: _Annotated[_list[ContactDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    relatedArtifact: _Annotated[_list[RelatedArtifact], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    library: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _library: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    goal: _Annotated[_list[PlanDefinitionGoal], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    action: _Annotated[_list[PlanDefinitionAction], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class PlanDefinitionGoal(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    category: CodeableConcept | _m.UnsetType = _m.UNSET
    description: CodeableConcept
    priority: CodeableConcept | _m.UnsetType = _m.UNSET
    start: CodeableConcept | _m.UnsetType = _m.UNSET
    addresses: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    documentation: _Annotated[_list[RelatedArtifact], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    target: _Annotated[_list[PlanDefinitionGoalTarget], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class PlanDefinitionGoalTarget(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    measure: CodeableConcept | _m.UnsetType = _m.UNSET
    detailQuantity: Quantity | _m.UnsetType = _m.UNSET
    detailRange: Range | _m.UnsetType = _m.UNSET
    detailCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    due: Duration | _m.UnsetType = _m.UNSET


class PlanDefinitionAction(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
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
    reason: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    documentation: _Annotated[_list[RelatedArtifact], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    goalId: _Annotated[_list[_p.Id | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _goalId: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    subjectCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    subjectReference: Reference | _m.UnsetType = _m.UNSET
    trigger: _Annotated[_list[TriggerDefinition], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    condition: _Annotated[_list[PlanDefinitionActionCondition], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    input: _Annotated[_list[DataRequirement], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    output: _Annotated[_list[DataRequirement], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    relatedAction: _Annotated[_list[PlanDefinitionActionRelatedAction], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    timingDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _timingDateTime: Element | _m.UnsetType = _m.UNSET
    timingAge: Age | _m.UnsetType = _m.UNSET
    timingPeriod: Period | _m.UnsetType = _m.UNSET
    timingDuration: Duration | _m.UnsetType = _m.UNSET
    timingRange: Range | _m.UnsetType = _m.UNSET
    timingTiming: Timing | _m.UnsetType = _m.UNSET
    participant: _Annotated[_list[PlanDefinitionActionParticipant], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
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
    definitionCanonical: _p.Canonical | _m.UnsetType = _m.UNSET
    _definitionCanonical: Element | _m.UnsetType = _m.UNSET
    definitionUri: _p.Uri | _m.UnsetType = _m.UNSET
    _definitionUri: Element | _m.UnsetType = _m.UNSET
    transform: _p.Canonical | _m.UnsetType = _m.UNSET
    _transform: Element | _m.UnsetType = _m.UNSET
    dynamicValue: _Annotated[_list[PlanDefinitionActionDynamicValue], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    action: _Annotated[_list[PlanDefinitionAction], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class PlanDefinitionActionCondition(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    kind: _c.ActionConditionKind | _m.UnsetType = _m.UNSET
    _kind: Element | _m.UnsetType = _m.UNSET
    expression: Expression | _m.UnsetType = _m.UNSET


class PlanDefinitionActionRelatedAction(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
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


class PlanDefinitionActionParticipant(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _c.ActionParticipantType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    role: CodeableConcept | _m.UnsetType = _m.UNSET


class PlanDefinitionActionDynamicValue(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    path: _p.String | _m.UnsetType = _m.UNSET
    _path: Element | _m.UnsetType = _m.UNSET
    expression: Expression | _m.UnsetType = _m.UNSET
