"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class CapabilityStatement(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="CapabilityStatement", tag_field="resourceType"):
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
    url: _p.Uri | _m.UnsetType = _m.UNSET
    _url: Element | _m.UnsetType = _m.UNSET
    version: _p.String | _m.UnsetType = _m.UNSET
    _version: Element | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    title: _p.String | _m.UnsetType = _m.UNSET
    _title: Element | _m.UnsetType = _m.UNSET
    status: _c.PublicationStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    experimental: _p.Boolean | _m.UnsetType = _m.UNSET
    _experimental: Element | _m.UnsetType = _m.UNSET
    date: _p.DateTime | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    publisher: _p.String | _m.UnsetType = _m.UNSET
    _publisher: Element | _m.UnsetType = _m.UNSET
    contact: _Annotated[_list[ContactDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    description: _p.Markdown | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    useContext: _Annotated[_list[UsageContext], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    jurisdiction: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    purpose: _p.Markdown | _m.UnsetType = _m.UNSET
    _purpose: Element | _m.UnsetType = _m.UNSET
    copyright: _p.Markdown | _m.UnsetType = _m.UNSET
    _copyright: Element | _m.UnsetType = _m.UNSET
    kind: _c.CapabilityStatementKind | _m.UnsetType = _m.UNSET
    _kind: Element | _m.UnsetType = _m.UNSET
    instantiates: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _instantiates: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    imports: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _imports: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    software: CapabilityStatementSoftware | _m.UnsetType = _m.UNSET
    implementation: CapabilityStatementImplementation | _m.UnsetType = _m.UNSET
    fhirVersion: _c.FHIRVersion | _m.UnsetType = _m.UNSET
    _fhirVersion: Element | _m.UnsetType = _m.UNSET
    format: _Annotated[_list[_p.Code | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _format: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    patchFormat: _Annotated[_list[_p.Code | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _patchFormat: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    implementationGuide: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _implementationGuide: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    rest: _Annotated[_list[CapabilityStatementRest], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    messaging: _Annotated[_list[CapabilityStatementMessaging], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    document: _Annotated[_list[CapabilityStatementDocument], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class CapabilityStatementSoftware(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    version: _p.String | _m.UnsetType = _m.UNSET
    _version: Element | _m.UnsetType = _m.UNSET
    releaseDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _releaseDate: Element | _m.UnsetType = _m.UNSET


class CapabilityStatementImplementation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    url: _p.Url | _m.UnsetType = _m.UNSET
    _url: Element | _m.UnsetType = _m.UNSET
    custodian: Reference | _m.UnsetType = _m.UNSET


class CapabilityStatementRest(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    mode: _c.RestfulCapabilityMode | _m.UnsetType = _m.UNSET
    _mode: Element | _m.UnsetType = _m.UNSET
    documentation: _p.Markdown | _m.UnsetType = _m.UNSET
    _documentation: Element | _m.UnsetType = _m.UNSET
    security: CapabilityStatementRestSecurity | _m.UnsetType = _m.UNSET
    resource: _Annotated[_list[CapabilityStatementRestResource], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    interaction: _Annotated[_list[CapabilityStatementRestInteraction], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    searchParam: _Annotated[_list[CapabilityStatementRestResourceSearchParam], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    operation: _Annotated[_list[CapabilityStatementRestResourceOperation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    compartment: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _compartment: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class CapabilityStatementRestSecurity(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    cors: _p.Boolean | _m.UnsetType = _m.UNSET
    _cors: Element | _m.UnsetType = _m.UNSET
    service: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    description: _p.Markdown | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET


class CapabilityStatementRestResource(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _c.ResourceTypes | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    profile: _p.Canonical | _m.UnsetType = _m.UNSET
    _profile: Element | _m.UnsetType = _m.UNSET
    supportedProfile: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _supportedProfile: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    documentation: _p.Markdown | _m.UnsetType = _m.UNSET
    _documentation: Element | _m.UnsetType = _m.UNSET
    interaction: _Annotated[_list[CapabilityStatementRestResourceInteraction], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    versioning: _c.VersioningPolicy | _m.UnsetType = _m.UNSET
    _versioning: Element | _m.UnsetType = _m.UNSET
    readHistory: _p.Boolean | _m.UnsetType = _m.UNSET
    _readHistory: Element | _m.UnsetType = _m.UNSET
    updateCreate: _p.Boolean | _m.UnsetType = _m.UNSET
    _updateCreate: Element | _m.UnsetType = _m.UNSET
    conditionalCreate: _p.Boolean | _m.UnsetType = _m.UNSET
    _conditionalCreate: Element | _m.UnsetType = _m.UNSET
    conditionalRead: _c.ConditionalReadStatus | _m.UnsetType = _m.UNSET
    _conditionalRead: Element | _m.UnsetType = _m.UNSET
    conditionalUpdate: _p.Boolean | _m.UnsetType = _m.UNSET
    _conditionalUpdate: Element | _m.UnsetType = _m.UNSET
    conditionalDelete: _c.ConditionalDeleteStatus | _m.UnsetType = _m.UNSET
    _conditionalDelete: Element | _m.UnsetType = _m.UNSET
    referencePolicy: _Annotated[_list[_c.ReferenceHandlingPolicy | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _referencePolicy: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    searchInclude: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _searchInclude: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    searchRevInclude: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _searchRevInclude: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    searchParam: _Annotated[_list[CapabilityStatementRestResourceSearchParam], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    operation: _Annotated[_list[CapabilityStatementRestResourceOperation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class CapabilityStatementRestResourceInteraction(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _c.TypeRestfulInteraction | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    documentation: _p.Markdown | _m.UnsetType = _m.UNSET
    _documentation: Element | _m.UnsetType = _m.UNSET


class CapabilityStatementRestResourceSearchParam(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    definition: _p.Canonical | _m.UnsetType = _m.UNSET
    _definition: Element | _m.UnsetType = _m.UNSET
    type: _c.SearchParamType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    documentation: _p.Markdown | _m.UnsetType = _m.UNSET
    _documentation: Element | _m.UnsetType = _m.UNSET


class CapabilityStatementRestResourceOperation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    definition: _p.Canonical | _m.UnsetType = _m.UNSET
    _definition: Element | _m.UnsetType = _m.UNSET
    documentation: _p.Markdown | _m.UnsetType = _m.UNSET
    _documentation: Element | _m.UnsetType = _m.UNSET


class CapabilityStatementRestInteraction(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _c.SystemRestfulInteraction | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    documentation: _p.Markdown | _m.UnsetType = _m.UNSET
    _documentation: Element | _m.UnsetType = _m.UNSET


class CapabilityStatementMessaging(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    endpoint: _Annotated[_list[CapabilityStatementMessagingEndpoint], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reliableCache: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _reliableCache: Element | _m.UnsetType = _m.UNSET
    documentation: _p.Markdown | _m.UnsetType = _m.UNSET
    _documentation: Element | _m.UnsetType = _m.UNSET
    supportedMessage: _Annotated[_list[CapabilityStatementMessagingSupportedMessage], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class CapabilityStatementMessagingEndpoint(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    protocol: Coding
    address: _p.Url | _m.UnsetType = _m.UNSET
    _address: Element | _m.UnsetType = _m.UNSET


class CapabilityStatementMessagingSupportedMessage(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    mode: _c.EventCapabilityMode | _m.UnsetType = _m.UNSET
    _mode: Element | _m.UnsetType = _m.UNSET
    definition: _p.Canonical | _m.UnsetType = _m.UNSET
    _definition: Element | _m.UnsetType = _m.UNSET


class CapabilityStatementDocument(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    mode: _c.DocumentMode | _m.UnsetType = _m.UNSET
    _mode: Element | _m.UnsetType = _m.UNSET
    documentation: _p.Markdown | _m.UnsetType = _m.UNSET
    _documentation: Element | _m.UnsetType = _m.UNSET
    profile: _p.Canonical | _m.UnsetType = _m.UNSET
    _profile: Element | _m.UnsetType = _m.UNSET
