"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class SubstanceNucleicAcid(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="SubstanceNucleicAcid", tag_field="resourceType"):
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
    sequenceType: CodeableConcept | _m.UnsetType = _m.UNSET
    numberOfSubunits: _p.Integer | _m.UnsetType = _m.UNSET
    _numberOfSubunits: Element | _m.UnsetType = _m.UNSET
    areaOfHybridisation: _p.String | _m.UnsetType = _m.UNSET
    _areaOfHybridisation: Element | _m.UnsetType = _m.UNSET
    oligoNucleotideType: CodeableConcept | _m.UnsetType = _m.UNSET
    subunit: _Annotated[_list[SubstanceNucleicAcidSubunit], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class SubstanceNucleicAcidSubunit(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    subunit: _p.Integer | _m.UnsetType = _m.UNSET
    _subunit: Element | _m.UnsetType = _m.UNSET
    sequence: _p.String | _m.UnsetType = _m.UNSET
    _sequence: Element | _m.UnsetType = _m.UNSET
    length: _p.Integer | _m.UnsetType = _m.UNSET
    _length: Element | _m.UnsetType = _m.UNSET
    sequenceAttachment: Attachment | _m.UnsetType = _m.UNSET
    fivePrime: CodeableConcept | _m.UnsetType = _m.UNSET
    threePrime: CodeableConcept | _m.UnsetType = _m.UNSET
    linkage: _Annotated[_list[SubstanceNucleicAcidSubunitLinkage], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    sugar: _Annotated[_list[SubstanceNucleicAcidSubunitSugar], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class SubstanceNucleicAcidSubunitLinkage(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    connectivity: _p.String | _m.UnsetType = _m.UNSET
    _connectivity: Element | _m.UnsetType = _m.UNSET
    identifier: Identifier | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    residueSite: _p.String | _m.UnsetType = _m.UNSET
    _residueSite: Element | _m.UnsetType = _m.UNSET


class SubstanceNucleicAcidSubunitSugar(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    identifier: Identifier | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    residueSite: _p.String | _m.UnsetType = _m.UNSET
    _residueSite: Element | _m.UnsetType = _m.UNSET
