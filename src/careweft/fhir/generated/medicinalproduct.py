"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class MedicinalProduct(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="MedicinalProduct", tag_field="resourceType"):
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
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    domain: Coding | _m.UnsetType = _m.UNSET
    combinedPharmaceuticalDoseForm: CodeableConcept | _m.UnsetType = _m.UNSET
    legalStatusOfSupply: CodeableConcept | _m.UnsetType = _m.UNSET
    additionalMonitoringIndicator: CodeableConcept | _m.UnsetType = _m.UNSET
    specialMeasures: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _specialMeasures: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    paediatricUseIndicator: CodeableConcept | _m.UnsetType = _m.UNSET
    productClassification: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    marketingStatus: _Annotated[_list[MarketingStatus], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    pharmaceuticalProduct: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    packagedMedicinalProduct: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    attachedDocument: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    masterFile: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    contact: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    clinicalTrial: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _Annotated[_list[MedicinalProductName], _m.Meta(min_length=1)]
    crossReference: _Annotated[_list[Identifier], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    manufacturingBusinessOperation: _Annotated[_list[MedicinalProductManufacturingBusinessOperation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    specialDesignation: _Annotated[_list[MedicinalProductSpecialDesignation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MedicinalProductName(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    productName: _p.String | _m.UnsetType = _m.UNSET
    _productName: Element | _m.UnsetType = _m.UNSET
    namePart: _Annotated[_list[MedicinalProductNameNamePart], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    countryLanguage: _Annotated[_list[MedicinalProductNameCountryLanguage], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MedicinalProductNameNamePart(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    part: _p.String | _m.UnsetType = _m.UNSET
    _part: Element | _m.UnsetType = _m.UNSET
    type: Coding


class MedicinalProductNameCountryLanguage(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    country: CodeableConcept
    jurisdiction: CodeableConcept | _m.UnsetType = _m.UNSET
    language: CodeableConcept


class MedicinalProductManufacturingBusinessOperation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    operationType: CodeableConcept | _m.UnsetType = _m.UNSET
    authorisationReferenceNumber: Identifier | _m.UnsetType = _m.UNSET
    effectiveDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _effectiveDate: Element | _m.UnsetType = _m.UNSET
    confidentialityIndicator: CodeableConcept | _m.UnsetType = _m.UNSET
    manufacturer: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    regulator: Reference | _m.UnsetType = _m.UNSET


class MedicinalProductSpecialDesignation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    identifier: _Annotated[_list[Identifier], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    intendedUse: CodeableConcept | _m.UnsetType = _m.UNSET
    indicationCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    indicationReference: Reference | _m.UnsetType = _m.UNSET
    status: CodeableConcept | _m.UnsetType = _m.UNSET
    date: _p.DateTime | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    species: CodeableConcept | _m.UnsetType = _m.UNSET
