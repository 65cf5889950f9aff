"""Every rule of the design, its sketches and its systems can be said: which text says it, in which words.

Where a sketch has words that a place has to define (needs, goals, severity), they are defined here as a model of care
would define them; where it asks about what comes with an event, an account or a unit, the context says so.
"""

from datetime import timedelta

import pytest

from careweft.facts.catalogue import Table
from careweft.rules import Context, Vocabulary, extend, parse, parse_trigger, starting
from tests.rules.both import utc

GOAL = Table("goal", {"status": "text", "start": "instant", "finish": "instant"}, ("start", "finish"))

PLACE = extend(
    Vocabulary(tables={**starting().tables, "goal": GOAL}),
    {
        "codelists": {
            "dementia": None,
            "diabetes": {"includes": ["type-2-diabetes"]},
            "type-2-diabetes": None,
            "heart-failure": None,
            "long-term-condition": {"includes": ["dementia", "diabetes", "heart-failure"]},
            "acute-mi": {"codes": ["57054005"]},
            "anticoagulants": {"codes": ["11289"]},
            "nsaids": {"codes": ["5640"]},
            "council": {"codes": ["assessment-not-done", "service-not-ready"]},
        },
        "rows": {
            "admission": "encounter where class == 'inpatient'",
            "discharge": "admission from finish",
            "active medications": "medication where finish is missing",
            "weight": {"is": "reading where name == 'weight'", "units": {"value": "kg"}},
        },
        "names": {
            "case.open": "any(case where status == 'active')",
            "needs.adl": "last(assessment.score where instrument == 'adl')",
            "screen": "last(assessment.score where instrument == 'prisma-7')",
            "goals.met": "any(goal) and not any(goal where status != 'met')",
            "goals.unmet": "any(goal where status != 'met' and finish is missing)",
            "complex": "last(reading.value where name == 'hba1c', 12 months) > 75 and has(heart-failure)",
            "unstable": "last(reading.value where name == 'hba1c', 12 months) > 58",
            "stable-needs": "last(assessment.score where instrument == 'needs-stable') == 1",
            "knows-own-needs": "last(assessment.score where instrument == 'knows-own-needs') == 1",
            "alternatives-exist": "any(service where kind == 'alternative')",
            "supply-exists": "any(service where kind == 'supply')",
            "eligible": "stable-needs and knows-own-needs and alternatives-exist and supply-exists",
            "resident": "postcode starts with 'TQ'",
        },
        "scores": {"emergency-admission": None, "admission-12m": None, "readmission": None},
        "events": {
            "admitted": {"fact": "encounter", "also": {"from.class": "text", "primary diagnosis": "text"}},
            "discharged": {"fact": "encounter", "also": {"from.class": "text"}},
            "attended-ed": {"fact": "encounter"},
            "ordered medication": {"fact": "medication"},
            "ambulance.contact": {"fact": "contact", "also": {"fast.positive": "boolean"}},
        },
    },
)

RULES = [
    # design.md: torbay
    "age >= 65",
    "risk('emergency-admission') in top 0.5%",
    # design.md: the rule language
    "age >= 65 and count(admission where emergency, 12 months) >= 2 and has(dementia)",
    # sketches.md: kaiser
    "risk('admission-12m') in top 5%",
    "has(long-term-condition)",
    "goals.met",
    "goals.unmet",
    # sketches.md: zorggroep, personal-budget, va-ccht, matador
    "has(type-2-diabetes)",
    "eligible",
    "rise(weight, 3 days) >= 2 kg or missing(weight, 3 days)",
    "complex",
    "unstable",
    # systems.md: pace, ccnc, clalit, case-management, two conditions in one package, readmission, polypharmacy
    "age >= 55 and last(assessment.score where instrument == 'nursing-home') >= 1 and resident",
    "age < 65",
    "risk('readmission') in top 20%",
    "has(diabetes) and has(heart-failure)",
    "any(admission where emergency and follows(admission, 30 days), 1 month)",
    "distinct(medication.code where finish is missing) >= 5",
    # measures: bed-days, delayed transfers, documentation on time, the quarterly check
    "days(admission where emergency, 1 month)",
    "days(admission from ready where delay is known, 1 month)",
    "last(assessment.at) < now - 12 months",
    "count(contact where kind == 'quarterly-check', 1 year) >= 4",
]

IN_CONTEXT = [
    # design.md: torbay's entry
    ("screen >= 3 or referral.urgent", {"referral.urgent": "boolean"}),
    # sketches.md: crosscharge
    (
        "any(admission where delay in council) and not any(admission where delay is missing or delay not in council)"
        " and care == 'acute'",
        {"care": "text"},
    ),
    (
        "days-between(later(assessment + 3 days, proposed-discharge) + 1 day, discharged)",
        {"assessment": "instant", "proposed-discharge": "instant", "discharged": "instant"},
    ),
    # sketches.md: personal-budget
    ("spent > 110% of plan to date", {"spent": "integer", "plan to date": "integer"}),
    # sketches.md: registries
    ("now >= opened + 12 months and audit >= 95%", {"opened": "instant", "audit": "number"}),
    ("now >= opened + 24 months", {"opened": "instant"}),
    # sketches.md: stroke
    ("designation == 'hyper-acute' and travel <= 30 minutes", {"designation": "text", "travel": "duration"}),
]

TRIGGERS = [
    # design.md: torbay
    "on discharged where from.class == 'inpatient' and needs.adl >= 2",
    "admitted where case.open",
    "discharged where case.open",
    # sketches.md: kaiser, registries, stroke
    "on discharged where from.class == 'inpatient'",
    "ordered medication where medication.code in nsaids and any(active medications where code in anticoagulants)",
    "admitted where primary diagnosis in acute-mi",
    "ambulance.contact where fast.positive",
    # systems.md: clalit, geisinger and case-management, medcom
    "admitted where age >= 65",
    "attended-ed where case.open",
    "admitted",
]


@pytest.mark.parametrize("text", RULES)
def test_rules_can_be_said(text: str) -> None:
    rule = parse(text, PLACE)
    assert parse(str(rule), PLACE) == rule


@pytest.mark.parametrize(("text", "types"), IN_CONTEXT)
def test_rules_about_what_is_given_can_be_said(text: str, types: dict[str, str]) -> None:
    context = Context.named(types)  # type: ignore[arg-type]
    rule = parse(text, PLACE, context=context)
    assert parse(str(rule), PLACE, context=context) == rule


@pytest.mark.parametrize("text", TRIGGERS)
def test_triggers_can_be_said(text: str) -> None:
    trigger = parse_trigger(text, PLACE)
    assert parse_trigger(str(trigger), PLACE) == trigger


def test_money_and_distance_that_come_with_the_question() -> None:
    spent = parse(
        "spent > 110% of plan to date", PLACE, context=Context.named({"spent": "integer", "plan to date": "integer"})
    )
    at = utc(2026, 1, 1)
    assert spent.evaluate({}, at, event={"spent": 1101, "plan to date": 1000}) is True
    assert spent.evaluate({}, at, event={"spent": 1100, "plan to date": 1000}) is False
    assert spent.evaluate({}, at, event={"spent": 1100}) is None
    near = parse("travel <= 30 minutes", PLACE, context=Context.named({"travel": "duration"}))
    assert near.evaluate({}, at, event={"travel": timedelta(minutes=30)}) is True
    assert near.evaluate({}, at, event={"travel": timedelta(minutes=31)}) is False
