"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class BiologicallyDerivedProduct(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="BiologicallyDerivedProduct", tag_field="resourceType"):
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
    productCategory: _c.ProductCategory | _m.UnsetType = _m.UNSET
    _productCategory: Element | _m.UnsetType = _m.UNSET
    productCode: CodeableConcept | _m.UnsetType = _m.UNSET
    status: _c.ProductStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    request: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    quantity: _p.Integer | _m.UnsetType = _m.UNSET
    _quantity: Element | _m.UnsetType = _m.UNSET
    parent: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    collection: BiologicallyDerivedProductCollection | _m.UnsetType = _m.UNSET
    processing: _Annotated[_list[BiologicallyDerivedProductProcessing], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    manipulation: BiologicallyDerivedProductManipulation | _m.UnsetType = _m.UNSET
    storage: _Annotated[_list[BiologicallyDerivedProductStorage], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class BiologicallyDerivedProductCollection(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    collector: Reference | _m.UnsetType = _m.UNSET
    source: Reference | _m.UnsetType = _m.UNSET
    collectedDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _collectedDateTime: Element | _m.UnsetType = _m.UNSET
    collectedPeriod: Period | _m.UnsetType = _m.UNSET


class BiologicallyDerivedProductProcessing(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    procedure: CodeableConcept | _m.UnsetType = _m.UNSET
    additive: Reference | _m.UnsetType = _m.UNSET
    timeDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _timeDateTime: Element | _m.UnsetType = _m.UNSET
    timePeriod: Period | _m.UnsetType = _m.UNSET


class BiologicallyDerivedProductManipulation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    timeDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _timeDateTime: Element | _m.UnsetType = _m.UNSET
    timePeriod: Period | _m.UnsetType = _m.UNSET


class BiologicallyDerivedProductStorage(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    temperature: _p.Decimal | _m.UnsetType = _m.UNSET
    _temperature: Element | _m.UnsetType = _m.UNSET
    scale: _c.ProductStorageScale | _m.UnsetType = _m.UNSET
    _scale: Element | _m.UnsetType = _m.UNSET
    duration: Period | _m.UnsetType = _m.UNSET
