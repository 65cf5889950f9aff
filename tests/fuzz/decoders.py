"""Coverage-guided fuzzing of what reads bytes or text of others: `python -m tests.fuzz.decoders -runs=200000`.

Needs atheris, which is no part of the environment: `.venv/bin/pip install atheris`. Nothing may be raised but our own
errors, and what is decoded must be written as the same content.
"""

import sys
from collections.abc import Callable
from contextlib import suppress

import atheris

with atheris.instrument_imports(include=["careweft"]):
    from careweft.base.errors import CareweftError
    from careweft.feeds.bundle import bundle_id
    from careweft.feeds.hl7 import ack
    from careweft.feeds.hl7.message import split
    from careweft.fhir.decode import decode
    from careweft.fhir.fhirpath import compile_path
    from careweft.fhir.invalid import Invalid
    from careweft.fhir.jsontext import dumps
    from careweft.rules import parse

_BODIES = (
    b'{"resourceType":"Patient","id":"a","name":[{"family":"B","given":["C"]}],"birthDate":"1950-01-01"}',
    b'{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.10}}',
    b'{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient"}}]}',
)


def resource(data: bytes) -> None:
    """A FHIR resource, alone and as a message."""
    try:
        found = decode(data)
        assert dumps(decode(dumps(found))) == dumps(found)
    except Invalid:
        pass
    with suppress(Invalid, CareweftError):
        bundle_id(data)


def bent_resource(data: bytes) -> None:
    """A resource with some bytes of it replaced, so that most of it is still one."""
    if len(data) < 4:
        return
    body = _BODIES[data[0] % len(_BODIES)]
    start = (data[1] * 256 + data[2]) % len(body)
    resource(body[:start] + data[4:] + body[start + data[3] % 24 :])


def hl7(data: bytes) -> None:
    """An HL7 v2 message."""
    try:
        message = split(data if data.startswith(b"MSH") else b"MSH|^~\\&|" + data)
        ack.refusal(message)
    except CareweftError:
        pass


def path(data: bytes) -> None:
    """A FHIRPath expression, evaluated."""
    with suppress(CareweftError):
        compile_path(data.decode(errors="replace"))(
            {"resourceType": "Patient", "name": [{"given": ["a"]}], "active": True}
        )


def rule(data: bytes) -> None:
    """A rule."""
    with suppress(CareweftError):
        parse(data.decode(errors="replace"))


TARGETS: tuple[Callable[[bytes], None], ...] = (resource, bent_resource, hl7, path, rule)


def one_input(data: bytes) -> None:
    """The first byte chooses what reads the others."""
    if data:
        TARGETS[data[0] % len(TARGETS)](data[1:])


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
