"""Apps over HTTP: how they are found, let in by a person's word, given tokens, and opened from a person's page.

What is right and wrong is decided in `access.oauth`; here are addresses, forms and answers.
"""

from careweft.web.oauth.provider import Provider
from careweft.web.oauth.routes import Smart, routes

__all__ = ["Provider", "Smart", "routes"]
