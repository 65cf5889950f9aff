"""An error in a model file names file, line, what was found and what was expected."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from careweft.base.errors import BadInput
from careweft.models import check, expectations, library
from careweft.models.scenario import Expectation

ZONE = ZoneInfo("Europe/London")
TORBAY = library.model_file("torbay").read_text()

STARTS = "starts: on discharged where from.class == 'inpatient' and case.open"


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("within: 24 hours, else", "within: soon, else", ("'soon' is not a duration", "expected a number and one of")),
        ("pause: home-care", "pauze: home-care", ("found keys pauze", "`pause` (hold a service)")),
        ("level: meso", "level: mezo", ("found 'mezo'", "expected 'macro', 'meso' or 'micro'")),
        ("expect: 4-5%", "expect: five", ("found 'five'", "a band of them, such as 5% or 20-35%")),
        ("eligible: age >= 65", "eligible: age >= sixty", ("sixty",)),
        ("eligible: age >= 65", "eligible: agee >= 65", ("agee", "age")),
        (
            "when: has(long-term-condition)",
            "when: has(long-turm-condition)",
            ("long-turm-condition", "long-term-condition"),
        ),
        ("on: admitted where case.open", "on: admited where case.open", ("admited", "admitted")),
        ("point: single", "point: double", ("found 'double'", "expected 'single'")),
        ("title: Torbay Care Trust", "titel: Torbay Care Trust", (":3:1: titel", "did you mean 'title'?", "segments")),
        ("leads: true", "lead: true", ("did you mean 'leads'?; expected one of caseload, leads, title",)),
        ("caseload: 45", "caseload: many", ("found 'many'; expected a whole number",)),
        ("  point: single", " point: single", ("the indents differ",)),
        ("  point: single", "\tpoint: single", ("a tab; indents are blanks",)),
        ("screen: prisma-7", "screen: prisma-9", ("'prisma-9' is not an instrument", "did you mean 'prisma-7'")),
        ("nhs: 60%", "nhs: 70%", ("110", "100%")),
        ("caseload: 45, leads: true", "caseload: 45", ("0 roles lead cases", "exactly one")),
        ("by: coordinator\n  within", "by: koordinator\n  within", ("koordinator", "coordinator")),
        ("emergency-bed-days-65,", "bed-days-66,", ("'bed-days-66' is not a measure",)),
        ("by: [teams.zone,", "by: [teams.zones,", ("'teams.zones' is no part of this file",)),
        ("    do:\n      - tell: [gp", "    do: [\n      - tell: [gp", ("not YAML",)),
        ("level: meso", "level: meso\nlevel: macro", ("'level' stands here twice",)),
        (f"{STARTS}\n", f"{STARTS}\n    for: segment high-risk\n", ("begins in one way; expected `starts`",)),
        (STARTS, "for: segment highrisk", ("'highrisk' is no segment; expected one of very-high-risk",)),
    ],
)
def test_a_wrong_file_says_where_and_what(tmp_path: Path, right: str, wrong: str, says: tuple[str, ...]) -> None:
    assert right in TORBAY
    text = TORBAY.replace(right, wrong, 1)
    file = tmp_path / "my-place.yaml"
    file.write_text(text)
    with pytest.raises(BadInput) as error:
        check.read(file, ZONE)
    message = str(error.value)
    assert "my-place.yaml:" in message
    for part in says:
        assert part in message


def test_the_line_is_the_line(tmp_path: Path) -> None:
    text = TORBAY.replace("level: meso", "level: mezo")
    file = tmp_path / "my-place.yaml"
    file.write_text(text)
    with pytest.raises(BadInput, match=f"my-place.yaml:{line_of(text, 'mezo')}:8: level"):
        check.read(file, ZONE)


def test_a_model_need_not_say_how_people_come_in(tmp_path: Path) -> None:
    head, entry, rest = TORBAY.partition("entry:\n")
    text = head.replace("by: [entry, ", "by: [") + rest[rest.index("teams:") :].replace(", leads: true", "")
    file = tmp_path / "my-place.yaml"
    file.write_text(text)
    compiled = check.read(file, ZONE)
    assert entry and compiled.model.entry is None and compiled.lead == ""
    assert "torbay/entry" not in [reaction.id for reaction in compiled.reactions]


def test_a_missing_file_and_an_unknown_model_say_so() -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        check.read(library.model_file("nowhere.yaml"), ZONE)
    with pytest.raises(BadInput, match="one of .*torbay"):
        library.model_file("torbey")


@pytest.mark.parametrize("name", library.ids())
def test_every_model_of_the_library_is_well_formed_and_cites_its_sources(name: str) -> None:
    compiled = check.read(library.model_file(name), ZONE)
    assert compiled.model.id == name
    assert compiled.model.sources
    assert any(compiled.model.processes.each.values() if compiled.model.processes else ())


def test_every_expectation_of_a_scenario_is_judged() -> None:
    assert set(expectations.JUDGES) == set(Expectation.model_fields)
