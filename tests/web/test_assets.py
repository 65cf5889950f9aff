"""Static files: kept for good under their hash, small, and with nothing in them that is not ours to give."""

import gzip
import re

import httpx

from careweft.web.app import Site
from careweft.web.assets import FOLDER, Assets

FIRST_LOAD = (
    "vendor/nhsuk-frontend/nhsuk-frontend.min.css",
    "vendor/nhsuk-frontend/nhsuk-frontend.min.js",
    "vendor/htmx/htmx.min.js",
    "careweft.css",
    "careweft.js",
    "mark.svg",
    "favicon.svg",
)


async def test_files_are_kept_for_good_under_their_hash(site: Site, client: httpx.AsyncClient) -> None:
    address = site.assets.url("careweft.css")
    answer = await client.get(address)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["content-encoding"] == "gzip" and answer.headers["vary"] == "Accept-Encoding"
    assert answer.text == (FOLDER / "careweft.css").read_text()
    plain = await client.get(address, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers and plain.text == answer.text


async def test_a_hash_from_before_a_release_is_not_kept(client: httpx.AsyncClient) -> None:
    answer = await client.get("/static/000000000000/careweft.css")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


async def test_nothing_else_is_served(client: httpx.AsyncClient) -> None:
    for path in (
        "/static/x/vendor/update.py",
        "/static/x/vendor/README.md",
        "/static/x/../app.py",
        "/static/",
        "/static/x",
    ):
        assert (await client.get(path)).status_code == 404
    assert (await client.post("/static/x/careweft.css", headers={"sec-fetch-site": "same-origin"})).status_code == 405


def test_the_hash_follows_the_content(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "a.css").write_text("a{}")
    first = Assets(folder)
    (folder / "a.css").write_text("b{}")
    assert first.hash != Assets(folder).hash
    assert first.url("a.css") == f"/static/{first.hash}/a.css"


def test_a_first_visit_loads_little(site: Site) -> None:
    sizes = site.assets.sizes()
    page = gzip.compress(site.templates.text("pages/help.jinja", navigation=[]).encode())
    assert sum(sizes[name][1] for name in FIRST_LOAD) + len(page) < 150_000


async def test_a_page_loads_only_what_is_counted(client: httpx.AsyncClient) -> None:
    page = (await client.get("/log-in")).text
    named = set(re.findall(r'(?:src|href)="/static/[0-9a-f]+/([^"]+)"', page))
    assert named | {"vendor/nhsuk-frontend/nhsuk-frontend.min.js"} == set(FIRST_LOAD)


def test_no_file_asks_for_anything_outside() -> None:
    for path in FOLDER.rglob("*"):
        if path.suffix in (".css", ".js", ".svg"):
            text = path.read_text()
            outside = {
                found for found in re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", text) if "w3.org" not in found
            }
            assert not outside, path
            assert not re.search(r"url\(/|@import", text), path


def test_no_trademark_is_used() -> None:
    names = {path.name for path in FOLDER.rglob("*")}
    assert not any("logo" in name for name in names)
    css = (FOLDER / "vendor/nhsuk-frontend/nhsuk-frontend.min.css").read_text().lower()
    assert "frutiger" not in css and "@font-face" not in css and "#005eb8" not in css


def test_every_vendored_folder_has_its_licence() -> None:
    for folder in (FOLDER / "vendor").iterdir():
        if folder.is_dir() and folder.name != "__pycache__":
            assert (folder / "LICENSE").read_text().strip(), folder


async def test_usual_addresses_lead_to_the_files(client: httpx.AsyncClient) -> None:
    assert (await client.get("/favicon.ico", follow_redirects=True)).headers["content-type"] == "image/svg+xml"
    assert "Disallow: /" in (await client.get("/robots.txt", follow_redirects=True)).text
