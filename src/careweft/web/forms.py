"""Reading a small form from a request."""

from datetime import date

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request


async def read(request: Request, most: int) -> dict[str, str]:
    """The text fields of a form, each once (its last value), stripped; no files, and at most `most` bytes.

    Without NULs: no text of the database can hold one.
    """
    _check(request, most)
    form: FormData = await request.form(max_files=0, max_fields=200, max_part_size=most)
    return {name: value.replace("\0", "").strip() for name, value in form.multi_items() if isinstance(value, str)}


async def read_all(request: Request, most: int) -> list[tuple[str, str]]:
    """As `read`, with every value of a field that is given more than once, in order."""
    _check(request, most)
    form: FormData = await request.form(max_files=0, max_fields=2000, max_part_size=most)
    return [(name, value.replace("\0", "").strip()) for name, value in form.multi_items() if isinstance(value, str)]


def day(text: str) -> date | None:
    """A date field's day; None where there is none that anybody can have meant."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2200 else None


def _check(request: Request, most: int) -> None:
    kind = request.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        raise HTTPException(415, "A form was expected.")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise HTTPException(413, "The form is too large.")


async def read_with_files(
    request: Request, most: int, most_file: int
) -> tuple[dict[str, str], dict[str, tuple[str, bytes]]]:
    """As `read`, with the files of the form by field: the name that the sender gave and what is in it, cut after one
    byte more than `most_file`, so that the reader sees that it is too large."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > 2 * (most + most_file):
        raise HTTPException(413, "The file is too large.")
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await read(request, most), {}
    form = await request.form(max_files=5, max_fields=200, max_part_size=most)
    texts, files = {}, {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            files[name] = (value.filename or "", await value.read(most_file + 1))
        else:
            texts[name] = value.replace("\0", "").strip()
    await form.close()
    return texts, files
