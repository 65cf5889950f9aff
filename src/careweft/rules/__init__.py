"""The rule language: one typed tree, an in-memory engine that is its definition, an Ibis engine that agrees with it.

It does not know where facts come from or what a selected person is selected for."""

from careweft.rules.calendar import just_after
from careweft.rules.context import Context
from careweft.rules.errors import RuleError, Span
from careweft.rules.explain import Explanation
from careweft.rules.moment import Facts
from careweft.rules.ranks import shares
from careweft.rules.rule import Rule, parse
from careweft.rules.trigger import Trigger, event_context, parse_trigger
from careweft.rules.types import Type, Value
from careweft.rules.vocabulary import extend, load, starting
from careweft.rules.words import Vocabulary

__all__ = [
    "Context",
    "Explanation",
    "Facts",
    "Rule",
    "RuleError",
    "Span",
    "Trigger",
    "Type",
    "Value",
    "Vocabulary",
    "event_context",
    "extend",
    "just_after",
    "load",
    "parse",
    "parse_trigger",
    "shares",
    "starting",
]
