"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class CoverageEligibilityRequest(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="CoverageEligibilityRequest", tag_field="resourceType"):
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
    status: _c.FmStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    priority: CodeableConcept | _m.UnsetType = _m.UNSET
    purpose: _Annotated[_list[_c.EligibilityrequestPurpose | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _purpose: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    patient: Reference
    servicedDate: _p.Date | _m.UnsetType = _m.UNSET
    _servicedDate: Element | _m.UnsetType = _m.UNSET
    servicedPeriod: Period | _m.UnsetType = _m.UNSET
    created: _p.DateTime | _m.UnsetType = _m.UNSET
    _created: Element | _m.UnsetType = _m.UNSET
    enterer: Reference | _m.UnsetType = _m.UNSET
    provider: Reference | _m.UnsetType = _m.UNSET
    insurer: Reference
    facility: Reference | _m.UnsetType = _m.UNSET
    supportingInfo: _Annotated[_list[CoverageEligibilityRequestSupportingInfo], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    insurance: _Annotated[_list[CoverageEligibilityRequestInsurance], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    item: _Annotated[_list[CoverageEligibilityRequestItem], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class CoverageEligibilityRequestSupportingInfo(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    sequence: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _sequence: Element | _m.UnsetType = _m.UNSET
    information: Reference
    appliesToAll: _p.Boolean | _m.UnsetType = _m.UNSET
    _appliesToAll: Element | _m.UnsetType = _m.UNSET


class CoverageEligibilityRequestInsurance(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    focal: _p.Boolean | _m.UnsetType = _m.UNSET
    _focal: Element | _m.UnsetType = _m.UNSET
    coverage: Reference
    businessArrangement: _p.String | _m.UnsetType = _m.UNSET
    _businessArrangement: Element | _m.UnsetType = _m.UNSET


class CoverageEligibilityRequestItem(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    supportingInfoSequence: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _supportingInfoSequence: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    category: CodeableConcept | _m.UnsetType = _m.UNSET
    productOrService: CodeableConcept | _m.UnsetType = _m.UNSET
    modifier: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    provider: Reference | _m.UnsetType = _m.UNSET
    quantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    unitPrice: Money | _m.UnsetType = _m.UNSET
    facility: Reference | _m.UnsetType = _m.UNSET
    diagnosis: _Annotated[_list[CoverageEligibilityRequestItemDiagnosis], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    detail: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class CoverageEligibilityRequestItemDiagnosis(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    diagnosisCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    diagnosisReference: Reference | _m.UnsetType = _m.UNSET
