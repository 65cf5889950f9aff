"""`python -m bench` runs every benchmark, `python -m bench NAME [ARGUMENTS]` one; each prints one JSON object.

Each runs in a process of its own, so that none leaves memory, threads or a warm cache to the next.
"""

import subprocess
import sys
from pathlib import Path

NAMES = sorted(
    file.stem
    for file in Path(__file__).parent.glob("*.py")
    if not file.stem.startswith("_") and file.stem not in ("client", "common", "place", "replay")
)


def main() -> int:
    asked = sys.argv[1:]
    if asked and asked[0] not in NAMES:
        print(f"There is no benchmark {asked[0]!r}; there are {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    runs = [asked] if asked else [[name] for name in NAMES]
    codes = [
        subprocess.run([sys.executable, "-m", f"bench.{run[0]}", *run[1:]], check=False).returncode for run in runs
    ]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
