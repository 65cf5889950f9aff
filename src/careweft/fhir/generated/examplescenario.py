"""Made by tools/fhir/make_decoders.py from the FHIR R4 definitions: do not edit."""

from __future__ import annotations

from typing import Annotated as _Annotated

import msgspec as _m

from .. import primitives as _p
from . import codes as _c
from .types import *

_list = list  # elements have these names


class ExampleScenario(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True, tag="ExampleScenario", tag_field="resourceType"):
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
    status: _c.PublicationStatus | _m.UnsetType = _m.UNSET
    _status: Element | _m.UnsetType = _m.UNSET
    experimental: _p.Boolean | _m.UnsetType = _m.UNSET
    _experimental: Element | _m.UnsetType = _m.UNSET
    date: _p.DateTime | _m.UnsetType = _m.UNSET
    _date: Element | _m.UnsetType = _m.UNSET
    publisher: _p.String | _m.UnsetType = _m.UNSET
    _publisher: Element | _m.UnsetType = _m.UNSET
    contact: _Annotated[_list[ContactDetail], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    useContext: _Annotated[_list[UsageContext], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    jurisdiction: _Annotated[_list[CodeableConcept], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    copyright: _p.Markdown | _m.UnsetType = _m.UNSET
    _copyright: Element | _m.UnsetType = _m.UNSET
    purpose: _p.Markdown | _m.UnsetType = _m.UNSET
    _purpose: Element | _m.UnsetType = _m.UNSET
    actor: _Annotated[_list[ExampleScenarioActor], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    instance: _Annotated[_list[ExampleScenarioInstance], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    process: _Annotated[_list[ExampleScenarioProcess], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    workflow: _Annotated[_list[_p.Canonical | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    _workflow: _Annotated[_list[Element | None], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ExampleScenarioActor(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    actorId: _p.String | _m.UnsetType = _m.UNSET
    _actorId: Element | _m.UnsetType = _m.UNSET
    type: _c.ExamplescenarioActorType | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    description: _p.Markdown | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET


class ExampleScenarioInstance(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    resourceId: _p.String | _m.UnsetType = _m.UNSET
    _resourceId: Element | _m.UnsetType = _m.UNSET
    resourceType: _c.ResourceTypes | _m.UnsetType = _m.UNSET
    _resourceType: Element | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    description: _p.Markdown | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    version: _Annotated[_list[ExampleScenarioInstanceVersion], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    containedInstance: _Annotated[_list[ExampleScenarioInstanceContainedInstance], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ExampleScenarioInstanceVersion(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    versionId: _p.String | _m.UnsetType = _m.UNSET
    _versionId: Element | _m.UnsetType = _m.UNSET
    description: _p.Markdown | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET


class ExampleScenarioInstanceContainedInstance(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    resourceId: _p.String | _m.UnsetType = _m.UNSET
    _resourceId: Element | _m.UnsetType = _m.UNSET
    versionId: _p.String | _m.UnsetType = _m.UNSET
    _versionId: Element | _m.UnsetType = _m.UNSET


class ExampleScenarioProcess(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    title: _p.String | _m.UnsetType = _m.UNSET
    _title: Element | _m.UnsetType = _m.UNSET
    description: _p.Markdown | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    preConditions: _p.Markdown | _m.UnsetType = _m.UNSET
    _preConditions: Element | _m.UnsetType = _m.UNSET
    postConditions: _p.Markdown | _m.UnsetType = _m.UNSET
    _postConditions: Element | _m.UnsetType = _m.UNSET
    step: _Annotated[_list[ExampleScenarioProcessStep], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ExampleScenarioProcessStep(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    process: _Annotated[_list[ExampleScenarioProcess], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    pause: _p.Boolean | _m.UnsetType = _m.UNSET
    _pause: Element | _m.UnsetType = _m.UNSET
    operation: ExampleScenarioProcessStepOperation | _m.UnsetType = _m.UNSET
    alternative: _Annotated[_list[ExampleScenarioProcessStepAlternative], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET


class ExampleScenarioProcessStepOperation(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    number: _p.String | _m.UnsetType = _m.UNSET
    _number: Element | _m.UnsetType = _m.UNSET
    type: _p.String | _m.UnsetType = _m.UNSET
    _type: Element | _m.UnsetType = _m.UNSET
    name: _p.String | _m.UnsetType = _m.UNSET
    _name: Element | _m.UnsetType = _m.UNSET
    initiator: _p.String | _m.UnsetType = _m.UNSET
    _initiator: Element | _m.UnsetType = _m.UNSET
    receiver: _p.String | _m.UnsetType = _m.UNSET
    _receiver: Element | _m.UnsetType = _m.UNSET
    description: _p.Markdown | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    initiatorActive: _p.Boolean | _m.UnsetType = _m.UNSET
    _initiatorActive: Element | _m.UnsetType = _m.UNSET
    receiverActive: _p.Boolean | _m.UnsetType = _m.UNSET
    _receiverActive: Element | _m.UnsetType = _m.UNSET
    request: ExampleScenarioInstanceContainedInstance | _m.UnsetType = _m.UNSET
    response: ExampleScenarioInstanceContainedInstance | _m.UnsetType = _m.UNSET


class ExampleScenarioProcessStepAlternative(_m.Struct, eq=False, forbid_unknown_fields=True, gc=False, kw_only=True):
    id: _p.String | _m.UnsetType = _m.UNSET
    _id: Element | _m.UnsetType = _m.UNSET
    extension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    modifierExtension: _Annotated[_list[Extension], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
    title: _p.String | _m.UnsetType = _m.UNSET
    _title: Element | _m.UnsetType = _m.UNSET
    description: _p.Markdown | _m.UnsetType = _m.UNSET
    _description: Element | _m.UnsetType = _m.UNSET
    step: _Annotated[_list[ExampleScenarioProcessStep], _m.Meta(min_length=1)] | _m.UnsetType = _m.UNSET
