"""The pages: each module answers for one part of the site and names its own routes."""

from starlette.routing import BaseRoute

from careweft.web.pages import account, gallery, plain
from careweft.web.services import Place


def routes(place: Place) -> list[BaseRoute]:
    """Every page, in the order in which addresses are tried."""
    return [*plain.ROUTES, *account.ROUTES, *(gallery.ROUTES if place.demo else [])]
