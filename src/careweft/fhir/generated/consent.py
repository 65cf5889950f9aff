"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Consent(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Consent", tag_field="resourceType"):
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
    status: _c.ConsentStateCodes | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    scope: CodeableConcept
    category: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)]
    patient: Reference | _m.UnsetType = _m.UNSET
    dateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _dateTime: Element | _m.UnsetType = _m.UNSET
    performer: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    organization: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    sourceAttachment: Attachment | _m.UnsetType = _m.UNSET
    sourceReference: Reference | _m.UnsetType = _m.UNSET
    policy: _Annotated[_list[ConsentPolicy], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    policyRule: CodeableConcept | _m.UnsetType = _m.UNSET
    verification: _Annotated[_list[ConsentVerification], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    provision: ConsentProvision | _m.UnsetType = _m.UNSET


class ConsentPolicy(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    authority: _p.Uri | _m.UnsetType = _m.UNSET
    _authority: Element | _m.UnsetType = _m.UNSET
    uri: _p.Uri | _m.UnsetType = _m.UNSET
    _uri: Element | _m.UnsetType = _m.UNSET


class ConsentVerification(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    verified: _p.Boolean | _m.UnsetType = _m.UNSET
    _verified: Element | _m.UnsetType = _m.UNSET
    verifiedWith: Reference | _m.UnsetType = _m.UNSET
    verificationDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _verificationDate: Element | _m.UnsetType = _m.UNSET


class ConsentProvision(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, rename={'class_': 'class'}):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _c.ConsentProvisionType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    period: Period | _m.UnsetType = _m.UNSET
    actor: _Annotated[_list[ConsentProvisionActor], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    action: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    securityLabel: _Annotated[_list[Coding], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    purpose: _Annotated[_list[Coding], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    class_: _Annotated[_list[Coding], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    dataPeriod: Period | _m.UnsetType = _m.UNSET
    data: _Annotated[_list[ConsentProvisionData], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    provision: _Annotated[_list[ConsentProvision], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ConsentProvisionActor(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    role: CodeableConcept
    reference: Reference


class ConsentProvisionData(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    meaning: _c.ConsentDataMeaning | _m.UnsetType = _m.UNSET
    _meaning: Element | _m.UnsetType = _m.UNSET
    reference: Reference
