"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class MessageHeader(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="MessageHeader", tag_field="resourceType"):
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
    eventCoding: Coding | _m.UnsetType = _m.UNSET
    eventUri: _p.Uri | _m.UnsetType = _m.UNSET
    _eventUri: Element | _m.UnsetType = _m.UNSET
    destination: _Annotated[_list[MessageHeaderDestination], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    sender: Reference | _m.UnsetType = _m.UNSET
    enterer: Reference | _m.UnsetType = _m.UNSET
    author: Reference | _m.UnsetType = _m.UNSET
    source: MessageHeaderSource
    responsible: Reference | _m.UnsetType = _m.UNSET
    reason: CodeableConcept | _m.UnsetType = _m.UNSET
    response: MessageHeaderResponse | _m.UnsetType = _m.UNSET
    focus: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    definition: _p.Canonical | _m.UnsetType = _m.UNSET
    _definition: Element | _m.UnsetType = _m.UNSET


class MessageHeaderDestination(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    target: Reference | _m.UnsetType = _m.UNSET
    endpoint: _p.Url | _m.UnsetType = _m.UNSET
    _endpoint: Element | _m.UnsetType = _m.UNSET
    receiver: Reference | _m.UnsetType = _m.UNSET


class MessageHeaderSource(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    software: _p.String | _m.UnsetType = _m.UNSET
    _software: Element | _m.UnsetType = _m.UNSET
    version: _p.String | _m.UnsetType = _m.UNSET
    _version: Element | _m.UnsetType = _m.UNSET
    contact: ContactPoint | _m.UnsetType = _m.UNSET
    endpoint: _p.Url | _m.UnsetType = _m.UNSET
    _endpoint: Element | _m.UnsetType = _m.UNSET


class MessageHeaderResponse(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    identifier: _p.Id | _m.UnsetType = _m.UNSET
    _identifier: Element | _m.UnsetType = _m.UNSET
    code: _c.ResponseCode | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    details: Reference | _m.UnsetType = _m.UNSET
