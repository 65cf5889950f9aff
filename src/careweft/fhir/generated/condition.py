"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Condition(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Condition", tag_field="resourceType"):
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
    clinicalStatus: CodeableConcept | _m.UnsetType = _m.UNSET
    verificationStatus: CodeableConcept | _m.UnsetType = _m.UNSET
    category: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    severity: CodeableConcept | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    bodySite: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    subject: Reference
    encounter: Reference | _m.UnsetType = _m.UNSET
    onsetDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _onsetDateTime: Element | _m.UnsetType = _m.UNSET
    onsetAge: Age | _m.UnsetType = _m.UNSET
    onsetPeriod: Period | _m.UnsetType = _m.UNSET
    onsetRange: Range | _m.UnsetType = _m.UNSET
    onsetString: _p.String | _m.UnsetType = _m.UNSET
    _onsetString: Element | _m.UnsetType = _m.UNSET
    abatementDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _abatementDateTime: Element | _m.UnsetType = _m.UNSET
    abatementAge: Age | _m.UnsetType = _m.UNSET
    abatementPeriod: Period | _m.UnsetType = _m.UNSET
    abatementRange: Range | _m.UnsetType = _m.UNSET
    abatementString: _p.String | _m.UnsetType = _m.UNSET
    _abatementString: Element | _m.UnsetType = _m.UNSET
    recordedDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _recordedDate: Element | _m.UnsetType = _m.UNSET
    recorder: Reference | _m.UnsetType = _m.UNSET
    asserter: Reference | _m.UnsetType = _m.UNSET
    stage: _Annotated[_list[ConditionStage], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    evidence: _Annotated[_list[ConditionEvidence], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ConditionStage(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    summary: CodeableConcept | _m.UnsetType = _m.UNSET
    assessment: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET


class ConditionEvidence(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    detail: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
