"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class MedicinalProductAuthorization(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="MedicinalProductAuthorization", tag_field="resourceType"):
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
    subject: Reference | _m.UnsetType = _m.UNSET
    country: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    jurisdiction: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    status: CodeableConcept | _m.UnsetType = _m.UNSET
    statusDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _statusDate: Element | _m.UnsetType = _m.UNSET
    restoreDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _restoreDate: Element | _m.UnsetType = _m.UNSET
    validityPeriod: Period | _m.UnsetType = _m.UNSET
    dataExclusivityPeriod: Period | _m.UnsetType = _m.UNSET
    dateOfFirstAuthorization: _p.DateTime | _m.UnsetType = _m.UNSET
    _dateOfFirstAuthorization: Element | _m.UnsetType = _m.UNSET
    internationalBirthDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _internationalBirthDate: Element | _m.UnsetType = _m.UNSET
    legalBasis: CodeableConcept | _m.UnsetType = _m.UNSET
    jurisdictionalAuthorization: _Annotated[_list[MedicinalProductAuthorizationJurisdictionalAuthorization], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    holder: Reference | _m.UnsetType = _m.UNSET
    regulator: Reference | _m.UnsetType = _m.UNSET
    procedure: MedicinalProductAuthorizationProcedure | _m.UnsetType = _m.UNSET


class MedicinalProductAuthorizationJurisdictionalAuthorization(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    identifier: _Annotated[_list[Identifier], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    country: CodeableConcept | _m.UnsetType = _m.UNSET
    jurisdiction: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    legalStatusOfSupply: CodeableConcept | _m.UnsetType = _m.UNSET
    validityPeriod: Period | _m.UnsetType = _m.UNSET


class MedicinalProductAuthorizationProcedure(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    identifier: Identifier | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    datePeriod: Period | _m.UnsetType = _m.UNSET
    dateDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _dateDateTime: Element | _m.UnsetType = _m.UNSET
    application: _Annotated[_list[MedicinalProductAuthorizationProcedure], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
