"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Immunization(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Immunization", tag_field="resourceType"):
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
    status: _c.ImmunizationStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    statusReason: CodeableConcept | _m.UnsetType = _m.UNSET
    vaccineCode: CodeableConcept
    patient: Reference
    encounter: Reference | _m.UnsetType = _m.UNSET
    occurrenceDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _occurrenceDateTime: Element | _m.UnsetType = _m.UNSET
    occurrenceString: _p.String | _m.UnsetType = _m.UNSET
    _occurrenceString: Element | _m.UnsetType = _m.UNSET
    recorded: _p.DateTime | _m.UnsetType = _m.UNSET
    _recorded: Element | _m.UnsetType = _m.UNSET
    primarySource: _p.Boolean | _m.UnsetType = _m.UNSET
    _primarySource: Element | _m.UnsetType = _m.UNSET
    reportOrigin: CodeableConcept | _m.UnsetType = _m.UNSET
    location: Reference | _m.UnsetType = _m.UNSET
    manufacturer: Reference | _m.UnsetType = _m.UNSET
    lotNumber: _p.String | _m.UnsetType = _m.UNSET
    _lotNumber: Element | _m.UnsetType = _m.UNSET
    expirationDate: _p.Date | _m.UnsetType = _m.UNSET
    _expirationDate: Element | _m.UnsetType = _m.UNSET
    site: CodeableConcept | _m.UnsetType = _m.UNSET
    route: CodeableConcept | _m.UnsetType = _m.UNSET
    doseQuantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    performer: _Annotated[_list[ImmunizationPerformer], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reasonCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reasonReference: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    isSubpotent: _p.Boolean | _m.UnsetType = _m.UNSET
    _isSubpotent: Element | _m.UnsetType = _m.UNSET
    subpotentReason: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    education: _Annotated[_list[ImmunizationEducation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    programEligibility: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    fundingSource: CodeableConcept | _m.UnsetType = _m.UNSET
    reaction: _Annotated[_list[ImmunizationReaction], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    protocolApplied: _Annotated[_list[ImmunizationProtocolApplied], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ImmunizationPerformer(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    function: CodeableConcept | _m.UnsetType = _m.UNSET
    actor: Reference


class ImmunizationEducation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    documentType: _p.String | _m.UnsetType = _m.UNSET
    _documentType: Element | _m.UnsetType = _m.UNSET
    reference: _p.Uri | _m.UnsetType = _m.UNSET
    _reference: Element | _m.UnsetType = _m.UNSET
    publicationDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _publicationDate: Element | _m.UnsetType = _m.UNSET
    presentationDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _presentationDate: Element | _m.UnsetType = _m.UNSET


class ImmunizationReaction(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    date: _p.DateTime | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    detail: Reference | _m.UnsetType = _m.UNSET
    reported: _p.Boolean | _m.UnsetType = _m.UNSET
    _reported: Element | _m.UnsetType = _m.UNSET


class ImmunizationProtocolApplied(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    series: _p.String | _m.UnsetType = _m.UNSET
    _series: Element | _m.UnsetType = _m.UNSET
    authority: Reference | _m.UnsetType = _m.UNSET
    targetDisease: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    doseNumberPositiveInt: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _doseNumberPositiveInt: Element | _m.UnsetType = _m.UNSET
    doseNumberString: _p.String | _m.UnsetType = _m.UNSET
    _doseNumberString: Element | _m.UnsetType = _m.UNSET
    seriesDosesPositiveInt: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _seriesDosesPositiveInt: Element | _m.UnsetType = _m.UNSET
    seriesDosesString: _p.String | _m.UnsetType = _m.UNSET
    _seriesDosesString: Element | _m.UnsetType = _m.UNSET
