"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class MedicationRequest(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="MedicationRequest", tag_field="resourceType"):
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
    status: _c.MedicationrequestStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    statusReason: CodeableConcept | _m.UnsetType = _m.UNSET
    intent: _c.MedicationrequestIntent | _m.UnsetType = _m.UNSET
    _intent: Element | _m.UnsetType = _m.UNSET
    category: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    priority: _c.RequestPriority | _m.UnsetType = _m.UNSET
    _priority: Element | _m.UnsetType = _m.UNSET
    doNotPerform: _p.Boolean | _m.UnsetType = _m.UNSET
    _doNotPerform: Element | _m.UnsetType = _m.UNSET
    reportedBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _reportedBoolean: Element | _m.UnsetType = _m.UNSET
    reportedReference: Reference | _m.UnsetType = _m.UNSET
    medicationCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    medicationReference: Reference | _m.UnsetType = _m.UNSET
    subject: Reference
    encounter: Reference | _m.UnsetType = _m.UNSET
    supportingInformation: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    authoredOn: _p.DateTime | _m.UnsetType = _m.UNSET
    _authoredOn: Element | _m.UnsetType = _m.UNSET
    requester: Reference | _m.UnsetType = _m.UNSET
    performer: Reference | _m.UnsetType = _m.UNSET
    performerType: CodeableConcept | _m.UnsetType = _m.UNSET
    recorder: Reference | _m.UnsetType = _m.UNSET
    reasonCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reasonReference: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    instantiatesCanonical: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _instantiatesCanonical: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    instantiatesUri: _Annotated[_list[_p.Uri | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _instantiatesUri: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    basedOn: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    groupIdentifier: Identifier | _m.UnsetType = _m.UNSET
    courseOfTherapyType: CodeableConcept | _m.UnsetType = _m.UNSET
    insurance: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    dosageInstruction: _Annotated[_list[Dosage], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    dispenseRequest: MedicationRequestDispenseRequest | _m.UnsetType = _m.UNSET
    substitution: MedicationRequestSubstitution | _m.UnsetType = _m.UNSET
    priorPrescription: Reference | _m.UnsetType = _m.UNSET
    detectedIssue: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    eventHistory: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MedicationRequestDispenseRequest(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    initialFill: MedicationRequestDispenseRequestInitialFill | _m.UnsetType = _m.UNSET
    dispenseInterval: Duration | _m.UnsetType = _m.UNSET
    validityPeriod: Period | _m.UnsetType = _m.UNSET
    numberOfRepeatsAllowed: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _numberOfRepeatsAllowed: Element | _m.UnsetType = _m.UNSET
    quantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    expectedSupplyDuration: Duration | _m.UnsetType = _m.UNSET
    performer: Reference | _m.UnsetType = _m.UNSET


class MedicationRequestDispenseRequestInitialFill(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    quantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    duration: Duration | _m.UnsetType = _m.UNSET


class MedicationRequestSubstitution(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    allowedBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _allowedBoolean: Element | _m.UnsetType = _m.UNSET
    allowedCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    reason: CodeableConcept | _m.UnsetType = _m.UNSET
