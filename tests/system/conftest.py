"""Ports for places of a test's own."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest


@pytest.fixture
def free_ports() -> Iterator[tuple[int, int]]:
    """Two ports that nothing listens on."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(2)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        first, second = (int(probe.getsockname()[1]) for probe in probes)
    yield first, second


@pytest.fixture
def free_port(free_ports: tuple[int, int]) -> int:
    """One of them."""
    return free_ports[0]


@pytest.fixture
def other_port(free_ports: tuple[int, int]) -> int:
    """The other."""
    return free_ports[1]
