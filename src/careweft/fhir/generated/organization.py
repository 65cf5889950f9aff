"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Organization(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Organization", tag_field="resourceType"):
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
    active: _p.Boolean | _m.UnsetType = _m.UNSET
    _active: Element | _m.UnsetType = _m.UNSET
    type: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    alias: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _alias: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    telecom: _Annotated[_list[ContactPoint], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    address: _Annotated[_list[Address], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    partOf: Reference | _m.UnsetType = _m.UNSET
    contact: _Annotated[_list[OrganizationContact], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    endpoint: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class OrganizationContact(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    purpose: CodeableConcept | _m.UnsetType = _m.UNSET
    name: HumanName | _m.UnsetType = _m.UNSET
    telecom: _Annotated[_list[ContactPoint], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    address: Address | _m.UnsetType = _m.UNSET
