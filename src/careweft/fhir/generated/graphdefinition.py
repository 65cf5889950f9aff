"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class GraphDefinition(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="GraphDefinition", tag_field="resourceType"):
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
    start: _c.ResourceTypes | _m.UnsetType = _m.UNSET
    _start: Element | _m.UnsetType = _m.UNSET
    profile: _p.Canonical | _m.UnsetType = _m.UNSET
    _profile: Element | _m.UnsetType = _m.UNSET
    link: _Annotated[_list[GraphDefinitionLink], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class GraphDefinitionLink(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    path: _p.String | _m.UnsetType = _m.UNSET
    _path: Element | _m.UnsetType = _m.UNSET
    sliceName: _p.String | _m.UnsetType = _m.UNSET
    _sliceName: Element | _m.UnsetType = _m.UNSET
    min: _p.Integer | _m.UnsetType = _m.UNSET
    _min: Element | _m.UnsetType = _m.UNSET
    max: _p.String | _m.UnsetType = _m.UNSET
    _max: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    target: _Annotated[_list[GraphDefinitionLinkTarget], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class GraphDefinitionLinkTarget(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _c.ResourceTypes | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    params: _p.String | _m.UnsetType = _m.UNSET
    _params: Element | _m.UnsetType = _m.UNSET
    profile: _p.Canonical | _m.UnsetType = _m.UNSET
    _profile: Element | _m.UnsetType = _m.UNSET
    compartment: _Annotated[_list[GraphDefinitionLinkTargetCompartment], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    link: _Annotated[_list[GraphDefinitionLink], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class GraphDefinitionLinkTargetCompartment(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    use: _c.GraphCompartmentUse | _m.UnsetType = _m.UNSET
    _use: Element | _m.UnsetType = _m.UNSET
    code: _c.CompartmentType | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    rule: _c.GraphCompartmentRule | _m.UnsetType = _m.UNSET
    _rule: Element | _m.UnsetType = _m.UNSET
    expression: _p.String | _m.UnsetType = _m.UNSET
    _expression: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
