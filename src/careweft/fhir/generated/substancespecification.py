"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class SubstanceSpecification(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="SubstanceSpecification", tag_field="resourceType"):
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
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    status: CodeableConcept | _m.UnsetType = _m.UNSET
    domain: CodeableConcept | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    source: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    comment: _p.String | _m.UnsetType = _m.UNSET
    _comment: Element | _m.UnsetType = _m.UNSET
    moiety: _Annotated[_list[SubstanceSpecificationMoiety], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    property: _Annotated[_list[SubstanceSpecificationProperty], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    referenceInformation: Reference | _m.UnsetType = _m.UNSET
    structure: SubstanceSpecificationStructure | _m.UnsetType = _m.UNSET
    code: _Annotated[_list[SubstanceSpecificationCode], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _Annotated[_list[SubstanceSpecificationName], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    molecularWeight: _Annotated[_list[SubstanceSpecificationStructureIsotopeMolecularWeight], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    relationship: _Annotated[_list[SubstanceSpecificationRelationship], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    nucleicAcid: Reference | _m.UnsetType = _m.UNSET
    polymer: Reference | _m.UnsetType = _m.UNSET
    protein: Reference | _m.UnsetType = _m.UNSET
    sourceMaterial: Reference | _m.UnsetType = _m.UNSET


class SubstanceSpecificationMoiety(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    role: CodeableConcept | _m.UnsetType = _m.UNSET
    identifier: Identifier | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    stereochemistry: CodeableConcept | _m.UnsetType = _m.UNSET
    opticalActivity: CodeableConcept | _m.UnsetType = _m.UNSET
    molecularFormula: _p.String | _m.UnsetType = _m.UNSET
    _molecularFormula: Element | _m.UnsetType = _m.UNSET
    amountQuantity: Quantity | _m.UnsetType = _m.UNSET
    amountString: _p.String | _m.UnsetType = _m.UNSET
    _amountString: Element | _m.UnsetType = _m.UNSET


class SubstanceSpecificationProperty(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    category: CodeableConcept | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    parameters: _p.String | _m.UnsetType = _m.UNSET
    _parameters: Element | _m.UnsetType = _m.UNSET
    definingSubstanceReference: Reference | _m.UnsetType = _m.UNSET
    definingSubstanceCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    amountQuantity: Quantity | _m.UnsetType = _m.UNSET
    amountString: _p.String | _m.UnsetType = _m.UNSET
    _amountString: Element | _m.UnsetType = _m.UNSET


class SubstanceSpecificationStructure(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    stereochemistry: CodeableConcept | _m.UnsetType = _m.UNSET
    opticalActivity: CodeableConcept | _m.UnsetType = _m.UNSET
    molecularFormula: _p.String | _m.UnsetType = _m.UNSET
    _molecularFormula: Element | _m.UnsetType = _m.UNSET
    molecularFormulaByMoiety: _p.String | _m.UnsetType = _m.UNSET
    _molecularFormulaByMoiety: Element | _m.UnsetType = _m.UNSET
    isotope: _Annotated[_list[SubstanceSpecificationStructureIsotope], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    molecularWeight: SubstanceSpecificationStructureIsotopeMolecularWeight | _m.UnsetType = _m.UNSET
    source: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    representation: _Annotated[_list[SubstanceSpecificationStructureRepresentation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class SubstanceSpecificationStructureIsotope(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    identifier: Identifier | _m.UnsetType = _m.UNSET
    name: CodeableConcept | _m.UnsetType = _m.UNSET
    substitution: CodeableConcept | _m.UnsetType = _m.UNSET
    halfLife: Quantity | _m.UnsetType = _m.UNSET
    molecularWeight: SubstanceSpecificationStructureIsotopeMolecularWeight | _m.UnsetType = _m.UNSET


class SubstanceSpecificationStructureIsotopeMolecularWeight(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    method: CodeableConcept | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    amount: Quantity | _m.UnsetType = _m.UNSET


class SubstanceSpecificationStructureRepresentation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    representation: _p.String | _m.UnsetType = _m.UNSET
    _representation: Element | _m.UnsetType = _m.UNSET
    attachment: Attachment | _m.UnsetType = _m.UNSET


class SubstanceSpecificationCode(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    status: CodeableConcept | _m.UnsetType = _m.UNSET
    statusDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _statusDate: Element | _m.UnsetType = _m.UNSET
    comment: _p.String | _m.UnsetType = _m.UNSET
    _comment: Element | _m.UnsetType = _m.UNSET
    source: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class SubstanceSpecificationName(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    status: CodeableConcept | _m.UnsetType = _m.UNSET
    preferred: _p.Boolean | _m.UnsetType = _m.UNSET
    _preferred: Element | _m.UnsetType = _m.UNSET
    language: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    domain: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    jurisdiction: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    synonym: _Annotated[_list[SubstanceSpecificationName], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    translation: _Annotated[_list[SubstanceSpecificationName], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    official: _Annotated[_list[SubstanceSpecificationNameOfficial], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    source: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class SubstanceSpecificationNameOfficial(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    authority: CodeableConcept | _m.UnsetType = _m.UNSET
    status: CodeableConcept | _m.UnsetType = _m.UNSET
    date: _p.DateTime | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET


class SubstanceSpecificationRelationship(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    substanceReference: Reference | _m.UnsetType = _m.UNSET
    substanceCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    relationship: CodeableConcept | _m.UnsetType = _m.UNSET
    isDefining: _p.Boolean | _m.UnsetType = _m.UNSET
    _isDefining: Element | _m.UnsetType = _m.UNSET
    amountQuantity: Quantity | _m.UnsetType = _m.UNSET
    amountRange: Range | _m.UnsetType = _m.UNSET
    amountRatio: Ratio | _m.UnsetType = _m.UNSET
    amountString: _p.String | _m.UnsetType = _m.UNSET
    _amountString: Element | _m.UnsetType = _m.UNSET
    amountRatioLowLimit: Ratio | _m.UnsetType = _m.UNSET
    amountType: CodeableConcept | _m.UnsetType = _m.UNSET
    source: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
