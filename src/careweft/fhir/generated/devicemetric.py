"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class DeviceMetric(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="DeviceMetric", tag_field="resourceType"):
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
    type: CodeableConcept
    unit: CodeableConcept | _m.UnsetType = _m.UNSET
    source: Reference | _m.UnsetType = _m.UNSET
    parent: Reference | _m.UnsetType = _m.UNSET
    operationalStatus: _c.MetricOperationalStatus | _m.UnsetType = _m.UNSET
    _operationalStatus: Element | _m.UnsetType = _m.UNSET
    color: _c.MetricColor | _m.UnsetType = _m.UNSET
    _color: Element | _m.UnsetType = _m.UNSET
    category: _c.MetricCategory | _m.UnsetType = _m.UNSET
    _category: Element | _m.UnsetType = _m.UNSET
    measurementPeriod: Timing | _m.UnsetType = _m.UNSET
    calibration: _Annotated[_list[DeviceMetricCalibration], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class DeviceMetricCalibration(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    type: _c.MetricCalibrationType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    state: _c.MetricCalibrationState | _m.UnsetType = _m.UNSET
    _state: Element | _m.UnsetType = _m.UNSET
    time: _p.Instant | _m.UnsetType = _m.UNSET
    _time: Element | _m.UnsetType = _m.UNSET
