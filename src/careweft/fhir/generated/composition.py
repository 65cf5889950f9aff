"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Composition(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Composition", tag_field="resourceType"):
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
    status: _c.CompositionStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    category: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    subject: Reference | _m.UnsetType = _m.UNSET
    encounter: Reference | _m.UnsetType = _m.UNSET
    date: _p.DateTime | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    author: _Annotated[_list[Reference], _m.Meta(min_length=1)]
    title: _p.String | _m.UnsetType = _m.UNSET
    _title: Element | _m.UnsetType = _m.UNSET
    confidentiality: _c.V3ConfidentialityClassification | _m.UnsetType = _m.UNSET
    _confidentiality: Element | _m.UnsetType = _m.UNSET
    attester: _Annotated[_list[CompositionAttester], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    custodian: Reference | _m.UnsetType = _m.UNSET
    relatesTo: _Annotated[_list[CompositionRelatesTo], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    event: _Annotated[_list[CompositionEvent], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    section: _Annotated[_list[CompositionSection], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class CompositionAttester(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    mode: _c.CompositionAttestationMode | _m.UnsetType = _m.UNSET
    _mode: Element | _m.UnsetType = _m.UNSET
    time: _p.DateTime | _m.UnsetType = _m.UNSET
    _time: Element | _m.UnsetType = _m.UNSET
    party: Reference | _m.UnsetType = _m.UNSET


class CompositionRelatesTo(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _c.DocumentRelationshipType | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    targetIdentifier: Identifier | _m.UnsetType = _m.UNSET
    targetReference: Reference | _m.UnsetType = _m.UNSET


class CompositionEvent(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    period: Period | _m.UnsetType = _m.UNSET
    detail: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class CompositionSection(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    title: _p.String | _m.UnsetType = _m.UNSET
    _title: Element | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    author: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    focus: Reference | _m.UnsetType = _m.UNSET
    text: Narrative | _m.UnsetType = _m.UNSET
    mode: _c.ListMode | _m.UnsetType = _m.UNSET
    _mode: Element | _m.UnsetType = _m.UNSET
    orderedBy: CodeableConcept | _m.UnsetType = _m.UNSET
    entry: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    emptyReason: CodeableConcept | _m.UnsetType = _m.UNSET
    section: _Annotated[_list[CompositionSection], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
