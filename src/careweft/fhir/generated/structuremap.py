"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class StructureMap(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="StructureMap", tag_field="resourceType", rename={'import_': 'import'}):
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
    status: _c.PublicationStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    experimental: _p.Boolean | _m.UnsetType = _m.UNSET
    _experimental: Element | _m.UnsetType = _m.UNSET
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
    copyright: _p.Markdown | _m.UnsetType = _m.UNSET
    _copyright: Element | _m.UnsetType = _m.UNSET
    structure: _Annotated[_list[StructureMapStructure], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    import_: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _import: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    group: _Annotated[_list[StructureMapGroup], _m.Meta(min_length=1)]


class StructureMapStructure(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    url: _p.Canonical | _m.UnsetType = _m.UNSET
    _url: Element | _m.UnsetType = _m.UNSET
    mode: _c.MapModelMode | _m.UnsetType = _m.UNSET
    _mode: Element | _m.UnsetType = _m.UNSET
    alias: _p.String | _m.UnsetType = _m.UNSET
    _alias: Element | _m.UnsetType = _m.UNSET
    documentation: _p.String | _m.UnsetType = _m.UNSET
    _documentation: Element | _m.UnsetType = _m.UNSET


class StructureMapGroup(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.Id | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    extends: _p.Id | _m.UnsetType = _m.UNSET
    _extends: Element | _m.UnsetType = _m.UNSET
    typeMode: _c.MapGroupTypeMode | _m.UnsetType = _m.UNSET
    _typeMode: Element | _m.UnsetType = _m.UNSET
    documentation: _p.String | _m.UnsetType = _m.UNSET
    _documentation: Element | _m.UnsetType = _m.UNSET
    input: _Annotated[_list[StructureMapGroupInput], _m.Meta(min_length=1)]
    rule: _Annotated[_list[StructureMapGroupRule], _m.Meta(min_length=1)]


class StructureMapGroupInput(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.Id | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    type: _p.String | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    mode: _c.MapInputMode | _m.UnsetType = _m.UNSET
    _mode: Element | _m.UnsetType = _m.UNSET
    documentation: _p.String | _m.UnsetType = _m.UNSET
    _documentation: Element | _m.UnsetType = _m.UNSET


class StructureMapGroupRule(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.Id | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    source: _Annotated[_list[StructureMapGroupRuleSource], _m.Meta(min_length=1)]
    target: _Annotated[_list[StructureMapGroupRuleTarget], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    rule: _Annotated[_list[StructureMapGroupRule], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    dependent: _Annotated[_list[StructureMapGroupRuleDependent], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    documentation: _p.String | _m.UnsetType = _m.UNSET
    _documentation: Element | _m.UnsetType = _m.UNSET


class StructureMapGroupRuleSource(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    context: _p.Id | _m.UnsetType = _m.UNSET
    _context: Element | _m.UnsetType = _m.UNSET
    min: _p.Integer | _m.UnsetType = _m.UNSET
    _min: Element | _m.UnsetType = _m.UNSET
    max: _p.String | _m.UnsetType = _m.UNSET
    _max: Element | _m.UnsetType = _m.UNSET
    type: _p.String | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    defaultValueBase64Binary: _p.Base64Binary | _m.UnsetType = _m.UNSET
    _defaultValueBase64Binary: Element | _m.UnsetType = _m.UNSET
    defaultValueBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _defaultValueBoolean: Element | _m.UnsetType = _m.UNSET
    defaultValueCanonical: _p.Canonical | _m.UnsetType = _m.UNSET
    _defaultValueCanonical: Element | _m.UnsetType = _m.UNSET
    defaultValueCode: _p.Code | _m.UnsetType = _m.UNSET
    _defaultValueCode: Element | _m.UnsetType = _m.UNSET
    defaultValueDate: _p.Date | _m.UnsetType = _m.UNSET
    _defaultValueDate: Element | _m.UnsetType = _m.UNSET
    defaultValueDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _defaultValueDateTime: Element | _m.UnsetType = _m.UNSET
    defaultValueDecimal: _p.Decimal | _m.UnsetType = _m.UNSET
    _defaultValueDecimal: Element | _m.UnsetType = _m.UNSET
    defaultValueId: _p.Id | _m.UnsetType = _m.UNSET
    _defaultValueId: Element | _m.UnsetType = _m.UNSET
    defaultValueInstant: _p.Instant | _m.UnsetType = _m.UNSET
    _defaultValueInstant: Element | _m.UnsetType = _m.UNSET
    defaultValueInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _defaultValueInteger: Element | _m.UnsetType = _m.UNSET
    defaultValueMarkdown: _p.Markdown | _m.UnsetType = _m.UNSET
    _defaultValueMarkdown: Element | _m.UnsetType = _m.UNSET
    defaultValueOid: _p.Oid | _m.UnsetType = _m.UNSET
    _defaultValueOid: Element | _m.UnsetType = _m.UNSET
    defaultValuePositiveInt: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _defaultValuePositiveInt: Element | _m.UnsetType = _m.UNSET
    defaultValueString: _p.String | _m.UnsetType = _m.UNSET
    _defaultValueString: Element | _m.UnsetType = _m.UNSET
    defaultValueTime: _p.Time | _m.UnsetType = _m.UNSET
    _defaultValueTime: Element | _m.UnsetType = _m.UNSET
    defaultValueUnsignedInt: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _defaultValueUnsignedInt: Element | _m.UnsetType = _m.UNSET
    defaultValueUri: _p.Uri | _m.UnsetType = _m.UNSET
    _defaultValueUri: Element | _m.UnsetType = _m.UNSET
    defaultValueUrl: _p.Url | _m.UnsetType = _m.UNSET
    _defaultValueUrl: Element | _m.UnsetType = _m.UNSET
    defaultValueUuid: _p.Uuid | _m.UnsetType = _m.UNSET
    _defaultValueUuid: Element | _m.UnsetType = _m.UNSET
    defaultValueAddress: Address | _m.UnsetType = _m.UNSET
    defaultValueAge: Age | _m.UnsetType = _m.UNSET
    defaultValueAnnotation: Annotation | _m.UnsetType = _m.UNSET
    defaultValueAttachment: Attachment | _m.UnsetType = _m.UNSET
    defaultValueCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    defaultValueCoding: Coding | _m.UnsetType = _m.UNSET
    defaultValueContactPoint: ContactPoint | _m.UnsetType = _m.UNSET
    defaultValueCount: Count | _m.UnsetType = _m.UNSET
    defaultValueDistance: Distance | _m.UnsetType = _m.UNSET
    defaultValueDuration: Duration | _m.UnsetType = _m.UNSET
    defaultValueHumanName: HumanName | _m.UnsetType = _m.UNSET
    defaultValueIdentifier: Identifier | _m.UnsetType = _m.UNSET
    defaultValueMoney: Money | _m.UnsetType = _m.UNSET
    defaultValuePeriod: Period | _m.UnsetType = _m.UNSET
    defaultValueQuantity: Quantity | _m.UnsetType = _m.UNSET
    defaultValueRange: Range | _m.UnsetType = _m.UNSET
    defaultValueRatio: Ratio | _m.UnsetType = _m.UNSET
    defaultValueReference: Reference | _m.UnsetType = _m.UNSET
    defaultValueSampledData: SampledData | _m.UnsetType = _m.UNSET
    defaultValueSignature: Signature | _m.UnsetType = _m.UNSET
    defaultValueTiming: Timing | _m.UnsetType = _m.UNSET
    defaultValueContactDetail: ContactDetail | _m.UnsetType = _m.UNSET
    defaultValueContributor: Contributor | _m.UnsetType = _m.UNSET
    defaultValueDataRequirement: DataRequirement | _m.UnsetType = _m.UNSET
    defaultValueExpression: Expression | _m.UnsetType = _m.UNSET
    defaultValueParameterDefinition: ParameterDefinition | _m.UnsetType = _m.UNSET
    defaultValueRelatedArtifact: RelatedArtifact | _m.UnsetType = _m.UNSET
    defaultValueTriggerDefinition: TriggerDefinition | _m.UnsetType = _m.UNSET
    defaultValueUsageContext: UsageContext | _m.UnsetType = _m.UNSET
    defaultValueDosage: Dosage | _m.UnsetType = _m.UNSET
    defaultValueMeta: Meta | _m.UnsetType = _m.UNSET
    element: _p.String | _m.UnsetType = _m.UNSET
    _element: Element | _m.UnsetType = _m.UNSET
    listMode: _c.MapSourceListMode | _m.UnsetType = _m.UNSET
    _listMode: Element | _m.UnsetType = _m.UNSET
    variable: _p.Id | _m.UnsetType = _m.UNSET
    _variable: Element | _m.UnsetType = _m.UNSET
    condition: _p.String | _m.UnsetType = _m.UNSET
    _condition: Element | _m.UnsetType = _m.UNSET
    check: _p.String | _m.UnsetType = _m.UNSET
    _check: Element | _m.UnsetType = _m.UNSET
    logMessage: _p.String | _m.UnsetType = _m.UNSET
    _logMessage: Element | _m.UnsetType = _m.UNSET


class StructureMapGroupRuleTarget(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    context: _p.Id | _m.UnsetType = _m.UNSET
    _context: Element | _m.UnsetType = _m.UNSET
    contextType: _c.MapContextType | _m.UnsetType = _m.UNSET
    _contextType: Element | _m.UnsetType = _m.UNSET
    element: _p.String | _m.UnsetType = _m.UNSET
    _element: Element | _m.UnsetType = _m.UNSET
    variable: _p.Id | _m.UnsetType = _m.UNSET
    _variable: Element | _m.UnsetType = _m.UNSET
    listMode: _Annotated[_list[_c.MapTargetListMode | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _listMode: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    listRuleId: _p.Id | _m.UnsetType = _m.UNSET
    _listRuleId: Element | _m.UnsetType = _m.UNSET
    transform: _c.MapTransform | _m.UnsetType = _m.UNSET
    _transform: Element | _m.UnsetType = _m.UNSET
    parameter: _Annotated[_list[StructureMapGroupRuleTargetParameter], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class StructureMapGroupRuleTargetParameter(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    valueId: _p.Id | _m.UnsetType = _m.UNSET
    _valueId: Element | _m.UnsetType = _m.UNSET
    valueString: _p.String | _m.UnsetType = _m.UNSET
    _valueString: Element | _m.UnsetType = _m.UNSET
    valueBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _valueBoolean: Element | _m.UnsetType = _m.UNSET
    valueInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _valueInteger: Element | _m.UnsetType = _m.UNSET
    valueDecimal: _p.Decimal | _m.UnsetType = _m.UNSET
    _valueDecimal: Element | _m.UnsetType = _m.UNSET


class StructureMapGroupRuleDependent(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.Id | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    variable: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _variable: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
