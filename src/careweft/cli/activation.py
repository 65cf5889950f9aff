"""Making a model active here, taking on the people whom services know already; and ending it."""

from datetime import datetime

from careweft.base.settings import Settings
from careweft.cli.work import open_database
from careweft.facts import lake
from careweft.models.engine import Engine
from careweft.models.engine import activate as activate_text
from careweft.models.engine import end as end_model


async def activate(settings: Settings, url: str, text: str, name: str, since: datetime | None) -> str:
    """Activate a model's text from `since` (now where None); says in a sentence what was done."""
    async with await open_database(url) as database:
        async with database.transaction() as connection:
            start = since or database.clock.now()
            if not await activate_text(connection, text, name, settings.place_zone, start):
                return "This model is active already, word for word."
        engine = await Engine.open(database, settings.place_zone)
        await engine.agree()
        written = await lake.export(url, settings.data_dir / "lake")
        taken = await engine.take_on(lake.open(written.path))
    return f"Active from {start:%Y-%m-%d %H:%M} UTC. {taken} people were taken on as cases."


async def end(url: str, model: str) -> str:
    """End a model that is active; says in a sentence what was done."""
    async with await open_database(url) as database, database.transaction() as connection:
        ended = await end_model(connection, model, database.clock.now())
    return "Ended: it reacts to nothing new." if ended else f"No model {model} is active here."
