"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class VerificationResult(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="VerificationResult", tag_field="resourceType"):
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
    target: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    targetLocation: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _targetLocation: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    need: CodeableConcept | _m.UnsetType = _m.UNSET
    status: _c.VerificationresultStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    statusDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _statusDate: Element | _m.UnsetType = _m.UNSET
    validationType: CodeableConcept | _m.UnsetType = _m.UNSET
    validationProcess: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    frequency: Timing | _m.UnsetType = _m.UNSET
    lastPerformed: _p.DateTime | _m.UnsetType = _m.UNSET
    _lastPerformed: Element | _m.UnsetType = _m.UNSET
    nextScheduled: _p.Date | _m.UnsetType = _m.UNSET
    _nextScheduled: Element | _m.UnsetType = _m.UNSET
    failureAction: CodeableConcept | _m.UnsetType = _m.UNSET
    primarySource: _Annotated[_list[VerificationResultPrimarySource], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    attestation: VerificationResultAttestation | _m.UnsetType = _m.UNSET
    validator: _Annotated[_list[VerificationResultValidator], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class VerificationResultPrimarySource(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    who: Reference | _m.UnsetType = _m.UNSET
    type: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    communicationMethod: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    validationStatus: CodeableConcept | _m.UnsetType = _m.UNSET
    validationDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _validationDate: Element | _m.UnsetType = _m.UNSET
    canPushUpdates: CodeableConcept | _m.UnsetType = _m.UNSET
    pushTypeAvailable: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class VerificationResultAttestation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    who: Reference | _m.UnsetType = _m.UNSET
    onBehalfOf: Reference | _m.UnsetType = _m.UNSET
    communicationMethod: CodeableConcept | _m.UnsetType = _m.UNSET
    date: _p.Date | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    sourceIdentityCertificate: _p.String | _m.UnsetType = _m.UNSET
    _sourceIdentityCertificate: Element | _m.UnsetType = _m.UNSET
    proxyIdentityCertificate: _p.String | _m.UnsetType = _m.UNSET
    _proxyIdentityCertificate: Element | _m.UnsetType = _m.UNSET
    proxySignature: Signature | _m.UnsetType = _m.UNSET
    sourceSignature: Signature | _m.UnsetType = _m.UNSET


class VerificationResultValidator(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    organization: Reference
    identityCertificate: _p.String | _m.UnsetType = _m.UNSET
    _identityCertificate: Element | _m.UnsetType = _m.UNSET
    attestationSignature: Signature | _m.UnsetType = _m.UNSET
