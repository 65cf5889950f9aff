"""Whoever a model of care gives work to may do it by the policy."""

import pytest

from careweft.access.policy import MAY
from careweft.models import library, load
from careweft.models.file import Model


def needed(model: Model) -> dict[str, set[str]]:
    """The acts that each role of a model needs."""
    found: dict[str, set[str]] = {}
    for team in model.teams.values():
        for role, told in team.roles.items():
            found.setdefault(role, set()).update({"run-cases"} if told.leads else ())
    if model.entry:
        found.setdefault(model.entry.by, set()).add("triage-referrals")
    for meeting in model.meetings.values():
        for role in meeting.who:
            found.setdefault(role, set()).add("hold-meetings")
    if model.plan:
        found.setdefault(model.plan.by, set()).add("write-plan")
    if model.assessment:
        found.setdefault(model.assessment.by, set()).add("assess")
    return found


@pytest.mark.parametrize("name", library.ids())
def test_every_role_of_the_library_may_do_its_work(name: str) -> None:
    model, _ = load.model(library.model_file(name))
    lacks = {role: sorted(acts - MAY.get(role, frozenset())) for role, acts in needed(model).items()}
    assert {role: acts for role, acts in lacks.items() if acts} == {}
    assert [role for role in needed(model) if role not in MAY] == []
