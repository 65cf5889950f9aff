"""`careweft people …`: how well people are matched, and what waits for a human's word."""

from pathlib import Path

import click
from rich.table import Table

from careweft.cli.ask import ask
from careweft.cli.progress import console, output
from careweft.people import evaluate as evaluation
from careweft.people import review as questions


@click.group()
def people() -> None:
    """The person index: evaluate, review, answer, undo."""


@people.command()
@click.option("--truth", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
def evaluate(truth: Path) -> None:
    """Print precision, recall and F1 of the matching against a truth file."""
    click.echo(str(ask(lambda connection, _: evaluation.report(connection, truth))))


@people.command()
def review() -> None:
    """List the doubtful pairs; none of them is merged until somebody answers."""
    table = Table("review", "why", "score", "records", "people")
    for question in ask(lambda connection, _: questions.open_questions(connection)):
        records = " and ".join(f"{record.source} {record.local_id}" for record in question.records)
        score = "" if question.score is None else f"{question.score:.1f}"
        persons = " and ".join(map(str, question.persons))
        table.add_row(str(question.review_id), question.kind, score, records, persons)
    output.print(table)


@people.command()
@click.argument("review_id", type=int)
@click.argument("verdict", type=click.Choice(["same", "different"]))
@click.option("--by", required=True, help="Who says so.")
@click.option("--note", default="", help="Why.")
def answer(review_id: int, verdict: str, by: str, note: str) -> None:
    """Say of a doubtful pair whether it is one person."""
    same = verdict == "same"
    ask(lambda connection, engine: engine.people.answer(connection, review_id, same=same, by=by, note=note))
    console.print("Noted.")


@people.command()
@click.argument("event_id", type=int)
@click.option("--by", required=True, help="Who says so.")
@click.option("--reason", default="", help="Why.")
def undo(event_id: int, by: str, reason: str) -> None:
    """Undo a link, a merge or a split; what hangs on it moves back."""
    ask(lambda connection, engine: engine.people.undo(connection, event_id, by, reason))
    console.print("Undone.")
