"""The model-of-care file: what it may say. The JSON Schema for editors and the reference page come from here.

What concerns one area of care only has a module of its own beside this one.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, Tag

from careweft.care.durations import Duration
from careweft.models import local, own
from careweft.models.advising import Line
from careweft.models.decisions import DecisionSupport
from careweft.models.governance import Governance
from careweft.models.grammar import Band, DurationText, EveryText, Name, Part, RuleText, Share, Source, as_list, one_of
from careweft.models.messages import Appointments, Messages
from careweft.models.monitoring import Monitoring
from careweft.models.objectives import Objective
from careweft.models.pathways import Pathway, Together
from careweft.models.peers import Peers
from careweft.models.processes import Processes
from careweft.models.rating import Rating
from careweft.models.reminding import Remind, Reminders
from careweft.models.transitions import Transitions
from careweft.models.visits import Visit


class Answers(Part):
    """Shaw's five questions (S2): what the model is for, where, of which type, how broad, how intense."""

    goals: str
    context: str
    type: str
    breadth: Literal["horizontal", "vertical", "both"]
    intensity: Literal["linkage", "coordination", "full"]


class Population(Part):
    """Whom the model is for: how people belong to it, and which of them it is meant for."""

    belongs: Literal["gp-registration", "residence"]
    eligible: RuleText


class Segment(Part):
    """A tier of the population. Segments are tried in order, and a person is in the first that holds."""

    title: str
    when: RuleText | None = Field(None, description="the rule; left out for `otherwise`")
    otherwise: bool = False
    expect: Band | None = Field(None, description="the share of the population that is expected here")


class Gap(Part):
    """A gap in care: what should have been done for somebody and was not."""

    title: str
    when: RuleText
    remind: Remind | None = Field(None, description="left out, nobody is reminded of it")


class Ask(Part):
    """A question to whoever sent a referral."""

    within: DurationText = Field(
        Duration(5, "weekday"),
        description="how long the sender has; the referral's clock stands still until the answer, at most so long",
    )


class Redirect(Part):
    """Who else may be asked to take a referral on."""

    to: list[Name] = Field(
        default=["teams"], description="`teams` for the other teams of the place, and kinds of organisation"
    )
    within: DurationText = Field(
        Duration(2, "weekday"), description="how long they have to take it on or send it back; it is ours until then"
    )


class Entry(Part):
    """How people come in: who triages, with what screen, and the rule that suggests acceptance."""

    point: Literal["single"] = "single"
    by: Name
    within: DurationText
    escalate: Literal["manager", ""] = ""
    screen: Name | None = Field(None, description="the instrument with which referrals are screened; left out, none is")
    accept: RuleText = Field(
        "alive", description="the rule that suggests acceptance, of those whom the model is for; left out, of all"
    )
    takes_on: RuleText | None = Field(
        None, alias="takes-on", description="who is taken on as a case when the model starts"
    )
    phone: str = Field("", description="the one number to call, as it is shown", examples=["01803 555 0100"])
    ask: Ask = Ask()
    redirect: Redirect = Redirect()
    alike: DurationText = Field(
        Duration(30, "day"), description="within how long two referrals of one person are shown side by side"
    )
    self_referral: bool = Field(
        True, alias="self-referral", description="whether people and their carers may ask for it"
    )
    online: Name | None = Field(None, description="the questions of the online triage; left out, there is none")


class Role(Part):
    """A role in a team; `leads` marks the one that holds cases, `caseload` the most that one person holds."""

    title: str
    caseload: int | None = Field(None, ge=1)
    leads: bool = False


class Team(Part):
    """A kind of team, what it is aligned with, and its roles."""

    title: str
    aligned: Literal["gp-practice", "residence", "place"]
    roles: dict[Name, Role] = Field(min_length=1)


class Plan(Part):
    """The shared plan: what it is called, how often it is reviewed and by which role, whether each practitioner's own
    plan stands in it, and whether the person signs it (or somebody for them) before it is in force."""

    kind: Name = Field(examples=["individualised-service-plan"])
    review: EveryText
    by: Name = Field(description="the role that reviews it")
    escalate: Literal["manager", ""] = ""
    holds: Literal["plan of each practitioner"] | None = None
    signed: Literal["by person"] | None = None
    needs: list[Literal["goal", "need", "action", "contingency", "emergency", "carer"]] = Field(
        default_factory=list, description="what it must hold before it is in force; `emergency` is the crisis plan"
    )


class Tell(Part):
    """Tell each of these: gp, case.coordinator, team, or a kind of service that the person has."""

    tell: Annotated[list[str], BeforeValidator(as_list)] = Field(min_length=1)


class Pause(Part):
    """Pause a kind of service."""

    pause: Name


class Resume(Part):
    """Start a paused kind of service again."""

    resume: Name


class Refer(Part):
    """Refer the person to the point of entry, for this reason."""

    refer: str = Field(min_length=1)
    urgent: bool = False


class EscalateTo(Part):
    """Who hears of it when it is overdue."""

    escalate: Literal["manager"]


class MakeTask(Part):
    """Give a role a task with a time to do it in."""

    task: Name
    title: str = ""
    by: Name
    within: DurationText
    otherwise: EscalateTo | None = Field(None, alias="else")
    urgent: bool = False


Action = Annotated[
    Annotated[Tell, Tag("<tell>")]
    | Annotated[Pause, Tag("<pause>")]
    | Annotated[Resume, Tag("<resume>")]
    | Annotated[MakeTask, Tag("<task>")]
    | Annotated[Refer, Tag("<refer>")],
    one_of(
        tell="send a notice",
        pause="hold a service",
        resume="start it again",
        task="give a task",
        refer="refer the person",
    ),
]


class Reaction(Part):
    """When this happens (to whom the rule holds for), do these."""

    on: str = Field(description="an event, and where needed a rule: `discharged where case.open`")
    do: list[Action] = Field(min_length=1)


class Step(Part):
    """A step of a programme: a task for a role within a time of its start."""

    do: Name
    title: str = ""
    by: Name
    within: DurationText
    then: Literal["assess segment"] | None = Field(
        None, description="once it is done, the person's segment is worked out anew, and its programme begins"
    )


class Programme(Part):
    """A programme: on an event, or for who comes into a segment, it gives its steps as tasks."""

    title: str
    starts: str | None = Field(None, description="the event: `on discharged where …`")
    for_: str | None = Field(
        None, alias="for", pattern=r"^segment [a-z][a-z0-9-]*$", examples=["segment case-management"]
    )
    steps: list[Step] = Field(min_length=1)

    @property
    def segment(self) -> str | None:
        """The segment that it is for."""
        return self.for_.removeprefix("segment ") if self.for_ else None


class Assessment(Part):
    """The one assessment that serves every organisation: with what, how long it holds, and who does it by when."""

    instrument: Name
    title: str = "Assessment"
    valid: DurationText = Field(description="how long it holds; nobody is asked for another before")
    remind: DurationText = Field(
        Duration(4, "week"), description="how long before it expires another becomes a task, due when it does"
    )
    by: Name
    within: DurationText | None = Field(
        None, description="how soon after a case is opened it is done; left out, nobody is asked then"
    )
    escalate: Literal["manager", ""] = ""


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKS = ("first", "second", "third", "fourth", "last")


class Order(Part):
    """In which order people stand: by a rule that yields a number, `worst-first` from the highest down."""

    worst_first: RuleText | None = Field(None, alias="worst-first", description="the highest number first")
    lowest_first: RuleText | None = Field(None, alias="lowest-first", description="the lowest number first")


class AgendaPart(Part):
    """A part of an agenda: whom a rule of the rule language takes, how many at most, and in which order."""

    title: str
    when: RuleText
    most: int = Field(ge=1, description="the most people whom this part takes")
    order: Order | None = Field(None, description="left out, those who were talked about longest ago come first")


class Meeting(Part):
    """A meeting of a kind of team: who, when, and the agenda, built by rule over the team's people when it is opened.

    A person stands on it once, under the first part that takes them. Who was not reached comes again next time.
    """

    title: str
    team: Name = Field(description="the kind of team that meets, of `teams`")
    who: list[Name] = Field(min_length=1, description="roles that take part")
    of: Literal["cases", "panel"] = Field(
        "cases", description="`cases`: those with an open case of the team; `panel`: all of the team's practices"
    )
    every: Literal["day", "weekday", "week", "month"]
    on: Literal[WEEKDAYS] | None = Field(None, description="the weekday, for `week` and `month`")  # type: ignore[valid-type]
    which: Literal[WEEKS] = Field("first", description="which such weekday of the month")  # type: ignore[valid-type]
    at: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["09:30"], description="local time of the place")
    agenda: dict[Name, AgendaPart] = Field(min_length=1)


class SeverityRole(Part):
    """Cases for which the rule holds go to this role; the last has `otherwise`. Tried in order."""

    to: Name
    title: str = ""
    when: RuleText | None = None
    otherwise: bool = False


class Allocation(Part):
    """Who of a team takes the next case: who led before, and the role that the severity asks for."""

    continuity: DurationText | None = Field(
        None, description="within how long after a case whoever led it takes the person's next one"
    )
    severity: list[SeverityRole] = Field(default_factory=list)
    follows: Literal["severity"] | None = Field(
        None, description="a case goes over to another role, with all open work, when its severity changes"
    )


class Consultation(Part):
    """A regular consultation of everybody who has a case: how often, with which role. The first is due one interval
    after the case began, each other one after the one before was done."""

    title: str
    every: EveryText
    by: Name
    escalate: Literal["manager", ""] = ""


class LeastOff(Part):
    """Those groups whose members have the least of something on average: how far they are from all is watched."""

    title: str
    least: RuleText = Field(description="a rule that yields a number of each person", examples=["imd"])
    share: Share = Field(description="up to this share of all members; the group with the least of all is always in")


class Compared(Part):
    """A measure compared between groups of people, as at the model's beginning and now."""

    title: str
    by: RuleText | dict[Name, RuleText] = Field(
        description="a rule that yields the name of each person's group; or groups, each with a rule for who is in it: "
        "who is in several counts in the first",
        examples=["practice"],
    )
    numerator: RuleText
    denominator: RuleText
    among: RuleText | None = Field(None, description="of whom; left out, of everybody who has a group")
    per: int = Field(100, ge=1)
    better: Literal["higher", "lower"] = "lower"
    apart: LeastOff | None = None


class Pool(Part):
    """A pooled fund (s75 NHS Act 2006): host, each partner's share, the yearly sum, and how a variance is shared."""

    host: str
    partners: dict[Name, Share] = Field(min_length=2)
    yearly: str = Field(pattern=r"^[0-9]+(\.[0-9]{2})? [A-Z]{3}$", examples=["12000000.00 GBP"])
    year_starts: Literal["april", "january"] = Field("april", alias="year-starts")
    variance: Literal["in-proportion"]
    pays_for: list[Name] = Field(min_length=1, alias="pays-for")


class Money(Part):
    """One agreement on money."""

    pool: Pool


class Model(Part):
    """A model of care."""

    id: Name
    title: str
    level: Literal["macro", "meso", "micro"]
    integration: Literal["real", "virtual"]
    sources: list[Source] = Field(min_length=1)
    answers: Answers
    processes: Processes | None = None
    governance: Governance | None = None
    population: Population
    names: dict[str, RuleText] = Field(default_factory=dict, description="names for rules, to be used in rules")
    segments: dict[Name, Segment] = Field(default_factory=dict)
    gaps: dict[Name, Gap] = Field(
        default_factory=dict,
        description="gaps in care, shown by physician with who has them, each night and on an event",
    )
    entry: Entry | None = Field(None, description="left out, nobody comes in by referral here")
    teams: dict[Name, Team] = Field(min_length=1)
    meetings: dict[Name, Meeting] = Field(default_factory=dict)
    allocation: Allocation = Allocation()
    consultations: dict[Name, Consultation] = Field(default_factory=dict)
    assessment: Assessment | None = None
    self_assessments: list[Name] = Field(
        default_factory=list,
        alias="self-assessments",
        description="instruments that people may answer by themselves whenever they like",
    )
    plan: Plan | None = None
    transitions: Transitions | None = None
    programmes: dict[Name, Programme] = Field(default_factory=dict)
    visits: dict[Name, Visit] = Field(default_factory=dict)
    monitoring: Monitoring | None = None
    objectives: dict[Name, Objective] = Field(default_factory=dict, description="what it is for, measured")
    pathways: dict[Name, Pathway] = Field(default_factory=dict)
    together: list[Together] = Field(default_factory=list, description="one schedule over several pathways")
    reactions: list[Reaction] = Field(default_factory=list)
    streams: list[Literal["medicine", "condition", "plan", "assessment", "service", "note"]] = Field(
        default_factory=list, description="what, when others change it, is told to whoever leads the person's case"
    )
    directory: local.Directory | None = None
    equipment: local.Equipment | None = None
    social: local.Social | None = None
    community: local.Community | None = None
    messages: Messages | None = None
    appointments: Appointments | None = None
    reminders: Reminders | None = None
    peers: Peers | None = None
    advice_line: Line | None = Field(None, alias="advice-line")
    corrections: own.Corrections | None = None
    parents: own.Parents | None = None
    birthdays: list[own.Birthday] = Field(default_factory=list)
    money: list[Money] = Field(default_factory=list)
    measures: list[Name] = Field(default_factory=list)
    comparisons: dict[Name, Compared] = Field(default_factory=dict)
    rating: Rating | None = None
    decision_support: DecisionSupport | None = Field(None, alias="decision-support")
