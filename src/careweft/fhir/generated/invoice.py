"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Invoice(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Invoice", tag_field="resourceType"):
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
    status: _c.InvoiceStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    cancelledReason: _p.String | _m.UnsetType = _m.UNSET
    _cancelledReason: Element | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    subject: Reference | _m.UnsetType = _m.UNSET
    recipient: Reference | _m.UnsetType = _m.UNSET
    date: _p.DateTime | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    participant: _Annotated[_list[InvoiceParticipant], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    issuer: Reference | _m.UnsetType = _m.UNSET
    account: Reference | _m.UnsetType = _m.UNSET
    lineItem: _Annotated[_list[InvoiceLineItem], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    totalPriceComponent: _Annotated[_list[InvoiceLineItemPriceComponent], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    totalNet: Money | _m.UnsetType = _m.UNSET
    totalGross: Money | _m.UnsetType = _m.UNSET
    paymentTerms: _p.Markdown | _m.UnsetType = _m.UNSET
    _paymentTerms: Element | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class InvoiceParticipant(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    role: CodeableConcept | _m.UnsetType = _m.UNSET
    actor: Reference


class InvoiceLineItem(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    sequence: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _sequence: Element | _m.UnsetType = _m.UNSET
    chargeItemReference: Reference | _m.UnsetType = _m.UNSET
    chargeItemCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    priceComponent: _Annotated[_list[InvoiceLineItemPriceComponent], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class InvoiceLineItemPriceComponent(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _c.InvoicePriceComponentType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    factor: _p.Decimal | _m.UnsetType = _m.UNSET
    _factor: Element | _m.UnsetType = _m.UNSET
    amount: Money | _m.UnsetType = _m.UNSET
