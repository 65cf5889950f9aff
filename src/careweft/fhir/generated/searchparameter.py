"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class SearchParameter(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="SearchParameter", tag_field="resourceType"):
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
    version: _p.String | _m.UnsetType = _m.UNSET
    _version: Element | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    derivedFrom: _p.Canonical | _m.UnsetType = _m.UNSET
    _derivedFrom: Element | _m.UnsetType = _m.UNSET
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
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    base: _Annotated[_list[_c.ResourceTypes | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _base: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _c.SearchParamType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    expression: _p.String | _m.UnsetType = _m.UNSET
    _expression: Element | _m.UnsetType = _m.UNSET
    xpath: _p.String | _m.UnsetType = _m.UNSET
    _xpath: Element | _m.UnsetType = _m.UNSET
    xpathUsage: _c.SearchXpathUsage | _m.UnsetType = _m.UNSET
    _xpathUsage: Element | _m.UnsetType = _m.UNSET
    target: _Annotated[_list[_c.ResourceTypes | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _target: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    multipleOr: _p.Boolean | _m.UnsetType = _m.UNSET
    _multipleOr: Element | _m.UnsetType = _m.UNSET
    multipleAnd: _p.Boolean | _m.UnsetType = _m.UNSET
    _multipleAnd: Element | _m.UnsetType = _m.UNSET
    comparator: _Annotated[_list[_c.SearchComparator | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _comparator: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifier: _Annotated[_list[_c.SearchModifierCode | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _modifier: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    chain: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _chain: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    component: _Annotated[_list[SearchParameterComponent], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class SearchParameterComponent(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    definition: _p.Canonical | _m.UnsetType = _m.UNSET
    _definition: Element | _m.UnsetType = _m.UNSET
    expression: _p.String | _m.UnsetType = _m.UNSET
    _expression: Element | _m.UnsetType = _m.UNSET
