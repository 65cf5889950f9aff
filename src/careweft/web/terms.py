"""Codes in plain words: conditions, readings, reasons to wait, relationships, looks. Unknown codes stay readable."""

from collections.abc import Mapping

CONDITIONS = {
    "chd": "Coronary heart disease",
    "ckd": "Chronic kidney disease",
    "copd": "Chronic lung disease (COPD)",
    "pad": "Peripheral arterial disease",
    "smi": "Severe mental illness",
}
READINGS = {
    "bmi": "Body mass index",
    "crp": "C-reactive protein (CRP)",
    "egfr": "Kidney function (eGFR)",
    "hba1c": "Long-term blood sugar (HbA1c)",
    "hdl": "HDL cholesterol",
    "ldl": "LDL cholesterol",
    "fev1": "Lung function (FEV1)",
}
MEANS = {
    "form": "by form",
    "phone": "by telephone",
    "letter": "by letter",
    "alert": "by a rule of the model",
    "self": "on their own page",
    "carer": "on a carer's page",
    "online": "by the online questions",
    "system": "by their own system",
}
"""How a referral came."""
STATES = {
    "waiting": "Waits for a decision",
    "asked": "Waits for an answer of its sender",
    "redirected": "Waits for {}",
    "joined": "Joined with another",
    "decided": "Decided",
    "withdrawn": "Withdrawn by its sender",
}
"""Where a referral stands; `{}` is whom it was passed to."""
UNITS = {
    "mm[Hg]": "mmHg",
    "Cel": "°C",
    "/min": "a minute",
    "mL/min/{1.73_m2}": "mL/min/1.73 m²",
    "10*9/L": "× 10⁹/L",
    "10*12/L": "× 10¹²/L",
    "umol/L": "µmol/L",
    "kg/m2": "kg/m²",
    "1": "",
    "{score}": "",
}
WAITING = {
    "awaiting-care-package": "care at home",
    "awaiting-care-home": "a place in a care home",
    "awaiting-assessment": "an assessment",
    "awaiting-nhs-rehab": "NHS rehabilitation",
    "family-choice": "the choice of the person and family",
}
SENDERS = {"family": "Family", "self": "The person", "carer": "A carer", "police": "Police", "housing": "Housing"}
"""Who may refer somebody without being an organisation that sends us messages."""
PARTNERS = {"nhs": "NHS", "council": "Council", "icb": "Integrated care board", "care-trust": "the care trust"}
RELATIONS = {
    "registered-practice": "GP practice",
    "stay": "In their care",
    "service": "Gives or plans their care",
    "care-team": "Care team",
    "task": "Has something to do for them",
    "pathway": "Has them on a pathway",
    "appointment": "Has an appointment with them",
    "conversation": "They wrote to each other",
    "self": "Their own record",
    "guardian": "Acts for them",
    "parent": "Parent",
    "young-persons-parent": "Parent",
    "carer": "Carer, chosen by the person",
    "reading-carer": "Carer, chosen by the person to read",
    "share": "Chosen by the person",
    "break-glass": "Opened in an emergency",
    "referrer": "Referred them",
    "referred-to": "Was asked to help them",
    "review": "Checks looks for the place",
}
OWN_RELATIONS = {
    "registered-practice": "Your GP practice",
    "stay": "You are in their care",
    "service": "They give or plan your care",
    "care-team": "Your care team",
    "task": "They have something to do for you",
    "pathway": "You are with them now",
    "appointment": "You have an appointment with them",
    "conversation": "You wrote to each other",
    "self": "It is about you",
    "guardian": "They act for you",
    "parent": "Your parent",
    "young-persons-parent": "Your parent",
    "carer": "You chose them as your carer",
    "reading-carer": "You chose them to read it",
    "share": "You chose to share with them",
    "break-glass": "They opened it in an emergency",
    "referrer": "They asked us to help you",
    "referred-to": "We asked them to help you",
    "review": "They check who looks",
}
LOOKS = {
    "worklist": "List of tasks",
    "task": "A task",
    "referrals": "List of referrals",
    "referral": "A referral",
    "referrals sent": "What became of a referral",
    "letter": "A letter",
    "results": "Results and letters",
    "entry": "An entry",
    "corrections": "What is said to be wrong",
    "correction": "Whether an entry is wrong",
    "carers": "Family and carers",
    "people cared for": "List of people cared for",
    "take": "A copy of the record",
    "case": "The case",
    "meeting": "A team meeting",
    "team meetings": "Team meetings",
    "messages": "Messages",
    "message": "Messages",
    "appointments": "Appointments",
    "visit": "Appointments",
    "requests": "Requests",
    "clinic": "The list of a clinic",
    "clinics": "Clinics",
    "who is in hospital": "Who is in hospital",
    "stay in hospital": "The stay in hospital",
    "ward": "A ward",
    "team list": "List of the team's people",
    "pathway": "Where everybody is on a pathway",
    "pathways": "Pathways",
    "journey": "The journey as a picture",
    "search for people": "Found in a search",
    "start": "Start page",
    "timeline": "Timeline",
    "plan": "Plan",
    "tasks": "Tasks",
    "who is involved": "Who is involved",
    "who looked": "Who looked",
    "see-people": "The record",
    "see-family-record": "The record",
    "a page for others": "The record",
    "sharing": "Sharing",
    "break the glass": "Opened the record in an emergency",
    "unusual looks": "Checked whether a look was right",
    "assessments": "Assessments",
    "assessment": "An assessment",
}
OWN_CHANGES = {
    "appointments": "Booked or changed a time for you",
    "requests": "Asked us for something for you",
    "readings": "Wrote down your readings",
    "assessment": "Answered questions about you",
    "plan": "Wrote in your plan",
    "messages": "Wrote a message about you",
    "carers": "Changed who of family and carers can see it",
    "sharing": "Changed who can see your record",
}
"""What was done to a person's record, in their words."""
OWN_LOOKS = {
    "worklist": "Saw your name in a list of tasks",
    "task": "Read a task for you",
    "referrals": "Saw your name in a list of people who need help",
    "referral": "Read who asked for help for you, and why",
    "referrals sent": "Read what became of your request for help",
    "letter": "Read a letter about you",
    "results": "Read your results and letters",
    "entry": "Read one thing in your record",
    "corrections": "Read what you say is wrong",
    "correction": "Checked if your record is wrong",
    "carers": "Read who cares for you",
    "people cared for": "Saw your name in a list of people they care for",
    "take": "Took a copy of your record",
    "case": "Read who looks after you",
    "meeting": "Talked about you in a team meeting",
    "team meetings": "Read what the team said about you",
    "messages": "Read your messages",
    "message": "Read your messages",
    "appointments": "Looked at your appointments",
    "visit": "Looked at your appointments",
    "requests": "Looked at what you asked for",
    "clinic": "Saw you on the list of a clinic",
    "clinics": "Looked at the clinics",
    "who is in hospital": "Read a list of who is in hospital",
    "stay in hospital": "Read the plan for your stay in hospital",
    "ward": "Read a list of a ward",
    "team list": "Saw your name in the team's list",
    "pathway": "Saw where you are on your way",
    "pathways": "Read what comes next for you",
    "journey": "Looked at your care as a picture",
    "search for people": "Found your name in a search",
    "start": "Opened your start page",
    "timeline": "Read your record",
    "plan": "Read your plan",
    "tasks": "Read the things to do for you",
    "who is involved": "Read who helps you",
    "who looked": "Read this list",
    "see-people": "Your record",
    "see-family-record": "Your record",
    "a page for others": "Your record",
    "sharing": "Read what you chose to share",
    "break the glass": "Opened your record in an emergency",
    "unusual looks": "Checked who looked at your record",
    "assessments": "Read what your answers mean",
    "assessment": "Read your answers to questions",
}


def words_of(code: str, known: Mapping[str, str] | None = None) -> str:
    """A code in words: as known, else its own letters with spaces and a capital (`home-care` is `Home care`)."""
    if known and code in known:
        return known[code]
    return (code[:1].upper() + code[1:]).replace("-", " ")


def quantity(value: float, unit: str | None) -> str:
    """A value with its unit as people write it: `37.4 °C`, `96%`."""
    shown = UNITS.get(unit or "", unit or "")
    if shown == "%":
        return f"{value:g}%"
    return f"{value:g} {shown}".rstrip()
