"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Specimen(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Specimen", tag_field="resourceType"):
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
    accessionIdentifier: Identifier | _m.UnsetType = _m.UNSET
    status: _c.SpecimenStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    subject: Reference | _m.UnsetType = _m.UNSET
    receivedTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _receivedTime: Element | _m.UnsetType = _m.UNSET
    parent: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    request: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    collection: SpecimenCollection | _m.UnsetType = _m.UNSET
    processing: _Annotated[_list[SpecimenProcessing], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    container: _Annotated[_list[SpecimenContainer], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    condition: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class SpecimenCollection(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    collector: Reference | _m.UnsetType = _m.UNSET
    collectedDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _collectedDateTime: Element | _m.UnsetType = _m.UNSET
    collectedPeriod: Period | _m.UnsetType = _m.UNSET
    duration: Duration | _m.UnsetType = _m.UNSET
    quantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    method: CodeableConcept | _m.UnsetType = _m.UNSET
    bodySite: CodeableConcept | _m.UnsetType = _m.UNSET
    fastingStatusCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    fastingStatusDuration: Duration | _m.UnsetType = _m.UNSET


class SpecimenProcessing(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    procedure: CodeableConcept | _m.UnsetType = _m.UNSET
    additive: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    timeDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _timeDateTime: Element | _m.UnsetType = _m.UNSET
    timePeriod: Period | _m.UnsetType = _m.UNSET


class SpecimenContainer(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    identifier: _Annotated[_list[Identifier], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    capacity: SimpleQuantity | _m.UnsetType = _m.UNSET
    specimenQuantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    additiveCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    additiveReference: Reference | _m.UnsetType = _m.UNSET
