"""Errors that say what went wrong, where, what was expected and what to do next, in one sentence each."""


class CareweftError(Exception):
    """Base of every error that a person may read.

    `what` is the fault as a clause; `where` a file, line or place in the input; `expected` what would have been
    right; `hint` the next thing to do. None of them may hold person data.
    """

    def __init__(self, what: str, *, where: str = "", expected: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.expected, self.hint = what, where, expected, hint

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        if self.expected:
            text += f"; expected {self.expected}"
        return f"{text}. {self.hint}" if self.hint else text


class BadInput(CareweftError):
    """What was given cannot be understood or is not allowed."""


class NotFound(CareweftError):
    """There is no such thing, or none that the asker may know of."""


class Refused(CareweftError):
    """The asker may not do this."""


class Conflict(CareweftError):
    """Somebody else changed it first, or it already exists with other content."""


class Unavailable(CareweftError):
    """Something that is needed (database, port, disk) is not there."""
