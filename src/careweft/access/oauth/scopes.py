"""Scopes of SMART App Launch 2: what an app may do at most.

A token never gives more than its account has: what it may do is what the account's roles allow, of the persons and
records that relationships, consent and labels leave open, within its scopes. `allows` is the one question about scopes;
`Granted.held` is what holds the database itself to them (see migration 0017).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import parse_qsl, quote

import orjson

from careweft.base.errors import BadInput
from careweft.fhir.definitions import resource_types
from careweft.fhir.search.parameters import parameters
from careweft.fhir.search.tokens import forms
from careweft.fhir.search.values import key, split

Context = Literal["patient", "user", "system"]
Pair = tuple[str, str]

PLAIN: Final = frozenset({"openid", "fhirUser", "launch", "launch/patient", "offline_access"})
"""Scopes that are about no resources."""
_LETTERS: Final = "cruds"
_V1: Final = {"read": "rs", "write": "cud", "*": "cruds"}
_FORM: Final = re.compile(r"(patient|user|system)/(\*|[A-Za-z]+)\.([a-z]+|\*)(?:\?(.+))?")
_MOST: Final = 100
_NEEDS: Final = {
    "create": "c",
    "read": "r",
    "vread": "r",
    "history-instance": "r",
    "update": "u",
    "patch": "ru",  # its answer and its conditions tell what was there
    "delete": "d",
    "search-type": "s",
    "history-type": "s",
    "search-system": "s",
    "history-system": "s",
}
_OLD: Final = frozenset({"vread", "history-instance", "history-type", "history-system"})
"""What gives prior versions, which are not indexed: scopes with criteria do not allow it."""


@dataclass(frozen=True, order=True)
class Scope:
    """`patient/Observation.rs?category=laboratory`: whose, which type ('*': any), which of `cruds`, which of them."""

    context: Context
    type: str
    letters: str
    criteria: tuple[Pair, ...] = ()

    def __str__(self) -> str:
        asked = "&".join(f"{name}={quote(value, safe='/:|,')}" for name, value in self.criteria)
        return f"{self.context}/{self.type}.{self.letters}" + (f"?{asked}" if asked else "")

    def within(self, other: "Scope") -> "Scope | None":
        """What two scopes have in common."""
        if self.context != other.context or ("*" not in (self.type, other.type) and self.type != other.type):
            return None
        letters = "".join(letter for letter in _LETTERS if letter in self.letters and letter in other.letters)
        type_ = other.type if self.type == "*" else self.type
        criteria = tuple(sorted({*self.criteria, *other.criteria}))
        if criteria:
            letters = letters.translate({ord(letter): None for letter in "cud"})
        return Scope(self.context, type_, letters, criteria) if letters else None

    def covers(self, other: "Scope") -> bool:
        """Whether this gives all that another does."""
        return self.within(other) == other


@dataclass(frozen=True)
class Scopes:
    """A set of scopes."""

    plain: frozenset[str] = frozenset()
    clinical: frozenset[Scope] = frozenset()

    def __str__(self) -> str:
        return " ".join([*sorted(self.plain), *(str(scope) for scope in sorted(self.clinical))])

    def __bool__(self) -> bool:
        return bool(self.plain or self.clinical)

    def within(self, other: "Scopes") -> "Scopes":
        """What two sets have in common; of two scopes of which one covers the other, the wider."""
        found = {both for a in self.clinical for b in other.clinical if (both := a.within(b))}
        kept = frozenset(one for one in found if not any(two.covers(one) for two in found - {one}))
        return Scopes(self.plain & other.plain, kept)

    def covers(self, other: "Scopes") -> bool:
        """Whether every scope of another set is in this one, by itself."""
        clinical = all(any(mine.covers(theirs) for mine in self.clinical) for theirs in other.clinical)
        return self.plain >= other.plain and clinical

    def only(self, *contexts: Context) -> "Scopes":
        """Without the resource scopes of other contexts."""
        return Scopes(self.plain, frozenset(scope for scope in self.clinical if scope.context in contexts))

    def reading(self, adding: str = "") -> "Scopes":
        """Without what would change the record, but for new resources of the type `adding`."""
        reads = (
            Scope(
                s.context,
                s.type,
                "".join(x for x in s.letters if x in ("crs" if s.type == adding else "rs")),
                s.criteria,
            )
            for s in self.clinical
        )
        return Scopes(self.plain, frozenset(scope for scope in reads if scope.letters))

    @property
    def of_one_person(self) -> bool:
        """Whether these are to be held to one person: so it is as soon as one of them says `patient/`."""
        return any(scope.context == "patient" for scope in self.clinical)


@dataclass(frozen=True)
class Granted:
    """What a token carries: its scopes, and the one person whom it is about (0 where it is about nobody)."""

    scopes: Scopes
    person_id: int = 0

    @property
    def person(self) -> int | None:
        """The only person whom the token may see; None where it is not held to one."""
        return self.person_id if self.scopes.of_one_person else None

    def held(self, *letters: str, lent: Iterable[str] = ()) -> Mapping[str, str]:
        """The settings of a transaction that hold the database to it (see migration 0017).

        It finds the types of which a scope has all of one of these `letters`: ("r", "s") what may be read or found,
        ("rs",) what may be both. What may be changed but not read is found only where something is written. `lent` are
        types that are found in any case.
        """
        types: dict[str, list[Any] | None] = dict.fromkeys(lent)
        for scope in sorted(self.scopes.clinical):
            has = set(scope.letters) if scope.criteria else self._letters(scope.type)
            if not any(has >= set(needed) for needed in letters):
                continue
            if not scope.criteria:
                types[scope.type] = None
            elif types.get(scope.type, ()) is not None:
                types[scope.type] = [*(types.get(scope.type) or ()), _hashes(scope)]
        whole = "*" in types and types["*"] is None
        person = "" if self.person is None else str(self.person or -1)
        return {"careweft.person": person, "careweft.scope": "" if whole else orjson.dumps(types).decode()}

    def gives(self, type_: str, letters: str, *, whole: bool = False) -> bool:
        """Whether scopes allow all of these letters for a type; '' is all types of everybody.

        Criteria narrow what is given, and the database holds the answer to them; `whole`: that will not do.
        """
        if not type_:
            return self.person is None and self._letters("*") >= set(letters)
        narrowed = [s for s in self.scopes.clinical if s.type == type_ and s.criteria and not whole]
        return self._letters(type_) >= set(letters) or any(set(s.letters) >= set(letters) for s in narrowed)

    @property
    def reads(self) -> bool:
        """Whether there is a type that may be both read and found."""
        return any(self.gives(scope.type, "rs") for scope in self.scopes.clinical)

    def _letters(self, type_: str) -> set[str]:
        """What may be done with every resource of a type: `Observation.r` and `Observation.s` say what `.rs` does."""
        fits = [s for s in self.scopes.clinical if s.type in ("*", type_) and not s.criteria]
        return {letter for scope in fits for letter in scope.letters}


def parse(text: str) -> Scopes:
    """Scopes as they are written, version 1 among them. Raises BadInput for one that is not known here."""
    words = text.split()
    if len(words) > _MOST:
        raise BadInput(f"{len(words)} scopes are too many", expected=f"at most {_MOST}")
    return Scopes(PLAIN & set(words), frozenset(_scope(word) for word in words if word not in PLAIN))


def known(text: str) -> Scopes:
    """Scopes as they are written, without those that are not known here: as RFC 6749 §3.3 lets a server do."""
    found = Scopes()
    for word in text.split()[:_MOST]:
        try:
            one = parse(word)
        except BadInput:
            continue
        found = Scopes(found.plain | one.plain, found.clinical | one.clinical)
    return found


def allows(
    token_scopes: Granted,
    type_: str,
    interaction: str,
    person_id: int | None = None,
    criteria: Iterable[Pair] | None = None,
) -> bool:
    """Whether a token's scopes allow an interaction (FHIR's code of it) with a type of resource; '' is all types.

    `person_id` is whom the resource is about, where that is known. `criteria` is what it is known to fulfil, as pairs
    of a search; None where the database holds the answer to the criteria by itself, as it does for what is read. An
    interaction that is not listed here needs every letter of every type.
    """
    if person_id and token_scopes.person is not None and person_id != token_scopes.person:
        return False
    if not type_ and interaction in ("transaction", "batch"):
        return True  # each of its entries is asked for by itself
    needed = _NEEDS.get(interaction, _LETTERS)
    fits = [s for s in token_scopes.scopes.clinical if s.type in ("*", type_) and set(needed) <= set(s.letters)]
    if interaction not in _NEEDS or not type_:
        fits = [scope for scope in fits if scope.type == "*"]
    if interaction in _OLD or interaction not in _NEEDS:
        return any(not scope.criteria for scope in fits)
    if criteria is None:
        return bool(fits)
    fulfilled = set(criteria)
    return any(fulfilled >= set(scope.criteria) for scope in fits)


def added(token_scopes: Granted, type_: str) -> list[Pair]:
    """What a search of a type must ask besides, so that it finds no more than the scopes allow.

    Raises BadInput where no single search can say it: then the search itself must name one of the criteria.
    """
    fits = [s for s in token_scopes.scopes.clinical if s.type in ("*", type_) and "s" in s.letters]
    if not fits or any(not scope.criteria for scope in fits):
        return []
    if len(fits) == 1:
        return list(fits[0].criteria)
    if len({scope.criteria[0][0] for scope in fits}) == 1 and all(len(scope.criteria) == 1 for scope in fits):
        return [(fits[0].criteria[0][0], ",".join(sorted(scope.criteria[0][1] for scope in fits)))]
    asked = " or ".join(str(scope).partition("?")[2] for scope in sorted(fits))
    raise BadInput("this search is wider than the app's scopes", expected=f"a search with {asked}")


def _scope(word: str) -> Scope:
    match = _FORM.fullmatch(word)
    wrong = BadInput(f"{word[:80]!r} is not a scope", expected="such as patient/Observation.rs or openid")
    if not match:
        raise wrong
    context, type_, letters, asked = match.groups()
    letters = _V1.get(letters, letters)
    if letters != "".join(letter for letter in _LETTERS if letter in letters):
        raise wrong  # out of order, twice, or no letter of cruds
    if type_ != "*" and type_ not in resource_types():
        raise wrong
    scope = Scope(context, type_, letters, tuple(sorted({*parse_qsl(asked or "", keep_blank_values=True)})))  # type: ignore[arg-type]
    if asked:
        _check(scope, wrong)
    return scope


def _check(scope: Scope, wrong: BadInput) -> None:
    """Criteria are plain tokens of the type, and only for reading: what is written cannot be judged before it is."""
    if scope.type == "*" or not scope.criteria or set(scope.letters) - {"r", "s"}:
        raise wrong
    for name, value in scope.criteria:
        if name not in parameters(scope.type) or parameters(scope.type)[name].kind != "token" or not value:
            raise wrong
    try:
        _hashes(scope)
    except BadInput:
        raise wrong from None


def _hashes(scope: Scope) -> list[list[int]]:
    """For each criterion the hashes in fhir.index_token of which a resource that fulfils it has one."""
    found = []
    for name, value in scope.criteria:
        parameter = parameters(scope.type)[name]
        listed = [form for one in split(value, ",") if one for form in forms(parameter, name, one)]
        found.append([key(parameter.resource, path, form) for path in parameter.paths for form in listed])
    return found
