"""The steps of a scenario that are about the community, and what it expects of it: comments, the improvement log,
advisory groups, surveys."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Tag

from careweft.access.accounts import Account
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, Refused
from careweft.care.assessment import library
from careweft.care.assessment.evaluate import read_text
from careweft.care.community import comments, groups, improvements, surveys
from careweft.care.community.comments import Public, Said
from careweft.care.community.groups import Group
from careweft.care.community.improvements import Idea, Took
from careweft.care.community.surveys import Survey
from careweft.care.resources import id_of
from careweft.models.grammar import At, Name, Part, as_list
from careweft.models.judge import Judge, different
from careweft.models.own_steps import account_of

if TYPE_CHECKING:
    from careweft.models.player import Player


class Comments(At):
    """Somebody says what they think; `by` may be a member of staff or a person."""

    comments: str
    by: Name
    about: str = ""


class AnswersComment(At):
    """Somebody answers the comment with these words; with `public`, what everybody may read of it."""

    answers_comment: str = Field(alias="answers-comment")
    by: Name
    text: str
    public: str = ""


class Proposes(At):
    """Somebody puts an idea into the improvement log, in the name of their team."""

    proposes: str
    by: Name
    text: str
    aim: Name | None = None


class Improves(At):
    """Somebody takes the next step of an improvement; a measurement has numbers."""

    improves: str
    by: Name
    state: Literal["test", "measure", "adopted", "abandoned"]
    text: str
    measure: str = ""
    before: Decimal | None = None
    after: Decimal | None = None
    unit: str = ""


class Begins(At):
    """Somebody begins an advisory group; with `team` it advises that one."""

    begins: str = Field(description="its name")
    by: Name
    purpose: str
    of: groups.Kind = "people"
    team: Name | Literal[""] = ""
    most: int | None = Field(None, description="how many may come, of a focus group")


class Comes(At):
    """Somebody says that they come to a focus group; `refused`: this must not be possible."""

    comes_to: str = Field(alias="comes-to")
    by: Name
    refused: bool = False


class TakesIn(At):
    """Somebody comes into an advisory group, under the name that they want to be called by."""

    takes_in: str = Field(alias="takes-in")
    group: str
    by: Name
    stands_for: str = Field("", alias="stands-for", description="for whom they speak")


class Convenes(At):
    """A meeting of an advisory group is called."""

    convenes: str = Field(description="the group")
    by: Name
    on: datetime
    agenda: str


class Minutes(At):
    """It is written down for everybody to read what came of the latest meeting of an advisory group."""

    minutes: str
    group: str
    by: Name


class OpensSurvey(At):
    """A survey asks many the questions of an instrument, until a local time."""

    surveys: str = Field(description="its name")
    by: Name
    instrument: Name
    of: groups.Kind = "people"
    anonymous: bool = True
    closes: datetime


class AnswersSurvey(At):
    """Each of these answers a survey alike."""

    answers_survey: str = Field(alias="answers-survey")
    by: Annotated[list[Name], BeforeValidator(as_list)]
    answers: dict[str, str]


STEPS = (
    Comments, AnswersComment, Proposes, Improves, Begins, Comes, TakesIn, Convenes, Minutes, OpensSurvey, AnswersSurvey,
)  # fmt: skip
CommunityStep = (
    Annotated[Comments, Tag("<comments>")]
    | Annotated[AnswersComment, Tag("<answers-comment>")]
    | Annotated[Proposes, Tag("<proposes>")]
    | Annotated[Improves, Tag("<improves>")]
    | Annotated[Begins, Tag("<begins>")]
    | Annotated[Comes, Tag("<comes-to>")]
    | Annotated[TakesIn, Tag("<takes-in>")]
    | Annotated[Convenes, Tag("<convenes>")]
    | Annotated[Minutes, Tag("<minutes>")]
    | Annotated[OpensSurvey, Tag("<surveys>")]
    | Annotated[AnswersSurvey, Tag("<answers-survey>")]
)
KEYS = {
    "comments": "somebody says what they think",
    "answers-comment": "a comment is answered",
    "proposes": "an idea is put into the log",
    "improves": "an improvement takes a step",
    "begins": "an advisory group begins",
    "comes-to": "somebody says that they come to a focus group",
    "takes-in": "somebody comes into an advisory group",
    "convenes": "an advisory group is called together",
    "minutes": "what came of a meeting of an advisory group",
    "surveys": "a survey is opened",
    "answers-survey": "somebody answers a survey",
}


class CommentExpected(Part):
    """How a comment stands, and until when it is to be answered; `readers`: staff who may read it."""

    text: str
    state: Literal["waiting", "late", "answered"]
    due: datetime | None = None
    readers: list[Name] | None = None
    public: bool | None = None


class ImprovementExpected(Part):
    """An improvement as anybody reads it, without a log-in."""

    title: str
    state: str
    steps: list[str] | None = None
    after: Decimal | None = None


class AdvisoryExpected(Part):
    """An advisory group as anybody reads it, without a log-in."""

    group: str
    members: int
    free: int | None = Field(None, description="how many may still come to a focus group")
    minutes: str = Field("", description="part of what came of its latest meeting")


class SurveyExpected(Part):
    """What a survey found: how many answered (left out: it is not shown), and for each question how often each answer
    was given; `null` where a number is hidden."""

    survey: str
    answered: int | None = None
    counts: dict[str, dict[str, int | None]] = Field(default_factory=dict)


async def act(player: Player, step: Any) -> None:
    """Do one step, as the pages do it."""
    for name in step.by if isinstance(step.by, list) else [step.by]:
        account = await account_of(player, name)
        async with player.engine.database.transaction(account.id) as connection:
            if isinstance(step, Comments | AnswersComment | Proposes | Improves):
                await _word(player, connection, account, step)
            elif isinstance(step, OpensSurvey | AnswersSurvey):
                await _survey(player, connection, account, step)
            else:
                await _group(player, connection, account, step)


async def _word(player: Player, connection: Connection, account: Account, step: Any) -> None:
    rooms = player.engine.local
    match step:
        case Comments():
            terms = rooms.comment_terms
            if terms is None:
                raise BadInput("the model promises nobody an answer", expected="a section `community: comments`")
            player.sent += 1
            said = Said(f"scenario/{player.sent}", step.comments, step.about)
            await rooms.comments.say(connection, account, said, terms)
        case AnswersComment():
            found = [each for each in await comments.to_answer(connection) if each.text == step.answers_comment]
            if not found:
                raise BadInput(f"{step.by} has no such comment to answer")
            public = Public(step.public, step.text) if step.public else None
            await rooms.comments.answer(connection, account, found[0].id, step.text, public, found[0].version)
        case Proposes():
            player.sent += 1
            idea = Idea(f"scenario/{player.sent}", step.proposes, step.text, step.aim or "")
            await rooms.improvements.propose(connection, min(account.parties), idea, list(rooms.aims))
        case Improves():
            log = [each for each in await improvements.log(connection) if each.title == step.improves]
            if not log:
                raise BadInput(f"there is no improvement {step.improves!r}")
            took = Took(step.state, step.text, step.measure, step.before, step.after, step.unit)
            party = min(account.parties)
            await rooms.improvements.take(connection, account, party, log[0].id, took, log[0].version)


async def _group(
    player: Player, connection: Connection, account: Account, step: Begins | Comes | TakesIn | Convenes | Minutes
) -> None:
    kept, zone = player.engine.local.groups, player.engine.zone
    match step:
        case Begins():
            made = id_of(f"group/{step.begins}")
            await kept.begin(connection, made, step.begins, step.purpose, step.of, step.team, step.most)
        case Comes():
            await _come(player, connection, account, step)
        case TakesIn():
            group = await _advisory(connection, step.group)
            await kept.join(connection, group.id, step.takes_in, step.stands_for)
        case Convenes():
            group = await _advisory(connection, step.convenes)
            await kept.meet(connection, group.id, step.on.replace(tzinfo=zone), "", step.agenda)
        case Minutes():
            group = await _advisory(connection, step.group)
            held = [each for each in group.meetings if each.at <= player.clock.now()]
            if not held:
                raise BadInput(f"{step.group} has not met yet")
            await kept.minute(connection, held[0].id, step.minutes, held[0].version)


async def _come(player: Player, connection: Connection, account: Account, step: Comes) -> None:
    group = await _advisory(connection, step.comes_to)
    try:
        await player.engine.local.groups.come(connection, account, group.id, account.display_name)
    except (Conflict, Refused):
        if not step.refused:
            raise
    else:
        if step.refused:
            raise BadInput("this was possible", expected="that it is refused")


async def _advisory(connection: Connection, title: str) -> Group:
    found = [each for each in await groups.groups(connection) if each.title == title]
    if not found:
        raise BadInput(f"there is no group {title!r}")
    return found[0]


async def _survey(player: Player, connection: Connection, account: Account, step: OpensSurvey | AnswersSurvey) -> None:
    if isinstance(step, OpensSurvey):
        closes, now = step.closes.replace(tzinfo=player.engine.zone), player.clock.now()
        new = Survey("", step.surveys, step.instrument, step.of, step.anonymous, now, closes)
        await player.engine.local.surveys.open(connection, new)
        return
    asked = await _open(connection, step.answers_survey)
    items = (await library.find(connection, asked.instrument)).item
    if unknown := step.answers.keys() - items.keys():
        raise BadInput(f"{asked.instrument} has no question {sorted(unknown)[0]!r}")
    given = {name: read_text(items[name], [text]) for name, text in step.answers.items()}
    await player.engine.local.surveys.give(connection, account, asked.id, given)


async def _open(connection: Connection, title: str) -> Survey:
    found = [each for each in await surveys.surveys(connection) if each.title == title]
    if not found:
        raise BadInput(f"there is no survey {title!r}")
    return found[0]


async def _comment(player: Player, connection: Connection, expected: CommentExpected) -> list[str]:
    row = await connection.fetchrow(
        "SELECT id, due, answered, escalated FROM care.comment WHERE text = $1", expected.text
    )
    if row is None:
        return [f"nobody said {expected.text!r}"]
    readers = []
    for name, account in sorted(player.staff.items()):
        async with player.web.transaction(account.id) as web:
            if await web.fetchval("SELECT true FROM care.comment WHERE id = $1", row["id"]):
                readers.append(name)
    async with player.web.transaction() as nobody:
        public = bool(await nobody.fetchval("SELECT true FROM care.answered WHERE comment = $1", row["id"]))
    found = {
        "state": "answered" if row["answered"] else "late" if row["escalated"] else "waiting",
        "due": row["due"].astimezone(player.engine.zone).replace(tzinfo=None),
        "readers": readers,
        "public": public,
    }
    wanted = {name: getattr(expected, name) for name in found}
    wanted["readers"] = sorted(expected.readers) if expected.readers is not None else None
    return different("the comment", found, wanted)


async def _improvement(player: Player, _: Connection, expected: ImprovementExpected) -> list[str]:
    async with player.web.transaction() as nobody:
        log = [each for each in await improvements.log(nobody) if each.title == expected.title]
    if not log:
        return [f"the log has no {expected.title!r}"]
    numbers = log[0].numbers
    found: dict[str, Any] = {
        "state": log[0].state,
        "steps": [step.state for step in log[0].steps],
        "after": numbers.after if numbers else None,
    }
    return different(expected.title, found, {name: getattr(expected, name) for name in found})


async def _advises(player: Player, _: Connection, expected: AdvisoryExpected) -> list[str]:
    async with player.web.transaction() as nobody:
        group = await _advisory(nobody, expected.group)
    wrote = group.meetings[0].minutes if group.meetings else ""
    found = {"members": len(group.members), "free": group.free(player.clock.now())}
    faults = different(expected.group, found, {"members": expected.members, "free": expected.free})
    return faults + (
        [] if expected.minutes in wrote else [f"{expected.group}: {wrote!r}; expected {expected.minutes!r}"]
    )


async def _found(player: Player, connection: Connection, expected: SurveyExpected) -> list[str]:
    result = await surveys.result(connection, await _open(connection, expected.survey), player.clock.now())
    answered = result.answered if result else None
    shown = {tally.question: dict(tally.answers) for tally in result.tallies} if result else {}
    faults = [] if answered == expected.answered else [f"{expected.survey}: {answered} answers are shown"]
    for question, counts in expected.counts.items():
        told = shown.get(question, {})
        wrong = {text: told.get(text) for text, count in counts.items() if told.get(text, "none") != count}
        faults += [f"{expected.survey}, {question!r}: {wrong}; expected {counts}"] if wrong else []
    return faults


async def _lacks(player: Player, connection: Connection, expected: dict[str, str]) -> list[str]:
    terms = player.engine.local.advisory_terms
    if terms is None:
        return ["the model promises no advisory groups"]
    lack = await groups.lacking(connection, terms, player.clock.now(), player.engine.zone)
    found = {each.team: "no group" if not each.group else "not met" for each in lack}
    return [] if found == expected else [f"without an advisory group that meets: {found}; expected {expected}"]


JUDGES: dict[str, Judge] = {
    "comment": _comment,
    "improvement": _improvement,
    "advisory": _advises,
    "advisory_lacks": _lacks,
    "survey": _found,
}
