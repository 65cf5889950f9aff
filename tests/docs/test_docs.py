"""The documentation says what the code does: generated pages are current, links lead somewhere, commands exist."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]


def reference() -> dict[str, str]:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    pages: dict[str, str] = module.pages()
    return pages


def test_the_generated_reference_is_current() -> None:
    for name, text in reference().items():
        kept = (ROOT / "docs" / "reference" / name).read_text()
        assert kept == text, f"docs/reference/{name} is old: run .venv/bin/python tools/reference.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_every_command_that_the_readme_names_exists() -> None:
    known = reference()["command-line.md"]
    for page in (ROOT / "README.md", ROOT / "docs" / "tutorial" / "index.md"):
        for line in re.findall(r"^\s*(?:\.venv/bin/)?(careweft (?:[a-z]+ ?){1,2})", page.read_text(), re.MULTILINE):
            words = line.split()
            assert any(f"## {' '.join(words[:n])}\n" in known for n in (3, 2)), line
