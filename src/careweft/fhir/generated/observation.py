"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Observation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Observation", tag_field="resourceType"):
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
    basedOn: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    partOf: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    status: _c.ObservationStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    category: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept
    subject: Reference | _m.UnsetType = _m.UNSET
    focus: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    encounter: Reference | _m.UnsetType = _m.UNSET
    effectiveDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _effectiveDateTime: Element | _m.UnsetType = _m.UNSET
    effectivePeriod: Period | _m.UnsetType = _m.UNSET
    effectiveTiming: Timing | _m.UnsetType = _m.UNSET
    effectiveInstant: _p.Instant | _m.UnsetType = _m.UNSET
    _effectiveInstant: Element | _m.UnsetType = _m.UNSET
    issued: _p.Instant | _m.UnsetType = _m.UNSET
    _issued: Element | _m.UnsetType = _m.UNSET
    performer: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    valueQuantity: Quantity | _m.UnsetType = _m.UNSET
    valueCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    valueString: _p.String | _m.UnsetType = _m.UNSET
    _valueString: Element | _m.UnsetType = _m.UNSET
    valueBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _valueBoolean: Element | _m.UnsetType = _m.UNSET
    valueInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _valueInteger: Element | _m.UnsetType = _m.UNSET
    valueRange: Range | _m.UnsetType = _m.UNSET
    valueRatio: Ratio | _m.UnsetType = _m.UNSET
    valueSampledData: SampledData | _m.UnsetType = _m.UNSET
    valueTime: _p.Time | _m.UnsetType = _m.UNSET
    _valueTime: Element | _m.UnsetType = _m.UNSET
    valueDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _valueDateTime: Element | _m.UnsetType = _m.UNSET
    valuePeriod: Period | _m.UnsetType = _m.UNSET
    dataAbsentReason: CodeableConcept | _m.UnsetType = _m.UNSET
    interpretation: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    bodySite: CodeableConcept | _m.UnsetType = _m.UNSET
    method: CodeableConcept | _m.UnsetType = _m.UNSET
    specimen: Reference | _m.UnsetType = _m.UNSET
    device: Reference | _m.UnsetType = _m.UNSET
    referenceRange: _Annotated[_list[ObservationReferenceRange], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    hasMember: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    derivedFrom: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    component: _Annotated[_list[ObservationComponent], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ObservationReferenceRange(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    low: SimpleQuantity | _m.UnsetType = _m.UNSET
    high: SimpleQuantity | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    appliesTo: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    age: Range | _m.UnsetType = _m.UNSET
    text: _p.String | _m.UnsetType = _m.UNSET
    _text: Element | _m.UnsetType = _m.UNSET


class ObservationComponent(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept
    valueQuantity: Quantity | _m.UnsetType = _m.UNSET
    valueCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    valueString: _p.String | _m.UnsetType = _m.UNSET
    _valueString: Element | _m.UnsetType = _m.UNSET
    valueBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _valueBoolean: Element | _m.UnsetType = _m.UNSET
    valueInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _valueInteger: Element | _m.UnsetType = _m.UNSET
    valueRange: Range | _m.UnsetType = _m.UNSET
    valueRatio: Ratio | _m.UnsetType = _m.UNSET
    valueSampledData: SampledData | _m.UnsetType = _m.UNSET
    valueTime: _p.Time | _m.UnsetType = _m.UNSET
    _valueTime: Element | _m.UnsetType = _m.UNSET
    valueDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _valueDateTime: Element | _m.UnsetType = _m.UNSET
    valuePeriod: Period | _m.UnsetType = _m.UNSET
    dataAbsentReason: CodeableConcept | _m.UnsetType = _m.UNSET
    interpretation: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    referenceRange: _Annotated[_list[ObservationReferenceRange], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
