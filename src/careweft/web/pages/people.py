"""What a person's pages show of services, of who is involved and of who looked, in words."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

from careweft.access.audit import Look
from careweft.access.relationships import Involved
from careweft.care.plans.package import Package, Service
from careweft.fhir.definitions import resource_types
from careweft.web import terms, view, words
from careweft.web.desk import Names
from careweft.web.language import N_, _
from careweft.web.oauth import words as apps
from careweft.web.view import Column, Organisation, OrganisationKind, Table

_OURSELVES = Organisation("self", N_("Yourself"), OrganisationKind.OTHER)
_THEMSELVES = Organisation("self", "The person", OrganisationKind.OTHER)
USES = {"for planning": N_("To plan care for everyone and make it better"), "for research": N_("For research")}
"""For what else than care somebody looks, of what a person may say no to."""


def services(found: Sequence[Service], names: Names, zone: ZoneInfo, own: bool) -> Table:
    """The services that a person has now; what they cost is for staff."""
    titles = (N_("Service"), N_("From"), N_("Since"), N_("A week"), N_("State"))
    columns = [Column(_(title), title == "A week" and not own) for title in titles]
    rows = [
        [
            _(terms.words_of(service.kind)),
            names.organisation(service.organisation).name,
            words.short_day(service.since, zone),
            _a_week(service, own),
            _(N_("Stopped for now") if own else "Paused") if service.paused else _("Going on"),
        ]
        for service in found
    ]
    if own and not any(row[3] for row in rows):
        columns, rows = [*columns[:3], columns[4]], [[*row[:3], row[4]] for row in rows]
    return Table(_("The help you get now") if own else "Services now", columns, rows, False)


def involved(found: Sequence[Involved], case: Package, names: Names, zone: ZoneInfo, own: bool) -> list[view.Member]:
    """Everybody who may see the record now, each once with all their reasons; the coordinator first."""
    said = terms.OWN_RELATIONS if own else terms.RELATIONS
    members = []
    for party, kinds in groupby(sorted(found, key=lambda each: each.party), key=lambda each: each.party):
        why = [each for each in kinds if each.kind != "self"]
        if own:  # what matters most, since when; the rest in short
            why.sort(key=lambda each: list(said).index(each.kind))
        reasons = [_reason(each, said, zone, dated=not own or each is why[0]) for each in why]
        if reasons:
            who = names.organisation(party)
            members.append(view.Member(who.name, ". ".join(dict.fromkeys(reasons)), who))
    members.sort(key=lambda member: (member.organisation.kind is not OrganisationKind.CAREWEFT, member.name))
    if case.coordinator:
        name = names.practitioners.get(case.coordinator, case.coordinator)
        role = _("Ask them anything. They see to your care") if own else "Coordinator, the person's one contact"
        members.insert(0, view.Member(name, role, names.organisation(case.team), lead=True))
    return members


def looks(found: Sequence[Look], names: Names, zone: ZoneInfo, *, own: bool, everybody: bool) -> list[view.Access]:
    """Who looked, a line for each person, thing and day, newest first; one's own looks only where `everybody`."""
    kept: dict[tuple[object, ...], list[Look]] = {}
    for look in found:
        by_themselves = _by_themselves(look)
        if everybody or not by_themselves:
            day = look.at.astimezone(zone).date()
            kept.setdefault((day, look.who, look.what, look.action, look.outcome), []).append(look)
    return [_access(group, names, own) for group in kept.values()]


def _access(group: Sequence[Look], names: Names, own: bool) -> view.Access:
    look = group[0]
    themselves = _by_themselves(look)
    party = next(iter(look.parties), "")
    selves = _OURSELVES if own else _THEMSELVES
    organisation = selves if themselves else names.organisation(party)
    return view.Access(
        look.at,
        _("You") if themselves and own else look.who,
        organisation,
        _what(look, own),
        _why(look, own),
        len(group),
    )


def _what(look: Look, own: bool) -> str:
    if look.action in apps.ACTS:
        return apps.act(look.action, look.what, look.outcome, themselves=_by_themselves(look), own=own)
    if look.outcome in ("refused", "empty"):
        return (
            _("Tried to open your record. Nothing was shown") if own else "Tried to open the record; nothing was shown"
        )
    if look.outcome == "changed" and look.action != "break-glass":
        if own:
            return _(terms.OWN_CHANGES.get(look.what, "Changed something for you"))
        return f"Changed: {terms.words_of(look.what, terms.LOOKS).lower()}"
    if look.what.startswith("tier "):
        group = look.what.removeprefix("tier ")
        return _("Saw your name in the group “{name}”").format(name=group) if own else f"People in “{group}”"
    if look.what.startswith("gap "):
        return _("Saw your name in a list of what is due") if own else f"List: {look.what.removeprefix('gap ')}"
    if look.what == "Bundle" or look.what in resource_types():  # FHIR's names are no words of a person's
        return _("Read a part of your record") if own else f"The record: {apps.thing(look.what)}"
    return _(terms.words_of(look.what, terms.OWN_LOOKS if own else terms.LOOKS))


def _why(look: Look, own: bool) -> str:
    if look.action in apps.ACTS:
        return apps.brief(look.reason)
    said = USES | (terms.OWN_RELATIONS if own else terms.RELATIONS)
    why, through, app = look.reason.partition("through the app ")
    told = ", ".join(_(said.get(part, part)) for part in why.removesuffix(", ").split(", ") if part)
    return ", ".join(each for each in (told, through + app) if each)


def _by_themselves(look: Look) -> bool:
    return any(party.startswith("person/") for party in look.parties)


def _reason(each: Involved, said: dict[str, str], zone: ZoneInfo, *, dated: bool) -> str:
    text = _(said.get(each.kind, terms.words_of(each.kind)))
    if not dated or each.kind == "registered-practice" or each.since.year <= 1:
        return text  # since when is not known: a practice says only that somebody is registered now
    return _("{what} since {day}").format(what=text, day=words.short_day(each.since, zone))


def _a_week(service: Service, own: bool) -> str:
    return ", ".join(_parts(service, own))


def _parts(service: Service, own: bool) -> Iterator[str]:
    if service.weekly_minutes:
        yield _("{number} hours").format(number=f"{service.weekly_minutes / 60:g}")
    if service.weekly_pence and not own:
        yield words.pounds(service.weekly_pence)
