"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class MedicinalProductIngredient(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="MedicinalProductIngredient", tag_field="resourceType"):
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
    identifier: Identifier | _m.UnsetType = _m.UNSET
    role: CodeableConcept
    allergenicIndicator: _p.Boolean | _m.UnsetType = _m.UNSET
    _allergenicIndicator: Element | _m.UnsetType = _m.UNSET
    manufacturer: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    specifiedSubstance: _Annotated[_list[MedicinalProductIngredientSpecifiedSubstance], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    substance: MedicinalProductIngredientSubstance | _m.UnsetType = _m.UNSET


class MedicinalProductIngredientSpecifiedSubstance(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept
    group: CodeableConcept
    confidentiality: CodeableConcept | _m.UnsetType = _m.UNSET
    strength: _Annotated[_list[MedicinalProductIngredientSpecifiedSubstanceStrength], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MedicinalProductIngredientSpecifiedSubstanceStrength(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    presentation: Ratio
    presentationLowLimit: Ratio | _m.UnsetType = _m.UNSET
    concentration: Ratio | _m.UnsetType = _m.UNSET
    concentrationLowLimit: Ratio | _m.UnsetType = _m.UNSET
    measurementPoint: _p.String | _m.UnsetType = _m.UNSET
    _measurementPoint: Element | _m.UnsetType = _m.UNSET
    country: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    referenceStrength: _Annotated[_list[MedicinalProductIngredientSpecifiedSubstanceStrengthReferenceStrength], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MedicinalProductIngredientSpecifiedSubstanceStrengthReferenceStrength(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    substance: CodeableConcept | _m.UnsetType = _m.UNSET
    strength: Ratio
    strengthLowLimit: Ratio | _m.UnsetType = _m.UNSET
    measurementPoint: _p.String | _m.UnsetType = _m.UNSET
    _measurementPoint: Element | _m.UnsetType = _m.UNSET
    country: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MedicinalProductIngredientSubstance(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept
    strength: _Annotated[_list[MedicinalProductIngredientSpecifiedSubstanceStrength], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
