"""What the parts of model files and scenarios are made of: names, durations, shares, rules, sources."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from careweft.base.errors import CareweftError
from careweft.care.durations import Duration


def _duration(value: Any) -> Duration:
    try:
        return Duration.parse(str(value))
    except CareweftError as wrong:
        raise ValueError(f"{wrong.what}, expected {wrong.expected}") from wrong


def _every(value: Any) -> Duration:
    text = str(value).strip()
    if not text.startswith("every "):
        raise ValueError("expected how often, such as every 6 months")
    return _duration(text.removeprefix("every "))


def as_list(value: Any) -> Any:
    """One thing or several, as several."""
    return value if isinstance(value, list) else [value]


def _share(value: Any) -> float:
    text = str(value).strip()
    try:
        return float(text.removesuffix("%")) / 100 if text.endswith("%") else float("nan")
    except ValueError:
        return float("nan")


def _known_share(value: Any) -> float:
    share = _share(value)
    if not 0 <= share <= 1:
        raise ValueError("expected a percentage such as 60%")
    return share


def _band(value: Any) -> tuple[float, float]:
    low, _, high = str(value).partition("-")
    shares = _share(low if low.endswith("%") else f"{low}%"), _share(high or low)
    if not 0 <= shares[0] <= shares[1] <= 1:
        raise ValueError("expected a percentage or a band of them, such as 5% or 20-35%")
    return shares


_TEXT = {"type": "string"}
DurationText = Annotated[
    Duration, BeforeValidator(_duration), PlainSerializer(str), WithJsonSchema({**_TEXT, "examples": ["24 hours"]})
]
EveryText = Annotated[
    Duration,
    BeforeValidator(_every),
    PlainSerializer(lambda each: f"every {each}", return_type=str),
    WithJsonSchema({**_TEXT, "examples": ["every 6 months"]}),
]
Share = Annotated[float, BeforeValidator(_known_share), WithJsonSchema({**_TEXT, "examples": ["60%"]})]
Band = Annotated[tuple[float, float], BeforeValidator(_band), WithJsonSchema({**_TEXT, "examples": ["5%", "20-35%"]})]
RuleText = Annotated[str, Field(json_schema_extra={"description": "A rule of the rule language."})]
LocalTime = Annotated[datetime, Field(examples=["2026-01-05 09:00"])]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class Part(BaseModel):
    """Any part of the file: unknown keys are errors, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class At(Part):
    """A step of a scenario, which happens at a local time."""

    at: LocalTime


class Source(Part):
    """Where a statement comes from: a document of the source collection and the place in it."""

    seed: Literal["S0", "S1", "S2", "S3", "S4"]
    section: str

    def __str__(self) -> str:
        return f"{self.seed}, {self.section}"


def one_of(**kinds: str) -> Discriminator:
    """Chooses among parts by the key that only one of them has; the tag of key `k` is `<k>`."""

    def choose(value: Any) -> str | None:
        keys = value if isinstance(value, dict) else type(value).model_fields
        return next((f"<{key}>" for key in kinds if key in keys), None)

    expected = "one of " + ", ".join(f"`{key}` ({meaning})" for key, meaning in kinds.items())
    return Discriminator(
        choose, custom_error_type="unknown_part", custom_error_message=expected.replace("{", "{{").replace("}", "}}")
    )
