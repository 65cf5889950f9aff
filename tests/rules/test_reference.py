"""The reference page says what the code does: its tables are the code's, and its examples can be read."""

import re
from pathlib import Path

import pytest
import yaml

from careweft.rules import extend, parse, starting
from careweft.rules.reference import renewed

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "rules.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_tables_are_made_from_the_code() -> None:
    assert renewed(TEXT) == TEXT, "run python -m careweft.rules.reference docs/reference/rules.md"


EXAMPLES = [
    line
    for block in re.findall(r"```text\n(.*?)```", TEXT, re.DOTALL)
    for line in block.splitlines()
    if re.match(r"(age|count|last|days)\b.*", line) and "admision" not in line
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_can_be_read(example: str) -> None:
    assert parse(str(parse(example))) == parse(example)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 4


def test_the_example_of_a_vocabulary_can_be_read() -> None:
    (content,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    words = extend(starting(), yaml.safe_load(content))
    assert parse("complex and any(district nurse visit, 3 days)", words).needs == {"person", "condition", "contact"}
