"""A visit made whole from every message about it, whatever the order they came in. Pure: no database, no format."""
