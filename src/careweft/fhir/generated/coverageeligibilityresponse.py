"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class CoverageEligibilityResponse(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="CoverageEligibilityResponse", tag_field="resourceType"):
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
    purpose: _Annotated[_list[_c.EligibilityresponsePurpose | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _purpose: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    patient: Reference
    servicedDate: _p.Date | _m.UnsetType = _m.UNSET
    _servicedDate: Element | _m.UnsetType = _m.UNSET
    servicedPeriod: Period | _m.UnsetType = _m.UNSET
    created: _p.DateTime | _m.UnsetType = _m.UNSET
    _created: Element | _m.UnsetType = _m.UNSET
    requestor: Reference | _m.UnsetType = _m.UNSET
    request: Reference
    outcome: _c.RemittanceOutcome | _m.UnsetType = _m.UNSET
    _outcome: Element | _m.UnsetType = _m.UNSET
    disposition: _p.String | _m.UnsetType = _m.UNSET
    _disposition: Element | _m.UnsetType = _m.UNSET
    insurer: Reference
    insurance: _Annotated[_list[CoverageEligibilityResponseInsurance], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    preAuthRef: _p.String | _m.UnsetType = _m.UNSET
    _preAuthRef: Element | _m.UnsetType = _m.UNSET
    form: CodeableConcept | _m.UnsetType = _m.UNSET
    error: _Annotated[_list[CoverageEligibilityResponseError], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class CoverageEligibilityResponseInsurance(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    coverage: Reference
    inforce: _p.Boolean | _m.UnsetType = _m.UNSET
    _inforce: Element | _m.UnsetType = _m.UNSET
    benefitPeriod: Period | _m.UnsetType = _m.UNSET
    item: _Annotated[_list[CoverageEligibilityResponseInsuranceItem], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class CoverageEligibilityResponseInsuranceItem(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    category: CodeableConcept | _m.UnsetType = _m.UNSET
    productOrService: CodeableConcept | _m.UnsetType = _m.UNSET
    modifier: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    provider: Reference | _m.UnsetType = _m.UNSET
    excluded: _p.Boolean | _m.UnsetType = _m.UNSET
    _excluded: Element | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    network: CodeableConcept | _m.UnsetType = _m.UNSET
    unit: CodeableConcept | _m.UnsetType = _m.UNSET
    term: CodeableConcept | _m.UnsetType = _m.UNSET
    benefit: _Annotated[_list[CoverageEligibilityResponseInsuranceItemBenefit], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    authorizationRequired: _p.Boolean | _m.UnsetType = _m.UNSET
    _authorizationRequired: Element | _m.UnsetType = _m.UNSET
    authorizationSupporting: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    authorizationUrl: _p.Uri | _m.UnsetType = _m.UNSET
    _authorizationUrl: Element | _m.UnsetType = _m.UNSET


class CoverageEligibilityResponseInsuranceItemBenefit(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    allowedUnsignedInt: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _allowedUnsignedInt: Element | _m.UnsetType = _m.UNSET
    allowedString: _p.String | _m.UnsetType = _m.UNSET
    _allowedString: Element | _m.UnsetType = _m.UNSET
    allowedMoney: Money | _m.UnsetType = _m.UNSET
    usedUnsignedInt: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _usedUnsignedInt: Element | _m.UnsetType = _m.UNSET
    usedString: _p.String | _m.UnsetType = _m.UNSET
    _usedString: Element | _m.UnsetType = _m.UNSET
    usedMoney: Money | _m.UnsetType = _m.UNSET


class CoverageEligibilityResponseError(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept
