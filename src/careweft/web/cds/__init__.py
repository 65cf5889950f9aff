"""CDS Hooks 2.0, at `/cds-services`: what the place knows of a person, as cards in another system's own pages."""

from careweft.web.cds.app import CdsApp

__all__ = ["CdsApp"]
