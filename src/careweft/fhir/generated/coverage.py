"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Coverage(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Coverage", tag_field="resourceType", rename={'class_': 'class'}):
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
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    policyHolder: Reference | _m.UnsetType = _m.UNSET
    subscriber: Reference | _m.UnsetType = _m.UNSET
    subscriberId: _p.String | _m.UnsetType = _m.UNSET
    _subscriberId: Element | _m.UnsetType = _m.UNSET
    beneficiary: Reference
    dependent: _p.String | _m.UnsetType = _m.UNSET
    _dependent: Element | _m.UnsetType = _m.UNSET
    relationship: CodeableConcept | _m.UnsetType = _m.UNSET
    period: Period | _m.UnsetType = _m.UNSET
    payor: _Annotated[_list[Reference], _m.Meta(min_length=1)]
    class_: _Annotated[_list[CoverageClass], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    order: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _order: Element | _m.UnsetType = _m.UNSET
    network: _p.String | _m.UnsetType = _m.UNSET
    _network: Element | _m.UnsetType = _m.UNSET
    costToBeneficiary: _Annotated[_list[CoverageCostToBeneficiary], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    subrogation: _p.Boolean | _m.UnsetType = _m.UNSET
    _subrogation: Element | _m.UnsetType = _m.UNSET
    contract: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class CoverageClass(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    value: _p.String | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET


class CoverageCostToBeneficiary(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    valueQuantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    valueMoney: Money | _m.UnsetType = _m.UNSET
    exception: _Annotated[_list[CoverageCostToBeneficiaryException], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class CoverageCostToBeneficiaryException(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    period: Period | _m.UnsetType = _m.UNSET
