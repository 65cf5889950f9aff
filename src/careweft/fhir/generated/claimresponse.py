"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class ClaimResponse(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="ClaimResponse", tag_field="resourceType"):
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
    created: _p.DateTime | _m.UnsetType = _m.UNSET
    _created: Element | _m.UnsetType = _m.UNSET
    insurer: Reference
    requestor: Reference | _m.UnsetType = _m.UNSET
    request: Reference | _m.UnsetType = _m.UNSET
    outcome: _c.RemittanceOutcome | _m.UnsetType = _m.UNSET
    _outcome: Element | _m.UnsetType = _m.UNSET
    disposition: _p.String | _m.UnsetType = _m.UNSET
    _disposition: Element | _m.UnsetType = _m.UNSET
    preAuthRef: _p.String | _m.UnsetType = _m.UNSET
    _preAuthRef: Element | _m.UnsetType = _m.UNSET
    preAuthPeriod: Period | _m.UnsetType = _m.UNSET
    payeeType: CodeableConcept | _m.UnsetType = _m.UNSET
    item: _Annotated[_list[ClaimResponseItem], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    addItem: _Annotated[_list[ClaimResponseAddItem], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    adjudication: _Annotated[_list[ClaimResponseItemAdjudication], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    total: _Annotated[_list[ClaimResponseTotal], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    payment: ClaimResponsePayment | _m.UnsetType = _m.UNSET
    fundsReserve: CodeableConcept | _m.UnsetType = _m.UNSET
    formCode: CodeableConcept | _m.UnsetType = _m.UNSET
    form: Attachment | _m.UnsetType = _m.UNSET
    processNote: _Annotated[_list[ClaimResponseProcessNote], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    communicationRequest: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    insurance: _Annotated[_list[ClaimResponseInsurance], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    error: _Annotated[_list[ClaimResponseError], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ClaimResponseItem(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    itemSequence: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _itemSequence: Element | _m.UnsetType = _m.UNSET
    noteNumber: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _noteNumber: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    adjudication: _Annotated[_list[ClaimResponseItemAdjudication], _m.Meta(min_length=1)]
    detail: _Annotated[_list[ClaimResponseItemDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ClaimResponseItemAdjudication(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    category: CodeableConcept
    reason: CodeableConcept | _m.UnsetType = _m.UNSET
    amount: Money | _m.UnsetType = _m.UNSET
    value: _p.Decimal | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET


class ClaimResponseItemDetail(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    detailSequence: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _detailSequence: Element | _m.UnsetType = _m.UNSET
    noteNumber: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _noteNumber: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    adjudication: _Annotated[_list[ClaimResponseItemAdjudication], _m.Meta(min_length=1)]
    subDetail: _Annotated[_list[ClaimResponseItemDetailSubDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ClaimResponseItemDetailSubDetail(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    subDetailSequence: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _subDetailSequence: Element | _m.UnsetType = _m.UNSET
    noteNumber: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _noteNumber: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    adjudication: _Annotated[_list[ClaimResponseItemAdjudication], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ClaimResponseAddItem(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    itemSequence: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _itemSequence: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    detailSequence: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _detailSequence: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    subdetailSequence: _Annotated[_list[_p.PositiveInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _subdetailSequence: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
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
    adjudication: _Annotated[_list[ClaimResponseItemAdjudication], _m.Meta(min_length=1)]
    detail: _Annotated[_list[ClaimResponseAddItemDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ClaimResponseAddItemDetail(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
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
    adjudication: _Annotated[_list[ClaimResponseItemAdjudication], _m.Meta(min_length=1)]
    subDetail: _Annotated[_list[ClaimResponseAddItemDetailSubDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ClaimResponseAddItemDetailSubDetail(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
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
    adjudication: _Annotated[_list[ClaimResponseItemAdjudication], _m.Meta(min_length=1)]


class ClaimResponseTotal(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    category: CodeableConcept
    amount: Money


class ClaimResponsePayment(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    adjustment: Money | _m.UnsetType = _m.UNSET
    adjustmentReason: CodeableConcept | _m.UnsetType = _m.UNSET
    date: _p.Date | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    amount: Money
    identifier: Identifier | _m.UnsetType = _m.UNSET


class ClaimResponseProcessNote(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
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


class ClaimResponseInsurance(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    sequence: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _sequence: Element | _m.UnsetType = _m.UNSET
    focal: _p.Boolean | _m.UnsetType = _m.UNSET
    _focal: Element | _m.UnsetType = _m.UNSET
    coverage: Reference
    businessArrangement: _p.String | _m.UnsetType = _m.UNSET
    _businessArrangement: Element | _m.UnsetType = _m.UNSET
    claimResponse: Reference | _m.UnsetType = _m.UNSET


class ClaimResponseError(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    itemSequence: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _itemSequence: Element | _m.UnsetType = _m.UNSET
    detailSequence: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _detailSequence: Element | _m.UnsetType = _m.UNSET
    subDetailSequence: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _subDetailSequence: Element | _m.UnsetType = _m.UNSET
    code: CodeableConcept
