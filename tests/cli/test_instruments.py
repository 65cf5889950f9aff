"""`careweft instrument` on a place of its own: what may be asked, and what is refused without a licence."""

import json
from pathlib import Path

from tests.cli.test_commands import place as place
from tests.cli.test_commands import run

ZARIT = """\
id: zarit
title: Burden interview
version: "1"
about: As licensed to a place
source: Somebody
licence: {kind: licensed, holder: nobody yet, terms: "to be said"}
items:
  - {id: first, type: integer, text: Is it hard?, least: 0, most: 4}
  - {id: whole, text: Burden, least: 0, most: 4, score: "%resource.item.where(linkId = 'first').answer.value"}
""".replace("text: Is it hard?", 'text: "Is it hard?"')


def test_what_is_shipped_is_listed_and_shown() -> None:
    listed = run("instrument", "list", "--shipped")
    assert listed.exit_code == 0 and "phq-9" in listed.output
    shown = run("instrument", "show", "news2")
    assert json.loads(shown.output)["resourceType"] == "Questionnaire"
    assert "there is no instrument" in run("instrument", "show", "news3").output


def test_a_file_is_checked_and_its_fault_is_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(ZARIT)
    told = run("instrument", "check", str(file))
    assert told.exit_code == 0, told.output
    file.write_text(ZARIT.replace("type: integer", "type: colour"))
    wrong = run("instrument", "check", str(file))
    assert wrong.exit_code == 1 and "mine.yaml" in wrong.output and "items.0.type" in wrong.output


def test_an_import_needs_a_licence_and_somebody_who_holds_it(place: Path, tmp_path: Path) -> None:
    run("instrument", "show", "zarit")
    file = tmp_path / "zarit.json"
    made = json.loads(run("instrument", "show", "zarit").output)
    made["extension"] = [e for e in made["extension"] if not e["url"].endswith("instrument-licence")]
    made["title"] = "The burden interview, whole"
    file.write_text(json.dumps(made))
    refused = run("instrument", "import", str(file))
    assert refused.exit_code == 1 and "whether this place may use it" in refused.output
    unheld = run("instrument", "import", str(file), "--licence", "licensed")
    assert unheld.exit_code == 1 and "--holder" in unheld.output
    done = run("instrument", "import", str(file), "--licence", "licensed", "--holder", "Westhaven", "--terms", "No 7")
    assert done.exit_code == 0, done.output
    again = run("instrument", "import", str(file), "--licence", "licensed", "--holder", "Westhaven", "--terms", "No 7")
    assert again.exit_code == 0, again.output
    listed = run("instrument", "list")
    assert "whole" in listed.output and "Westhaven" in listed.output
    made["id"] = "phq-9"
    file.write_text(json.dumps(made))
    taken = run("instrument", "import", str(file), "--licence", "free", "--holder", "me", "--terms", "free")
    assert taken.exit_code == 1 and "shipped" in taken.output
