"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class QuestionnaireResponse(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="QuestionnaireResponse", tag_field="resourceType"):
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
    basedOn: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    partOf: _Annotated[_list[Reference], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    questionnaire: _p.Canonical | _m.UnsetType = _m.UNSET
    _questionnaire: Element | _m.UnsetType = _m.UNSET
    status: _c.QuestionnaireAnswersStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    subject: Reference | _m.UnsetType = _m.UNSET
    encounter: Reference | _m.UnsetType = _m.UNSET
    authored: _p.DateTime | _m.UnsetType = _m.UNSET
    _authored: Element | _m.UnsetType = _m.UNSET
    author: Reference | _m.UnsetType = _m.UNSET
    source: Reference | _m.UnsetType = _m.UNSET
    item: _Annotated[_list[QuestionnaireResponseItem], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class QuestionnaireResponseItem(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    linkId: _p.String | _m.UnsetType = _m.UNSET
    _linkId: Element | _m.UnsetType = _m.UNSET
    definition: _p.Uri | _m.UnsetType = _m.UNSET
    _definition: Element | _m.UnsetType = _m.UNSET
    text: _p.String | _m.UnsetType = _m.UNSET
    _text: Element | _m.UnsetType = _m.UNSET
    answer: _Annotated[_list[QuestionnaireResponseItemAnswer], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    item: _Annotated[_list[QuestionnaireResponseItem], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class QuestionnaireResponseItemAnswer(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
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
    item: _Annotated[_list[QuestionnaireResponseItem], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
