"""The command line on a small place of its own: each command does what it says, and errors say what to do next."""

import asyncio
import json
import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from careweft import __version__
from careweft.access import audit
from careweft.access.audit import Entry
from careweft.base.clock import SystemClock
from careweft.base.db import WEB_LOGIN, WORKER, WORKER_LOGIN, Database
from careweft.base.postgres import Embedded
from careweft.base.settings import load as load_settings
from careweft.cli import main, supervisor
from careweft.models import library


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=True)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with a running database that has a small region's feeds loaded."""
    folder = tmp_path_factory.mktemp("place")
    before = dict(os.environ)
    os.environ["CAREWEFT_DATA_DIR"] = str(folder / "data")
    server = Embedded.below(folder / "data")
    server.start()
    region = folder / "region"
    made = run("region", "make", "--people", "150", "--seed", "3", "--out", str(region),
               "--start", "2025-12-01", "--end", "2026-01-01")  # fmt: skip
    assert made.exit_code == 0, made.output
    loaded = run("feed", "load", str(region))
    assert loaded.exit_code == 0, loaded.output
    assert "quarantined" not in loaded.stdout
    yield folder
    server.destroy()
    os.environ.clear()
    os.environ.update(before)


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


@pytest.mark.parametrize("path", [(), *commands(main)], ids=" ".join)
def test_help_on_everything(path: tuple[str, ...]) -> None:
    told = run(*path, "--help")
    assert told.exit_code == 0
    assert re.search(r"Usage: .*\n\n  \S+", told.output)


def test_version() -> None:
    assert run("--version").output == f"careweft, version {__version__}\n"


def test_loading_again_changes_nothing(place: Path) -> None:
    again = run("feed", "load", str(place / "region"))
    assert again.exit_code == 0
    assert "duplicate" in again.stdout
    assert not re.search(r"│ done\s+│", again.stdout)


def test_people_evaluate_prints_the_three_figures(place: Path) -> None:
    told = run("people", "evaluate", "--truth", str(place / "region" / "truth" / "people.csv"))
    assert told.exit_code == 0, told.output
    for word in ("precision", "recall", "F1"):
        assert word.lower() in told.output.lower()


def test_people_evaluate_says_what_a_truth_file_is(place: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n")
    told = run("people", "evaluate", "--truth", str(wrong))
    assert told.exit_code == 1
    assert "expected" in told.output


def test_review_and_quarantine_are_listed(place: Path) -> None:
    assert run("people", "review").exit_code == 0
    assert run("feed", "quarantine").exit_code == 0
    assert "0 tried again; 0 are in quarantine now" in run("feed", "replay").output


def test_a_message_that_cannot_be_understood_waits_with_its_reason_and_is_tried_again(
    place: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.json").write_text('{"resourceType": "Patient", "id": "x", "gender": "robot"}')
    loaded = run("feed", "load", str(tmp_path), "--source", "elsewhere")
    assert loaded.exit_code == 0
    assert "Patient.gender" in loaded.stdout
    assert "1 tried again; 1 are in quarantine now" in run("feed", "replay").output


def test_rule_count_and_explain(place: Path) -> None:
    counted = {}
    for rule in ("age >= 65", "age < 65", "age is known"):
        told = run("rule", "count", rule)
        assert told.exit_code == 0, told.output
        found = re.match(r"(\d+) of \d+ people", told.output)
        assert found
        counted[rule] = int(found[1])
    assert 0 < counted["age >= 65"] < counted["age < 65"]
    assert counted["age >= 65"] + counted["age < 65"] == counted["age is known"]
    explained = run("rule", "explain", "age >= 65 or age < 65", "--person", "1").output.splitlines()
    assert explained[0] == "age >= 65 or age < 65: true"
    assert {line.strip() for line in explained[1:]} & {"age >= 65: true", "age < 65: true"}


def test_a_wrong_rule_is_shown_with_a_caret(place: Path) -> None:
    told = run("rule", "count", "agee >= 65")
    assert told.exit_code == 1
    assert "Did you mean `age`?" in told.output
    assert "^^^^" in told.output


def test_nobody_is_explained(place: Path) -> None:
    told = run("rule", "explain", "age >= 65", "--person", "999999")
    assert told.exit_code == 1
    assert "nothing is known of a person 999999" in told.output


def test_models_are_listed_shown_checked_and_activated(place: Path, tmp_path: Path) -> None:
    listed = run("model", "list").output
    assert all(name in listed for name in library.ids())
    shown = run("model", "show", "torbay")
    mine, script = tmp_path / "my-place.yaml", tmp_path / "mine.yaml"
    mine.write_text(shown.output)
    script.write_text(run("model", "show", "torbay", "--scenario").output)
    checked = run("model", "check", str(mine), "--scenario", str(script))
    assert checked.exit_code == 0, checked.output
    assert "✓ Admission tells the coordinator" in checked.output
    assert "0 do not" in checked.output
    mine.write_text(shown.output.replace("within: 24 hours, else", "within: 12 hours, else"))
    broken = run("model", "check", str(mine), "--scenario", str(script))
    assert broken.exit_code == 1
    assert "✗ Discharge is planned" in broken.output
    assert "Active from" in run("model", "activate", "torbay").output
    assert "active already, word for word" in run("model", "activate", "torbay").output
    assert "Active from" in run("model", "activate", str(mine)).output
    assert "Ended" in run("model", "end", "torbay").output
    assert "No model torbay is active" in run("model", "end", "torbay").output


DATA = Path(__file__).parents[1] / "data"
EXAMPLES = DATA / "examples" / "hl7.fhir.r4.examples-4.0.1-some.tar.xz"
SUITE = """<tests><group>
<test name="good" inputfile="patient-example.xml"><expression>birthDate</expression>
  <output type="date">@1974-12-25</output></test>
<test name="exact" inputfile="patient-example.xml"><expression>1.10 + 1</expression>
  <output type="decimal">2.10</output></test>
<test name="refused" inputfile="patient-example.xml"><expression invalid="syntax">2 +</expression></test>
<test name="wrong" inputfile="patient-example.xml"><expression>gender</expression>
  <output type="code">female</output></test>
<test name="clock" inputfile="patient-example.xml"><expression>birthDate &lt; today()</expression>
  <output type="boolean">true</output></test>
<test name="terms" inputfile="patient-example.xml"><expression>gender.memberOf('x')</expression></test>
</group></tests>"""


def test_the_record_is_tried_with_what_others_published(place: Path, tmp_path: Path) -> None:
    (tmp_path / "bundles").mkdir()
    for file in sorted((DATA / "synthea").glob("*.json.gz"), key=lambda file: file.stat().st_size)[:3]:
        (tmp_path / "bundles" / file.name).write_bytes(file.read_bytes())
    (tmp_path / "suite.xml").write_text(SUITE)
    given = (
        "--examples",
        str(EXAMPLES),
        "--bundles",
        str(tmp_path / "bundles"),
        "--fhirpath",
        str(tmp_path / "suite.xml"),
    )
    told = run("fhir", "conform", *given, "--json")
    examples, bundles, fhirpath = json.loads(told.stdout)
    assert told.exit_code == 1
    assert examples["passed"] >= 280
    assert all("expected" in reason for _, reason in examples["failed"])
    assert len(examples["failed"]) <= 3
    assert (bundles["failed"], bundles["unsupported"]) == ([], [])
    assert bundles["passed"] > 100
    assert fhirpath["passed"] == 4
    assert [name for name, _ in fhirpath["failed"]] == ["wrong: gender"]
    assert [name for name, _ in fhirpath["unsupported"]] == ["terms: gender.memberOf('x')"]


def test_the_record_is_indexed_anew(place: Path) -> None:
    told = run("fhir", "reindex")
    assert told.exit_code == 0, told.output
    assert re.match(r"[\d,]{3,} resources are indexed\n", told.stdout)


def test_conform_says_what_it_needs() -> None:
    assert "say what to try" in run("fhir", "conform").output
    assert "needs --examples" in run("fhir", "conform", "--fhirpath", str(EXAMPLES)).output


def test_a_port_in_use_gives_one_clear_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CAREWEFT_DATA_DIR", str(tmp_path))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("CAREWEFT_PORT", str(port))
        told = run("up")
    assert told.exit_code == 1
    assert told.output.startswith(f"careweft: port {port} for the site cannot be used")
    assert told.output.count("\n") == 1


def test_a_folder_that_cannot_be_written_gives_one_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAREWEFT_DATA_DIR", "/proc/careweft")
    told = run("up")
    assert told.exit_code == 1
    assert "cannot be written" in told.output
    assert "CAREWEFT_DATA_DIR" in told.output
    assert told.output.count("\n") == 1


def test_a_full_disk_gives_one_clear_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from careweft.cli import supervisor

    monkeypatch.setenv("CAREWEFT_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(supervisor, "_FREE_BYTES_NEEDED", 2**70)
    told = run("up")
    assert told.exit_code == 1
    assert "the disk is nearly full; expected at least" in told.output


def test_doctor_masks_secrets_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CAREWEFT_DATA_DIR", str(tmp_path))
    told = run("doctor")
    assert told.exit_code == 1
    assert "Start it with: careweft up" in told.output
    monkeypatch.setenv("CAREWEFT_DATABASE_URL", "postgresql://u:topsecret@127.0.0.1:1/x")
    told = run("doctor")
    assert "topsecret" not in told.output
    assert "does not answer" in told.output


def test_the_owners_log_in_is_kept_from_processes_that_have_their_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CAREWEFT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CAREWEFT_DATABASE_URL", "postgresql://owner@db/x")
    for own in (False, True):
        if own:
            monkeypatch.setenv("CAREWEFT_WEB_DATABASE_URL", "postgresql://web@db/x")
            monkeypatch.setenv("CAREWEFT_WORKER_DATABASE_URL", "postgresql://worker@db/x")
        kept = [child for child in supervisor.children(load_settings()) if isinstance(child, supervisor.Child)]
        assert [child.name for child in kept] == ["worker", "web"]
        for child in kept:
            assert child.environment is not None
            assert ("CAREWEFT_DATABASE_URL" in child.environment) is not own
            assert ("CAREWEFT_WEB_DATABASE_URL" in child.environment) is own
            assert "PATH" in child.environment


def told_by_doctor() -> str:
    """What it says, whatever the width of the terminal."""
    return " ".join(run("doctor").output.split())


def test_doctor_is_content_with_a_place_that_is_well(place: Path) -> None:
    told = told_by_doctor()
    assert "✓ PostgreSQL" in told
    assert "0 migrations to run" in told
    assert "✓ the web logs in to the database as careweft_web_login, who can become careweft_web ✓" in told
    assert "✓ the worker logs in to the database as careweft_worker_login, who can become careweft_web and care" in told


def test_doctor_says_who_the_processes_could_become(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = Embedded.below(place / "data")
    monkeypatch.setenv("CAREWEFT_DATABASE_URL", server.url())
    assert run("doctor").exit_code == 1
    told = told_by_doctor()
    assert "✗ the web logs in to the database as careweft, who rules it → Set CAREWEFT_WEB_DATABASE_URL to" in told
    assert "✗ the worker logs in to the database as careweft, who rules it" in told
    monkeypatch.setenv("CAREWEFT_WEB_DATABASE_URL", server.url(user=WORKER_LOGIN))
    assert "one of the two log-ins to the database is not set" in told_by_doctor()
    monkeypatch.setenv("CAREWEFT_WORKER_DATABASE_URL", server.url(user="nobody_here"))
    told = told_by_doctor()
    assert "✗ the web logs in to the database as careweft_worker_login, who can become careweft_web and care" in told
    assert "✗ the worker's log-in to the database is not let in (InvalidAuthorizationSpecificationError)" in told
    monkeypatch.setenv("CAREWEFT_WEB_DATABASE_URL", server.url(user=WEB_LOGIN))
    monkeypatch.setenv("CAREWEFT_WORKER_DATABASE_URL", server.url(user=WORKER_LOGIN))
    told = told_by_doctor()
    assert "✓ the web logs in" in told
    assert "✓ the worker logs in" in told
    monkeypatch.delenv("CAREWEFT_DATABASE_URL")
    assert "the owner's log-in to the database is not set" in told_by_doctor()


def test_the_audit_is_verified_and_its_ends_are_kept(place: Path) -> None:
    async def look() -> None:
        url = Embedded.below(place / "data").url()
        async with await Database.open(url, WORKER, SystemClock()) as opened, opened.transaction() as connection:
            await audit.write(connection, [Entry(None, 1, "read", "Patient", "seen")])

    asyncio.run(look())
    heads = run("audit", "heads")
    (place / "heads.json").write_text(heads.stdout)
    good = run("audit", "verify", "--heads", str(place / "heads.json"))
    assert good.exit_code == 0, good.output
    assert good.stdout == ""
    told = {chain: [number, "00" * 32] for chain, (number, _) in json.loads(heads.stdout).items()}
    (place / "heads.json").write_text(json.dumps(told))
    bad = run("audit", "verify", "--heads", str(place / "heads.json"))
    assert bad.exit_code == 1
    assert "broken: chain" in bad.stdout
    (place / "heads.json").write_text("[]")
    assert "these are no ends of chains" in run("audit", "verify", "--heads", str(place / "heads.json")).output
    assert json.loads(run("audit", "export", "1").stdout.splitlines()[0])["resourceType"] == "AuditEvent"
    assert run("audit", "flag").exit_code == 0


def test_accounts_are_added_listed_and_ended(place: Path) -> None:
    wrong = run("account", "add", "nina", "--name", "Nina Park", "--member", "zone-99", "gp", "--generate")
    assert wrong.exit_code == 1
    assert "there is no team or organisation 'zone-99'" in wrong.output and "unallocated" in wrong.output
    made = run("account", "add", "nina", "--name", "Nina Park", "--member", "acute", "gp", "--generate")
    assert made.exit_code == 0, made.output
    assert len(made.stdout.splitlines()[-1]) >= 20
    again = CliRunner().invoke(main, ["account", "add", "nina", "--name", "Nina"], input="three random words\n")
    assert again.exit_code == 1 and "there is an account nina already" in again.output
    assert re.search(r"nina .* acute \(gp\) .* password", run("account", "list").stdout)
    assert run("account", "end", "nina").exit_code == 0
    assert re.search(r"nina .* ended", run("account", "list").stdout)
