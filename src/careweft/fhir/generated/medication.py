"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Medication(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Medication", tag_field="resourceType"):
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
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    status: _c.MedicationStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    manufacturer: Reference | _m.UnsetType = _m.UNSET
    form: CodeableConcept | _m.UnsetType = _m.UNSET
    amount: Ratio | _m.UnsetType = _m.UNSET
    ingredient: _Annotated[_list[MedicationIngredient], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    batch: MedicationBatch | _m.UnsetType = _m.UNSET


class MedicationIngredient(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    itemCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    itemReference: Reference | _m.UnsetType = _m.UNSET
    isActive: _p.Boolean | _m.UnsetType = _m.UNSET
    _isActive: Element | _m.UnsetType = _m.UNSET
    strength: Ratio | _m.UnsetType = _m.UNSET


class MedicationBatch(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    lotNumber: _p.String | _m.UnsetType = _m.UNSET
    _lotNumber: Element | _m.UnsetType = _m.UNSET
    expirationDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _expirationDate: Element | _m.UnsetType = _m.UNSET
