"""A scenario: a place, its people, what their organisations send and when, and what must then be true.

Times are local to the place. Every promise names the source that it comes from.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, Tag

from careweft.care.durations import Duration
from careweft.models import (
    advice_steps,
    community_steps,
    contact_steps,
    counting_steps,
    goal_steps,
    governance_steps,
    local_expectations,
    local_steps,
    monitoring_steps,
    own_steps,
    pathway_steps,
    rating_expectations,
    social_steps,
    transition_steps,
    visit_steps,
)
from careweft.models import contact_expectations as contact
from careweft.models import monitoring_expectations as monitoring
from careweft.models import pathway_expectations as pathways
from careweft.models import transition_expectations as transitions
from careweft.models.grammar import At, DurationText, LocalTime, Name, Part, Source, one_of


class Staff(Part):
    """A member of a team."""

    name: str
    team: Name
    role: Name
    caseload: int | None = Field(None, ge=0, description="overrides the model's limit")


class ScenarioPerson(Part):
    """A person of the scenario."""

    family: str
    given: str
    born: date
    sex: Literal["female", "male"]
    nhs: str = Field(pattern=r"^\d{10}$")
    practice: Name
    postcode: str
    physician: Name | None = Field(None, description="with whom the practice has them registered")


class Place(Part):
    """Which practice belongs to which team, and who works there."""

    practices: dict[Name, Name]
    staff: dict[Name, Staff]
    outside: dict[Name, transition_steps.Outside] = Field(default_factory=dict)
    units: dict[Name, pathway_steps.PlaceUnit] = Field(default_factory=dict)
    organisations: dict[Name, Name] = Field(default_factory=dict, description="further organisations, and their kind")
    areas: dict[str, int] = Field(default_factory=dict, description="postcode area: its deprivation, 1 the most")


class Register(At):
    """The practice sends the registration of a person; `with` another practice it is a move."""

    registers: Name = Field(alias="register")
    practice: Name | None = None


class Refer(At):
    """The person's practice refers them."""

    refer: Name
    reason: str = "Not managing at home"
    urgent: bool = False


class Buy(At):
    """The council reports a package of care."""

    buy: Name
    service: Literal["home-care", "care-home", "day-care"] = "home-care"
    provider: Name
    start: date
    end: date | None = None
    hours: int = Field(10, ge=0)
    weekly: str = Field("250.00", pattern=r"^\d+\.\d{2}$")
    number: str = "P1"


class Hospital(At):
    """The hospital sends an ADT message about a person's stay."""

    hospital: Literal[
        "admits", "discharges", "cancels-admission", "cancels-discharge", "starts-leave", "ends-leave", "corrects"
    ]
    person: Name
    visit: str
    ward: str = "WARD 3"
    emergency: bool = True
    reason: str = "Fall"
    when: LocalTime | None = Field(None, description="when it happened; left out, now")
    again: bool = Field(False, description="the same message is sent a second time")


class Screen(At):
    """A coordinator screens the open referral of a person; `yes` lists the items answered yes."""

    screen: Name
    person: Name
    by: Name
    yes: list[str]


class Assess(At):
    """Somebody assesses a person, or (`by: self`) the person answers for themselves; what is left out is answered with
    the first option, no, or the least number."""

    assess: Name
    person: Name
    by: Name
    answers: dict[str, bool | int | float | str | list[str]] = Field(default_factory=dict)
    asked_by: Name | None = Field(None, alias="asked-by", description="who asked the person; left out, nobody did")
    sends: bool = Field(True, description="the person sends the answers; otherwise they throw them away")


class Decide(At):
    """A coordinator decides the open referral of a person; left out, the decision is the rule's own suggestion."""

    decide: Literal["accept", "decline", "as-suggested"]
    person: Name
    by: Name
    note: str = ""


class Question(At):
    """A coordinator asks the sender of a person's referral."""

    question: Name
    by: Name
    text: str


class Reply(At):
    """The answer to what is asked about a person's referral, written down by the team; `takes`: they take it on."""

    reply: Name
    by: Name
    text: str
    takes: bool = True


class PassOn(At):
    """A coordinator asks another team or organisation to take a person's referral on."""

    passes: Name
    to: Name
    by: Name
    why: str


class Join(At):
    """A coordinator joins the newer of two referrals of a person with the older."""

    join: Name
    by: Name


class SelfRefer(At):
    """A person asks for help on their own page."""

    asks: Name
    reason: str
    urgent: bool = False


class Phones(At):
    """Somebody calls about a person, and a member of staff writes it down: the person (`self`), somebody who is related
    to them, or an organisation."""

    phones: Name = Field(description="the person whom it is about")
    caller: Name = Field("self", description="`self`, an organisation, or the name of a relative")
    by: Name
    reason: str
    urgent: bool = False


class Close(At):
    """A coordinator closes the case of a person; every open task and service ends, or goes on."""

    close: Name
    by: Name
    reason: str = "goals-met"
    outcome: str
    fates: Literal["ends", "goes-on"] = "ends"


class HandOver(At):
    """A coordinator hands the case of a person over."""

    hands_over: Name = Field(alias="hands-over")
    to: Name
    by: Name


class Finish(At):
    """A practitioner finishes a task."""

    finish: Name
    person: Name
    by: Name


class WritePlan(At):
    """A member of staff writes in a person's plan; each thing to do is given to a role of the team."""

    person: Name = Field(alias="plan")
    by: Name
    important: str = Field("", description="what is most important to the person, in their words")
    goals: dict[Name, str] = Field(default_factory=dict)
    actions: dict[str, Name] = Field(default_factory=dict, description="what is to be done: the role that does it")
    crisis: dict[str, str] = Field(default_factory=dict, description="if this happens in a crisis: do that")
    if_then: dict[str, str] = Field(default_factory=dict, alias="if-then", description="if this happens: do that")
    parts: dict[Name, str] = Field(default_factory=dict, description="role: its own intervention plan, in short")


class Agree(At):
    """A member of staff writes down that the person agrees to the plan as it stands."""

    person: Name = Field(alias="agrees")
    by: Name


class PlanStatus(At):
    """A member of staff holds, resumes or ends a person's plan."""

    plan_status: Literal["active", "on-hold", "completed", "revoked"] = Field(alias="plan-status")
    person: Name
    by: Name
    reason: str = ""


class Reviews(At):
    """A member of staff says that a person's plan was gone through with them."""

    person: Name = Field(alias="reviews")
    by: Name


class Meet(At):
    """A team opens its meeting (by its name in the model), and at the end closes it."""

    meet: Name
    team: Name
    by: Name
    ends: bool = Field(False, description="the open one is closed")


class Discuss(At):
    """The open meeting of a team talks about a person: a note, and a task that is decided for a role."""

    discuss: Name
    meeting: Name
    team: Name
    by: Name
    note: str = ""
    decides: str = ""
    role: Name | None = None
    to: Name | None = Field(None, description="the member of staff who does it, where that is said")
    within: DurationText = Duration(1, "week")


class Absent(At):
    """Somebody is away from now on for some time, and somebody else stands in."""

    absent: Name
    cover: Name | None = None
    lasting: DurationText


class Wait(At):
    """Time passes."""

    wait: Literal[True]


class TaskExpected(Part):
    """A task of this code and what it must be; `due` counts from the event's time."""

    code: Name
    person: Name
    status: str = "requested"
    role: Name | None = None
    team: Name | None = None
    practitioner: Name | None = None
    due: LocalTime | None = None
    escalated: bool | None = None
    count: int = Field(1, ge=0)


class NoticeExpected(Part):
    """A notice to a party about a person."""

    to: str
    person: Name
    says: str = ""
    state: Literal["sent", "waiting", "cancelled"] = "sent"
    count: int = Field(1, ge=0)


class ReferralExpected(Part):
    """Where the latest referral of a person stands, and until when it is to be decided."""

    person: Name
    state: Literal["waiting", "asked", "redirected", "joined", "decided", "withdrawn"]
    team: Name | None = None
    due: LocalTime | None = None


class CaseExpected(Part):
    """The open case of a person."""

    person: Name
    team: Name | None = None
    coordinator: Name | None = None
    open: bool = True


class AssessmentExpected(Part):
    """The score that counts for a person now, what it means, and the day on which it expires."""

    person: Name
    instrument: Name
    score: float | None = Field(None, description="left out: there is none")
    means: str = ""
    until: date | None = None
    tells: list[str] | None = Field(None, description="what is said of single answers, in their order")


class PlanExpected(Part):
    """The plan of a person."""

    person: Name
    status: str
    parts: list[Name] | None = Field(None, description="roles whose own intervention plan stands in it")
    agreed: bool | None = None
    review: LocalTime | None = Field(None, description="when its review is due")


class AgendaExpected(Part):
    """The agenda of a team's open meeting as a member sees it: part of the agenda by person."""

    meeting: Name
    team: Name
    by: Name
    people: dict[Name, Name]


class Expectation(Part):
    """What must be true after the step before it; exactly one of these."""

    task: TaskExpected | None = None
    notice: NoticeExpected | None = None
    case: CaseExpected | None = None
    referral: ReferralExpected | None = None
    loads: dict[Name, int | str] | None = Field(
        None, description="staff: how many open cases they hold; `1 of 45` with their limit"
    )
    assessment: AssessmentExpected | None = None
    plan: PlanExpected | None = None
    paused: dict[Name, bool] | None = Field(None, description="person: whether home care is paused")
    suggests: dict[Name, bool] | None = Field(None, description="person: what the entry rule suggests")
    sees: dict[Name, list[Name]] | None = Field(None, description="staff: the persons that they can see")
    agenda: AgendaExpected | None = None
    stands_in: dict[Name, list[Name]] | None = Field(
        None, alias="stands-in", description="staff: for whom they stand in now"
    )
    spent: dict[Name, str] | None = Field(None, description="partner: share of the spend so far, in pounds")
    stay: transitions.StayExpected | None = None
    delay: transitions.DelayExpected | None = None
    medicine: transitions.MedicineExpected | None = None
    ward: transitions.WardExpected | None = None
    report: transitions.ReportExpected | None = None
    in_hospital: transitions.InHospitalExpected | None = Field(None, alias="in-hospital")
    medcom: transitions.CodeExpected | None = None
    letter: transitions.LetterExpected | None = None
    sent: transitions.SentExpected | None = None
    alert: monitoring.AlertExpected | None = None
    monitored: monitoring.MonitoredExpected | None = None
    reading: monitoring.ReadingExpected | None = None
    on_call: monitoring.OnCallExpected | None = Field(None, alias="on-call")
    daily: monitoring.DailyExpected | None = None
    on_pathway: pathways.OnPathway | None = Field(None, alias="on-pathway")
    step: pathways.StepExpected | None = None
    handover: pathways.HandoverExpected | None = None
    variation: pathways.VariationExpected | None = None
    schedule: pathways.ScheduleExpected | None = None
    line: pathways.LineExpected | None = None
    objectives: pathways.ObjectivesExpected | None = None
    appointment: contact.AppointmentExpected | None = None
    free: contact.FreeExpected | None = None
    group: contact.GroupExpected | None = None
    itinerary: contact.ItineraryExpected | None = None
    conversation: contact.ConversationExpected | None = None
    points: contact.PointsExpected | None = None
    prescription: contact.PrescriptionExpected | None = None
    preferred: contact.PreferredExpected | None = None
    loan: local_expectations.LoanExpected | None = None
    thing: local_expectations.ThingExpected | None = None
    recall: local_expectations.RecallExpected | None = None
    comment: community_steps.CommentExpected | None = None
    improvement: community_steps.ImprovementExpected | None = None
    advisory: community_steps.AdvisoryExpected | None = None
    advisory_lacks: dict[Name, Literal["no group", "not met"]] | None = Field(
        None, alias="advisory-lacks", description="team: what it lacks of the advisory group that the model promises"
    )
    survey: community_steps.SurveyExpected | None = None
    rating: rating_expectations.RatingExpected | None = None
    body: governance_steps.BodyExpected | None = None
    compared: counting_steps.ComparedExpected | None = None
    indicator: counting_steps.IndicatorExpected | None = None
    refuses: dict[Name, str] | None = Field(
        None, description="person: why the plan cannot be put into force as it stands, in part"
    )
    tiers: dict[Name, Name] | None = Field(None, description="person: the tier of the population")
    gaps: goal_steps.GapsExpected | None = None
    need: social_steps.NeedExpected | None = None
    near: social_steps.NearExpected | None = None
    sheet: visit_steps.SheetExpected | None = None
    acts: dict[Name, list[Name]] | None = Field(None, description="relative: for whom they act or care now")
    correction: own_steps.CorrectionExpected | None = None


class Promise(Part):
    """Something that the model promises, where that comes from, and how it shows."""

    promise: str
    source: Source
    expect: list[Expectation] = Field(min_length=1)


Step = Annotated[
    Annotated[Register, Tag("<register>")]
    | Annotated[Refer, Tag("<refer>")]
    | Annotated[Buy, Tag("<buy>")]
    | Annotated[Hospital, Tag("<hospital>")]
    | Annotated[Screen, Tag("<screen>")]
    | Annotated[Assess, Tag("<assess>")]
    | Annotated[Decide, Tag("<decide>")]
    | Annotated[Finish, Tag("<finish>")]
    | Annotated[Question, Tag("<question>")]
    | Annotated[Reply, Tag("<reply>")]
    | Annotated[PassOn, Tag("<passes>")]
    | Annotated[Join, Tag("<join>")]
    | Annotated[SelfRefer, Tag("<asks>")]
    | Annotated[Phones, Tag("<phones>")]
    | Annotated[Close, Tag("<close>")]
    | Annotated[HandOver, Tag("<hands-over>")]
    | Annotated[WritePlan, Tag("<plan>")]
    | Annotated[Agree, Tag("<agrees>")]
    | Annotated[PlanStatus, Tag("<plan-status>")]
    | Annotated[Reviews, Tag("<reviews>")]
    | Annotated[Meet, Tag("<meet>")]
    | Annotated[Discuss, Tag("<discuss>")]
    | Annotated[Absent, Tag("<absent>")]
    | Annotated[Wait, Tag("<wait>")]
    | transition_steps.TransitionStep
    | monitoring_steps.MonitoringStep
    | pathway_steps.PathwayStep
    | contact_steps.ContactStep
    | advice_steps.AdviceStep
    | local_steps.LocalStep
    | community_steps.CommunityStep
    | counting_steps.CountingStep
    | governance_steps.GovernanceStep
    | goal_steps.GoalStep
    | visit_steps.VisitStep
    | own_steps.OwnStep
    | social_steps.SocialStep
    | Annotated[Promise, Tag("<promise>")],
    one_of(
        register="the practice registers a person",
        refer="the practice refers",
        buy="the council buys a package of care",
        hospital="the hospital sends a message",
        screen="a coordinator screens",
        assess="somebody assesses a person",
        decide="a coordinator decides",
        finish="somebody finishes a task",
        question="a coordinator asks the sender",
        reply="what was asked is answered",
        join="two referrals are joined",
        asks="a person asks for help",
        phones="somebody calls about a person",
        close="a case is closed",
        passes="a referral is passed on",
        **{"hands-over": "a case is handed over"},
        plan="somebody writes in the plan",
        agrees="the person agrees to the plan",
        **{"plan-status": "the plan is held, resumed or ended"},
        reviews="a plan is gone through again",
        meet="a team meets",
        discuss="the meeting talks about a person",
        absent="somebody is away",
        wait="time passes",
        **transition_steps.KEYS,
        **monitoring_steps.KEYS,
        **pathway_steps.KEYS,
        **contact_steps.KEYS,
        **advice_steps.KEYS,
        **local_steps.KEYS,
        **community_steps.KEYS,
        **counting_steps.KEYS,
        **governance_steps.KEYS,
        **goal_steps.KEYS,
        **visit_steps.KEYS,
        **own_steps.KEYS,
        **social_steps.KEYS,
        promise="what must be true now",
    ),
]


class Scenario(Part):
    """A model's scenario."""

    model: Name
    title: str
    place: Place
    people: dict[Name, ScenarioPerson]
    steps: list[Step] = Field(min_length=1)
