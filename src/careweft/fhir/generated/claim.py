"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Claim(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Claim", tag_field="resourceType"):
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
    type: CodeableConcept
    subType: CodeableConcept | _m.UnsetType = _m.UNSET
    use: _c.ClaimUse | _m.UnsetType = _m.UNSET
    _use: Element | _m.UnsetType = _m.UNSET
    patient: Reference
    billablePeriod: Period | _m.UnsetType = _m.UNSET
    created: _p.DateTime | _m.UnsetType = _m.UNSET
    _created: Element | _m.UnsetType = _m.UNSET
    enterer: Reference | _m.UnsetType = _m.UNSET
    insurer: Reference | _m.UnsetType = _m.UNSET
    provider: Reference
    priority: CodeableConcept
    fundsReserve: CodeableConcept | _m.UnsetType = _m.UNSET
    related: _Annotated[_list[ClaimRelated], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    prescription: Reference | _m.UnsetType = _m.UNSET
    originalPrescription: Reference | _m.UnsetType = _m.UNSET
    payee: ClaimPayee | _m.UnsetType = _m.UNSET
    referral: Reference | _m.UnsetType = _m.UNSET
    facility: Reference | _m.UnsetType = _m.UNSET
    careTeam: _Annotated[_list[ClaimCareTeam], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    supportingInfo: _Annotated[_list[ClaimSupportingInfo], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    diagnosis: _Annotated[_list[ClaimDiagnosis], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    procedure: _Annotated[_list[ClaimProcedure], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    insurance: _Annotated[_list[ClaimInsurance], _m.Meta(min_length=1)]
    accident: ClaimAccident | _m.UnsetType = _m.UNSET
    item: _Annotated[_list[ClaimItem], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    total: Money | _m.UnsetType = _m.UNSET


class ClaimRelated(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    claim: Reference | _m.UnsetType = _m.UNSET
    relationship: CodeableConcept | _m.UnsetType = _m.UNSET
    reference: Identifier | _m.UnsetType = _m.UNSET


class ClaimPayee(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    party: Reference | _m.UnsetType = _m.UNSET


class ClaimCareTeam(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    sequence: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _sequence: Element | _m.UnsetType = _m.UNSET
    provider: Reference
    responsible: _p.Boolean | _m.UnsetType = _m.UNSET
    _responsible: Element | _m.UnsetType = _m.UNSET
    role: CodeableConcept | _m.UnsetType = _m.UNSET
    qualification: CodeableConcept | _m.UnsetType = _m.UNSET


class ClaimSupportingInfo(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    sequence: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _sequence: Element | _m.UnsetType = _m.UNSET
    category: CodeableConcept
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    timingDate: _p.Date | _m.UnsetType = _m.UNSET
    _timingDate: Element | _m.UnsetType = _m.UNSET
    timingPeriod: Period | _m.UnsetType = _m.UNSET
    valueBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _valueBoolean: Element | _m.UnsetType = _m.UNSET
    valueString: _p.String | _m.UnsetType = _m.UNSET
    _valueString: Element | _m.UnsetType = _m.UNSET
    valueQuantity: Quantity | _m.UnsetType = _m.UNSET
    valueAttachment: Attachment | _m.UnsetType = _m.UNSET
    valueReference: Reference | _m.UnsetType = _m.UNSET
    reason: CodeableConcept | _m.UnsetType = _m.UNSET


class ClaimDiagnosis(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    sequence: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _sequence: Element | _m.UnsetType = _m.UNSET
    diagnosisCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    diagnosisReference: Reference | _m.UnsetType = _m.UNSET
    type: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    onAdmission: CodeableConcept | _m.UnsetType = _m.UNSET
    packageCode: CodeableConcept | _m.UnsetType = _m.UNSET


class ClaimProcedure(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    sequence: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _sequence: Element | _m.UnsetType = _m.UNSET
    type: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    date: _p.DateTime | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    procedureCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    procedureReference: Reference | _m.UnsetType = _m.UNSET
    udi: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ClaimInsurance(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    sequence: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _sequence: Element | _m.UnsetType = _m.UNSET
    focal: _p.Boolean | _m.UnsetType = _m.UNSET
    _focal: Element | _m.UnsetType = _m.UNSET
    identifier: Identifier | _m.UnsetType = _m.UNSET
    coverage: Reference
    businessArrangement: _p.String | _m.UnsetType = _m.UNSET
    _businessArrangement: Element | _m.UnsetType = _m.UNSET
    preAuthRef: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _preAuthRef: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    claimResponse: Reference | _m.UnsetType = _m.UNSET


class ClaimAccident(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    date: _p.Date | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    locationAddress: Address | _m.UnsetType = _m.UNSET
    locationReference: Reference | _m.UnsetType = _m.UNSET


class ClaimItem(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    sequence: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _sequence: Element | _m.UnsetType = _m.UNSET
    careTeamSequence: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _careTeamSequence: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    diagnosisSequence: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _diagnosisSequence: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    procedureSequence: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _procedureSequence: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    informationSequence: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _informationSequence: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    revenue: CodeableConcept | _m.UnsetType = _m.UNSET
    category: CodeableConcept | _m.UnsetType = _m.UNSET
    productOrService: CodeableConcept
    modifier: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    programCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    servicedDate: _p.Date | _m.UnsetType = _m.UNSET
    _servicedDate: Element | _m.UnsetType = _m.UNSET
    servicedPeriod: Period | _m.UnsetType = _m.UNSET
    locationCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    locationAddress: Address | _m.UnsetType = _m.UNSET
    locationReference: Reference | _m.UnsetType = _m.UNSET
    quantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    unitPrice: Money | _m.UnsetType = _m.UNSET
    factor: _p.Decimal | _m.UnsetType = _m.UNSET
    _factor: Element | _m.UnsetType = _m.UNSET
    net: Money | _m.UnsetType = _m.UNSET
    udi: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    bodySite: CodeableConcept | _m.UnsetType = _m.UNSET
    subSite: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    encounter: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    detail: _Annotated[_list[ClaimItemDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ClaimItemDetail(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    sequence: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _sequence: Element | _m.UnsetType = _m.UNSET
    revenue: CodeableConcept | _m.UnsetType = _m.UNSET
    category: CodeableConcept | _m.UnsetType = _m.UNSET
    productOrService: CodeableConcept
    modifier: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    programCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    quantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    unitPrice: Money | _m.UnsetType = _m.UNSET
    factor: _p.Decimal | _m.UnsetType = _m.UNSET
    _factor: Element | _m.UnsetType = _m.UNSET
    net: Money | _m.UnsetType = _m.UNSET
    udi: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    subDetail: _Annotated[_list[ClaimItemDetailSubDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ClaimItemDetailSubDetail(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    sequence: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _sequence: Element | _m.UnsetType = _m.UNSET
    revenue: CodeableConcept | _m.UnsetType = _m.UNSET
    category: CodeableConcept | _m.UnsetType = _m.UNSET
    productOrService: CodeableConcept
    modifier: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    programCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    quantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    unitPrice: Money | _m.UnsetType = _m.UNSET
    factor: _p.Decimal | _m.UnsetType = _m.UNSET
    _factor: Element | _m.UnsetType = _m.UNSET
    net: Money | _m.UnsetType = _m.UNSET
    udi: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
