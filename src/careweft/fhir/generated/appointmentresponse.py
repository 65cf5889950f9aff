"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class AppointmentResponse(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="AppointmentResponse", tag_field="resourceType"):
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
    appointment: Reference
    start: _p.Instant | _m.UnsetType = _m.UNSET
    _start: Element | _m.UnsetType = _m.UNSET
    end: _p.Instant | _m.UnsetType = _m.UNSET
    _end: Element | _m.UnsetType = _m.UNSET
    participantType: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    actor: Reference | _m.UnsetType = _m.UNSET
    participantStatus: _c.Participationstatus | _m.UnsetType = _m.UNSET
    _participantStatus: Element | _m.UnsetType = _m.UNSET
    comment: _p.String | _m.UnsetType = _m.UNSET
    _comment: Element | _m.UnsetType = _m.UNSET
