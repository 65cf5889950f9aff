"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class SubstancePolymer(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="SubstancePolymer", tag_field="resourceType", rename={'class_': 'class'}):
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
    class_: CodeableConcept | _m.UnsetType = _m.UNSET
    geometry: CodeableConcept | _m.UnsetType = _m.UNSET
    copolymerConnectivity: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modification: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _modification: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    monomerSet: _Annotated[_list[SubstancePolymerMonomerSet], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    repeat: _Annotated[_list[SubstancePolymerRepeat], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class SubstancePolymerMonomerSet(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    ratioType: CodeableConcept | _m.UnsetType = _m.UNSET
    startingMaterial: _Annotated[_list[SubstancePolymerMonomerSetStartingMaterial], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class SubstancePolymerMonomerSetStartingMaterial(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    material: CodeableConcept | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    isDefining: _p.Boolean | _m.UnsetType = _m.UNSET
    _isDefining: Element | _m.UnsetType = _m.UNSET
    amount: SubstanceAmount | _m.UnsetType = _m.UNSET


class SubstancePolymerRepeat(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    numberOfUnits: _p.Integer | _m.UnsetType = _m.UNSET
    _numberOfUnits: Element | _m.UnsetType = _m.UNSET
    averageMolecularFormula: _p.String | _m.UnsetType = _m.UNSET
    _averageMolecularFormula: Element | _m.UnsetType = _m.UNSET
    repeatUnitAmountType: CodeableConcept | _m.UnsetType = _m.UNSET
    repeatUnit: _Annotated[_list[SubstancePolymerRepeatRepeatUnit], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class SubstancePolymerRepeatRepeatUnit(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    orientationOfPolymerisation: CodeableConcept | _m.UnsetType = _m.UNSET
    repeatUnit: _p.String | _m.UnsetType = _m.UNSET
    _repeatUnit: Element | _m.UnsetType = _m.UNSET
    amount: SubstanceAmount | _m.UnsetType = _m.UNSET
    degreeOfPolymerisation: _Annotated[_list[SubstancePolymerRepeatRepeatUnitDegreeOfPolymerisation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    structuralRepresentation: _Annotated[_list[SubstancePolymerRepeatRepeatUnitStructuralRepresentation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class SubstancePolymerRepeatRepeatUnitDegreeOfPolymerisation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    degree: CodeableConcept | _m.UnsetType = _m.UNSET
    amount: SubstanceAmount | _m.UnsetType = _m.UNSET


class SubstancePolymerRepeatRepeatUnitStructuralRepresentation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    representation: _p.String | _m.UnsetType = _m.UNSET
    _representation: Element | _m.UnsetType = _m.UNSET
    attachment: Attachment | _m.UnsetType = _m.UNSET
