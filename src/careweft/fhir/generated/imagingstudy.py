"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class ImagingStudy(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="ImagingStudy", tag_field="resourceType"):
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
    status: _c.ImagingstudyStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    modality: _Annotated[_list[Coding], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    subject: Reference
    encounter: Reference | _m.UnsetType = _m.UNSET
    started: _p.DateTime | _m.UnsetType = _m.UNSET
    _started: Element | _m.UnsetType = _m.UNSET
    basedOn: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    referrer: Reference | _m.UnsetType = _m.UNSET
    interpreter: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    endpoint: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    numberOfSeries: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _numberOfSeries: Element | _m.UnsetType = _m.UNSET
    numberOfInstances: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _numberOfInstances: Element | _m.UnsetType = _m.UNSET
    procedureReference: Reference | _m.UnsetType = _m.UNSET
    procedureCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    location: Reference | _m.UnsetType = _m.UNSET
    reasonCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reasonReference: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    series: _Annotated[_list[ImagingStudySeries], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ImagingStudySeries(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    uid: _p.Id | _m.UnsetType = _m.UNSET
    _uid: Element | _m.UnsetType = _m.UNSET
    number: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _number: Element | _m.UnsetType = _m.UNSET
    modality: Coding
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    numberOfInstances: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _numberOfInstances: Element | _m.UnsetType = _m.UNSET
    endpoint: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    bodySite: Coding | _m.UnsetType = _m.UNSET
    laterality: Coding | _m.UnsetType = _m.UNSET
    specimen: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    started: _p.DateTime | _m.UnsetType = _m.UNSET
    _started: Element | _m.UnsetType = _m.UNSET
    performer: _Annotated[_list[ImagingStudySeriesPerformer], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    instance: _Annotated[_list[ImagingStudySeriesInstance], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ImagingStudySeriesPerformer(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    function: CodeableConcept | _m.UnsetType = _m.UNSET
    actor: Reference


class ImagingStudySeriesInstance(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    uid: _p.Id | _m.UnsetType = _m.UNSET
    _uid: Element | _m.UnsetType = _m.UNSET
    sopClass: Coding
    number: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _number: Element | _m.UnsetType = _m.UNSET
    title: _p.String | _m.UnsetType = _m.UNSET
    _title: Element | _m.UnsetType = _m.UNSET
