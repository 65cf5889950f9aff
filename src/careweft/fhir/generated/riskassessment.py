"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class RiskAssessment(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="RiskAssessment", tag_field="resourceType"):
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
    basedOn: Reference | _m.UnsetType = _m.UNSET
    parent: Reference | _m.UnsetType = _m.UNSET
    status: _c.ObservationStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    method: CodeableConcept | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    subject: Reference
    encounter: Reference | _m.UnsetType = _m.UNSET
    occurrenceDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _occurrenceDateTime: Element | _m.UnsetType = _m.UNSET
    occurrencePeriod: Period | _m.UnsetType = _m.UNSET
    condition: Reference | _m.UnsetType = _m.UNSET
    performer: Reference | _m.UnsetType = _m.UNSET
    reasonCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reasonReference: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    basis: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    prediction: _Annotated[_list[RiskAssessmentPrediction], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    mitigation: _p.String | _m.UnsetType = _m.UNSET
    _mitigation: Element | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class RiskAssessmentPrediction(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    outcome: CodeableConcept | _m.UnsetType = _m.UNSET
    probabilityDecimal: _p.Decimal | _m.UnsetType = _m.UNSET
    _probabilityDecimal: Element | _m.UnsetType = _m.UNSET
    probabilityRange: Range | _m.UnsetType = _m.UNSET
    qualitativeRisk: CodeableConcept | _m.UnsetType = _m.UNSET
    relativeRisk: _p.Decimal | _m.UnsetType = _m.UNSET
    _relativeRisk: Element | _m.UnsetType = _m.UNSET
    whenPeriod: Period | _m.UnsetType = _m.UNSET
    whenRange: Range | _m.UnsetType = _m.UNSET
    rationale: _p.String | _m.UnsetType = _m.UNSET
    _rationale: Element | _m.UnsetType = _m.UNSET
