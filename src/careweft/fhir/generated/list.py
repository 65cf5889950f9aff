"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class List(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="List", tag_field="resourceType"):
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
    status: _c.ListStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    mode: _c.ListMode | _m.UnsetType = _m.UNSET
    _mode: Element | _m.UnsetType = _m.UNSET
    title: _p.String | _m.UnsetType = _m.UNSET
    _title: Element | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    subject: Reference | _m.UnsetType = _m.UNSET
    encounter: Reference | _m.UnsetType = _m.UNSET
    date: _p.DateTime | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    source: Reference | _m.UnsetType = _m.UNSET
    orderedBy: CodeableConcept | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    entry: _Annotated[_list[ListEntry], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    emptyReason: CodeableConcept | _m.UnsetType = _m.UNSET


class ListEntry(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    flag: CodeableConcept | _m.UnsetType = _m.UNSET
    deleted: _p.Boolean | _m.UnsetType = _m.UNSET
    _deleted: Element | _m.UnsetType = _m.UNSET
    date: _p.DateTime | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    item: Reference
