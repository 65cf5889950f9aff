"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class TestScript(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="TestScript", tag_field="resourceType"):
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
    identifier: Identifier | _m.UnsetType = _m.UNSET
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
    origin: _Annotated[_list[TestScriptOrigin], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    destination: _Annotated[_list[TestScriptDestination], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    metadata: TestScriptMetadata | _m.UnsetType = _m.UNSET
    fixture: _Annotated[_list[TestScriptFixture], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    profile: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    variable: _Annotated[_list[TestScriptVariable], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    setup: TestScriptSetup | _m.UnsetType = _m.UNSET
    test: _Annotated[_list[TestScriptTest], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    teardown: TestScriptTeardown | _m.UnsetType = _m.UNSET


class TestScriptOrigin(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    index: _p.Integer | _m.UnsetType = _m.UNSET
    _index: Element | _m.UnsetType = _m.UNSET
    profile: Coding


class TestScriptDestination(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    index: _p.Integer | _m.UnsetType = _m.UNSET
    _index: Element | _m.UnsetType = _m.UNSET
    profile: Coding


class TestScriptMetadata(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    link: _Annotated[_list[TestScriptMetadataLink], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    capability: _Annotated[_list[TestScriptMetadataCapability], _m.Meta(min_length=1)]


class TestScriptMetadataLink(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    url: _p.Uri | _m.UnsetType = _m.UNSET
    _url: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET


class TestScriptMetadataCapability(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    required: _p.Boolean | _m.UnsetType = _m.UNSET
    _required: Element | _m.UnsetType = _m.UNSET
    validated: _p.Boolean | _m.UnsetType = _m.UNSET
    _validated: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    origin: _Annotated[_list[_p.Integer | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _origin: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    destination: _p.Integer | _m.UnsetType = _m.UNSET
    _destination: Element | _m.UnsetType = _m.UNSET
    link: _Annotated[_list[_p.Uri | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _link: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    capabilities: _p.Canonical | _m.UnsetType = _m.UNSET
    _capabilities: Element | _m.UnsetType = _m.UNSET


class TestScriptFixture(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    autocreate: _p.Boolean | _m.UnsetType = _m.UNSET
    _autocreate: Element | _m.UnsetType = _m.UNSET
    autodelete: _p.Boolean | _m.UnsetType = _m.UNSET
    _autodelete: Element | _m.UnsetType = _m.UNSET
    resource: Reference | _m.UnsetType = _m.UNSET


class TestScriptVariable(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    defaultValue: _p.String | _m.UnsetType = _m.UNSET
    _defaultValue: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    expression: _p.String | _m.UnsetType = _m.UNSET
    _expression: Element | _m.UnsetType = _m.UNSET
    headerField: _p.String | _m.UnsetType = _m.UNSET
    _headerField: Element | _m.UnsetType = _m.UNSET
    hint: _p.String | _m.UnsetType = _m.UNSET
    _hint: Element | _m.UnsetType = _m.UNSET
    path: _p.String | _m.UnsetType = _m.UNSET
    _path: Element | _m.UnsetType = _m.UNSET
    sourceId: _p.Id | _m.UnsetType = _m.UNSET
    _sourceId: Element | _m.UnsetType = _m.UNSET


class TestScriptSetup(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    action: _Annotated[_list[TestScriptSetupAction], _m.Meta(min_length=1)]


class TestScriptSetupAction(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, rename={'assert_': 'assert'}):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    operation: TestScriptSetupActionOperation | _m.UnsetType = _m.UNSET
    assert_: TestScriptSetupActionAssert | _m.UnsetType = _m.UNSET


class TestScriptSetupActionOperation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: Coding | _m.UnsetType = _m.UNSET
    resource: _c.DefinedTypes | _m.UnsetType = _m.UNSET
    _resource: Element | _m.UnsetType = _m.UNSET
    label: _p.String | _m.UnsetType = _m.UNSET
    _label: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    accept: _p.Code | _m.UnsetType = _m.UNSET
    _accept: Element | _m.UnsetType = _m.UNSET
    contentType: _p.Code | _m.UnsetType = _m.UNSET
    _contentType: Element | _m.UnsetType = _m.UNSET
    destination: _p.Integer | _m.UnsetType = _m.UNSET
    _destination: Element | _m.UnsetType = _m.UNSET
    encodeRequestUrl: _p.Boolean | _m.UnsetType = _m.UNSET
    _encodeRequestUrl: Element | _m.UnsetType = _m.UNSET
    method: _c.HttpOperations | _m.UnsetType = _m.UNSET
    _method: Element | _m.UnsetType = _m.UNSET
    origin: _p.Integer | _m.UnsetType = _m.UNSET
    _origin: Element | _m.UnsetType = _m.UNSET
    params: _p.String | _m.UnsetType = _m.UNSET
    _params: Element | _m.UnsetType = _m.UNSET
    requestHeader: _Annotated[_list[TestScriptSetupActionOperationRequestHeader], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    requestId: _p.Id | _m.UnsetType = _m.UNSET
    _requestId: Element | _m.UnsetType = _m.UNSET
    responseId: _p.Id | _m.UnsetType = _m.UNSET
    _responseId: Element | _m.UnsetType = _m.UNSET
    sourceId: _p.Id | _m.UnsetType = _m.UNSET
    _sourceId: Element | _m.UnsetType = _m.UNSET
    targetId: _p.Id | _m.UnsetType = _m.UNSET
    _targetId: Element | _m.UnsetType = _m.UNSET
    url: _p.String | _m.UnsetType = _m.UNSET
    _url: Element | _m.UnsetType = _m.UNSET


class TestScriptSetupActionOperationRequestHeader(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    field: _p.String | _m.UnsetType = _m.UNSET
    _field: Element | _m.UnsetType = _m.UNSET
    value: _p.String | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET


class TestScriptSetupActionAssert(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    label: _p.String | _m.UnsetType = _m.UNSET
    _label: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    direction: _c.AssertDirectionCodes | _m.UnsetType = _m.UNSET
    _direction: Element | _m.UnsetType = _m.UNSET
    compareToSourceId: _p.String | _m.UnsetType = _m.UNSET
    _compareToSourceId: Element | _m.UnsetType = _m.UNSET
    compareToSourceExpression: _p.String | _m.UnsetType = _m.UNSET
    _compareToSourceExpression: Element | _m.UnsetType = _m.UNSET
    compareToSourcePath: _p.String | _m.UnsetType = _m.UNSET
    _compareToSourcePath: Element | _m.UnsetType = _m.UNSET
    contentType: _p.Code | _m.UnsetType = _m.UNSET
    _contentType: Element | _m.UnsetType = _m.UNSET
    expression: _p.String | _m.UnsetType = _m.UNSET
    _expression: Element | _m.UnsetType = _m.UNSET
    headerField: _p.String | _m.UnsetType = _m.UNSET
    _headerField: Element | _m.UnsetType = _m.UNSET
    minimumId: _p.String | _m.UnsetType = _m.UNSET
    _minimumId: Element | _m.UnsetType = _m.UNSET
    navigationLinks: _p.Boolean | _m.UnsetType = _m.UNSET
    _navigationLinks: Element | _m.UnsetType = _m.UNSET
    operator: _c.AssertOperatorCodes | _m.UnsetType = _m.UNSET
    _operator: Element | _m.UnsetType = _m.UNSET
    path: _p.String | _m.UnsetType = _m.UNSET
    _path: Element | _m.UnsetType = _m.UNSET
    requestMethod: _c.HttpOperations | _m.UnsetType = _m.UNSET
    _requestMethod: Element | _m.UnsetType = _m.UNSET
    requestURL: _p.String | _m.UnsetType = _m.UNSET
    _requestURL: Element | _m.UnsetType = _m.UNSET
    resource: _c.DefinedTypes | _m.UnsetType = _m.UNSET
    _resource: Element | _m.UnsetType = _m.UNSET
    response: _c.AssertResponseCodeTypes | _m.UnsetType = _m.UNSET
    _response: Element | _m.UnsetType = _m.UNSET
    responseCode: _p.String | _m.UnsetType = _m.UNSET
    _responseCode: Element | _m.UnsetType = _m.UNSET
    sourceId: _p.Id | _m.UnsetType = _m.UNSET
    _sourceId: Element | _m.UnsetType = _m.UNSET
    validateProfileId: _p.Id | _m.UnsetType = _m.UNSET
    _validateProfileId: Element | _m.UnsetType = _m.UNSET
    value: _p.String | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET
    warningOnly: _p.Boolean | _m.UnsetType = _m.UNSET
    _warningOnly: Element | _m.UnsetType = _m.UNSET


class TestScriptTest(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    action: _Annotated[_list[TestScriptTestAction], _m.Meta(min_length=1)]


class TestScriptTestAction(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, rename={'assert_': 'assert'}):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    operation: TestScriptSetupActionOperation | _m.UnsetType = _m.UNSET
    assert_: TestScriptSetupActionAssert | _m.UnsetType = _m.UNSET


class TestScriptTeardown(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    action: _Annotated[_list[TestScriptTeardownAction], _m.Meta(min_length=1)]


class TestScriptTeardownAction(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    operation: TestScriptSetupActionOperation
