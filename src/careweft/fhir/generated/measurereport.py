"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class MeasureReport(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="MeasureReport", tag_field="resourceType"):
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
    status: _c.MeasureReportStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    type: _c.MeasureReportType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    measure: _p.Canonical | _m.UnsetType = _m.UNSET
    _measure: Element | _m.UnsetType = _m.UNSET
    subject: Reference | _m.UnsetType = _m.UNSET
    date: _p.DateTime | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    reporter: Reference | _m.UnsetType = _m.UNSET
    period: Period
    improvementNotation: CodeableConcept | _m.UnsetType = _m.UNSET
    group: _Annotated[_list[MeasureReportGroup], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    evaluatedResource: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MeasureReportGroup(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    population: _Annotated[_list[MeasureReportGroupPopulation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    measureScore: Quantity | _m.UnsetType = _m.UNSET
    stratifier: _Annotated[_list[MeasureReportGroupStratifier], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MeasureReportGroupPopulation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    count: _p.Integer | _m.UnsetType = _m.UNSET
    _count: Element | _m.UnsetType = _m.UNSET
    subjectResults: Reference | _m.UnsetType = _m.UNSET


class MeasureReportGroupStratifier(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    stratum: _Annotated[_list[MeasureReportGroupStratifierStratum], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MeasureReportGroupStratifierStratum(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    value: CodeableConcept | _m.UnsetType = _m.UNSET
    component: _Annotated[_list[MeasureReportGroupStratifierStratumComponent], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    population: _Annotated[_list[MeasureReportGroupStratifierStratumPopulation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    measureScore: Quantity | _m.UnsetType = _m.UNSET


class MeasureReportGroupStratifierStratumComponent(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept
    value: CodeableConcept


class MeasureReportGroupStratifierStratumPopulation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    count: _p.Integer | _m.UnsetType = _m.UNSET
    _count: Element | _m.UnsetType = _m.UNSET
    subjectResults: Reference | _m.UnsetType = _m.UNSET
