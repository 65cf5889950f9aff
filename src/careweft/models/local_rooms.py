"""The rooms of a place's neighbourhood, joined: the directory, the store, social needs, the community."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.care.assessment.assessments import Assessments
from careweft.care.community.comments import Comments
from careweft.care.community.comments import Terms as CommentTerms
from careweft.care.community.groups import Groups
from careweft.care.community.groups import Terms as AdvisoryTerms
from careweft.care.community.improvements import Improvements
from careweft.care.community.surveys import Surveys
from careweft.care.directory import projection as directory_projection
from careweft.care.directory.keeping import Directory
from careweft.care.equipment import projection as equipment_projection
from careweft.care.equipment.equipment import Equipment
from careweft.care.equipment.equipment import Terms as EquipmentTerms
from careweft.care.record import Record
from careweft.care.social import projection as social_projection
from careweft.care.social.social import Social
from careweft.care.social.social import Terms as SocialTerms
from careweft.facts.events import Event
from careweft.models import local
from careweft.models.file import Model

PROJECTIONS = (directory_projection.project, equipment_projection.project, social_projection.project)


class LocalRooms:
    """What `models` (those that are active now) say of these, and what keeps them."""

    def __init__(
        self, record: Record, assessments: Assessments, zone: ZoneInfo, models: Callable[[], Sequence[Model]]
    ) -> None:
        self._record, self._models = record, models
        self._looked: datetime | None = None
        self.directory = Directory(record)
        self.equipment = Equipment(record, zone)
        self.social = Social(record, assessments, zone)
        self.comments, self.groups = Comments(record.clock, zone), Groups(record.clock)
        self.surveys, self.improvements = Surveys(record.clock), Improvements(record.clock)

    @property
    def fresh(self) -> timedelta:
        """How long a count of free places is believed."""
        return local.fresh(next((model.directory for model in self._models() if model.directory), None))

    @property
    def equipment_terms(self) -> EquipmentTerms | None:
        """What is said of the store; None where there is none."""
        return next((local.equipment_terms(model.equipment) for model in self._models() if model.equipment), None)

    @property
    def social_terms(self) -> SocialTerms | None:
        """What is said of social needs; None where nothing is."""
        return next((local.social_terms(model.social) for model in self._models() if model.social), None)

    @property
    def comment_terms(self) -> CommentTerms | None:
        """Within what time comments are answered; None where nobody promised any."""
        said = (local.comment_terms(model.community) for model in self._models())
        return next((terms for terms in said if terms), None)

    @property
    def advisory_terms(self) -> AdvisoryTerms | None:
        """Which advisory group each team has; None where nobody promised any."""
        said = (local.advisory_terms(model.community) for model in self._models())
        return next((terms for terms in said if terms), None)

    @property
    def aims(self) -> dict[str, str]:
        """What improvements are for."""
        said = [model.community.aims for model in self._models() if model.community]
        return {name: text for aims in said for name, text in aims.items()}

    @property
    def log_is_open(self) -> bool:
        """Whether the improvement log is there."""
        return any(model.community and model.community.improvement for model in self._models())

    async def on_event(self, connection: Connection, event: Event) -> None:
        """A screening that was finished says which needs somebody has."""
        if event.kind == "assessed" and (terms := self.social_terms):
            await self.social.take_up_all(connection, event.person_id, terms)

    async def tick(self, connection: Connection) -> None:
        """Once a minute: what is due here."""
        minute = self._record.clock.now().replace(second=0, microsecond=0)
        if minute == self._looked:
            return
        self._looked = minute
        if terms := self.equipment_terms:
            await self.equipment.tick(connection, terms)
        if promised := self.comment_terms:
            await self.comments.escalate(connection, promised)
        if asked := self.social_terms:
            await self.social.chase(connection, asked)
