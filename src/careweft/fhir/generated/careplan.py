"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class CarePlan(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="CarePlan", tag_field="resourceType"):
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
    partOf: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    status: _c.RequestStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    intent: _c.CarePlanIntent | _m.UnsetType = _m.UNSET
    _intent: Element | _m.UnsetType = _m.UNSET
    category: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    title: _p.String | _m.UnsetType = _m.UNSET
    _title: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    subject: Reference
    encounter: Reference | _m.UnsetType = _m.UNSET
    period: Period | _m.UnsetType = _m.UNSET
    created: _p.DateTime | _m.UnsetType = _m.UNSET
    _created: Element | _m.UnsetType = _m.UNSET
    author: Reference | _m.UnsetType = _m.UNSET
    contributor: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    careTeam: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    addresses: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    supportingInfo: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    goal: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    activity: _Annotated[_list[CarePlanActivity], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class CarePlanActivity(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    outcomeCodeableConcept: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    outcomeReference: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    progress: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reference: Reference | _m.UnsetType = _m.UNSET
    detail: CarePlanActivityDetail | _m.UnsetType = _m.UNSET


class CarePlanActivityDetail(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    kind: _c.CarePlanActivityKind | _m.UnsetType = _m.UNSET
    _kind: Element | _m.UnsetType = _m.UNSET
    instantiatesCanonical: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _instantiatesCanonical: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    instantiatesUri: _Annotated[_list[_p.Uri | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _instantiatesUri: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    reasonCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reasonReference: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    goal: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    status: _c.CarePlanActivityStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    statusReason: CodeableConcept | _m.UnsetType = _m.UNSET
    doNotPerform: _p.Boolean | _m.UnsetType = _m.UNSET
    _doNotPerform: Element | _m.UnsetType = _m.UNSET
    scheduledTiming: Timing | _m.UnsetType = _m.UNSET
    scheduledPeriod: Period | _m.UnsetType = _m.UNSET
    scheduledString: _p.String | _m.UnsetType = _m.UNSET
    _scheduledString: Element | _m.UnsetType = _m.UNSET
    location: Reference | _m.UnsetType = _m.UNSET
    performer: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    productCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    productReference: Reference | _m.UnsetType = _m.UNSET
    dailyAmount: SimpleQuantity | _m.UnsetType = _m.UNSET
    quantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
