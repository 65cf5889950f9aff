"""A plan from its first words to its end: who wrote what, agreement, tasks by its status, reviews, FHIR."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from careweft.access import accounts, consent
from careweft.access.accounts import Account, NewAccount
from careweft.access.consent import Sharing
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.plans.content import Action, Goal, Part, Progress, Text
from careweft.care.plans.governed import action_id
from careweft.care.plans.plans import PlanTerms
from careweft.care.tasks import Filter, Step, worklist
from careweft.facts import person_facts
from careweft.fhir.decode import decode
from careweft.rules import parse, starting
from tests.care.place import PERSON, patient
from tests.care.plans.example import FULL, TERMS, PlanPlace, opened


@pytest.fixture
async def place(worker_db: Database, clock: SetClock) -> PlanPlace:
    return await opened(worker_db, clock)


@pytest.fixture
async def carla(place: PlanPlace) -> Account:
    return await place.account("carla", "zone-1", "coordinator")


@pytest.fixture
async def edith(place: PlanPlace) -> Account:
    async with place.database.transaction() as connection:
        made = await accounts.create(connection, NewAccount("edith", "edith", "Edith Marsh", "person", PERSON))
        found = await accounts.profile(connection, made)
    assert found
    return found


async def sees(place: PlanPlace) -> None:
    """Zone 1 has the person in its care."""
    async with place.database.transaction() as connection:
        await place.cases.open(connection, PERSON, "Patient/p1", "zone-1", "coordinator", "t", place.clock.now())


@pytest.fixture
async def team(place: PlanPlace, carla: Account) -> Account:
    await sees(place)
    return carla


async def test_a_full_plan_is_kept_and_read_back_as_it_was_written(place: PlanPlace, team: Account) -> None:
    saved = await place.write(team, 0, FULL)
    assert saved.plan.parts == FULL
    assert (saved.plan.status, saved.plan.version, saved.clashes) == ("draft", 1, ())
    assert (saved.plan.changed.by, saved.plan.changed.what) == ("carla", "started")
    assert await place.plan() == saved.plan


async def test_it_is_valid_fhir_with_goals_and_a_team_of_its_own(place: PlanPlace, team: Account) -> None:
    saved = await place.write(team, 0, FULL)
    await place.agree(team, saved.plan.version, behalf="Ruth Marsh", why="lasting power of attorney")
    async with place.database.transaction() as connection:
        rows = await connection.fetch("SELECT type, id FROM fhir.resource WHERE type <> 'Patient' ORDER BY type, id")
        found = await place.store.read_many(connection, [(row["type"], row["id"]) for row in rows])
    types = [each.type for each in found]
    for each in found:
        decode(each.resource)
    assert {kind: types.count(kind) for kind in set(types)} == {
        "CarePlan": 1, "CareTeam": 1, "Communication": 1, "EpisodeOfCare": 1, "Goal": 2, "Task": 5,
    }  # fmt: skip


async def test_who_may_not_see_the_person_cannot_write(place: PlanPlace) -> None:
    petra = await place.account("petra", "zone-2", "coordinator")
    with pytest.raises(NotFound):
        await place.write(petra, 0, FULL)


async def test_a_form_sent_twice_makes_one_of_each(place: PlanPlace, team: Account) -> None:
    await place.write(team, 0, FULL)
    again = await place.write(team, 0, FULL)
    assert (again.plan.parts, again.clashes, again.plan.version) == (FULL, (), 1)
    assert len(await place.rows("facts.goal", "record, status")) == 2


async def test_the_second_of_two_keeps_what_the_first_wrote_and_is_told_of_what_clashes(
    place: PlanPlace, team: Account, edith: Account
) -> None:
    first = (await place.write(team, 0, FULL)).plan
    hers = {**FULL, "about/people": Text("Ruth and my neighbour Tom"), "goal/g2": Goal("Sleep until six")}
    await place.write(edith, first.version, {k: v for k, v in hers.items() if k[:4] in ("abou", "goal")})
    mine = {**FULL, "goal/g2": Goal("Sleep eight hours"), "need/n2": Text("Poor sight")}
    saved = await place.write(team, first.version, mine)
    assert [(clash.key, clash.saved, clash.written) for clash in saved.clashes] == [
        ("goal/g2", Goal("Sleep until six"), Goal("Sleep eight hours"))
    ]
    assert [each.key for each in saved.meanwhile] == ["about/people", "goal/g2"]
    assert saved.plan.parts["about/people"] == Text("Ruth and my neighbour Tom")
    assert saved.plan.parts["goal/g2"] == Goal("Sleep until six")
    assert saved.plan.parts["need/n2"] == Text("Poor sight")
    over = await place.write(team, saved.plan.version, {**saved.plan.parts, "goal/g2": Goal("Sleep eight hours")})
    assert (over.plan.parts["goal/g2"], over.clashes) == (Goal("Sleep eight hours"), ())


async def test_many_who_write_in_one_instant_lose_nothing(place: PlanPlace, team: Account) -> None:
    start = (await place.write(team, 0, {"need/0": Text("first")})).plan
    each = [{**start.parts, f"need/{number}": Text(f"need {number}")} for number in range(1, 9)]
    saved = await asyncio.gather(*(place.write(team, start.version, parts) for parts in each))
    plan = await place.plan()
    assert plan.parts == {"need/0": Text("first")} | {f"need/{n}": Text(f"need {n}") for n in range(1, 9)}
    assert sorted(one.plan.version for one in saved) == list(range(2, 10))


async def test_two_who_start_a_plan_in_one_instant_write_in_one(place: PlanPlace, team: Account) -> None:
    await asyncio.gather(
        place.write(team, 0, {"need/a": Text("a")}),
        place.write(team, 0, {"need/b": Text("b")}),
    )
    assert (await place.plan()).parts.keys() == {"need/a", "need/b"}
    assert len(await place.rows("care.plan", "id, status")) == 1


async def test_persons_write_in_their_own_words_and_nothing_else(
    place: PlanPlace, team: Account, edith: Account
) -> None:
    first = (await place.write(team, 0, FULL)).plan
    with pytest.raises(Refused):
        await place.write(edith, first.version, {"need/n1": Text("None")})
    note = {k: v for k, v in FULL.items() if k[:4] in ("abou", "goal")}
    note["progress/x"] = Progress("goal/g1", "I got to the corner", "", place.clock.now())
    saved = await place.write(edith, first.version, note)
    kept = saved.plan.parts["progress/x"]
    assert isinstance(kept, Progress)
    assert (kept.by, kept.text) == ("Edith Marsh", "I got to the corner")
    assert saved.plan.of("action") == {k: v for k, v in FULL.items() if k.startswith("action/")}


async def test_agreement_is_to_what_was_read(place: PlanPlace, team: Account, edith: Account) -> None:
    first = (await place.write(team, 0, FULL)).plan
    await place.write(team, first.version, {**FULL, "need/n9": Text("New")})
    with pytest.raises(Conflict, match="changed since you read it"):
        await place.agree(edith, first.version)
    with pytest.raises(BadInput, match="reasons"):
        await place.agree(edith, 2, False)
    declined = await place.agree(edith, 2, False, reasons="I want to go out more")
    assert (declined.status, declined.agreement and declined.agreement.reasons) == ("draft", "I want to go out more")
    agreed = await place.agree(edith, declined.version)
    assert agreed.agreement
    assert (agreed.status, agreed.agreement.by, agreed.agreement.version) == ("active", "Edith Marsh", declined.version)
    with pytest.raises(BadInput, match="why somebody speaks"):
        await place.agree(team, agreed.version, behalf="Ruth")


async def test_who_acts_by_law_agrees_as_themselves_and_a_carer_does_not(place: PlanPlace, team: Account) -> None:
    first = (await place.write(team, 0, FULL)).plan
    for id_, code in (("son", "POWATT"), ("friend", "CAREGIVER")):
        who = {"coding": [{"code": code}]}
        subject = {"reference": "Patient/p1"}
        await place.put({"resourceType": "RelatedPerson", "id": id_, "patient": subject, "relationship": [who]})
    await place.put(_capacity("active"))
    let_in = Sharing(also_with=frozenset({"related/friend"}))
    await place.put(consent.resource(let_in, "c", "Patient/p1", place.clock.now().isoformat()))
    son, friend = await _carer(place, "son"), await _carer(place, "friend")
    with pytest.raises(Refused, match="you may not do this"):
        await place.agree(friend, first.version)
    with pytest.raises(BadInput, match="reasons"):
        await place.agree(son, first.version, False)
    declined = await place.agree(son, first.version, False, reasons="She wants to stay at home")
    said = declined.agreement
    assert said
    assert (said.behalf, said.signed, said.own, said.reasons) == (
        "son", "RelatedPerson/son", False, "She wants to stay at home",
    )  # fmt: skip
    assert (declined.status, declined.changed.what, declined.changed.behalf) == ("draft", "declined", said.signed)
    agreed = await place.agree(son, declined.version)
    assert (agreed.status, agreed.agreement and agreed.agreement.agreed) == ("active", True)
    assert await place.agree(son, agreed.version) == agreed
    await place.put(_capacity("inactive"))
    with pytest.raises(NotFound):
        await place.agree(son, agreed.version, False, reasons="Not so")


async def _carer(place: PlanPlace, name: str) -> Account:
    async with place.database.transaction() as connection:
        new = NewAccount(name, name, name, "carer", memberships=[(f"related/{name}", "carer")])
        found = await accounts.profile(connection, await accounts.create(connection, new))
    assert found
    return found


def _capacity(status: str) -> dict[str, Any]:
    """That the person lacks capacity, as long as it is active."""
    code = {"system": "https://careweft.org/fhir/CodeSystem/flag", "code": "lacks-capacity"}
    subject = {"reference": "Patient/p1"}
    return {"resourceType": "Flag", "id": "f", "status": status, "subject": subject, "code": {"coding": [code]}}


async def test_a_plan_that_must_be_signed_is_not_in_force_before(place: PlanPlace, team: Account) -> None:
    await place.write(team, 0, FULL)
    with pytest.raises(BadInput, match="nobody has agreed"):
        await place.step(team, "active")


async def test_its_status_governs_its_tasks_and_takes_back_exactly_what_it_did(
    place: PlanPlace, team: Account, edith: Account
) -> None:
    first = (await place.write(team, 0, FULL)).plan
    assert await place.todo() == {}
    await place.agree(edith, first.version)
    titles = {
        "Balance exercises (twice a week)", "Review the medicines", "Walk round the garden (every day)",
        "Fit a second rail", "Shop together on Fridays",
    }  # fmt: skip
    assert await place.todo() == dict.fromkeys(titles, "requested")
    medicines, exercises = action_id(first.id, "a2"), action_id(first.id, "a1")
    async with place.database.transaction(team.id) as connection:
        await place.tasks.step(connection, team, medicines, Step("completed"))
        await place.tasks.step(connection, team, exercises, Step("in-progress"))
    worked = await place.todo()
    await place.step(team, "on-hold", "In hospital")
    held = await place.todo()
    assert (held["Review the medicines"], held["Fit a second rail"]) == ("completed", "on-hold")
    await place.step(team, "active")
    assert await place.todo() == worked
    await place.step(team, "on-hold", "In hospital again")
    await place.step(team, "revoked", "Moved away")
    ended = await place.todo()
    assert set(ended.values()) == {"completed", "cancelled"}
    async with place.database.transaction() as connection:
        body = await place.store.read(connection, "Task", exercises)
    assert body
    assert body.resource["statusReason"] == {"text": "Moved away"}
    await place.step(team, "active")
    assert await place.todo() == worked
    assert len(await place.rows("care.task", "id, code")) == 5


async def test_what_people_cancelled_stays_cancelled(place: PlanPlace, team: Account, edith: Account) -> None:
    first = (await place.write(team, 0, FULL)).plan
    await place.agree(edith, first.version)
    exercises = action_id(first.id, "a1")
    await place.step(team, "on-hold", "Away")
    async with place.database.transaction(team.id) as connection:
        await place.tasks.step(connection, team, exercises, Step("cancelled", "Not wanted"))
    await place.step(team, "active")
    assert (await place.todo())["Balance exercises (twice a week)"] == "cancelled"


async def test_an_action_that_changes_changes_its_task_and_one_taken_out_cancels_it(
    place: PlanPlace, team: Account, edith: Account
) -> None:
    first = (await place.write(team, 0, FULL)).plan
    active = await place.agree(edith, first.version)
    parts: dict[str, Part | None] = dict(active.parts)
    parts["action/a1"] = Action("Chair exercises", "staff/colin", date(2026, 5, 1), "twice a week", "goal/g1")
    parts["action/a4"] = None
    parts["action/a6"] = Action("Order a walking frame", "role/social-worker")
    await place.write(team, active.version, parts)
    found = await place.rows("care.task", "title, status, practitioner, team, due")
    told = {title: (status, practitioner, team) for title, status, practitioner, team, _ in found}
    assert told["Chair exercises (twice a week)"] == ("requested", "colin", "zone-1")
    assert told["Fit a second rail"][0] == "cancelled"
    assert told["Order a walking frame"] == ("requested", None, "zone-1")
    assert told["Walk round the garden (every day)"] == ("requested", None, "self")
    due = {title: due for title, *_, due in found}
    assert due["Chair exercises (twice a week)"] == datetime(2026, 5, 1, 22, 59, tzinfo=UTC)
    assert due["Order a walking frame"] is None


async def test_what_people_did_with_a_task_outlives_what_others_write_in_the_plan(
    place: PlanPlace, team: Account, edith: Account
) -> None:
    first = (await place.write(team, 0, FULL)).plan
    active = await place.agree(edith, first.version)
    medicines, exercises = action_id(first.id, "a2"), action_id(first.id, "a1")
    later = datetime(2026, 6, 3, 9, tzinfo=UTC)
    async with place.database.transaction(team.id) as connection:
        await place.tasks.assign(connection, team, medicines, "colin")
        await place.tasks.postpone(connection, team, medicines, later, "The pharmacist is away")
        await place.tasks.step(connection, team, exercises, Step("on-hold", "A cold"))
    saved = await place.write(edith, active.version, {"about/wellness": Text("I sing")})
    found = {row[0]: row[1:] for row in await place.rows("care.task", "id, practitioner, due, status, reason")}
    assert found[medicines] == ("colin", later, "requested", "")
    assert found[exercises][2:] == ("on-hold", "A cold")
    await place.step(team, "on-hold", "In hospital")
    parts = dict(saved.plan.parts) | {"action/a2": Action("Review all medicines", "staff/carla", date(2026, 7, 1))}
    await place.write(team, saved.plan.version, parts)
    await place.step(team, "active")
    found = {row[0]: row[1:] for row in await place.rows("care.task", "id, practitioner, due, status, title")}
    assert found[medicines] == (
        "colin", datetime(2026, 7, 1, 22, 59, tzinfo=UTC), "requested", "Review all medicines",
    )  # fmt: skip
    assert found[exercises][2] == "on-hold"


async def test_whose_an_action_is_sees_it_and_who_asked_hears_when_it_is_late_or_done(
    place: PlanPlace, team: Account, edith: Account, clock: SetClock
) -> None:
    petra = await place.account("petra", "zone-2", "coordinator")
    fitter = await place.account("fitter", "council", "home-care")
    parts = {
        "action/a1": Action("Call the daughter", "staff/petra", date(2026, 5, 1)),
        "action/a4": Action("Fit a second rail", "organisation/council", date(2026, 5, 1)),
        "action/a5": Action("Shop together", "carer", date(2026, 5, 1)),
    }
    first = (await place.write(team, 0, parts)).plan
    await place.agree(edith, first.version)
    assert await place.told("council") == ["A task for you: Fit a second rail"]
    async with place.database.transaction(petra.id) as connection:
        assert [task.title for task in await worklist(connection, Filter(teams=("zone-2",)))] == ["Call the daughter"]
    clock.set(datetime(2026, 5, 1, 22, 58, tzinfo=UTC))
    await place.settle()
    assert await place.told("staff/maria") == []
    clock.set(datetime(2026, 5, 1, 22, 59, tzinfo=UTC))
    await place.settle()
    await place.settle()
    assert await place.told("staff/maria") == ["Overdue: Fit a second rail"]
    assert await place.told("zone-2") == ["Overdue: Call the daughter"]
    async with place.database.transaction(fitter.id) as connection:
        await place.tasks.step(connection, fitter, action_id(first.id, "a4"), Step("completed", "Fitted"))
    assert await place.told("zone-1") == ["Done: Fit a second rail\nFitted"]


async def test_who_leads_the_case_hears_what_the_person_says_of_the_plan(
    place: PlanPlace, team: Account, edith: Account
) -> None:
    lead = "staff/carla"
    first = (await place.write(team, 0, FULL)).plan
    assert await place.told(lead) == []
    wrote = await place.write(edith, first.version, {"goal/g9": Goal("See the sea")})
    assert await place.told(lead) == ["Edith Marsh wrote in the plan"]
    for _ in range(2):
        declined = await place.agree(edith, wrote.plan.version, False, reasons="Too much")
    assert await place.told(lead) == [
        "Edith Marsh does not agree to the plan: Too much", "Edith Marsh wrote in the plan",
    ]  # fmt: skip
    await place.agree(team, declined.version)
    assert len(await place.told(lead)) == 2


async def test_the_person_finishes_what_is_theirs(place: PlanPlace, team: Account, edith: Account) -> None:
    first = (await place.write(team, 0, FULL)).plan
    await place.agree(edith, first.version)
    async with place.database.transaction(edith.id) as connection:
        await place.plans.finish(connection, edith, PERSON, "action/a3")
        with pytest.raises(Refused):
            await place.plans.finish(connection, edith, PERSON, "action/a1")
    assert (await place.todo())["Walk round the garden (every day)"] == "completed"
    async with place.database.transaction(team.id) as connection:
        await place.plans.finish(connection, team, PERSON, "action/a4")
        with pytest.raises(Conflict):
            await place.plans.finish(connection, team, PERSON, "action/a3")
    parties = {row[1] for row in await place.rows("access.relationship", "person_id, party")}
    assert parties >= {"zone-1", "council"}
    assert not parties & {"p1", "", "carer", "self"}


async def test_the_clock_asks_for_a_review_once_for_each_due_time(
    place: PlanPlace, team: Account, edith: Account, clock: SetClock
) -> None:
    first = (await place.write(team, 0, FULL)).plan
    plan = await place.agree(edith, first.version)
    assert plan.review_due
    clock.set(plan.review_due - timedelta(days=14, seconds=1))
    assert await place.tick() == 0
    clock.set(plan.review_due - timedelta(days=14))
    assert [await place.tick(), await place.tick()] == [1, 0]
    found = [
        row for row in await place.rows("care.task", "code, due, practitioner, escalate") if row[0] == "review-plan"
    ]
    assert found == [("review-plan", plan.review_due, "carla", "manager")]
    await place.step(team, "on-hold", "Away")
    assert (await place.todo())["Review the plan"] == "on-hold"
    await place.step(team, "active")
    assert (await place.todo())["Review the plan"] == "requested"
    await place.write(team, plan.version + 2, {**FULL, "need/n3": Text("Falls at night")})
    async with place.database.transaction(team.id) as connection:
        now = await place.plans.current(connection, PERSON)
        assert now
        assert [each.key for each in await place.plans.since(connection, now, now.reviewed)] == ["need/n3"]
        reviewed = await place.plans.review(connection, team, PERSON, PlanTerms(review=None, signed=True))
    assert reviewed.review_due is None
    assert (await place.todo())["Review the plan"] == "completed"
    assert await place.tick() == 0


async def test_a_plan_stops_when_the_person_dies_and_who_leads_the_case_hears_once(
    place: PlanPlace, team: Account, edith: Account, clock: SetClock
) -> None:
    first = (await place.write(team, 0, FULL)).plan
    plan = await place.agree(edith, first.version)
    for _ in range(2):
        async with place.database.transaction() as connection:
            await place.plans.end_after_death(connection, PERSON)
    assert (await place.plan()).status == "revoked"
    assert set((await place.todo()).values()) == {"cancelled"}
    said = "The person has died: the plan is stopped, and so is what was to be done in it"
    assert [text for text in await place.told("staff/carla") if "died" in text] == [said]
    assert plan.review_due
    clock.set(plan.review_due)
    assert await place.tick() == 0


async def test_reviews_fall_due_at_the_same_local_time_through_summer_time(
    place: PlanPlace, team: Account, clock: SetClock
) -> None:
    clock.set(datetime(2027, 1, 5, 10, tzinfo=UTC))
    first = (await place.write(team, 0, FULL)).plan
    plan = await place.agree(team, first.version, behalf="Ruth", why="power of attorney")
    assert plan.review_due == datetime(2027, 7, 5, 9, tzinfo=UTC)


async def test_an_ended_plan_is_followed_by_a_new_one_that_begins_with_the_persons_words(
    place: PlanPlace, team: Account
) -> None:
    first = (await place.write(team, 0, FULL)).plan
    ended = await place.step(team, "revoked", "Started afresh")
    new = (await place.write(team, ended.version, {"need/z": Text("New")})).plan
    assert new.id != first.id
    assert new.parts["about/most-important"] == Text("My garden and my cat")
    assert (new.of("action"), new.parts["goal/g1"], new.status) == ({}, FULL["goal/g1"], "draft")
    assert (await place.plan()).id == new.id


async def test_rules_can_ask_of_plans_and_goals(place: PlanPlace, team: Account, edith: Account) -> None:
    asked = (
        "plan.active",
        "plan.agreed",
        "plan.declined",
        "goals.open",
        "goals.met",
        "count(goal where status == 'unmet')",
    )
    rules = [parse(text, starting("Europe/London")) for text in asked]

    async def values() -> list[object]:
        async with place.database.transaction() as connection:
            facts = await person_facts.load(connection, PERSON)
        return [rule.evaluate(facts, place.clock.now() + timedelta(seconds=1)) for rule in rules]

    first = (await place.write(team, 0, FULL)).plan
    assert await values() == [False, False, False, 2, 0, 0]
    declined = await place.agree(edith, first.version, False, reasons="Too much")
    assert await values() == [False, False, True, 2, 0, 0]
    active = await place.agree(edith, declined.version)
    met = Goal("Walk to the shop on my own", "I like to choose my food", "I have been there twice", None, "met")
    await place.write(team, active.version, {**FULL, "goal/g1": met, "goal/g2": Goal("Sleep", status="unmet")})
    assert await values() == [True, True, False, 1, 1, 1]
    events = await place.rows("facts.event", "kind, revoked")
    assert ("plan-agreed", False) in events
    assert ("plan-declined", True) in events
    assert ("goal-met", False) in events


async def test_what_another_system_added_is_kept(place: PlanPlace, team: Account) -> None:
    first = (await place.write(team, 0, FULL)).plan
    async with place.database.transaction() as connection:
        goal = await place.store.read(connection, "Goal", "g1")
    assert goal
    body = goal.resource | {"category": [{"text": "Mobility"}], "note": [{"text": "From the practice"}]}
    await place.put(body)
    await place.write(team, first.version, {**FULL, "goal/g1": Goal("Walk to the shop")})
    async with place.database.transaction() as connection:
        now = await place.store.read(connection, "Goal", "g1")
    assert now
    assert now.resource["category"] == [{"text": "Mobility"}]
    assert now.resource["note"] == [{"text": "From the practice"}]
    assert now.resource["description"] == {"text": "Walk to the shop"}


async def test_each_goal_says_whether_the_person_accepts_it_and_why_not(
    place: PlanPlace, team: Account, edith: Account
) -> None:
    async def said() -> dict[str, tuple[str, str]]:
        async with place.database.transaction() as connection:
            found = await place.store.read_many(connection, [("Goal", "g1"), ("Goal", "g2"), ("Goal", "g3")])
        bodies = {each.resource["id"]: each.resource for each in found}
        told = {
            name: {each["url"].rpartition("/")[2]: each for each in body["extension"]} for name, body in bodies.items()
        }
        return {
            name: (
                each["goal-acceptance"]["extension"][1]["valueCode"],
                each.get("goal-reasonRejected", {"valueCodeableConcept": {"text": ""}})["valueCodeableConcept"]["text"],
            )
            for name, each in told.items()
        }

    first = (await place.write(team, 0, FULL)).plan
    assert await said() == {"g1": ("pending", ""), "g2": ("pending", "")}
    gone = Goal("Sleep through the night", status="dropped", reason="I like the night")
    saved = await place.write(edith, first.version, {"goal/g2": gone, "goal/g3": Goal("See the sea")})
    assert saved.plan.parts["goal/g2"] == gone
    assert await said() == {"g1": ("pending", ""), "g2": ("disagree", "I like the night"), "g3": ("agree", "")}
    agreed = await place.agree(edith, saved.plan.version)
    assert (await said())["g1"] == ("agree", "")
    more = {"goal/g3": Goal("See the sea in May"), "goal/g2": Goal("Sleep through the night")}
    await place.write(team, agreed.version, {**agreed.parts, **more})
    assert await said() == {"g1": ("agree", ""), "g2": ("pending", ""), "g3": ("pending", "")}


async def test_a_plan_goes_with_the_record_that_it_hangs_on(place: PlanPlace, team: Account) -> None:
    first = (await place.write(team, 0, FULL)).plan
    async with place.database.transaction() as connection:
        rows = await connection.fetch("SELECT type, id FROM fhir.resource WHERE person_id = $1", PERSON)
        await place.store.move(connection, [(row["type"], row["id"]) for row in rows], PERSON, PERSON + 1)
    async with place.database.transaction() as connection:
        assert await place.plans.current(connection, PERSON) is None
        assert await place.plans.current(connection, PERSON + 1) == first
    assert {row[0] for row in await place.rows("facts.goal", "person_id, record")} == {PERSON + 1}


async def test_two_plans_of_one_person_become_one_and_nothing_is_lost(place: PlanPlace, team: Account) -> None:
    first = (await place.write(team, 0, FULL)).plan
    await place.agree(team, first.version, behalf="Ruth", why="power of attorney")
    await place.put(patient("gp-02", "p2"), person_id=PERSON + 1)
    async with place.database.transaction() as connection:
        await place.cases.open(connection, PERSON + 1, "Patient/p2", "zone-1", "coordinator", "t2", place.clock.now())
    theirs: dict[str, Part | None] = {
        "about/most-important": Text("Chess"),
        "need/x": Text("Glasses"),
        "action/x": Action("Post", "carer"),
    }
    async with place.database.transaction(team.id) as connection:
        await place.plans.write(connection, team, PERSON + 1, 0, theirs, TERMS)
    async with place.database.transaction() as connection:
        rows = await connection.fetch("SELECT type, id FROM fhir.resource WHERE person_id = $1", PERSON + 1)
        await place.store.move(connection, [(row["type"], row["id"]) for row in rows], PERSON + 1, PERSON)
    async with place.database.transaction(team.id) as connection:
        plan = await place.plans.current(connection, PERSON)
        (other,) = await place.plans.others(connection, PERSON, plan)
        joined = await place.plans.join(connection, team, PERSON, other.id)
        with pytest.raises(Conflict):
            await place.plans.join(connection, team, PERSON, other.id)
        assert await place.plans.others(connection, PERSON, joined) == []
    assert joined.parts.keys() == FULL.keys() | theirs.keys()
    both = joined.parts["about/most-important"]
    assert isinstance(both, Text)
    assert set(both.text.split("\n")) == {"My garden and my cat", "Chess"}


async def test_a_plan_has_an_end(place: PlanPlace, team: Account) -> None:
    full: dict[str, Part | None] = {f"need/{number}": Text(f"Need {number}") for number in range(20)}
    plan = (await place.write(team, 0, full)).plan
    with pytest.raises(BadInput, match="at most 20"):
        await place.write(team, plan.version, {"need/20": Text("One more")})
    await place.write(team, plan.version, {"need/20": Text("Instead"), "need/0": None})


@pytest.mark.parametrize(
    ("key", "part", "says"),
    [
        ("need/1", Goal("A goal"), "no such part"),
        ("wish/1", Text("A wish"), "no such part"),
        ("goal/1", Goal("", "It matters"), "what the person wants is missing"),
        ("action/1", Action("", "person", None, "daily"), "what is to be done is missing"),
    ],
)
async def test_what_is_no_part_is_refused(place: PlanPlace, team: Account, key: str, part: Part, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        await place.write(team, 0, {key: part})
    assert await place.rows("care.plan", "id, status") == []


async def test_persons_write_what_they_do_themselves_and_nobody_elses_part(
    place: PlanPlace, team: Account, edith: Account
) -> None:
    version = (
        await place.write(team, 0, {"action/a1": Action("Balance exercises", "role/district-nurse")})
    ).plan.version
    saved = await place.write(edith, version, {"action/own": Action("Walk after lunch", "person", often="every day")})
    assert saved.plan.parts["action/own"] == Action("Walk after lunch", "person", often="every day")
    for written in (
        {"action/a1": Action("Fewer exercises", "role/district-nurse")},
        {"action/a1": Action("I do it myself", "person")},
        {"action/a1": None},
        {"action/more": Action("Come every day", "role/district-nurse")},
    ):
        with pytest.raises(Refused):
            await place.write(edith, saved.plan.version, written)
    assert "action/own" not in (await place.write(edith, saved.plan.version, {"action/own": None})).plan.parts
