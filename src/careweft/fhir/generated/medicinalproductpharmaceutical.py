"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class MedicinalProductPharmaceutical(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="MedicinalProductPharmaceutical", tag_field="resourceType"):
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
    administrableDoseForm: CodeableConcept
    unitOfPresentation: CodeableConcept | _m.UnsetType = _m.UNSET
    ingredient: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    device: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    characteristics: _Annotated[_list[MedicinalProductPharmaceuticalCharacteristics], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    routeOfAdministration: _Annotated[_list[MedicinalProductPharmaceuticalRouteOfAdministration], _m.Meta(min_length=1)]


class MedicinalProductPharmaceuticalCharacteristics(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept
    status: CodeableConcept | _m.UnsetType = _m.UNSET


class MedicinalProductPharmaceuticalRouteOfAdministration(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept
    firstDose: Quantity | _m.UnsetType = _m.UNSET
    maxSingleDose: Quantity | _m.UnsetType = _m.UNSET
    maxDosePerDay: Quantity | _m.UnsetType = _m.UNSET
    maxDosePerTreatmentPeriod: Ratio | _m.UnsetType = _m.UNSET
    maxTreatmentPeriod: Duration | _m.UnsetType = _m.UNSET
    targetSpecies: _Annotated[_list[MedicinalProductPharmaceuticalRouteOfAdministrationTargetSpecies], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MedicinalProductPharmaceuticalRouteOfAdministrationTargetSpecies(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: CodeableConcept
    withdrawalPeriod: _Annotated[_list[MedicinalProductPharmaceuticalRouteOfAdministrationTargetSpeciesWithdrawalPeriod], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MedicinalProductPharmaceuticalRouteOfAdministrationTargetSpeciesWithdrawalPeriod(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    tissue: CodeableConcept
    value: Quantity
    supportingInformation: _p.String | _m.UnsetType = _m.UNSET
    _supportingInformation: Element | _m.UnsetType = _m.UNSET
