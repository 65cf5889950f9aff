"""Makes the files in this folder from the npm packages, with the changes that README.md lists.

Run when a version changes: `npm pack nhsuk-frontend@10.6.1 htmx.org@4.0.1`, then
`python update.py nhsuk-frontend-10.6.1.tgz htmx.org-4.0.1.tgz`. It needs only the standard library.
"""

import re
import sys
import tarfile
from pathlib import Path

HERE = Path(__file__).parent

COLOURS = {  # the NHS identity's blues -> Careweft's indigo; tests/web checks each pair's contrast with axe
    "#005eb8": "#25508f",
    "#004b93": "#1c3f73",
    "#002f5c": "#142d52",
    "#003087": "#142d52",
    "#0055a6": "#1f467f",
    "#337ec6": "#6d8cbb",
    "#d9e7f4": "#e3eaf4",
    "#c7dcef": "#cfdaea",
}


def read(archive: str, name: str) -> str:
    """The text of one file of an npm package, without its reference to a source map that is not served."""
    with tarfile.open(archive) as tar:
        member = tar.extractfile(f"package/{name}")
        if member is None:
            raise SystemExit(f"{archive}: package/{name} is not a file")
        text = member.read().decode()
    return re.sub(r"\n?(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$", "\n", text)


def write(name: str, text: str) -> None:
    """One file below this folder."""
    path = HERE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def stylesheet(css: str) -> str:
    """The design system's CSS with no outside request, no licensed typeface and no NHS identity colours."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = css.replace("Frutiger W01,", "")
    css = css.replace("url(/assets/images/", "url(images/")
    for theirs, ours in COLOURS.items():
        css = css.replace(theirs, ours)
    return css


def main(nhsuk: str, htmx: str) -> None:
    """Writes every vendored file."""
    dist = "dist/nhsuk"
    css = stylesheet(read(nhsuk, f"{dist}/nhsuk-frontend.min.css"))
    write("nhsuk-frontend/nhsuk-frontend.min.css", css)
    for image in sorted(set(re.findall(r"url\(images/([^)]+)\)", css))):
        write(f"nhsuk-frontend/images/{image}", read(nhsuk, f"{dist}/assets/images/{image}"))
    write("nhsuk-frontend/nhsuk-frontend.min.js", read(nhsuk, f"{dist}/nhsuk-frontend.min.js"))
    # One file: htmx begins as soon as it is there, and an extension that comes later never hears of the page.
    write("htmx/htmx.min.js", read(htmx, "dist/htmx.min.js") + "\n" + read(htmx, "dist/ext/hx-sse.min.js"))
    write("htmx/LICENSE", read(htmx, "LICENSE"))


if __name__ == "__main__":
    main(*sys.argv[1:])
