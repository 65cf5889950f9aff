"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Media(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Media", tag_field="resourceType"):
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
    basedOn: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    partOf: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    status: _c.EventStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    modality: CodeableConcept | _m.UnsetType = _m.UNSET
    view: CodeableConcept | _m.UnsetType = _m.UNSET
    subject: Reference | _m.UnsetType = _m.UNSET
    encounter: Reference | _m.UnsetType = _m.UNSET
    createdDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _createdDateTime: Element | _m.UnsetType = _m.UNSET
    createdPeriod: Period | _m.UnsetType = _m.UNSET
    issued: _p.Instant | _m.UnsetType = _m.UNSET
    _issued: Element | _m.UnsetType = _m.UNSET
    operator: Reference | _m.UnsetType = _m.UNSET
    reasonCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    bodySite: CodeableConcept | _m.UnsetType = _m.UNSET
    deviceName: _p.String | _m.UnsetType = _m.UNSET
    _deviceName: Element | _m.UnsetType = _m.UNSET
    device: Reference | _m.UnsetType = _m.UNSET
    height: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _height: Element | _m.UnsetType = _m.UNSET
    width: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _width: Element | _m.UnsetType = _m.UNSET
    frames: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _frames: Element | _m.UnsetType = _m.UNSET
    duration: _p.Decimal | _m.UnsetType = _m.UNSET
    _duration: Element | _m.UnsetType = _m.UNSET
    content: Attachment
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
