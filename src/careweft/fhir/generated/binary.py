"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Binary(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Binary", tag_field="resourceType"):
    id: _p.Id | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    meta: Meta | _m.UnsetType = _m.UNSET
    implicitRules: _p.Uri | _m.UnsetType = _m.UNSET
    _implicitRules: Element | _m.UnsetType = _m.UNSET
    language: _p.Code | _m.UnsetType = _m.UNSET
    _language: Element | _m.UnsetType = _m.UNSET
    contentType: _p.Code | _m.UnsetType = _m.UNSET
    _contentType: Element | _m.UnsetType = _m.UNSET
    securityContext: Reference | _m.UnsetType = _m.UNSET
    data: _p.Base64Binary | _m.UnsetType = _m.UNSET
    _data: Element | _m.UnsetType = _m.UNSET
