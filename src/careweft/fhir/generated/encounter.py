"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Encounter(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Encounter", tag_field="resourceType", rename={'class_': 'class'}):
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
    status: _c.EncounterStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    statusHistory: _Annotated[_list[EncounterStatusHistory], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    class_: Coding
    classHistory: _Annotated[_list[EncounterClassHistory], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    serviceType: CodeableConcept | _m.UnsetType = _m.UNSET
    priority: CodeableConcept | _m.UnsetType = _m.UNSET
    subject: Reference | _m.UnsetType = _m.UNSET
    episodeOfCare: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    basedOn: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    participant: _Annotated[_list[EncounterParticipant], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    appointment: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    period: Period | _m.UnsetType = _m.UNSET
    length: Duration | _m.UnsetType = _m.UNSET
    reasonCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reasonReference: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    diagnosis: _Annotated[_list[EncounterDiagnosis], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    account: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    hospitalization: EncounterHospitalization | _m.UnsetType = _m.UNSET
    location: _Annotated[_list[EncounterLocation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    serviceProvider: Reference | _m.UnsetType = _m.UNSET
    partOf: Reference | _m.UnsetType = _m.UNSET


class EncounterStatusHistory(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    status: _c.EncounterStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    period: Period


class EncounterClassHistory(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, rename={'class_': 'class'}):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    class_: Coding
    period: Period


class EncounterParticipant(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    period: Period | _m.UnsetType = _m.UNSET
    individual: Reference | _m.UnsetType = _m.UNSET


class EncounterDiagnosis(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    condition: Reference
    use: CodeableConcept | _m.UnsetType = _m.UNSET
    rank: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _rank: Element | _m.UnsetType = _m.UNSET


class EncounterHospitalization(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    preAdmissionIdentifier: Identifier | _m.UnsetType = _m.UNSET
    origin: Reference | _m.UnsetType = _m.UNSET
    admitSource: CodeableConcept | _m.UnsetType = _m.UNSET
    reAdmission: CodeableConcept | _m.UnsetType = _m.UNSET
    dietPreference: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    specialCourtesy: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    specialArrangement: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    destination: Reference | _m.UnsetType = _m.UNSET
    dischargeDisposition: CodeableConcept | _m.UnsetType = _m.UNSET


class EncounterLocation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    location: Reference
    status: _c.EncounterLocationStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    physicalType: CodeableConcept | _m.UnsetType = _m.UNSET
    period: Period | _m.UnsetType = _m.UNSET
