"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Device(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Device", tag_field="resourceType"):
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
    definition: Reference | _m.UnsetType = _m.UNSET
    udiCarrier: _Annotated[_list[DeviceUdiCarrier], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    status: _c.DeviceStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    statusReason: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    distinctIdentifier: _p.String | _m.UnsetType = _m.UNSET
    _distinctIdentifier: Element | _m.UnsetType = _m.UNSET
    manufacturer: _p.String | _m.UnsetType = _m.UNSET
    _manufacturer: Element | _m.UnsetType = _m.UNSET
    manufactureDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _manufactureDate: Element | _m.UnsetType = _m.UNSET
    expirationDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _expirationDate: Element | _m.UnsetType = _m.UNSET
    lotNumber: _p.String | _m.UnsetType = _m.UNSET
    _lotNumber: Element | _m.UnsetType = _m.UNSET
    serialNumber: _p.String | _m.UnsetType = _m.UNSET
    _serialNumber: Element | _m.UnsetType = _m.UNSET
    deviceName: _Annotated[_list[DeviceDeviceName], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modelNumber: _p.String | _m.UnsetType = _m.UNSET
    _modelNumber: Element | _m.UnsetType = _m.UNSET
    partNumber: _p.String | _m.UnsetType = _m.UNSET
    _partNumber: Element | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    specialization: _Annotated[_list[DeviceSpecialization], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    version: _Annotated[_list[DeviceVersion], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    property: _Annotated[_list[DeviceProperty], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    patient: Reference | _m.UnsetType = _m.UNSET
    owner: Reference | _m.UnsetType = _m.UNSET
    contact: _Annotated[_list[ContactPoint], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    location: Reference | _m.UnsetType = _m.UNSET
    url: _p.Uri | _m.UnsetType = _m.UNSET
    _url: Element | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    safety: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    parent: Reference | _m.UnsetType = _m.UNSET


class DeviceUdiCarrier(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    deviceIdentifier: _p.String | _m.UnsetType = _m.UNSET
    _deviceIdentifier: Element | _m.UnsetType = _m.UNSET
    issuer: _p.Uri | _m.UnsetType = _m.UNSET
    _issuer: Element | _m.UnsetType = _m.UNSET
    jurisdiction: _p.Uri | _m.UnsetType = _m.UNSET
    _jurisdiction: Element | _m.UnsetType = _m.UNSET
    carrierAIDC: _p.Base64Binary | _m.UnsetType = _m.UNSET
    _carrierAIDC: Element | _m.UnsetType = _m.UNSET
    carrierHRF: _p.String | _m.UnsetType = _m.UNSET
    _carrierHRF: Element | _m.UnsetType = _m.UNSET
    entryType: _c.UdiEntryType | _m.UnsetType = _m.UNSET
    _entryType: Element | _m.UnsetType = _m.UNSET


class DeviceDeviceName(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    type: _c.DeviceNametype | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET


class DeviceSpecialization(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    systemType: CodeableConcept
    version: _p.String | _m.UnsetType = _m.UNSET
    _version: Element | _m.UnsetType = _m.UNSET


class DeviceVersion(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    component: Identifier | _m.UnsetType = _m.UNSET
    value: _p.String | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET


class DeviceProperty(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    valueQuantity: _Annotated[_list[Quantity], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    valueCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
