"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class OperationDefinition(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="OperationDefinition", tag_field="resourceType"):
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
    title: _p.String | _m.UnsetType = _m.UNSET
    _title: Element | _m.UnsetType = _m.UNSET
    status: _c.PublicationStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    kind: _c.OperationKind | _m.UnsetType = _m.UNSET
    _kind: Element | _m.UnsetType = _m.UNSET
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
    affectsState: _p.Boolean | _m.UnsetType = _m.UNSET
    _affectsState: Element | _m.UnsetType = _m.UNSET
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    comment: _p.Markdown | _m.UnsetType = _m.UNSET
    _comment: Element | _m.UnsetType = _m.UNSET
    base: _p.Canonical | _m.UnsetType = _m.UNSET
    _base: Element | _m.UnsetType = _m.UNSET
    resource: _Annotated[_list[_c.ResourceTypes | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _resource: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    system: _p.Boolean | _m.UnsetType = _m.UNSET
    _system: Element | _m.UnsetType = _m.UNSET
    type: _p.Boolean | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    instance: _p.Boolean | _m.UnsetType = _m.UNSET
    _instance: Element | _m.UnsetType = _m.UNSET
    inputProfile: _p.Canonical | _m.UnsetType = _m.UNSET
    _inputProfile: Element | _m.UnsetType = _m.UNSET
    outputProfile: _p.Canonical | _m.UnsetType = _m.UNSET
    _outputProfile: Element | _m.UnsetType = _m.UNSET
    parameter: _Annotated[_list[OperationDefinitionParameter], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    overload: _Annotated[_list[OperationDefinitionOverload], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class OperationDefinitionParameter(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.Code | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    use: _c.OperationParameterUse | _m.UnsetType = _m.UNSET
    _use: Element | _m.UnsetType = _m.UNSET
    min: _p.Integer | _m.UnsetType = _m.UNSET
    _min: Element | _m.UnsetType = _m.UNSET
    max: _p.String | _m.UnsetType = _m.UNSET
    _max: Element | _m.UnsetType = _m.UNSET
    documentation: _p.String | _m.UnsetType = _m.UNSET
    _documentation: Element | _m.UnsetType = _m.UNSET
    type: _c.AllTypes | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    targetProfile: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _targetProfile: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    searchType: _c.SearchParamType | _m.UnsetType = _m.UNSET
    _searchType: Element | _m.UnsetType = _m.UNSET
    binding: OperationDefinitionParameterBinding | _m.UnsetType = _m.UNSET
    referencedFrom: _Annotated[_list[OperationDefinitionParameterReferencedFrom], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    part: _Annotated[_list[OperationDefinitionParameter], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class OperationDefinitionParameterBinding(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    strength: _c.BindingStrength | _m.UnsetType = _m.UNSET
    _strength: Element | _m.UnsetType = _m.UNSET
    valueSet: _p.Canonical | _m.UnsetType = _m.UNSET
    _valueSet: Element | _m.UnsetType = _m.UNSET


class OperationDefinitionParameterReferencedFrom(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    source: _p.String | _m.UnsetType = _m.UNSET
    _source: Element | _m.UnsetType = _m.UNSET
    sourceId: _p.String | _m.UnsetType = _m.UNSET
    _sourceId: Element | _m.UnsetType = _m.UNSET


class OperationDefinitionOverload(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    parameterName: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _parameterName: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    comment: _p.String | _m.UnsetType = _m.UNSET
    _comment: Element | _m.UnsetType = _m.UNSET
