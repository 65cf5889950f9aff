"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class MedicationAdministration(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="MedicationAdministration", tag_field="resourceType"):
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
    instantiates: _Annotated[_list[_p.Uri | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _instantiates: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    partOf: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    status: _c.MedicationAdminStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    statusReason: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    category: CodeableConcept | _m.UnsetType = _m.UNSET
    medicationCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    medicationReference: Reference | _m.UnsetType = _m.UNSET
    subject: Reference
    context: Reference | _m.UnsetType = _m.UNSET
    supportingInformation: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    effectiveDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _effectiveDateTime: Element | _m.UnsetType = _m.UNSET
    effectivePeriod: Period | _m.UnsetType = _m.UNSET
    performer: _Annotated[_list[MedicationAdministrationPerformer], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reasonCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reasonReference: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    request: Reference | _m.UnsetType = _m.UNSET
    device: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    dosage: MedicationAdministrationDosage | _m.UnsetType = _m.UNSET
    eventHistory: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MedicationAdministrationPerformer(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    function: CodeableConcept | _m.UnsetType = _m.UNSET
    actor: Reference


class MedicationAdministrationDosage(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    text: _p.String | _m.UnsetType = _m.UNSET
    _text: Element | _m.UnsetType = _m.UNSET
    site: CodeableConcept | _m.UnsetType = _m.UNSET
    route: CodeableConcept | _m.UnsetType = _m.UNSET
    method: CodeableConcept | _m.UnsetType = _m.UNSET
    dose: SimpleQuantity | _m.UnsetType = _m.UNSET
    rateRatio: Ratio | _m.UnsetType = _m.UNSET
    rateQuantity: SimpleQuantity | _m.UnsetType = _m.UNSET
