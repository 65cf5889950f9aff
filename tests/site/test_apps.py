"""A SMART client that others wrote, and somebody in a real browser who lets it in, on a place as in life."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest
from fhirclient.client import FHIRClient
from fhirclient.models.encounter import Encounter
from fhirclient.models.observation import Observation
from fhirclient.models.patient import Patient
from fhirclient.server import FHIRNotFoundException, FHIRPermissionDeniedException, FHIRUnauthorizedException
from playwright.sync_api import Page, expect

from careweft.access.oauth import clients
from careweft.access.oauth.clients import Client
from careweft.access.oauth.scopes import parse
from tests.site.conftest import Visitors
from tests.site.place import PASSWORD, Place, run
from tests.web.looking import accessible, wrong_at_any_width

pytestmark = pytest.mark.browser
SCOPES = "openid fhirUser offline_access launch launch/patient patient/*.rs user/*.rs"


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!DOCTYPE html><html lang=en><title>The app</title><p>The app is here.</p>")

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def app(place: Place) -> Iterator[str]:
    """The address of an app, which the place knows."""
    server = HTTPServer(("127.0.0.1", 0), _Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    known = Client("diary", "Heart Diary", "public", parse(SCOPES), (f"{address}/back",), f"{address}/open")

    async def add() -> None:
        connection = await asyncpg.connect(place.database)
        try:
            await clients.add(connection, known)
        finally:
            await connection.close()

    run(add())
    yield address
    server.shutdown()


@pytest.fixture
def visit(visit: Visitors, app: str) -> Visitors:
    """Visitors who may also go to the app."""
    visit.sites.append(app)
    return visit


def smart(place: Place, app: str, scope: str, **more: str) -> FHIRClient:
    back = {"app_id": "diary", "api_base": f"{place.site}/fhir", "redirect_uri": f"{app}/back", "scope": scope}
    return FHIRClient(settings=back | more)


def log_in(page: Page, username: str) -> None:
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")


def come_back(page: Page, client: FHIRClient) -> None:
    page.wait_for_url("**/back?*")
    client.handle_callback(page.url)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_person_lets_an_app_in_and_it_reads_only_what_it_may(
    place: Place, app: str, visit: Visitors, javascript: bool
) -> None:
    client = smart(place, app, "openid fhirUser offline_access patient/Patient.rs patient/Encounter.rs")
    page = visit.anonymous(client.authorize_url, javascript=javascript)
    log_in(page, "person")
    expect(page.get_by_role("heading", name="Let Heart Diary in?")).to_be_visible()
    expect(page.locator("main")).to_contain_text("name, date of birth, address and phone number")
    page.get_by_role("button", name="Yes, let it in").click()
    come_back(page, client)
    assert client.patient is not None and client.patient.name[0].family == "Marsh"
    visits = list(Encounter.where({"patient": client.patient_id}).perform_resources_iter(client.server))
    assert visits
    with pytest.raises(FHIRPermissionDeniedException):
        list(Observation.where({}).perform_resources_iter(client.server))
    other = place.fetch("SELECT id FROM fhir.location WHERE type = 'Patient' AND person_id = $1", place.people["harry"])
    with pytest.raises(FHIRNotFoundException):
        Patient.read(other[0]["id"], client.server)
    assert client.server.reauthorize()["patient"] == client.patient_id  # by its refresh token
    assert Patient.read(client.patient_id, client.server).id == client.patient_id
    page.goto(f"{place.site}/me/access?all=1")
    expect(page.locator("main")).to_contain_text("Let the app Heart Diary in")
    page.goto(f"{place.site}/account/apps")
    page.get_by_role("button", name="Stop Heart Diary").first.click()
    expect(page.locator("main")).to_contain_text("The app is stopped")
    with pytest.raises(FHIRUnauthorizedException):
        Patient.read(client.patient_id, client.server)


def test_staff_open_an_app_about_a_person_and_it_follows_the_persons_no(
    place: Place, app: str, visit: Visitors
) -> None:
    edith = place.people["edith"]
    page = visit("carla", f"/person/{edith}/apps")
    page.get_by_role("button", name="Open Heart Diary").click()
    page.wait_for_url("**/open?*")
    launch = parse_qs(urlsplit(page.url).query)["launch"][0]
    client = smart(place, app, "patient/Patient.rs patient/Encounter.rs", launch_token=launch)
    page.goto(client.authorize_url)
    expect(page.locator("main")).to_contain_text("About MARSH, Edith, it could")
    page.get_by_role("button", name="Yes, let it in").click()
    come_back(page, client)
    assert Patient.read(client.patient_id, client.server).name[0].family == "Marsh"
    with place.client("person") as own:
        assert own.post("/me/sharing", data={"choice": "opted_out", "what": "all", "on": "1"}).status_code == 303
        with pytest.raises(FHIRNotFoundException):
            Patient.read(client.patient_id, client.server)
        assert not list(Encounter.where({}).perform_resources_iter(client.server))
        own.post("/me/sharing", data={"choice": "opted_out", "what": "all", "on": "0"})
    assert Patient.read(client.patient_id, client.server).id == client.patient_id


def test_staff_choose_a_person_or_say_no(place: Place, app: str, visit: Visitors) -> None:
    client = smart(place, app, "patient/Patient.rs")
    page = visit.anonymous(client.authorize_url, width=320)
    log_in(page, "carla")
    page.get_by_label("Name, NHS number or date of birth").last.fill("marsh")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_label("MARSH, Edith").check()
    assert accessible(page) == []
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("main")).to_contain_text("About MARSH, Edith")
    page.get_by_role("button", name="No", exact=True).click()
    page.wait_for_url("**/back?*")
    with pytest.raises(Exception, match="refused"):
        client.handle_callback(page.url)


@pytest.mark.parametrize(("user", "about"), [("person", "/me"), ("carla", "/person/{edith}")])
def test_axe_finds_nothing_on_the_pages_of_apps(place: Place, app: str, visit: Visitors, user: str, about: str) -> None:
    client = smart(place, app, "offline_access user/*.rs")
    client.wants_patient = False
    page = visit(user, "/help")
    addresses = [client.authorize_url, "/account/apps", about.format(edith=place.people["edith"]) + "/apps"]
    for address in [*addresses, client.authorize_url.replace("diary", "nobody")]:
        page.goto(address)
        assert wrong_at_any_width(page) == []
