"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class ChargeItem(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="ChargeItem", tag_field="resourceType"):
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
    definitionUri: _Annotated[_list[_p.Uri | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _definitionUri: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    definitionCanonical: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _definitionCanonical: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    status: _c.ChargeitemStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    partOf: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept
    subject: Reference
    context: Reference | _m.UnsetType = _m.UNSET
    occurrenceDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _occurrenceDateTime: Element | _m.UnsetType = _m.UNSET
    occurrencePeriod: Period | _m.UnsetType = _m.UNSET
    occurrenceTiming: Timing | _m.UnsetType = _m.UNSET
    performer: _Annotated[_list[ChargeItemPerformer], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    performingOrganization: Reference | _m.UnsetType = _m.UNSET
    requestingOrganization: Reference | _m.UnsetType = _m.UNSET
    costCenter: Reference | _m.UnsetType = _m.UNSET
    quantity: Quantity | _m.UnsetType = _m.UNSET
    bodysite: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    factorOverride: _p.Decimal | _m.UnsetType = _m.UNSET
    _factorOverride: Element | _m.UnsetType = _m.UNSET
    priceOverride: Money | _m.UnsetType = _m.UNSET
    overrideReason: _p.String | _m.UnsetType = _m.UNSET
    _overrideReason: Element | _m.UnsetType = _m.UNSET
    enterer: Reference | _m.UnsetType = _m.UNSET
    enteredDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _enteredDate: Element | _m.UnsetType = _m.UNSET
    reason: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    service: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    productReference: Reference | _m.UnsetType = _m.UNSET
    productCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    account: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    supportingInformation: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ChargeItemPerformer(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    function: CodeableConcept | _m.UnsetType = _m.UNSET
    actor: Reference
