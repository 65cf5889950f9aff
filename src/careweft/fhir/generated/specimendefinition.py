"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class SpecimenDefinition(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="SpecimenDefinition", tag_field="resourceType"):
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
    identifier: Identifier | _m.UnsetType = _m.UNSET
    typeCollected: CodeableConcept | _m.UnsetType = _m.UNSET
    patientPreparation: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    timeAspect: _p.String | _m.UnsetType = _m.UNSET
    _timeAspect: Element | _m.UnsetType = _m.UNSET
    collection: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    typeTested: _Annotated[_list[SpecimenDefinitionTypeTested], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class SpecimenDefinitionTypeTested(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    isDerived: _p.Boolean | _m.UnsetType = _m.UNSET
    _isDerived: Element | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    preference: _c.SpecimenContainedPreference | _m.UnsetType = _m.UNSET
    _preference: Element | _m.UnsetType = _m.UNSET
    container: SpecimenDefinitionTypeTestedContainer | _m.UnsetType = _m.UNSET
    requirement: _p.String | _m.UnsetType = _m.UNSET
    _requirement: Element | _m.UnsetType = _m.UNSET
    retentionTime: Duration | _m.UnsetType = _m.UNSET
    rejectionCriterion: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    handling: _Annotated[_list[SpecimenDefinitionTypeTestedHandling], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class SpecimenDefinitionTypeTestedContainer(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    material: CodeableConcept | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    cap: CodeableConcept | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    capacity: SimpleQuantity | _m.UnsetType = _m.UNSET
    minimumVolumeQuantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    minimumVolumeString: _p.String | _m.UnsetType = _m.UNSET
    _minimumVolumeString: Element | _m.UnsetType = _m.UNSET
    additive: _Annotated[_list[SpecimenDefinitionTypeTestedContainerAdditive], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    preparation: _p.String | _m.UnsetType = _m.UNSET
    _preparation: Element | _m.UnsetType = _m.UNSET


class SpecimenDefinitionTypeTestedContainerAdditive(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    additiveCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    additiveReference: Reference | _m.UnsetType = _m.UNSET


class SpecimenDefinitionTypeTestedHandling(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    temperatureQualifier: CodeableConcept | _m.UnsetType = _m.UNSET
    temperatureRange: Range | _m.UnsetType = _m.UNSET
    maxDuration: Duration | _m.UnsetType = _m.UNSET
    instruction: _p.String | _m.UnsetType = _m.UNSET
    _instruction: Element | _m.UnsetType = _m.UNSET
