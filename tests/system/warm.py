"""Imported by the server that commands are forked from: reads once what each of them would read at its start."""

from careweft.models import check, library
from tests.system.place import MODEL, ZONE

check.read(library.model_file(MODEL), ZONE)
