"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class AdverseEvent(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="AdverseEvent", tag_field="resourceType"):
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
    identifier: Identifier | _m.UnsetType = _m.UNSET
    actuality: _c.AdverseEventActuality | _m.UnsetType = _m.UNSET
    _actuality: Element | _m.UnsetType = _m.UNSET
    category: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    event: CodeableConcept | _m.UnsetType = _m.UNSET
    subject: Reference
    encounter: Reference | _m.UnsetType = _m.UNSET
    date: _p.DateTime | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    detected: _p.DateTime | _m.UnsetType = _m.UNSET
    _detected: Element | _m.UnsetType = _m.UNSET
    recordedDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _recordedDate: Element | _m.UnsetType = _m.UNSET
    resultingCondition: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    location: Reference | _m.UnsetType = _m.UNSET
    seriousness: CodeableConcept | _m.UnsetType = _m.UNSET
    severity: CodeableConcept | _m.UnsetType = _m.UNSET
    outcome: CodeableConcept | _m.UnsetType = _m.UNSET
    recorder: Reference | _m.UnsetType = _m.UNSET
    contributor: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    suspectEntity: _Annotated[_list[AdverseEventSuspectEntity], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    subjectMedicalHistory: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    referenceDocument: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    study: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class AdverseEventSuspectEntity(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    instance: Reference
    causality: _Annotated[_list[AdverseEventSuspectEntityCausality], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class AdverseEventSuspectEntityCausality(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    assessment: CodeableConcept | _m.UnsetType = _m.UNSET
    productRelatedness: _p.String | _m.UnsetType = _m.UNSET
    _productRelatedness: Element | _m.UnsetType = _m.UNSET
    author: Reference | _m.UnsetType = _m.UNSET
    method: CodeableConcept | _m.UnsetType = _m.UNSET
