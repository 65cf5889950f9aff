"""`python -m careweft.cli` is `careweft`."""

from careweft.cli import main

main()
