"""Which pages of the site no test looked at with axe, wide and narrow: `python -m tools.looked FILE`.

FILE is what tests wrote that ran with CAREWEFT_LOOKED=FILE (`make nightly` does). Ends with 1 where a page is missing.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.walk import kind, routes
from tests.web.looking import WIDTHS

BY_HAND = {
    f"/for/{{person:int}}/{end}"
    for end in (
        "entry",
        "corrections",
        "assessments/{assessment}",
        "assessments/{assessment}/check",
        "messages/{thread}",
        "plan/print",
    )
}
"""What no test looks at yet, as who acts for somebody sees it. The person's own have the same parts."""


def unseen(lines: Iterable[str]) -> Iterator[str]:
    """Each kind of page, with the width, that is in no line; a line is a width and a path."""
    told = (line.partition(" ") for line in set(lines))
    looked = {(int(width), kind(path)) for width, _, path in told}
    for route in (each for each in routes() if each.path not in BY_HAND):
        yield from (f"{route.path} at {width}" for width in WIDTHS if (width, route.path) not in looked)


if __name__ == "__main__":
    missing = list(unseen(Path(sys.argv[1]).read_text().splitlines()))
    sys.stdout.write("".join(f"no test looked at {each}\n" for each in missing))
    sys.exit(1 if missing else 0)
