"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Contract(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Contract", tag_field="resourceType"):
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
    url: _p.Uri | _m.UnsetType = _m.UNSET
    _url: Element | _m.UnsetType = _m.UNSET
    version: _p.String | _m.UnsetType = _m.UNSET
    _version: Element | _m.UnsetType = _m.UNSET
    status: _c.ContractStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    legalState: CodeableConcept | _m.UnsetType = _m.UNSET
    instantiatesCanonical: Reference | _m.UnsetType = _m.UNSET
    instantiatesUri: _p.Uri | _m.UnsetType = _m.UNSET
    _instantiatesUri: Element | _m.UnsetType = _m.UNSET
    contentDerivative: CodeableConcept | _m.UnsetType = _m.UNSET
    issued: _p.DateTime | _m.UnsetType = _m.UNSET
    _issued: Element | _m.UnsetType = _m.UNSET
    applies: Period | _m.UnsetType = _m.UNSET
    expirationType: CodeableConcept | _m.UnsetType = _m.UNSET
    subject: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    authority: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    domain: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    site: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    title: _p.String | _m.UnsetType = _m.UNSET
    _title: Element | _m.UnsetType = _m.UNSET
    subtitle: _p.String | _m.UnsetType = _m.UNSET
    _subtitle: Element | _m.UnsetType = _m.UNSET
    alias: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _alias: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    author: Reference | _m.UnsetType = _m.UNSET
    scope: CodeableConcept | _m.UnsetType = _m.UNSET
    topicCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    topicReference: Reference | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    subType: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    contentDefinition: ContractContentDefinition | _m.UnsetType = _m.UNSET
    term: _Annotated[_list[ContractTerm], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    supportingInfo: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    relevantHistory: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    signer: _Annotated[_list[ContractSigner], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    friendly: _Annotated[_list[ContractFriendly], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    legal: _Annotated[_list[ContractLegal], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    rule: _Annotated[_list[ContractRule], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    legallyBindingAttachment: Attachment | _m.UnsetType = _m.UNSET
    legallyBindingReference: Reference | _m.UnsetType = _m.UNSET


class ContractContentDefinition(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    subType: CodeableConcept | _m.UnsetType = _m.UNSET
    publisher: Reference | _m.UnsetType = _m.UNSET
    publicationDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _publicationDate: Element | _m.UnsetType = _m.UNSET
    publicationStatus: _c.ContractPublicationstatus | _m.UnsetType = _m.UNSET
    _publicationStatus: Element | _m.UnsetType = _m.UNSET
    copyright: _p.Markdown | _m.UnsetType = _m.UNSET
    _copyright: Element | _m.UnsetType = _m.UNSET


class ContractTerm(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    identifier: Identifier | _m.UnsetType = _m.UNSET
    issued: _p.DateTime | _m.UnsetType = _m.UNSET
    _issued: Element | _m.UnsetType = _m.UNSET
    applies: Period | _m.UnsetType = _m.UNSET
    topicCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    topicReference: Reference | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    subType: CodeableConcept | _m.UnsetType = _m.UNSET
    text: _p.String | _m.UnsetType = _m.UNSET
    _text: Element | _m.UnsetType = _m.UNSET
    securityLabel: _Annotated[_list[ContractTermSecurityLabel], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    offer: ContractTermOffer
    asset: _Annotated[_list[ContractTermAsset], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    action: _Annotated[_list[ContractTermAction], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    group: _Annotated[_list[ContractTerm], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ContractTermSecurityLabel(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    number: _Annotated[_list[_p.UnsignedInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _number: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    classification: Coding
    category: _Annotated[_list[Coding], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    control: _Annotated[_list[Coding], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ContractTermOffer(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    identifier: _Annotated[_list[Identifier], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    party: _Annotated[_list[ContractTermOfferParty], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    topic: Reference | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    decision: CodeableConcept | _m.UnsetType = _m.UNSET
    decisionMode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    answer: _Annotated[_list[ContractTermOfferAnswer], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    text: _p.String | _m.UnsetType = _m.UNSET
    _text: Element | _m.UnsetType = _m.UNSET
    linkId: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _linkId: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    securityLabelNumber: _Annotated[_list[_p.UnsignedInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _securityLabelNumber: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ContractTermOfferParty(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reference: _Annotated[_list[Reference], _m.Meta(min_length=1)]
    role: CodeableConcept


class ContractTermOfferAnswer(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    valueBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _valueBoolean: Element | _m.UnsetType = _m.UNSET
    valueDecimal: _p.Decimal | _m.UnsetType = _m.UNSET
    _valueDecimal: Element | _m.UnsetType = _m.UNSET
    valueInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _valueInteger: Element | _m.UnsetType = _m.UNSET
    valueDate: _p.Date | _m.UnsetType = _m.UNSET
    _valueDate: Element | _m.UnsetType = _m.UNSET
    valueDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _valueDateTime: Element | _m.UnsetType = _m.UNSET
    valueTime: _p.Time | _m.UnsetType = _m.UNSET
    _valueTime: Element | _m.UnsetType = _m.UNSET
    valueString: _p.String | _m.UnsetType = _m.UNSET
    _valueString: Element | _m.UnsetType = _m.UNSET
    valueUri: _p.Uri | _m.UnsetType = _m.UNSET
    _valueUri: Element | _m.UnsetType = _m.UNSET
    valueAttachment: Attachment | _m.UnsetType = _m.UNSET
    valueCoding: Coding | _m.UnsetType = _m.UNSET
    valueQuantity: Quantity | _m.UnsetType = _m.UNSET
    valueReference: Reference | _m.UnsetType = _m.UNSET


class ContractTermAsset(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    scope: CodeableConcept | _m.UnsetType = _m.UNSET
    type: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    typeReference: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    subtype: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    relationship: Coding | _m.UnsetType = _m.UNSET
    context: _Annotated[_list[ContractTermAssetContext], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    condition: _p.String | _m.UnsetType = _m.UNSET
    _condition: Element | _m.UnsetType = _m.UNSET
    periodType: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    period: _Annotated[_list[Period], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    usePeriod: _Annotated[_list[Period], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    text: _p.String | _m.UnsetType = _m.UNSET
    _text: Element | _m.UnsetType = _m.UNSET
    linkId: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _linkId: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    answer: _Annotated[_list[ContractTermOfferAnswer], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    securityLabelNumber: _Annotated[_list[_p.UnsignedInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _securityLabelNumber: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    valuedItem: _Annotated[_list[ContractTermAssetValuedItem], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ContractTermAssetContext(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reference: Reference | _m.UnsetType = _m.UNSET
    code: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    text: _p.String | _m.UnsetType = _m.UNSET
    _text: Element | _m.UnsetType = _m.UNSET


class ContractTermAssetValuedItem(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    entityCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    entityReference: Reference | _m.UnsetType = _m.UNSET
    identifier: Identifier | _m.UnsetType = _m.UNSET
    effectiveTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _effectiveTime: Element | _m.UnsetType = _m.UNSET
    quantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    unitPrice: Money | _m.UnsetType = _m.UNSET
    factor: _p.Decimal | _m.UnsetType = _m.UNSET
    _factor: Element | _m.UnsetType = _m.UNSET
    points: _p.Decimal | _m.UnsetType = _m.UNSET
    _points: Element | _m.UnsetType = _m.UNSET
    net: Money | _m.UnsetType = _m.UNSET
    payment: _p.String | _m.UnsetType = _m.UNSET
    _payment: Element | _m.UnsetType = _m.UNSET
    paymentDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _paymentDate: Element | _m.UnsetType = _m.UNSET
    responsible: Reference | _m.UnsetType = _m.UNSET
    recipient: Reference | _m.UnsetType = _m.UNSET
    linkId: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _linkId: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    securityLabelNumber: _Annotated[_list[_p.UnsignedInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _securityLabelNumber: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ContractTermAction(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    doNotPerform: _p.Boolean | _m.UnsetType = _m.UNSET
    _doNotPerform: Element | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    subject: _Annotated[_list[ContractTermActionSubject], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    intent: CodeableConcept
    linkId: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _linkId: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    status: CodeableConcept
    context: Reference | _m.UnsetType = _m.UNSET
    contextLinkId: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _contextLinkId: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    occurrenceDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _occurrenceDateTime: Element | _m.UnsetType = _m.UNSET
    occurrencePeriod: Period | _m.UnsetType = _m.UNSET
    occurrenceTiming: Timing | _m.UnsetType = _m.UNSET
    requester: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    requesterLinkId: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _requesterLinkId: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    performerType: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    performerRole: CodeableConcept | _m.UnsetType = _m.UNSET
    performer: Reference | _m.UnsetType = _m.UNSET
    performerLinkId: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _performerLinkId: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reasonCode: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reasonReference: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reason: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _reason: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reasonLinkId: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _reasonLinkId: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    note: _Annotated[_list[Annotation], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    securityLabelNumber: _Annotated[_list[_p.UnsignedInt | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _securityLabelNumber: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ContractTermActionSubject(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reference: _Annotated[_list[Reference], _m.Meta(min_length=1)]
    role: CodeableConcept | _m.UnsetType = _m.UNSET


class ContractSigner(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: Coding
    party: Reference
    signature: _Annotated[_list[Signature], _m.Meta(min_length=1)]


class ContractFriendly(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    contentAttachment: Attachment | _m.UnsetType = _m.UNSET
    contentReference: Reference | _m.UnsetType = _m.UNSET


class ContractLegal(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    contentAttachment: Attachment | _m.UnsetType = _m.UNSET
    contentReference: Reference | _m.UnsetType = _m.UNSET


class ContractRule(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    contentAttachment: Attachment | _m.UnsetType = _m.UNSET
    contentReference: Reference | _m.UnsetType = _m.UNSET
