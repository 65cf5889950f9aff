"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Patient(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Patient", tag_field="resourceType"):
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
    active: _p.Boolean | _m.UnsetType = _m.UNSET
    _active: Element | _m.UnsetType = _m.UNSET
    name: _Annotated[_list[HumanName], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    telecom: _Annotated[_list[ContactPoint], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    gender: _c.AdministrativeGender | _m.UnsetType = _m.UNSET
    _gender: Element | _m.UnsetType = _m.UNSET
    birthDate: _p.Date | _m.UnsetType = _m.UNSET
    _birthDate: Element | _m.UnsetType = _m.UNSET
    deceasedBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _deceasedBoolean: Element | _m.UnsetType = _m.UNSET
    deceasedDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _deceasedDateTime: Element | _m.UnsetType = _m.UNSET
    address: _Annotated[_list[Address], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    maritalStatus: CodeableConcept | _m.UnsetType = _m.UNSET
    multipleBirthBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _multipleBirthBoolean: Element | _m.UnsetType = _m.UNSET
    multipleBirthInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _multipleBirthInteger: Element | _m.UnsetType = _m.UNSET
    photo: _Annotated[_list[Attachment], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    contact: _Annotated[_list[PatientContact], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    communication: _Annotated[_list[PatientCommunication], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    generalPractitioner: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    managingOrganization: Reference | _m.UnsetType = _m.UNSET
    link: _Annotated[_list[PatientLink], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class PatientContact(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    relationship: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: HumanName | _m.UnsetType = _m.UNSET
    telecom: _Annotated[_list[ContactPoint], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    address: Address | _m.UnsetType = _m.UNSET
    gender: _c.AdministrativeGender | _m.UnsetType = _m.UNSET
    _gender: Element | _m.UnsetType = _m.UNSET
    organization: Reference | _m.UnsetType = _m.UNSET
    period: Period | _m.UnsetType = _m.UNSET


class PatientCommunication(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    language: CodeableConcept
    preferred: _p.Boolean | _m.UnsetType = _m.UNSET
    _preferred: Element | _m.UnsetType = _m.UNSET


class PatientLink(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    other: Reference
    type: _c.LinkType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
