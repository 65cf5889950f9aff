"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Group(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Group", tag_field="resourceType"):
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
    type: _c.GroupType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    actual: _p.Boolean | _m.UnsetType = _m.UNSET
    _actual: Element | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    quantity: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _quantity: Element | _m.UnsetType = _m.UNSET
    managingEntity: Reference | _m.UnsetType = _m.UNSET
    characteristic: _Annotated[_list[GroupCharacteristic], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    member: _Annotated[_list[GroupMember], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class GroupCharacteristic(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept
    valueCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    valueBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _valueBoolean: Element | _m.UnsetType = _m.UNSET
    valueQuantity: Quantity | _m.UnsetType = _m.UNSET
    valueRange: Range | _m.UnsetType = _m.UNSET
    valueReference: Reference | _m.UnsetType = _m.UNSET
    exclude: _p.Boolean | _m.UnsetType = _m.UNSET
    _exclude: Element | _m.UnsetType = _m.UNSET
    period: Period | _m.UnsetType = _m.UNSET


class GroupMember(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    entity: Reference
    period: Period | _m.UnsetType = _m.UNSET
    inactive: _p.Boolean | _m.UnsetType = _m.UNSET
    _inactive: Element | _m.UnsetType = _m.UNSET
