"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Subscription(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Subscription", tag_field="resourceType"):
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
    status: _c.SubscriptionStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    contact: _Annotated[_list[ContactPoint], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    end: _p.Instant | _m.UnsetType = _m.UNSET
    _end: Element | _m.UnsetType = _m.UNSET
    reason: _p.String | _m.UnsetType = _m.UNSET
    _reason: Element | _m.UnsetType = _m.UNSET
    criteria: _p.String | _m.UnsetType = _m.UNSET
    _criteria: Element | _m.UnsetType = _m.UNSET
    error: _p.String | _m.UnsetType = _m.UNSET
    _error: Element | _m.UnsetType = _m.UNSET
    channel: SubscriptionChannel


class SubscriptionChannel(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _c.SubscriptionChannelType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    endpoint: _p.Url | _m.UnsetType = _m.UNSET
    _endpoint: Element | _m.UnsetType = _m.UNSET
    payload: _p.Code | _m.UnsetType = _m.UNSET
    _payload: Element | _m.UnsetType = _m.UNSET
    header: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _header: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
