"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Measure(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Measure", tag_field="resourceType"):
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
    subtitle: _p.String | _m.UnsetType = _m.UNSET
    _subtitle: Element | _m.UnsetType = _m.UNSET
    status: _c.PublicationStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    experimental: _p.Boolean | _m.UnsetType = _m.UNSET
    _experimental: Element | _m.UnsetType = _m.UNSET
    subjectCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    subjectReference: Reference | _m.UnsetType = _m.UNSET
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
    usage: _p.String | _m.UnsetType = _m.UNSET
    _usage: Element | _m.UnsetType = _m.UNSET
    copyright: _p.Markdown | _m.UnsetType = _m.UNSET
    _copyright: Element | _m.UnsetType = _m.UNSET
    approvalDate: _p.Date | _m.UnsetType = _m.UNSET
    _approvalDate: Element | _m.UnsetType = _m.UNSET
    lastReviewDate: _p.Date | _m.UnsetType = _m.UNSET
    _lastReviewDate: Element | _m.UnsetType = _m.UNSET
    effectivePeriod: Period | _m.UnsetType = _m.UNSET
    topic: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    author: _Annotated[_list[ContactDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    editor: _Annotated[_list[ContactDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reviewer: _Annotated[_list[ContactDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    endorser: _Annotated[_list[ContactDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    relatedArtifact: _Annotated[_list[RelatedArtifact], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    library: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _library: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    disclaimer: _p.Markdown | _m.UnsetType = _m.UNSET
    _disclaimer: Element | _m.UnsetType = _m.UNSET
    scoring: CodeableConcept | _m.UnsetType = _m.UNSET
    compositeScoring: CodeableConcept | _m.UnsetType = _m.UNSET
    type: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    riskAdjustment: _p.String | _m.UnsetType = _m.UNSET
    _riskAdjustment: Element | _m.UnsetType = _m.UNSET
    rateAggregation: _p.String | _m.UnsetType = _m.UNSET
    _rateAggregation: Element | _m.UnsetType = _m.UNSET
    rationale: _p.Markdown | _m.UnsetType = _m.UNSET
    _rationale: Element | _m.UnsetType = _m.UNSET
    clinicalRecommendationStatement: _p.Markdown | _m.UnsetType = _m.UNSET
    _clinicalRecommendationStatement: Element | _m.UnsetType = _m.UNSET
    improvementNotation: CodeableConcept | _m.UnsetType = _m.UNSET
    definition: _Annotated[_list[_p.Markdown | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _definition: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    guidance: _p.Markdown | _m.UnsetType = _m.UNSET
    _guidance: Element | _m.UnsetType = _m.UNSET
    group: _Annotated[_list[MeasureGroup], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    supplementalData: _Annotated[_list[MeasureSupplementalData], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MeasureGroup(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    population: _Annotated[_list[MeasureGroupPopulation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    stratifier: _Annotated[_list[MeasureGroupStratifier], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MeasureGroupPopulation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    criteria: Expression


class MeasureGroupStratifier(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    criteria: Expression | _m.UnsetType = _m.UNSET
    component: _Annotated[_list[MeasureGroupStratifierComponent], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MeasureGroupStratifierComponent(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    criteria: Expression


class MeasureSupplementalData(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    usage: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    criteria: Expression
