"""The pages: each module answers for one part of the site and names its own routes."""

from starlette.routing import BaseRoute

from careweft.web.desk import Desk
from careweft.web.pages import account, gallery, passkeys, plain, settings, tours, ways
from careweft.web.pages.advice import AdvicePages
from careweft.web.pages.appointments import AppointmentPages
from careweft.web.pages.assessments import AssessmentPages
from careweft.web.pages.carers import CarerPages
from careweft.web.pages.case import CasePages
from careweft.web.pages.clinics import ClinicPages
from careweft.web.pages.community import CommunityPages
from careweft.web.pages.corrections import CorrectionPages
from careweft.web.pages.directory import DirectoryPages
from careweft.web.pages.drafts import DraftPages
from careweft.web.pages.equipment import EquipmentPages
from careweft.web.pages.gaps import GapPages
from careweft.web.pages.glass import GlassPages
from careweft.web.pages.governing import GoverningPages
from careweft.web.pages.measures import MeasurePages
from careweft.web.pages.meetings import MeetingPages
from careweft.web.pages.messages import MessagePages
from careweft.web.pages.models import ModelPages
from careweft.web.pages.money import MoneyPages
from careweft.web.pages.monitoring import MonitoringPages
from careweft.web.pages.needs import NeedPages
from careweft.web.pages.new_task import NewTaskPages
from careweft.web.pages.online import OnlinePages
from careweft.web.pages.pathways import PathwayPages
from careweft.web.pages.peers import PeerPages
from careweft.web.pages.person import PersonPages
from careweft.web.pages.plan import PlanPages
from careweft.web.pages.population import PopulationPages
from careweft.web.pages.privacy import PrivacyPages
from careweft.web.pages.readings import ReadingPages
from careweft.web.pages.refer import ReferPages
from careweft.web.pages.referrals import ReferralPages
from careweft.web.pages.results import ResultPages
from careweft.web.pages.sharing import SharingPages
from careweft.web.pages.start import StartPages
from careweft.web.pages.stays import StayPages
from careweft.web.pages.take import TakePages
from careweft.web.pages.team import TeamPages
from careweft.web.pages.visits import VisitPages
from careweft.web.pages.wards import WardPages
from careweft.web.pages.work import WorkPages
from careweft.web.services import Services


def routes(services: Services) -> list[BaseRoute]:
    """Every page, in the order in which addresses are tried."""
    found: list[BaseRoute] = [*plain.ROUTES, *account.ROUTES, *ways.ROUTES, *passkeys.ROUTES, *settings.ROUTES]
    found += gallery.ROUTES if services.place.demo else []
    return found + ([*tours.ROUTES, *_of_rooms(services.desk)] if services.desk else [])


def _of_rooms(desk: Desk) -> list[BaseRoute]:
    work = WorkPages(desk)
    return [
        *NewTaskPages(desk).routes(),
        *work.routes(),
        *VisitPages(desk).routes(),
        *AdvicePages(desk).routes(),
        *ReferPages(desk).routes(),
        *ReferralPages(desk).routes(),
        *OnlinePages(desk, work).routes(),
        *CasePages(desk, work).routes(),
        *PersonPages(desk, work).routes(),
        *StartPages(desk, work).routes(),
        *ResultPages(desk, work).routes(),
        *CorrectionPages(desk, work).routes(),
        *CarerPages(desk, work).routes(),
        *TakePages(desk, work).routes(),
        *AssessmentPages(desk, work).routes(),
        *ReadingPages(desk, work).routes(),
        *MonitoringPages(desk).routes(),
        *MeetingPages(desk, work).routes(),
        *MessagePages(desk, work).routes(),
        *AppointmentPages(desk, work).routes(),
        *ClinicPages(desk).routes(),
        *PeerPages(desk).routes(),
        *PathwayPages(desk, work).routes(),
        *StayPages(desk, work).routes(),
        *WardPages(desk).routes(),
        *TeamPages(desk).routes(),
        *PlanPages(desk, work).routes(),
        *SharingPages(desk, work).routes(),
        *GlassPages(desk).routes(),
        *PrivacyPages(desk).routes(),
        *PopulationPages(desk).routes(),
        *GapPages(desk).routes(),
        *MoneyPages(desk).routes(),
        *MeasurePages(desk).routes(),
        *ModelPages(desk).routes(),
        *DraftPages(desk).routes(),
        *GoverningPages(desk).routes(),
        *EquipmentPages(desk, work).routes(),
        *DirectoryPages(desk, work).routes(),
        *NeedPages(desk, work).routes(),
        *CommunityPages(desk).routes(),
    ]
