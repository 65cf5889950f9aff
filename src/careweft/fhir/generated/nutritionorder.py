"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class NutritionOrder(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="NutritionOrder", tag_field="resourceType"):
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
    instantiatesCanonical: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _instantiatesCanonical: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    instantiatesUri: _Annotated[_list[_p.Uri | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _instantiatesUri: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    instantiates: _Annotated[_list[_p.Uri | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _instantiates: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    status: _c.RequestStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    intent: _c.RequestIntent | _m.UnsetType = _m.UNSET
    _intent: Element | _m.UnsetType = _m.UNSET
    patient: Reference
    encounter: Reference | _m.UnsetType = _m.UNSET
    dateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _dateTime: Element | _m.UnsetType = _m.UNSET
    orderer: Reference | _m.UnsetType = _m.UNSET
    allergyIntolerance: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    foodPreferenceModifier: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    excludeFoodModifier: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    oralDiet: NutritionOrderOralDiet | _m.UnsetType = _m.UNSET
    supplement: _Annotated[_list[NutritionOrderSupplement], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    enteralFormula: NutritionOrderEnteralFormula | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class NutritionOrderOralDiet(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    schedule: _Annotated[_list[Timing], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    nutrient: _Annotated[_list[NutritionOrderOralDietNutrient], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    texture: _Annotated[_list[NutritionOrderOralDietTexture], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    fluidConsistencyType: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    instruction: _p.String | _m.UnsetType = _m.UNSET
    _instruction: Element | _m.UnsetType = _m.UNSET


class NutritionOrderOralDietNutrient(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifier: CodeableConcept | _m.UnsetType = _m.UNSET
    amount: SimpleQuantity | _m.UnsetType = _m.UNSET


class NutritionOrderOralDietTexture(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifier: CodeableConcept | _m.UnsetType = _m.UNSET
    foodType: CodeableConcept | _m.UnsetType = _m.UNSET


class NutritionOrderSupplement(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    productName: _p.String | _m.UnsetType = _m.UNSET
    _productName: Element | _m.UnsetType = _m.UNSET
    schedule: _Annotated[_list[Timing], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    quantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    instruction: _p.String | _m.UnsetType = _m.UNSET
    _instruction: Element | _m.UnsetType = _m.UNSET


class NutritionOrderEnteralFormula(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    baseFormulaType: CodeableConcept | _m.UnsetType = _m.UNSET
    baseFormulaProductName: _p.String | _m.UnsetType = _m.UNSET
    _baseFormulaProductName: Element | _m.UnsetType = _m.UNSET
    additiveType: CodeableConcept | _m.UnsetType = _m.UNSET
    additiveProductName: _p.String | _m.UnsetType = _m.UNSET
    _additiveProductName: Element | _m.UnsetType = _m.UNSET
    caloricDensity: SimpleQuantity | _m.UnsetType = _m.UNSET
    routeofAdministration: CodeableConcept | _m.UnsetType = _m.UNSET
    administration: _Annotated[_list[NutritionOrderEnteralFormulaAdministration], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    maxVolumeToDeliver: SimpleQuantity | _m.UnsetType = _m.UNSET
    administrationInstruction: _p.String | _m.UnsetType = _m.UNSET
    _administrationInstruction: Element | _m.UnsetType = _m.UNSET


class NutritionOrderEnteralFormulaAdministration(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    schedule: Timing | _m.UnsetType = _m.UNSET
    quantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    rateQuantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    rateRatio: Ratio | _m.UnsetType = _m.UNSET
