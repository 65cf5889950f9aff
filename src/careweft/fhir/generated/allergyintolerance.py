"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class AllergyIntolerance(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="AllergyIntolerance", tag_field="resourceType"):
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
    clinicalStatus: CodeableConcept | _m.UnsetType = _m.UNSET
    verificationStatus: CodeableConcept | _m.UnsetType = _m.UNSET
    type: _c.AllergyIntoleranceType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    category: _Annotated[_list[_c.AllergyIntoleranceCategory | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _category: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    criticality: _c.AllergyIntoleranceCriticality | _m.UnsetType = _m.UNSET
    _criticality: Element | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    patient: Reference
    encounter: Reference | _m.UnsetType = _m.UNSET
    onsetDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _onsetDateTime: Element | _m.UnsetType = _m.UNSET
    onsetAge: Age | _m.UnsetType = _m.UNSET
    onsetPeriod: Period | _m.UnsetType = _m.UNSET
    onsetRange: Range | _m.UnsetType = _m.UNSET
    onsetString: _p.String | _m.UnsetType = _m.UNSET
    _onsetString: Element | _m.UnsetType = _m.UNSET
    recordedDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _recordedDate: Element | _m.UnsetType = _m.UNSET
    recorder: Reference | _m.UnsetType = _m.UNSET
    asserter: Reference | _m.UnsetType = _m.UNSET
    lastOccurrence: _p.DateTime | _m.UnsetType = _m.UNSET
    _lastOccurrence: Element | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reaction: _Annotated[_list[AllergyIntoleranceReaction], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class AllergyIntoleranceReaction(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    substance: CodeableConcept | _m.UnsetType = _m.UNSET
    manifestation: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)]
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    onset: _p.DateTime | _m.UnsetType = _m.UNSET
    _onset: Element | _m.UnsetType = _m.UNSET
    severity: _c.ReactionEventSeverity | _m.UnsetType = _m.UNSET
    _severity: Element | _m.UnsetType = _m.UNSET
    exposureRoute: CodeableConcept | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
