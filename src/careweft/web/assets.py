"""Static files, served from memory under a name that holds a hash of all of them, so that browsers keep them for good.

The hash stands for the whole tree (about 60 KB compressed), which lets CSS and JavaScript refer to their neighbours by
plain relative names. Any other hash (a page from before a release) gets the present file, not to be kept.
"""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}
FOR_GOOD = "public, max-age=31536000, immutable"
FOLDER = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Asset:
    """One static file as it goes out."""

    kind: str
    plain: bytes
    packed: bytes | None  # gzip, where that is smaller


class Assets:
    """Every static file below `folder`; an ASGI application for `/static/{hash}/{name}`."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._assets = dict(_load(folder))
        whole = hashlib.sha256()
        for name, asset in sorted(self._assets.items()):
            whole.update(name.encode() + b"\0" + asset.plain)
        self.hash = whole.hexdigest()[:12]

    def url(self, name: str) -> str:
        """The address of a file, such as `careweft.css`. A name that does not exist raises KeyError."""
        self._assets[name]
        return f"/static/{self.hash}/{name}"

    def text(self, name: str) -> bytes:
        """What is in a file."""
        return self._assets[name].plain

    def sizes(self) -> dict[str, tuple[int, int]]:
        """Bytes of each file, plain and as sent to a browser that takes gzip."""
        return {name: (len(a.plain), len(a.packed or a.plain)) for name, a in self._assets.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request below `/static`."""
        await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("Only GET and HEAD are answered here.", 405, {"Allow": "GET, HEAD"})
        asked, _, name = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/").partition("/")
        asset = self._assets.get(name)
        if asset is None:
            return PlainTextResponse("There is no such file.", 404)
        headers = {"Vary": "Accept-Encoding", "Cache-Control": FOR_GOOD if asked == self.hash else "no-cache"}
        body = asset.plain
        if asset.packed is not None and "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            body = asset.packed
            headers["Content-Encoding"] = "gzip"
        return Response(body, media_type=asset.kind, headers=headers)


def _load(folder: Path) -> Iterator[tuple[str, Asset]]:
    for path in sorted(folder.rglob("*")):
        kind = KINDS.get(path.suffix)
        if kind is None or not path.is_file():
            continue
        plain = path.read_bytes()
        packed = gzip.compress(plain, 9, mtime=0)
        yield path.relative_to(folder).as_posix(), Asset(kind, plain, packed if len(packed) < len(plain) else None)
