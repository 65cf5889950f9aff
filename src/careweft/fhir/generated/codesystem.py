"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class CodeSystem(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="CodeSystem", tag_field="resourceType"):
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
    caseSensitive: _p.Boolean | _m.UnsetType = _m.UNSET
    _caseSensitive: Element | _m.UnsetType = _m.UNSET
    valueSet: _p.Canonical | _m.UnsetType = _m.UNSET
    _valueSet: Element | _m.UnsetType = _m.UNSET
    hierarchyMeaning: _c.CodesystemHierarchyMeaning | _m.UnsetType = _m.UNSET
    _hierarchyMeaning: Element | _m.UnsetType = _m.UNSET
    compositional: _p.Boolean | _m.UnsetType = _m.UNSET
    _compositional: Element | _m.UnsetType = _m.UNSET
    versionNeeded: _p.Boolean | _m.UnsetType = _m.UNSET
    _versionNeeded: Element | _m.UnsetType = _m.UNSET
    content: _c.CodesystemContentMode | _m.UnsetType = _m.UNSET
    _content: Element | _m.UnsetType = _m.UNSET
    supplements: _p.Canonical | _m.UnsetType = _m.UNSET
    _supplements: Element | _m.UnsetType = _m.UNSET
    count: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _count: Element | _m.UnsetType = _m.UNSET
    filter: _Annotated[_list[CodeSystemFilter], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    property: _Annotated[_list[CodeSystemProperty], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    concept: _Annotated[_list[CodeSystemConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class CodeSystemFilter(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    operator: _Annotated[_list[_c.FilterOperator | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _operator: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    value: _p.String | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET


class CodeSystemProperty(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    uri: _p.Uri | _m.UnsetType = _m.UNSET
    _uri: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    type: _c.ConceptPropertyType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET


class CodeSystemConcept(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    display: _p.String | _m.UnsetType = _m.UNSET
    _display: Element | _m.UnsetType = _m.UNSET
    definition: _p.String | _m.UnsetType = _m.UNSET
    _definition: Element | _m.UnsetType = _m.UNSET
    designation: _Annotated[_list[CodeSystemConceptDesignation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    property: _Annotated[_list[CodeSystemConceptProperty], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    concept: _Annotated[_list[CodeSystemConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class CodeSystemConceptDesignation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    language: _p.Code | _m.UnsetType = _m.UNSET
    _language: Element | _m.UnsetType = _m.UNSET
    use: Coding | _m.UnsetType = _m.UNSET
    value: _p.String | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET


class CodeSystemConceptProperty(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    valueCode: _p.Code | _m.UnsetType = _m.UNSET
    _valueCode: Element | _m.UnsetType = _m.UNSET
    valueCoding: Coding | _m.UnsetType = _m.UNSET
    valueString: _p.String | _m.UnsetType = _m.UNSET
    _valueString: Element | _m.UnsetType = _m.UNSET
    valueInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _valueInteger: Element | _m.UnsetType = _m.UNSET
    valueBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _valueBoolean: Element | _m.UnsetType = _m.UNSET
    valueDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _valueDateTime: Element | _m.UnsetType = _m.UNSET
    valueDecimal: _p.Decimal | _m.UnsetType = _m.UNSET
    _valueDecimal: Element | _m.UnsetType = _m.UNSET
