"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class TestReport(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="TestReport", tag_field="resourceType"):
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
    identifier: Identifier | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    status: _c.ReportStatusCodes | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    testScript: Reference
    result: _c.ReportResultCodes | _m.UnsetType = _m.UNSET
    _result: Element | _m.UnsetType = _m.UNSET
    score: _p.Decimal | _m.UnsetType = _m.UNSET
    _score: Element | _m.UnsetType = _m.UNSET
    tester: _p.String | _m.UnsetType = _m.UNSET
    _tester: Element | _m.UnsetType = _m.UNSET
    issued: _p.DateTime | _m.UnsetType = _m.UNSET
    _issued: Element | _m.UnsetType = _m.UNSET
    participant: _Annotated[_list[TestReportParticipant], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    setup: TestReportSetup | _m.UnsetType = _m.UNSET
    test: _Annotated[_list[TestReportTest], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    teardown: TestReportTeardown | _m.UnsetType = _m.UNSET


class TestReportParticipant(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _c.ReportParticipantType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    uri: _p.Uri | _m.UnsetType = _m.UNSET
    _uri: Element | _m.UnsetType = _m.UNSET
    display: _p.String | _m.UnsetType = _m.UNSET
    _display: Element | _m.UnsetType = _m.UNSET


class TestReportSetup(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    action: _Annotated[_list[TestReportSetupAction], _m.Meta(min_length=1)]


class TestReportSetupAction(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, rename={'assert_': 'assert'}):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    operation: TestReportSetupActionOperation | _m.UnsetType = _m.UNSET
    assert_: TestReportSetupActionAssert | _m.UnsetType = _m.UNSET


class TestReportSetupActionOperation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    result: _c.ReportActionResultCodes | _m.UnsetType = _m.UNSET
    _result: Element | _m.UnsetType = _m.UNSET
    message: _p.Markdown | _m.UnsetType = _m.UNSET
    _message: Element | _m.UnsetType = _m.UNSET
    detail: _p.Uri | _m.UnsetType = _m.UNSET
    _detail: Element | _m.UnsetType = _m.UNSET


class TestReportSetupActionAssert(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    result: _c.ReportActionResultCodes | _m.UnsetType = _m.UNSET
    _result: Element | _m.UnsetType = _m.UNSET
    message: _p.Markdown | _m.UnsetType = _m.UNSET
    _message: Element | _m.UnsetType = _m.UNSET
    detail: _p.String | _m.UnsetType = _m.UNSET
    _detail: Element | _m.UnsetType = _m.UNSET


class TestReportTest(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    action: _Annotated[_list[TestReportTestAction], _m.Meta(min_length=1)]


class TestReportTestAction(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, rename={'assert_': 'assert'}):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    operation: TestReportSetupActionOperation | _m.UnsetType = _m.UNSET
    assert_: TestReportSetupActionAssert | _m.UnsetType = _m.UNSET


class TestReportTeardown(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    action: _Annotated[_list[TestReportTeardownAction], _m.Meta(min_length=1)]


class TestReportTeardownAction(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    operation: TestReportSetupActionOperation
