"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Goal(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Goal", tag_field="resourceType"):
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
    lifecycleStatus: _c.GoalStatus | _m.UnsetType = _m.UNSET
    _lifecycleStatus: Element | _m.UnsetType = _m.UNSET
    achievementStatus: CodeableConcept | _m.UnsetType = _m.UNSET
    category: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    priority: CodeableConcept | _m.UnsetType = _m.UNSET
    description: CodeableConcept
    subject: Reference
    startDate: _p.Date | _m.UnsetType = _m.UNSET
    _startDate: Element | _m.UnsetType = _m.UNSET
    startCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    target: _Annotated[_list[GoalTarget], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    statusDate: _p.Date | _m.UnsetType = _m.UNSET
    _statusDate: Element | _m.UnsetType = _m.UNSET
    statusReason: _p.String | _m.UnsetType = _m.UNSET
    _statusReason: Element | _m.UnsetType = _m.UNSET
    expressedBy: Reference | _m.UnsetType = _m.UNSET
    addresses: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    outcomeCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    outcomeReference: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class GoalTarget(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    measure: CodeableConcept | _m.UnsetType = _m.UNSET
    detailQuantity: Quantity | _m.UnsetType = _m.UNSET
    detailRange: Range | _m.UnsetType = _m.UNSET
    detailCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    detailString: _p.String | _m.UnsetType = _m.UNSET
    _detailString: Element | _m.UnsetType = _m.UNSET
    detailBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _detailBoolean: Element | _m.UnsetType = _m.UNSET
    detailInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _detailInteger: Element | _m.UnsetType = _m.UNSET
    detailRatio: Ratio | _m.UnsetType = _m.UNSET
    dueDate: _p.Date | _m.UnsetType = _m.UNSET
    _dueDate: Element | _m.UnsetType = _m.UNSET
    dueDuration: Duration | _m.UnsetType = _m.UNSET
