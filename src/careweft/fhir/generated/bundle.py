"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Bundle(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Bundle", tag_field="resourceType"):
    id: _p.Id | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    meta: Meta | _m.UnsetType = _m.UNSET
    implicitRules: _p.Uri | _m.UnsetType = _m.UNSET
    _implicitRules: Element | _m.UnsetType = _m.UNSET
    language: _p.Code | _m.UnsetType = _m.UNSET
    _language: Element | _m.UnsetType = _m.UNSET
    identifier: Identifier | _m.UnsetType = _m.UNSET
    type: _c.BundleType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    timestamp: _p.Instant | _m.UnsetType = _m.UNSET
    _timestamp: Element | _m.UnsetType = _m.UNSET
    total: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _total: Element | _m.UnsetType = _m.UNSET
    link: _Annotated[_list[BundleLink], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    entry: _Annotated[_list[BundleEntry], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    signature: Signature | _m.UnsetType = _m.UNSET


class BundleLink(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    relation: _p.String | _m.UnsetType = _m.UNSET
    _relation: Element | _m.UnsetType = _m.UNSET
    url: _p.Uri | _m.UnsetType = _m.UNSET
    _url: Element | _m.UnsetType = _m.UNSET


class BundleEntry(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    link: _Annotated[_list[BundleLink], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    fullUrl: _p.Uri | _m.UnsetType = _m.UNSET
    _fullUrl: Element | _m.UnsetType = _m.UNSET
    resource: _m.Raw | _m.UnsetType = _m.UNSET
    search: BundleEntrySearch | _m.UnsetType = _m.UNSET
    request: BundleEntryRequest | _m.UnsetType = _m.UNSET
    response: BundleEntryResponse | _m.UnsetType = _m.UNSET


class BundleEntrySearch(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    mode: _c.SearchEntryMode | _m.UnsetType = _m.UNSET
    _mode: Element | _m.UnsetType = _m.UNSET
    score: _p.Decimal | _m.UnsetType = _m.UNSET
    _score: Element | _m.UnsetType = _m.UNSET


class BundleEntryRequest(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    method: _c.HttpVerb | _m.UnsetType = _m.UNSET
    _method: Element | _m.UnsetType = _m.UNSET
    url: _p.Uri | _m.UnsetType = _m.UNSET
    _url: Element | _m.UnsetType = _m.UNSET
    ifNoneMatch: _p.String | _m.UnsetType = _m.UNSET
    _ifNoneMatch: Element | _m.UnsetType = _m.UNSET
    ifModifiedSince: _p.Instant | _m.UnsetType = _m.UNSET
    _ifModifiedSince: Element | _m.UnsetType = _m.UNSET
    ifMatch: _p.String | _m.UnsetType = _m.UNSET
    _ifMatch: Element | _m.UnsetType = _m.UNSET
    ifNoneExist: _p.String | _m.UnsetType = _m.UNSET
    _ifNoneExist: Element | _m.UnsetType = _m.UNSET


class BundleEntryResponse(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    status: _p.String | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    location: _p.Uri | _m.UnsetType = _m.UNSET
    _location: Element | _m.UnsetType = _m.UNSET
    etag: _p.String | _m.UnsetType = _m.UNSET
    _etag: Element | _m.UnsetType = _m.UNSET
    lastModified: _p.Instant | _m.UnsetType = _m.UNSET
    _lastModified: Element | _m.UnsetType = _m.UNSET
    outcome: _m.Raw | _m.UnsetType = _m.UNSET
