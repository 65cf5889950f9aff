"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class ObservationDefinition(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="ObservationDefinition", tag_field="resourceType"):
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
    category: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept
    identifier: _Annotated[_list[Identifier], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    permittedDataType: _Annotated[_list[_c.PermittedDataType | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _permittedDataType: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    multipleResultsAllowed: _p.Boolean | _m.UnsetType = _m.UNSET
    _multipleResultsAllowed: Element | _m.UnsetType = _m.UNSET
    method: CodeableConcept | _m.UnsetType = _m.UNSET
    preferredReportName: _p.String | _m.UnsetType = _m.UNSET
    _preferredReportName: Element | _m.UnsetType = _m.UNSET
    quantitativeDetails: ObservationDefinitionQuantitativeDetails | _m.UnsetType = _m.UNSET
    qualifiedInterval: _Annotated[_list[ObservationDefinitionQualifiedInterval], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    validCodedValueSet: Reference | _m.UnsetType = _m.UNSET
    normalCodedValueSet: Reference | _m.UnsetType = _m.UNSET
    abnormalCodedValueSet: Reference | _m.UnsetType = _m.UNSET
    criticalCodedValueSet: Reference | _m.UnsetType = _m.UNSET


class ObservationDefinitionQuantitativeDetails(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    customaryUnit: CodeableConcept | _m.UnsetType = _m.UNSET
    unit: CodeableConcept | _m.UnsetType = _m.UNSET
    conversionFactor: _p.Decimal | _m.UnsetType = _m.UNSET
    _conversionFactor: Element | _m.UnsetType = _m.UNSET
    decimalPrecision: _p.Integer | _m.UnsetType = _m.UNSET
    _decimalPrecision: Element | _m.UnsetType = _m.UNSET


class ObservationDefinitionQualifiedInterval(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    category: _c.ObservationRangeCategory | _m.UnsetType = _m.UNSET
    _category: Element | _m.UnsetType = _m.UNSET
    range: Range | _m.UnsetType = _m.UNSET
    context: CodeableConcept | _m.UnsetType = _m.UNSET
    appliesTo: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    gender: _c.AdministrativeGender | _m.UnsetType = _m.UNSET
    _gender: Element | _m.UnsetType = _m.UNSET
    age: Range | _m.UnsetType = _m.UNSET
    gestationalAge: Range | _m.UnsetType = _m.UNSET
    condition: _p.String | _m.UnsetType = _m.UNSET
    _condition: Element | _m.UnsetType = _m.UNSET
