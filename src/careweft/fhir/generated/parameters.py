"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Parameters(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Parameters", tag_field="resourceType"):
    id: _p.Id | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    meta: Meta | _m.UnsetType = _m.UNSET
    implicitRules: _p.Uri | _m.UnsetType = _m.UNSET
    _implicitRules: Element | _m.UnsetType = _m.UNSET
    language: _p.Code | _m.UnsetType = _m.UNSET
    _language: Element | _m.UnsetType = _m.UNSET
    parameter: _Annotated[_list[ParametersParameter], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ParametersParameter(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
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
    resource: _m.Raw | _m.UnsetType = _m.UNSET
    part: _Annotated[_list[ParametersParameter], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
