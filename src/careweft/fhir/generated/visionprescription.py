"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class VisionPrescription(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="VisionPrescription", tag_field="resourceType"):
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
    created: _p.DateTime | _m.UnsetType = _m.UNSET
    _created: Element | _m.UnsetType = _m.UNSET
    patient: Reference
    encounter: Reference | _m.UnsetType = _m.UNSET
    dateWritten: _p.DateTime | _m.UnsetType = _m.UNSET
    _dateWritten: Element | _m.UnsetType = _m.UNSET
    prescriber: Reference
    lensSpecification: _Annotated[_list[VisionPrescriptionLensSpecification], _m.Meta(min_length=1)]


class VisionPrescriptionLensSpecification(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    product: CodeableConcept
    eye: _c.VisionEyeCodes | _m.UnsetType = _m.UNSET
    _eye: Element | _m.UnsetType = _m.UNSET
    sphere: _p.Decimal | _m.UnsetType = _m.UNSET
    _sphere: Element | _m.UnsetType = _m.UNSET
    cylinder: _p.Decimal | _m.UnsetType = _m.UNSET
    _cylinder: Element | _m.UnsetType = _m.UNSET
    axis: _p.Integer | _m.UnsetType = _m.UNSET
    _axis: Element | _m.UnsetType = _m.UNSET
    prism: _Annotated[_list[VisionPrescriptionLensSpecificationPrism], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    add: _p.Decimal | _m.UnsetType = _m.UNSET
    _add: Element | _m.UnsetType = _m.UNSET
    power: _p.Decimal | _m.UnsetType = _m.UNSET
    _power: Element | _m.UnsetType = _m.UNSET
    backCurve: _p.Decimal | _m.UnsetType = _m.UNSET
    _backCurve: Element | _m.UnsetType = _m.UNSET
    diameter: _p.Decimal | _m.UnsetType = _m.UNSET
    _diameter: Element | _m.UnsetType = _m.UNSET
    duration: SimpleQuantity | _m.UnsetType = _m.UNSET
    color: _p.String | _m.UnsetType = _m.UNSET
    _color: Element | _m.UnsetType = _m.UNSET
    brand: _p.String | _m.UnsetType = _m.UNSET
    _brand: Element | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class VisionPrescriptionLensSpecificationPrism(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    amount: _p.Decimal | _m.UnsetType = _m.UNSET
    _amount: Element | _m.UnsetType = _m.UNSET
    base: _c.VisionBaseCodes | _m.UnsetType = _m.UNSET
    _base: Element | _m.UnsetType = _m.UNSET
