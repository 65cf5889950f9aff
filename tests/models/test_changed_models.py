"""What a scenario or a model says decides what comes out: changed, the promise that rests on it is broken."""

from pathlib import Path

import pytest

from careweft.base.postgres import Embedded
from tests.models.changing import Change, broken

CHANGES = [
    ("prisma", "scenario", "present: [acute, gp-east, gp-west]", "present: [acute]", "those represented in it"),
    (
        "prisma",
        "scenario",
        "by: isla, yes: [male]}",
        "by: isla, yes: [male, needs-help, walking-aid]}",
        "not meet the criteria",
    ),
    ("kaiser", "scenario", "medicine: ibuprofen 400mg", "medicine: paracetamol 500mg", "A risky prescription"),
    (
        "kaiser",
        "scenario",
        'postcode: "94601", physician: drpatel',
        'postcode: "94601", physician: drosei',
        "gaps of their own panel",
    ),
    ("kaiser", "model", ", then: assess segment", "", "stratifies anew"),
    ("matador", "model", "6 months) >= 64", "6 months) >= 90", "Patients with unstable"),
    ("matador", "model", "  follows: severity\n", "", "becomes unstable is the nurse's"),
    (
        "canterbury",
        "model",
        "do: home-visit, title: Visit at home, by: support-worker, within: 24 hours",
        "do: home-visit, title: Visit at home, by: support-worker, within: 48 hours",
        "Support begins at home at once",
    ),
    ("canterbury", "scenario", "transport: often", "money: often", "Insight into individual needs"),
    ("pcmh", "model", "    for: segment at-risk", "    for: segment well", "Who is at risk has a care manager"),
    ("cpa", "model", "  needs: [emergency]\n", "", "without what to do in a crisis"),
    ("chq", "model", "parents: {until: 14, in-part-until: 14}", "parents: {until: 13, in-part-until: 13}", "by age"),
    ("chq", "scenario", "until: 2026-04-20 09:00}", "until: 2026-04-21 09:00}", "no longer than that"),
    ("pcmh", "model", "of: people, meets", "of: staff, meets", "Patients say what counts"),
    ("dorset", "model", "when: complex and not case.open", "when: age >= 90", "identified proactively"),
]


NIGHTLY = [
    ("mayo", "model", "how your diabetes goes", "nothing", "reminds the patient"),
    ("self-management", "model", "peers: {by: nurse", "peers: {by: manager", "this was possible"),
    (
        "self-management",
        "scenario",
        'diagnoses: emil, code: "38341003"',
        'diagnoses: emil, code: "44054006"',
        "in common",
    ),
    ("kaiser", "model", '"17:30", ends: "08:30"', '"17:30", ends: "22:00"', "nobody answers this line now"),
    ("kaiser", "model", "ambulance now, urgent: true", "ambulance now", "What is urgent"),
    ("kaiser", "model", "days: [weekends, holidays]", "days: [holidays]", "On the next working morning"),
    (
        "kaiser",
        "scenario",
        "reads-in: rosa, language: pl",
        "reads-in: rosa, language: en",
        "reminded of follow-up care",
    ),
    (
        "kaiser",
        "model",
        "medical-assistant, within: 2 working days}\n",
        "physician, within: 1 day}\n",
        "of follow-up care",
    ),
    ("kaiser", "model", "  remind: 2 days\n", "  remind: 1 day\n", "Of an appointment"),
    ("self-management", "model", "  agenda: 5\n", "  agenda: 1\n", "too much for one visit"),
    (
        "self-management",
        "scenario",
        'answers: {"May',
        'answers: {My blood pressure at night: Later, "May',
        "was possible",
    ),
    ("case-management", "model", "streams: [medicine, ", "streams: [", "What others change"),
    ("case-management", "scenario", "plan: ada, by: nia", "plan: ada, by: cath", "What others change"),
    ("case-management", "model", "  - on: moved where case.open\n", "  - on: died where case.open\n", "circumstances"),
]


@pytest.mark.parametrize("change", [*CHANGES, *(pytest.param(each, marks=pytest.mark.nightly) for each in NIGHTLY)])
async def test_a_change_changes_the_result(postgres: Embedded, tmp_path: Path, change: Change) -> None:
    (only,) = await broken(postgres, tmp_path, change)
    assert change[-1] in only
