"""A card of CDS Hooks 2.0: one thing to know, with why it is said and where to read on."""

from dataclasses import dataclass, field
from typing import Any, Final, Literal
from uuid import UUID, uuid4

Indicator = Literal["info", "warning", "critical"]
_SUMMARY: Final = 139
OVERRIDES: Final = "https://careweft.org/fhir/CodeSystem/cds-override"
_REASONS: Final = (
    ("known", "Already known and being dealt with"),
    ("not-now", "Not the moment for it"),
    ("wrong", "Not right for this person"),
)


@dataclass(frozen=True)
class Card:
    """`kind` is what feedback is counted by; `page` a path of the site and `page_label` what to call it."""

    kind: str
    summary: str
    indicator: Indicator = "info"
    detail: str = ""
    source: str = "Careweft"
    page: str = ""
    page_label: str = "Open in Careweft"
    id: UUID = field(default_factory=uuid4)

    def told(self, site: str) -> dict[str, Any]:
        """As CDS Hooks has it; `site` is the address of the site."""
        summary = self.summary if len(self.summary) <= _SUMMARY else f"{self.summary[: _SUMMARY - 1]}…"
        made: dict[str, Any] = {
            "uuid": str(self.id),
            "summary": summary,
            "indicator": self.indicator,
            "source": {"label": self.source, "url": site},
        }
        if self.detail:
            made["detail"] = self.detail
        if self.page:
            made["links"] = [{"label": self.page_label, "url": f"{site}{self.page}", "type": "absolute"}]
        if self.indicator != "info":
            made["overrideReasons"] = [
                {"code": code, "system": OVERRIDES, "display": display} for code, display in _REASONS
            ]
        return made


def plain(text: str) -> str:
    """Somebody's words within Markdown, so that they are only words."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()#+-!|<>&" else letter for letter in text)
