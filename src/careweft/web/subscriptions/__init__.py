"""Subscriptions by web socket, at `/subscriptions`: bound by a token of `$get-ws-binding-token`."""

from careweft.web.subscriptions.sockets import Sockets

__all__ = ["Sockets"]
