"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class PractitionerRole(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="PractitionerRole", tag_field="resourceType"):
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
    period: Period | _m.UnsetType = _m.UNSET
    practitioner: Reference | _m.UnsetType = _m.UNSET
    organization: Reference | _m.UnsetType = _m.UNSET
    code: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    specialty: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    location: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    healthcareService: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    telecom: _Annotated[_list[ContactPoint], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    availableTime: _Annotated[_list[PractitionerRoleAvailableTime], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    notAvailable: _Annotated[_list[PractitionerRoleNotAvailable], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    availabilityExceptions: _p.String | _m.UnsetType = _m.UNSET
    _availabilityExceptions: Element | _m.UnsetType = _m.UNSET
    endpoint: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class PractitionerRoleAvailableTime(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    daysOfWeek: _Annotated[_list[_c.DaysOfWeek | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _daysOfWeek: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    allDay: _p.Boolean | _m.UnsetType = _m.UNSET
    _allDay: Element | _m.UnsetType = _m.UNSET
    availableStartTime: _p.Time | _m.UnsetType = _m.UNSET
    _availableStartTime: Element | _m.UnsetType = _m.UNSET
    availableEndTime: _p.Time | _m.UnsetType = _m.UNSET
    _availableEndTime: Element | _m.UnsetType = _m.UNSET


class PractitionerRoleNotAvailable(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    during: Period | _m.UnsetType = _m.UNSET
