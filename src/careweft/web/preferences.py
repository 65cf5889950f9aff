"""How somebody likes to read: language, text size and contrast. Kept on the account; before the log-in in a cookie."""

from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Scope

from careweft.access.accounts import Account
from careweft.web.language import LANGUAGES, N_, preferred

COOKIE = "careweft-reads"
SIZES = {"": N_("Normal"), "large": N_("Large"), "largest": N_("Very large")}
CONTRASTS = {"": N_("As my device asks for it"), "high": N_("High")}
_YEAR = 365 * 86400


@dataclass(frozen=True)
class Preferences:
    """A language of ours ('' for what the browser asks for), a size of `SIZES`, a contrast of `CONTRASTS`."""

    language: str = ""
    size: str = ""
    contrast: str = ""

    @classmethod
    def checked(cls, language: str, size: str, contrast: str) -> "Preferences":
        """These, without what there is not."""
        return cls(
            language if language in LANGUAGES else "",
            size if size in SIZES else "",
            contrast if contrast in CONTRASTS else "",
        )


def chosen(scope: Scope, account: Account | None) -> Preferences:
    """What the account chose; what it left open, or who is nobody yet, by the cookie."""
    told = cookie_parser(Headers(scope=scope).get("cookie", "")).get(COOKIE, "")
    kept = Preferences.checked(*[*told.split("."), "", "", ""][:3])
    if account is None:
        return kept
    return Preferences(
        account.language or kept.language, account.text_size or kept.size, account.contrast or kept.contrast
    )


def language_of(scope: Scope, account: Account | None) -> str:
    """The language of a request's page. What only staff read is in English."""
    if account is not None and account.kind == "staff":
        return "en"
    return chosen(scope, account).language or preferred(Headers(scope=scope).get("accept-language", ""))


def keep(response: Response, preferences: Preferences, *, secure: bool) -> None:
    """Have the browser keep them, for before the log-in."""
    told = f"{preferences.language}.{preferences.size}.{preferences.contrast}"
    response.set_cookie(COOKIE, told, max_age=_YEAR, path="/", httponly=True, samesite="lax", secure=secure)
