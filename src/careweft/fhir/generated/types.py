"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c

_list = list  # elements have these names


class Element(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class BackboneElement(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class Address(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    use: _c.AddressUse | _m.UnsetType = _m.UNSET
    _use: Element | _m.UnsetType = _m.UNSET
    type: _c.AddressType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    text: _p.String | _m.UnsetType = _m.UNSET
    _text: Element | _m.UnsetType = _m.UNSET
    line: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _line: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    city: _p.String | _m.UnsetType = _m.UNSET
    _city: Element | _m.UnsetType = _m.UNSET
    district: _p.String | _m.UnsetType = _m.UNSET
    _district: Element | _m.UnsetType = _m.UNSET
    state: _p.String | _m.UnsetType = _m.UNSET
    _state: Element | _m.UnsetType = _m.UNSET
    postalCode: _p.String | _m.UnsetType = _m.UNSET
    _postalCode: Element | _m.UnsetType = _m.UNSET
    country: _p.String | _m.UnsetType = _m.UNSET
    _country: Element | _m.UnsetType = _m.UNSET
    period: Period | _m.UnsetType = _m.UNSET


class Age(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    value: _p.Decimal | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET
    comparator: _c.QuantityComparator | _m.UnsetType = _m.UNSET
    _comparator: Element | _m.UnsetType = _m.UNSET
    unit: _p.String | _m.UnsetType = _m.UNSET
    _unit: Element | _m.UnsetType = _m.UNSET
    system: _p.Uri | _m.UnsetType = _m.UNSET
    _system: Element | _m.UnsetType = _m.UNSET
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET


class Annotation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    authorReference: Reference | _m.UnsetType = _m.UNSET
    authorString: _p.String | _m.UnsetType = _m.UNSET
    _authorString: Element | _m.UnsetType = _m.UNSET
    time: _p.DateTime | _m.UnsetType = _m.UNSET
    _time: Element | _m.UnsetType = _m.UNSET
    text: _p.Markdown | _m.UnsetType = _m.UNSET
    _text: Element | _m.UnsetType = _m.UNSET


class Attachment(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    contentType: _p.Code | _m.UnsetType = _m.UNSET
    _contentType: Element | _m.UnsetType = _m.UNSET
    language: _p.Code | _m.UnsetType = _m.UNSET
    _language: Element | _m.UnsetType = _m.UNSET
    data: _p.Base64Binary | _m.UnsetType = _m.UNSET
    _data: Element | _m.UnsetType = _m.UNSET
    url: _p.Url | _m.UnsetType = _m.UNSET
    _url: Element | _m.UnsetType = _m.UNSET
    size: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _size: Element | _m.UnsetType = _m.UNSET
    hash: _p.Base64Binary | _m.UnsetType = _m.UNSET
    _hash: Element | _m.UnsetType = _m.UNSET
    title: _p.String | _m.UnsetType = _m.UNSET
    _title: Element | _m.UnsetType = _m.UNSET
    creation: _p.DateTime | _m.UnsetType = _m.UNSET
    _creation: Element | _m.UnsetType = _m.UNSET


class CodeableConcept(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    coding: _Annotated[_list[Coding], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    text: _p.String | _m.UnsetType = _m.UNSET
    _text: Element | _m.UnsetType = _m.UNSET


class Coding(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    system: _p.Uri | _m.UnsetType = _m.UNSET
    _system: Element | _m.UnsetType = _m.UNSET
    version: _p.String | _m.UnsetType = _m.UNSET
    _version: Element | _m.UnsetType = _m.UNSET
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    display: _p.String | _m.UnsetType = _m.UNSET
    _display: Element | _m.UnsetType = _m.UNSET
    userSelected: _p.Boolean | _m.UnsetType = _m.UNSET
    _userSelected: Element | _m.UnsetType = _m.UNSET


class ContactDetail(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    telecom: _Annotated[_list[ContactPoint], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ContactPoint(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    system: _c.ContactPointSystem | _m.UnsetType = _m.UNSET
    _system: Element | _m.UnsetType = _m.UNSET
    value: _p.String | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET
    use: _c.ContactPointUse | _m.UnsetType = _m.UNSET
    _use: Element | _m.UnsetType = _m.UNSET
    rank: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _rank: Element | _m.UnsetType = _m.UNSET
    period: Period | _m.UnsetType = _m.UNSET


class Contributor(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _c.ContributorType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    contact: _Annotated[_list[ContactDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class Count(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    value: _p.Decimal | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET
    comparator: _c.QuantityComparator | _m.UnsetType = _m.UNSET
    _comparator: Element | _m.UnsetType = _m.UNSET
    unit: _p.String | _m.UnsetType = _m.UNSET
    _unit: Element | _m.UnsetType = _m.UNSET
    system: _p.Uri | _m.UnsetType = _m.UNSET
    _system: Element | _m.UnsetType = _m.UNSET
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET


class DataRequirement(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _c.AllTypes | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    profile: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _profile: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    subjectCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    subjectReference: Reference | _m.UnsetType = _m.UNSET
    mustSupport: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _mustSupport: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    codeFilter: _Annotated[_list[DataRequirementCodeFilter], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    dateFilter: _Annotated[_list[DataRequirementDateFilter], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    limit: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _limit: Element | _m.UnsetType = _m.UNSET
    sort: _Annotated[_list[DataRequirementSort], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class DataRequirementCodeFilter(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    path: _p.String | _m.UnsetType = _m.UNSET
    _path: Element | _m.UnsetType = _m.UNSET
    searchParam: _p.String | _m.UnsetType = _m.UNSET
    _searchParam: Element | _m.UnsetType = _m.UNSET
    valueSet: _p.Canonical | _m.UnsetType = _m.UNSET
    _valueSet: Element | _m.UnsetType = _m.UNSET
    code: _Annotated[_list[Coding], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class DataRequirementDateFilter(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    path: _p.String | _m.UnsetType = _m.UNSET
    _path: Element | _m.UnsetType = _m.UNSET
    searchParam: _p.String | _m.UnsetType = _m.UNSET
    _searchParam: Element | _m.UnsetType = _m.UNSET
    valueDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _valueDateTime: Element | _m.UnsetType = _m.UNSET
    valuePeriod: Period | _m.UnsetType = _m.UNSET
    valueDuration: Duration | _m.UnsetType = _m.UNSET


class DataRequirementSort(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    path: _p.String | _m.UnsetType = _m.UNSET
    _path: Element | _m.UnsetType = _m.UNSET
    direction: _c.SortDirection | _m.UnsetType = _m.UNSET
    _direction: Element | _m.UnsetType = _m.UNSET


class Distance(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    value: _p.Decimal | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET
    comparator: _c.QuantityComparator | _m.UnsetType = _m.UNSET
    _comparator: Element | _m.UnsetType = _m.UNSET
    unit: _p.String | _m.UnsetType = _m.UNSET
    _unit: Element | _m.UnsetType = _m.UNSET
    system: _p.Uri | _m.UnsetType = _m.UNSET
    _system: Element | _m.UnsetType = _m.UNSET
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET


class Dosage(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    sequence: _p.Integer | _m.UnsetType = _m.UNSET
    _sequence: Element | _m.UnsetType = _m.UNSET
    text: _p.String | _m.UnsetType = _m.UNSET
    _text: Element | _m.UnsetType = _m.UNSET
    additionalInstruction: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    patientInstruction: _p.String | _m.UnsetType = _m.UNSET
    _patientInstruction: Element | _m.UnsetType = _m.UNSET
    timing: Timing | _m.UnsetType = _m.UNSET
    asNeededBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _asNeededBoolean: Element | _m.UnsetType = _m.UNSET
    asNeededCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    site: CodeableConcept | _m.UnsetType = _m.UNSET
    route: CodeableConcept | _m.UnsetType = _m.UNSET
    method: CodeableConcept | _m.UnsetType = _m.UNSET
    doseAndRate: _Annotated[_list[DosageDoseAndRate], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    maxDosePerPeriod: Ratio | _m.UnsetType = _m.UNSET
    maxDosePerAdministration: SimpleQuantity | _m.UnsetType = _m.UNSET
    maxDosePerLifetime: SimpleQuantity | _m.UnsetType = _m.UNSET


class DosageDoseAndRate(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    doseRange: Range | _m.UnsetType = _m.UNSET
    doseQuantity: SimpleQuantity | _m.UnsetType = _m.UNSET
    rateRatio: Ratio | _m.UnsetType = _m.UNSET
    rateRange: Range | _m.UnsetType = _m.UNSET
    rateQuantity: SimpleQuantity | _m.UnsetType = _m.UNSET


class Duration(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    value: _p.Decimal | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET
    comparator: _c.QuantityComparator | _m.UnsetType = _m.UNSET
    _comparator: Element | _m.UnsetType = _m.UNSET
    unit: _p.String | _m.UnsetType = _m.UNSET
    _unit: Element | _m.UnsetType = _m.UNSET
    system: _p.Uri | _m.UnsetType = _m.UNSET
    _system: Element | _m.UnsetType = _m.UNSET
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET


class ElementDefinition(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    path: _p.String | _m.UnsetType = _m.UNSET
    _path: Element | _m.UnsetType = _m.UNSET
    representation: _Annotated[_list[_c.PropertyRepresentation | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _representation: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    sliceName: _p.String | _m.UnsetType = _m.UNSET
    _sliceName: Element | _m.UnsetType = _m.UNSET
    sliceIsConstraining: _p.Boolean | _m.UnsetType = _m.UNSET
    _sliceIsConstraining: Element | _m.UnsetType = _m.UNSET
    label: _p.String | _m.UnsetType = _m.UNSET
    _label: Element | _m.UnsetType = _m.UNSET
    code: _Annotated[_list[Coding], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    slicing: ElementDefinitionSlicing | _m.UnsetType = _m.UNSET
    short: _p.String | _m.UnsetType = _m.UNSET
    _short: Element | _m.UnsetType = _m.UNSET
    definition: _p.Markdown | _m.UnsetType = _m.UNSET
    _definition: Element | _m.UnsetType = _m.UNSET
    comment: _p.Markdown | _m.UnsetType = _m.UNSET
    _comment: Element | _m.UnsetType = _m.UNSET
    requirements: _p.Markdown | _m.UnsetType = _m.UNSET
    _requirements: Element | _m.UnsetType = _m.UNSET
    alias: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _alias: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    min: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _min: Element | _m.UnsetType = _m.UNSET
    max: _p.String | _m.UnsetType = _m.UNSET
    _max: Element | _m.UnsetType = _m.UNSET
    base: ElementDefinitionBase | _m.UnsetType = _m.UNSET
    contentReference: _p.Uri | _m.UnsetType = _m.UNSET
    _contentReference: Element | _m.UnsetType = _m.UNSET
    type: _Annotated[_list[ElementDefinitionType], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    defaultValueBase64Binary: _p.Base64Binary | _m.UnsetType = _m.UNSET
    _defaultValueBase64Binary: Element | _m.UnsetType = _m.UNSET
    defaultValueBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _defaultValueBoolean: Element | _m.UnsetType = _m.UNSET
    defaultValueCanonical: _p.Canonical | _m.UnsetType = _m.UNSET
    _defaultValueCanonical: Element | _m.UnsetType = _m.UNSET
    defaultValueCode: _p.Code | _m.UnsetType = _m.UNSET
    _defaultValueCode: Element | _m.UnsetType = _m.UNSET
    defaultValueDate: _p.Date | _m.UnsetType = _m.UNSET
    _defaultValueDate: Element | _m.UnsetType = _m.UNSET
    defaultValueDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _defaultValueDateTime: Element | _m.UnsetType = _m.UNSET
    defaultValueDecimal: _p.Decimal | _m.UnsetType = _m.UNSET
    _defaultValueDecimal: Element | _m.UnsetType = _m.UNSET
    defaultValueId: _p.Id | _m.UnsetType = _m.UNSET
    _defaultValueId: Element | _m.UnsetType = _m.UNSET
    defaultValueInstant: _p.Instant | _m.UnsetType = _m.UNSET
    _defaultValueInstant: Element | _m.UnsetType = _m.UNSET
    defaultValueInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _defaultValueInteger: Element | _m.UnsetType = _m.UNSET
    defaultValueMarkdown: _p.Markdown | _m.UnsetType = _m.UNSET
    _defaultValueMarkdown: Element | _m.UnsetType = _m.UNSET
    defaultValueOid: _p.Oid | _m.UnsetType = _m.UNSET
    _defaultValueOid: Element | _m.UnsetType = _m.UNSET
    defaultValuePositiveInt: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _defaultValuePositiveInt: Element | _m.UnsetType = _m.UNSET
    defaultValueString: _p.String | _m.UnsetType = _m.UNSET
    _defaultValueString: Element | _m.UnsetType = _m.UNSET
    defaultValueTime: _p.Time | _m.UnsetType = _m.UNSET
    _defaultValueTime: Element | _m.UnsetType = _m.UNSET
    defaultValueUnsignedInt: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _defaultValueUnsignedInt: Element | _m.UnsetType = _m.UNSET
    defaultValueUri: _p.Uri | _m.UnsetType = _m.UNSET
    _defaultValueUri: Element | _m.UnsetType = _m.UNSET
    defaultValueUrl: _p.Url | _m.UnsetType = _m.UNSET
    _defaultValueUrl: Element | _m.UnsetType = _m.UNSET
    defaultValueUuid: _p.Uuid | _m.UnsetType = _m.UNSET
    _defaultValueUuid: Element | _m.UnsetType = _m.UNSET
    defaultValueAddress: Address | _m.UnsetType = _m.UNSET
    defaultValueAge: Age | _m.UnsetType = _m.UNSET
    defaultValueAnnotation: Annotation | _m.UnsetType = _m.UNSET
    defaultValueAttachment: Attachment | _m.UnsetType = _m.UNSET
    defaultValueCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    defaultValueCoding: Coding | _m.UnsetType = _m.UNSET
    defaultValueContactPoint: ContactPoint | _m.UnsetType = _m.UNSET
    defaultValueCount: Count | _m.UnsetType = _m.UNSET
    defaultValueDistance: Distance | _m.UnsetType = _m.UNSET
    defaultValueDuration: Duration | _m.UnsetType = _m.UNSET
    defaultValueHumanName: HumanName | _m.UnsetType = _m.UNSET
    defaultValueIdentifier: Identifier | _m.UnsetType = _m.UNSET
    defaultValueMoney: Money | _m.UnsetType = _m.UNSET
    defaultValuePeriod: Period | _m.UnsetType = _m.UNSET
    defaultValueQuantity: Quantity | _m.UnsetType = _m.UNSET
    defaultValueRange: Range | _m.UnsetType = _m.UNSET
    defaultValueRatio: Ratio | _m.UnsetType = _m.UNSET
    defaultValueReference: Reference | _m.UnsetType = _m.UNSET
    defaultValueSampledData: SampledData | _m.UnsetType = _m.UNSET
    defaultValueSignature: Signature | _m.UnsetType = _m.UNSET
    defaultValueTiming: Timing | _m.UnsetType = _m.UNSET
    defaultValueContactDetail: ContactDetail | _m.UnsetType = _m.UNSET
    defaultValueContributor: Contributor | _m.UnsetType = _m.UNSET
    defaultValueDataRequirement: DataRequirement | _m.UnsetType = _m.UNSET
    defaultValueExpression: Expression | _m.UnsetType = _m.UNSET
    defaultValueParameterDefinition: ParameterDefinition | _m.UnsetType = _m.UNSET
    defaultValueRelatedArtifact: RelatedArtifact | _m.UnsetType = _m.UNSET
    defaultValueTriggerDefinition: TriggerDefinition | _m.UnsetType = _m.UNSET
    defaultValueUsageContext: UsageContext | _m.UnsetType = _m.UNSET
    defaultValueDosage: Dosage | _m.UnsetType = _m.UNSET
    defaultValueMeta: Meta | _m.UnsetType = _m.UNSET
    meaningWhenMissing: _p.Markdown | _m.UnsetType = _m.UNSET
    _meaningWhenMissing: Element | _m.UnsetType = _m.UNSET
    orderMeaning: _p.String | _m.UnsetType = _m.UNSET
    _orderMeaning: Element | _m.UnsetType = _m.UNSET
    fixedBase64Binary: _p.Base64Binary | _m.UnsetType = _m.UNSET
    _fixedBase64Binary: Element | _m.UnsetType = _m.UNSET
    fixedBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _fixedBoolean: Element | _m.UnsetType = _m.UNSET
    fixedCanonical: _p.Canonical | _m.UnsetType = _m.UNSET
    _fixedCanonical: Element | _m.UnsetType = _m.UNSET
    fixedCode: _p.Code | _m.UnsetType = _m.UNSET
    _fixedCode: Element | _m.UnsetType = _m.UNSET
    fixedDate: _p.Date | _m.UnsetType = _m.UNSET
    _fixedDate: Element | _m.UnsetType = _m.UNSET
    fixedDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _fixedDateTime: Element | _m.UnsetType = _m.UNSET
    fixedDecimal: _p.Decimal | _m.UnsetType = _m.UNSET
    _fixedDecimal: Element | _m.UnsetType = _m.UNSET
    fixedId: _p.Id | _m.UnsetType = _m.UNSET
    _fixedId: Element | _m.UnsetType = _m.UNSET
    fixedInstant: _p.Instant | _m.UnsetType = _m.UNSET
    _fixedInstant: Element | _m.UnsetType = _m.UNSET
    fixedInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _fixedInteger: Element | _m.UnsetType = _m.UNSET
    fixedMarkdown: _p.Markdown | _m.UnsetType = _m.UNSET
    _fixedMarkdown: Element | _m.UnsetType = _m.UNSET
    fixedOid: _p.Oid | _m.UnsetType = _m.UNSET
    _fixedOid: Element | _m.UnsetType = _m.UNSET
    fixedPositiveInt: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _fixedPositiveInt: Element | _m.UnsetType = _m.UNSET
    fixedString: _p.String | _m.UnsetType = _m.UNSET
    _fixedString: Element | _m.UnsetType = _m.UNSET
    fixedTime: _p.Time | _m.UnsetType = _m.UNSET
    _fixedTime: Element | _m.UnsetType = _m.UNSET
    fixedUnsignedInt: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _fixedUnsignedInt: Element | _m.UnsetType = _m.UNSET
    fixedUri: _p.Uri | _m.UnsetType = _m.UNSET
    _fixedUri: Element | _m.UnsetType = _m.UNSET
    fixedUrl: _p.Url | _m.UnsetType = _m.UNSET
    _fixedUrl: Element | _m.UnsetType = _m.UNSET
    fixedUuid: _p.Uuid | _m.UnsetType = _m.UNSET
    _fixedUuid: Element | _m.UnsetType = _m.UNSET
    fixedAddress: Address | _m.UnsetType = _m.UNSET
    fixedAge: Age | _m.UnsetType = _m.UNSET
    fixedAnnotation: Annotation | _m.UnsetType = _m.UNSET
    fixedAttachment: Attachment | _m.UnsetType = _m.UNSET
    fixedCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    fixedCoding: Coding | _m.UnsetType = _m.UNSET
    fixedContactPoint: ContactPoint | _m.UnsetType = _m.UNSET
    fixedCount: Count | _m.UnsetType = _m.UNSET
    fixedDistance: Distance | _m.UnsetType = _m.UNSET
    fixedDuration: Duration | _m.UnsetType = _m.UNSET
    fixedHumanName: HumanName | _m.UnsetType = _m.UNSET
    fixedIdentifier: Identifier | _m.UnsetType = _m.UNSET
    fixedMoney: Money | _m.UnsetType = _m.UNSET
    fixedPeriod: Period | _m.UnsetType = _m.UNSET
    fixedQuantity: Quantity | _m.UnsetType = _m.UNSET
    fixedRange: Range | _m.UnsetType = _m.UNSET
    fixedRatio: Ratio | _m.UnsetType = _m.UNSET
    fixedReference: Reference | _m.UnsetType = _m.UNSET
    fixedSampledData: SampledData | _m.UnsetType = _m.UNSET
    fixedSignature: Signature | _m.UnsetType = _m.UNSET
    fixedTiming: Timing | _m.UnsetType = _m.UNSET
    fixedContactDetail: ContactDetail | _m.UnsetType = _m.UNSET
    fixedContributor: Contributor | _m.UnsetType = _m.UNSET
    fixedDataRequirement: DataRequirement | _m.UnsetType = _m.UNSET
    fixedExpression: Expression | _m.UnsetType = _m.UNSET
    fixedParameterDefinition: ParameterDefinition | _m.UnsetType = _m.UNSET
    fixedRelatedArtifact: RelatedArtifact | _m.UnsetType = _m.UNSET
    fixedTriggerDefinition: TriggerDefinition | _m.UnsetType = _m.UNSET
    fixedUsageContext: UsageContext | _m.UnsetType = _m.UNSET
    fixedDosage: Dosage | _m.UnsetType = _m.UNSET
    fixedMeta: Meta | _m.UnsetType = _m.UNSET
    patternBase64Binary: _p.Base64Binary | _m.UnsetType = _m.UNSET
    _patternBase64Binary: Element | _m.UnsetType = _m.UNSET
    patternBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _patternBoolean: Element | _m.UnsetType = _m.UNSET
    patternCanonical: _p.Canonical | _m.UnsetType = _m.UNSET
    _patternCanonical: Element | _m.UnsetType = _m.UNSET
    patternCode: _p.Code | _m.UnsetType = _m.UNSET
    _patternCode: Element | _m.UnsetType = _m.UNSET
    patternDate: _p.Date | _m.UnsetType = _m.UNSET
    _patternDate: Element | _m.UnsetType = _m.UNSET
    patternDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _patternDateTime: Element | _m.UnsetType = _m.UNSET
    patternDecimal: _p.Decimal | _m.UnsetType = _m.UNSET
    _patternDecimal: Element | _m.UnsetType = _m.UNSET
    patternId: _p.Id | _m.UnsetType = _m.UNSET
    _patternId: Element | _m.UnsetType = _m.UNSET
    patternInstant: _p.Instant | _m.UnsetType = _m.UNSET
    _patternInstant: Element | _m.UnsetType = _m.UNSET
    patternInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _patternInteger: Element | _m.UnsetType = _m.UNSET
    patternMarkdown: _p.Markdown | _m.UnsetType = _m.UNSET
    _patternMarkdown: Element | _m.UnsetType = _m.UNSET
    patternOid: _p.Oid | _m.UnsetType = _m.UNSET
    _patternOid: Element | _m.UnsetType = _m.UNSET
    patternPositiveInt: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _patternPositiveInt: Element | _m.UnsetType = _m.UNSET
    patternString: _p.String | _m.UnsetType = _m.UNSET
    _patternString: Element | _m.UnsetType = _m.UNSET
    patternTime: _p.Time | _m.UnsetType = _m.UNSET
    _patternTime: Element | _m.UnsetType = _m.UNSET
    patternUnsignedInt: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _patternUnsignedInt: Element | _m.UnsetType = _m.UNSET
    patternUri: _p.Uri | _m.UnsetType = _m.UNSET
    _patternUri: Element | _m.UnsetType = _m.UNSET
    patternUrl: _p.Url | _m.UnsetType = _m.UNSET
    _patternUrl: Element | _m.UnsetType = _m.UNSET
    patternUuid: _p.Uuid | _m.UnsetType = _m.UNSET
    _patternUuid: Element | _m.UnsetType = _m.UNSET
    patternAddress: Address | _m.UnsetType = _m.UNSET
    patternAge: Age | _m.UnsetType = _m.UNSET
    patternAnnotation: Annotation | _m.UnsetType = _m.UNSET
    patternAttachment: Attachment | _m.UnsetType = _m.UNSET
    patternCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    patternCoding: Coding | _m.UnsetType = _m.UNSET
    patternContactPoint: ContactPoint | _m.UnsetType = _m.UNSET
    patternCount: Count | _m.UnsetType = _m.UNSET
    patternDistance: Distance | _m.UnsetType = _m.UNSET
    patternDuration: Duration | _m.UnsetType = _m.UNSET
    patternHumanName: HumanName | _m.UnsetType = _m.UNSET
    patternIdentifier: Identifier | _m.UnsetType = _m.UNSET
    patternMoney: Money | _m.UnsetType = _m.UNSET
    patternPeriod: Period | _m.UnsetType = _m.UNSET
    patternQuantity: Quantity | _m.UnsetType = _m.UNSET
    patternRange: Range | _m.UnsetType = _m.UNSET
    patternRatio: Ratio | _m.UnsetType = _m.UNSET
    patternReference: Reference | _m.UnsetType = _m.UNSET
    patternSampledData: SampledData | _m.UnsetType = _m.UNSET
    patternSignature: Signature | _m.UnsetType = _m.UNSET
    patternTiming: Timing | _m.UnsetType = _m.UNSET
    patternContactDetail: ContactDetail | _m.UnsetType = _m.UNSET
    patternContributor: Contributor | _m.UnsetType = _m.UNSET
    patternDataRequirement: DataRequirement | _m.UnsetType = _m.UNSET
    patternExpression: Expression | _m.UnsetType = _m.UNSET
    patternParameterDefinition: ParameterDefinition | _m.UnsetType = _m.UNSET
    patternRelatedArtifact: RelatedArtifact | _m.UnsetType = _m.UNSET
    patternTriggerDefinition: TriggerDefinition | _m.UnsetType = _m.UNSET
    patternUsageContext: UsageContext | _m.UnsetType = _m.UNSET
    patternDosage: Dosage | _m.UnsetType = _m.UNSET
    patternMeta: Meta | _m.UnsetType = _m.UNSET
    example: _Annotated[_list[ElementDefinitionExample], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    minValueDate: _p.Date | _m.UnsetType = _m.UNSET
    _minValueDate: Element | _m.UnsetType = _m.UNSET
    minValueDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _minValueDateTime: Element | _m.UnsetType = _m.UNSET
    minValueInstant: _p.Instant | _m.UnsetType = _m.UNSET
    _minValueInstant: Element | _m.UnsetType = _m.UNSET
    minValueTime: _p.Time | _m.UnsetType = _m.UNSET
    _minValueTime: Element | _m.UnsetType = _m.UNSET
    minValueDecimal: _p.Decimal | _m.UnsetType = _m.UNSET
    _minValueDecimal: Element | _m.UnsetType = _m.UNSET
    minValueInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _minValueInteger: Element | _m.UnsetType = _m.UNSET
    minValuePositiveInt: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _minValuePositiveInt: Element | _m.UnsetType = _m.UNSET
    minValueUnsignedInt: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _minValueUnsignedInt: Element | _m.UnsetType = _m.UNSET
    minValueQuantity: Quantity | _m.UnsetType = _m.UNSET
    maxValueDate: _p.Date | _m.UnsetType = _m.UNSET
    _maxValueDate: Element | _m.UnsetType = _m.UNSET
    maxValueDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _maxValueDateTime: Element | _m.UnsetType = _m.UNSET
    maxValueInstant: _p.Instant | _m.UnsetType = _m.UNSET
    _maxValueInstant: Element | _m.UnsetType = _m.UNSET
    maxValueTime: _p.Time | _m.UnsetType = _m.UNSET
    _maxValueTime: Element | _m.UnsetType = _m.UNSET
    maxValueDecimal: _p.Decimal | _m.UnsetType = _m.UNSET
    _maxValueDecimal: Element | _m.UnsetType = _m.UNSET
    maxValueInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _maxValueInteger: Element | _m.UnsetType = _m.UNSET
    maxValuePositiveInt: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _maxValuePositiveInt: Element | _m.UnsetType = _m.UNSET
    maxValueUnsignedInt: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _maxValueUnsignedInt: Element | _m.UnsetType = _m.UNSET
    maxValueQuantity: Quantity | _m.UnsetType = _m.UNSET
    maxLength: _p.Integer | _m.UnsetType = _m.UNSET
    _maxLength: Element | _m.UnsetType = _m.UNSET
    condition: _Annotated[_list[_p.Id | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _condition: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    constraint: _Annotated[_list[ElementDefinitionConstraint], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    mustSupport: _p.Boolean | _m.UnsetType = _m.UNSET
    _mustSupport: Element | _m.UnsetType = _m.UNSET
    isModifier: _p.Boolean | _m.UnsetType = _m.UNSET
    _isModifier: Element | _m.UnsetType = _m.UNSET
    isModifierReason: _p.String | _m.UnsetType = _m.UNSET
    _isModifierReason: Element | _m.UnsetType = _m.UNSET
    isSummary: _p.Boolean | _m.UnsetType = _m.UNSET
    _isSummary: Element | _m.UnsetType = _m.UNSET
    binding: ElementDefinitionBinding | _m.UnsetType = _m.UNSET
    mapping: _Annotated[_list[ElementDefinitionMapping], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ElementDefinitionSlicing(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    discriminator: _Annotated[_list[ElementDefinitionSlicingDiscriminator], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    ordered: _p.Boolean | _m.UnsetType = _m.UNSET
    _ordered: Element | _m.UnsetType = _m.UNSET
    rules: _c.ResourceSlicingRules | _m.UnsetType = _m.UNSET
    _rules: Element | _m.UnsetType = _m.UNSET


class ElementDefinitionSlicingDiscriminator(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _c.DiscriminatorType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    path: _p.String | _m.UnsetType = _m.UNSET
    _path: Element | _m.UnsetType = _m.UNSET


class ElementDefinitionBase(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    path: _p.String | _m.UnsetType = _m.UNSET
    _path: Element | _m.UnsetType = _m.UNSET
    min: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _min: Element | _m.UnsetType = _m.UNSET
    max: _p.String | _m.UnsetType = _m.UNSET
    _max: Element | _m.UnsetType = _m.UNSET


class ElementDefinitionType(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: _p.Uri | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
    profile: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _profile: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    targetProfile: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _targetProfile: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    aggregation: _Annotated[_list[_c.ResourceAggregationMode | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _aggregation: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    versioning: _c.ReferenceVersionRules | _m.UnsetType = _m.UNSET
    _versioning: Element | _m.UnsetType = _m.UNSET


class ElementDefinitionExample(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    label: _p.String | _m.UnsetType = _m.UNSET
    _label: Element | _m.UnsetType = _m.UNSET
    valueBase64Binary: _p.Base64Binary | _m.UnsetType = _m.UNSET
    _valueBase64Binary: Element | _m.UnsetType = _m.UNSET
    valueBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _valueBoolean: Element | _m.UnsetType = _m.UNSET
    valueCanonical: _p.Canonical | _m.UnsetType = _m.UNSET
    _valueCanonical: Element | _m.UnsetType = _m.UNSET
    valueCode: _p.Code | _m.UnsetType = _m.UNSET
    _valueCode: Element | _m.UnsetType = _m.UNSET
    valueDate: _p.Date | _m.UnsetType = _m.UNSET
    _valueDate: Element | _m.UnsetType = _m.UNSET
    valueDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _valueDateTime: Element | _m.UnsetType = _m.UNSET
    valueDecimal: _p.Decimal | _m.UnsetType = _m.UNSET
    _valueDecimal: Element | _m.UnsetType = _m.UNSET
    valueId: _p.Id | _m.UnsetType = _m.UNSET
    _valueId: Element | _m.UnsetType = _m.UNSET
    valueInstant: _p.Instant | _m.UnsetType = _m.UNSET
    _valueInstant: Element | _m.UnsetType = _m.UNSET
    valueInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _valueInteger: Element | _m.UnsetType = _m.UNSET
    valueMarkdown: _p.Markdown | _m.UnsetType = _m.UNSET
    _valueMarkdown: Element | _m.UnsetType = _m.UNSET
    valueOid: _p.Oid | _m.UnsetType = _m.UNSET
    _valueOid: Element | _m.UnsetType = _m.UNSET
    valuePositiveInt: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _valuePositiveInt: Element | _m.UnsetType = _m.UNSET
    valueString: _p.String | _m.UnsetType = _m.UNSET
    _valueString: Element | _m.UnsetType = _m.UNSET
    valueTime: _p.Time | _m.UnsetType = _m.UNSET
    _valueTime: Element | _m.UnsetType = _m.UNSET
    valueUnsignedInt: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _valueUnsignedInt: Element | _m.UnsetType = _m.UNSET
    valueUri: _p.Uri | _m.UnsetType = _m.UNSET
    _valueUri: Element | _m.UnsetType = _m.UNSET
    valueUrl: _p.Url | _m.UnsetType = _m.UNSET
    _valueUrl: Element | _m.UnsetType = _m.UNSET
    valueUuid: _p.Uuid | _m.UnsetType = _m.UNSET
    _valueUuid: Element | _m.UnsetType = _m.UNSET
    valueAddress: Address | _m.UnsetType = _m.UNSET
    valueAge: Age | _m.UnsetType = _m.UNSET
    valueAnnotation: Annotation | _m.UnsetType = _m.UNSET
    valueAttachment: Attachment | _m.UnsetType = _m.UNSET
    valueCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    valueCoding: Coding | _m.UnsetType = _m.UNSET
    valueContactPoint: ContactPoint | _m.UnsetType = _m.UNSET
    valueCount: Count | _m.UnsetType = _m.UNSET
    valueDistance: Distance | _m.UnsetType = _m.UNSET
    valueDuration: Duration | _m.UnsetType = _m.UNSET
    valueHumanName: HumanName | _m.UnsetType = _m.UNSET
    valueIdentifier: Identifier | _m.UnsetType = _m.UNSET
    valueMoney: Money | _m.UnsetType = _m.UNSET
    valuePeriod: Period | _m.UnsetType = _m.UNSET
    valueQuantity: Quantity | _m.UnsetType = _m.UNSET
    valueRange: Range | _m.UnsetType = _m.UNSET
    valueRatio: Ratio | _m.UnsetType = _m.UNSET
    valueReference: Reference | _m.UnsetType = _m.UNSET
    valueSampledData: SampledData | _m.UnsetType = _m.UNSET
    valueSignature: Signature | _m.UnsetType = _m.UNSET
    valueTiming: Timing | _m.UnsetType = _m.UNSET
    valueContactDetail: ContactDetail | _m.UnsetType = _m.UNSET
    valueContributor: Contributor | _m.UnsetType = _m.UNSET
    valueDataRequirement: DataRequirement | _m.UnsetType = _m.UNSET
    valueExpression: Expression | _m.UnsetType = _m.UNSET
    valueParameterDefinition: ParameterDefinition | _m.UnsetType = _m.UNSET
    valueRelatedArtifact: RelatedArtifact | _m.UnsetType = _m.UNSET
    valueTriggerDefinition: TriggerDefinition | _m.UnsetType = _m.UNSET
    valueUsageContext: UsageContext | _m.UnsetType = _m.UNSET
    valueDosage: Dosage | _m.UnsetType = _m.UNSET
    valueMeta: Meta | _m.UnsetType = _m.UNSET


class ElementDefinitionConstraint(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    key: _p.Id | _m.UnsetType = _m.UNSET
    _key: Element | _m.UnsetType = _m.UNSET
    requirements: _p.String | _m.UnsetType = _m.UNSET
    _requirements: Element | _m.UnsetType = _m.UNSET
    severity: _c.ConstraintSeverity | _m.UnsetType = _m.UNSET
    _severity: Element | _m.UnsetType = _m.UNSET
    human: _p.String | _m.UnsetType = _m.UNSET
    _human: Element | _m.UnsetType = _m.UNSET
    expression: _p.String | _m.UnsetType = _m.UNSET
    _expression: Element | _m.UnsetType = _m.UNSET
    xpath: _p.String | _m.UnsetType = _m.UNSET
    _xpath: Element | _m.UnsetType = _m.UNSET
    source: _p.Canonical | _m.UnsetType = _m.UNSET
    _source: Element | _m.UnsetType = _m.UNSET


class ElementDefinitionBinding(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    strength: _c.BindingStrength | _m.UnsetType = _m.UNSET
    _strength: Element | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    valueSet: _p.Canonical | _m.UnsetType = _m.UNSET
    _valueSet: Element | _m.UnsetType = _m.UNSET


class ElementDefinitionMapping(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    identity: _p.Id | _m.UnsetType = _m.UNSET
    _identity: Element | _m.UnsetType = _m.UNSET
    language: _p.Code | _m.UnsetType = _m.UNSET
    _language: Element | _m.UnsetType = _m.UNSET
    map: _p.String | _m.UnsetType = _m.UNSET
    _map: Element | _m.UnsetType = _m.UNSET
    comment: _p.String | _m.UnsetType = _m.UNSET
    _comment: Element | _m.UnsetType = _m.UNSET


class Expression(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    description: _p.String | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    name: _p.Id | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    language: _p.Code | _m.UnsetType = _m.UNSET
    _language: Element | _m.UnsetType = _m.UNSET
    expression: _p.String | _m.UnsetType = _m.UNSET
    _expression: Element | _m.UnsetType = _m.UNSET
    reference: _p.Uri | _m.UnsetType = _m.UNSET
    _reference: Element | _m.UnsetType = _m.UNSET


class Extension(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    url: _p.Uri | _m.UnsetType = _m.UNSET
    _url: Element | _m.UnsetType = _m.UNSET
    valueBase64Binary: _p.Base64Binary | _m.UnsetType = _m.UNSET
    _valueBase64Binary: Element | _m.UnsetType = _m.UNSET
    valueBoolean: _p.Boolean | _m.UnsetType = _m.UNSET
    _valueBoolean: Element | _m.UnsetType = _m.UNSET
    valueCanonical: _p.Canonical | _m.UnsetType = _m.UNSET
    _valueCanonical: Element | _m.UnsetType = _m.UNSET
    valueCode: _p.Code | _m.UnsetType = _m.UNSET
    _valueCode: Element | _m.UnsetType = _m.UNSET
    valueDate: _p.Date | _m.UnsetType = _m.UNSET
    _valueDate: Element | _m.UnsetType = _m.UNSET
    valueDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _valueDateTime: Element | _m.UnsetType = _m.UNSET
    valueDecimal: _p.Decimal | _m.UnsetType = _m.UNSET
    _valueDecimal: Element | _m.UnsetType = _m.UNSET
    valueId: _p.Id | _m.UnsetType = _m.UNSET
    _valueId: Element | _m.UnsetType = _m.UNSET
    valueInstant: _p.Instant | _m.UnsetType = _m.UNSET
    _valueInstant: Element | _m.UnsetType = _m.UNSET
    valueInteger: _p.Integer | _m.UnsetType = _m.UNSET
    _valueInteger: Element | _m.UnsetType = _m.UNSET
    valueMarkdown: _p.Markdown | _m.UnsetType = _m.UNSET
    _valueMarkdown: Element | _m.UnsetType = _m.UNSET
    valueOid: _p.Oid | _m.UnsetType = _m.UNSET
    _valueOid: Element | _m.UnsetType = _m.UNSET
    valuePositiveInt: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _valuePositiveInt: Element | _m.UnsetType = _m.UNSET
    valueString: _p.String | _m.UnsetType = _m.UNSET
    _valueString: Element | _m.UnsetType = _m.UNSET
    valueTime: _p.Time | _m.UnsetType = _m.UNSET
    _valueTime: Element | _m.UnsetType = _m.UNSET
    valueUnsignedInt: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _valueUnsignedInt: Element | _m.UnsetType = _m.UNSET
    valueUri: _p.Uri | _m.UnsetType = _m.UNSET
    _valueUri: Element | _m.UnsetType = _m.UNSET
    valueUrl: _p.Url | _m.UnsetType = _m.UNSET
    _valueUrl: Element | _m.UnsetType = _m.UNSET
    valueUuid: _p.Uuid | _m.UnsetType = _m.UNSET
    _valueUuid: Element | _m.UnsetType = _m.UNSET
    valueAddress: Address | _m.UnsetType = _m.UNSET
    valueAge: Age | _m.UnsetType = _m.UNSET
    valueAnnotation: Annotation | _m.UnsetType = _m.UNSET
    valueAttachment: Attachment | _m.UnsetType = _m.UNSET
    valueCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    valueCoding: Coding | _m.UnsetType = _m.UNSET
    valueContactPoint: ContactPoint | _m.UnsetType = _m.UNSET
    valueCount: Count | _m.UnsetType = _m.UNSET
    valueDistance: Distance | _m.UnsetType = _m.UNSET
    valueDuration: Duration | _m.UnsetType = _m.UNSET
    valueHumanName: HumanName | _m.UnsetType = _m.UNSET
    valueIdentifier: Identifier | _m.UnsetType = _m.UNSET
    valueMoney: Money | _m.UnsetType = _m.UNSET
    valuePeriod: Period | _m.UnsetType = _m.UNSET
    valueQuantity: Quantity | _m.UnsetType = _m.UNSET
    valueRange: Range | _m.UnsetType = _m.UNSET
    valueRatio: Ratio | _m.UnsetType = _m.UNSET
    valueReference: Reference | _m.UnsetType = _m.UNSET
    valueSampledData: SampledData | _m.UnsetType = _m.UNSET
    valueSignature: Signature | _m.UnsetType = _m.UNSET
    valueTiming: Timing | _m.UnsetType = _m.UNSET
    valueContactDetail: ContactDetail | _m.UnsetType = _m.UNSET
    valueContributor: Contributor | _m.UnsetType = _m.UNSET
    valueDataRequirement: DataRequirement | _m.UnsetType = _m.UNSET
    valueExpression: Expression | _m.UnsetType = _m.UNSET
    valueParameterDefinition: ParameterDefinition | _m.UnsetType = _m.UNSET
    valueRelatedArtifact: RelatedArtifact | _m.UnsetType = _m.UNSET
    valueTriggerDefinition: TriggerDefinition | _m.UnsetType = _m.UNSET
    valueUsageContext: UsageContext | _m.UnsetType = _m.UNSET
    valueDosage: Dosage | _m.UnsetType = _m.UNSET
    valueMeta: Meta | _m.UnsetType = _m.UNSET


class HumanName(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    use: _c.NameUse | _m.UnsetType = _m.UNSET
    _use: Element | _m.UnsetType = _m.UNSET
    text: _p.String | _m.UnsetType = _m.UNSET
    _text: Element | _m.UnsetType = _m.UNSET
    family: _p.String | _m.UnsetType = _m.UNSET
    _family: Element | _m.UnsetType = _m.UNSET
    given: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _given: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    prefix: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _prefix: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    suffix: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _suffix: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    period: Period | _m.UnsetType = _m.UNSET


class Identifier(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    use: _c.IdentifierUse | _m.UnsetType = _m.UNSET
    _use: Element | _m.UnsetType = _m.UNSET
    type: CodeableConcept | _m.UnsetType = _m.UNSET
    system: _p.Uri | _m.UnsetType = _m.UNSET
    _system: Element | _m.UnsetType = _m.UNSET
    value: _p.String | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET
    period: Period | _m.UnsetType = _m.UNSET
    assigner: Reference | _m.UnsetType = _m.UNSET


class MarketingStatus(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    country: CodeableConcept
    jurisdiction: CodeableConcept | _m.UnsetType = _m.UNSET
    status: CodeableConcept
    dateRange: Period
    restoreDate: _p.DateTime | _m.UnsetType = _m.UNSET
    _restoreDate: Element | _m.UnsetType = _m.UNSET


class Meta(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    versionId: _p.Id | _m.UnsetType = _m.UNSET
    _versionId: Element | _m.UnsetType = _m.UNSET
    lastUpdated: _p.Instant | _m.UnsetType = _m.UNSET
    _lastUpdated: Element | _m.UnsetType = _m.UNSET
    source: _p.Uri | _m.UnsetType = _m.UNSET
    _source: Element | _m.UnsetType = _m.UNSET
    profile: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _profile: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    security: _Annotated[_list[Coding], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    tag: _Annotated[_list[Coding], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class Money(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    value: _p.Decimal | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET
    currency: _p.Code | _m.UnsetType = _m.UNSET
    _currency: Element | _m.UnsetType = _m.UNSET


class Narrative(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    status: _c.NarrativeStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    div: _p.Xhtml | _m.UnsetType = _m.UNSET
    _div: Element | _m.UnsetType = _m.UNSET


class ParameterDefinition(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    name: _p.Code | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    use: _c.OperationParameterUse | _m.UnsetType = _m.UNSET
    _use: Element | _m.UnsetType = _m.UNSET
    min: _p.Integer | _m.UnsetType = _m.UNSET
    _min: Element | _m.UnsetType = _m.UNSET
    max: _p.String | _m.UnsetType = _m.UNSET
    _max: Element | _m.UnsetType = _m.UNSET
    documentation: _p.String | _m.UnsetType = _m.UNSET
    _documentation: Element | _m.UnsetType = _m.UNSET
    type: _c.AllTypes | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    profile: _p.Canonical | _m.UnsetType = _m.UNSET
    _profile: Element | _m.UnsetType = _m.UNSET


class Period(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    start: _p.DateTime | _m.UnsetType = _m.UNSET
    _start: Element | _m.UnsetType = _m.UNSET
    end: _p.DateTime | _m.UnsetType = _m.UNSET
    _end: Element | _m.UnsetType = _m.UNSET


class Population(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    ageRange: Range | _m.UnsetType = _m.UNSET
    ageCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    gender: CodeableConcept | _m.UnsetType = _m.UNSET
    race: CodeableConcept | _m.UnsetType = _m.UNSET
    physiologicalCondition: CodeableConcept | _m.UnsetType = _m.UNSET


class ProdCharacteristic(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    height: Quantity | _m.UnsetType = _m.UNSET
    width: Quantity | _m.UnsetType = _m.UNSET
    depth: Quantity | _m.UnsetType = _m.UNSET
    weight: Quantity | _m.UnsetType = _m.UNSET
    nominalVolume: Quantity | _m.UnsetType = _m.UNSET
    externalDiameter: Quantity | _m.UnsetType = _m.UNSET
    shape: _p.String | _m.UnsetType = _m.UNSET
    _shape: Element | _m.UnsetType = _m.UNSET
    color: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _color: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    imprint: _Annotated[_list[_p.String | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _imprint: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    image: _Annotated[_list[Attachment], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    scoring: CodeableConcept | _m.UnsetType = _m.UNSET


class ProductShelfLife(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    identifier: Identifier | _m.UnsetType = _m.UNSET
    type: CodeableConcept
    period: Quantity
    specialPrecautionsForStorage: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class Quantity(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    value: _p.Decimal | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET
    comparator: _c.QuantityComparator | _m.UnsetType = _m.UNSET
    _comparator: Element | _m.UnsetType = _m.UNSET
    unit: _p.String | _m.UnsetType = _m.UNSET
    _unit: Element | _m.UnsetType = _m.UNSET
    system: _p.Uri | _m.UnsetType = _m.UNSET
    _system: Element | _m.UnsetType = _m.UNSET
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET


class Range(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    low: SimpleQuantity | _m.UnsetType = _m.UNSET
    high: SimpleQuantity | _m.UnsetType = _m.UNSET


class Ratio(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    numerator: Quantity | _m.UnsetType = _m.UNSET
    denominator: Quantity | _m.UnsetType = _m.UNSET


class Reference(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    reference: _p.String | _m.UnsetType = _m.UNSET
    _reference: Element | _m.UnsetType = _m.UNSET
    type: _p.Uri | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    identifier: Identifier | _m.UnsetType = _m.UNSET
    display: _p.String | _m.UnsetType = _m.UNSET
    _display: Element | _m.UnsetType = _m.UNSET


class RelatedArtifact(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _c.RelatedArtifactType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    label: _p.String | _m.UnsetType = _m.UNSET
    _label: Element | _m.UnsetType = _m.UNSET
    display: _p.String | _m.UnsetType = _m.UNSET
    _display: Element | _m.UnsetType = _m.UNSET
    citation: _p.Markdown | _m.UnsetType = _m.UNSET
    _citation: Element | _m.UnsetType = _m.UNSET
    url: _p.Url | _m.UnsetType = _m.UNSET
    _url: Element | _m.UnsetType = _m.UNSET
    document: Attachment | _m.UnsetType = _m.UNSET
    resource: _p.Canonical | _m.UnsetType = _m.UNSET
    _resource: Element | _m.UnsetType = _m.UNSET


class SampledData(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    origin: SimpleQuantity
    period: _p.Decimal | _m.UnsetType = _m.UNSET
    _period: Element | _m.UnsetType = _m.UNSET
    factor: _p.Decimal | _m.UnsetType = _m.UNSET
    _factor: Element | _m.UnsetType = _m.UNSET
    lowerLimit: _p.Decimal | _m.UnsetType = _m.UNSET
    _lowerLimit: Element | _m.UnsetType = _m.UNSET
    upperLimit: _p.Decimal | _m.UnsetType = _m.UNSET
    _upperLimit: Element | _m.UnsetType = _m.UNSET
    dimensions: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _dimensions: Element | _m.UnsetType = _m.UNSET
    data: _p.String | _m.UnsetType = _m.UNSET
    _data: Element | _m.UnsetType = _m.UNSET


class Signature(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _Annotated[_list[Coding], _m.Meta(min_length=1)]
    when: _p.Instant | _m.UnsetType = _m.UNSET
    _when: Element | _m.UnsetType = _m.UNSET
    who: Reference
    onBehalfOf: Reference | _m.UnsetType = _m.UNSET
    targetFormat: _p.Code | _m.UnsetType = _m.UNSET
    _targetFormat: Element | _m.UnsetType = _m.UNSET
    sigFormat: _p.Code | _m.UnsetType = _m.UNSET
    _sigFormat: Element | _m.UnsetType = _m.UNSET
    data: _p.Base64Binary | _m.UnsetType = _m.UNSET
    _data: Element | _m.UnsetType = _m.UNSET


class SubstanceAmount(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    amountQuantity: Quantity | _m.UnsetType = _m.UNSET
    amountRange: Range | _m.UnsetType = _m.UNSET
    amountString: _p.String | _m.UnsetType = _m.UNSET
    _amountString: Element | _m.UnsetType = _m.UNSET
    amountType: CodeableConcept | _m.UnsetType = _m.UNSET
    amountText: _p.String | _m.UnsetType = _m.UNSET
    _amountText: Element | _m.UnsetType = _m.UNSET
    referenceRange: SubstanceAmountReferenceRange | _m.UnsetType = _m.UNSET


class SubstanceAmountReferenceRange(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    lowLimit: Quantity | _m.UnsetType = _m.UNSET
    highLimit: Quantity | _m.UnsetType = _m.UNSET


class Timing(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    event: _Annotated[_list[_p.DateTime | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _event: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    repeat: TimingRepeat | _m.UnsetType = _m.UNSET
    code: CodeableConcept | _m.UnsetType = _m.UNSET


class TimingRepeat(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    boundsDuration: Duration | _m.UnsetType = _m.UNSET
    boundsRange: Range | _m.UnsetType = _m.UNSET
    boundsPeriod: Period | _m.UnsetType = _m.UNSET
    count: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _count: Element | _m.UnsetType = _m.UNSET
    countMax: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _countMax: Element | _m.UnsetType = _m.UNSET
    duration: _p.Decimal | _m.UnsetType = _m.UNSET
    _duration: Element | _m.UnsetType = _m.UNSET
    durationMax: _p.Decimal | _m.UnsetType = _m.UNSET
    _durationMax: Element | _m.UnsetType = _m.UNSET
    durationUnit: _c.UnitsOfTime | _m.UnsetType = _m.UNSET
    _durationUnit: Element | _m.UnsetType = _m.UNSET
    frequency: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _frequency: Element | _m.UnsetType = _m.UNSET
    frequencyMax: _p.PositiveInt | _m.UnsetType = _m.UNSET
    _frequencyMax: Element | _m.UnsetType = _m.UNSET
    period: _p.Decimal | _m.UnsetType = _m.UNSET
    _period: Element | _m.UnsetType = _m.UNSET
    periodMax: _p.Decimal | _m.UnsetType = _m.UNSET
    _periodMax: Element | _m.UnsetType = _m.UNSET
    periodUnit: _c.UnitsOfTime | _m.UnsetType = _m.UNSET
    _periodUnit: Element | _m.UnsetType = _m.UNSET
    dayOfWeek: _Annotated[_list[_c.DaysOfWeek | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _dayOfWeek: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    timeOfDay: _Annotated[_list[_p.Time | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _timeOfDay: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    when: _Annotated[_list[_c.EventTiming | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _when: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    offset: _p.UnsignedInt | _m.UnsetType = _m.UNSET
    _offset: Element | _m.UnsetType = _m.UNSET


class TriggerDefinition(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _c.TriggerType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    timingTiming: Timing | _m.UnsetType = _m.UNSET
    timingReference: Reference | _m.UnsetType = _m.UNSET
    timingDate: _p.Date | _m.UnsetType = _m.UNSET
    _timingDate: Element | _m.UnsetType = _m.UNSET
    timingDateTime: _p.DateTime | _m.UnsetType = _m.UNSET
    _timingDateTime: Element | _m.UnsetType = _m.UNSET
    data: _Annotated[_list[DataRequirement], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    condition: Expression | _m.UnsetType = _m.UNSET


class UsageContext(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    code: Coding
    valueCodeableConcept: CodeableConcept | _m.UnsetType = _m.UNSET
    valueQuantity: Quantity | _m.UnsetType = _m.UNSET
    valueRange: Range | _m.UnsetType = _m.UNSET
    valueReference: Reference | _m.UnsetType = _m.UNSET


class MoneyQuantity(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    value: _p.Decimal | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET
    comparator: _c.QuantityComparator | _m.UnsetType = _m.UNSET
    _comparator: Element | _m.UnsetType = _m.UNSET
    unit: _p.String | _m.UnsetType = _m.UNSET
    _unit: Element | _m.UnsetType = _m.UNSET
    system: _p.Uri | _m.UnsetType = _m.UNSET
    _system: Element | _m.UnsetType = _m.UNSET
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET


class SimpleQuantity(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    value: _p.Decimal | _m.UnsetType = _m.UNSET
    _value: Element | _m.UnsetType = _m.UNSET
    unit: _p.String | _m.UnsetType = _m.UNSET
    _unit: Element | _m.UnsetType = _m.UNSET
    system: _p.Uri | _m.UnsetType = _m.UNSET
    _system: Element | _m.UnsetType = _m.UNSET
    code: _p.Code | _m.UnsetType = _m.UNSET
    _code: Element | _m.UnsetType = _m.UNSET
