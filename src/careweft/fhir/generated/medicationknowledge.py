"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class MedicationKnowledge(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="MedicationKnowledge", tag_field="resourceType"):
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
    code: CodeableConcept | _m.UnsetType = _m.UNSET
    status: _c.MedicationknowledgeStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    manufacturer: Reference | _m.UnsetType = _m.UNSET
    doseForm: CodeableConcept | _m.UnsetType = _m.UNSET
    amount: SimpleQuantity | _m.UnsetType = _m.UNSET
    synonym: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _synonym: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    relatedMedicationKnowledge: _Annotated[_list[MedicationKnowledgeRelatedMedicationKnowledge], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    associatedMedication: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    productType: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    monograph: _Annotated[_list[MedicationKnowledgeMonograph], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    ingredient: _Annotated[_list[MedicationKnowledgeIngredient], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    preparationInstruction: _p.Markdown | _m.UnsetType = _m.UNSET
    _preparationInstruction: Element | _m.UnsetType = _m.UNSET
    intendedRoute: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    cost: _Annotated[_list[MedicationKnowledgeCost], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    monitoringProgram: _Annotated[_list[MedicationKnowledgeMonitoringProgram], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    administrationGuidelines: _Annotated[_list[MedicationKnowledgeAdministrationGuidelines], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    medicineClassification: _Annotated[_list[MedicationKnowledgeMedicineClassification], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    packaging: MedicationKnowledgePackaging | _m.UnsetType = _m.UNSET
    drugCharacteristic: _Annotated[_list[MedicationKnowledgeDrugCharacteristic], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    contraindication: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    regulatory: _Annotated[_list[MedicationKnowledgeRegulatory], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    kinetics: _Annotated[_list[MedicationKnowledgeKinetics], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MedicationKnowledgeRelatedMedicationKnowledge(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    reference: _Annotated[_list[Reference], _m.Meta(min_length=1)]


class MedicationKnowledgeMonograph(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    source: Reference | _m.UnsetType = _m.UNSET


class MedicationKnowledgeIngredient(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    itemCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    itemReference: Reference | _m.UnsetType = _m.UNSET
    isActive: _p.Boolean | _m.UnsetType = _m.UNSET
    _isActive: Element | _m.UnsetType = _m.UNSET
    strength: Ratio | _m.UnsetType = _m.UNSET


class MedicationKnowledgeCost(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    source: _p.String | _m.UnsetType = _m.UNSET
    _source: Element | _m.UnsetType = _m.UNSET
    cost: Money


class MedicationKnowledgeMonitoringProgram(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET


class MedicationKnowledgeAdministrationGuidelines(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    dosage: _Annotated[_list[MedicationKnowledgeAdministrationGuidelinesDosage], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    indicationCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    indicationReference: Reference | _m.UnsetType = _m.UNSET
    patientCharacteristics: _Annotated[_list[MedicationKnowledgeAdministrationGuidelinesPatientCharacteristics], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MedicationKnowledgeAdministrationGuidelinesDosage(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    dosage: _Annotated[_list[Dosage], _m.Meta(min_length=1)]


class MedicationKnowledgeAdministrationGuidelinesPatientCharacteristics(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    characteristicCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    characteristicQuantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    value: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _value: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MedicationKnowledgeMedicineClassification(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    classification: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class MedicationKnowledgePackaging(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    quantity: SimpleQuantity | _m.UnsetType = _m.UNSET


class MedicationKnowledgeDrugCharacteristic(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    valueCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    valueString: _p.String | _m.UnsetType = _m.UNSET
    _valueString: Element | _m.UnsetType = _m.UNSET
    valueQuantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    valueBase64Binary: _p.Base64Binary | _m.UnsetType = _m.UNSET
    _valueBase64Binary: Element | _m.UnsetType = _m.UNSET


class MedicationKnowledgeRegulatory(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    regulatoryAuthority: Reference
    substitution: _Annotated[_list[MedicationKnowledgeRegulatorySubstitution], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    schedule: _Annotated[_list[MedicationKnowledgeRegulatorySchedule], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    maxDispense: MedicationKnowledgeRegulatoryMaxDispense | _m.UnsetType = _m.UNSET


class MedicationKnowledgeRegulatorySubstitution(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    allowed: _p.Boolean | _m.UnsetType = _m.UNSET
    _allowed: Element | _m.UnsetType = _m.UNSET


class MedicationKnowledgeRegulatorySchedule(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    schedule: CodeableConcept


class MedicationKnowledgeRegulatoryMaxDispense(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    quantity: SimpleQuantity
    period: Duration | _m.UnsetType = _m.UNSET


class MedicationKnowledgeKinetics(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    areaUnderCurve: _Annotated[_list[SimpleQuantity], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    lethalDose50: _Annotated[_list[SimpleQuantity], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    halfLifePeriod: Duration | _m.UnsetType = _m.UNSET
