"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class ImplementationGuide(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="ImplementationGuide", tag_field="resourceType", rename={'global_': 'global'}):
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
    copyright: _p.Markdown | _m.UnsetType = _m.UNSET
    _copyright: Element | _m.UnsetType = _m.UNSET
    packageId: _p.Id | _m.UnsetType = _m.UNSET
    _packageId: Element | _m.UnsetType = _m.UNSET
    license: _c.SpdxLicense | _m.UnsetType = _m.UNSET
    _license: Element | _m.UnsetType = _m.UNSET
    fhirVersion: _Annotated[_list[_c.FHIRVersion | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _fhirVersion: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    dependsOn: _Annotated[_list[ImplementationGuideDependsOn], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    global_: _Annotated[_list[ImplementationGuideGlobal], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    definition: ImplementationGuideDefinition | _m.UnsetType = _m.UNSET
    manifest: ImplementationGuideManifest | _m.UnsetType = _m.UNSET


class ImplementationGuideDependsOn(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    uri: _p.Canonical | _m.UnsetType = _m.UNSET
    _uri: Element | _m.UnsetType = _m.UNSET
    packageId: _p.Id | _m.UnsetType = _m.UNSET
    _packageId: Element | _m.UnsetType = _m.UNSET
    version: _p.String | _m.UnsetType = _m.UNSET
    _version: Element | _m.UnsetType = _m.UNSET


class ImplementationGuideGlobal(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _c.ResourceTypes | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    profile: _p.Canonical | _m.UnsetType = _m.UNSET
    _profile: Element | _m.UnsetType = _m.UNSET


class ImplementationGuideDefinition(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    grouping: _Annotated[_list[ImplementationGuideDefinitionGrouping], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    resource: _Annotated[_list[ImplementationGuideDefinitionResource], _m.Meta(min_length=1)]
    page: ImplementationGuideDefinitionPage | _m.UnsetType = _m.UNSET
    parameter: _Annotated[_list[ImplementationGuideDefinitionParameter], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    template: _Annotated[_list[ImplementationGuideDefinitionTemplate], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ImplementationGuideDefinitionGrouping(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET


class ImplementationGuideDefinitionResource(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reference: Reference
    fhirVersion: _Annotated[_list[_c.FHIRVersion | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _fhirVersion: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    exampleBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _exampleBoolean: Element | _m.UnsetType = _m.UNSET
    exampleCanonical: _p.Canonical | _m.UnsetType = _m.UNSET
    _exampleCanonical: Element | _m.UnsetType = _m.UNSET
    groupingId: _p.Id | _m.UnsetType = _m.UNSET
    _groupingId: Element | _m.UnsetType = _m.UNSET


class ImplementationGuideDefinitionPage(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    nameUrl: _p.Url | _m.UnsetType = _m.UNSET
    _nameUrl: Element | _m.UnsetType = _m.UNSET
    nameReference: Reference | _m.UnsetType = _m.UNSET
    title: _p.String | _m.UnsetType = _m.UNSET
    _title: Element | _m.UnsetType = _m.UNSET
    generation: _c.GuidePageGeneration | _m.UnsetType = _m.UNSET
    _generation: Element | _m.UnsetType = _m.UNSET
    page: _Annotated[_list[ImplementationGuideDefinitionPage], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ImplementationGuideDefinitionParameter(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _c.GuideParameterCode | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    value: _p.String | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET


class ImplementationGuideDefinitionTemplate(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    source: _p.String | _m.UnsetType = _m.UNSET
    _source: Element | _m.UnsetType = _m.UNSET
    scope: _p.String | _m.UnsetType = _m.UNSET
    _scope: Element | _m.UnsetType = _m.UNSET


class ImplementationGuideManifest(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    rendering: _p.Url | _m.UnsetType = _m.UNSET
    _rendering: Element | _m.UnsetType = _m.UNSET
    resource: _Annotated[_list[ImplementationGuideManifestResource], _m.Meta(min_length=1)]
    page: _Annotated[_list[ImplementationGuideManifestPage], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    image: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _image: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    other: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _other: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ImplementationGuideManifestResource(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reference: Reference
    exampleBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _exampleBoolean: Element | _m.UnsetType = _m.UNSET
    exampleCanonical: _p.Canonical | _m.UnsetType = _m.UNSET
    _exampleCanonical: Element | _m.UnsetType = _m.UNSET
    relativePath: _p.Url | _m.UnsetType = _m.UNSET
    _relativePath: Element | _m.UnsetType = _m.UNSET


class ImplementationGuideManifestPage(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    title: _p.String | _m.UnsetType = _m.UNSET
    _title: Element | _m.UnsetType = _m.UNSET
    anchor: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _anchor: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
