"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class DeviceDefinition(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="DeviceDefinition", tag_field="resourceType"):
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
    udiDeviceIdentifier: _Annotated[_list[DeviceDefinitionUdiDeviceIdentifier], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    manufacturerString: _p.String | _m.UnsetType = _m.UNSET
    _manufacturerString: Element | _m.UnsetType = _m.UNSET
    manufacturerReference: Reference | _m.UnsetType = _m.UNSET
    deviceName: _Annotated[_list[DeviceDefinitionDeviceName], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modelNumber: _p.String | _m.UnsetType = _m.UNSET
    _modelNumber: Element | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    specialization: _Annotated[_list[DeviceDefinitionSpecialization], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    version: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _version: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    safety: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    shelfLifeStorage: _Annotated[_list[ProductShelfLife], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    physicalCharacteristics: ProdCharacteristic | _m.UnsetType = _m.UNSET
    languageCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    capability: _Annotated[_list[DeviceDefinitionCapability], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    property: _Annotated[_list[DeviceDefinitionProperty], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    owner: Reference | _m.UnsetType = _m.UNSET
    contact: _Annotated[_list[ContactPoint], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    url: _p.Uri | _m.UnsetType = _m.UNSET
    _url: Element | _m.UnsetType = _m.UNSET
    onlineInformation: _p.Uri | _m.UnsetType = _m.UNSET
    _onlineInformation: Element | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    quantity: Quantity | _m.UnsetType = _m.UNSET
    parentDevice: Reference | _m.UnsetType = _m.UNSET
    material: _Annotated[_list[DeviceDefinitionMaterial], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class DeviceDefinitionUdiDeviceIdentifier(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
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


class DeviceDefinitionDeviceName(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    type: _c.DeviceNametype | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET


class DeviceDefinitionSpecialization(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    systemType: _p.String | _m.UnsetType = _m.UNSET
    _systemType: Element | _m.UnsetType = _m.UNSET
    version: _p.String | _m.UnsetType = _m.UNSET
    _version: Element | _m.UnsetType = _m.UNSET


class DeviceDefinitionCapability(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    description: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class DeviceDefinitionProperty(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    valueQuantity: _Annotated[_list[Quantity], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    valueCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class DeviceDefinitionMaterial(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    substance: CodeableConcept
    alternate: _p.Boolean | _m.UnsetType = _m.UNSET
    _alternate: Element | _m.UnsetType = _m.UNSET
    allergenicIndicator: _p.Boolean | _m.UnsetType = _m.UNSET
    _allergenicIndicator: Element | _m.UnsetType = _m.UNSET
