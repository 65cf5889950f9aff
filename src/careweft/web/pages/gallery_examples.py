"""Invented people and numbers for the style gallery."""

from datetime import date, datetime, timedelta
from typing import Any

from careweft.measures import spc as arithmetic
from careweft.web import filters, navigation, view
from careweft.web.charts import bars, pyramid, spc
from careweft.web.view import Link, OrganisationKind, Urgency

HOSPITAL = view.Organisation("acute", "Weir General Hospital", OrganisationKind.HOSPITAL)
GP = view.Organisation("gp-01", "Brook Lane Surgery", OrganisationKind.GP)
NURSES = view.Organisation("community", "Community nursing", OrganisationKind.COMMUNITY)
COUNCIL = view.Organisation("council", "Council social care", OrganisationKind.COUNCIL)
HOME_CARE = view.Organisation("homecare-a", "Kindly Home Care", OrganisationKind.HOME_CARE)
AMBULANCE = view.Organisation("ambulance", "Ambulance service", OrganisationKind.AMBULANCE)
MENTAL = view.Organisation("mental-health", "Mental health", OrganisationKind.MENTAL_HEALTH)
CARE_HOME = view.Organisation("care-homes", "The Larches care home", OrganisationKind.CARE_HOME)
OURS = view.Organisation("careweft", "Zone 1 team", OrganisationKind.CAREWEFT)
ORGANISATIONS = (HOSPITAL, GP, NURSES, COUNCIL, HOME_CARE, AMBULANCE, MENTAL, CARE_HOME, OURS)

PERSON = view.PersonBanner(
    href="/style",
    name="HARGREAVES, Edith (Mrs)",
    born=date(1938, 3, 9),
    age=87,
    sex="Female",
    nhs_number="9434765919",
    facts=(
        ("Lives", "14 Ferry Road, TQ4 5AB, alone"),
        ("GP practice", "Brook Lane Surgery"),
        ("Coordinator", "Ruth Okafor, Zone 1"),
    ),
    flags=(
        view.Flag("In hospital: Weir General, Ward 7, since Tuesday", "alert"),
        view.Flag("Home care paused", "notice"),
        view.Flag("Hard of hearing"),
    ),
)
BED_DAYS = (
    412,
    398,
    431,
    405,
    389,
    420,
    442,
    415,
    401,
    428,
    437,
    409,
    418,
    399,
    384,
    371,
    366,
    359,
    352,
    348,
    361,
    343,
)
DELAYS = (31, 27, 35, 29, 33, 30, 26, 34, 28, 32, 36, 29, 31, 27, 33, 30, 58, 35, 31, 28)
START = date(2024, 3, 1)


def sections() -> view.Sections:
    """The sections of a person's pages."""
    return navigation.sections("/style", "/style", {"/tasks": 3, "/team": 6})


def fields() -> list[filters.Field]:
    """Filters of every kind."""
    teams = [filters.Choice("zone-1", "Zone 1", 14), filters.Choice("zone-2", "Zone 2", 9)]
    sources = [filters.Choice(o.code, o.name, 3 + i, o.kind.value) for i, o in enumerate(ORGANISATIONS[:6])]
    return [
        filters.Field("q", "Words", kind="text"),
        filters.Field("team", "Team", teams, "one"),
        filters.Field("status", "Status", [filters.Choice("open", "To do", 17), filters.Choice("hold", "On hold", 6)]),
        filters.Field("from", "Organisation", sources),
    ]


def tasks(now: datetime) -> list[view.Task]:
    """A task of every urgency."""
    hour = timedelta(hours=1)

    def task(number: int, title: str, urgency: Urgency, due: datetime | None, **more: Any) -> view.Task:
        address = f"/tasks/{number}"
        given: dict[str, Any] = {"status": "To do", "team": "Zone 1", "claim": f"{address}/take"} | more
        return view.Task(str(number), address, title, urgency, due, **given)

    return [
        task(
            1,
            "Plan the discharge",
            Urgency.OVERDUE,
            now - 3 * hour,
            person="HARGREAVES, Edith",
            person_href="/style",
            about="87, Weir General, Ward 7",
            owner="Ruth Okafor",
            status="In progress",
            reason="Admitted as an emergency on Tuesday",
            escalated=True,
            claim="",
            finish="/tasks/1/finish",
        ),
        task(
            2,
            "Call after discharge",
            Urgency.TODAY,
            now + 4 * hour,
            person="ADEYEMI, Samuel",
            person_href="/style",
            about="79, at home",
            reason="Discharged yesterday; call within 48 hours",
        ),
        task(
            3,
            "Screen a referral (PRISMA-7)",
            Urgency.TODAY,
            now + 6 * hour,
            person="O'NEILL, Bridget",
            person_href="/style",
            about="81, referred by Brook Lane Surgery",
            owner="Ruth Okafor",
            claim="",
        ),
        task(
            4,
            "Home visit",
            Urgency.WEEK,
            now + 60 * hour,
            person="PATEL, Harshad",
            person_href="/style",
            about="84, at home",
            owner="Jo Finch, district nurse",
            claim="",
        ),
        task(
            5,
            "Six-week review",
            Urgency.LATER,
            now + timedelta(days=19),
            person="LINDQVIST, Maj",
            person_href="/style",
            about="90, The Larches",
        ),
        task(
            6,
            "Ask for a rehabilitation plan",
            Urgency.DONE,
            now - timedelta(days=1),
            status="Done",
            person="HARGREAVES, Edith",
            claim="",
            owner="Ruth Okafor",
        ),
    ]


def entries(now: datetime) -> list[view.TimelineEntry]:
    """Some days of a life."""
    day, hour = timedelta(days=1), timedelta(hours=1)
    entry = view.TimelineEntry
    return [
        entry(now - 2 * hour, "Task", "Plan the discharge: taken by Ruth Okafor", OURS, href="/tasks/1"),
        entry(now - day, "Reading", "Blood pressure 148/82", GP, recorded=now - hour),
        entry(
            now - 2 * day,
            "Admission",
            "Emergency admission, Ward 7",
            HOSPITAL,
            "Fall at home; hip X-ray clear",
            "/style",
        ),
        entry(now - 2 * day - hour, "Ambulance", "Taken to Weir General", AMBULANCE, "Found by a neighbour"),
        entry(now - 2 * day - 9 * hour, "Visit", "Morning call, 45 minutes", HOME_CARE),
        entry(now - 5 * day, "Appointment", "Memory clinic", MENTAL, cancelled=True),
        entry(now - 5 * day - 2 * hour, "Visit", "Dressing changed, left leg", NURSES),
        entry(now - 12 * day, "Service", "Home care agreed: 10 hours 30 minutes a week", COUNCIL, "£236.25 a week"),
    ]


def members() -> list[view.Member]:
    """Who is involved."""
    return [
        view.Member("Ruth Okafor", "Care coordinator", OURS, "01803 555 0132", lead=True),
        view.Member("Dr Anil Rao", "General practitioner", GP, "01803 555 0117"),
        view.Member("Jo Finch", "District nurse", NURSES),
        view.Member("Kindly Home Care", "Home care, twice a day", HOME_CARE, "01803 555 0189"),
        view.Member("Priya Nair", "Social worker", COUNCIL),
        view.Member("Margaret Hargreaves", "Daughter, carer", view.Organisation("family", "Family")),
    ]


def looks(now: datetime) -> list[view.Access]:
    """Who looked."""
    hour = timedelta(hours=1)
    return [
        view.Access(now - hour, "Ruth Okafor", OURS, "Timeline and plan"),
        view.Access(now - 26 * hour, "Jo Finch", NURSES, "Timeline"),
        view.Access(now - 49 * hour, "Dr Sam Weir", HOSPITAL, "Medicines", "Emergency, 3 hours: admitted confused"),
    ]


def charts() -> dict[str, Any]:
    """A chart of every kind, by the name that the template uses."""
    return {
        "improving": _series("bed-days", "Emergency bed-days, people of 65 and over", BED_DAYS, target=380),
        "freak": _series("delays", "Delayed transfers of care", DELAYS, target=None),
        "pyramid": pyramid.chart(
            "need",
            "The pyramid of need",
            [
                pyramid.Tier("Very high risk", 98, "/population/very-high", "Risk in the top 0.5%", "expected 0.5%"),
                pyramid.Tier("High risk", 902, "/population/high", "Risk in the next 4.5%", "expected 4.5%"),
                pyramid.Tier("Rising risk", 3011, "/population/rising", "Risk in the next 15%", "expected 15%"),
                pyramid.Tier("Everybody else", 15_642, "/population/rest", "", "expected 80%"),
            ],
        ),
        "pool": bars.chart(
            "pool",
            "The pooled budget, April to December",
            [
                bars.Bar("Paid in", [bars.Part("NHS", 540_000_000), bars.Part("Council", 360_000_000)]),
                bars.Bar(
                    "Spent",
                    [
                        bars.Part("Home care", 411_250_000),
                        bars.Part("Care homes", 388_400_050),
                        bars.Part("Equipment", 61_000_000),
                        bars.Part("Teams", 74_110_000),
                    ],
                ),
                bars.Bar("Who bears it", [bars.Part("NHS", 560_856_030), bars.Part("Council", 373_904_020)]),
            ],
            note="£347,600.50 more was spent than paid in. The partners bear it in proportion: NHS 60%, council 40%.",
        ),
    }


def _series(identity: str, title: str, values: tuple[int, ...], target: float | None) -> view.Chart:
    months = [
        date(START.year + (START.month - 1 + i) // 12, (START.month - 1 + i) % 12 + 1, 1) for i in range(len(values))
    ]
    return spc.chart(
        spc.Series(
            id=identity,
            title=title,
            unit="bed-days" if identity == "bed-days" else "transfers",
            labels=[f"{month:%B %Y}" for month in months],
            short_labels=[f"{month:%b %y}" for month in months],
            spc=arithmetic.chart(values, better="lower", target=target),
        )
    )


def figures() -> list[view.Figure]:
    """Key figures."""
    return [
        view.Figure("Open cases", "312", "of 360 places", "/style"),
        view.Figure("In hospital now", "23", "6 medically fit"),
        view.Figure("Overdue tasks", "4", "2 escalated", "/style"),
        view.Figure("Spent this year", "£9.35m", "£347,600 over"),
    ]


def table() -> view.Table:
    """A table with links and numbers."""
    columns = [view.Column("Person"), view.Column("Age", True), view.Column("Practice"), view.Column("Risk", True)]
    rows: list[list[str | Link]] = [
        [Link("/style", "HARGREAVES, Edith"), "87", "Brook Lane Surgery", "41%"],
        [Link("/style", "ADEYEMI, Samuel"), "79", "Harbour Practice", "33%"],
        [Link("/style", "LINDQVIST, Maj"), "90", "Brook Lane Surgery", "28%"],
    ]
    return view.Table("People at very high risk", columns, rows)
