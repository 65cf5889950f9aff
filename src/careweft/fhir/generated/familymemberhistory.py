"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class FamilyMemberHistory(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="FamilyMemberHistory", tag_field="resourceType"):
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
    status: _c.HistoryStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    dataAbsentReason: CodeableConcept | _m.UnsetType = _m.UNSET
    patient: Reference
    date: _p.DateTime | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    relationship: CodeableConcept
    sex: CodeableConcept | _m.UnsetType = _m.UNSET
    bornPeriod: Period | _m.UnsetType = _m.UNSET
    bornDate: _p.Date | _m.UnsetType = _m.UNSET
    _bornDate: Element | _m.UnsetType = _m.UNSET
    bornString: _p.String | _m.UnsetType = _m.UNSET
    _bornString: Element | _m.UnsetType = _m.UNSET
    ageAge: Age | _m.UnsetType = _m.UNSET
    ageRange: Range | _m.UnsetType = _m.UNSET
    ageString: _p.String | _m.UnsetType = _m.UNSET
    _ageString: Element | _m.UnsetType = _m.UNSET
    estimatedAge: _p.Boolean | _m.UnsetType = _m.UNSET
    _estimatedAge: Element | _m.UnsetType = _m.UNSET
    deceasedBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _deceasedBoolean: Element | _m.UnsetType = _m.UNSET
    deceasedAge: Age | _m.UnsetType = _m.UNSET
    deceasedRange: Range | _m.UnsetType = _m.UNSET
    deceasedDate: _p.Date | _m.UnsetType = _m.UNSET
    _deceasedDate: Element | _m.UnsetType = _m.UNSET
    deceasedString: _p.String | _m.UnsetType = _m.UNSET
    _deceasedString: Element | _m.UnsetType = _m.UNSET
    reasonCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reasonReference: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    condition: _Annotated[_list[FamilyMemberHistoryCondition], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class FamilyMemberHistoryCondition(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept
    outcome: CodeableConcept | _m.UnsetType = _m.UNSET
    contributedToDeath: _p.Boolean | _m.UnsetType = _m.UNSET
    _contributedToDeath: Element | _m.UnsetType = _m.UNSET
    onsetAge: Age | _m.UnsetType = _m.UNSET
    onsetRange: Range | _m.UnsetType = _m.UNSET
    onsetPeriod: Period | _m.UnsetType = _m.UNSET
    onsetString: _p.String | _m.UnsetType = _m.UNSET
    _onsetString: Element | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
