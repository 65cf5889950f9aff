"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class DetectedIssue(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="DetectedIssue", tag_field="resourceType"):
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
    status: _c.ObservationStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    severity: _c.DetectedissueSeverity | _m.UnsetType = _m.UNSET
    _severity: Element | _m.UnsetType = _m.UNSET
    patient: Reference | _m.UnsetType = _m.UNSET
    identifiedDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _identifiedDateTime: Element | _m.UnsetType = _m.UNSET
    identifiedPeriod: Period | _m.UnsetType = _m.UNSET
    author: Reference | _m.UnsetType = _m.UNSET
    implicated: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    evidence: _Annotated[_list[DetectedIssueEvidence], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    detail: _p.String | _m.UnsetType = _m.UNSET
    _detail: Element | _m.UnsetType = _m.UNSET
    reference: _p.Uri | _m.UnsetType = _m.UNSET
    _reference: Element | _m.UnsetType = _m.UNSET
    mitigation: _Annotated[_list[DetectedIssueMitigation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class DetectedIssueEvidence(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    detail: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class DetectedIssueMitigation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    action: CodeableConcept
    date: _p.DateTime | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    author: Reference | _m.UnsetType = _m.UNSET
