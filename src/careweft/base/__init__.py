"""The ground that every room stands on: settings, database, migrations, outbox, clock, errors, logs.

It knows nothing of health or care."""
