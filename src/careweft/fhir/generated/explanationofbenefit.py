"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class ExplanationOfBenefit(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="ExplanationOfBenefit", tag_field="resourceType"):
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
    status: _c.ExplanationofbenefitStatus | _m.UnsetType = _m.UNSET
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
    insurer: Reference
    provider: Reference
    priority: CodeableConcept | _m.UnsetType = _m.UNSET
    fundsReserveRequested: CodeableConcept | _m.UnsetType = _m.UNSET
    fundsReserve: CodeableConcept | _m.UnsetType = _m.UNSET
    related: _Annotated[_list[ExplanationOfBenefitRelated], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    prescription: Reference | _m.UnsetType = _m.UNSET
    originalPrescription: Reference | _m.UnsetType = _m.UNSET
    payee: ExplanationOfBenefitPayee | _m.UnsetType = _m.UNSET
    referral: Reference | _m.UnsetType = _m.UNSET
    facility: Reference | _m.UnsetType = _m.UNSET
    claim: Reference | _m.UnsetType = _m.UNSET
    claimResponse: Reference | _m.UnsetType = _m.UNSET
    outcome: _c.RemittanceOutcome | _m.UnsetType = _m.UNSET
    _outcome: Element | _m.UnsetType = _m.UNSET
    disposition: _p.String | _m.UnsetType = _m.UNSET
    _disposition: Element | _m.UnsetType = _m.UNSET
    preAuthRef: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _preAuthRef: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    preAuthRefPeriod: _Annotated[_list[Period], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    careTeam: _Annotated[_list[ExplanationOfBenefitCareTeam], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    supportingInfo: _Annotated[_list[ExplanationOfBenefitSupportingInfo], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    diagnosis: _Annotated[_list[ExplanationOfBenefitDiagnosis], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    procedure: _Annotated[_list[ExplanationOfBenefitProcedure], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    precedence: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _precedence: Element | _m.UnsetType = _m.UNSET
    insurance: _Annotated[_list[ExplanationOfBenefitInsurance], _m.Meta(min_length=1)]
    accident: ExplanationOfBenefitAccident | _m.UnsetType = _m.UNSET
    item: _Annotated[_list[ExplanationOfBenefitItem], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    addItem: _Annotated[_list[ExplanationOfBenefitAddItem], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    adjudication: _Annotated[_list[ExplanationOfBenefitItemAdjudication], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    total: _Annotated[_list[ExplanationOfBenefitTotal], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    payment: ExplanationOfBenefitPayment | _m.UnsetType = _m.UNSET
    formCode: CodeableConcept | _m.UnsetType = _m.UNSET
    form: Attachment | _m.UnsetType = _m.UNSET
    processNote: _Annotated[_list[ExplanationOfBenefitProcessNote], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    benefitPeriod: Period | _m.UnsetType = _m.UNSET
    benefitBalance: _Annotated[_list[ExplanationOfBenefitBenefitBalance], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ExplanationOfBenefitRelated(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    claim: Reference | _m.UnsetType = _m.UNSET
    relationship: CodeableConcept | _m.UnsetType = _m.UNSET
    reference: Identifier | _m.UnsetType = _m.UNSET


class ExplanationOfBenefitPayee(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    party: Reference | _m.UnsetType = _m.UNSET


class ExplanationOfBenefitCareTeam(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
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


class ExplanationOfBenefitSupportingInfo(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
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
    reason: Coding | _m.UnsetType = _m.UNSET


class ExplanationOfBenefitDiagnosis(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
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


class ExplanationOfBenefitProcedure(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
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


class ExplanationOfBenefitInsurance(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    focal: _p.Boolean | _m.UnsetType = _m.UNSET
    _focal: Element | _m.UnsetType = _m.UNSET
    coverage: Reference
    preAuthRef: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _preAuthRef: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ExplanationOfBenefitAccident(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    date: _p.Date | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    locationAddress: Address | _m.UnsetType = _m.UNSET
    locationReference: Reference | _m.UnsetType = _m.UNSET


class ExplanationOfBenefitItem(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
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
    noteNumber: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _noteNumber: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    adjudication: _Annotated[_list[ExplanationOfBenefitItemAdjudication], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    detail: _Annotated[_list[ExplanationOfBenefitItemDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ExplanationOfBenefitItemAdjudication(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    category: CodeableConcept
    reason: CodeableConcept | _m.UnsetType = _m.UNSET
    amount: Money | _m.UnsetType = _m.UNSET
    value: _p.Decimal | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET


class ExplanationOfBenefitItemDetail(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
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
    noteNumber: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _noteNumber: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    adjudication: _Annotated[_list[ExplanationOfBenefitItemAdjudication], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    subDetail: _Annotated[_list[ExplanationOfBenefitItemDetailSubDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ExplanationOfBenefitItemDetailSubDetail(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
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
    noteNumber: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _noteNumber: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    adjudication: _Annotated[_list[ExplanationOfBenefitItemAdjudication], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ExplanationOfBenefitAddItem(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    itemSequence: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _itemSequence: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    detailSequence: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _detailSequence: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    subDetailSequence: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _subDetailSequence: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    provider: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
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
    bodySite: CodeableConcept | _m.UnsetType = _m.UNSET
    subSite: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    noteNumber: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _noteNumber: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    adjudication: _Annotated[_list[ExplanationOfBenefitItemAdjudication], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    detail: _Annotated[_list[ExplanationOfBenefitAddItemDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ExplanationOfBenefitAddItemDetail(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    productOrService: CodeableConcept
    modifier: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    quantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    unitPrice: Money | _m.UnsetType = _m.UNSET
    factor: _p.Decimal | _m.UnsetType = _m.UNSET
    _factor: Element | _m.UnsetType = _m.UNSET
    net: Money | _m.UnsetType = _m.UNSET
    noteNumber: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _noteNumber: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    adjudication: _Annotated[_list[ExplanationOfBenefitItemAdjudication], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    subDetail: _Annotated[_list[ExplanationOfBenefitAddItemDetailSubDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ExplanationOfBenefitAddItemDetailSubDetail(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    productOrService: CodeableConcept
    modifier: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    quantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    unitPrice: Money | _m.UnsetType = _m.UNSET
    factor: _p.Decimal | _m.UnsetType = _m.UNSET
    _factor: Element | _m.UnsetType = _m.UNSET
    net: Money | _m.UnsetType = _m.UNSET
    noteNumber: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _noteNumber: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    adjudication: _Annotated[_list[ExplanationOfBenefitItemAdjudication], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ExplanationOfBenefitTotal(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    category: CodeableConcept
    amount: Money


class ExplanationOfBenefitPayment(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    adjustment: Money | _m.UnsetType = _m.UNSET
    adjustmentReason: CodeableConcept | _m.UnsetType = _m.UNSET
    date: _p.Date | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    amount: Money | _m.UnsetType = _m.UNSET
    identifier: Identifier | _m.UnsetType = _m.UNSET


class ExplanationOfBenefitProcessNote(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    number: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _number: Element | _m.UnsetType = _m.UNSET
    type: _c.NoteType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    text: _p.String | _m.UnsetType = _m.UNSET
    _text: Element | _m.UnsetType = _m.UNSET
    language: CodeableConcept | _m.UnsetType = _m.UNSET


class ExplanationOfBenefitBenefitBalance(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    category: CodeableConcept
    excluded: _p.Boolean | _m.UnsetType = _m.UNSET
    _excluded: Element | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    network: CodeableConcept | _m.UnsetType = _m.UNSET
    unit: CodeableConcept | _m.UnsetType = _m.UNSET
    term: CodeableConcept | _m.UnsetType = _m.UNSET
    financial: _Annotated[_list[ExplanationOfBenefitBenefitBalanceFinancial], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ExplanationOfBenefitBenefitBalanceFinancial(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
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
    usedMoney: Money | _m.UnsetType = _m.UNSET
