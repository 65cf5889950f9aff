"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Appointment(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Appointment", tag_field="resourceType"):
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
    status: _c.Appointmentstatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    cancelationReason: CodeableConcept | _m.UnsetType = _m.UNSET
    serviceCategory: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    serviceType: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    specialty: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    appointmentType: CodeableConcept | _m.UnsetType = _m.UNSET
    reasonCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reasonReference: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    priority: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _priority: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    supportingInformation: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    start: _p.Instant | _m.UnsetType = _m.UNSET
    _start: Element | _m.UnsetType = _m.UNSET
    end: _p.Instant | _m.UnsetType = _m.UNSET
    _end: Element | _m.UnsetType = _m.UNSET
    minutesDuration: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _minutesDuration: Element | _m.UnsetType = _m.UNSET
    slot: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    created: _p.DateTime | _m.UnsetType = _m.UNSET
    _created: Element | _m.UnsetType = _m.UNSET
    comment: _p.String | _m.UnsetType = _m.UNSET
    _comment: Element | _m.UnsetType = _m.UNSET
    patientInstruction: _p.String | _m.UnsetType = _m.UNSET
    _patientInstruction: Element | _m.UnsetType = _m.UNSET
    basedOn: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    participant: _Annotated[_list[AppointmentParticipant], _m.Meta(min_length=1)]
    requestedPeriod: _Annotated[_list[Period], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class AppointmentParticipant(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    actor: Reference | _m.UnsetType = _m.UNSET
    required: _c.Participantrequired | _m.UnsetType = _m.UNSET
    _required: Element | _m.UnsetType = _m.UNSET
    status: _c.Participationstatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    period: Period | _m.UnsetType = _m.UNSET
