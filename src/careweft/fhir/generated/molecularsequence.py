"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class MolecularSequence(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="MolecularSequence", tag_field="resourceType"):
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
    type: _c.SequenceType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    coordinateSystem: _p.Integer | _m.UnsetType = _m.UNSET
    _coordinateSystem: Element | _m.UnsetType = _m.UNSET
    patient: Reference | _m.UnsetType = _m.UNSET
    specimen: Reference | _m.UnsetType = _m.UNSET
    device: Reference | _m.UnsetType = _m.UNSET
    performer: Reference | _m.UnsetType = _m.UNSET
    quantity: Quantity | _m.UnsetType = _m.UNSET
    referenceSeq: MolecularSequenceReferenceSeq | _m.UnsetType = _m.UNSET
    variant: _Annotated[_list[MolecularSequenceVariant], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    observedSeq: _p.String | _m.UnsetType = _m.UNSET
    _observedSeq: Element | _m.UnsetType = _m.UNSET
    quality: _Annotated[_list[MolecularSequenceQuality], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    readCoverage: _p.Integer | _m.UnsetType = _m.UNSET
    _readCoverage: Element | _m.UnsetType = _m.UNSET
    repository: _Annotated[_list[MolecularSequenceRepository], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    pointer: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    structureVariant: _Annotated[_list[MolecularSequenceStructureVariant], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MolecularSequenceReferenceSeq(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    chromosome: CodeableConcept | _m.UnsetType = _m.UNSET
    genomeBuild: _p.String | _m.UnsetType = _m.UNSET
    _genomeBuild: Element | _m.UnsetType = _m.UNSET
    orientation: _c.OrientationType | _m.UnsetType = _m.UNSET
    _orientation: Element | _m.UnsetType = _m.UNSET
    referenceSeqId: CodeableConcept | _m.UnsetType = _m.UNSET
    referenceSeqPointer: Reference | _m.UnsetType = _m.UNSET
    referenceSeqString: _p.String | _m.UnsetType = _m.UNSET
    _referenceSeqString: Element | _m.UnsetType = _m.UNSET
    strand: _c.StrandType | _m.UnsetType = _m.UNSET
    _strand: Element | _m.UnsetType = _m.UNSET
    windowStart: _p.Integer | _m.UnsetType = _m.UNSET
    _windowStart: Element | _m.UnsetType = _m.UNSET
    windowEnd: _p.Integer | _m.UnsetType = _m.UNSET
    _windowEnd: Element | _m.UnsetType = _m.UNSET


class MolecularSequenceVariant(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    start: _p.Integer | _m.UnsetType = _m.UNSET
    _start: Element | _m.UnsetType = _m.UNSET
    end: _p.Integer | _m.UnsetType = _m.UNSET
    _end: Element | _m.UnsetType = _m.UNSET
    observedAllele: _p.String | _m.UnsetType = _m.UNSET
    _observedAllele: Element | _m.UnsetType = _m.UNSET
    referenceAllele: _p.String | _m.UnsetType = _m.UNSET
    _referenceAllele: Element | _m.UnsetType = _m.UNSET
    cigar: _p.String | _m.UnsetType = _m.UNSET
    _cigar: Element | _m.UnsetType = _m.UNSET
    variantPointer: Reference | _m.UnsetType = _m.UNSET


class MolecularSequenceQuality(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _c.QualityType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    standardSequence: CodeableConcept | _m.UnsetType = _m.UNSET
    start: _p.Integer | _m.UnsetType = _m.UNSET
    _start: Element | _m.UnsetType = _m.UNSET
    end: _p.Integer | _m.UnsetType = _m.UNSET
    _end: Element | _m.UnsetType = _m.UNSET
    score: Quantity | _m.UnsetType = _m.UNSET
    method: CodeableConcept | _m.UnsetType = _m.UNSET
    truthTP: _p.Decimal | _m.UnsetType = _m.UNSET
    _truthTP: Element | _m.UnsetType = _m.UNSET
    queryTP: _p.Decimal | _m.UnsetType = _m.UNSET
    _queryTP: Element | _m.UnsetType = _m.UNSET
    truthFN: _p.Decimal | _m.UnsetType = _m.UNSET
    _truthFN: Element | _m.UnsetType = _m.UNSET
    queryFP: _p.Decimal | _m.UnsetType = _m.UNSET
    _queryFP: Element | _m.UnsetType = _m.UNSET
    gtFP: _p.Decimal | _m.UnsetType = _m.UNSET
    _gtFP: Element | _m.UnsetType = _m.UNSET
    precision: _p.Decimal | _m.UnsetType = _m.UNSET
    _precision: Element | _m.UnsetType = _m.UNSET
    recall: _p.Decimal | _m.UnsetType = _m.UNSET
    _recall: Element | _m.UnsetType = _m.UNSET
    fScore: _p.Decimal | _m.UnsetType = _m.UNSET
    _fScore: Element | _m.UnsetType = _m.UNSET
    roc: MolecularSequenceQualityRoc | _m.UnsetType = _m.UNSET


class MolecularSequenceQualityRoc(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    score: _Annotated[_list[_p.Integer | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _score: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    numTP: _Annotated[_list[_p.Integer | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _numTP: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    numFP: _Annotated[_list[_p.Integer | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _numFP: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    numFN: _Annotated[_list[_p.Integer | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _numFN: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    precision: _Annotated[_list[_p.Decimal | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _precision: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    sensitivity: _Annotated[_list[_p.Decimal | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _sensitivity: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    fMeasure: _Annotated[_list[_p.Decimal | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _fMeasure: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MolecularSequenceRepository(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _c.RepositoryType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    url: _p.Uri | _m.UnsetType = _m.UNSET
    _url: Element | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    datasetId: _p.String | _m.UnsetType = _m.UNSET
    _datasetId: Element | _m.UnsetType = _m.UNSET
    variantsetId: _p.String | _m.UnsetType = _m.UNSET
    _variantsetId: Element | _m.UnsetType = _m.UNSET
    readsetId: _p.String | _m.UnsetType = _m.UNSET
    _readsetId: Element | _m.UnsetType = _m.UNSET


class MolecularSequenceStructureVariant(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    variantType: CodeableConcept | _m.UnsetType = _m.UNSET
    exact: _p.Boolean | _m.UnsetType = _m.UNSET
    _exact: Element | _m.UnsetType = _m.UNSET
    length: _p.Integer | _m.UnsetType = _m.UNSET
    _length: Element | _m.UnsetType = _m.UNSET
    outer: MolecularSequenceStructureVariantOuter | _m.UnsetType = _m.UNSET
    inner: MolecularSequenceStructureVariantInner | _m.UnsetType = _m.UNSET


class MolecularSequenceStructureVariantOuter(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    start: _p.Integer | _m.UnsetType = _m.UNSET
    _start: Element | _m.UnsetType = _m.UNSET
    end: _p.Integer | _m.UnsetType = _m.UNSET
    _end: Element | _m.UnsetType = _m.UNSET


class MolecularSequenceStructureVariantInner(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    start: _p.Integer | _m.UnsetType = _m.UNSET
    _start: Element | _m.UnsetType = _m.UNSET
    end: _p.Integer | _m.UnsetType = _m.UNSET
    _end: Element | _m.UnsetType = _m.UNSET
