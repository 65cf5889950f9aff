"""The section `peers` of a model: who matches people with peer mentors."""

from typing import TYPE_CHECKING

from pydantic import Field

from careweft.care import peers
from careweft.models.grammar import Name, Part

if TYPE_CHECKING:
    from careweft.models.file import Model


class Peers(Part):
    """Peer mentors: people with a long-term condition who talk with others who have it."""

    by: Name = Field(description="the role that matches them")
    most: int = Field(ge=1, description="with how many people one mentor talks")


def terms(model: "Model") -> peers.Terms | None:
    """What care needs to know; None where the model has none."""
    return peers.Terms(model.peers.by, model.peers.most) if model.peers else None
