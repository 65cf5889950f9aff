"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class SubstanceSourceMaterial(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="SubstanceSourceMaterial", tag_field="resourceType"):
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
    sourceMaterialClass: CodeableConcept | _m.UnsetType = _m.UNSET
    sourceMaterialType: CodeableConcept | _m.UnsetType = _m.UNSET
    sourceMaterialState: CodeableConcept | _m.UnsetType = _m.UNSET
    organismId: Identifier | _m.UnsetType = _m.UNSET
    organismName: _p.String | _m.UnsetType = _m.UNSET
    _organismName: Element | _m.UnsetType = _m.UNSET
    parentSubstanceId: _Annotated[_list[Identifier], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    parentSubstanceName: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _parentSubstanceName: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    countryOfOrigin: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    geographicalLocation: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _geographicalLocation: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    developmentStage: CodeableConcept | _m.UnsetType = _m.UNSET
    fractionDescription: _Annotated[_list[SubstanceSourceMaterialFractionDescription], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    organism: SubstanceSourceMaterialOrganism | _m.UnsetType = _m.UNSET
    partDescription: _Annotated[_list[SubstanceSourceMaterialPartDescription], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class SubstanceSourceMaterialFractionDescription(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    fraction: _p.String | _m.UnsetType = _m.UNSET
    _fraction: Element | _m.UnsetType = _m.UNSET
    materialType: CodeableConcept | _m.UnsetType = _m.UNSET


class SubstanceSourceMaterialOrganism(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    family: CodeableConcept | _m.UnsetType = _m.UNSET
    genus: CodeableConcept | _m.UnsetType = _m.UNSET
    species: CodeableConcept | _m.UnsetType = _m.UNSET
    intraspecificType: CodeableConcept | _m.UnsetType = _m.UNSET
    intraspecificDescription: _p.String | _m.UnsetType = _m.UNSET
    _intraspecificDescription: Element | _m.UnsetType = _m.UNSET
    author: _Annotated[_list[SubstanceSourceMaterialOrganismAuthor], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    hybrid: SubstanceSourceMaterialOrganismHybrid | _m.UnsetType = _m.UNSET
    organismGeneral: SubstanceSourceMaterialOrganismOrganismGeneral | _m.UnsetType = _m.UNSET


class SubstanceSourceMaterialOrganismAuthor(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    authorType: CodeableConcept | _m.UnsetType = _m.UNSET
    authorDescription: _p.String | _m.UnsetType = _m.UNSET
    _authorDescription: Element | _m.UnsetType = _m.UNSET


class SubstanceSourceMaterialOrganismHybrid(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    maternalOrganismId: _p.String | _m.UnsetType = _m.UNSET
    _maternalOrganismId: Element | _m.UnsetType = _m.UNSET
    maternalOrganismName: _p.String | _m.UnsetType = _m.UNSET
    _maternalOrganismName: Element | _m.UnsetType = _m.UNSET
    paternalOrganismId: _p.String | _m.UnsetType = _m.UNSET
    _paternalOrganismId: Element | _m.UnsetType = _m.UNSET
    paternalOrganismName: _p.String | _m.UnsetType = _m.UNSET
    _paternalOrganismName: Element | _m.UnsetType = _m.UNSET
    hybridType: CodeableConcept | _m.UnsetType = _m.UNSET


class SubstanceSourceMaterialOrganismOrganismGeneral(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, rename={'class_': 'class'}):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    kingdom: CodeableConcept | _m.UnsetType = _m.UNSET
    phylum: CodeableConcept | _m.UnsetType = _m.UNSET
    class_: CodeableConcept | _m.UnsetType = _m.UNSET
    order: CodeableConcept | _m.UnsetType = _m.UNSET


class SubstanceSourceMaterialPartDescription(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    part: CodeableConcept | _m.UnsetType = _m.UNSET
    partLocation: CodeableConcept | _m.UnsetType = _m.UNSET
