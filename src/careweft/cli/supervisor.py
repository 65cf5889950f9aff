"""Runs the place's processes: the database, the worker, the web; and stops them cleanly.

A process that dies is started again, the database too. Where the supervisor itself is killed, its children get SIGTERM
from the kernel, and the next start finds the database running or starts it.
"""

import asyncio
import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Protocol

from careweft.base.db import WEB_LOGIN, WORKER_LOGIN
from careweft.base.errors import BadInput, Conflict, Unavailable
from careweft.base.migrate import migrate
from careweft.base.postgres import Embedded
from careweft.base.settings import Settings

_PR_SET_PDEATHSIG = 1
_FREE_BYTES_NEEDED = 300 * 1024 * 1024


OWNER_URL = "CAREWEFT_DATABASE_URL"


@dataclass(frozen=True)
class Logins:
    """Where the database is, by the log-ins that the processes which the network reaches have of their own."""

    web: str
    worker: str


def embedded(settings: Settings) -> Embedded | None:
    """The embedded server, where no other server is set."""
    outside = settings.database_url or settings.web_database_url or settings.worker_database_url
    return None if outside else Embedded.below(settings.data_dir)


def database_url(settings: Settings) -> str:
    """Where the database is, as its owner. Raises BadInput where only the other log-ins are known here."""
    if server := embedded(settings):
        return server.url()
    if settings.database_url is None:
        raise BadInput("the owner's log-in to the database is not set", hint=f"Set {OWNER_URL} for this command")
    return settings.database_url.get_secret_value()


def log_ins(settings: Settings) -> Logins:
    """The log-ins of the web and the worker. On a server of one's own it is the owner's where they have none."""
    if server := embedded(settings):
        return Logins(server.url(user=WEB_LOGIN), server.url(user=WORKER_LOGIN))
    web, worker = settings.web_database_url, settings.worker_database_url
    if web and worker:
        return Logins(web.get_secret_value(), worker.get_secret_value())
    if web or worker:
        raise BadInput(
            "one of the two log-ins to the database is not set",
            expected="CAREWEFT_WEB_DATABASE_URL and CAREWEFT_WORKER_DATABASE_URL, or neither",
        )
    return Logins(database_url(settings), database_url(settings))


def prepare_folder(settings: Settings) -> Path:
    """The data folder, made where missing; raises one clear sentence where it cannot be used."""
    folder = settings.data_dir.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as wrong:
        full = wrong.errno == errno.ENOSPC
        raise Unavailable(
            "the disk is full" if full else f"this folder cannot be written ({wrong.strerror})",
            where=str(folder),
            hint="Free some space" if full else "Set CAREWEFT_DATA_DIR to a folder of your own",
        ) from wrong
    if shutil.disk_usage(folder).free < _FREE_BYTES_NEEDED:
        raise Unavailable("the disk is nearly full", where=str(folder), expected="at least 300 MB free")
    return folder


def check_port(host: str, port: int, what: str, setting: str) -> None:
    """Raise one clear sentence where a port cannot be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as wrong:
            raise Unavailable(
                f"port {port} for {what} cannot be used ({wrong.strerror})",
                hint=f"Stop what uses it, or choose another: {setting}={port + 1} careweft up",
            ) from wrong


class Lock:
    """Held while a place runs, so that it cannot run twice; its file tells `careweft down` whom to stop."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "careweft.pid"
        self._file = self._path.open("a+")

    def take(self) -> None:
        """Take the lock, or say that the place runs already."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise Conflict("this place is running already", hint="Stop it with: careweft down") from held
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def holder(self) -> int | None:
        """The process that runs the place, if it runs."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(self._path.read_text())
        fcntl.flock(self._file, fcntl.LOCK_UN)
        return None


class Kept(Protocol):
    """What is kept running."""

    def start(self) -> None:
        """Start it."""

    def tend(self) -> None:
        """Start it again where it ended; asked several times a second."""

    def stop(self, seconds: float) -> None:
        """Stop it, in about so long."""


@dataclass(frozen=True)
class Server:
    """The embedded database, kept running."""

    server: Embedded

    def start(self) -> None:
        """Start it where it does not run."""
        self.server.start()

    def tend(self) -> None:
        """Start it again where it was killed, or where a command that had started it has stopped it."""
        if not self.server.alive():
            self.server.start()

    def stop(self, seconds: float) -> None:
        """Stop it, letting transactions that are committing finish."""
        self.server.stop()


@dataclass
class Child:
    """A process that is kept running, its log in a file; one that ends with `once` and code 0 is left alone."""

    name: str
    command: list[str]
    log: Path
    once: bool = False
    environment: Mapping[str, str] | None = None  # as ours where it has none of its own
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it, in a session of its own so that Ctrl-C reaches only the supervisor."""
        self.starts = [*self.starts[-9:], time.monotonic()]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.environment, start_new_session=True, preexec_fn=_die_with_parent,
                stdout=log, stderr=log,
            )  # fmt: skip

    def tend(self) -> None:
        """Start it again where it ended, unless it keeps ending."""
        if self.process is None or self.process.poll() is None or (self.once and self.process.returncode == 0):
            return
        if len(self.starts) == 10 and self.starts[-1] - self.starts[0] < 30:
            raise Unavailable(f"the {self.name} process keeps ending", hint=f"The end of {self.log} says why")
        self._kill_group()
        self.start()

    def _kill_group(self) -> None:
        """End what it started and left behind, which would go on beside the new one."""
        assert self.process
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def stop(self, seconds: float) -> None:
        """Ask it to stop; insist when it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._kill_group()
            self.process.wait()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def children(settings: Settings) -> list[Kept]:
    """The database where it is embedded, the worker and the web."""
    here = [sys.executable, "-m"]
    web = [
        *here, "granian", "--interface", "asgi", "--factory", "careweft.web.serve:application",
        "--host", settings.host, "--port", str(settings.port), "--workers", str(settings.web_workers),
        "--loop", "uvloop", "--log-level", "warning", "--respawn-failed-workers",
        "--workers-kill-timeout", "5",
    ]  # fmt: skip
    logs = settings.data_dir / "logs"
    logs.mkdir(exist_ok=True)
    server = embedded(settings)
    return [
        *([Server(server)] if server else []),
        Child("worker", [*here, "careweft.cli", "worker"], logs / "worker.log", environment=without_owner(settings)),
        Child("web", web, logs / "web.log", environment=without_owner(settings)),
    ]


def without_owner(settings: Settings) -> dict[str, str]:
    """Our environment, less the owner's log-in where the processes have their own."""
    own = settings.web_database_url is not None
    return {name: value for name, value in os.environ.items() if not (own and name == OWNER_URL)}


def run(kept: list[Kept], ready: Callable[[], bool], announce: Callable[[], None]) -> None:
    """Keep the processes running until SIGINT or SIGTERM; then stop them all."""
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, stop)
    try:
        for child in kept:
            child.start()
        announced = False
        while not stopping:
            time.sleep(0.2)
            for child in kept:
                child.tend()
            if not announced and ready():
                announced = True
                announce()
    finally:
        for child in reversed(kept):
            child.stop(6)


@contextmanager
def server_for(settings: Settings) -> Iterator[str]:
    """The owner's URL of a running, migrated database; an embedded one is started for this only where none runs.

    It is stopped then, unless the place was started meanwhile and needs it.
    """
    server = embedded(settings)
    started = server is not None and not server.running()
    if server:
        prepare_folder(settings)
        server.start()
    try:
        asyncio.run(migrate(database_url(settings)))
        yield database_url(settings)
    finally:
        if server and started and Lock(settings.data_dir).holder() is None:
            server.stop()
