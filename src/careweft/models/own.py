"""What a model says of the person's own side: how long a correction may take, until when parents see a child's record,
and what is planned on which birthday."""

from typing import Literal

from pydantic import Field

from careweft.care.durations import Duration
from careweft.models.grammar import DurationText, Name, Part, RuleText


class Corrections(Part):
    """How long whoever keeps an entry has to answer a person who says that it is wrong. By law a month."""

    within: DurationText = Duration(1, "month")
    escalate: Literal["manager", ""] = "manager"


class Parents(Part):
    """Until which birthday parents see a child's ordinary and sensitive record, and until which the ordinary one."""

    until: int = Field(13, ge=0, le=18, description="birthday on which parents' full sight ends")
    in_part_until: int = Field(
        16, ge=0, le=18, alias="in-part-until", description="birthday until which they see the ordinary record"
    )


class Birthday(Part):
    """A task for a role when somebody with an open case has a birthday, such as planning the move to adult care."""

    age: int = Field(ge=0, le=120, description="in whole years")
    task: Name
    title: str
    by: Name
    within: DurationText
    where: RuleText | None = Field(None, description="for whom; left out, for everybody with an open case")
    escalate: Literal["manager", ""] = "manager"
