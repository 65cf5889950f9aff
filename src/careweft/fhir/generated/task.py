"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Task(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Task", tag_field="resourceType", rename={'for_': 'for'}):
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
    instantiatesCanonical: _p.Canonical | _m.UnsetType = _m.UNSET
    _instantiatesCanonical: Element | _m.UnsetType = _m.UNSET
    instantiatesUri: _p.Uri | _m.UnsetType = _m.UNSET
    _instantiatesUri: Element | _m.UnsetType = _m.UNSET
    basedOn: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    groupIdentifier: Identifier | _m.UnsetType = _m.UNSET
    partOf: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    status: _c.TaskStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    statusReason: CodeableConcept | _m.UnsetType = _m.UNSET
    businessStatus: CodeableConcept | _m.UnsetType = _m.UNSET
    intent: _c.TaskIntent | _m.UnsetType = _m.UNSET
    _intent: Element | _m.UnsetType = _m.UNSET
    priority: _c.RequestPriority | _m.UnsetType = _m.UNSET
    _priority: Element | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    focus: Reference | _m.UnsetType = _m.UNSET
    for_: Reference | _m.UnsetType = _m.UNSET
    encounter: Reference | _m.UnsetType = _m.UNSET
    executionPeriod: Period | _m.UnsetType = _m.UNSET
    authoredOn: _p.DateTime | _m.UnsetType = _m.UNSET
    _authoredOn: Element | _m.UnsetType = _m.UNSET
    lastModified: _p.DateTime | _m.UnsetType = _m.UNSET
    _lastModified: Element | _m.UnsetType = _m.UNSET
    requester: Reference | _m.UnsetType = _m.UNSET
    performerType: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    owner: Reference | _m.UnsetType = _m.UNSET
    location: Reference | _m.UnsetType = _m.UNSET
    reasonCode: CodeableConcept | _m.UnsetType = _m.UNSET
    reasonReference: Reference | _m.UnsetType = _m.UNSET
    insurance: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    relevantHistory: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    restriction: TaskRestriction | _m.UnsetType = _m.UNSET
    input: _Annotated[_list[TaskInput], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    output: _Annotated[_list[TaskOutput], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class TaskRestriction(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    repetitions: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _repetitions: Element | _m.UnsetType = _m.UNSET
    period: Period | _m.UnsetType = _m.UNSET
    recipient: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class TaskInput(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    valueBase64Binary: _p.Base64Binary | _m.UnsetType = _m.UNSET
    _valueBase64Binary: Element | _m.UnsetType = _m.UNSET
    valueBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _valueBoolean: Element | _m.UnsetType = _m.UNSET
    valueCanonical: _p.Canonical | _m.UnsetType = _m.UNSET
    _valueCanonical: Element | _m.UnsetType = _m.UNSET
    valueCode: _p.Code | _m.UnsetType = _m.UNSET
    _valueCode: Element | _m.UnsetType = _m.UNSET
    valueDate: _p.Date | _m.UnsetType = _m.UNSET
    _valueDate: Element | _m.UnsetType = _m.UNSET
    valueDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _valueDateTime: Element | _m.UnsetType = _m.UNSET
    valueDecimal: _p.Decimal | _m.UnsetType = _m.UNSET
    _valueDecimal: Element | _m.UnsetType = _m.UNSET
    valueId: _p.Id | _m.UnsetType = _m.UNSET
    _valueId: Element | _m.UnsetType = _m.UNSET
    valueInstant: _p.Instant | _m.UnsetType = _m.UNSET
    _valueInstant: Element | _m.UnsetType = _m.UNSET
    valueInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _valueInteger: Element | _m.UnsetType = _m.UNSET
    valueMarkdown: _p.Markdown | _m.UnsetType = _m.UNSET
    _valueMarkdown: Element | _m.UnsetType = _m.UNSET
    valueOid: _p.Oid | _m.UnsetType = _m.UNSET
    _valueOid: Element | _m.UnsetType = _m.UNSET
    valuePositiveInt: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _valuePositiveInt: Element | _m.UnsetType = _m.UNSET
    valueString: _p.String | _m.UnsetType = _m.UNSET
    _valueString: Element | _m.UnsetType = _m.UNSET
    valueTime: _p.Time | _m.UnsetType = _m.UNSET
    _valueTime: Element | _m.UnsetType = _m.UNSET
    valueUnsignedInt: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _valueUnsignedInt: Element | _m.UnsetType = _m.UNSET
    valueUri: _p.Uri | _m.UnsetType = _m.UNSET
    _valueUri: Element | _m.UnsetType = _m.UNSET
    valueUrl: _p.Url | _m.UnsetType = _m.UNSET
    _valueUrl: Element | _m.UnsetType = _m.UNSET
    valueUuid: _p.Uuid | _m.UnsetType = _m.UNSET
    _valueUuid: Element | _m.UnsetType = _m.UNSET
    valueAddress: Address | _m.UnsetType = _m.UNSET
    valueAge: Age | _m.UnsetType = _m.UNSET
    valueAnnotation: Annotation | _m.UnsetType = _m.UNSET
    valueAttachment: Attachment | _m.UnsetType = _m.UNSET
    valueCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    valueCoding: Coding | _m.UnsetType = _m.UNSET
    valueContactPoint: ContactPoint | _m.UnsetType = _m.UNSET
    valueCount: Count | _m.UnsetType = _m.UNSET
    valueDistance: Distance | _m.UnsetType = _m.UNSET
    valueDuration: Duration | _m.UnsetType = _m.UNSET
    valueHumanName: HumanName | _m.UnsetType = _m.UNSET
    valueIdentifier: Identifier | _m.UnsetType = _m.UNSET
    valueMoney: Money | _m.UnsetType = _m.UNSET
    valuePeriod: Period | _m.UnsetType = _m.UNSET
    valueQuantity: Quantity | _m.UnsetType = _m.UNSET
    valueRange: Range | _m.UnsetType = _m.UNSET
    valueRatio: Ratio | _m.UnsetType = _m.UNSET
    valueReference: Reference | _m.UnsetType = _m.UNSET
    valueSampledData: SampledData | _m.UnsetType = _m.UNSET
    valueSignature: Signature | _m.UnsetType = _m.UNSET
    valueTiming: Timing | _m.UnsetType = _m.UNSET
    valueContactDetail: ContactDetail | _m.UnsetType = _m.UNSET
    valueContributor: Contributor | _m.UnsetType = _m.UNSET
    valueDataRequirement: DataRequirement | _m.UnsetType = _m.UNSET
    valueExpression: Expression | _m.UnsetType = _m.UNSET
    valueParameterDefinition: ParameterDefinition | _m.UnsetType = _m.UNSET
    valueRelatedArtifact: RelatedArtifact | _m.UnsetType = _m.UNSET
    valueTriggerDefinition: TriggerDefinition | _m.UnsetType = _m.UNSET
    valueUsageContext: UsageContext | _m.UnsetType = _m.UNSET
    valueDosage: Dosage | _m.UnsetType = _m.UNSET
    valueMeta: Meta | _m.UnsetType = _m.UNSET


class TaskOutput(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    valueBase64Binary: _p.Base64Binary | _m.UnsetType = _m.UNSET
    _valueBase64Binary: Element | _m.UnsetType = _m.UNSET
    valueBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _valueBoolean: Element | _m.UnsetType = _m.UNSET
    valueCanonical: _p.Canonical | _m.UnsetType = _m.UNSET
    _valueCanonical: Element | _m.UnsetType = _m.UNSET
    valueCode: _p.Code | _m.UnsetType = _m.UNSET
    _valueCode: Element | _m.UnsetType = _m.UNSET
    valueDate: _p.Date | _m.UnsetType = _m.UNSET
    _valueDate: Element | _m.UnsetType = _m.UNSET
    valueDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _valueDateTime: Element | _m.UnsetType = _m.UNSET
    valueDecimal: _p.Decimal | _m.UnsetType = _m.UNSET
    _valueDecimal: Element | _m.UnsetType = _m.UNSET
    valueId: _p.Id | _m.UnsetType = _m.UNSET
    _valueId: Element | _m.UnsetType = _m.UNSET
    valueInstant: _p.Instant | _m.UnsetType = _m.UNSET
    _valueInstant: Element | _m.UnsetType = _m.UNSET
    valueInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _valueInteger: Element | _m.UnsetType = _m.UNSET
    valueMarkdown: _p.Markdown | _m.UnsetType = _m.UNSET
    _valueMarkdown: Element | _m.UnsetType = _m.UNSET
    valueOid: _p.Oid | _m.UnsetType = _m.UNSET
    _valueOid: Element | _m.UnsetType = _m.UNSET
    valuePositiveInt: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _valuePositiveInt: Element | _m.UnsetType = _m.UNSET
    valueString: _p.String | _m.UnsetType = _m.UNSET
    _valueString: Element | _m.UnsetType = _m.UNSET
    valueTime: _p.Time | _m.UnsetType = _m.UNSET
    _valueTime: Element | _m.UnsetType = _m.UNSET
    valueUnsignedInt: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _valueUnsignedInt: Element | _m.UnsetType = _m.UNSET
    valueUri: _p.Uri | _m.UnsetType = _m.UNSET
    _valueUri: Element | _m.UnsetType = _m.UNSET
    valueUrl: _p.Url | _m.UnsetType = _m.UNSET
    _valueUrl: Element | _m.UnsetType = _m.UNSET
    valueUuid: _p.Uuid | _m.UnsetType = _m.UNSET
    _valueUuid: Element | _m.UnsetType = _m.UNSET
    valueAddress: Address | _m.UnsetType = _m.UNSET
    valueAge: Age | _m.UnsetType = _m.UNSET
    valueAnnotation: Annotation | _m.UnsetType = _m.UNSET
    valueAttachment: Attachment | _m.UnsetType = _m.UNSET
    valueCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    valueCoding: Coding | _m.UnsetType = _m.UNSET
    valueContactPoint: ContactPoint | _m.UnsetType = _m.UNSET
    valueCount: Count | _m.UnsetType = _m.UNSET
    valueDistance: Distance | _m.UnsetType = _m.UNSET
    valueDuration: Duration | _m.UnsetType = _m.UNSET
    valueHumanName: HumanName | _m.UnsetType = _m.UNSET
    valueIdentifier: Identifier | _m.UnsetType = _m.UNSET
    valueMoney: Money | _m.UnsetType = _m.UNSET
    valuePeriod: Period | _m.UnsetType = _m.UNSET
    valueQuantity: Quantity | _m.UnsetType = _m.UNSET
    valueRange: Range | _m.UnsetType = _m.UNSET
    valueRatio: Ratio | _m.UnsetType = _m.UNSET
    valueReference: Reference | _m.UnsetType = _m.UNSET
    valueSampledData: SampledData | _m.UnsetType = _m.UNSET
    valueSignature: Signature | _m.UnsetType = _m.UNSET
    valueTiming: Timing | _m.UnsetType = _m.UNSET
    valueContactDetail: ContactDetail | _m.UnsetType = _m.UNSET
    valueContributor: Contributor | _m.UnsetType = _m.UNSET
    valueDataRequirement: DataRequirement | _m.UnsetType = _m.UNSET
    valueExpression: Expression | _m.UnsetType = _m.UNSET
    valueParameterDefinition: ParameterDefinition | _m.UnsetType = _m.UNSET
    valueRelatedArtifact: RelatedArtifact | _m.UnsetType = _m.UNSET
    valueTriggerDefinition: TriggerDefinition | _m.UnsetType = _m.UNSET
    valueUsageContext: UsageContext | _m.UnsetType = _m.UNSET
    valueDosage: Dosage | _m.UnsetType = _m.UNSET
    valueMeta: Meta | _m.UnsetType = _m.UNSET
