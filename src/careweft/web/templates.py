"""Pages from templates: Jinja with every value escaped, the NHS design system's form macros, and our own components."""

import gzip
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from careweft.access import policy
from careweft.web import language, navigation, preferences, questions, tours, view, words
from careweft.web.assets import Assets
from careweft.web.services import Place


class Templates:
    """Renders templates with what every page needs: the place, who is logged in, the navigation, static addresses."""

    def __init__(self, place: Place, assets: Assets) -> None:
        self._place = place
        self._environment = environment(place, assets)

    def text(self, name: str, **values: Any) -> str:
        """A template as text, without a request."""
        return self._environment.get_template(name).render(values)

    def warm(self) -> None:
        """Compile our templates, so that the first visitor does not wait for it."""
        language.warm()
        for name in self._environment.list_templates(filter_func=lambda name: not name.startswith("nhsuk/")):
            self._environment.get_template(name)

    def page(self, request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A template as an answer. `name` is below `templates/`, such as `pages/log_in.jinja`."""
        account = request.scope.get("state", {}).get("account")
        path = request.url.path
        common = {
            "request": request,
            "path": path,
            "account": account,
            "navigation": navigation.main(account, path) if account else [],
            "beside": navigation.beside(account, path),
            "tour": tours.shown(account, path),
            "language": language.spoken(),
            "languages": language.LANGUAGES,
            "rtl": language.rtl(language.spoken()),
            "reads": preferences.chosen(request.scope, account),
            "translated": account is None or account.kind != "staff",
            "may_find": account is not None and policy.may(account, "see-people"),
            "rendered_at": words_now(),
            "outside": _outside(request),
        }
        return _packed(self.text(name, **common, **values), status, request)


_WORTH_PACKING = 1400
"""Bytes that go in one packet anyway."""


def _packed(text: str, status: int, request: Request) -> HTMLResponse:
    """A page as it goes out: packed, where the browser takes that. There is nothing secret in a page that whoever
    measures its length could guess at: no token stands in any."""
    body, headers = text.encode(), {"Vary": "Accept-Encoding"}
    if len(body) > _WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, 1, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return HTMLResponse(body, status, headers)


def _outside(request: Request) -> str:
    """The host of the other place at which people may log in; empty where there is none."""
    oauth = request.app.services.oauth
    return urlsplit(oauth.outside.issuer).netloc if oauth and oauth.outside else ""


def words_now() -> int:
    """Wall time in milliseconds: a page says by it which changes it has already seen."""
    return int(datetime.now().astimezone().timestamp() * 1000)


def environment(place: Place, assets: Assets) -> Environment:
    """The one environment of the site."""
    made = Environment(
        extensions=["jinja2.ext.i18n"],
        loader=ChoiceLoader(
            [
                PackageLoader("careweft.web", "templates"),
                PrefixLoader({"nhsuk": PackageLoader("nhsuk_frontend_jinja", "templates/nhsuk")}),
            ]
        ),
        undefined=ChainableUndefined,  # the design system's macros walk through options that are not given
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.install_gettext_callables(language._, language.plural, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(place=place, asset=assets.url, clock=Shown(place), Urgency=view.Urgency, drawn=Drawn(place))
    made.filters.update(_filters(place))
    made.tests["link"] = lambda value: isinstance(value, view.Link)
    return made


class Shown:
    """The place's clock as pages show it."""

    def __init__(self, place: Place) -> None:
        self._place = place

    @property
    def now(self) -> datetime:
        """The place's instant."""
        return self._place.clock.now()

    @property
    def off_the_wall(self) -> bool:
        """Whether the place's clock differs from wall time by more than a minute."""
        return abs((self.now - datetime.now(self._place.zone)).total_seconds()) > 60


class Drawn:
    """Rows of worklists as they were drawn before: most of a list that is fetched anew is as it was."""

    def __init__(self, place: Place, most: int = 20_000) -> None:
        self._place, self._most = place, most
        self._rows: dict[tuple[object, ...], Markup] = {}

    def __call__(self, row: Callable[..., Markup], task: view.Task, *options: bool | int) -> Markup:
        """A task as the macro `row` draws it now, in the language that is spoken."""
        due = task.due and words.due(task.due, self._place.clock.now(), self._place.zone)
        key = (task, due, options, language.spoken())
        if key not in self._rows:
            if len(self._rows) >= self._most:
                self._rows.clear()
            self._rows[key] = row(task, *options)
        return self._rows[key]


def _filters(place: Place) -> dict[str, Callable[..., Any]]:
    zone, clock = place.zone, place.clock

    def iso(value: date | datetime) -> str:
        return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()

    return {
        "day": lambda value: words.day(value, zone),
        "short_day": lambda value: words.short_day(value, zone),
        "dated": lambda value: words.dated(value, zone),
        "time": lambda value: words.time(value, zone),
        "moment": lambda value: words.moment(value, zone),
        "long_moment": lambda value: words.long_moment(value, zone),
        "when": lambda value: words.when(value, clock.now(), zone),
        "due": lambda value: words.due(value, clock.now(), zone),
        "pounds": words.pounds,
        "count": words.count,
        "many": words.many,
        "share": words.share,
        "number": words.number,
        "decimal": words.decimal,
        "isolated": language.isolated,
        "quantity": words.quantity,
        "nhs_number": words.nhs_number,
        "iso": iso,
        "last_day": lambda until: until - timedelta(microseconds=1),
        "date_parts": questions.date_parts,
        "told": language._,  # a text that is marked elsewhere (N_), in the language that is spoken
        "drawn": Markup,  # only for SVG that careweft.web.charts made
    }
