"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class ConceptMap(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="ConceptMap", tag_field="resourceType"):
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
    identifier: Identifier | _m.UnsetType = _m.UNSET
    version: _p.String | _m.UnsetType = _m.UNSET
    _version: Element | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    title: _p.String | _m.UnsetType = _m.UNSET
    _title: Element | _m.UnsetType = _m.UNSET
    status: _c.PublicationStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    experimental: _p.Boolean | _m.UnsetType = _m.UNSET
    _experimental: Element | _m.UnsetType = _m.UNSET
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
    copyright: _p.Markdown | _m.UnsetType = _m.UNSET
    _copyright: Element | _m.UnsetType = _m.UNSET
    sourceUri: _p.Uri | _m.UnsetType = _m.UNSET
    _sourceUri: Element | _m.UnsetType = _m.UNSET
    sourceCanonical: _p.Canonical | _m.UnsetType = _m.UNSET
    _sourceCanonical: Element | _m.UnsetType = _m.UNSET
    targetUri: _p.Uri | _m.UnsetType = _m.UNSET
    _targetUri: Element | _m.UnsetType = _m.UNSET
    targetCanonical: _p.Canonical | _m.UnsetType = _m.UNSET
    _targetCanonical: Element | _m.UnsetType = _m.UNSET
    group: _Annotated[_list[ConceptMapGroup], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ConceptMapGroup(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    source: _p.Uri | _m.UnsetType = _m.UNSET
    _source: Element | _m.UnsetType = _m.UNSET
    sourceVersion: _p.String | _m.UnsetType = _m.UNSET
    _sourceVersion: Element | _m.UnsetType = _m.UNSET
    target: _p.Uri | _m.UnsetType = _m.UNSET
    _target: Element | _m.UnsetType = _m.UNSET
    targetVersion: _p.String | _m.UnsetType = _m.UNSET
    _targetVersion: Element | _m.UnsetType = _m.UNSET
    element: _Annotated[_list[ConceptMapGroupElement], _m.Meta(min_length=1)]
    unmapped: ConceptMapGroupUnmapped | _m.UnsetType = _m.UNSET


class ConceptMapGroupElement(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    display: _p.String | _m.UnsetType = _m.UNSET
    _display: Element | _m.UnsetType = _m.UNSET
    target: _Annotated[_list[ConceptMapGroupElementTarget], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ConceptMapGroupElementTarget(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    display: _p.String | _m.UnsetType = _m.UNSET
    _display: Element | _m.UnsetType = _m.UNSET
    equivalence: _c.ConceptMapEquivalence | _m.UnsetType = _m.UNSET
    _equivalence: Element | _m.UnsetType = _m.UNSET
    comment: _p.String | _m.UnsetType = _m.UNSET
    _comment: Element | _m.UnsetType = _m.UNSET
    dependsOn: _Annotated[_list[ConceptMapGroupElementTargetDependsOn], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    product: _Annotated[_list[ConceptMapGroupElementTargetDependsOn], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ConceptMapGroupElementTargetDependsOn(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    property: _p.Uri | _m.UnsetType = _m.UNSET
    _property: Element | _m.UnsetType = _m.UNSET
    system: _p.Canonical | _m.UnsetType = _m.UNSET
    _system: Element | _m.UnsetType = _m.UNSET
    value: _p.String | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET
    display: _p.String | _m.UnsetType = _m.UNSET
    _display: Element | _m.UnsetType = _m.UNSET


class ConceptMapGroupUnmapped(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    mode: _c.ConceptmapUnmappedMode | _m.UnsetType = _m.UNSET
    _mode: Element | _m.UnsetType = _m.UNSET
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    display: _p.String | _m.UnsetType = _m.UNSET
    _display: Element | _m.UnsetType = _m.UNSET
    url: _p.Canonical | _m.UnsetType = _m.UNSET
    _url: Element | _m.UnsetType = _m.UNSET
