"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class Questionnaire(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="Questionnaire", tag_field="resourceType"):
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
    url: _p.Uri | _m.UnsetType = _m.UNSET
    _url: Element | _m.UnsetType = _m.UNSET
    identifier: _Annotated[_list[Identifier], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    version: _p.String | _m.UnsetType = _m.UNSET
    _version: Element | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    title: _p.String | _m.UnsetType = _m.UNSET
    _title: Element | _m.UnsetType = _m.UNSET
    derivedFrom: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _derivedFrom: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    status: _c.PublicationStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    experimental: _p.Boolean | _m.UnsetType = _m.UNSET
    _experimental: Element | _m.UnsetType = _m.UNSET
    subjectType: _Annotated[_list[_c.ResourceTypes | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _subjectType: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    date: _p.DateTime | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    publisher: _p.String | _m.UnsetType = _m.UNSET
    _publisher: Element | _m.UnsetType = _m.UNSET
    contact: _Annotated[_list[ContactDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    description: _p.Markdown | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    useContext: _Annotated[_list[UsageContext], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    jurisdiction: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    purpose: _p.Markdown | _m.UnsetType = _m.UNSET
    _purpose: Element | _m.UnsetType = _m.UNSET
    copyright: _p.Markdown | _m.UnsetType = _m.UNSET
    _copyright: Element | _m.UnsetType = _m.UNSET
    approvalDate: _p.Date | _m.UnsetType = _m.UNSET
    _approvalDate: Element | _m.UnsetType = _m.UNSET
    lastReviewDate: _p.Date | _m.UnsetType = _m.UNSET
    _lastReviewDate: Element | _m.UnsetType = _m.UNSET
    effectivePeriod: Period | _m.UnsetType = _m.UNSET
    code: _Annotated[_list[Coding], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    item: _Annotated[_list[QuestionnaireItem], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class QuestionnaireItem(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    linkId: _p.String | _m.UnsetType = _m.UNSET
    _linkId: Element | _m.UnsetType = _m.UNSET
    definition: _p.Uri | _m.UnsetType = _m.UNSET
    _definition: Element | _m.UnsetType = _m.UNSET
    code: _Annotated[_list[Coding], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    prefix: _p.String | _m.UnsetType = _m.UNSET
    _prefix: Element | _m.UnsetType = _m.UNSET
    text: _p.String | _m.UnsetType = _m.UNSET
    _text: Element | _m.UnsetType = _m.UNSET
    type: _c.ItemType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    enableWhen: _Annotated[_list[QuestionnaireItemEnableWhen], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    enableBehavior: _c.QuestionnaireEnableBehavior | _m.UnsetType = _m.UNSET
    _enableBehavior: Element | _m.UnsetType = _m.UNSET
    required: _p.Boolean | _m.UnsetType = _m.UNSET
    _required: Element | _m.UnsetType = _m.UNSET
    repeats: _p.Boolean | _m.UnsetType = _m.UNSET
    _repeats: Element | _m.UnsetType = _m.UNSET
    readOnly: _p.Boolean | _m.UnsetType = _m.UNSET
    _readOnly: Element | _m.UnsetType = _m.UNSET
    maxLength: _p.Integer | _m.UnsetType = _m.UNSET
    _maxLength: Element | _m.UnsetType = _m.UNSET
    answerValueSet: _p.Canonical | _m.UnsetType = _m.UNSET
    _answerValueSet: Element | _m.UnsetType = _m.UNSET
    answerOption: _Annotated[_list[QuestionnaireItemAnswerOption], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    initial: _Annotated[_list[QuestionnaireItemInitial], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    item: _Annotated[_list[QuestionnaireItem], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class QuestionnaireItemEnableWhen(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    question: _p.String | _m.UnsetType = _m.UNSET
    _question: Element | _m.UnsetType = _m.UNSET
    operator: _c.QuestionnaireEnableOperator | _m.UnsetType = _m.UNSET
    _operator: Element | _m.UnsetType = _m.UNSET
    answerBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _answerBoolean: Element | _m.UnsetType = _m.UNSET
    answerDecimal: _p.Decimal | _m.UnsetType = _m.UNSET
    _answerDecimal: Element | _m.UnsetType = _m.UNSET
    answerInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _answerInteger: Element | _m.UnsetType = _m.UNSET
    answerDate: _p.Date | _m.UnsetType = _m.UNSET
    _answerDate: Element | _m.UnsetType = _m.UNSET
    answerDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _answerDateTime: Element | _m.UnsetType = _m.UNSET
    answerTime: _p.Time | _m.UnsetType = _m.UNSET
    _answerTime: Element | _m.UnsetType = _m.UNSET
    answerString: _p.String | _m.UnsetType = _m.UNSET
    _answerString: Element | _m.UnsetType = _m.UNSET
    answerCoding: Coding | _m.UnsetType = _m.UNSET
    answerQuantity: Quantity | _m.UnsetType = _m.UNSET
    answerReference: Reference | _m.UnsetType = _m.UNSET


class QuestionnaireItemAnswerOption(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    valueInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _valueInteger: Element | _m.UnsetType = _m.UNSET
    valueDate: _p.Date | _m.UnsetType = _m.UNSET
    _valueDate: Element | _m.UnsetType = _m.UNSET
    valueTime: _p.Time | _m.UnsetType = _m.UNSET
    _valueTime: Element | _m.UnsetType = _m.UNSET
    valueString: _p.String | _m.UnsetType = _m.UNSET
    _valueString: Element | _m.UnsetType = _m.UNSET
    valueCoding: Coding | _m.UnsetType = _m.UNSET
    valueReference: Reference | _m.UnsetType = _m.UNSET
    initialSelected: _p.Boolean | _m.UnsetType = _m.UNSET
    _initialSelected: Element | _m.UnsetType = _m.UNSET


class QuestionnaireItemInitial(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
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
