"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class SubstanceReferenceInformation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="SubstanceReferenceInformation", tag_field="resourceType"):
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
    comment: _p.String | _m.UnsetType = _m.UNSET
    _comment: Element | _m.UnsetType = _m.UNSET
    gene: _Annotated[_list[SubstanceReferenceInformationGene], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    geneElement: _Annotated[_list[SubstanceReferenceInformationGeneElement], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    classification: _Annotated[_list[SubstanceReferenceInformationClassification], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    target: _Annotated[_list[SubstanceReferenceInformationTarget], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class SubstanceReferenceInformationGene(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    geneSequenceOrigin: CodeableConcept | _m.UnsetType = _m.UNSET
    gene: CodeableConcept | _m.UnsetType = _m.UNSET
    source: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class SubstanceReferenceInformationGeneElement(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    element: Identifier | _m.UnsetType = _m.UNSET
    source: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class SubstanceReferenceInformationClassification(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    domain: CodeableConcept | _m.UnsetType = _m.UNSET
    classification: CodeableConcept | _m.UnsetType = _m.UNSET
    subtype: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    source: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class SubstanceReferenceInformationTarget(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    target: Identifier | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    interaction: CodeableConcept | _m.UnsetType = _m.UNSET
    organism: CodeableConcept | _m.UnsetType = _m.UNSET
    organismType: CodeableConcept | _m.UnsetType = _m.UNSET
    amountQuantity: Quantity | _m.UnsetType = _m.UNSET
    amountRange: Range | _m.UnsetType = _m.UNSET
    amountString: _p.String | _m.UnsetType = _m.UNSET
    _amountString: Element | _m.UnsetType = _m.UNSET
    amountType: CodeableConcept | _m.UnsetType = _m.UNSET
    source: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
