"""An HTTP client that costs little, so that it is not what limits the server: keep-alive, one request at a time.

Run as a process of its own: reads a JSON object of `Load`'s fields, writes what it found as JSON.
"""

import asyncio
import json
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from itertools import count
from time import perf_counter, process_time
from typing import Any, cast

import uvloop

from bench.common import percentiles

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Load:
    """So many connections for so many seconds, each sending the requests in turn; `status` is the answer expected."""

    port: int
    connections: int
    seconds: float
    status: int
    requests: list[str]


def run(load: Load) -> dict[str, Any]:
    """Put a load on a server from another process; what that process found."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.client"],
        input=json.dumps(asdict(load)),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


class Connection(asyncio.Protocol):
    """One connection, busy until the time is over."""

    def __init__(self, requests: list[bytes], first: int, until: float, status: int) -> None:
        self._requests, self._next, self._until = requests, count(first), until
        self._wanted = f"HTTP/1.1 {status} ".encode()
        self._held, self._sent_at = b"", 0.0
        self.taken: list[float] = []
        self.wrong: list[str] = []
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance
        self._send()

    def data_received(self, data: bytes) -> None:
        self._held += data
        head = self._held.find(b"\r\n\r\n")
        if head < 0:
            return
        length = _LENGTH.search(self._held, 0, head + 2)
        if length is None or len(self._held) < head + 4 + int(length[1]):
            return
        self.taken.append(perf_counter() - self._sent_at)
        if not self._held.startswith(self._wanted):
            self.wrong.append(self._held[:200].decode(errors="replace"))
        self._held = b""
        if perf_counter() < self._until:
            self._send()
        else:
            self._transport.close()
            self.over.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.over.done():
            self.wrong.append(f"the connection was closed ({exc})")
            self.over.set_result(None)

    def _send(self) -> None:
        self._sent_at = perf_counter()
        self._transport.write(self._requests[next(self._next) % len(self._requests)])


async def _load(load: Load) -> dict[str, Any]:
    requests = [text.encode() for text in load.requests]
    loop, cpu, start = asyncio.get_running_loop(), process_time(), perf_counter()
    until = start + load.seconds
    made = []
    for number in range(load.connections):
        first = number * 7919
        _, connection = await loop.create_connection(
            lambda first=first: Connection(requests, first, until, load.status),  # type: ignore[misc]
            "127.0.0.1",
            load.port,
        )
        made.append(connection)
    await asyncio.gather(*(connection.over for connection in made))
    taken = [each for connection in made for each in connection.taken]
    wrong = [each for connection in made for each in connection.wrong]
    return {
        "requests_per_s": round(len(taken) / (perf_counter() - start)),
        "ms": percentiles(taken),
        "client_cpu_us": round((process_time() - cpu) / max(1, len(taken)) * 1e6),
        "wrong": len(wrong),
        **({"first_wrong": wrong[0]} if wrong else {}),
    }


if __name__ == "__main__":
    json.dump(uvloop.run(_load(Load(**json.load(sys.stdin)))), sys.stdout)
