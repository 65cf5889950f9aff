"""Messages, appointments and requests, as the active models say: the rooms of care that people meet us in."""

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.care import texts
from careweft.care.appointments import dispensing
from careweft.care.appointments import projection as appointments
from careweft.care.appointments.appointments import Appointments
from careweft.care.appointments.requests import Requests
from careweft.care.appointments.terms import Terms
from careweft.care.messages import projection as messages
from careweft.care.messages.messages import Messages
from careweft.care.peers import Terms as PeerTerms
from careweft.care.record import Record
from careweft.care.texts import Texts
from careweft.models import peers, reminding
from careweft.models.compile import Compiled
from careweft.models.messages import appointment_terms, message_terms
from careweft.models.reminding import GapReminders

PROJECTIONS = (appointments.project, messages.project, dispensing.project, texts.project)


class ContactRooms:
    """What the first active model says that says anything of it."""

    def __init__(self, record: Record, zone: ZoneInfo, models: Callable[[], Sequence[Compiled]]) -> None:
        self._record, self._zone, self._models = record, zone, models
        self._looked: datetime | None = None
        self.requests = Requests(record, zone)
        self.texts = Texts(record, zone, self._lead)
        self._gaps = GapReminders(record, zone, lambda: [compiled.model for compiled in models()])

    def _lead(self) -> str:
        return next((compiled.lead for compiled in self._models()), "coordinator")

    @property
    def offered(self) -> bool:
        """Whether a model says anything of appointments."""
        return any(compiled.model.appointments for compiled in self._models())

    @property
    def appointments(self) -> Appointments:
        """Booking."""
        said = (appointment_terms(compiled.model.appointments) for compiled in self._models())
        reminds = (reminding.terms(compiled.model) for compiled in self._models())
        return Appointments(
            self._record,
            self._zone,
            next((terms for terms in said if terms), Terms()),
            next((terms for terms in reminds if terms), None),
        )

    @property
    def messages(self) -> Messages:
        """Writing."""
        said = (message_terms(compiled.model.messages, compiled.lead) for compiled in self._models())
        return Messages(self._record, self._zone, next((terms for terms in said if terms), None))

    @property
    def peers(self) -> PeerTerms | None:
        """What is said of peer mentors."""
        return next((terms for compiled in self._models() if (terms := peers.terms(compiled.model))), None)

    async def tick(self, connection: Connection) -> None:
        """Once a minute: times that are to be opened, groups that are too small, and reminders."""
        minute = self._record.clock.now().replace(second=0, microsecond=0)
        if minute == self._looked:
            return
        await self._gaps.tick(connection)
        if self.offered:
            booking = self.appointments
            await booking.clinics.open_times(connection)
            await booking.groups.call_off_small(connection)
            await booking.remind(connection)
        self._looked = minute
