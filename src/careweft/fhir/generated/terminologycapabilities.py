"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class TerminologyCapabilities(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="TerminologyCapabilities", tag_field="resourceType"):
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
    software: TerminologyCapabilitiesSoftware | _m.UnsetType = _m.UNSET
    implementation: TerminologyCapabilitiesImplementation | _m.UnsetType = _m.UNSET
    lockedDate: _p.Boolean | _m.UnsetType = _m.UNSET
    _lockedDate: Element | _m.UnsetType = _m.UNSET
    codeSystem: _Annotated[_list[TerminologyCapabilitiesCodeSystem], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    expansion: TerminologyCapabilitiesExpansion | _m.UnsetType = _m.UNSET
    codeSearch: _c.CodeSearchSupport | _m.UnsetType = _m.UNSET
    _codeSearch: Element | _m.UnsetType = _m.UNSET
    validateCode: TerminologyCapabilitiesValidateCode | _m.UnsetType = _m.UNSET
    translation: TerminologyCapabilitiesTranslation | _m.UnsetType = _m.UNSET
    closure: TerminologyCapabilitiesClosure | _m.UnsetType = _m.UNSET


class TerminologyCapabilitiesSoftware(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    version: _p.String | _m.UnsetType = _m.UNSET
    _version: Element | _m.UnsetType = _m.UNSET


class TerminologyCapabilitiesImplementation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    url: _p.Url | _m.UnsetType = _m.UNSET
    _url: Element | _m.UnsetType = _m.UNSET


class TerminologyCapabilitiesCodeSystem(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    uri: _p.Canonical | _m.UnsetType = _m.UNSET
    _uri: Element | _m.UnsetType = _m.UNSET
    version: _Annotated[_list[TerminologyCapabilitiesCodeSystemVersion], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    subsumption: _p.Boolean | _m.UnsetType = _m.UNSET
    _subsumption: Element | _m.UnsetType = _m.UNSET


class TerminologyCapabilitiesCodeSystemVersion(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _p.String | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    isDefault: _p.Boolean | _m.UnsetType = _m.UNSET
    _isDefault: Element | _m.UnsetType = _m.UNSET
    compositional: _p.Boolean | _m.UnsetType = _m.UNSET
    _compositional: Element | _m.UnsetType = _m.UNSET
    language: _Annotated[_list[_p.Code | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _language: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    filter: _Annotated[_list[TerminologyCapabilitiesCodeSystemVersionFilter], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    property: _Annotated[_list[_p.Code | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _property: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class TerminologyCapabilitiesCodeSystemVersionFilter(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    op: _Annotated[_list[_p.Code | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _op: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class TerminologyCapabilitiesExpansion(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    hierarchical: _p.Boolean | _m.UnsetType = _m.UNSET
    _hierarchical: Element | _m.UnsetType = _m.UNSET
    paging: _p.Boolean | _m.UnsetType = _m.UNSET
    _paging: Element | _m.UnsetType = _m.UNSET
    incomplete: _p.Boolean | _m.UnsetType = _m.UNSET
    _incomplete: Element | _m.UnsetType = _m.UNSET
    parameter: _Annotated[_list[TerminologyCapabilitiesExpansionParameter], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    textFilter: _p.Markdown | _m.UnsetType = _m.UNSET
    _textFilter: Element | _m.UnsetType = _m.UNSET


class TerminologyCapabilitiesExpansionParameter(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.Code | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    documentation: _p.String | _m.UnsetType = _m.UNSET
    _documentation: Element | _m.UnsetType = _m.UNSET


class TerminologyCapabilitiesValidateCode(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    translations: _p.Boolean | _m.UnsetType = _m.UNSET
    _translations: Element | _m.UnsetType = _m.UNSET


class TerminologyCapabilitiesTranslation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    needsMap: _p.Boolean | _m.UnsetType = _m.UNSET
    _needsMap: Element | _m.UnsetType = _m.UNSET


class TerminologyCapabilitiesClosure(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    translation: _p.Boolean | _m.UnsetType = _m.UNSET
    _translation: Element | _m.UnsetType = _m.UNSET
